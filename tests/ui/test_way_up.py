"""The way up: tiers as steps that are chosen by click and key (look: tiers)."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.way_up import WayStep, WayUp


def a_way(qtbot: QtBot) -> WayUp:
    """Three tiers, shown."""
    way = WayUp()
    qtbot.addWidget(way)
    steps = [
        WayStep(1, "Member", "#7a8593", "×1", "7,104", "members", "everyone"),
        WayStep(2, "Silver", "#8a97a8", "×1.25", "1,602", "members", "from 1,000 points"),
        WayStep(3, "Gold", "#d4a000", "×1.5", "772", "members", "from 2,000 points"),
    ]
    way.show_steps(steps, "points earned in 12 months")
    way.resize(900, 260)
    way.show()
    return way


def test_a_click_and_the_arrow_keys_choose_a_tier(qtbot: QtBot) -> None:
    """Each step leads to its tier; beyond the ends nothing happens."""
    way = a_way(qtbot)
    chosen: list[int] = []
    way.chosen.connect(chosen.append)
    way.chosen.connect(way.set_current)
    rects = way.steps._rects()
    QTest.mouseClick(way.steps, Qt.MouseButton.LeftButton, pos=rects[1].center())
    QTest.keyClick(way.steps, Qt.Key.Key_Right)
    QTest.keyClick(way.steps, Qt.Key.Key_Right)
    QTest.keyClick(way.steps, Qt.Key.Key_Left)
    assert chosen == [2, 3, 3, 2]
    QTest.mouseClick(way.steps, Qt.MouseButton.LeftButton, pos=QPoint(450, 2))
    assert chosen == [2, 3, 3, 2]


def test_steps_rise_and_stand_mirrored_where_one_reads_from_the_right(qtbot: QtBot) -> None:
    """Each is higher than the one before; from right to left the lowest stands at the right."""
    way = a_way(qtbot)
    heights = [rect.height() for rect in way.steps._rects()]
    assert heights == sorted(set(heights))
    way.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    lefts = [rect.left() for rect in way.steps._rects()]
    assert lefts == sorted(lefts, reverse=True)


def test_what_is_painted_is_said_too(qtbot: QtBot) -> None:
    """A screen reader hears the chosen step in words; in a low window the steps give way to the list."""
    way = a_way(qtbot)
    way.set_current(3)
    assert way.steps.accessibleDescription() == "Gold, ×1.5, 772 members, from 2,000 points"
    way.set_room(400)
    assert way.steps.isHidden()
    way.set_room(700)
    assert not way.steps.isHidden()
