"""Orders as SQL: by a column's sort key, empty last in both directions, ties by id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from db.entities.benefit_cards import Allocation, BenefitCard
from db.entities.people import Person
from db.entities.points import Account
from db.entities.tiers import Tier
from db.fields.field import Field
from db.fields.people import BY_KEY
from db.search.conditions import Sort
from db.search.functions import bytewise

# The columns that are never empty, so that an order has no second part.
NEVER_EMPTY = frozenset({"number", "stage", "status", "came_by", "created", "changed", "points", "owed", "pending"})
# Typed text without a folded key of its own.
TYPED_ONLY = frozenset({"phone", "other_phone", "street", "postcode", "consent_source", "interests", "groups", "note"})
FIGURES = frozenset({"points", "owed", "pending"})
JOINED = frozenset({"tier", "benefit_card"})


def key_of(key: str) -> Any:
    """The expression that a column sorts by; typed text is compared byte by byte."""
    field = BY_KEY[key]
    expression: Any = field.sort[0] if field.sort else field.sql
    return bytewise(expression) if key in TYPED_ONLY else expression


def joined_to(start: Select[Any], fields: Iterable[Field]) -> Select[Any]:
    """The selection with the tables that these fields read beside people."""
    needs = {need for field in fields for need in field.needs}
    made = start.select_from(Person)
    if "account" in needs:
        made = made.outerjoin(Account, Account.c.person_id == Person.c.id)
    if "tier" in needs:
        made = made.outerjoin(Tier, Tier.c.id == Person.c.tier_id)
    if "benefit_card" in needs:
        made = made.outerjoin(Allocation, (Allocation.c.person_id == Person.c.id) & Allocation.c.ended_on.is_(None))
        made = made.outerjoin(BenefitCard, BenefitCard.c.id == Allocation.c.benefit_card_id)
    return made


def by(sorts: Sequence[Sort]) -> list[ColumnElement[Any]]:
    """The terms of ORDER BY."""
    terms: list[ColumnElement[Any]] = []
    for sort in sorts:
        key = key_of(sort.key)
        turned = key.desc() if sort.descending else key.asc()
        terms.append(turned if sort.key in NEVER_EMPTY else turned.nulls_last())
    turned_id = sorts[0].descending if sorts else False
    return [*terms, Person.c.id.desc() if turned_id else Person.c.id.asc()]


def people_by(sorts: Sequence[Sort]) -> Select[Any]:
    """The ids of all people in this order."""
    return joined_to(select(Person.c.id), [BY_KEY[sort.key] for sort in sorts]).order_by(*by(sorts))


def first_parts(sort: Sort, clauses: Sequence[ColumnElement[bool]]) -> list[Select[Any]]:
    """The order in selections of which each is walked along an index until enough people are found; *clauses* are on people."""
    if sort.key not in FIGURES:
        return [part.where(*clauses) for part in parts(sort)]
    # The accounts lead, because their index is in the order that is wanted; a join would let the engine begin with the people.
    figure: Any = BY_KEY[sort.key].sql
    ends = (figure.desc(), Account.c.person_id.desc()) if sort.descending else (figure, Account.c.person_id)
    is_meant = select(Person.c.id).where(Person.c.id == Account.c.person_id, *clauses).correlate(Account).exists()
    return [select(Account.c.person_id).where(is_meant).order_by(*ends)]


def parts(sort: Sort) -> list[Select[Any]]:
    """The same order in two selections, the filled and then the empty: an index serves each in either direction on both engines."""
    key = key_of(sort.key)
    start = joined_to(select(Person.c.id), [BY_KEY[sort.key]])
    ends = (key.desc(), Person.c.id.desc()) if sort.descending else (key.asc(), Person.c.id.asc())
    if sort.key == "number":
        return [start.order_by(ends[1])]
    if sort.key in NEVER_EMPTY:
        return [start.order_by(*ends)]
    return [start.where(key.is_not(None)).order_by(*ends), start.where(key.is_(None)).order_by(ends[1])]


def values_of(key: str) -> Select[Any]:
    """The names that people are joined to by this column, in the order of the column: one row (id) for each."""
    if key == "tier":
        return select(Tier.c.id).order_by(Tier.c.rank)
    return select(BenefitCard.c.id).where(~BenefitCard.c.deleted).order_by(BenefitCard.c.name_key)


def people_with(key: str, value: int) -> Select[Any]:
    """The ids, ascending, of the people who are joined to this tier or benefit card; an index alone answers."""
    if key == "tier":
        return select(Person.c.id).where(Person.c.tier_id == value).order_by(Person.c.id)
    holders = select(Allocation.c.person_id).where(Allocation.c.benefit_card_id == value, Allocation.c.ended_on.is_(None))
    return holders.order_by(Allocation.c.person_id)


def has(key: str, value: int) -> ColumnElement[bool]:
    """Whether a person is joined to this tier or benefit card."""
    if key == "tier":
        return Person.c.tier_id == value
    return Person.c.id.in_(people_with(key, value).order_by(None))


def people_without(key: str) -> Select[Any]:
    """The ids of the people who are joined to none."""
    if key == "tier":
        return select(Person.c.id).where(Person.c.tier_id.is_(None))
    return select(Person.c.id).where(Person.c.id.not_in(select(Allocation.c.person_id).where(Allocation.c.ended_on.is_(None))))


def accounts_by(key: str) -> Select[Any]:
    """The ids of people by a figure of their account, the smallest first; an index alone answers for points."""
    return select(Account.c.person_id).order_by(BY_KEY[key].sql, Account.c.person_id)
