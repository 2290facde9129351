"""Choose members for a benefit card: the fast table with ticks, filtered by the day of joining, name and more (B2, look: allocate)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from resources.i18n import _
from ui.controls import LinkButton
from ui.details_section import plain_label
from ui.dialogs.effect import EffectBanner
from ui.dialogs.question import WIDE, Question
from ui.fields import ChoiceField
from ui.filter_bar import FilterBar
from ui.icons import icon
from ui.record_table import RecordTable
from ui.roles import Choice, Editor
from ui.theme import digits, field_height, small_font

TABLE_HEIGHT = 290
# A pause in ticking after which the effect is asked for.
PAUSE_MILLISECONDS = 120


@dataclass(frozen=True)
class MembersAnswer:
    """The card, and who is ticked."""

    card: int
    ticked: tuple[int, ...]


class ChooseMembers(Question):
    """Which card and which members. The owner gives the table its model and the filters their fields, and *ticked* gives the ids chosen.

    `asked(text)`: another name is searched for. `filtered`: the chips changed. `effect_wanted`: the ticks or the card changed; the owner
    tells what it does by `show_effect`.
    """

    asked = Signal(str)
    filtered = Signal()
    effect_wanted = Signal()

    def __init__(
        self,
        title: str,
        caption: str,
        cards: Sequence[Choice],
        card: str,
        *,
        ticked: Callable[[], Sequence[int]],
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, width=WIDE, parent=parent)
        self._ticked = ticked
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self.effect_wanted)
        # Made in the order in which Tab comes to them.
        self.card = ChoiceField(Editor("choice", tuple(cards)), self.content)
        self.card.set_value(card)
        self.card.setAccessibleName(_("Card"))
        self.every = LinkButton(_("All or none"), self.content)
        self.every.clicked.connect(self._all_or_none)
        self.search = self._search_line()
        self.filters = FilterBar(self.content, today)
        self.table = RecordTable(self.content)
        self.table.set_ticks()
        self._lay(caption)
        self.add_foot(title, hint=_("Space ticks a member, Ctrl+A all of them."))
        self.card.edited.connect(self.effect_wanted)
        self.table.selection.changed.connect(self._pause.start)
        self.search.textChanged.connect(self.asked)
        self.filters.filter_set.connect(lambda _answer: self.filtered.emit())
        self.filters.filter_removed.connect(lambda _key: self.filtered.emit())
        self.filters.cleared.connect(self.filtered)

    def _search_line(self) -> QLineEdit:
        line = QLineEdit(self.content)
        line.setMinimumHeight(field_height(self.font()))
        line.setFixedWidth(190)
        line.setPlaceholderText(_("Name"))
        line.setAccessibleName(_("Search by name"))
        line.setClearButtonEnabled(True)
        line.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        return line

    def _lay(self, caption: str) -> None:
        content = self.content
        self.count = plain_label("", content, muted=True)
        self.count.setFont(digits(small_font(self.font())))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        label = plain_label(_("Card"), content, muted=True)
        label.setBuddy(self.card)
        grid.addWidget(label, 0, 0)
        grid.addWidget(self.card, 1, 0)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        head = QHBoxLayout()
        head.addWidget(plain_label(caption, content, muted=True), 1)
        head.addWidget(self.count)
        head.addWidget(self.every)
        bar = QHBoxLayout()
        bar.setSpacing(0)
        bar.addWidget(self.search)
        bar.addWidget(self.filters, 1)
        frame = QFrame(content)
        frame.setFrameShape(QFrame.Shape.StyledPanel)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        self.table.setAccessibleName(caption)
        self.table.setMinimumHeight(TABLE_HEIGHT)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        inside.addWidget(self.table)
        self.effect = EffectBanner(content)
        self.body.addLayout(grid)
        self.body.addLayout(head)
        self.body.addLayout(bar)
        self.body.addWidget(frame, 1)
        self.body.addWidget(self.effect)
        self._find = QAction(_("Find"), self)
        self._find.setShortcut(QKeySequence(QKeySequence.StandardKey.Find))
        self._find.triggered.connect(lambda _on=False: self.search.setFocus())
        self.addAction(self._find)

    def _all_or_none(self) -> None:
        if self.table.selection.is_empty(self.table.row_count):
            self.table.select_all_rows()
        else:
            self.table.selection.clear()

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its answer: what comes later must not reach a dialog that is gone."""
        return not self._is_over

    def show_count(self, text: str) -> None:
        """Say how many are ticked of how many."""
        self.count.setText(text)

    def show_effect(self, sentence: str, action: str, *, tone: str = "info") -> None:
        """Say what it does to those who are ticked, and on the button what happens."""
        self.effect.say(sentence, tone)
        self.set_action(action)

    def check(self) -> bool:
        """See Question."""
        if self._ticked():
            return True
        self.effect.say(_("Tick at least one member."), "bad")
        self.table.setFocus()
        return False

    def _focus_first(self) -> None:
        if self.focusWidget() is None:
            self.search.setFocus()

    def answer(self) -> MembersAnswer:
        """The card and who is ticked."""
        return MembersAnswer(int(self.card.value()), tuple(self._ticked()))
