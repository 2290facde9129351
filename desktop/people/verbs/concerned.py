"""Whom an action concerns: read once when its dialog opens, and shown at its head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import search
from db.errors import NotFound
from db.fields import BY_KEY, Manner
from db.operations import choices
from db.people_rows import full_name
from db.texts import N_
from resources.i18n import _, ngettext
from ui.dialogs.parts import Who
from ui.dialogs.subject import Subject
from ui.roles import Badge, Chip

if TYPE_CHECKING:
    from db.search import Connection
    from desktop.desk import Desk

_KEYS = ("number", "first_name", "last_name", "phone", "email", "points", "pending", "owed", "tier")


@dataclass(frozen=True)
class Concerned:
    """The people of an action. All but *people*, *subject* and *stage* are those of the one person; of several they are empty.

    points is what is available, pending what waits, owed what is owed. tier is the name of the tier, is_base whether it is the base tier.
    """

    people: tuple[int, ...]
    subject: Subject
    name: str = ""
    stage: str = "member"
    status: str = "active"
    points: int = 0
    owed: int = 0
    pending: int = 0
    tier_id: int | None = None
    tier: str = ""
    is_base: bool = True

    @property
    def person(self) -> int:
        """The one person it is about."""
        return self.people[0]


async def concerned(desk: Desk, people: Sequence[int]) -> Concerned:
    """Read whom an action concerns: one with tier and balance, or how many; NotFound where the one is gone."""
    return await desk.read(read, tuple(people), desk.club.manner)


def read(connection: Connection, people: tuple[int, ...], manner: Manner) -> Concerned:
    """See `concerned`; for flows that read more in the same moment."""
    found = search.rows(connection, people[:1], [BY_KEY[key] for key in _KEYS])
    if not found:
        raise NotFound(N_("This person is no longer there."))
    _id, _version, stage, status, *values = found[0]
    row = dict(zip(_KEYS, values, strict=True))
    if len(people) > 1:
        return Concerned(people, Subject(None, _counted(stage, len(people), manner)), stage=stage)
    tier = next((one for one in choices.choices(connection).tiers if one.name == row["tier"]), None)
    chip: Chip | Badge | None = None
    if stage != "member":
        chip = Badge(_("Guest") if stage == "guest" else _("Invited"), "info")
    elif tier is not None and not tier.is_base:
        chip = Chip(tier.name, tier.colour)
    who = Who(full_name(row), _("No. {number}").format(number=row["number"]), chip)
    points, pending, owed = (int(row[key] or 0) for key in ("points", "pending", "owed"))
    figure, caption = _figure(stage, points, pending, owed, manner)
    return Concerned(
        people,
        Subject(who, "", figure, caption),
        name=who.name,
        stage=stage,
        status=status,
        points=points,
        owed=owed,
        pending=pending,
        tier_id=None if tier is None else tier.id,
        tier=str(row["tier"] or ""),
        is_base=tier is None or tier.is_base,
    )


def _counted(stage: str, count: int, manner: Manner) -> str:
    shown = BY_KEY["points"].kind.show(count, manner)
    if stage == "member":
        return ngettext("{count} member", "{count} members", count).format(count=shown)
    return ngettext("{count} prospect", "{count} prospects", count).format(count=shown)


def _figure(stage: str, points: int, pending: int, owed: int, manner: Manner) -> tuple[str, str]:
    """The balance at the end of the head, and what it is."""
    show = BY_KEY["points"].kind.show
    if owed:
        return show(owed, manner), ngettext("point owed", "points owed", owed)
    if stage != "member":
        return show(pending, manner), ngettext("point waiting", "points waiting", pending)
    return show(points, manner), ngettext("point now", "points now", points)
