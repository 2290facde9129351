"""What a filter bar is told and gives back, and how a filter reads as words on its chip."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from resources.i18n import _, ngettext
from ui.fields import choice_label
from ui.locales import month_names, show_amount, show_date, show_day_of_year, show_long_date, show_month, show_number
from ui.roles import Choice

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FilterSpec:
    """A field that can be filtered.

    kind: "text" | "choice" | "tags" | "date_range" | "day_window" | "number_range" | "phone" | "code"; and with a period in the key
    "amount_period" | "count_period" | "text_period" | "count_days" | "choice_days"; "records" are exact ones, which nobody edits.
    check: one sentence for an answer that cannot be taken. is_offered: whether *+ Filter* lists it.
    """

    key: str
    label: str
    kind: str
    choices: tuple[Choice, ...] = ()
    check: Callable[[FilterAnswer], str | None] | None = None
    is_offered: bool = True


@dataclass(frozen=True)
class FilterAnswer:
    """A filter that was set: `(operator, value)` pairs that must all hold, in the grammar of the command line.

    Operators are = != < <= > >= ~ (contains). `a|b` is either; an empty value is *empty*. Dates are ISO. A day window is
    `MM-DD`; where its first day comes after its last, it runs over the end of the year. *key* may end in "." and a period: two days
    with ".." between, either of them left out, or so many days as `90d`.
    """

    key: str
    pairs: Pairs


@dataclass(frozen=True)
class FilterChip:
    """A filter as it stands in the bar: field and value in words."""

    key: str
    label: str
    value_text: str


def chip_for(spec: FilterSpec, answer: FilterAnswer) -> FilterChip:
    """The chip that tells this answer."""
    return FilterChip(answer.key, spec.label, describe(spec, answer.pairs, period_of(answer.key)))


def name_of(key: str) -> str:
    """The key of the field that an answer is about, without its period."""
    return key.partition(".")[0]


def period_of(key: str) -> str:
    """The period of an answer's key, empty where it has none."""
    return key.partition(".")[2]


PERIODS = ("amount_period", "count_period", "text_period", "count_days", "choice_days")


def describe(spec: FilterSpec, pairs: Pairs, period: str = "") -> str:
    """A filter's value in words: *since 1 June 2026*, *Gold or Silver*, *empty*, *≥ 500 in 2026*."""
    if spec.kind in PERIODS:
        return _with_period(_period_value(spec, pairs), _days_words(period) if spec.kind.endswith("days") else period_words(period))
    if spec.kind == "records":
        count = len(pairs[0][1].split("|")) if pairs and pairs[0][1] else 0
        return ngettext("{count} person", "{count} people", count).format(count=show_number(count))
    if pairs == (("=", ""),):
        return _("empty")
    if pairs == (("!=", ""),):
        return _("not empty")
    match spec.kind:
        case "date_range":
            return _date_words(pairs)
        case "day_window":
            return _window_words(pairs)
        case "number_range":
            return _range_words(pairs)
        case "choice" | "tags":
            return _choice_words(spec.choices, pairs)
        case _:
            return _text_words(pairs)


def _bound(pairs: Pairs, op: str) -> str:
    return next((value for found, value in pairs if found == op), "")


def _date_words(pairs: Pairs) -> str:
    first, last = (_as_date(_bound(pairs, op)) for op in (">=", "<="))
    if first and last:
        if first == last:
            return show_long_date(first)
        return _("{first} to {last}").format(first=show_date(first), last=show_date(last))
    if first:
        return _("since {day}").format(day=show_long_date(first))
    if last:
        return _("until {day}").format(day=show_long_date(last))
    before, after, day = (_as_date(_bound(pairs, op)) for op in ("<", ">", "="))
    if before and not after:
        return _("before {day}").format(day=show_long_date(before))
    if after and not before:
        return _("after {day}").format(day=show_long_date(after))
    return show_long_date(day) if day else _plain_words(pairs)


def _as_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _window_words(pairs: Pairs) -> str:
    first, last = (split_day(_bound(pairs, op)) for op in (">=", "<="))
    if first is None or last is None:
        return _plain_words(pairs)
    if first[0] == last[0] and first[1] == 1 and last[1] == month_length(last[0]):
        return month_names()[first[0] - 1]
    if first == last:
        return show_day_of_year(*first)
    return _("{first} to {last}").format(first=show_day_of_year(*first), last=show_day_of_year(*last))


def split_day(text: str) -> tuple[int, int] | None:
    """Month and day of `MM-DD`; None where the calendar has no such day."""
    month, dash, day = text.partition("-")
    try:
        date(2000, int(month), int(day))
    except ValueError:
        return None
    return (int(month), int(day)) if dash else None


def month_length(month: int) -> int:
    """The days of a month in a leap year, so that a window of February holds the 29th."""
    return 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31


def _range_words(pairs: Pairs) -> str:
    first, last = _bound(pairs, ">="), _bound(pairs, "<=")
    if first and last:
        return first if first == last else _("{first} to {last}").format(first=first, last=last)
    if first or last:
        return _("{first} or more").format(first=first) if first else _("up to {last}").format(last=last)
    return _compared(pairs)


_SIGNS = {">=": "\N{GREATER-THAN OR EQUAL TO} ", "<=": "\N{LESS-THAN OR EQUAL TO} ", "=": "", ">": "> ", "<": "< "}


def _compared(pairs: Pairs) -> str:
    """Figures with their comparison: *≥ 500*, *100 to 500*, *not 3*."""
    first, last = _bound(pairs, ">="), _bound(pairs, "<=")
    if first and last:
        return _("{first} to {last}").format(first=_figure(first), last=_figure(last)) if first != last else _figure(first)
    told = []
    for op, value in pairs:
        words = either(_figure(part) for part in value.split("|"))
        told.append(_("not {value}").format(value=words) if op == "!=" else f"{_SIGNS.get(op, op)}{words}")
    return " ".join(told)


def _figure(text: str) -> str:
    try:
        return show_amount(Decimal(text))
    except InvalidOperation:
        return text


def _period_value(spec: FilterSpec, pairs: Pairs) -> str:
    match spec.kind:
        case "text_period":
            op, value = pairs[0] if pairs else ("~", "")
            words = either(value.split("|"))
            wordings = {"=": _("exactly {text}"), "!=": _("not {text}")}
            return wordings[op].format(text=words) if op in wordings else words
        case "choice_days":
            return _choice_words(spec.choices, pairs)
        case "count_days" if pairs == ((">=", "1"),):
            return ""
        case _:
            return _compared(pairs)


def _with_period(value: str, period: str) -> str:
    return _("{value} {period}").format(value=value, period=period) if value and period else value or period


def _days_words(period: str) -> str:
    days = period.removesuffix("d")
    if not days.isdecimal():
        return period
    return ngettext("within {count} day", "within {count} days", int(days)).format(count=days)


def period_words(period: str) -> str:
    """A period in words: *in 2026*, *in June 2026*, *since 1 June 2026*, *in the last 90 days*."""
    if period.endswith("d") and period[:-1].isdecimal():
        return ngettext("in the last {count} day", "in the last {count} days", int(period[:-1])).format(count=period[:-1])
    first, last = (_as_date(part) for part in (*period.split(".."), "")[:2])
    if first and last:
        return _stretch_words(first, last)
    if first:
        return _("since {day}").format(day=show_long_date(first))
    return _("until {day}").format(day=show_long_date(last)) if last else ""


def _stretch_words(first: date, last: date) -> str:
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return _("in {period}").format(period=first.year)
    if first.day == 1 and (first.year, first.month) == (last.year, last.month) and (last + timedelta(days=1)).day == 1:
        return _("in {period}").format(period=show_month(first.year, first.month))
    if first == last:
        return _("on {day}").format(day=show_long_date(first))
    return _("{first} to {last}").format(first=show_date(first), last=show_date(last))


def _choice_words(choices: tuple[Choice, ...], pairs: Pairs) -> str:
    op, values = pairs[0] if pairs else ("=", "")
    words = either(choice_label(choices, value) if value else _("empty") for value in values.split("|"))
    return _("not {value}").format(value=words) if op == "!=" else words


def either(words: Iterable[str]) -> str:
    """Alternatives as a sentence names them: *Gold*, *Gold or Silver*, *Gold, Silver or Bronze*."""
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    return _("{some} or {last}").format(some=", ".join(listed[:-1]), last=listed[-1])


def _text_words(pairs: Pairs) -> str:
    op, value = pairs[0] if pairs else ("=", "")
    match op:
        case "~":
            return _("contains {text}").format(text=value)
        case "!=":
            return _("not {value}").format(value=value)
        case "=":
            return either(value.split("|"))
        case _:
            return _plain_words(pairs)


def _plain_words(pairs: Pairs) -> str:
    """The grammar itself, for a filter that came from a saved view and fits no editor."""
    return " ".join(f"{op} {value}" for op, value in pairs)
