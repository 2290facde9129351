"""Conditions as SQL over people, the same on both engines; what a person typed is always a bound value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import BigInteger, Text, and_, cast, false, func, literal, not_, or_, select

from db import codes
from db.entities.benefit_cards import Allocation, BenefitCard
from db.entities.groups import Group, GroupMember
from db.entities.people import STAGES, STATUSES, Person
from db.entities.points import Account
from db.entities.tiers import Tier
from db.fields import kinds
from db.fields.people import BY_KEY
from db.search.conditions import Condition, Query, folded
from db.search.functions import Clause, beside_an_index, bytewise, contains, lower
from db.search.wider_keys import is_wider
from db.texts import fold


def base(query: Query, *, walks: bool = False) -> list[Clause]:
    """The clauses of stage and shown statuses; *walks*: while another index is walked in its order."""
    stage: Any = beside_an_index(Person.c.stage) if walks else Person.c.stage
    status: Any = beside_an_index(Person.c.status) if walks else Person.c.status
    clauses: list[Clause] = [stage.in_(query.stages)]
    if query.statuses is not None:
        clauses.append(status.in_(query.statuses))
    return clauses


def outside(query: Query) -> list[Clause]:
    """The opposite of `base` in ways that exclude each other, each answered by the index of stage and status alone."""
    others = tuple(stage for stage in STAGES if stage not in query.stages)
    ways: list[Clause] = [Person.c.stage.in_(others)] if others else []
    if query.statuses is not None:
        hidden = tuple(status for status in STATUSES if status not in query.statuses)
        ways.append(and_(Person.c.stage.in_(query.stages), Person.c.status.in_(hidden)))
    return ways


def clauses(conditions: Sequence[Condition], wide: Callable[[Condition], Clause]) -> list[Clause]:
    """What must hold for all of these conditions; two bounds of a day of the year may run over the new year.

    *wide* makes those that are no column (`db.search.wider`).
    """
    made: list[Clause] = []
    left = list(conditions)
    for key in ("birthday", "anniversary"):
        lows = [each for each in left if each.key == key and each.op in (">", ">=") and each.values[0].startswith("--")]
        highs = [each for each in left if each.key == key and each.op in ("<", "<=") and each.values[0].startswith("--")]
        if len(lows) == 1 and len(highs) == 1 and lows[0].values[0] > highs[0].values[0]:
            made.append(or_(_holds(lows[0], wide), _holds(highs[0], wide)))
            left = [each for each in left if each not in (lows[0], highs[0])]
    return made + [_holds(each, wide) for each in left]


def _holds(condition: Condition, wide: Callable[[Condition], Clause]) -> Clause:
    """One condition; *not* is the whole rest, the empty ones among it."""
    if condition.op == "!=":
        return not_(func.coalesce(_holds(Condition(condition.key, "=", condition.values), wide), false()))
    if condition.op == "among" or is_wider(condition.key):
        return wide(condition)
    makers = _MAKERS.get(condition.key) or _maker_of_kind(condition.key)
    if condition.op == "=":
        ways = [makers.empty()] if "" in condition.values else []
        values = tuple(value for value in condition.values if value)
        return or_(*ways, makers.equal(values)) if values else or_(*ways)
    if condition.op == "~":
        return or_(*(makers.within(value) for value in condition.values if value))
    return makers.compare(condition.op, condition.values[0])


class _Makers:
    """How one column is tested: equal to one of some values, containing a text, before or after a value, empty."""

    def __init__(self, key: str) -> None:
        self.sql: Any = BY_KEY[key].sql
        self.key = key

    def equal(self, values: tuple[str, ...]) -> Clause:
        """Equal to one of these, whatever the case."""
        return lower(self.sql).in_([value.lower() for value in values])

    def within(self, value: str) -> Clause:
        """Containing this, whatever the case."""
        return contains(lower(cast(self.sql, Text)), value.lower())

    def compare(self, op: str, value: str) -> Clause:
        """Before or after this."""
        return ordered(bytewise(lower(self.sql)), op, literal(value.lower(), Text()))

    def empty(self) -> Clause:
        """Without a value."""
        clause: Clause = self.sql.is_(None)
        return clause


def ordered(expression: Any, op: str, value: Any) -> Clause:
    """The comparison with this operator."""
    compare: dict[str, Callable[[], Clause]] = {
        "<": lambda: expression < value,
        "<=": lambda: expression <= value,
        ">": lambda: expression > value,
        ">=": lambda: expression >= value,
    }
    return compare[op]()


class _Exact(_Makers):
    """A column that is compared as it is: words of a choice, days, codes of countries."""

    def equal(self, values: tuple[str, ...]) -> Clause:
        clause: Clause = self.sql.in_(values)
        return clause

    def compare(self, op: str, value: str) -> Clause:
        return ordered(self.sql, op, value)


class _Keyed(_Makers):
    """A column with a folded key: compared without accents and case."""

    def __init__(self, key: str, folded_key: Any) -> None:
        super().__init__(key)
        self.folded_key = folded_key

    def equal(self, values: tuple[str, ...]) -> Clause:
        clause: Clause = self.folded_key.in_(folded(values))
        return clause

    def within(self, value: str) -> Clause:
        return contains(self.folded_key, fold(value))

    def compare(self, op: str, value: str) -> Clause:
        return ordered(self.folded_key, op, fold(value))


class _NamePart(_Makers):
    """First or last name, by the two keys that hold both names in either order: `first last` and `last first`."""

    def __init__(self, key: str, mine: Any, other: Any) -> None:
        super().__init__(key)
        self.mine = mine
        self.other = other

    def equal(self, values: tuple[str, ...]) -> Clause:
        return or_(*(self._is(fold(value).strip()) for value in values))

    def _is(self, name: str) -> Clause:
        """The key begins with this name and a blank (a range, which the index serves), and what follows begins the other key."""
        after = func.substr(self.mine, len(name) + 2)
        swapped = self.other == after + literal(" " + name, Text())
        both = and_(self.mine >= name + " ", self.mine < name + "!", swapped)
        return or_(both, and_(Person.c.first_name.is_(None), self.mine == name)) if self.key == "last_name" else both

    def within(self, value: str) -> Clause:
        # The folded name is as long as the typed one but for rare signs (æ, ß, an apostrophe).
        return contains(func.substr(self.mine, 1, func.length(self.sql)), fold(value))

    def compare(self, op: str, value: str) -> Clause:
        return and_(self.sql.is_not(None), ordered(self.mine, op, fold(value)))


class _YearlyDay(_Exact):
    """Birthday and anniversary: a whole date is compared with whole dates, a day of the year with the day of any year."""

    def __init__(self, key: str, day: Any) -> None:
        super().__init__(key)
        self.day = day

    def equal(self, values: tuple[str, ...]) -> Clause:
        days = [value[2:] for value in values if value.startswith("--")]
        dates = [value for value in values if not value.startswith("--")]
        return or_(self.sql.in_(dates), self.day.in_(days))

    def compare(self, op: str, value: str) -> Clause:
        if value.startswith("--"):
            return ordered(self.day, op, value[2:])
        return and_(self.sql >= "0", ordered(self.sql, op, value))


class _Moment(_Exact):
    """A time: a day of the club's calendar is the stretch between its two ends in UTC."""

    def equal(self, values: tuple[str, ...]) -> Clause:
        ways = []
        for value in values:
            first, slash, end = value.partition("/")
            ways.append(and_(self.sql >= first, self.sql < end) if slash else self.sql == first)
        return or_(*ways)

    def compare(self, op: str, value: str) -> Clause:
        first, slash, end = value.partition("/")
        if slash and op in (">", "<="):
            return ordered(self.sql, ">=" if op == ">" else "<", end)
        return ordered(self.sql, op, first)


class _Figure(_Makers):
    """A figure of the account: asked of the accounts alone, whose index knows it."""

    def _people(self, test: Clause) -> Clause:
        return Person.c.id.in_(select(Account.c.person_id).where(test))

    def equal(self, values: tuple[str, ...]) -> Clause:
        return self._people(self.sql.in_([int(value) for value in values]))

    def within(self, value: str) -> Clause:
        return self._people(contains(cast(self.sql, Text), value))

    def compare(self, op: str, value: str) -> Clause:
        return self._people(ordered(self.sql, op, int(value)))

    def empty(self) -> Clause:
        return Person.c.id.not_in(select(Account.c.person_id))


class _PhoneNumber(_Exact):
    """The phone: what could be read is compared as E.164, the rest as typed."""

    def equal(self, values: tuple[str, ...]) -> Clause:
        unread = [value for value in values if not value.startswith("+")]
        return or_(Person.c.phone_e164.in_(values), self.sql.in_(unread)) if unread else Person.c.phone_e164.in_(values)

    def within(self, value: str) -> Clause:
        digits = "".join(sign for sign in value if sign in "0123456789")
        ways = [contains(digits_of(self.sql), digits), contains(Person.c.phone_e164, digits.lstrip("0"))] if digits.lstrip("0") else []
        return or_(contains(self.sql, value), *ways)


class _OtherPhone(_Exact):
    """The other phone, which is kept as typed: compared by its last nine digits, which a trunk 0 and a country code leave alone."""

    def equal(self, values: tuple[str, ...]) -> Clause:
        ends = ["".join(sign for sign in value if sign in "0123456789")[-9:] for value in values]
        return or_(self.sql.in_(values), *(contains(digits_of(self.sql), end) for end in ends if len(end) > 5))

    def within(self, value: str) -> Clause:
        digits = "".join(sign for sign in value if sign in "0123456789")
        return or_(contains(self.sql, value), contains(digits_of(self.sql), digits) if digits else false())


def digits_of(expression: Any) -> Any:
    """A typed phone without the signs that people put between digits."""
    for sign in (" ", "-", "(", ")", ".", "/", "+", "\u00a0"):
        expression = func.replace(expression, sign, "")
    return expression


class _CardCode(_Exact):
    """The card code: also in part, with or without dashes, confused signs put right (K4)."""

    def within(self, value: str) -> Clause:
        bare = value.upper().replace("-", "").replace(" ", "")
        right = bare.translate(codes.CONFUSED)
        stored = func.replace(self.sql, "-", "")
        return or_(contains(stored, bare), contains(stored, right))


class _Number(_Exact):
    """The member number: equal as text, before and after as the number it is."""

    def compare(self, op: str, value: str) -> Clause:
        return ordered(cast(self.sql, BigInteger), op, int(value))


class _TagList(_Makers):
    """Tags in one text: = has the tag, ~ a tag contains the text, whatever the case."""

    def equal(self, values: tuple[str, ...]) -> Clause:
        listed = literal("; ", Text()) + lower(self.sql) + literal("; ", Text())
        return or_(*(contains(listed, f"; {value.lower()}; ") for value in values))


class _Related(_Makers):
    """A name in another table: *people* gives the test on people for a test on that table's folded names; *rank* orders the names."""

    def __init__(self, key: str, name_key: Any, people: Callable[[Clause | None], Clause], rank: Any) -> None:
        super().__init__(key)
        self.name_key = name_key
        self.people = people
        self.rank = rank

    def equal(self, values: tuple[str, ...]) -> Clause:
        return self.people(self.name_key.in_(folded(values)))

    def within(self, value: str) -> Clause:
        return self.people(contains(self.name_key, fold(value)))

    def compare(self, op: str, value: str) -> Clause:
        # A deleted benefit card may have had the name before: it is nobody's.
        bound = select(func.max(self.rank)).where(self.name_key == fold(value)).correlate(None).scalar_subquery()
        return self.people(ordered(self.rank, op, bound))

    def empty(self) -> Clause:
        return not_(self.people(None))


def _of_tier(test: Clause | None) -> Clause:
    return Person.c.tier_id.is_not(None) if test is None else Person.c.tier_id.in_(select(Tier.c.id).where(test))


def _of_card(test: Clause | None) -> Clause:
    holders = select(Allocation.c.person_id).where(Allocation.c.ended_on.is_(None))
    if test is not None:
        holders = holders.where(Allocation.c.benefit_card_id.in_(select(BenefitCard.c.id).where(test)))
    return Person.c.id.in_(holders)


def _of_group(test: Clause | None) -> Clause:
    inside = select(GroupMember.c.person_id)
    return Person.c.id.in_(inside if test is None else inside.where(GroupMember.c.group_id.in_(select(Group.c.id).where(test))))


_MAKERS: dict[str, _Makers] = {
    "number": _Number("number"),
    "code": _CardCode("code"),
    "first_name": _NamePart("first_name", Person.c.first_key, Person.c.name_key),
    "last_name": _NamePart("last_name", Person.c.name_key, Person.c.first_key),
    "phone": _PhoneNumber("phone"),
    "other_phone": _OtherPhone("other_phone"),
    "email": _Keyed("email", Person.c.email_key),
    "city": _Keyed("city", Person.c.city_key),
    "birthday": _YearlyDay("birthday", Person.c.birthday_day),
    "anniversary": _YearlyDay("anniversary", Person.c.anniversary_day),
    "interests": _TagList("interests"),
    "groups": _Related("groups", Group.c.name_key, _of_group, Group.c.name_key),
    "tier": _Related("tier", Tier.c.name_key, _of_tier, Tier.c.rank),
    "benefit_card": _Related("benefit_card", BenefitCard.c.name_key, _of_card, BenefitCard.c.name_key),
}


def _maker_of_kind(key: str) -> _Makers:
    """The way of a column that has none of its own, by its kind."""
    kind = BY_KEY[key].kind
    if isinstance(kind, kinds.Number):
        return _Figure(key)
    if isinstance(kind, kinds.Time):
        return _Moment(key)
    if isinstance(kind, kinds.Day | kinds.Choice | kinds.Country):
        return _Exact(key)
    return _Makers(key)
