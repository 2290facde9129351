"""Follow-ups: what orders still ask to be done, ticked off or opened again, and a new one put on an order (O3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from resources.i18n import _
from ui.controls import Hairline, LinkButton, PushButton
from ui.details_section import plain_label
from ui.dialogs.parts import Card, heading, wrapped
from ui.dialogs.question import WIDE, Question
from ui.dialogs.subject import Subject, SubjectLine
from ui.form import FieldSpec, Form
from ui.icons import icon
from ui.roles import Choice, Editor
from ui.theme import digits, small_font

Act = Literal["add", "done", "reopen", "open"]
SHOWN_HEIGHT = 320


@dataclass(frozen=True)
class FollowUpShown:
    """One follow-up: what is to be done, a muted *line* ("due 20/07/2026, receipt 88007"), and who where the list is of many people."""

    key: int
    text: str
    line: str
    is_done: bool = False
    is_due: bool = False
    who: str = ""
    person: int = 0


@dataclass(frozen=True)
class FollowUpsAnswer:
    """What is done with *key*: added (to the order of that key), ticked off, reopened, or its person opened."""

    act: Act
    key: int
    text: str = ""
    due: str = ""


class FollowUps(Question):
    """The follow-ups of one person, with *orders* to put a new one on; without a subject those of everybody that are due."""

    def __init__(
        self,
        title: str,
        rows: tuple[FollowUpShown, ...],
        *,
        subject: Subject | None = None,
        orders: tuple[tuple[int, str], ...] = (),
        due: str = "",
        check_day: Callable[[str], str | None] | None = None,
        typed: FollowUpsAnswer | None = None,
        problems: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, width=WIDE if subject is None else 520, parent=parent)
        self.setObjectName("follow-ups")
        content = self.content
        if subject is not None:
            self.body.addWidget(SubjectLine(subject, content))
        self.body.addWidget(self._list(rows, content))
        if orders:
            choices = tuple(Choice(str(key), label) for key, label in orders)
            kept = typed or FollowUpsAnswer("add", orders[0][0], due=due)
            self.form = Form(
                [
                    FieldSpec("text", _("What is still to be done"), Editor("text"), kept.text, span=2, required=True),
                    FieldSpec("order", _("For the order"), Editor("choice", choices), str(kept.key), required=True),
                    FieldSpec("due", _("Due"), Editor("date", check=check_day), kept.due, required=True),
                ],
                columns=2,
            )
            self.body.addWidget(heading(_("New follow-up"), content))
            self.body.addWidget(self.form)
            for key, sentence in (problems or {}).items():
                self.form.set_problem(key if self.form.has(key) else "text", sentence)
        self.body.addStretch(1)
        self.add_foot(_("Add follow-up") if orders else _("Close"), cancel=_("Close") if orders else None)
        self.cancel_button.setVisible(bool(orders))

    def _list(self, rows: tuple[FollowUpShown, ...], parent: QWidget) -> QWidget:
        """The rows in their frame; many of them scroll."""
        card = Card(parent)
        card.column.setContentsMargins(14, 4, 10, 4)
        card.column.setSpacing(0)
        if not rows:
            card.column.addWidget(wrapped(_("Nothing is to be done."), card, muted=True))
        self.rows = [_Row(row, card, self._act) for row in rows]
        for place, row in enumerate(self.rows):
            if place:
                card.column.addWidget(Hairline(card))
            card.column.addWidget(row)
        scroll = QScrollArea(parent)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(card)
        scroll.setFixedHeight(min(SHOWN_HEIGHT, card.sizeHint().height() + 2))
        return scroll

    def _act(self, act: Act, key: int) -> None:
        self.finish(FollowUpsAnswer(act, key))

    def answer(self) -> FollowUpsAnswer | None:
        if self.form is None:
            return None
        return FollowUpsAnswer("add", int(self.form.text("order")), self.form.text("text"), self.form.text("due"))


class _Row(QWidget):
    """One follow-up with what can be done with it."""

    def __init__(self, shown: FollowUpShown, parent: QWidget, act: Callable[[Act, int], None]) -> None:
        super().__init__(parent)
        self.shown = shown
        words = QVBoxLayout()
        words.setSpacing(2)
        head = wrapped(shown.text, self, muted=shown.is_done)
        line = plain_label(shown.line, self, muted=True)
        line.setFont(digits(small_font(self.font())))
        words.addWidget(head)
        under = QHBoxLayout()
        under.setSpacing(8)
        if shown.who:
            person = LinkButton(shown.who, self)
            person.setAccessibleName(_("Open {name}").format(name=shown.who))
            person.clicked.connect(lambda: act("open", shown.person))
            under.addWidget(person)
        if shown.is_due:
            picture = plain_label("", self)
            picture.setPixmap(icon("warning", "warn").pixmap(14, 14))
            under.addWidget(picture)
        under.addWidget(line, 1)
        words.addLayout(under)
        self.button = PushButton(_("Reopen") if shown.is_done else _("Done"), self)
        self.button.setAccessibleName(f"{self.button.text()}: {shown.text}")
        self.button.clicked.connect(lambda: act("reopen" if shown.is_done else "done", shown.key))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(self.button)
