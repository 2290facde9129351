"""Register sale: an amount or lines, a note, what it earns while it is typed; receipt, date, rewards and a follow-up beside it (look: sale)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from resources.i18n import _
from ui.controls import LinkButton
from ui.details_section import plain_label
from ui.dialogs.choice_rows import ChoiceRow, ChoiceRows
from ui.dialogs.question import WIDE, Question
from ui.dialogs.sale_lines import LineTyped, SaleLines
from ui.dialogs.subject import Subject, SubjectLine
from ui.dialogs.sum_lines import SumLine, SumLines
from ui.form import FieldSpec, Form, name_above
from ui.roles import Choice, Editor
from ui.segments import Segments
from ui.theme import digits, panel_font, weighted

# So long nobody types before the effect is asked for.
PAUSE_MILLISECONDS = 60
LEAST_LINES = 3


@dataclass(frozen=True)
class SaleTyped:
    """A sale as it was typed; *rewards* are the keys of those handed over with it. With *by_lines* the amount does not count."""

    by_lines: bool = False
    amount: str = ""
    lines: tuple[LineTyped, ...] = ()
    receipt: str = ""
    day: str = ""
    note: str = ""
    rewards: tuple[int, ...] = ()
    follow_up: str = ""
    due: str = ""


@dataclass(frozen=True)
class SaleAsked:
    """What the dialog needs: whom it concerns, the unit of money, the last notes, what can be handed over, and how texts are checked.

    *resting* is what stands where a sale will say what it gives, while nothing is typed.
    """

    subject: Subject
    unit: str
    notes: tuple[str, ...]
    needs_note: bool
    check_amount: Callable[[str], str | None]
    check_quantity: Callable[[str], str | None]
    check_day: Callable[[str], str | None]
    check_due: Callable[[str], str | None]
    rewards: tuple[ChoiceRow, ...] = ()
    resting: tuple[SumLine, ...] = ()


class Sale(Question):
    """The dialog. `typed_changed` comes after each short pause in typing with the sale as typed; its answer is the same."""

    typed_changed = Signal(SaleTyped)

    def __init__(
        self, asked: SaleAsked, typed: SaleTyped, *, problems: Mapping[str, str] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Register sale"), parent=parent)
        self.setObjectName("sale")
        self._asked = asked
        self._make_forms(asked, typed)
        self.lines = SaleLines(asked.unit, asked.check_amount, asked.check_quantity, self.content)
        self.lines.set_lines(typed.lines)
        self.mode = Segments(_("Enter"), (("amount", _("Amount")), ("lines", _("Lines"))), self.content)
        self.rewards = ChoiceRows(_("Rewards handed over with it"), asked.rewards, self.content, many=True, shown=3)
        self.rewards.choose(typed.rewards)
        self.effect = SumLines(self.content, least=LEAST_LINES)
        self._is_waiting = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MILLISECONDS)
        self._lay_out()
        self._connect()
        self._is_more = bool(typed.receipt or typed.rewards or typed.follow_up) or "day" in (problems or {})
        self.mode.choose("lines" if typed.by_lines else "amount")
        self._show_mode()
        self._tell(problems or {})
        self._pause.start()

    # Building ------------------------------------------------------------------------------------------------------------------------

    def _make_forms(self, asked: SaleAsked, typed: SaleTyped) -> None:
        amount = FieldSpec(
            "amount", _("Amount, {unit}").format(unit=asked.unit), Editor("number", check=asked.check_amount), typed.amount, required=True
        )
        receipt = FieldSpec("receipt", _("Receipt"), Editor("text"), typed.receipt)
        day = FieldSpec("day", _("Business date"), Editor("date", check=asked.check_day), typed.day, required=True)
        notes = tuple(Choice(note, note) for note in asked.notes)
        note = FieldSpec("note", _("Internal note"), Editor("note", notes), typed.note, required=asked.needs_note)
        to_do = FieldSpec("text", _("Follow up: what is still to be done"), Editor("text"), typed.follow_up, span=2)
        due = FieldSpec("due", _("Due"), Editor("date", check=asked.check_due), typed.due)
        self._amount, self._head = Form([amount]), Form([receipt, day], columns=2)
        self._note, self._follow = Form([note]), Form([to_do, due], columns=2)

    def _lay_out(self) -> None:
        content = self.content
        amount = self._amount.field("amount")
        amount.setFont(weighted(digits(panel_font(amount.font())), 600))
        amount.setMinimumHeight(amount.minimumHeight() + 8)
        self._mode_box = QWidget(content)
        mode = QVBoxLayout(self._mode_box)
        mode.setContentsMargins(0, 0, 0, 0)
        mode.setSpacing(4)
        self._mode_label = plain_label("", self._mode_box)
        name_above(self._mode_label)
        mode.addWidget(self._mode_label)
        mode.addWidget(self.mode)
        mode.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._amount, 1)
        top.addWidget(self._mode_box)
        self._top = top
        self._total_words = plain_label("", content, muted=True)
        self._total_part = plain_label("", content, muted=True)
        self._total = plain_label("", content)
        self._total.setFont(weighted(digits(panel_font(content.font())), 600))
        self._total_row = QWidget(content)
        total = QHBoxLayout(self._total_row)
        total.setContentsMargins(12, 0, 12, 0)
        total.setSpacing(8)
        total.addWidget(self._total_words, 1)
        total.addWidget(self._total_part)
        total.addWidget(self._total)
        self.body.addWidget(SubjectLine(self._asked.subject, content))
        self.body.addLayout(top)
        self.body.addWidget(self._head)
        self.body.addWidget(self.lines)
        self.body.addWidget(self._total_row)
        self._two = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._two.setSpacing(12)
        self._two.addLayout(self._note_box(), 1)
        self._two.addLayout(self._effect_box(), 1)
        self.body.addLayout(self._two)
        self.body.addStretch(1)
        self.more = LinkButton("", self.foot)
        self.add_foot(_("Register sale"))
        row = self.foot.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(0, self.more)
        QWidget.setTabOrder(self.cancel_button, self.more)

    def _note_box(self) -> QVBoxLayout:
        """The note; below it what is still to be done, which is asked for when it is wanted."""
        box = QVBoxLayout()
        box.setSpacing(8)
        box.addWidget(self._note)
        box.addWidget(self._follow)
        box.addStretch(1)
        return box

    def _effect_box(self) -> QVBoxLayout:
        """What it gives; below it what can be handed over with it."""
        box = QVBoxLayout()
        box.setSpacing(4)
        self._effect_label = plain_label(_("What it gives"), self.content)
        name_above(self._effect_label)
        self._rewards_label = plain_label(_("Handed over with it"), self.content)
        name_above(self._rewards_label)
        box.addWidget(self._effect_label)
        box.addWidget(self.effect)
        self._rewards_label.setContentsMargins(0, 8, 0, 0)
        box.addWidget(self._rewards_label)
        box.addWidget(self.rewards)
        box.addStretch(1)
        return box

    def _connect(self) -> None:
        for form in self._forms():
            form.edited.connect(lambda _key: self._pause.start())
        self.lines.edited.connect(self._pause.start)
        self.lines.left.connect(self._go_to_note)
        self.rewards.changed.connect(self._pause.start)
        self.mode.chosen.connect(self._mode_chosen)
        self.more.clicked.connect(self._open_more)
        self._pause.timeout.connect(self._ask_effect)

    def _forms(self) -> tuple[Form, ...]:
        return (self._amount, self._head, self._note, self._follow)

    # What is in view -----------------------------------------------------------------------------------------------------------------

    def _mode_chosen(self, _key: str) -> None:
        self._show_mode()
        if self.by_lines:
            self.lines.focus_first()
        else:
            self._amount.field("amount").setFocus(Qt.FocusReason.OtherFocusReason)
        self._pause.start()

    @property
    def by_lines(self) -> bool:
        """Whether lines are entered, not an amount."""
        return self.mode.current() == "lines"

    def _show_mode(self) -> None:
        """Show what belongs to the way of entering; with lines the note stands beside what it gives."""
        by_lines = self.by_lines
        beside = self._head.field("day") if by_lines else self._amount.field("amount")
        self.mode.set_height(beside.minimumHeight())
        self._amount.setVisible(not by_lines)
        self._mode_label.setText(_("Enter") if by_lines else "")
        self._top.removeWidget(self._head)
        self.body.removeWidget(self._head)
        if by_lines:
            self._top.addWidget(self._head, 1)
        else:
            self.body.insertWidget(2, self._head)
        self._head.setVisible(by_lines or self._is_more)
        self.lines.setVisible(by_lines)
        self._total_row.setVisible(by_lines)
        # One column while a sale is an amount and a note; with more to ask it is wide, not high.
        is_wide = by_lines or self._is_more
        self._effect_label.setVisible(is_wide)
        self._two.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)
        self._follow.setVisible(self._is_more)
        for part in (self._rewards_label, self.rewards):
            part.setVisible(self._is_more and bool(self._asked.rewards))
        self.more.setVisible(not self._is_more)
        some = _("Reward, follow-up…") if self._asked.rewards else _("Follow-up…")
        self.more.setText(some if by_lines else _("Receipt, date…"))
        if is_wide:
            self._width = WIDE
        if self.isVisible():
            self._fit()

    def _open_more(self) -> None:
        self._is_more = True
        self._show_mode()
        first = self._head.field("receipt") if not self.by_lines else self.rewards if self._asked.rewards else self._follow.field("text")
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to_note(self) -> None:
        self._note.field("note").setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter in the amount goes on to the note, where it takes the marked one: only then it registers (the sixty-second desk).
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and self.focusWidget() is self._amount.field("amount") and self._amount.text("amount").strip():
            if self._amount.check():
                self._go_to_note()
            return
        super().keyPressEvent(event)

    def _focus_first(self) -> None:
        """Begin at what an earlier try left at fault, else where the money is typed."""
        if any(form.focus_first_fault() for form in self._forms() if form.isVisibleTo(self)):
            return
        if self.by_lines:
            self.lines.focus_first()
        else:
            self._amount.field("amount").setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_effect(self) -> None:
        self._is_waiting = True
        self.typed_changed.emit(self.typed())

    @property
    def is_settled(self) -> bool:
        """Whether the effect shown is that of what is typed now."""
        return not self._is_waiting and not self._pause.isActive()

    # What it says --------------------------------------------------------------------------------------------------------------------

    def show_effect(self, lines: Sequence[SumLine], action: str) -> None:
        """Say what the sale will give, and on the button what happens."""
        self._is_waiting = False
        self.effect.set_lines(lines or self._asked.resting)
        self.set_action(action)

    def show_total(self, words: str, part: str, figure: str) -> None:
        """The sum of the lines: "4 lines, 3 of them earn", "earns 468.00 kr of", "668.00 kr"."""
        self._total_words.setText(words)
        self._total_part.setText(part)
        self._total.setText(figure)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Say live what would be refused, by field; what was said before and holds no longer goes away."""
        for key, (form, name) in self._places().items():
            if problems.get(key):
                form.set_problem(name, problems[key])
            elif form.problem(name) and not form.field(name).hasFocus():
                form.set_problem(name, None)

    def _places(self) -> dict[str, tuple[Form, str]]:
        return {"receipt": (self._head, "receipt"), "day": (self._head, "day")}

    def _tell(self, problems: Mapping[str, str]) -> None:
        """What an earlier try was refused for, at its field."""
        places = {
            **self._places(), "amount": (self._amount, "amount"), "note": (self._note, "note"), "text": (self._follow, "text"),
            "due": (self._follow, "due"),
        }  # fmt: skip
        for key, sentence in problems.items():
            if key in places:
                form, name = places[key]
                form.set_problem(name, sentence)
            else:
                self.lines.say(sentence)

    # Answering -----------------------------------------------------------------------------------------------------------------------

    def typed(self) -> SaleTyped:
        """The sale as it stands in the fields."""
        return SaleTyped(
            self.by_lines, self._amount.text("amount"), self.lines.values(), self._head.text("receipt"), self._head.text("day"),
            self._note.text("note"), self.rewards.chosen(), self._follow.text("text"), self._follow.text("due"),
        )  # fmt: skip

    def check(self) -> bool:
        sound = True
        if self.by_lines and not self.lines.check():
            self.lines.focus_first()
            sound = False
        for form in self._forms():
            skipped = form is self._amount and self.by_lines
            if not skipped and not form.check():
                if form is self._head and not form.isVisibleTo(self):
                    self._open_more()
                if sound:
                    form.focus_first_fault()
                sound = False
        return sound

    def answer(self) -> SaleTyped:
        return self.typed()
