"""What is asked for: conditions in the grammar of the command line, a search text, stages and sorts (commands.md, *Selecting*)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from db import codes
from db.entities.people import STAGES
from db.errors import BadValue, RuleBroken
from db.fields import kinds
from db.fields.field import Field
from db.fields.kinds import Choice, Value, e164
from db.fields.manner import Manner
from db.fields.people import BY_KEY, by_keys
from db.search import wider_keys
from db.texts import N_, clean, fold, forbidden_sign

Op = Literal["=", "!=", "<", "<=", ">", ">=", "~", "among"]
# What a person may type; "among" is for exact people alone.
OPS: tuple[Op, ...] = ("!=", "<=", ">=", "=", "<", ">", "~")
# Without a condition on status, a list shows these (commands.md: as the Members tab shows).
SHOWN_STATUSES = ("active", "suspended")
LONGEST = 1000
_CONDITION = re.compile(r"\s*([a-z_]+(?:\.[0-9.d\-]*)?)\s*(!=|<=|>=|=|<|>|~)(.*)", re.DOTALL)
_DAY_OF_YEAR = re.compile(r"(?:--)?([0-9]{1,2})-([0-9]{1,2})")


@dataclass(frozen=True)
class Condition:
    """One thing that must hold. *values* are as stored (days ISO, choices as words, phones E.164, text as typed).

    An empty value means empty; several mean either. `Condition("people", "among", ids)` is exactly these people, by id.
    """

    key: str
    op: Op
    values: tuple[str, ...]


@dataclass(frozen=True)
class Sort:
    """Order by the field of this key; empty values come last in both directions, ties follow the member number."""

    key: str
    descending: bool = False


# Joined, newest first, on the same day the later number first (issue 3, item 4).
NEWEST_FIRST = (Sort("joined", descending=True),)
# Prospects, newest first: numbers are given in the order in which people come (P10).
NEWEST_PROSPECTS_FIRST = (Sort("number", descending=True),)


@dataclass(frozen=True)
class Query:
    """A selection of people: *stages*, conditions that must all hold, a search text, and an order."""

    stages: tuple[str, ...] = ("member",)
    conditions: tuple[Condition, ...] = ()
    text: str = ""
    sort: tuple[Sort, ...] = NEWEST_FIRST

    @property
    def statuses(self) -> tuple[str, ...] | None:
        """The statuses that hold beside the conditions: the shown ones, or None where a condition is on status or names exact people."""
        return None if any(each.key == "status" or each.op == "among" for each in self.conditions) else SHOWN_STATUSES


def stages(word: str) -> tuple[str, ...]:
    """The stages behind a word of `--stage`: member, guest, invited, prospect (guests and invited) or any."""
    known = {"member": ("member",), "guest": ("guest",), "invited": ("invited",), "prospect": ("guest", "invited"), "any": STAGES}
    if word not in known:
        raise BadValue(N_("“{text}” is not a stage; it is one of: {choices}."), key="stage", text=word, choices=", ".join(known))
    return known[word]


def sort_by(text: str) -> Sort:
    """The sort of `KEY` or `-KEY`; RuleBroken where there is no such column."""
    key = text.strip().removeprefix("-")
    by_keys((key,))
    return Sort(key, descending=text.strip().startswith("-"))


def condition(text: str, manner: Manner) -> Condition:
    """The condition of `KEY=VALUE` with any of = != < <= > >= ~; `KEY=` is empty, `KEY=a|b` either. BadValue names the key.

    KEY is a column or one of the filters of `db.search.wider`, for instance `spent.2026-01-01..2026-06-30>=100`.
    """
    found = _CONDITION.match(text)
    if found is None:
        raise RuleBroken(N_("“{text}” is not a filter; write it like city=Utrecht, points>=100 or joined<2026-01-31."), text=text[:LONGEST])
    key, op, value = found[1], found[2], found[3]
    if not wider_keys.is_wider(key):
        _refuse_unknown(key)
    return chosen(key, next(each for each in OPS if each == op), value, manner)


def among(people: Iterable[int]) -> Condition:
    """The condition of exactly these people."""
    return Condition(wider_keys.PEOPLE, "among", tuple(str(person) for person in people))


def _refuse_unknown(key: str) -> None:
    """RuleBroken that names the columns and the other filters, where there is no such key."""
    if key not in BY_KEY:
        raise RuleBroken(
            N_("“{key}” is not a column; the columns are: {known}. Filters beside them: {wider}."),
            key=key, known=", ".join(BY_KEY), wider=", ".join(wider_keys.SHAPES.values()),
        )  # fmt: skip


def chosen(key: str, op: Op, text: str, manner: Manner) -> Condition:
    """The condition on a known key as a filter editor gives it: *text* as after the operator on the command line."""
    parts = [part.strip() for part in text.split("|")]
    if key == wider_keys.PEOPLE and op == "among":
        return among(int(part) for part in parts if part.isdecimal())
    if len(text) > LONGEST:
        raise BadValue(N_("The filter on {key} is too long: at most {longest} signs."), key=key, longest=LONGEST)
    if wider_keys.is_wider(key):
        from db.search import wider

        key, values = wider.checked(key, op, parts)
        return Condition(key, op, values)
    field = BY_KEY[key]
    if op in ("<", "<=", ">", ">="):
        if len(parts) > 1 or not parts[0]:
            raise BadValue(N_("The filter {key}{op} needs one value."), key=key, op=op)
        if isinstance(field.kind, Choice | kinds.Tags | kinds.Phone):
            raise BadValue(N_("The column {key} has no order; filter it with =, != or ~."), key=key)
    if op == "~" and (not any(parts) or any(part and not fold(part).strip() for part in parts)):
        # An apostrophe alone is nothing once it is folded, and nothing stands in every text.
        raise BadValue(N_("The filter {key}~ needs a text."), key=key)
    try:
        return Condition(key, op, tuple(dict.fromkeys(_value(field, op, part, manner) for part in parts)))
    except BadValue as error:
        if error.key is not None:
            raise
        raise BadValue(N_("{key}: {problem}"), key=key, problem=error) from error


def _value(field: Field, op: Op, text: str, manner: Manner) -> str:
    """One value as stored; BadValue where the column cannot hold it."""
    if sign := forbidden_sign(clean(text)):
        raise BadValue(N_("The text holds a hidden control character ({sign}); type it again."), sign=sign)
    if not text:
        return ""
    if op == "~":
        return clean(text)
    kind = field.kind
    if isinstance(kind, kinds.Day):
        return _day(field, text, manner)
    if isinstance(kind, kinds.Time):
        return _moment(kind, text, manner)
    if isinstance(kind, kinds.Phone):
        return e164(text, manner.country) or clean(text)
    if field.key == "code":
        return codes.recognised(text) or clean(text).upper()
    if field.key == "number" and op in ("<", "<=", ">", ">="):
        return str(kinds.NUMBER.parse(text, manner))
    if isinstance(kind, kinds.Email | kinds.Tags | kinds.Named | kinds.Language):
        return clean(text)
    return _text(kind.parse(text, manner))


def _day(field: Field, text: str, manner: Manner) -> str:
    """A day as ISO text, or `--MM-DD` where the column has days without a year."""
    kind = field.kind
    if isinstance(kind, kinds.Day) and kind.partial and (found := _DAY_OF_YEAR.fullmatch(text)):
        text = f"--{int(found[1]):02d}-{int(found[2]):02d}"
    return _text(kind.parse(text, manner))


def _moment(kind: kinds.Kind, text: str, manner: Manner) -> str:
    """A moment in UTC, or the two ends in UTC, with "/" between, of the club's day that was named."""
    from datetime import UTC, date, datetime, time, timedelta
    from zoneinfo import ZoneInfo

    day = kinds.parse_day(text, manner.date_order)
    if day is None:
        return _text(kind.parse(text, manner))
    zone = ZoneInfo(manner.time_zone)
    first = date.fromisoformat(day)
    ends = (datetime.combine(each, time(), zone).astimezone(UTC) for each in (first, first + timedelta(days=1)))
    return "/".join(end.strftime("%Y-%m-%dT%H:%M:%SZ") for end in ends)


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def folded(values: tuple[str, ...]) -> list[str]:
    """The values that are not empty, without accents and case."""
    return [fold(value) for value in values if value]
