"""The commands `activities`: named activities that give points (L14)."""

from __future__ import annotations

from datetime import date

import click

from desktop.commands.command import Run, a_day, command, group, table
from desktop.commands.moving import act_of, moved, optional, person, whole
from resources.i18n import _


@group("activities")
def activities(run: Run) -> None:
    """List the activities that give points; or add or end one, or give it to a member."""
    from db.operations import activities as operations

    with run.database() as database, database.read() as connection:
        found = operations.listed(connection)
    answer = [
        {
            "id": one.id,
            "name": one.name,
            "points": one.points,
            "max": one.at_most,
            "max_per": one.at_most_per,
            "qualifies": one.qualifies,
            "active": one.active,
        }
        for one in found
    ]
    rows = [(one.name, str(one.points), "" if one.active else _("retired")) for one in found]
    run.answer(answer, lambda: table((_("Activity"), _("Points"), _("State")), rows, (False, True, False)))


@command("add", changes=True, signed=True)
@click.argument("name")
@click.option("--points", required=True, metavar="N")
@click.option("--max", "at_most", metavar="N", help="At most so often for a member.")
@click.option("--max-per", "at_most_per", type=click.Choice(("day", "year", "life")), help="In a day, a year or ever; default: ever.")
@click.option("--no-tier", is_flag=True, help="The points do not count for the tier.")
def add(run: Run, name: str, points: str, at_most: str | None, at_most_per: str | None, no_tier: bool) -> None:
    """Add the activity NAME."""
    from db.operations import activities as operations

    most = optional(at_most)
    per = at_most_per or ("life" if most is not None else None)
    with run.database() as database:
        act = act_of(run, database, _("Add an activity"))
        done = database.perform(act, operations.add, name, whole(points), at_most=most, at_most_per=per, qualifies=not no_tier)
    run.answer({"status": "done", "id": done.id, "name": done.name}, _("Added the activity {name}.").format(name=done.name))


@command("end", changes=True)
@click.argument("name")
def end(run: Run, name: str) -> None:
    """Retire the activity NAME: it is given no more."""
    from db.operations import chosen

    with run.database() as database:
        done = database.perform(act_of(run, database, _("Retire an activity")), chosen.end_activity, name)
    run.answer({"status": "done", "id": done.id, "name": done.name}, _("Retired {name}.").format(name=done.name))


@command("give", changes=True)
@click.argument("who")
@click.argument("name")
@click.option("--note", metavar="TEXT", help="The internal note.")
@click.option("--comment", metavar="TEXT", help="What the member may read; default: the activity's name.")
@click.option("--date", "day", type=a_day, metavar="DATE", help="The business date; default: today.")
def give(run: Run, who: str, name: str, note: str | None, comment: str | None, day: date | None) -> None:
    """Give WHO the points of the activity NAME."""
    from db import by_name
    from db.operations import activities as operations

    with run.database() as database:
        who_id = person(database, who)
        with database.read() as connection:
            activity = by_name.find(connection, "activity", name)
        act = act_of(run, database, _("Give an activity"))
        (done,) = database.perform(act, operations.give, [who_id], activity, day=day, note=note, comment=comment)
    moved(run, done, _("Gave {name}: {points} points.").format(name=name, points=f"{done.points:+d}"))


for made in (add, end, give):
    activities.add_command(made)
