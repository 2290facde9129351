"""Refund: which sale, what of it comes back, what that takes back and what is owed after; or the whole sale, entered by mistake (L6–L8; look: sale)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QWidget

from resources.i18n import _
from ui.controls import LinkButton
from ui.dialogs.parts import Card, IconLine, heading, wrapped
from ui.dialogs.question import NARROW, WIDE, Question
from ui.dialogs.return_lines import ReturnLine, ReturnLines
from ui.dialogs.sale import PAUSE_MILLISECONDS
from ui.dialogs.subject import Subject, SubjectLine
from ui.dialogs.sum_lines import SumLine, SumLines
from ui.form import FieldSpec, Form, ProblemLine
from ui.roles import Choice, Editor
from ui.segments import Segments

LEAST_LINES = 3


@dataclass(frozen=True)
class SaleShown:
    """A sale that can be refunded: how it is named, what is left of its money, its lines, and what to ask about rewards had with it."""

    key: int
    label: str
    left: str
    lines: tuple[ReturnLine, ...] = ()
    asks: str = ""


@dataclass(frozen=True)
class RefundAsked:
    """What the dialog needs. *gives_back* answers beforehand whether points of rewards come back; None: it is asked (L8)."""

    subject: Subject
    unit: str
    sales: tuple[SaleShown, ...]
    notes: tuple[str, ...]
    needs_note: bool
    gives_back: bool | None
    check_amount: Callable[[str], str | None]
    check_quantity: Callable[[str], str | None]
    check_day: Callable[[str], str | None]


@dataclass(frozen=True)
class RefundTyped:
    """A refund as it was typed; *quantities* of lines by key. With *by_mistake* the whole sale goes, whatever else stands here."""

    sale: int
    by_mistake: bool = False
    amount: str = ""
    quantities: tuple[tuple[int, str], ...] = ()
    gives_back: bool | None = None
    note: str = ""
    day: str = ""


class Refund(Question):
    """The dialog. `typed_changed` comes after each short pause in typing with the refund as typed; its answer is the same."""

    typed_changed = Signal(RefundTyped)

    def __init__(
        self, asked: RefundAsked, typed: RefundTyped, *, problems: Mapping[str, str] | None = None, parent: QWidget | None = None
    ) -> None:
        self._is_wide = any(sale.lines for sale in asked.sales)
        super().__init__(_("Refund"), width=WIDE if self._is_wide else NARROW, parent=parent)
        self.setObjectName("refund")
        self._asked, self._sales = asked, {sale.key: sale for sale in asked.sales}
        content = self.content
        self._make_forms(asked, typed)
        self.mode = Segments(_("What comes back"), (("refund", _("Refund")), ("mistake", _("Entered by mistake"))), content)
        self.lines = ReturnLines(asked.check_quantity, content)
        self.rewards = _RewardQuestion(content)
        self.effect = SumLines(content, least=LEAST_LINES)
        self._explained = IconLine(
            "info", "info", _("The whole sale is taken out with all that it gave; its receipt can be entered again."), content
        )
        self._is_waiting = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MILLISECONDS)
        self._lay_out()
        self._connect()
        self.mode.choose("mistake" if typed.by_mistake else "refund")
        self._show_sale(typed)
        self._tell(problems or {})
        self._pause.start()

    def _make_forms(self, asked: RefundAsked, typed: RefundTyped) -> None:
        choices = tuple(Choice(str(sale.key), sale.label) for sale in asked.sales)
        self._sale = Form([FieldSpec("sale", _("Sale"), Editor("choice", choices), str(typed.sale), required=True)])
        label = _("Amount, {unit}").format(unit=asked.unit)
        self._amount = Form([FieldSpec("amount", label, Editor("number", check=asked.check_amount), typed.amount, required=True)])
        notes = tuple(Choice(note, note) for note in asked.notes)
        note = FieldSpec("note", _("Internal note"), Editor("note", notes), typed.note, required=True)
        free = FieldSpec("note", _("Internal note"), Editor("note", notes), typed.note, required=asked.needs_note)
        day = FieldSpec("day", _("Business date"), Editor("date", check=asked.check_day), typed.day, required=True)
        self._note, self._reason, self._day = Form([free]), Form([note]), Form([day])

    def _lay_out(self) -> None:
        content = self.content
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(heading(_("What comes back"), content), 1)
        head.addWidget(self.mode)
        self.body.addWidget(SubjectLine(self._asked.subject, content))
        self.body.addWidget(self._sale)
        self.body.addLayout(head)
        what, why = (self._explained, self._amount, self.lines, self.rewards), (self.effect, self._note, self._reason, self._day)
        if self._is_wide:
            self.add_columns(what, why)
        else:
            for part in (*what, *why):
                self.body.addWidget(part)
        self.body.addStretch(1)
        self._day.hide()
        self.more = LinkButton(_("Date…"), self.foot)
        self.more.clicked.connect(self._open_day)
        self.add_foot(_("Refund"))
        row = self.foot.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(0, self.more)
        QWidget.setTabOrder(self.cancel_button, self.more)

    def _connect(self) -> None:
        for form in (self._amount, self._note, self._reason, self._day):
            form.edited.connect(lambda _key: self._pause.start())
        self._sale.edited.connect(lambda _key: self._sale_chosen())
        self.mode.chosen.connect(lambda _key: self._mode_chosen())
        self.lines.edited.connect(self._pause.start)
        self.rewards.answered.connect(self._pause.start)
        self._pause.timeout.connect(self._ask_effect)

    # What is in view -----------------------------------------------------------------------------------------------------------------

    @property
    def by_mistake(self) -> bool:
        """Whether the whole sale goes, as entered by mistake."""
        return self.mode.current() == "mistake"

    def _open_day(self) -> None:
        self._day.show()
        self.more.hide()
        self._fit()
        self._day.field("day").setFocus(Qt.FocusReason.OtherFocusReason)

    def _shown(self) -> SaleShown:
        return self._sales[int(self._sale.text("sale"))]

    def _sale_chosen(self) -> None:
        sale = self._shown()
        self._show_sale(RefundTyped(sale.key, self.by_mistake, sale.left, note=self.typed().note))
        self._pause.start()

    def _mode_chosen(self) -> None:
        self._show_parts()
        kept, shown = (self._note, self._reason) if self.by_mistake else (self._reason, self._note)
        shown.set_text("note", kept.text("note"))
        self._pause.start()

    def _show_sale(self, typed: RefundTyped) -> None:
        """What of this sale can come back, and what to ask about it."""
        sale = self._shown()
        self._amount.set_text("amount", typed.amount or sale.left)
        self.lines.set_lines(sale.lines, dict(typed.quantities))
        self.rewards.ask(sale.asks, typed.gives_back if typed.gives_back is not None else self._asked.gives_back)
        self._show_parts()

    def _show_parts(self) -> None:
        by_lines, mistake = bool(self._shown().lines), self.by_mistake
        self._explained.setVisible(mistake)
        self._amount.setVisible(not mistake and not by_lines)
        self.lines.setVisible(not mistake and by_lines)
        self._note.setVisible(not mistake)
        self._reason.setVisible(mistake)
        if self.isVisible():
            self._fit()

    def _focus_first(self) -> None:
        """Begin at what an earlier try left at fault, else at what comes back."""
        if any(form.focus_first_fault() for form in self._checked()):
            return
        if self._shown().lines and not self.by_mistake:
            self.lines.focus_first()
        elif not self.by_mistake:
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
        """Say what the refund takes back, and on the button what happens."""
        self._is_waiting = False
        self.effect.set_lines(lines)
        self.set_action(action)

    def show_problem(self, key: str, sentence: str) -> None:
        """Say at its field what would be refused; an empty sentence takes it away."""
        forms = {"amount": self._amount, "day": self._day}
        if key in forms:
            forms[key].set_problem(key, sentence or None)
        else:
            self.lines.say(sentence)

    def _tell(self, problems: Mapping[str, str]) -> None:
        if "day" in problems:
            self._day.show()
            self.more.hide()
        for key, sentence in problems.items():
            if key == "note":
                (self._reason if self.by_mistake else self._note).set_problem("note", sentence)
            else:
                by_lines = key == "amount" and bool(self._shown().lines)
                self.show_problem("lines" if by_lines else key, sentence)

    # Answering -----------------------------------------------------------------------------------------------------------------------

    def typed(self) -> RefundTyped:
        """The refund as it stands in the fields."""
        note = (self._reason if self.by_mistake else self._note).text("note")
        return RefundTyped(
            int(self._sale.text("sale")), self.by_mistake, self._amount.text("amount"), self.lines.taken(), self.rewards.answer(), note,
            self._day.text("day"),
        )  # fmt: skip

    def _checked(self) -> tuple[Form, ...]:
        """The forms that count now, from the top down."""
        amount = () if self.by_mistake or self._shown().lines else (self._amount,)
        return (*amount, self._reason if self.by_mistake else self._note, self._day)

    def check(self) -> bool:
        sound = True
        if not self.by_mistake and self._shown().lines and not self.lines.check():
            self.lines.focus_first()
            sound = False
        if not self.rewards.check() and sound:
            self.rewards.yes.setFocus(Qt.FocusReason.OtherFocusReason)
            sound = False
        for form in self._checked():
            if not form.check():
                if form is self._day:
                    self._open_day()
                if sound:
                    form.focus_first_fault()
                sound = False
        return sound

    def answer(self) -> RefundTyped:
        return self.typed()


class _RewardQuestion(Card):
    """Whether the points of rewards that were had with the sale come back: it must be answered (L8)."""

    answered = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = wrapped("", self)
        self.yes = QRadioButton(_("Give the points back"), self)
        self.no = QRadioButton(_("Leave them spent"), self)
        self._group = QButtonGroup(self)
        self.problem = ProblemLine(self)
        self.problem.hide()
        row = QHBoxLayout()
        row.setSpacing(16)
        for button in (self.yes, self.no):
            self._group.addButton(button)
            row.addWidget(button)
            button.clicked.connect(self._on_answer)
        row.addStretch(1)
        self.column.addWidget(self._words)
        self.column.addLayout(row)
        self.column.addWidget(self.problem)

    def ask(self, question: str, answer: bool | None) -> None:
        """Ask this, answered beforehand or not; no question hides all of it."""
        self._words.setText(question)
        self._group.setExclusive(False)
        self.yes.setChecked(answer is True)
        self.no.setChecked(answer is False)
        self._group.setExclusive(True)
        self.problem.hide()
        self.setVisible(bool(question))

    def _on_answer(self) -> None:
        self.problem.hide()
        self.answered.emit()

    def answer(self) -> bool | None:
        """What was said; None where nothing was asked or answered."""
        if not self._words.text() or not (self.yes.isChecked() or self.no.isChecked()):
            return None
        return self.yes.isChecked()

    def check(self) -> bool:
        """Whether it is answered, where it is asked."""
        missing = bool(self._words.text()) and self.answer() is None
        self.problem.say(_("Say whether the points come back.") if missing else "")
        self.problem.setVisible(missing)
        return not missing
