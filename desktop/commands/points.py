"""The commands `points`, `reverse` and `expiry` (commands.md; L4, L7, L11, L13, E5, E6)."""

from __future__ import annotations

from datetime import date

import click

from desktop.commands.command import Run, a_day, command, group
from desktop.commands.moving import act_of, moved, person, whole
from resources.i18n import N_, _, ngettext


@command("points", changes=True, signed=True)
@click.argument("who")
@click.argument("points", metavar="±N")
@click.option("--note", metavar="TEXT", help="The internal note: why.")
@click.option("--comment", metavar="TEXT", help="What the member may read; default: the club's setting.")
@click.option("--reason", metavar="WORD", help="Of the short list: special_reward, compensation, promotion, return, correction, …")
@click.option("--owing", is_flag=True, help="Deduct more than there is: the rest is owed.")
@click.option("--confirm", is_flag=True, help="A manager confirms an adjustment above the club's limit.")
@click.option("--date", "day", type=a_day, metavar="DATE", help="The business date; default: today.")
@click.option("--expires", type=a_day, metavar="DATE", help="The last day of these points; default: the club's policy.")
@click.option("--pending-days", type=click.IntRange(0, 3650), default=0, metavar="N", help="Available after so many days.")
def points(
    run: Run,
    who: str,
    points: str,
    note: str | None,
    comment: str | None,
    reason: str | None,
    owing: bool,
    confirm: bool,
    day: date | None,
    expires: date | None,
    pending_days: int,
) -> None:
    """Give (+) or deduct (-) points by hand: WHO is a member no., card code, phone or e-mail."""
    from db.operations import points as operations

    number = operations.checked(whole(points))
    with run.database() as database:
        who_id = person(database, who)
        label = _("Give points") if number > 0 else _("Deduct points")
        (done,) = database.perform(
            act_of(run, database, label),
            operations.adjust,
            [who_id],
            number,
            note=note,
            comment=comment,
            reason=reason,
            day=day,
            owing=owing,
            confirmed=confirm,
            pending_days=pending_days,
            expires=expires,
        )
    moved(run, done, _("Booked {points} points, entry {entry}.").format(points=f"{done.points:+d}", entry=done.entry))


@command("reverse", changes=True)
@click.argument("entry")
@click.option("--note", metavar="TEXT", help="The reason.")
@click.option("--date", "day", type=a_day, metavar="DATE", help="The business date; default: today.")
def reverse(run: Run, entry: str, note: str | None, day: date | None) -> None:
    """Reverse ENTRY, of whatever kind, by a mirrored one; the original stays."""
    from db.errors import NotFound
    from db.operations import points as operations

    number = whole(entry)
    if number < 1:
        raise NotFound(N_("There is no entry {entry}."), entry=number)
    with run.database() as database:
        done = database.perform(act_of(run, database, _("Reverse an entry")), operations.reverse, [number], note=note, day=day)
    moved(run, done[0], _("Reversed entry {entry} by entry {new}.").format(entry=number, new=done[0].entry))


@group("expiry")
def expiry(run: Run) -> None:
    """Show how points expire (E1); or extend points, reinstate what expired, apply today's policy to existing points."""
    from db.operations import settings

    with run.database() as database, database.read() as connection:
        shown = {one.key: one.text for one in settings.shown(connection) if one.key.startswith("expiry.")}
    run.answer(shown, "\n".join(f"{key}: {text}" for key, text in shown.items()))


@command("extend", changes=True)
@click.argument("entries", nargs=-1, required=True, metavar="ENTRY…")
@click.option("--until", required=True, metavar="DATE|never", help="The new last day.")
@click.option("--note", metavar="TEXT", help="The reason.")
def extend(run: Run, entries: tuple[str, ...], until: str, note: str | None) -> None:
    """Give the points of these entries a later last day (E6)."""
    from db.operations import points as operations

    last = None if until.strip().lower() == "never" else a_day(until)
    with run.database() as database:
        act = act_of(run, database, _("Extend points"))
        held = database.perform(act, operations.extend, [whole(entry) for entry in entries], until=last, note=note)
    run.answer(
        {"status": "done", "points": held}, ngettext("{count} point lasts longer.", "{count} points last longer.", held).format(count=held)
    )


@command("reinstate", changes=True)
@click.argument("entry")
@click.option("--until", type=a_day, metavar="DATE", help="The last day; default: in 30 days.")
@click.option("--note", metavar="TEXT", help="The reason.")
def reinstate(run: Run, entry: str, until: date | None, note: str | None) -> None:
    """Give the points back that expired with ENTRY (E6)."""
    from db.operations import points as operations

    with run.database() as database:
        act = act_of(run, database, _("Reinstate points"))
        (done,) = database.perform(act, operations.reinstate, [whole(entry)], note=note, until=until)
    moved(run, done, _("Reinstated {points} points, entry {entry}.").format(points=done.points, entry=done.entry))


@command("apply", changes=True)
@click.option("--preview", "only_preview", is_flag=True, help="Only tell what it would change.")
def apply(run: Run, only_preview: bool) -> None:
    """Have existing points live by today's policy: longer at once, shorter only some days ahead (E5)."""
    from db.operations import points as operations

    with run.database() as database:
        act = act_of(run, database, _("Apply the expiry policy"))
        done = database.perform(act, operations.apply_policy, preview=only_preview)
    status = "previewed" if only_preview else "done"
    text = _("{members} members: {longer} points last longer, {shorter} shorter.")
    answer = {"status": status, "members": done.members, "longer": done.longer, "shorter": done.shorter}
    run.answer(answer, text.format(members=done.members, longer=done.longer, shorter=done.shorter))


for made in (extend, reinstate, apply):
    expiry.add_command(made)
