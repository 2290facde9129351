"""The section Stamps & passes of a person's page: cards with their stamps, passes with their uses left, and what was stamped and used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resources.i18n import _
from ui.controls import ChipLabel, ElidedLabel, Hairline, LinkButton, PushButton
from ui.details_parts import clear_layout
from ui.details_section import plain_label
from ui.roles import Badge
from ui.sections.parts import EDGE, SectionHead, SectionTable, stacked
from ui.sections.stamp_marks import StampMarks
from ui.theme import digits, panel_font, small_font, weighted

# So many rows of the passes are shown before their table scrolls.
MOST_ROWS = 5


@dataclass(frozen=True)
class CardShown:
    """One stamp card. *line* says what the full one gives and until when; *words* is "7 of 10", *rest* "3 to go".

    type_id: the kind that *Stamp* is asked for. A card that is over has a *badge* and no button.
    """

    type_id: int
    name: str
    line: str
    stamps: int
    needed: int
    words: str
    rest: str = ""
    badge: Badge | None = None


class CardLine(QWidget):
    """One stamp card in a line; `stamp_requested` comes from its button."""

    stamp_requested = Signal(int)

    def __init__(self, card: CardShown, parent: QWidget) -> None:
        super().__init__(parent)
        self.card = card
        name = ElidedLabel(card.name, self)
        name.setFont(weighted(self.font(), 500))
        line = ElidedLabel(card.line, self)
        line.setFont(digits(small_font(self.font())))
        line.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        words = plain_label(card.words, self)
        words.setFont(weighted(digits(panel_font(self.font())), 600))
        rest = plain_label(card.rest, self, muted=True)
        rest.setFont(digits(self.font()))
        self.button = PushButton(_("Stamp"), self)
        self.button.setAccessibleName(_("Stamp: {card}").format(card=card.name))
        self.button.setVisible(card.badge is None)
        self.button.clicked.connect(lambda: self.stamp_requested.emit(card.type_id))
        self.setAccessibleName(", ".join(part for part in (card.name, card.words, card.rest, card.line) if part))
        for label in (name, line):
            label.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout()
        row.setContentsMargins(EDGE, 8, EDGE, 8)
        row.setSpacing(16)
        # Shares of the line, whatever the words: places, figures and buttons of all cards stand below each other.
        row.addWidget(self._share(QVBoxLayout(), name, line), 3)
        row.addWidget(StampMarks(card.stamps, card.needed, self, muted=card.badge is not None), 4)
        ends = [ChipLabel(card.badge, self)] if card.badge is not None else []
        row.addWidget(self._share(QHBoxLayout(), words, rest, *ends), 3)
        row.addWidget(self.button)
        keeps = self.button.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.button.setSizePolicy(keeps)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(Hairline(self))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _share(self, layout: QVBoxLayout | QHBoxLayout, *parts: QWidget) -> QWidget:
        """A part of the line that is as wide as its share, not as its words."""
        part = QWidget(self)
        part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1 if isinstance(layout, QVBoxLayout) else 8)
        for each in parts:
            layout.addWidget(each)
        if isinstance(layout, QHBoxLayout):
            layout.addStretch(1)
        part.setLayout(layout)
        return part


class StampsView(QWidget):
    """The section. *cards_head* and *passes_head* hold the tools; *passes* and *history* are tables.

    `stamp_requested` brings the kind of a card, `all_cards` and `all_passes` whether what is over is shown, `turned` which of the two the
    history tells: stamps or uses.
    """

    stamp_requested = Signal(int)
    all_cards = Signal(bool)
    all_passes = Signal(bool)
    turned = Signal(bool)
    menu_requested = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards_head = SectionHead(_("Stamp cards"), self)
        self.cards = QWidget(self)
        self._lines = QVBoxLayout(self.cards)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self._shown: tuple[CardShown, ...] | None = None
        self.passes_head = SectionHead(_("Passes"), self)
        self.passes = SectionTable(_("Passes"), _("No pass was sold to this person yet."), self)
        self.history_head = SectionHead("", self)
        self.history = SectionTable(_("Stamps and uses"), "", self)
        self.completed = self._link(self.cards_head)
        self.over = self._link(self.passes_head)
        self.other = self._link(self.history_head)
        self._is_all = {"cards": False, "passes": False, "stamps": False}
        self.completed.clicked.connect(lambda: self._turn("cards", self.all_cards))
        self.over.clicked.connect(lambda: self._turn("passes", self.all_passes))
        self.other.clicked.connect(lambda: self._turn("stamps", self.turned))
        self.passes.table.menu_requested.connect(self.menu_requested)
        stacked(self, self.cards_head, self.cards, self.passes_head, self.passes, self.history_head, (self.history, 1))
        self._say_links()

    @staticmethod
    def _link(head: SectionHead) -> LinkButton:
        link = LinkButton("", head, muted=True)
        head.add_widget(link)
        return link

    def _turn(self, which: str, signal: object) -> None:
        self._is_all[which] = not self._is_all[which]
        self._say_links()
        signal.emit(self._is_all[which])  # type: ignore[attr-defined]

    def _say_links(self) -> None:
        self.completed.setText(_("Hide full ones") if self._is_all["cards"] else _("Show full ones"))
        self.over.setText(_("Hide those that are over") if self._is_all["passes"] else _("Show those that are over"))
        self.other.setText(_("Show uses") if self._is_all["stamps"] else _("Show stamps"))

    def set_links(self, *, cards_over: bool, passes_over: bool, both: bool) -> None:
        """Which links there are: only where something is over, and where there are both stamps and uses."""
        self.completed.setVisible(cards_over)
        self.over.setVisible(passes_over)
        self.other.setVisible(both)

    def show_cards(self, cards: Sequence[CardShown]) -> None:
        """Draw these cards; without any a sentence stands there."""
        if tuple(cards) == self._shown:
            return
        self._shown = tuple(cards)
        clear_layout(self._lines)
        for card in cards:
            line = CardLine(card, self.cards)
            line.stamp_requested.connect(self.stamp_requested)
            self._lines.addWidget(line)
        if not cards:
            sentence = plain_label(_("No stamp card is open; the first stamp opens one."), self.cards, muted=True)
            sentence.setContentsMargins(EDGE, 12, EDGE, 12)
            self._lines.addWidget(sentence)

    def card_lines(self) -> list[CardLine]:
        """The cards as they stand, from top to bottom."""
        items = (self._lines.itemAt(at) for at in range(self._lines.count()))
        return [line for item in items if item is not None and isinstance(line := item.widget(), CardLine)]

    def fit_passes(self, count: int) -> None:
        """Give the passes the height of their rows, up to a few; the history takes what is left."""
        rows = self.passes.table.verticalHeader().defaultSectionSize()
        height = self.passes.table.header.height() + max(1, min(count, MOST_ROWS)) * rows + 4
        self.passes.setFixedHeight(height)
