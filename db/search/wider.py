"""Filters beside the columns: what people bought, how often they came, what lapses soon, and saved filters (W2, W3).

`spent.PERIOD>=100` (money, refunds taken off) · `visits.PERIOD>=3` (days with a sale or the use of a pass) · `bought.PERIOD~espresso`
(in the text or category of a line; `=` is the whole text) · `expiring.30d>=1` (points that lapse within so many days) ·
`coming.30d=birthday|anniversary` · `segment=NAME` · `duplicates>=70` (prospects who resemble somebody, D1). PERIOD is
`2026-01-01..2026-06-30`, open at either end, or `90d`: so many days up to today; without it all time.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, and_, func, or_, select, union

from db import money
from db.entities.groups import Segment
from db.entities.passes import PassUse
from db.entities.people import Person
from db.entities.points import Account, Lot
from db.entities.programme import Programme
from db.entities.sales import Sale, SaleLine
from db.errors import BadValue, NotFound
from db.fields import kinds
from db.id_lists import listed
from db.search import duplicates
from db.search.figures import today_of
from db.search.functions import Clause, contains, lower
from db.search.wider_keys import SHAPES
from db.texts import N_, clean, fold, forbidden_sign, words

if TYPE_CHECKING:
    from db.search.conditions import Condition, Op

_PERIOD = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})?\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})?")
_DAYS = re.compile(r"([0-9]{1,5})d?")
_AMOUNT = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,4})?")
_OCCASIONS = {"birthday": Person.c.birthday_day, "anniversary": Person.c.anniversary_day}
# Decimals that any currency has at most: amounts are compared in whole numbers of that size.
_FINEST = 4
_HOLDS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_FAILS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.ne, "<": operator.ge, "<=": operator.gt, ">": operator.le, ">=": operator.lt,
}  # fmt: skip


# --- what a person typed ---------------------------------------------------------------------------------------------------------------


def checked(key: str, op: Op, parts: list[str]) -> tuple[str, tuple[str, ...]]:
    """The key with its period and the values as stored; BadValue says how the filter is written."""
    name, dot, period = key.partition(".")
    if dot or name in ("expiring", "coming"):
        key = f"{name}.{_period(name, period)}"
    if name == "duplicates":
        allowed, example = ">=", "duplicates>=70"
    elif name in ("bought", "segment", "coming"):
        allowed, example = "= != ~" if name == "bought" else "= !=", f"{key}=…"
    else:
        allowed, example = "= != < <= > >=", f"{key}>=100"
    if op not in allowed.split() or not all(parts) or (op[0] in "<>" and len(parts) > 1):
        raise BadValue(N_("The filter {key} is written like {example}."), key=key, example=example)
    return key, tuple(dict.fromkeys(_value(name, key, part) for part in parts))


def _period(name: str, period: str) -> str:
    """A period as stored: two days with ".." between, or a number of days."""
    if name in ("segment", "duplicates"):
        raise BadValue(
            N_("The filter {key} is written like {example}."), key=name, example="segment=…" if name == "segment" else "duplicates>=70"
        )
    if (found := _DAYS.fullmatch(period)) and 0 < int(found[1]) <= 3660:
        return f"{int(found[1])}d"
    if name in ("expiring", "coming"):
        raise BadValue(N_("The filter {key} needs a number of days, like {example}."), key=name, example=SHAPES[name])
    found = _PERIOD.fullmatch(period)
    days = [kinds.parse_day(day, "ymd") if day else "" for day in found.groups()] if found else []
    if not days or None in days or not any(days) or (all(days) and str(days[0]) > str(days[1])):
        raise BadValue(
            N_("The filter {key} needs a period, like {key}.2026-01-01..2026-06-30 or {key}.90d for so many days up to today."), key=name
        )
    return f"{days[0]}..{days[1]}"


def _value(name: str, key: str, text: str) -> str:
    """One value as stored."""
    tidy = clean(text)
    if sign := forbidden_sign(tidy):
        raise BadValue(N_("The text holds a hidden control character ({sign}); type it again."), sign=sign)
    if name == "spent":
        if not _AMOUNT.fullmatch(tidy):
            raise BadValue(N_("“{text}” is not an amount of money; write it like 29.90."), text=text, key=key)
        return str(Decimal(tidy.replace(",", ".")))
    if name in ("visits", "expiring", "duplicates"):
        if not re.fullmatch("[0-9]{1,12}", tidy):
            raise BadValue(N_("“{text}” is not a whole number."), text=text, key=key)
        return str(int(tidy))
    if name == "coming" and tidy not in _OCCASIONS:
        raise BadValue(N_("“{text}” is not one of: {choices}."), text=text, choices=", ".join(_OCCASIONS), key=key)
    if name == "bought" and not words(tidy):
        raise BadValue(N_("The filter {key}~ needs a text."), key=key)
    return tidy


# --- as SQL over people ----------------------------------------------------------------------------------------------------------------


@dataclass
class Scene:
    """What these filters are read by: the club's day, its currency, its saved filters; each is asked for when first needed."""

    connection: Connection

    @cached_property
    def today(self) -> date:
        """The club's day."""
        return today_of(self.connection)

    @cached_property
    def digits(self) -> int:
        """The decimals of the club's currency."""
        return money.digits(str(self.connection.execute(select(Programme.c.currency)).scalar_one()))

    def saved(self, name: str) -> str:
        """What the segment of this name asks for; NotFound names it."""
        found = self.connection.execute(select(Segment.c.query).where(Segment.c.name_key == fold(name))).scalar()
        if found is None:
            raise NotFound(N_("There is no segment “{name}”."), name=name)
        return str(found)


def holds(condition: Condition, scene: Scene) -> Clause:
    """One condition on what people bought, how often they came, or what is coming; *segment* is made where queries are."""
    name, _, period = condition.key.partition(".")
    if name == "bought":
        return Person.c.id.in_(_buyers(condition, _between(period, scene)))
    if name == "duplicates":
        return Person.c.id.in_(listed(scene.connection, duplicates.prospects(scene.connection, int(condition.values[0]))))
    if name == "coming":
        return or_(*(_coming(_OCCASIONS[value], scene.today, _days(period)) for value in condition.values))
    counted = {"spent": _spent, "visits": _visits, "expiring": _expiring}[name](period, scene)
    factor = 10 ** (_FINEST - scene.digits) if name == "spent" else 1
    values = [int(Decimal(value) * (10**_FINEST if name == "spent" else 1)) for value in condition.values]
    return or_(*(_total(counted, factor, condition.op, value) for value in values))


def _total(counted: Select[Any], factor: int, op: str, value: int) -> Clause:
    """Whose sum of (person, amount) compares so; who has none has 0."""
    rows = counted.subquery()
    total = func.sum(rows.c.amount) * factor
    people = select(rows.c.person_id).group_by(rows.c.person_id)
    if _HOLDS[op](0, value):
        return Person.c.id.not_in(people.having(_FAILS[op](total, value)))
    return Person.c.id.in_(people.having(_HOLDS[op](total, value)))


def _between(period: str, scene: Scene) -> tuple[str, str]:
    """The first and last day of a period, empty where it is open."""
    if period.endswith("d"):
        return (scene.today - timedelta(days=_days(period) - 1)).isoformat(), scene.today.isoformat()
    first, _, last = period.partition("..")
    return first, last


def _days(period: str) -> int:
    return int(period.removesuffix("d"))


def _within(day: Any, ends: tuple[str, str]) -> list[Clause]:
    first, last = ends
    return [*([day >= first] if first else []), *([day <= last] if last else [])]


def _spent(period: str, scene: Scene) -> Select[Any]:
    """What people paid, less what was refunded."""
    amount = (Sale.c.value - Sale.c.refunded).label("amount")
    return select(Sale.c.person_id, amount).where(Sale.c.state != "reversed", *_within(Sale.c.business_date, _between(period, scene)))


def _visits(period: str, scene: Scene) -> Select[Any]:
    """The days on which people came: with a sale, or with the use of a pass (T2)."""
    ends = _between(period, scene)
    sales = select(Sale.c.person_id, Sale.c.business_date.label("day")).where(
        Sale.c.state != "reversed", *_within(Sale.c.business_date, ends)
    )
    uses = select(PassUse.c.person_id, PassUse.c.day.label("day")).where(PassUse.c.undone_at.is_(None), *_within(PassUse.c.day, ends))
    days = union(sales, uses).subquery()
    return select(days.c.person_id, func.count().label("amount")).group_by(days.c.person_id)


def _expiring(period: str, scene: Scene) -> Select[Any]:
    """The points that end from today on within so many days; the accounts come first, by their next change (E7)."""
    today = scene.today
    last = today + timedelta(days=_days(period))
    soon = Account.c.next_change_on <= (last + timedelta(days=1)).isoformat()
    return (
        select(Account.c.person_id, Lot.c.remaining.label("amount"))
        .join(Lot, Lot.c.account_id == Account.c.id)
        .where(soon, Lot.c.remaining > 0, Lot.c.expires_on >= today.isoformat(), Lot.c.expires_on <= last.isoformat())
    )


def _buyers(condition: Condition, ends: tuple[str, str]) -> Select[Any]:
    """Who bought something of this text or category and kept it."""
    if condition.op == "~":
        tests = [contains(SaleLine.c.words, " ".join(words(value))) for value in condition.values]
    else:
        values = [value.lower() for value in condition.values]
        tests = [lower(SaleLine.c.description).in_(values), lower(SaleLine.c.category).in_(values)]
    return (
        select(Sale.c.person_id)
        .join(SaleLine, SaleLine.c.sale_id == Sale.c.id)
        .where(
            Sale.c.state.in_(("recorded", "partly_refunded")),
            SaleLine.c.refunded_quantity < SaleLine.c.quantity,
            *_within(Sale.c.business_date, ends),
            or_(*tests),
        )
    )


def _coming(day: Any, today: date, days: int) -> Clause:
    """A day of the year that comes within so many days; 29 February comes on the 28th in other years."""
    if days >= 365:
        found: Clause = day.is_not(None)
        return found
    first, last = today, today + timedelta(days=days)
    ends = [f"{each:%m-%d}" for each in (first, last)]
    if ends[1] == "02-28" and not _is_leap(last.year):
        ends[1] = "02-29"
    if ends[0] > ends[1]:
        return or_(day >= ends[0], day <= ends[1])
    return and_(day >= ends[0], day <= ends[1])


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
