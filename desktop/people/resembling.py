"""What is told of a prospect beside the fields: whom they resemble and why (D1), and what registering would do (P3, P5, P7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.fields import BY_KEY, Manner, Value
from resources.i18n import _, ngettext
from ui.details import Banner, Fact, Section
from ui.dialogs.known import reason_text

if TYPE_CHECKING:
    from db.operations.known import Known
    from db.search import Connection

# The banner that leads to another record, with its id.
OPEN = "open:"


@dataclass(frozen=True)
class Resembling:
    """Whom a prospect resembles, the most alike first; *tier* is the base tier's name, *welcome* the points that registering brings."""

    others: tuple[Known, ...]
    tier: str
    welcome: int


def read(connection: Connection, person: int) -> Resembling | None:
    """Read it of an active prospect; nothing of anybody else."""
    from db.operations import choices, known, programme
    from db.operations.people import one

    row = one(connection, person)
    if row["stage"] == "member" or row["status"] != "active":
        return None
    base = next((tier.name for tier in choices.choices(connection).tiers if tier.is_base), "")
    return Resembling(known.known(connection, row, but=person), base, programme.read(connection).prospects_welcome_points)


def banners(found: Resembling | None) -> tuple[Banner, ...]:
    """One for each record that they resemble, which it opens."""
    if found is None:
        return ()
    told = []
    for other in found.others:
        who = _("member") if other.stage == "member" else _("prospect")
        if other.status == "removed":
            who = _("has left the programme")
        text = _("{reason}: {name}, no. {number}, {who}").format(
            reason=reason_text(other.reasons), name=other.name, number=other.number, who=who
        )
        told.append(Banner("warn", text, _("Open"), f"{OPEN}{other.id}", "duplicates"))
    return tuple(told)


def registering(row: Mapping[str, Value], found: Resembling | None, manner: Manner) -> tuple[Section, ...]:
    """What registering does, before it is pressed; nothing of members."""
    if found is None or row["stage"] == "member":
        return ()
    show = BY_KEY["points"].kind.show
    holder = next((other for other in found.others if "phone" in other.reasons and other.stage == "member"), None)
    if holder is not None:
        text = _("not possible: the phone is {name}'s").format(name=holder.name)
        return (Section("registering", _("What registering does"), "register", "", (Fact("record", _("Record"), text),)),)
    facts = [Fact("record", _("Record"), _record(row, found))]
    points = _("{points} available").format(points=show(row["pending"] or 0, manner))
    if found.welcome:
        points = _("{points}, +{welcome} welcome").format(points=points, welcome=show(found.welcome, manner))
    facts.append(Fact("points", _("Points"), points))
    facts.append(Fact("tier", _("Tier"), found.tier))
    facts.append(Fact("card", _("Card"), _("gets a code, printed later")))
    return (Section("registering", _("What registering does"), "register", "", tuple(facts)),)


def _record(row: Mapping[str, Value], found: Resembling) -> str:
    """The oldest prospect with the phone stays; the others are joined into it (P5)."""
    same = [other for other in found.others if "phone" in other.reasons and other.stage != "member"]
    older = next((other for other in same if int(other.number) < int(str(row["number"]))), None)
    if older is not None:
        return _("joins no. {number}, the older").format(number=older.number)
    if same:
        return ngettext("{count} other is joined into it", "{count} others are joined into it", len(same)).format(count=len(same))
    return _("stays, with number, note and groups")
