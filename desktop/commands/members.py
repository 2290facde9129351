"""The commands on one person: register, suspend, resume, remove, reinstate, tier (commands.md; rules.md, sections 4, 9, 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import click

from desktop.commands.command import Run, a_day, command
from desktop.commands.member import fields_of
from desktop.commands.moving import act_of, moved, person
from resources.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from db.fields import Manner, Value
    from db.operations.leaving import Standing


def a_detail(text: str) -> tuple[str, str]:
    """The key and the text of `--set`; wrong usage where one is missing."""
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise click.BadParameter(_("“{text}” is no detail; write it like city=Utrecht.").format(text=text))
    return key.strip(), value


@command("register", changes=True)
@click.argument("who", required=False)
@click.option(
    "--set", "details", type=a_detail, multiple=True, metavar="KEY=VALUE", help="A detail of the person, for instance city=Utrecht; repeat."
)
@click.option("--joined", type=a_day, metavar="DATE", help="Since when; default: today.")
@click.option("--shared-phone", is_flag=True, help="A new person's phone is another member's as well.")
@click.option("--same-person", is_flag=True, help="The prospect with that phone is this person, though the name differs.")
def register(
    run: Run, who: str | None, details: tuple[tuple[str, str], ...], joined: date | None, shared_phone: bool, same_person: bool
) -> None:
    """Make the prospect WHO a member; without WHO, register a new person with the details that are set."""
    from db.errors import RuleBroken
    from db.fields import by_keys
    from db.operations import members as operations

    if who is None and not details:
        raise RuleBroken(N_("Name the prospect to register, or set the details of a new person: --set last_name=… --set phone=…"))
    since = None if joined is None else joined.isoformat()
    with run.database() as database:
        club = run.club(database)
        values = _values(details, club.manner)
        act = run.act(_("Register"), run.today(club, database))
        if who is None:
            done = database.perform(act, operations.enrol, values, joined=since, shared_phone=shared_phone, same_person=same_person)
        else:
            done = database.perform(act, operations.promote, [person(database, who)], joined=since, values=values)
        (saved,) = done.members
        with database.read() as connection:
            known = fields_of(connection, saved.id, by_keys(("code", "joined")))
    answer = {"status": "done", "number": saved.number, "name": saved.name, **known, "joined_in": len(done.joined_in)}
    text = _("{name} is a member now: no. {number}, card {code}.")
    run.answer(answer, text.format(name=saved.name, number=saved.number, code=known["code"]))


def _values(details: tuple[tuple[str, str], ...], manner: Manner) -> dict[str, Value]:
    """The details as stored; FieldsRefused names each that its field cannot take, RuleBroken what nobody types."""
    from db.errors import BadValue, FieldsRefused, RuleBroken, Told
    from db.fields import by_keys

    found: dict[str, Value] = {}
    problems: dict[str, Told] = {}
    for key, text in details:
        (field,) = by_keys((key,))
        if field.write is None:
            raise RuleBroken(N_("“{key}” comes from the program and cannot be set."), key=key)
        try:
            found[key] = field.kind.parse(text, manner)
        except BadValue as problem:
            problems[key] = problem
    if problems:
        raise FieldsRefused(problems)
    return found


@command("tier", changes=True)
@click.argument("who")
@click.argument("name", required=False)
@click.option("--note", metavar="TEXT", help="The internal note: why.")
@click.option("--hold", default="none", show_default=True, metavar="none|permanent|DATE", help="How long automatic rules respect it.")
@click.option("--hold-kind", type=click.Choice(("at_least", "exactly")), help="Default: at least upwards, exactly downwards.")
@click.option("--rewards", is_flag=True, help="Issue the entry rewards of the tier.")
@click.option("--end-hold", is_flag=True, help="End the hold and look anew; without NAME.")
def tier(run: Run, who: str, name: str | None, note: str | None, hold: str, hold_kind: str | None, rewards: bool, end_hold: bool) -> None:
    """Put a member into the tier NAME, up or down."""
    from db import by_name
    from db.operations import tiers as operations

    if (name is None) != end_hold:
        raise click.UsageError(_("Name a tier, or end the hold with --end-hold."))
    until = _hold(hold)
    with run.database() as database:
        who_id = person(database, who)
        act = act_of(run, database, _("End a hold") if name is None else _("Change tier"))
        if name is None:
            (done,) = database.perform(act, operations.end_hold, [who_id], note=note)
        else:
            with database.read() as connection:
                tier_id = by_name.find(connection, "tier", name)
            (done,) = database.perform(
                act, operations.change, [who_id], tier_id, note=note, hold=until, hold_kind=hold_kind, rewards=rewards
            )
    moved(run, done, _("The tier is {tier}.").format(tier=done.tier))


def _hold(text: str) -> date | Literal["permanent"] | None:
    """How long a hold lasts, as typed; wrong usage for anything else."""
    word = text.strip().lower()
    if word == "permanent":
        return "permanent"
    return None if word == "none" else a_day(word)


@command("suspend", changes=True)
@click.argument("who")
@click.option("--note", metavar="TEXT", help="The reason.")
def suspend(run: Run, who: str, note: str | None) -> None:
    """Let WHO neither earn nor redeem for a while; they keep everything."""
    from db.operations import leaving

    _leave(run, who, _("Suspend"), _("{name} is suspended."), leaving.suspend, note=note)


@command("resume", changes=True)
@click.argument("who")
@click.option("--note", metavar="TEXT", help="The internal note.")
def resume(run: Run, who: str, note: str | None) -> None:
    """Let the suspended member WHO earn and redeem again."""
    from db.operations import leaving

    _leave(run, who, _("Resume"), _("{name} is active again."), leaving.resume, note=note)


@command("remove", changes=True)
@click.argument("who")
@click.option("--note", metavar="TEXT", help="The reason.")
@click.option("--date", "day", type=a_day, metavar="DATE", help="The day they left; default: today.")
@click.option("--forfeit", is_flag=True, help="Points and rewards are forfeited; default: they stay, frozen.")
@click.option("--cancel-passes", is_flag=True, help="Cancel the passes that are still open.")
def remove(run: Run, who: str, note: str | None, day: date | None, forfeit: bool, cancel_passes: bool) -> None:
    """Have WHO leave the programme; the record stays."""
    from db.operations import leaving

    text = _("{name} has left the programme.")
    _leave(run, who, _("Remove"), text, leaving.remove, note=note, day=day, forfeit=forfeit, cancel_passes=cancel_passes)


@command("reinstate", changes=True)
@click.argument("who")
@click.option("--note", metavar="TEXT", help="The internal note.")
@click.option("--with-points", is_flag=True, help="Forfeited points come back too.")
def reinstate(run: Run, who: str, note: str | None, with_points: bool) -> None:
    """Have WHO, who left, as an active member again."""
    from db.operations import leaving

    _leave(run, who, _("Reinstate"), _("{name} is a member again."), leaving.reinstate, note=note, with_points=with_points)


def _leave(run: Run, who: str, label: str, sentence: str, operation: Callable[..., tuple[Standing, ...]], **options: Any) -> None:
    """Do one of the four to one person, and answer how they stand."""
    with run.database() as database:
        who_id = person(database, who)
        (done,) = database.perform(act_of(run, database, label), operation, [who_id], **options)
    answer = {
        "status": "done",
        "number": done.number,
        "name": done.name,
        "member_status": done.status,
        "available": done.available,
        "owed": done.owed,
        "pending": done.pending,
        "forfeited": done.forfeited,
        "given_back": done.given_back,
        "revoked": done.revoked,
        "cancelled": done.cancelled,
        "open_passes": [{"id": each.id, "name": each.name, "uses_left": each.uses_left} for each in done.passes],
        "benefit_card": done.benefit_card,
    }
    lines = [sentence.format(name=_("{name}, no. {number}").format(name=done.name, number=done.number))]
    if done.passes:
        lines.append(_("Still open: {passes}.").format(passes=", ".join(each.name for each in done.passes)))
    run.answer(answer, "\n".join(lines))
