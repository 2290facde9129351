"""Opening a dialog in a test, with a list that its answers come into."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.dialogs.question import Question


def ask(qtbot: QtBot, question: Question) -> list[object]:
    """Open the dialog; every answer it gives is added to the list."""
    qtbot.addWidget(question)
    answers: list[object] = []
    question.answered.connect(answers.append)
    question.open()
    return answers


def tab_order(start: QWidget) -> list[QWidget]:
    """The widgets that Tab comes to from here, once around."""
    order, widget = [start], start.nextInFocusChain()
    while widget is not None and widget is not start:
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            order.append(widget)
        widget = widget.nextInFocusChain()
    return order
