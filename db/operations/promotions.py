"""Promotions: date ranges in which the sales of all, of a tier or of a group earn more (L14)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, insert, select, update

from db.asked import Asked
from db.entities.groups import Group, GroupMember
from db.entities.sales import Promotion
from db.entities.tiers import Tier
from db.errors import BadValue, Conflict, NotFound, RuleBroken
from db.fields.kinds import LINE
from db.fields.manner import Manner
from db.ledger.store import steps
from db.texts import N_
from db.work import Work

THOUSAND = 1000
MOST_FACTOR = 1_000_000
MOST_BONUS = 1_000_000_000


@dataclass(frozen=True)
class Promoted:
    """A promotion as it stands: *factor* in thousandths (2000 doubles the points), or *bonus* points for each sale."""

    id: int
    name: str
    starts_on: str
    ends_on: str
    tier_id: int | None
    group_id: int | None
    factor: int | None
    bonus: int | None
    version: int


def add(
    work: Work,
    name: str,
    *,
    starts_on: date,
    ends_on: date,
    factor: int | None = None,
    bonus: int | None = None,
    tier: int | None = None,
    group: int | None = None,
) -> Promoted:
    """Make a promotion (L14); BadValue names the field at fault."""
    row = _checked(work.connection, name, starts_on, ends_on, factor, bonus, tier, group)
    promotion = int(work.connection.execute(insert(Promotion).values(**row).returning(Promotion.c.id)).scalar_one())
    work.journal("promotion", promotion, "created", None, row)
    return one(work.connection, promotion)


def edit(
    work: Work,
    promotion: int,
    version: int,
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    factor: int | None = None,
    bonus: int | None = None,
    tier: int | None = None,
    group: int | None = None,
) -> Promoted:
    """Change a promotion; sales that were recorded keep what they earned (R8's way). Conflict where somebody changed it meanwhile (A1)."""
    before = one(work.connection, promotion)
    row = _checked(work.connection, name, starts_on, ends_on, factor, bonus, tier, group)
    return _write(work, before, version, row)


def end(work: Work, promotion: int) -> Promoted:
    """End a running promotion: yesterday was its last day. RuleBroken where it ended before, or begins today or later."""
    before = one(work.connection, promotion)
    yesterday = date.fromordinal(work.today.toordinal() - 1).isoformat()
    if before.ends_on <= yesterday:
        raise RuleBroken(N_("The promotion “{name}” ended on {day} already."), name=before.name, day=before.ends_on)
    if before.starts_on > yesterday:
        raise RuleBroken(
            N_("The promotion “{name}” begins on {day}; change its days instead of ending it."), name=before.name, day=before.starts_on
        )
    return _write(work, before, before.version, {"ends_on": yesterday})


def one(connection: Connection, promotion: int) -> Promoted:
    """A promotion; NotFound where there is none."""
    row = connection.execute(select(Promotion).where(Promotion.c.id == promotion)).first()
    if row is None:
        raise NotFound(N_("This promotion is no longer there."))
    return Promoted(**row._mapping)


def listed(connection: Connection) -> tuple[Promoted, ...]:
    """Every promotion, the latest first."""
    rows = connection.execute(select(Promotion).order_by(Promotion.c.starts_on.desc(), Promotion.c.id.desc()))
    return tuple(Promoted(**row._mapping) for row in rows)


_IN_FORCE = Asked(
    select(Promotion).where(Promotion.c.starts_on <= bindparam("last"), Promotion.c.ends_on >= bindparam("first")).order_by(Promotion.c.id)
)


class InForce:
    """The promotions of a range of days, ready to be asked for each sale; groups are read for these people only."""

    def __init__(self, connection: Connection, people: Sequence[int], first: str, last: str) -> None:
        rows = _IN_FORCE.rows(connection, {"first": first, "last": last})
        self.found = tuple(Promoted(**row._asdict()) for row in rows)
        groups = {one.group_id for one in self.found if one.group_id is not None}
        self._in_group = set(_members(connection, groups, people)) if groups else set()

    def of(self, person: int, tier: int | None, day: str) -> tuple[int, list[int]]:
        """The best factor (in thousandths) and every bonus that a sale of that day earns a person who holds this tier."""
        factor, bonuses = THOUSAND, []
        for one in self.found:
            if not one.starts_on <= day <= one.ends_on:
                continue
            if one.tier_id is not None and one.tier_id != tier:
                continue
            if one.group_id is not None and (person, one.group_id) not in self._in_group:
                continue
            if one.factor is not None:
                factor = max(factor, one.factor)
            elif one.bonus is not None:
                bonuses.append(one.bonus)
        return factor, bonuses


def _members(connection: Connection, groups: Collection[int], people: Sequence[int]) -> Iterable[tuple[int, int]]:
    for part in steps(people):
        rows = connection.execute(
            select(GroupMember.c.person_id, GroupMember.c.group_id).where(
                GroupMember.c.group_id.in_(groups), GroupMember.c.person_id.in_(part)
            )
        )
        yield from ((int(row.person_id), int(row.group_id)) for row in rows)


def _checked(
    connection: Connection,
    name: str,
    starts_on: date,
    ends_on: date,
    factor: int | None,
    bonus: int | None,
    tier: int | None,
    group: int | None,
) -> dict[str, str | int | None]:
    """The columns of a promotion; BadValue with the key at fault."""
    tidy = LINE.parse(name, Manner())
    if tidy is None:
        raise BadValue(N_("The promotion needs a name."), key="name")
    if ends_on < starts_on:
        raise BadValue(
            N_("The promotion would end on {last}, before it begins on {first}; exchange the days."),
            key="ends_on", last=ends_on.isoformat(), first=starts_on.isoformat(),
        )  # fmt: skip
    if (factor is None) == (bonus is None):
        raise BadValue(N_("A promotion gives either a factor or a number of points; fill in one of the two."), key="factor")
    if factor is not None and not THOUSAND < factor <= MOST_FACTOR:
        raise BadValue(N_("The factor of a promotion lies above 1 and is at most 1000."), key="factor")
    if bonus is not None and not 0 < bonus <= MOST_BONUS:
        raise BadValue(N_("The points of a promotion are a whole number above 0."), key="bonus")
    if tier is not None and group is not None:
        raise BadValue(N_("A promotion is for all, for a tier or for a group; leave one of the two empty."), key="group")
    if tier is not None and connection.execute(select(Tier.c.id).where(Tier.c.id == tier)).first() is None:
        raise BadValue(N_("The tier is no longer there; choose another one."), key="tier")
    if group is not None and connection.execute(select(Group.c.id).where(Group.c.id == group)).first() is None:
        raise BadValue(N_("The group is no longer there; choose another one."), key="group")
    return {
        "name": tidy, "starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat(), "tier_id": tier, "group_id": group,
        "factor": factor, "bonus": bonus,
    }  # fmt: skip


def _write(work: Work, before: Promoted, version: int, row: dict[str, str | int | None]) -> Promoted:
    """Write what changed, at the version that was seen (A1)."""
    changed = {key: value for key, value in row.items() if getattr(before, key) != value}
    if before.version != version:
        clashes = {key: (None, getattr(before, key), value) for key, value in changed.items()}
        raise Conflict(N_("Somebody else changed the promotion “{name}” a moment ago."), clashes=clashes, name=before.name)
    if not changed:
        return before
    hit = work.connection.execute(
        update(Promotion).where(Promotion.c.id == before.id, Promotion.c.version == version).values(**changed, version=version + 1)
    )
    if hit.rowcount != 1:
        raise Conflict(N_("Somebody else changed the promotion “{name}” a moment ago."), clashes={}, name=before.name)
    work.journal("promotion", before.id, "changed", {key: getattr(before, key) for key in changed}, changed)
    return one(work.connection, before.id)
