"""What stands at the top of a person's panel: what the desk must know before it goes on (rules.md, N5, E7, G1, K8, L8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from db.errors import Told
from db.fields import BY_KEY, Manner, Value
from desktop import problems
from desktop.people import resembling
from desktop.people.verbs.all import BY_KEY as VERBS
from resources.i18n import _
from ui.details import Banner

if TYPE_CHECKING:
    from db.operations.notices import Waiting
    from db.search import Connection
    from desktop.desk import Desk

NOTICE = "notice:"
# What another desk changed under text that is typed and not saved.
CLASH = "clash"


@dataclass(frozen=True)
class Beside:
    """What is read beside a person's fields: notices that wait to be told, points that end soon (how many, last usable day), why they rest;
    *lots*: those that end soon; *prospect*: whom a prospect resembles, and what registering brings."""

    notices: tuple[Waiting, ...] = ()
    ending: tuple[int, str] | None = None
    reason: str | None = None
    lots: tuple[int, ...] = ()
    prospect: resembling.Resembling | None = None


NOTHING = Beside()


def beside(connection: Connection, person: int, today: date) -> Beside:
    """Read it; *ending* looks as far ahead as the first warning goes (N6)."""
    from db.ledger import reading
    from db.operations import leaving, notices, programme

    leads = notices.lead_days(programme.read(connection).notices_expiry_lead_days)
    last = (today + timedelta(days=leads[0])).isoformat() if leads else today.isoformat()
    soon = [lot for lot in reading.lots(connection, person, today) if lot.expires is not None and lot.expires <= last]
    ending = (sum(lot.remaining for lot in soon), min(str(lot.expires) for lot in soon)) if soon else None
    reason = leaving.reason(connection, person)
    prospect = resembling.read(connection, person)
    return Beside(notices.waiting(connection, person), ending, reason, tuple(lot.entry for lot in soon), prospect)


def banners(row: Mapping[str, Value], known: Beside, manner: Manner, today: date, *, clashes: Sequence[str] = ()) -> tuple[Banner, ...]:
    """The banners of a person, the gravest first, each with what can be done about it; a notice goes away when *Told* is pressed."""
    show_points, show_day = BY_KEY["points"].kind.show, BY_KEY["joined"].kind.show
    found = []
    if clashes:
        labels = ", ".join(_(BY_KEY[key].label) for key in clashes)
        text = _("Another desk changed what you are typing over: {fields}").format(fields=labels)
        found.append(Banner("bad", text, _("Compare"), CLASH, "conflict"))
    if row["status"] == "suspended":
        text = _("Suspended: may not earn or redeem.")
        found.append(Banner("warn", f"{text} {known.reason or ''}".strip(), _("Resume"), "resume", "suspended"))
    if row["status"] == "removed":
        text = _("Has left the programme.")
        found.append(Banner("bad", f"{text} {known.reason or ''}".strip(), _("Reinstate"), "reinstate", "suspended"))
    if row["owed"]:
        text = _("Owes {points} points").format(points=show_points(row["owed"], manner))
        found.append(Banner("warn", text, _("Adjust balance"), "adjust", "warning"))
    if row["card_valid_until"] and str(row["card_valid_until"]) < today.isoformat():
        text = _("The card lapsed on {day}; renew it.").format(day=show_day(row["card_valid_until"], manner))
        found.append(Banner("warn", text, _("Renew") if "renew_card" in VERBS else "", "renew_card", "card"))
    # A notice that waits says the same.
    if known.ending is not None and not any(notice.kind == "points_expiring" for notice in known.notices):
        points, day = known.ending
        text = _("{points} points end soon, the first on {day}.").format(points=show_points(points, manner), day=show_day(day, manner))
        found.append(Banner("warn", text, _("Extend"), "extend", "extend"))
    told = (
        Banner("info", _sentence(notice, manner), _("Told"), f"{NOTICE}{notice.id}", _ICONS.get(notice.kind, "info"))
        for notice in known.notices
    )
    return (*found, *resembling.banners(known.prospect), *told)


_ICONS = {"reward": "reward", "points_expiring": "extend", "reward_expiring": "extend", "tier_review": "tier", "pass_low": "pass"}


async def answer(desk: Desk, person: int, banner: str, known: Beside) -> None:
    """Do what a banner offers; *Told* takes a notice away (N5), everything else is one of the verbs on people."""
    if banner.startswith(NOTICE):
        from db.operations import notices

        await desk.write(_("Told at the desk"), notices.tell, [int(banner.removeprefix(NOTICE))])
    elif banner == "extend":
        from desktop.people.verbs import expiring

        await expiring.extend_lots(desk, known.lots)
    elif banner.startswith(resembling.OPEN):
        desk.person_wanted.emit(int(banner.removeprefix(resembling.OPEN)))
    elif banner in VERBS:
        await VERBS[banner].perform(desk, [person])


def _sentence(notice: Waiting, manner: Manner) -> str:
    """The words of a notice, its day as the club writes days."""
    values = {
        name: BY_KEY["joined"].kind.show(str(value), manner) if name == "day" else value for name, value in notice.text.values.items()
    }
    return problems.sentence(Told(notice.text.template, **values))
