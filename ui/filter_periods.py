"""How filters with a period are set: so much in a year, something bought since a day, what comes within so many days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from resources.i18n import _
from ui.details_section import plain_label
from ui.filter_dates import quick_dates
from ui.filter_editors import ChoiceEditor, FilterEditor, bare_column, checker, value_of
from ui.filters import FilterSpec, Pairs, describe
from ui.form import FieldSpec, Form
from ui.locales import read_amount, read_date, read_number, show_date
from ui.roles import Choice, Editor

LONGEST_DAYS = 3660


def check_days(text: str) -> str | None:
    """What is wrong with a number of days."""
    days = read_number(text)
    return None if days is not None and 1 <= days <= LONGEST_DAYS else _("A number of days from 1 to 3660.")


class PeriodPicker(QWidget):
    """A stretch of days: any time, a month or year of this club's calendar, the last days, or from one day to another."""

    def __init__(self, today: date, parent: QWidget) -> None:
        super().__init__(parent)
        last_year = today.year - 1
        named = [(label, f"{first}..{last}") for label, first, last in quick_dates(today)[2:]]
        named.append((_("Last year"), f"{last_year}-01-01..{last_year}-12-31"))
        self._named = tuple(period for _label, period in named)
        ways = [Choice("any", _("At any time")), *(Choice(period, label) for label, period in named)]
        ways += [Choice("days", _("In the last days")), Choice("dates", _("Between two days"))]
        check = checker(read_date, _("This is not a date."))
        self.way = Form([FieldSpec("way", _("When"), Editor("choice", tuple(ways)), "any")], parent=self)
        self.days = Form([FieldSpec("days", _("How many days"), Editor("number", check=check_days), "90")], parent=self)
        self.dates = Form(
            [FieldSpec("from", _("From"), Editor("date", check=check)), FieldSpec("to", _("To"), Editor("date", check=check))],
            columns=2,
            parent=self,
        )
        self._stack = QStackedWidget(self)
        for page in (QWidget(self), self.days, self.dates):
            self._stack.addWidget(page)
        layout = bare_column(self)
        layout.addWidget(self.way)
        layout.addWidget(self._stack)
        self.way.edited.connect(lambda _key: self._show_way())
        self._show_way()

    def _show_way(self) -> None:
        self._stack.setCurrentIndex({"days": 1, "dates": 2}.get(self.way.text("way"), 0))

    def sound(self) -> bool:
        """True where the period can be taken; faults are marked in place."""
        way = self.way.text("way")
        if way == "days":
            return self.days.check()
        if way != "dates":
            return True
        self.dates.set_problem("to", None)
        self.dates.set_problem("from", None)
        if not self.dates.check():
            return False
        first, last = read_date(self.dates.text("from")), read_date(self.dates.text("to"))
        if first is None and last is None:
            self.dates.set_problem("from", _("Write at least one of the days."))
            return False
        if first and last and first > last:
            self.dates.set_problem("to", _("Ends before it begins."))
            return False
        return True

    def period(self) -> str:
        """The period as in an answer's key."""
        way = self.way.text("way")
        if way == "days":
            return f"{read_number(self.days.text('days')) or 0}d"
        if way == "dates":
            ends = (read_date(self.dates.text(key)) for key in ("from", "to"))
            return "..".join(day.isoformat() if day else "" for day in ends)
        return "" if way == "any" else way

    def set_period(self, period: str) -> None:
        """Show this period."""
        if not period or period in self._named:
            self.way.set_text("way", period or "any")
        elif period.endswith("d"):
            self.way.set_text("way", "days")
            self.days.set_text("days", period[:-1])
        else:
            self.way.set_text("way", "dates")
            for key, text in zip(("from", "to"), period.split(".."), strict=False):
                day = read_date(text)
                self.dates.set_text(key, show_date(day) if day else "")
        self._show_way()


class FigurePeriodEditor(FilterEditor):
    """At least and at most so much, in a period. What fits no field (*not 3*) holds until a figure is typed."""

    def __init__(self, spec: FilterSpec, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_amount = spec.kind == "amount_period"
        self._kept: Pairs = ()
        sentence = _("This is not an amount.") if self._is_amount else _("This is not a whole number.")
        check = checker(self._read, sentence)
        self.form = Form(
            [FieldSpec("from", _("At least"), Editor("number", check=check)), FieldSpec("to", _("At most"), Editor("number", check=check))],
            columns=2,
            parent=self,
        )
        self.when = PeriodPicker(today, self)
        layout = bare_column(self)
        layout.addWidget(self.form)
        layout.addWidget(self.when)
        self.form.edited.connect(lambda _key: self._forget())

    def _read(self, text: str) -> Decimal | None:
        if self._is_amount:
            return read_amount(text)
        figure = read_number(text)
        return None if figure is None or figure < 0 else Decimal(figure)

    def _forget(self) -> None:
        self._kept = ()

    def focus(self) -> None:
        self.form.field("from").setFocus(Qt.FocusReason.PopupFocusReason)

    def sound(self) -> bool:
        self.form.set_problem("from", None)
        self.form.set_problem("to", None)
        if not self.form.check() or not self.when.sound():
            return False
        first, last = self._read(self.form.text("from")), self._read(self.form.text("to"))
        if first is not None and last is not None and first > last:
            self.form.set_problem("to", _("Ends before it begins."))
            return False
        if not self.pairs() and self.when.period():
            self.mark(_("Write how much."))
            return False
        return True

    def mark(self, sentence: str) -> bool:
        self.form.set_problem("from", sentence)
        self.form.field("from").setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def pairs(self) -> Pairs:
        if self._kept:
            return self._kept
        bounds = ((">=", self._read(self.form.text("from"))), ("<=", self._read(self.form.text("to"))))
        return tuple((op, format(figure.normalize(), "f")) for op, figure in bounds if figure is not None)

    def set_pairs(self, pairs: Pairs) -> None:
        exactly = value_of(pairs, "=")
        for key, op in (("from", ">="), ("to", "<=")):
            self.form.set_text(key, value_of(pairs, op) or exactly)
        self._kept = pairs if "|" in exactly or any(op not in (">=", "<=", "=") for op, _value in pairs) else ()

    def period(self) -> str:
        return self.when.period()

    def set_period(self, period: str) -> None:
        self.when.set_period(period)


class TextPeriodEditor(FilterEditor):
    """A text, or several parted by |, in a period."""

    def __init__(self, spec: FilterSpec, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ways = (Choice("~", _("contains")), Choice("=", _("is exactly")), Choice("!=", _("is not")))
        self.form = Form(
            [
                FieldSpec("text", _("Text or category"), Editor("text", hint=_("coffee"))),
                FieldSpec("way", _("Condition"), Editor("choice", ways), "~"),
            ],
            columns=2,
            parent=self,
        )
        self.when = PeriodPicker(today, self)
        layout = bare_column(self)
        layout.addWidget(self.form)
        layout.addWidget(self.when)

    def focus(self) -> None:
        self.form.field("text").setFocus(Qt.FocusReason.PopupFocusReason)

    def sound(self) -> bool:
        self.form.set_problem("text", None)
        if not self.when.sound():
            return False
        if not self.pairs() and self.when.period():
            return not self.mark(_("Write a text or a category."))
        return True

    def mark(self, sentence: str) -> bool:
        self.form.set_problem("text", sentence)
        self.form.field("text").setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def pairs(self) -> Pairs:
        text = self.form.text("text").strip()
        return ((self.form.text("way") or "~", text),) if text else ()

    def set_pairs(self, pairs: Pairs) -> None:
        op, text = pairs[0] if pairs else ("~", "")
        self.form.set_text("way", op)
        self.form.set_text("text", text)

    def period(self) -> str:
        return self.when.period()

    def set_period(self, period: str) -> None:
        self.when.set_period(period)


class FigureDaysEditor(FilterEditor):
    """At least so much within so many days from today."""

    def __init__(self, spec: FilterSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: Pairs = ()
        check = checker(
            lambda text: figure if (figure := read_number(text)) is not None and figure >= 0 else None, _("This is not a whole number.")
        )
        self.form = Form(
            [
                FieldSpec("days", _("Within how many days"), Editor("number", check=check_days), "30", required=True),
                FieldSpec("least", _("At least"), Editor("number", check=check), "1", required=True),
            ],
            columns=2,
            parent=self,
        )
        bare_column(self).addWidget(self.form)
        self.form.edited.connect(lambda key: self._edited(key))

    def _edited(self, key: str) -> None:
        if key == "least":
            self._kept = ()

    def focus(self) -> None:
        self.form.field("days").setFocus(Qt.FocusReason.PopupFocusReason)

    def sound(self) -> bool:
        return self.form.check()

    def mark(self, sentence: str) -> bool:
        self.form.set_problem("days", sentence)
        return True

    def pairs(self) -> Pairs:
        return self._kept or ((">=", str(read_number(self.form.text("least")) or 0)),)

    def set_pairs(self, pairs: Pairs) -> None:
        if not pairs:
            return
        self.form.set_text("least", value_of(pairs, ">=") or "1")
        self._kept = pairs if len(pairs) > 1 or pairs[0][0] != ">=" else ()

    def period(self) -> str:
        return f"{read_number(self.form.text('days')) or 0}d"

    def set_period(self, period: str) -> None:
        if period:
            self.form.set_text("days", period.removesuffix("d"))


class ChoiceDaysEditor(FilterEditor):
    """One of a few things within so many days from today."""

    def __init__(self, spec: FilterSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Form(
            [FieldSpec("days", _("Within how many days"), Editor("number", check=check_days), "30", required=True)], parent=self
        )
        self.ticks = ChoiceEditor(spec, self, with_empty=False)
        layout = bare_column(self)
        layout.addWidget(self.ticks)
        layout.addWidget(self.form)
        if spec.choices:
            self.ticks.tick(spec.choices[0].value or "")

    def focus(self) -> None:
        self.ticks.focus()

    def sound(self) -> bool:
        return self.form.check()

    def pairs(self) -> Pairs:
        return self.ticks.pairs()

    def set_pairs(self, pairs: Pairs) -> None:
        if pairs:
            self.ticks.set_pairs(pairs)

    def period(self) -> str:
        return f"{read_number(self.form.text('days')) or 0}d"

    def set_period(self, period: str) -> None:
        if period:
            self.form.set_text("days", period.removesuffix("d"))


class RecordsEditor(FilterEditor):
    """Exact records: they are said and can be removed, not changed."""

    def __init__(self, spec: FilterSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec = spec
        self._pairs: Pairs = ()
        self.label = plain_label("", self)
        self.label.setWordWrap(True)
        self.label.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        bare_column(self).addWidget(self.label)

    def focus(self) -> None:
        self.label.setFocus(Qt.FocusReason.PopupFocusReason)

    def pairs(self) -> Pairs:
        return self._pairs

    def set_pairs(self, pairs: Pairs) -> None:
        self._pairs = pairs
        self.label.setText(_("Exactly these: {what}. Remove the filter to see everybody.").format(what=describe(self._spec, pairs)))
