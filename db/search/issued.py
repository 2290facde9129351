"""Issued rewards as the desk lists them: any order of millions of ids, and rows by id (R4, R8; features.md 3.9)."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Text, and_, case, cast, func, not_, or_, select

from db.dates import end_of_month
from db.entities.operations import Operation
from db.entities.people import Person
from db.entities.rewards import STATES, Issued, Reward
from db.fields import kinds
from db.fields.field import Field
from db.ledger.store import steps
from db.people_rows import full_name
from db.rewards.reward_rules import state_on
from db.search.conditions import Condition, Query, Sort
from db.search.figures import today_of
from db.search.functions import beside_an_index, contains, lower
from db.search.packed import Few, Ids, all_of
from db.search.reading import person_clauses
from db.texts import N_, fold

STATE = kinds.Choice(
    "choice",
    elides=False,
    choices={"issued": N_("Outstanding"), "redeemed": N_("Used"), "expired": N_("Expired"), "revoked": N_("Revoked")},
)
SOURCE = kinds.Choice(
    "choice",
    choices={
        "redeemed": N_("For points"), "given": N_("Given"), "tier": N_("By tier"), "stamps": N_("Full stamp card"), "occasion": N_("Occasion"),
    },
)  # fmt: skip
_NUMBERED = {state: place for place, state in enumerate(STATES)}

FIELDS: tuple[Field, ...] = (
    Field("member", N_("Member"), kinds.LINE, Person.c.last_name, "Zoë", sort=(Person.c.name_key, Person.c.first_key), widest="Anne-Sophie van Berg"),
    Field("number", N_("Member no."), kinds.CODE, Person.c.number, "10482", sort=(Person.c.id,), widest="1000000", short=N_("No.")),
    Field("name", N_("Reward"), kinds.LINE, Issued.c.name, "Coffee beans", sort=(lower(Issued.c.name),), widest="Coffee beans 500 g"),
    Field("state", N_("State"), STATE, Issued.c.state, "issued", sort=(case(_NUMBERED, value=Issued.c.state),), widest="Outstanding •••••"),
    Field("points", N_("Points"), kinds.NUMBER, Issued.c.points, "800", widest="10,000"),
    Field("source", N_("How"), SOURCE, Issued.c.source, "given"),
    Field("issued_on", N_("Issued"), kinds.DATE, Issued.c.issued_on, "2026-01-31"),
    Field("expires_on", N_("Valid to"), kinds.DATE, Issued.c.expires_on, "2026-01-31"),
    Field("changed_on", N_("Changed"), kinds.DATE, Issued.c.changed_on, "2026-01-31"),
    Field("operator", N_("Operator"), kinds.LINE, Operation.c.operator, "Ingrid", widest="Ingrid"),
)  # fmt: skip
BY_KEY = {field.key: field for field in FIELDS}
NEWEST_FIRST = (Sort("issued_on", descending=True),)


class IssuedRow(NamedTuple):
    """One issued reward: whose, what it is, its state on the day (R4, E3), how it came, and who issued and last changed it."""

    id: int
    version: int
    person: int
    member: str
    number: str
    reward_id: int | None
    name: str
    description: str | None
    points: int
    state: str
    source: str
    issued_on: str
    expires_on: str | None
    operator: str
    changed_on: str
    changed_by: str


class Counts(NamedTuple):
    """How many rewards were ever issued, can still be used, and expire until the end of this month."""

    issued: int
    outstanding: int
    this_month: int


def ids(connection: Connection, query: Query) -> Ids:
    """Every issued reward that a query finds, in its order, whatever its member's stage and status (3.9)."""
    return all_of(connection, _ordered(connection, query))


def first_ids(connection: Connection, query: Query, count: int) -> Few:
    """The first of them, which a table paints before it has all."""
    return array("q", connection.execute(_ordered(connection, query).limit(count)).scalars())


def rows(connection: Connection, wanted: Sequence[int] | Ids) -> list[IssuedRow]:
    """Issued rewards by id, in the order of the ids; one that is gone is left out."""
    today = today_of(connection).isoformat()
    numbers = [int(number) for number in wanted]
    names = [Person.c[name] for name in ("first_name", "last_name", "phone", "email", "number")]
    found: dict[int, IssuedRow] = {}
    for part in steps(numbers):
        query = (
            select(Issued, Operation.c.operator, *names)
            .join(Person, Person.c.id == Issued.c.person_id)
            .join(Operation, Operation.c.op_id == Issued.c.op_id)
            .where(Issued.c.id.in_(part))
        )
        found.update({row.id: _row(row, today) for row in connection.execute(query)})
    return [found[number] for number in numbers if number in found]


def counts(connection: Connection, today: date) -> Counts:
    """What the views beside the list say."""
    usable = _usable(today)
    month = [*usable, Issued.c.expires_on <= end_of_month(today).isoformat()]
    found = (select(func.count()).select_from(Issued).where(*where) for where in ([], usable, month))
    return Counts(*(int(connection.execute(query).scalar_one()) for query in found))


def by_reward(connection: Connection, today: date) -> dict[int, tuple[int, int]]:
    """How many of each reward can still be used, and how many were ever issued, by the reward's id."""
    group = Issued.c.reward_id
    ever = select(group, func.count()).where(group.is_not(None)).group_by(group)
    # Walked along the few that are outstanding, not along all of each reward: 60 instead of 620 ms of a million.
    usable = select(group, func.count()).where(*_usable(today)).group_by(beside_an_index(group))
    outstanding = {int(reward): int(count) for reward, count in connection.execute(usable) if reward is not None}
    return {int(reward): (outstanding.get(reward, 0), int(count)) for reward, count in connection.execute(ever)}


def _ordered(connection: Connection, query: Query) -> Select[Any]:
    """The ids in the order of the query, empty values last, ties by id."""
    statement = select(Issued.c.id)
    sorted_by = {sort.key for sort in query.sort}
    if sorted_by & {"member", "number"}:
        statement = statement.join(Person, Person.c.id == Issued.c.person_id)
    if "operator" in sorted_by:
        statement = statement.join(Operation, Operation.c.op_id == Issued.c.op_id)
    terms = [
        (expression.desc() if sort.descending else expression.asc()).nulls_last()
        for sort in query.sort
        for expression in BY_KEY[sort.key].sort or (BY_KEY[sort.key].sql,)
    ]
    downwards = bool(query.sort) and query.sort[0].descending
    return statement.where(*_clauses(connection, query)).order_by(*terms, Issued.c.id.desc() if downwards else Issued.c.id.asc())


def _usable(today: date) -> list[Any]:
    """Issued and not past the last day, whether or not the daily run has been (E3)."""
    return [Issued.c.state == "issued", not_(_lapsed(today))]


def _lapsed(today: date) -> Any:
    return and_(Issued.c.expires_on.is_not(None), Issued.c.frozen_from.is_(None), Issued.c.expires_on < today.isoformat())


def _clauses(connection: Connection, query: Query) -> list[Any]:
    clauses = [_holds(condition, today_of(connection)) for condition in query.conditions]
    if text := query.text.strip():
        named = select(Reward.c.id).where(contains(Reward.c.name_key, fold(text)))
        people = select(Person.c.id).where(*person_clauses(connection, text))
        own_words = contains(lower(cast(Issued.c.name, Text)), text.lower())
        clauses.append(or_(Issued.c.reward_id.in_(named), Issued.c.person_id.in_(people), own_words))
    return clauses


def _holds(condition: Condition, today: date) -> Any:
    """One condition on the state as people see it, the reward (by id), a word, a day or a figure."""
    values = condition.values
    if condition.key == "reward":
        return Issued.c.reward_id.in_([int(value) for value in values])
    if condition.key == "state":
        return or_(*(_state(value, today) for value in values))
    column: Any = BY_KEY[condition.key].sql
    if values == ("",):
        return column.is_(None) if condition.op == "=" else column.is_not(None)
    value: Any = int(values[0]) if condition.key == "points" else values[0]
    compare: dict[str, Callable[[], Any]] = {
        "<=": lambda: column <= value,
        ">=": lambda: column >= value,
        "<": lambda: column < value,
        ">": lambda: column > value,
        "=": lambda: column.in_(values) if condition.key != "points" else column == value,
    }
    return compare[condition.op]()


def _state(state: str, today: date) -> Any:
    """A state as people see it on a day (R7, E3)."""
    if state == "issued":
        return and_(*_usable(today))
    if state == "expired":
        return or_(Issued.c.state == "expired", and_(Issued.c.state == "issued", _lapsed(today)))
    return Issued.c.state == state


def _row(row: Any, today: str) -> IssuedRow:
    return IssuedRow(
        row.id, row.version, row.person_id, full_name(row._mapping), row.number, row.reward_id, row.name, row.description, row.points,
        state_on(row, today), row.source, row.issued_on, row.expires_on, row.operator, row.changed_on, row.changed_by,
    )  # fmt: skip
