"""Who is known already while a new person is typed: a card of people who may be the same (D2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from resources.i18n import _
from ui.controls import Hairline, LinkButton
from ui.details_parts import clear_layout
from ui.details_section import plain_label
from ui.dialogs.parts import Card, IconLine, Who, WhoLine, heading, wrapped
from ui.flow import FlowLayout
from ui.locales import show_number
from ui.roles import Badge, Chip

WIDTH = 276
_ICONS = {"phone": "phone", "email": "mail", "birthday": "birthday", "postcode": "house", "name": "desk"}


@dataclass(frozen=True)
class Known:
    """Somebody who may be the person being typed.

    reasons: of "phone", "email", "birthday", "postcode", "name", the strongest first. is_member: the record is a member's, so
    a phone is taken by it (P4). can_use: a prospect whose record the new member can go on with (P3). other_name: the name typed, where it
    differs from that record's.
    """

    id: int
    name: str
    chip: Chip | Badge | None = None
    line: str = ""
    reasons: tuple[str, ...] = ()
    is_member: bool = False
    can_use: bool = False
    other_name: str = ""

    @property
    def has_phone(self) -> bool:
        """The phone typed is this person's."""
        return "phone" in self.reasons


def reason_text(reasons: Sequence[str]) -> str:
    """*Same phone, similar name*."""
    words = {
        "phone": _("same phone"),
        "email": _("same e-mail"),
        "birthday": _("same birthday"),
        "postcode": _("same postcode"),
        "name": _("similar name"),
    }
    text = ", ".join(words.get(reason, reason) for reason in reasons)
    return text[:1].upper() + text[1:]


class KnownEntry(QWidget):
    """One person with the reason and what can be done about it."""

    def __init__(self, known: Known, parent: QWidget, *, blocks: bool) -> None:
        super().__init__(parent)
        self.known = known
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 10)
        column.setSpacing(8)
        column.addWidget(WhoLine(Who(known.name, known.line, known.chip), self))
        icon = _ICONS.get(known.reasons[0], "info") if known.reasons else "info"
        column.addWidget(IconLine(icon, "warn", reason_text(known.reasons), self))
        self.use = LinkButton(_("Use this record") if known.can_use else _("Open"), self)
        self.use.setAccessibleName(f"{self.use.text()}: {known.name}")
        self.dismiss = LinkButton(_("Not the same person"), self, muted=True)
        self.dismiss.setAccessibleName(f"{self.dismiss.text()}: {known.name}")
        # A prospect's phone always leads to that record (P3), so there is nothing to wave aside.
        self.dismiss.setVisible(not (known.can_use and known.has_phone))
        links = QWidget(self)
        flow = FlowLayout(links, 14)
        flow.addWidget(self.use)
        flow.addWidget(self.dismiss)
        column.addWidget(links)
        # A member whose number it is cannot be waved aside, and the filled button opens that record.
        links.setVisible(not blocks)


class KnownCard(Card):
    """The list *Already known* with its count; `used`, `opened` and `dismissed` bring the id."""

    used = Signal(int)
    opened = Signal(int)
    dismissed = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.column.setContentsMargins(15, 12, 15, 12)
        self.column.setSpacing(6)
        self.setFixedWidth(WIDTH)
        self.entries: tuple[KnownEntry, ...] = ()
        self.count = plain_label("", self, muted=True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(heading(_("Already known"), self))
        head.addWidget(self.count)
        head.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list = QWidget()
        scroll.setWidget(self._list)
        for ground in (scroll.viewport(), self._list):
            ground.setBackgroundRole(QPalette.ColorRole.Base)
            ground.setAutoFillBackground(True)
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.column.addLayout(head)
        self.column.addWidget(scroll, 1)
        self.column.addWidget(wrapped(_("Names are compared without accents. Nobody is joined without you."), self, muted=True, small=True))

    def show_known(self, known: Sequence[Known], blocking: frozenset[int]) -> None:
        """List these people; of *blocking* ones only the foot's button opens the record."""
        before = self.window().focusWidget()
        had_focus = before is not None and self.isAncestorOf(before)
        clear_layout(self._rows)
        entries: list[KnownEntry] = []
        for person in known:
            if entries:
                self._rows.addWidget(Hairline(self._list))
            entry = KnownEntry(person, self._list, blocks=person.id in blocking)
            entry.use.clicked.connect(lambda _checked=False, at=person: (self.used if at.can_use else self.opened).emit(at.id))
            entry.dismiss.clicked.connect(lambda _checked=False, at=person: self.dismissed.emit(at.id))
            self._rows.addWidget(entry)
            entries.append(entry)
        self._rows.addStretch(1)
        self.entries = tuple(entries)
        self.count.setText(show_number(len(known)) if known else _("nobody"))
        if had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
