"""What stands at the top of a person's panel: what the desk must know before it goes on (rules.md, N5, E7, G1, K8, L8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from db.errors import Told
from db.fields import BY_KEY, Manner, Value
from desktop import problems
from resources.i18n import _
from ui.details import Banner

if TYPE_CHECKING:
    from db.operations.notices import Waiting
    from db.search import Connection

NOTICE = "notice:"


@dataclass(frozen=True)
class Beside:
    """What is read beside a person's fields: notices that wait to be told, points that end soon (how many, last usable day), why they rest."""

    notices: tuple[Waiting, ...] = ()
    ending: tuple[int, str] | None = None
    reason: str | None = None


NOTHING = Beside()


def beside(connection: Connection, person: int, today: date) -> Beside:
    """Read it; *ending* looks as far ahead as the first warning goes (N6)."""
    from db.ledger import reading
    from db.operations import leaving, notices, programme

    leads = notices.lead_days(programme.read(connection).notices_expiry_lead_days)
    last = (today + timedelta(days=leads[0])).isoformat() if leads else today.isoformat()
    soon = [(points, day) for day, points in reading.expiries(connection, person, today) if day <= last]
    reason = leaving.reason(connection, person)
    return Beside(notices.waiting(connection, person), (sum(points for points, _day in soon), soon[0][1]) if soon else None, reason)


def banners(row: Mapping[str, Value], known: Beside, manner: Manner, today: date) -> tuple[Banner, ...]:
    """The banners of a person, the gravest first; a notice goes away when *Told* is pressed."""
    show_points, show_day = BY_KEY["points"].kind.show, BY_KEY["joined"].kind.show
    found = []
    if row["status"] in ("suspended", "removed"):
        text = _("Suspended: may not earn or redeem.") if row["status"] == "suspended" else _("Has left the programme.")
        tone = "warn" if row["status"] == "suspended" else "bad"
        found.append(Banner(tone, f"{text} {known.reason or ''}".strip(), "", "status", "suspended"))
    if row["owed"]:
        found.append(Banner("warn", _("Owes {points} points").format(points=show_points(row["owed"], manner)), "", "owed", "warning"))
    if row["card_valid_until"] and str(row["card_valid_until"]) < today.isoformat():
        text = _("The card lapsed on {day}; renew it.").format(day=show_day(row["card_valid_until"], manner))
        found.append(Banner("warn", text, "", "card", "card"))
    # A notice that waits says the same.
    if known.ending is not None and not any(notice.kind == "points_expiring" for notice in known.notices):
        points, day = known.ending
        text = _("{points} points end soon, the first on {day}.").format(points=show_points(points, manner), day=show_day(day, manner))
        found.append(Banner("info", text, "", "ending", "calendar"))
    told = (Banner("info", _sentence(notice, manner), _("Told"), f"{NOTICE}{notice.id}", "info") for notice in known.notices)
    return (*found, *told)


def _sentence(notice: Waiting, manner: Manner) -> str:
    """The words of a notice, its day as the club writes days."""
    values = {
        name: BY_KEY["joined"].kind.show(str(value), manner) if name == "day" else value for name, value in notice.text.values.items()
    }
    return problems.sentence(Told(notice.text.template, **values))
