"""Activities: named things that give points with one click, within a limit, to one member or many (L14, C2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, insert, select, update

from db import notes, texts
from db.books import Books, Holder, Moved, Posted, business_day
from db.entities.points import Entry
from db.entities.sales import Activity, ActivityGiven
from db.errors import BadValue, Conflict, NotFound, RuleBroken
from db.fields.kinds import LINE
from db.fields.manner import Manner
from db.in_parts import Progress, Stop, in_parts
from db.ledger import store
from db.texts import N_
from db.work import Work

MOST_POINTS = 1_000_000_000
PER = ("day", "year", "life")


@dataclass(frozen=True)
class Named:
    """An activity as it stands: *at_most* times in *at_most_per* ("day", "year", "life"), None: no limit; *qualifies* for the tier or not."""

    id: int
    name: str
    points: int
    at_most: int | None
    at_most_per: str | None
    qualifies: bool
    active: bool
    version: int


def add(work: Work, name: str, points: int, *, at_most: int | None = None, at_most_per: str | None = None, qualifies: bool = True) -> Named:
    """Make an activity (L14); BadValue names the field at fault."""
    row = {**_checked(work.connection, None, name, points, at_most, at_most_per), "qualifies": qualifies}
    activity = int(work.connection.execute(insert(Activity).values(active=True, **row).returning(Activity.c.id)).scalar_one())
    work.journal("activity", activity, "created", None, row)
    return one(work.connection, activity)


def edit(
    work: Work,
    activity: int,
    version: int,
    *,
    name: str,
    points: int,
    at_most: int | None = None,
    at_most_per: str | None = None,
    qualifies: bool = True,
    active: bool = True,
) -> Named:
    """Change an activity, or retire it (*active* False); what was given stays. Conflict where somebody changed it meanwhile (A1)."""
    before = one(work.connection, activity)
    row = {**_checked(work.connection, activity, name, points, at_most, at_most_per), "qualifies": qualifies, "active": active}
    return _write(work, before, version, row)


def end(work: Work, activity: int) -> Named:
    """Retire an activity: it is given no more."""
    before = one(work.connection, activity)
    return _write(work, before, before.version, {"active": False})


def give(
    work: Work,
    people: Sequence[int],
    activity: int,
    *,
    day: date | None = None,
    note: str | None = None,
    comment: str | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> tuple[Moved, ...]:
    """Give the points of an activity as a `bonus` to one person or many, all or none (L14, C2).

    RuleBroken names the first whose limit is reached or who may not earn; the public comment is the activity's name where none is given.
    """
    named = one(work.connection, activity)
    if not named.active:
        raise RuleBroken(N_("“{name}” is retired and given no more."), name=named.name)
    moved: list[Moved] = []
    for part in in_parts(work, people, progress, stop):
        done: list[tuple[Holder, Posted]] = []
        with Books(work, part) as books:
            when = business_day(work, books.club, day)
            kept, shown = notes.note_for(books.club, "other", note), notes.cleaned(comment) or named.name
            had = given_so_often(work.connection, named, part, when)
            for person in part:
                holder = books.may_earn(person)
                if named.at_most is not None and had.get(person, 0) >= named.at_most:
                    raise RuleBroken(_LIMITS[str(named.at_most_per)], name=holder.name, activity=named.name, count=named.at_most)
                posted = books.give(
                    holder, "bonus", named.points, day=when, qualifying=named.points if named.qualifies else 0, note=kept, comment=shown
                )
                books.insert(ActivityGiven, {"entry_id": posted.id, "person_id": person, "activity_id": activity, "day": when.isoformat()})
                done.append((holder, posted))
        moved += [books.moved(holder, entry=posted) for holder, posted in done]
    return tuple(moved)


def one(connection: Connection, activity: int) -> Named:
    """An activity; NotFound where there is none."""
    row = connection.execute(select(*_COLUMNS).where(Activity.c.id == activity)).first()
    if row is None:
        raise NotFound(N_("This activity is no longer there."))
    return Named(**row._mapping)


def listed(connection: Connection) -> tuple[Named, ...]:
    """Every activity by name, retired ones last."""
    rows = connection.execute(select(*_COLUMNS).order_by(Activity.c.active.desc(), Activity.c.name_key))
    return tuple(Named(**row._mapping) for row in rows)


_COLUMNS = tuple(Activity.c[name] for name in Named.__dataclass_fields__)


def given_so_often(connection: Connection, named: Named, people: Sequence[int], day: date) -> dict[int, int]:
    """How often each of these people had an activity within its limit's day, calendar year or life; what was reversed does not count."""
    if named.at_most is None:
        return {}
    reversal = Entry.alias()
    query = select(ActivityGiven.c.person_id, func.count().label("times")).where(
        ActivityGiven.c.activity_id == named.id,
        ~select(reversal.c.id).where(reversal.c.reverses_id == ActivityGiven.c.entry_id).exists(),
    )
    if named.at_most_per == "day":
        query = query.where(ActivityGiven.c.day == day.isoformat())
    elif named.at_most_per == "year":
        query = query.where(ActivityGiven.c.day.between(f"{day.year}-01-01", f"{day.year}-12-31"))
    found: dict[int, int] = {}
    for part in store.steps(sorted(set(people))):
        rows = connection.execute(query.where(ActivityGiven.c.person_id.in_(part)).group_by(ActivityGiven.c.person_id))
        found.update({int(row.person_id): int(row.times) for row in rows})
    return found


_LIMITS = {
    "day": N_("{name} has had “{activity}” {count} times that day, as often as it is given in a day."),
    "year": N_("{name} has had “{activity}” {count} times that year, as often as it is given in a year."),
    "life": N_("{name} has had “{activity}” {count} times, as often as it is given at all."),
}


def _checked(
    connection: Connection, activity: int | None, name: str, points: int, at_most: int | None, at_most_per: str | None
) -> dict[str, str | int | bool | None]:
    """The columns of an activity; BadValue with the key at fault."""
    tidy = LINE.parse(name, Manner())
    if tidy is None:
        raise BadValue(N_("The activity needs a name."), key="name")
    key = texts.fold(str(tidy))
    taken = connection.execute(select(Activity.c.id, Activity.c.name).where(Activity.c.name_key == key)).first()
    if taken is not None and taken.id != activity:
        raise BadValue(N_("There is an activity “{name}” already; choose another name."), key="name", name=taken.name)
    if isinstance(points, bool) or not isinstance(points, int) or not 0 < points <= MOST_POINTS:
        raise BadValue(N_("The points of an activity are a whole number above 0."), key="points")
    if (at_most is None) != (at_most_per is None) or at_most_per not in (None, *PER):
        raise BadValue(N_("A limit is a number of times in a day, a year or a life."), key="at_most")
    if at_most is not None and at_most < 1:
        raise BadValue(N_("A limit is a number of times from 1 on; leave it empty for none."), key="at_most")
    return {"name": tidy, "name_key": key, "points": points, "at_most": at_most, "at_most_per": at_most_per}


def _write(work: Work, before: Named, version: int, row: dict[str, str | int | bool | None]) -> Named:
    """Write what changed, at the version that was seen (A1)."""
    changed = {key: value for key, value in row.items() if key != "name_key" and getattr(before, key) != value}
    clashes: dict[str, tuple[object, object, object]] = {key: (None, getattr(before, key), value) for key, value in changed.items()}
    if before.version != version:
        raise Conflict(N_("Somebody else changed “{name}” a moment ago."), clashes=clashes, name=before.name)
    if not changed:
        return before
    columns = {**changed, **({"name_key": row["name_key"]} if "name" in changed else {})}
    hit = work.connection.execute(
        update(Activity).where(Activity.c.id == before.id, Activity.c.version == version).values(**columns, version=version + 1)
    )
    if hit.rowcount != 1:
        raise Conflict(N_("Somebody else changed “{name}” a moment ago."), clashes=clashes, name=before.name)
    work.journal("activity", before.id, "changed", {key: getattr(before, key) for key in changed}, changed)
    return one(work.connection, before.id)
