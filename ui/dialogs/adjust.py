"""Adjust balance: a number that gives, or deducts with a minus sign; what it comes to stands there before it is pressed (L4, L11, L13, C3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from resources.i18n import _, ngettext
from ui.dialogs.adjust_parts import Comment, Gains
from ui.dialogs.checked import CheckedQuestion, TickField
from ui.dialogs.parts import wrapped
from ui.dialogs.question import WIDE
from ui.dialogs.subject import Subject, SubjectLine
from ui.dialogs.sum_row import SumRow, Term
from ui.form import FieldSpec, Form
from ui.locales import read_number, show_number
from ui.roles import Editor
from ui.theme import digits, field_height, panel_font, weighted

MINUS = "\N{MINUS SIGN}"
# Milliseconds without a key after which a number is considered.
PAUSE = 200
# A minus sign, a hyphen and a dash all mean to deduct; blanks between sign and figures are no matter.
_SIGNS = {"\N{HYPHEN}": "-", "\N{EN DASH}": "-", MINUS: "-", " ": "", "\N{NO-BREAK SPACE}": "", "\N{NARROW NO-BREAK SPACE}": ""}


def points_of(text: str) -> int | None:
    """The points that a text names, below 0 to deduct; None where it names none."""
    plain = text.strip()
    for sign, meant in _SIGNS.items():
        plain = plain.replace(sign, meant)
    return read_number(plain)


@dataclass(frozen=True)
class Balances:
    """What those concerned have now, one figure each, and what they owe together.

    writes_off: what cannot be taken is written off instead of owed (L8). waiting: what waits for the one prospect to register (P7).
    """

    available: tuple[int, ...]
    owed: int = 0
    writes_off: bool = False
    waiting: int | None = None

    @property
    def is_one(self) -> bool:
        """Whether one person is concerned."""
        return len(self.available) == 1


@dataclass(frozen=True)
class AdjustAnswer:
    """An adjustment as typed; *number* is its points. *comment* None: the usual one. *after_days* None: available at once."""

    points: str
    number: int = 0
    reason: str = ""
    day: str = ""
    note: str = ""
    comment: str | None = None
    last_day: str = ""
    after_days: str | None = None
    owing: bool = False
    confirmed: bool = False


class AdjustBalance(CheckedQuestion):
    """*reason*, *day*, *note* and *last_day* are the fields of these keys as the caller wants them typed; *comment* is the usual public comment.

    Above *confirm_above* points a manager's tick is asked. *typed* is an earlier try with its *problems* by field. `considered` comes with
    a number when the typing pauses: whoever opened the dialog then tells by `show_tier` what it does to the tier.
    """

    considered = Signal(int)

    def __init__(
        self,
        subject: Subject,
        balances: Balances,
        *,
        reason: FieldSpec,
        day: FieldSpec,
        note: FieldSpec,
        last_day: FieldSpec,
        comment: str,
        after_days: int,
        confirm_above: int | None = None,
        typed: AdjustAnswer | None = None,
        problems: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Adjust balance"), width=WIDE, parent=parent)
        self.setObjectName("adjust")
        self._subject, self._balances, self._confirm_above = subject, balances, confirm_above
        before = typed or AdjustAnswer("", reason=reason.value, day=day.value)
        points = FieldSpec("points", _("Points"), Editor("number", check=_not_points), before.points, required=True)
        self.form: Form = Form([points], parent=self.content)
        self.points = self.form.field("points")
        self.points.setFont(weighted(digits(panel_font(self.font())), 600))
        self.points.setMinimumHeight(field_height(self.font()) + 8)
        self._hint = _("Put a minus sign to deduct: {example} removes 24.").format(example=f"{MINUS}24")
        self.form.set_problem("points", self._hint, "muted")
        self.sum = SumRow(self.content)
        self.tier = wrapped("", self.content, muted=True, small=True)
        self.gains = Gains(replace(last_day, value=before.last_day), after_days, before.after_days, self.content)
        self.owing = TickField("owing", _("Allow owing"), _("There are not so many points. Tick this, or deduct fewer."), self.content)
        self.owing.tick.setChecked(before.owing)
        self.confirmed = TickField("confirmed", _("A manager confirms it"), _("A manager has to confirm it."), self.content)
        self.confirmed.tick.setChecked(before.confirmed)
        self.facts = Form([replace(reason, value=before.reason), replace(day, value=before.day)], columns=2, parent=self.content)
        self.note = Form([replace(note, value=before.note)], parent=self.content)
        self.comment = Comment(comment, before.comment, self.content)
        self._lay()
        self.parts += [self.form, self.gains, self.owing, self.confirmed, self.facts, self.note, self.comment]
        self.add_foot(_("Adjust balance"))
        # Not with every figure of a number: each asks the database.
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(lambda: self.considered.emit(self.number()))
        self.form.edited.connect(lambda _key: self._follow())
        self.gains.tick.toggled.connect(lambda _on: self._follow())
        self._follow()
        self.show_problems(problems or {})

    def _lay(self) -> None:
        self.signs = QStackedWidget(self.content)
        for page in (self.gains, self.owing):
            self.signs.addWidget(page)
        self.signs.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.body.addWidget(SubjectLine(self._subject, self.content))
        # How many on one side, why on the other; what it comes to stands below both.
        self.add_columns((self.form, self.signs, self.confirmed), (self.facts, self.note, self.comment))
        self.body.addWidget(self.sum)
        self.body.addWidget(self.tier)
        self.body.addStretch(1)

    # What it comes to ----------------------------------------------------------------------------------------------------------------

    def number(self) -> int:
        """The points typed; 0 where there are none."""
        return points_of(self.points.value()) or 0

    def _follow(self) -> None:
        """Say what the number comes to, and ask what a number like this asks for."""
        number = self.number()
        self.sum.set_terms(self._terms(number))
        self.show_tier("")
        self._pause.start()
        self.set_action(_action(number, one=self._balances.is_one))
        short = [have for have in self._balances.available if have + number < 0]
        self.owing.need(bool(short), self._owing_said(number, short))
        self.signs.setCurrentIndex(1 if number < 0 else 0)
        if not self.form.problem("points"):
            self.form.set_problem("points", self._hint, "muted")
        above = self._confirm_above is not None and abs(number) > self._confirm_above
        limit = show_number(self._confirm_above or 0)
        self.confirmed.need(above, _("More than {limit} points at once.").format(limit=limit) if above else "")
        self.confirmed.setVisible(self._confirm_above is not None and above)

    def _terms(self, number: int) -> tuple[Term, ...]:
        if not number:
            return self._resting()
        size = show_number(abs(number))
        if not self._balances.is_one:
            count = len(self._balances.available)
            together = show_number(abs(number) * count)
            given = _("deducted together") if number < 0 else _("given together")
            people = ngettext("person", "people", count)
            return (Term(show_number(count), people), Term(size, _("each"), "×"), Term(together, given, "=", "accent"))
        if self._balances.waiting is not None and number > 0:
            waiting = self._balances.waiting
            after = Term(show_number(waiting + number), _("waiting after"), "=", "accent")
            return (Term(show_number(waiting), _("waiting now")), Term(size, _("given"), "+"), after)
        now, owed = self._balances.available[0], self._balances.owed
        later = number > 0 and self.gains.tick.isChecked()
        balance = now - owed + (0 if later else number)
        first = Term(show_number(now), _("now")) if not owed else Term(show_number(owed), _("owed now"), tone="warn")
        sign, words = (MINUS, _("deducted")) if number < 0 else ("+", _("given"))
        terms = [first, Term(size, words, sign), Term(show_number(max(0, balance)), _("points after"), "=", "accent")]
        if later:
            terms.append(Term(size, _("available later")))
        if balance < 0:
            words = _("written off") if self._balances.writes_off and number < 0 else _("owed after")
            terms.append(Term(show_number(-balance), words, tone="warn"))
        return tuple(terms)

    def _resting(self) -> tuple[Term, ...]:
        """How it stands while no number is typed; of several nothing."""
        if not self._balances.is_one:
            return ()
        if self._balances.waiting is not None:
            return (Term(show_number(self._balances.waiting), _("waiting now")),)
        now = Term(show_number(self._balances.available[0]), _("now"))
        return (now, Term(show_number(self._balances.owed), _("owed now"), tone="warn")) if self._balances.owed else (now,)

    def show_tier(self, text: str) -> None:
        """Say what the number does to the tier; its line keeps its room."""
        self.tier.setText(text or " ")
        self.tier.setVisible(self._balances.is_one)

    def _owing_said(self, number: int, short: Sequence[int]) -> str:
        if not short:
            return _("There is enough.") if number < 0 else ""
        missing = show_number(sum(-(have + number) for have in short))
        if self._balances.writes_off:
            return _("{missing} more than there is; what is missing is written off.").format(missing=missing)
        if self._balances.is_one:
            return _("{missing} more than there is: they are owed, and the next points pay them.").format(missing=missing)
        count = len(short)
        text = ngettext("{count} has fewer and will owe {missing}.", "{count} have fewer and will owe {missing} together.", count)
        return text.format(count=show_number(count), missing=missing)

    def answer(self) -> AdjustAnswer:
        """The adjustment."""
        facts, number = self.facts.values(), self.number()
        gives = number > 0
        return AdjustAnswer(
            self.points.value(),
            number,
            reason=facts["reason"],
            day=facts["day"],
            note=self.note.text("note"),
            comment=self.comment.text(),
            last_day=self.gains.last_day() if gives else "",
            after_days=self.gains.after_days() if gives else None,
            owing=self.owing.is_set,
            confirmed=self.confirmed.is_set,
        )


def _not_points(text: str) -> str | None:
    number = points_of(text)
    if number is None:
        return _("“{text}” is not a whole number.").format(text=text.strip())
    return _("Give a number of points other than 0.") if number == 0 else None


def _action(number: int, *, one: bool) -> str:
    """What the button says."""
    size = show_number(abs(number))
    if not number:
        return _("Adjust balance")
    if number < 0:
        text = ngettext("Deduct {n} point", "Deduct {n} points", -number)
        return text.format(n=size) if one else ngettext("Deduct {n} point each", "Deduct {n} points each", -number).format(n=size)
    text = ngettext("Give {n} point", "Give {n} points", number)
    return text.format(n=size) if one else ngettext("Give {n} point each", "Give {n} points each", number).format(n=size)
