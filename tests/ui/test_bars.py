"""Bars give way: words go first, then buttons move into ⋯; nothing is clipped and nothing overlaps (look.md, *Where things stand*)."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ui.bars import ActionRow, ToolRow
from ui.controls import ToolButton
from ui.icons import icon
from ui.theme import Theme

LABELS = ("Download", "Upload", "Cards", "Columns")


def actions(labels: tuple[str, ...] = LABELS) -> list[QAction]:
    return [QAction(icon("download"), label) for label in labels]


def parts(row: ActionRow | ToolRow) -> list[tuple[int, int]]:
    """Left and right edge of everything that is shown."""
    widgets = [widget for widget in (*row.buttons, row.more) if not widget.isHidden()]
    return sorted((widget.x(), widget.x() + widget.width()) for widget in widgets)


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
@pytest.mark.parametrize("make", [ActionRow, ToolRow])
def test_nothing_overlaps_or_is_cut_at_any_width(
    qtbot: QtBot, light: Theme, make: type[ActionRow] | type[ToolRow], direction: Qt.LayoutDirection
) -> None:
    row = make()
    qtbot.addWidget(row)
    row.setLayoutDirection(direction)
    row.set_actions(actions())
    row.show()
    for width in range(row.minimumSizeHint().width(), 600, 7):
        row.resize(width, 34)
        edges = parts(row)
        assert edges[0][0] >= 0
        assert edges[-1][1] <= width
        assert all(first[1] <= second[0] for first, second in pairwise(edges))


def test_tools_lose_their_words_before_any_of_them_goes(qtbot: QtBot, light: Theme) -> None:
    row = ToolRow()
    qtbot.addWidget(row)
    row.set_actions(actions())
    row.show()
    row.resize(row.width_with_words(), 34)
    assert {button.toolButtonStyle() for button in row.buttons if isinstance(button, ToolButton)} == {
        Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    }
    row.resize(row.width_with_words() - 1, 34)
    assert all(not button.isHidden() for button in row.buttons)
    assert {button.toolButtonStyle() for button in row.buttons if isinstance(button, ToolButton)} == {Qt.ToolButtonStyle.ToolButtonIconOnly}
    assert all(button.accessibleName() and button.toolTip() for button in row.buttons)


def test_what_finds_no_room_stands_in_the_menu_in_its_order(qtbot: QtBot, light: Theme) -> None:
    row = ActionRow()
    qtbot.addWidget(row)
    row.set_actions(actions(("Register sale", "Adjust", "Spend", "Change tier")))
    row.show()
    row.resize(300, 34)
    shown = [button.text() for button in row.buttons if not button.isHidden()]
    row.more.click()
    menu = row.findChild(QMenu)
    assert menu is not None
    assert [*shown, *(action.text() for action in menu.actions())] == ["Register sale", "Adjust", "Spend", "Change tier"]
    menu.close()


def test_only_the_likeliest_step_is_filled(qtbot: QtBot, light: Theme) -> None:
    row = ActionRow()
    qtbot.addWidget(row)
    made = actions()
    row.set_actions(made)
    assert [(row.button(action) or row).property("default") for action in made] == [True, False, False, False]
    row.set_actions(made, filled=False)
    assert not any((row.button(action) or row).property("default") for action in made)
