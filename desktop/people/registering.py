"""Registering and inviting prospects, one and many: what it does is said first, then it is one step that can be undone (P5, P8, P9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import search
from db.errors import KnownPhone
from db.fields import BY_KEY, Value
from db.operations import catalogue, members, programme, tiers
from db.operations import prospects as inviting
from db.operations.people import one
from db.people_rows import full_name
from desktop import problems
from desktop.people.editors import editor_of
from resources.i18n import _, ngettext
from ui.dialogs.parts import Who
from ui.dialogs.register import Candidate, Refusal, Register, RegisterAnswer
from ui.form import FieldSpec

if TYPE_CHECKING:
    from db.fields import Manner
    from db.search import Connection
    from desktop.people.tab import PeopleTab


@dataclass(frozen=True)
class _Plan:
    """Who can be registered, who cannot and why; whether the one person agreed to news already; what comes by it, one sentence each."""

    candidates: tuple[Candidate, ...]
    refusals: tuple[Refusal, ...]
    agreed: bool
    brings: tuple[str, ...]


async def register(tab: PeopleTab, prospects: Sequence[int]) -> None:
    """Register the selected prospects: told what it does, then done in one operation that can be undone (P8)."""
    desk = tab.desk
    act = desk.act(ngettext("Register {count} prospect", "Register {count} prospects", len(prospects)).format(count=len(prospects)))
    plan = await desk.read(_plan, list(prospects), tab.manner)
    field = BY_KEY["joined"]
    joined = FieldSpec("joined", _("Joined"), editor_of(field, tab.manner), field.kind.show(desk.today().isoformat(), tab.manner))
    effects = [*plan.brings, _("Record, number, notes and groups stay the same."), _("A card code is given; the card is printed later.")]
    answer: RegisterAnswer | None = await desk.ask(
        Register, plan.candidates, joined, effects=effects, refusals=plan.refusals, consent=plan.agreed
    )
    if answer is None:
        return
    if answer.open_id is not None:
        tab.open_person.emit(answer.open_id)
        return
    day = field.kind.parse(answer.joined, tab.manner)
    values: dict[str, Value] = {}
    if answer.consent and len(answer.ids) == 1 and not plan.agreed:
        values = {"consent": "yes", "consent_date": desk.today().isoformat(), "consent_source": _("at the desk")}
    done = await desk.perform(act, members.promote, list(answer.ids), joined=str(day) if day else None, values=values)
    count = len(done.members)
    if count == 1:
        text = _("{name} is a member now, no. {number}").format(name=done.members[0].name, number=done.members[0].number)
    else:
        text = ngettext("{count} member registered", "{count} members registered", count).format(count=count)
    desk.tell(text, undo=True)


async def invite(tab: PeopleTab, prospects: Sequence[int]) -> None:
    """Note that the selected guests were invited, with today's date (P9)."""
    done = await tab.desk.write(_("Invite"), inviting.invite, list(prospects))
    if done.count:
        tab.desk.tell(ngettext("{count} guest invited", "{count} guests invited", done.count).format(count=done.count), undo=True)
    else:
        tab.desk.tell(_("They were invited already."), tone="info")


def _plan(connection: Connection, prospects: Sequence[int], manner: Manner) -> _Plan:
    candidates: list[Candidate] = []
    refusals: list[Refusal] = []
    agreed = False
    joined_in: set[int] = set()
    for prospect in prospects:
        person = one(connection, prospect)
        name = full_name(person)
        if person["stage"] == "member":
            refusals.append(Refusal(name, _("is a member already"), prospect))
            continue
        try:
            if person["phone_e164"]:
                members.refuse_member_phone(connection, str(person["phone_e164"]))
        except KnownPhone as refused:
            refusals.append(Refusal(name, problems.sentence(refused), refused.person))
            continue
        others = members.prospects_with(connection, str(person["phone_e164"])) if person["phone_e164"] else []
        joined_in.update(others)
        agreed = len(prospects) == 1 and person["consent"] == "yes"
        line = _("No. {number}").format(number=person["number"]) + (f", {person['city']}" if person["city"] else "")
        joined = tuple(full_name(one(connection, other)) for other in others if other != prospect)
        candidates.append(Candidate(prospect, Who(name, line, None), joined=joined))
    brings = _brings(connection, [candidate.id for candidate in candidates], sorted(joined_in), manner)
    return _Plan(tuple(candidates), tuple(refusals), agreed, brings)


def _brings(connection: Connection, prospects: Sequence[int], joined_in: Sequence[int], manner: Manner) -> tuple[str, ...]:
    """What comes by registering: points that waited (P7), the welcome bonus (P3), the base tier with its rewards (T6)."""
    if not prospects:
        return ()
    show = BY_KEY["points"].kind.show
    people = sorted({*prospects, *joined_in})
    waiting = sum(int(row[0] or 0) for page in search.iterate(connection, people, [BY_KEY["pending"]]) for row in page)
    told = []
    if waiting:
        text = ngettext("{points} point that waited can be used.", "{points} points that waited can be used.", waiting)
        told.append(text.format(points=show(waiting, manner)))
    if welcome := programme.read(connection).prospects_welcome_points:
        text = ngettext("{points} welcome point is given to each.", "{points} welcome points are given to each.", welcome)
        told.append(text.format(points=show(welcome, manner)))
    base = min(tiers.listed(connection, counted=False), key=lambda tier: tier.rank)
    rewards = [catalogue.one(connection, reward).name for reward in base.rewards]
    if rewards:
        told.append(_("The tier is {tier}; it brings {rewards}.").format(tier=base.name, rewards=", ".join(rewards)))
    else:
        told.append(_("The tier is {tier}.").format(tier=base.name))
    return tuple(told)
