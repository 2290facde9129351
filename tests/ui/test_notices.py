"""Notices and progress (look.md, *Notices, empty, motion, icons, keys*)."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QAction, QEnterEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.notices import Notice, Notices, progress_text


@pytest.fixture
def area(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(900, 600)
    layout = QVBoxLayout(widget)
    layout.addWidget(QLineEdit(widget))
    widget.show()
    return widget


@pytest.fixture
def notices(area: QWidget) -> Notices:
    return Notices(area)


def test_a_notice_stays_eight_seconds(notices: Notices) -> None:
    notice = notices.tell("11 members put in Book club")
    assert notice.timer.interval() == 8_000
    assert notice.timer.isActive()
    notice.timer.timeout.emit()
    assert notices.shown() == ()


def test_a_notice_stays_while_it_is_pointed_at(notices: Notices) -> None:
    notice = notices.tell("Saved")
    at = QPointF(20, 20)
    notice.enterEvent(QEnterEvent(at, at, at))
    assert not notice.timer.isActive()
    notice.leaveEvent(QEvent(QEvent.Type.Leave))
    assert notice.timer.isActive()


def test_a_notice_stays_while_it_has_the_focus(area: QWidget, notices: Notices, qtbot: QtBot) -> None:
    area.activateWindow()
    notice = notices.tell("Saved")
    notice.close_button.setFocus()
    qtbot.waitUntil(lambda: not notice.timer.isActive())
    line = area.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    line.setFocus()
    qtbot.waitUntil(notice.timer.isActive)


def test_a_notice_never_takes_the_focus(area: QWidget, notices: Notices, qtbot: QtBot) -> None:
    line = area.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    area.activateWindow()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    notices.tell("Saved", action=QAction("Undo", area))
    assert line.hasFocus()


def test_undo_is_offered_with_its_key_and_closes_the_notice(area: QWidget, notices: Notices, qtbot: QtBot) -> None:
    undo = QAction("Undo", area)
    undo.setShortcut("Ctrl+Z")
    notice = notices.tell("11 members put in Book club", action=undo)
    assert notice.button.text() == "Undo"
    assert notice._cap.text() == "Ctrl+Z"
    with qtbot.waitSignal(undo.triggered):
        notice.button.click()
    assert notices.shown() == ()


def test_undo_stands_on_the_newest_notice_only(area: QWidget, notices: Notices) -> None:
    undo = QAction("Undo", area)
    older = notices.tell("First", action=undo)
    newer = notices.tell("Second", action=undo)
    assert older.button.isHidden()
    assert not newer.button.isHidden()


def test_at_most_three_are_stacked_without_covering_each_other(area: QWidget, notices: Notices) -> None:
    for at in range(4):
        notices.tell(f"Notice {at}")
    shown = notices.shown()
    assert [card.text for card in shown if isinstance(card, Notice)] == ["Notice 1", "Notice 2", "Notice 3"]
    bottoms = [(card.geometry().top(), card.geometry().bottom()) for card in shown]
    # The shadows of two cards may meet; the cards themselves stand 8 px apart.
    assert all(lower[0] - upper[1] > -12 for upper, lower in pairwise(bottoms))
    assert bottoms[-1][1] < area.height()
    assert abs(shown[0].geometry().center().x() - area.width() // 2) <= 1


def test_notices_follow_the_size_of_the_page(area: QWidget, notices: Notices) -> None:
    notice = notices.tell("Saved")
    area.resize(500, 400)
    assert area.rect().contains(notice.geometry())


def test_progress_shows_only_after_a_while(notices: Notices, qtbot: QtBot) -> None:
    progress = notices.progress("Writing members.xlsx")
    assert progress.late.interval() == 400
    assert notices.shown() == ()
    qtbot.waitUntil(lambda: notices.shown() == (progress,), timeout=3000)
    assert progress.isVisible()
    progress.finish()
    assert notices.shown() == ()


def test_quick_work_shows_no_progress(notices: Notices) -> None:
    progress = notices.progress("Writing members.xlsx")
    progress.finish()
    assert not progress.late.isActive()
    assert notices.shown() == ()


def test_progress_can_be_stopped(notices: Notices, qtbot: QtBot) -> None:
    progress = notices.progress("Writing members.xlsx")
    progress.set(3, 10)
    with qtbot.waitSignal(progress.stopped):
        progress.stop.click()
    progress.set(4, 10)
    assert progress.state.text() == "Stopping…"
    assert not progress.stop.isEnabled()
    progress.finish()


@pytest.mark.parametrize(
    ("done", "total", "elapsed", "text"),
    [
        (0, 0, 5.0, ""),
        (120, 0, 5.0, "120"),
        (5, 10, 0.5, "5 of 10"),
        (5, 10, 10.0, "5 of 10, 10 s left"),
        (1, 31, 10.0, "1 of 31, 5 minutes left"),
        (10, 10, 10.0, "10 of 10"),
    ],
)
def test_progress_says_how_far_and_how_long(done: int, total: int, elapsed: float, text: str) -> None:
    assert progress_text(done, total, elapsed) == text


def test_the_close_button_has_a_name(notices: Notices) -> None:
    assert notices.tell("Saved").close_button.accessibleName() == "Close this notice"
