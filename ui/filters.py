"""What a filter bar is told and gives back, and how a filter reads as words on its chip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from resources.i18n import _
from ui.fields import choice_label
from ui.locales import month_names, show_date, show_day_of_year, show_long_date
from ui.roles import Choice

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FilterSpec:
    """A field that can be filtered.

    kind: "text" | "choice" | "tags" | "date_range" | "day_window" | "number_range" | "phone" | "code".
    """

    key: str
    label: str
    kind: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class FilterAnswer:
    """A filter that was set: `(operator, value)` pairs that must all hold, in the grammar of the command line.

    Operators are = != < <= > >= ~ (contains). `a|b` is either; an empty value is *empty*. Dates are ISO. A day window is
    `MM-DD`; where its first day comes after its last, it runs over the end of the year.
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
    return FilterChip(spec.key, spec.label, describe(spec, answer.pairs))


def describe(spec: FilterSpec, pairs: Pairs) -> str:
    """A filter's value in words: *since 1 June 2026*, *Gold or Silver*, *empty*."""
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
            return _range_words(_bound(pairs, ">="), _bound(pairs, "<="))
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
    return _plain_words(pairs)


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


def _range_words(first: str, last: str) -> str:
    if first and last:
        return first if first == last else _("{first} to {last}").format(first=first, last=last)
    return _("{first} or more").format(first=first) if first else _("up to {last}").format(last=last)


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
