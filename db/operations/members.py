"""Members: registering a new person or a prospect, one or many (P1–P10, K3, K8)."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, delete, func, select, update

from db.books import Books
from db.entities.groups import GroupMember
from db.entities.people import Person
from db.entities.points import Account
from db.entities.tiers import Tier
from db.errors import BadValue, KnownPhone, RuleBroken
from db.fields.kinds import Value, e164, join_tags, split_tags
from db.ledger.store import steps as parts
from db.operations import people, programme
from db.operations.people import Saved, free_code, one, refuse_taken_phone
from db.operations.prospects import move_points
from db.people_rows import Groups, columns_of, full_name, lock_accounts, since
from db.people_rules import problems, tidied
from db.search.who import Match, who
from db.texts import N_, fold
from db.tiers import tier_changes
from db.work import Work


@dataclass(frozen=True)
class Registered:
    """What a registration did: who became members, and which prospects with the same phone were joined to them (P5)."""

    members: tuple[Saved, ...]
    joined_in: tuple[int, ...] = ()


class NameDiffers(KnownPhone):
    """The phone is a prospect's of another name (P3): *person* is that prospect; ask whether they are one, then register with *same_person*."""


def enrol(
    work: Work, values: Mapping[str, Value], *, joined: str | None = None, came_by: str = "desk", shared_phone: bool = False,
    same_person: bool = False, another_person: bool = False,
) -> Registered:  # fmt: skip
    """Register a person who comes to the desk.

    A prospect with that phone is promoted and stays the same record (P3); without a phone, the only one with that e-mail (P6). NameDiffers
    where the names contradict, unless it was said to be the *same_person*; the only one with that e-mail is left alone where it was said to
    be *another_person* (P6). A member's phone is refused and names the member (P4), unless
    the setting allows shared numbers and this one is marked so (P2).
    """
    club = programme.read(work.connection)
    typed = values.get("phone")
    number = e164(str(typed), club.country) if typed else None
    if shared_phone and not club.phones_shared_allowed:
        raise BadValue(N_("Two members cannot share a phone in this club; the settings do not allow it."), key="phone")
    prospects: list[int] = []
    if number is not None and not shared_phone:
        refuse_member_phone(work.connection, number)
        prospects = prospects_with(work.connection, number)
    elif number is None and values.get("email") and not another_person:
        known = find_person(work.connection, email=str(values["email"]))
        # Several people may have one address: then the operator decides, in the list of who is known (P6, D2).
        prospects = [match.id for match in known if len(known) == 1 and match.stage != "member" and match.status == "active"]
    if prospects:
        if not same_person:
            _refuse_other_name(one(work.connection, prospects[0]), tidied(values))
        return promote(work, prospects[:1], joined=joined, values=values)
    extra = membership(work, club, joined)
    if shared_phone:
        extra["shared_phone"] = True
    saved = people.insert_person(work, values, stage="member", came_by=came_by, extra=extra)
    welcomed = welcome(work, club, [saved.id])
    return Registered((replace(saved, version=welcomed[saved.id].version),))


def find_person(
    connection: Connection, *, number: str | None = None, code: str | None = None, phone: str | None = None, email: str | None = None
) -> tuple[Match, ...]:  # fmt: skip
    """Who is meant by what is known of a person: by the first of number, card code, phone and e-mail that anybody has, in this order (P6)."""
    for by, text in (("number", number), ("code", code), ("phone", phone), ("email", email)):
        found = tuple(match for match in who(connection, text or "") if match.by == by)
        if found:
            return found
    return ()


def names_differ(prospect: Mapping[str, Value], typed: Mapping[str, Value]) -> bool:
    """Whether a first or last name typed contradicts a prospect's; a name that one of them lacks does not (P3)."""
    return any(
        typed.get(key) and prospect[key] and fold(str(typed[key])) != fold(str(prospect[key])) for key in ("first_name", "last_name")
    )


def _refuse_other_name(prospect: Mapping[str, Value], typed: Mapping[str, Value]) -> None:
    """Refuse to join a person to a prospect of another name (P3)."""
    if names_differ(prospect, typed):
        raise NameDiffers(
            N_("{what} belongs to {name}, no. {number}, a prospect, and {typed} is another name. Ask whether they are one person."),
            person=int(prospect["id"] or 0), what=typed.get("phone") or typed.get("email"), name=full_name(prospect), number=prospect["number"],
            typed=" ".join(str(typed[key]) for key in ("first_name", "last_name") if typed.get(key)),
        )  # fmt: skip


@dataclass(frozen=True)
class Welcomed:
    """How many points waited for a new member, and the version of the record afterwards."""

    released: int
    version: int


def welcome(work: Work, club: programme.Club, registered: Sequence[int]) -> dict[int, Welcomed]:
    """What new members get once: points that waited become available (P7), the welcome bonus of the settings (P3), their first tier (T6)."""
    welcomed: dict[int, Welcomed] = {}
    for part in parts(sorted(registered)):
        with Books(work, part, club=club) as books:
            released = {person: books.release(holder) for person, holder in books.holders.items()}
            for holder in books.holders.values():
                if club.prospects_welcome_points:
                    points = club.prospects_welcome_points
                    books.give(holder, "bonus", points, day=work.today, qualifying=points, reason="promotion")
                tier_changes.registered(books, holder)
        welcomed.update({person: Welcomed(released[person], holder.version) for person, holder in books.holders.items()})
    return welcomed


def promote(work: Work, prospects: Sequence[int], *, joined: str | None = None, values: Mapping[str, Value] | None = None) -> Registered:
    """Make prospects members: same record, number, notes and groups (P3, P10); other prospects with the same phone are merged in (P5, P8).

    *values* are details typed with the registration of one person; empty ones change nothing. All or none: a phone that is a member's refuses all (P4).
    """
    club = programme.read(work.connection)
    lock_accounts(work.connection, prospects)
    promoted: list[_Promoted] = []
    merged: list[int] = []
    taken: set[int] = set()
    for prospect_id in sorted(set(prospects)):
        if prospect_id in taken:
            continue
        person = one(work.connection, prospect_id, lock=True)
        if person["stage"] == "member":
            raise RuleBroken(N_("{name} is a member already, no. {number}."), name=full_name(person), number=person["number"])
        if person["status"] != "active":
            raise RuleBroken(N_("{name} cannot be registered: the record was merged or removed."), name=full_name(person))
        same = _others_with_phone(work.connection, person)
        survivor = one(work.connection, min((prospect_id, *same)), lock=True)
        others = [other for other in (prospect_id, *same) if other != survivor["id"]]
        promoted.append(_promote_one(work, club, survivor, others, joined, values or {}))
        merged.extend(others)
        taken.update(others)
    welcomed = welcome(work, club, [each.saved.id for each in promoted])
    for each in promoted:
        # How many points were released, and how many entries there were: the undo looks whether one was made since (P8).
        booked = {"released": welcomed[each.saved.id].released, "entries": entry_count(work.connection, each.saved.id)}
        work.journal("person", each.saved.id, "registered", each.before, {**each.after, **booked})
    return Registered(tuple(replace(each.saved, version=welcomed[each.saved.id].version) for each in promoted), tuple(merged))


@dataclass(frozen=True)
class _Promoted:
    """A prospect who became a member, and what the journal tells of it."""

    saved: Saved
    before: dict[str, Value]
    after: dict[str, Value]


def _promote_one(
    work: Work, club: programme.Club, person: dict[str, Value], others: Sequence[int], joined: str | None, values: Mapping[str, Value]
) -> _Promoted:
    """Promote one prospect, after joining the others to it."""
    person_id = int(person["id"] or 0)
    groups = Groups(work)
    wanted: dict[str, Value] = {key: value for key, value in values.items() if value is not None and value != person.get(key)}
    for other in others:
        wanted = _join(work, person, wanted, one(work.connection, other, lock=True))
    if "groups" in wanted:
        wanted["groups"] = groups.spelled(wanted["groups"])
    extra = membership(work, club, joined)
    after = {**person, **wanted, **extra, "stage": "member"}
    people.refuse(problems(after, {*wanted, "joined"}, work.today))
    number = e164(str(after["phone"]), club.country) if after["phone"] else None
    refuse_taken_phone(work.connection, number, after)
    columns = columns_of(person, {**wanted, "code": extra["code"]}, club.country, work.today)
    dated = since(wanted, work.today)
    work.connection.execute(
        update(Person)
        .where(Person.c.id == person_id, Person.c.version == person["version"])
        .values(**{**columns, **extra}, stage="member", version=int(person["version"] or 0) + 1, changed=work.now)
    )
    if "groups" in wanted:
        groups.put([(person_id, wanted["groups"])])
    before = {"stage": person["stage"], "joined": None, "code": None, **{key: person[key] for key in (*wanted, *dated)}}
    saved = Saved(person_id, str(person["number"]), full_name(after), int(person["version"] or 0) + 1, tuple(wanted))
    return _Promoted(saved, before, {**wanted, **dated, **extra, "stage": "member"})


def _join(work: Work, person: Mapping[str, Value], wanted: dict[str, Value], other: dict[str, Value]) -> dict[str, Value]:
    """Merge another prospect into the one that is registered: note, groups and interests move, blanks are filled, the record stays as *merged* (P5)."""
    if entry_count(work.connection, int(other["id"] or 0)):
        move_points(work, int(other["id"] or 0), int(person["id"] or 0))
    joined = dict(wanted)
    for key in ("groups", "interests"):
        both = join_tags([*split_tags(joined.get(key, person[key])), *split_tags(other[key])])
        if both != person[key]:
            joined[key] = both
    notes = [str(note) for note in (joined.get("note", person["note"]), other["note"]) if note]
    if notes and "\n".join(notes) != person["note"]:
        joined["note"] = "\n".join(notes)
    for key in ("first_name", "email", "street", "postcode", "city", "country", "birthday", "language"):
        if other[key] and not joined.get(key, person[key]):
            joined[key] = other[key]
    work.connection.execute(delete(GroupMember).where(GroupMember.c.person_id == other["id"]))
    work.connection.execute(
        update(Person).where(Person.c.id == other["id"]).values(status="merged", version=int(other["version"] or 0) + 1, changed=work.now)
    )
    work.journal(
        "person",
        int(other["id"] or 0),
        "merged",
        {"status": other["status"], "groups": other["groups"]},
        {"status": "merged", "into": person["id"]},
    )
    return joined


def membership(work: Work, club: programme.Club, joined: str | None) -> dict[str, Value]:
    """What becoming a member sets: the day, the card with its validity (K3, K8), the base tier."""
    day = joined or work.today.isoformat()
    base = work.connection.execute(select(Tier.c.id).where(Tier.c.rank == 0)).scalar_one()
    return {
        "joined": day,
        "code": free_code(work.connection),
        "card_issued_on": work.today.isoformat(),
        "card_valid_until": valid_until(club.cards_validity, work.today),
        "tier_id": int(base),
    }


def valid_until(setting: str, issued: date) -> str | None:
    """The last day of a card issued on a day: for ever (None), `months:N` (C4), or the next `yearly:MM-DD` (K8)."""
    kind, _, what = setting.partition(":")
    if kind == "months":
        months = issued.month - 1 + int(what)
        year, month = issued.year + months // 12, months % 12 + 1
        return date(year, month, min(issued.day, calendar.monthrange(year, month)[1])).isoformat()
    if kind == "yearly":
        year = issued.year if what >= issued.strftime("%m-%d") else issued.year + 1
        month, day = int(what[:2]), int(what[3:])
        return date(year, month, min(day, calendar.monthrange(year, month)[1])).isoformat()
    return None


def refuse_member_phone(connection: Connection, number: str) -> None:
    """Registering a phone that is a member's already is refused and names the member (P4); a removed member's as well (P2: reinstate)."""
    holder = connection.execute(
        select(Person.c.id, Person.c.status, Person.c.number, Person.c.first_name, Person.c.last_name, Person.c.phone, Person.c.email)
        .where(Person.c.phone_e164 == number, Person.c.stage == "member", Person.c.status.in_(("active", "suspended", "removed")))
        .order_by(Person.c.status, Person.c.id)
    ).first()
    if holder is None:
        return
    name = full_name(dict(holder._mapping))
    if holder.status == "removed":
        text = N_(
            "The phone {phone} belongs to {name}, no. {number}, who left the programme; reinstate that person instead of adding a new one."
        )
    else:
        text = N_("The phone {phone} belongs to {name}, no. {number}. A number belongs to one member.")
    raise KnownPhone(text, person=int(holder.id), phone=number, name=name, number=holder.number)


def prospects_with(connection: Connection, number: str) -> list[int]:
    """The active prospects with this phone, oldest first (P5)."""
    rows = connection.execute(
        select(Person.c.id)
        .where(Person.c.phone_e164 == number, Person.c.stage != "member", Person.c.status == "active")
        .order_by(Person.c.id)
    )
    return [int(row.id) for row in rows]


def _others_with_phone(connection: Connection, person: Mapping[str, Value]) -> list[int]:
    number = person["phone_e164"]
    return [] if number is None else [other for other in prospects_with(connection, str(number)) if other != person["id"]]


def entry_count(connection: Connection, person_id: int) -> int:
    """How many entries were ever booked for a person."""
    return int(connection.execute(select(func.coalesce(func.sum(Account.c.seq), 0)).where(Account.c.person_id == person_id)).scalar_one())
