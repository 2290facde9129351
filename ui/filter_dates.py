"""How a filter on days is set: a range of dates, or a window of the year."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QStackedWidget, QWidget

from resources.i18n import _
from ui.filter_editors import FilterEditor, bare_column, checker, value_of
from ui.filters import FilterSpec, Pairs, month_length, split_day
from ui.form import FieldSpec, Form
from ui.locales import month_names, read_date, read_number, show_date
from ui.roles import Choice, Editor


def quick_dates(today: date) -> list[tuple[str, date, date]]:
    """Ranges that are asked for often, reckoned from the club's day; a week begins on Monday."""
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    next_month = (first + timedelta(days=32)).replace(day=1)
    before = first - timedelta(days=1)
    return [
        (_("Today"), today, today),
        (_("This week"), monday, monday + timedelta(days=6)),
        (_("This month"), first, next_month - timedelta(days=1)),
        (_("Last month"), before.replace(day=1), before),
        (_("This year"), today.replace(month=1, day=1), today.replace(month=12, day=31)),
    ]


class DateRangeEditor(FilterEditor):
    """From and to, either of them open, with quick picks; or empty."""

    def __init__(self, spec: FilterSpec, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty = False
        self.picks: list[QPushButton] = []
        grid = QGridLayout()
        grid.setSpacing(4)
        for label, first, last in quick_dates(today):
            self._add_pick(grid, label).clicked.connect(lambda _checked, first=first, last=last: self._pick(first, last))
        self._add_pick(grid, _("Empty")).clicked.connect(lambda _checked: self._pick_empty())
        check = checker(read_date, _("This is not a date."))
        self.form = Form(
            [FieldSpec("from", _("From"), Editor("date", check=check)), FieldSpec("to", _("To"), Editor("date", check=check))],
            columns=2,
            parent=self,
        )
        layout = bare_column(self)
        layout.addLayout(grid)
        layout.addSpacing(8)
        layout.addWidget(self.form)
        self.form.edited.connect(lambda _key: self._on_edited())

    def _add_pick(self, grid: QGridLayout, label: str) -> QPushButton:
        button = QPushButton(label, self)
        button.setAutoDefault(False)
        grid.addWidget(button, len(self.picks) // 2, len(self.picks) % 2)
        self.picks.append(button)
        return button

    def _pick(self, first: date, last: date) -> None:
        self._empty = False
        self.form.set_text("from", show_date(first))
        self.form.set_text("to", show_date(last))
        self.answered.emit()

    def _pick_empty(self) -> None:
        self._empty = True
        self.answered.emit()

    def _on_edited(self) -> None:
        self._empty = False

    def focus(self) -> None:
        """Put the focus into the first field."""
        self.form.field("from").setFocus(Qt.FocusReason.PopupFocusReason)

    def sound(self) -> bool:
        if self._empty:
            return True
        self.form.set_problem("to", None)
        if not self.form.check():
            return False
        first, last = read_date(self.form.text("from")), read_date(self.form.text("to"))
        if first and last and first > last:
            self.form.set_problem("to", _("Ends before it begins."))
            return False
        return True

    def pairs(self) -> Pairs:
        """What is chosen, as (operator, value) pairs."""
        if self._empty:
            return (("=", ""),)
        bounds = ((">=", read_date(self.form.text("from"))), ("<=", read_date(self.form.text("to"))))
        return tuple((op, day.isoformat()) for op, day in bounds if day is not None)

    def set_pairs(self, pairs: Pairs) -> None:
        """Show what these pairs choose."""
        self._empty = pairs == (("=", ""),)
        for key, op, open_op, step in (("from", ">=", ">", 1), ("to", "<=", "<", -1)):
            day = read_date(value_of(pairs, op) or value_of(pairs, "="))
            beyond = read_date(value_of(pairs, open_op))
            day = day or (beyond + timedelta(days=step) if beyond else None)
            self.form.set_text(key, show_date(day) if day else "")

    def mark(self, sentence: str) -> bool:
        self.form.set_problem("from", sentence)
        return True


class DayWindowEditor(FilterEditor):
    """A window of the year, as for birthdays: the next days, a month, or from one day to another."""

    def __init__(self, spec: FilterSpec, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        ways = (Choice("next", _("in the next days")), Choice("month", _("in a month")), Choice("between", _("between two days")))
        months = Editor("choice", tuple(Choice(str(at), name) for at, name in enumerate(month_names(), start=1)))
        this_month, number = str(today.month), Editor("number")
        self.way = Form([FieldSpec("way", _("Condition"), Editor("choice", ways), "next")], parent=self)
        self.form = {
            "next": Form([FieldSpec("days", _("How many days"), Editor("number", check=_check_days), "30")], parent=self),
            "month": Form([FieldSpec("month", _("Month"), months, this_month)], parent=self),
            "between": Form(
                [
                    FieldSpec("from_day", _("From"), number, "1"),
                    FieldSpec("from_month", _("Month"), months, this_month),
                    FieldSpec("to_day", _("To"), number, str(month_length(today.month))),
                    FieldSpec("to_month", _("Month"), months, this_month),
                ],
                columns=2,
                parent=self,
            ),
        }
        self._stack = QStackedWidget(self)
        for form in self.form.values():
            self._stack.addWidget(form)
        layout = bare_column(self)
        layout.addWidget(self.way)
        layout.addWidget(self._stack)
        self.way.edited.connect(lambda _key: self._show_way())

    def _show_way(self) -> None:
        self._stack.setCurrentWidget(self.form[self.way.text("way")])

    def focus(self) -> None:
        self.way.field("way").setFocus(Qt.FocusReason.PopupFocusReason)

    def sound(self) -> bool:
        way = self.way.text("way")
        form = self.form[way]
        ends = ("from", "to") if way == "between" else ()
        for key in ends:
            form.set_problem(f"{key}_day", None)
        sound = form.check()
        for key in ends:
            fits = split_day(self._day(key)) is not None
            form.set_problem(f"{key}_day", None if fits else _("This month has no such day."))
            sound = sound and fits
        return sound

    def _day(self, which: str) -> str:
        form = self.form["between"]
        day = read_number(form.text(f"{which}_day")) or 0
        return f"{int(form.text(f'{which}_month')):02}-{day:02}"

    def pairs(self) -> Pairs:
        match self.way.text("way"):
            case "next":
                last = self._today + timedelta(days=read_number(self.form["next"].text("days")) or 0)
                return ((">=", f"{self._today:%m-%d}"), ("<=", f"{last:%m-%d}"))
            case "month":
                month = int(self.form["month"].text("month"))
                return ((">=", f"{month:02}-01"), ("<=", f"{month:02}-{month_length(month)}"))
            case _:
                return ((">=", self._day("from")), ("<=", self._day("to")))

    def set_pairs(self, pairs: Pairs) -> None:
        first, last = split_day(value_of(pairs, ">=")), split_day(value_of(pairs, "<="))
        if first is None or last is None:
            return
        if first == (last[0], 1) and last[1] == month_length(last[0]):
            self.way.set_text("way", "month")
            self.form["month"].set_text("month", str(first[0]))
        else:
            self.way.set_text("way", "between")
            for which, (month, day) in (("from", first), ("to", last)):
                self.form["between"].set_text(f"{which}_day", str(day))
                self.form["between"].set_text(f"{which}_month", str(month))
        self._show_way()


def _check_days(text: str) -> str | None:
    days = read_number(text)
    return None if days is not None and 0 <= days <= 364 else _("A number from 0 to 364.")
