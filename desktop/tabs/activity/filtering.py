"""How transactions and operations are filtered: what the bar offers, and its answers as conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from db import money
from db.errors import BadValue
from db.fields import Field, Manner
from db.fields.entries import Money
from db.fields.kinds import NUMBER, Choice, parse_day
from db.search import Condition
from db.search.conditions import LONGEST, Op
from db.texts import clean, forbidden_sign
from desktop.tabs.activity.source import TRAIL, TRANSACTIONS
from resources.i18n import N_, _
from ui.filters import FilterAnswer, FilterSpec
from ui.roles import Choice as Word

_KINDS = {"date": "date_range", "time": "date_range", "choice": "choice", "number": "number_range", "money": "number_range", "code": "code"}
_FILTERED = {
    TRANSACTIONS: ("date", "kind", "who", "operator", "desk", "points", "value", "reason", "receipt", "note", "comment"),
    TRAIL: ("recorded", "area", "label", "who", "operator", "desk", "note"),
}
_YES_NO = {"yes": N_("Yes"), "no": N_("No")}
_CAME = {"sheet": N_("By spreadsheet"), "desk": N_("At the desk")}
# What is filtered by beside the columns.
_BESIDE: Mapping[str, tuple[tuple[str, str, Mapping[str, str]], ...]] = {
    TRANSACTIONS: (("came", N_("Came"), _CAME), ("undone", N_("Undone"), _YES_NO)),
    TRAIL: (("undone", N_("Undone"), _YES_NO),),
}


def specs(which: str, fields: Iterable[Field]) -> list[FilterSpec]:
    """What the bar offers for one of the lists."""
    by_key = {field.key: field for field in fields}
    columns = [_spec(by_key[key]) for key in _FILTERED[which]]
    return columns + [FilterSpec(key, _(label), "choice", _words(words)) for key, label, words in _BESIDE[which]]


def _spec(field: Field) -> FilterSpec:
    choices = _words(field.kind.choices) if isinstance(field.kind, Choice) else ()
    return FilterSpec(field.key, _(field.label), _KINDS.get(field.kind.name, "text"), choices)


def _words(words: Mapping[str, str]) -> tuple[Word, ...]:
    return tuple(Word(word, _(label)) for word, label in words.items())


def conditions_of(answers: Iterable[FilterAnswer], fields: Iterable[Field], manner: Manner) -> tuple[Condition, ...]:
    """What the bar's answers ask for; BadValue for one that cannot be understood."""
    by_key = {field.key: field for field in fields}
    return tuple(
        _condition(by_key.get(answer.key), answer.key, cast("Op", op), text, manner) for answer in answers for op, text in answer.pairs
    )


def _condition(field: Field | None, key: str, op: Op, text: str, manner: Manner) -> Condition:
    if len(text) > LONGEST:
        raise BadValue(N_("The filter on {key} is too long: at most {longest} signs."), key=key, longest=LONGEST)
    if sign := forbidden_sign(clean(text)):
        raise BadValue(N_("The text holds a hidden control character ({sign}); type it again."), sign=sign)
    parts = [clean(part) for part in text.split("|")]
    if field is None:
        return Condition(key, op, tuple(parts))
    if field.kind.name == "time":
        return _moment(key, op, parts[0], manner)
    return Condition(key, op, tuple(_value(field, part, manner) if part and op != "~" else part for part in parts))


def _value(field: Field, text: str, manner: Manner) -> str:
    """One value as stored: of money whole units, in the smallest one."""
    kind = field.kind
    if isinstance(kind, Money):
        return str(int(NUMBER.parse(text, manner) or 0) * 10 ** money.digits(kind.currency))
    if kind.numeric:
        return str(NUMBER.parse(text, manner) or 0)
    return str(kind.parse(text, manner))


def _moment(key: str, op: Op, text: str, manner: Manner) -> Condition:
    """A condition on a moment by the club's day: until a day means until its end."""
    found = parse_day(text, manner.date_order)
    if found is None:
        raise BadValue(N_("“{text}” is not a date; write it like {example}."), text=text, example="2026-01-31")
    first, last = day_ends(date.fromisoformat(found), manner)
    return Condition(key, "<", (last,)) if op == "<=" else Condition(key, op, (last if op == ">" else first,))


def day_ends(day: date, manner: Manner) -> tuple[str, str]:
    """The moments at which a day of the club begins and ends, as stored."""
    zone = ZoneInfo(manner.time_zone)
    ends = (datetime.combine(each, time(), zone).astimezone(UTC) for each in (day, day + timedelta(days=1)))
    first, last = (end.strftime("%Y-%m-%dT%H:%M:%SZ") for end in ends)
    return first, last


def only_day(answers: Iterable[FilterAnswer]) -> bool:
    """Whether the answers leave a single day, so that its times tell more than its date (look.md)."""
    for answer in answers:
        if answer.key in ("date", "recorded"):
            ends = dict(answer.pairs)
            return "=" in ends or (bool(ends.get(">=")) and ends.get(">=") == ends.get("<="))
    return False
