"""The commands `tiers`: list, add, edit, retire, restore, delete (commands.md; T1, T10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from desktop.commands.command import Run, command, group, table
from desktop.commands.moving import act_of, decimal_of, thousandths, whole
from resources.i18n import _

if TYPE_CHECKING:
    from db.operations.tiers import Saved
    from db.search import Connection


@group("tiers")
def tiers(run: Run) -> None:
    """List the tiers by rank; or add, edit, retire, restore, delete one."""
    from db.operations import tiers as operations
    from db.rewards import reward_rules

    with run.database() as database, database.read() as connection:
        found = operations.listed(connection)
        names = {one.id: one.name for one in reward_rules.catalogue(connection)}
    answer = [
        {
            "id": one.id,
            "name": one.name,
            "rank": one.rank,
            "threshold": one.threshold,
            "multiplier": decimal_of(one.multiplier),
            "colour": one.colour,
            "benefits": one.benefits,
            "active": one.active,
            "rewards": [names[reward] for reward in one.rewards],
            "members": one.members,
        }
        for one in found
    ]
    heads = (_("Tier"), _("Threshold"), _("Multiplier"), _("Members"), _("State"))
    rows = [
        (one.name, str(one.threshold), f"× {decimal_of(one.multiplier)}", str(one.members), "" if one.active else _("retired"))
        for one in found
    ]
    run.answer(answer, lambda: table(heads, rows, (False, True, True, True, False)))


@command("add", changes=True, signed=True)
@click.argument("name")
@click.option("--threshold", required=True, metavar="N", help="Points, whole units of money, or visits, as the club measures.")
@click.option("--multiplier", default="1", show_default=True, metavar="X", help="What points of a sale are multiplied by.")
@click.option("--colour", metavar="#RRGGBB", help="Default: the next one.")
@click.option("--benefits", metavar="TEXT", help="What its members have of it.")
@click.option("--reward", "rewards", multiple=True, metavar="NAME", help="A catalogue reward that reaching it gives; repeat.")
def add(run: Run, name: str, threshold: str, multiplier: str, colour: str | None, benefits: str | None, rewards: tuple[str, ...]) -> None:
    """Add the tier NAME; members who meet the threshold rise at once."""
    from db.operations import tiers as operations

    needed, factor = whole(threshold), thousandths(multiplier)
    with run.database() as database:
        with database.read() as connection:
            given = _rewards(connection, rewards)
        done = database.perform(
            act_of(run, database, _("Add a tier")),
            operations.add,
            name=name,
            threshold=needed,
            multiplier=factor,
            colour=colour,
            benefits=benefits,
            rewards=given,
        )
    _answer(run, done, _("Added the tier {name}."))


@command("edit", changes=True, signed=True)
@click.argument("name")
@click.option("--name", "new_name", metavar="TEXT", help="Its new name.")
@click.option("--threshold", metavar="N")
@click.option("--multiplier", metavar="X")
@click.option("--colour", metavar="#RRGGBB")
@click.option("--benefits", metavar="TEXT")
@click.option("--reward", "rewards", multiple=True, metavar="NAME", help="The rewards that reaching it gives, all anew; repeat.")
@click.option("--no-rewards", is_flag=True, help="Reaching it gives nothing.")
@click.option("--preview", "only_preview", is_flag=True, help="Only tell how many members a new threshold moves up and down.")
def edit(
    run: Run,
    name: str,
    new_name: str | None,
    threshold: str | None,
    multiplier: str | None,
    colour: str | None,
    benefits: str | None,
    rewards: tuple[str, ...],
    no_rewards: bool,
    only_preview: bool,
) -> None:
    """Change the tier NAME; members who meet a lower threshold rise at once, others are lowered at their reviews."""
    from db import by_name
    from db.operations import chosen
    from db.operations import tiers as operations

    changes: dict[str, Any] = {"name": new_name, "colour": colour, "benefits": benefits}
    changes["threshold"] = None if threshold is None else whole(threshold)
    changes["multiplier"] = None if multiplier is None else thousandths(multiplier)
    with run.database() as database:
        act = act_of(run, database, _("Edit a tier"))
        with database.read() as connection:
            changes["rewards"] = _rewards(connection, rewards) if rewards else () if no_rewards else None
            if only_preview and changes["threshold"] is not None:
                tier_id = by_name.find(connection, "tier", name)
                effect = operations.effect(connection, act.today, changes["threshold"], tier=tier_id)
                text = _("{name}: {up} up, {down} down.").format(name=name, up=effect.up, down=effect.down)
                return run.answer({"status": "previewed", "name": name, "up": effect.up, "down": effect.down}, text)
        wanted = {key: value for key, value in changes.items() if value is not None}
        done = database.perform(act, chosen.edit_tier, name, wanted)
    return _answer(run, done, _("Changed the tier {name}: {up} up, {down} down."))


@command("retire", changes=True)
@click.argument("name")
@click.option("--to", required=True, metavar="TIER", help="Where its members go.")
@click.option("--note", metavar="TEXT", help="The internal note.")
def retire(run: Run, name: str, to: str, note: str | None) -> None:
    """Have the tier NAME reached no longer; its members move to another one."""
    from db.operations import chosen

    with run.database() as database:
        done = database.perform(act_of(run, database, _("Retire a tier")), chosen.retire_tier, name, to, note)
    answer = {"status": "done", "id": done.id, "name": done.name, "moved": done.moved, "to": done.to}
    run.answer(answer, _("Retired {name}; {moved} members moved to {to}.").format(name=done.name, moved=done.moved, to=done.to))


@command("restore", changes=True)
@click.argument("name")
def restore(run: Run, name: str) -> None:
    """Have the retired tier NAME reached again."""
    from db.operations import chosen

    with run.database() as database:
        done = database.perform(act_of(run, database, _("Restore a tier")), chosen.restore_tier, name)
    _answer(run, done, _("The tier {name} is in use again."))


@command("delete", changes=True)
@click.argument("name")
def delete(run: Run, name: str) -> None:
    """Delete the tier NAME that nobody has or had."""
    from db.operations import chosen

    with run.database() as database:
        done = database.perform(act_of(run, database, _("Delete a tier")), chosen.delete_tier, name)
    run.answer({"status": "done", "id": done.id, "name": done.name}, _("Deleted the tier {name}.").format(name=done.name))


@command("reviews")
@click.option("--days", type=click.IntRange(0, 3650), default=60, show_default=True, metavar="N", help="How far ahead.")
def reviews(run: Run, days: int) -> None:
    """List the tier reviews and ends of holds of the next days (T12)."""
    from db import money
    from db.tiers import tier_reading

    with run.database() as database:
        club = run.club(database)
        with database.read() as connection:
            found = tier_reading.reviews(connection, run.today(club, database), days=days)

    def shown(value: int) -> int | str:
        return money.shown(value, club.currency) if club.tiers_measure == "spend" else value

    answer = [
        {
            "number": one.number,
            "name": one.name,
            "tier": one.tier,
            "date": one.day,
            "kind": "hold" if one.is_hold else "review",
            "value": shown(one.value),
            "keep_needs": shown(one.keep_needs),
            "would_be": one.would_be,
        }
        for one in found
    ]
    heads = (_("Date"), _("No."), _("Name"), _("Tier"), _("Needs"), _("Would be"))
    rows = [(one.day, one.number, one.name, one.tier, str(shown(one.keep_needs)), one.would_be) for one in found]
    run.answer(answer, lambda: table(heads, rows, (False, True, False, False, True, False)))


def _rewards(connection: Connection, names: tuple[str, ...]) -> tuple[int, ...]:
    from db import by_name

    return tuple(by_name.find(connection, "reward", name) for name in names)


def _answer(run: Run, done: Saved, sentence: str) -> None:
    answer = {"status": "done", "id": done.id, "name": done.name, "up": done.up, "down": done.down}
    run.answer(answer, sentence.format(name=done.name, up=done.up, down=done.down))


for made in (add, edit, retire, restore, delete, reviews):
    tiers.add_command(made)
