"""The section Rewards filters by state and keeps its tools beside the count (features.md 3.9; look.md)."""

from __future__ import annotations

from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from ui.roles import Choice
from ui.sections.rewards import RewardsView
from ui.theme import Theme

STATES = (Choice("issued", "Outstanding"), Choice("redeemed", "Used"))


def test_one_state_is_chosen_and_named_on_its_tool(qtbot: QtBot, look: Theme) -> None:
    """All, or one state; the present one is ticked."""
    view = RewardsView(STATES)
    qtbot.addWidget(view)
    view.set_actions([QAction("Hand over", view)], QAction("Give a reward…", view))
    view.show()
    chosen: list[str] = []
    view.state_chosen.connect(chosen.append)
    assert [action.text() for action in view.state_actions() if action.isChecked()] == ["All"]
    view.state_actions()[2].trigger()
    assert (chosen, view.filter.iconText()) == (["redeemed"], "State: Used")
    assert [action.text() for action in view.state_actions() if action.isChecked()] == ["Used"]
    view.state_actions()[0].trigger()
    assert (chosen, view.filter.iconText()) == (["redeemed", ""], "State")
    assert [action.iconText() for action in view.head.tools.actions_shown()] == ["Hand over", "State", "Give a reward"]
