"""The commands `redeem`, `give`, `revoke`, `hand-over`, and `rewards`: the catalogue (commands.md; R1–R9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from desktop.commands.command import Run, a_day, command, group, table
from desktop.commands.moving import act_of, moved, optional, person, whole
from resources.i18n import _

if TYPE_CHECKING:
    from db.rewards.reward_rules import RewardRow
    from db.search import Connection


@command("redeem", changes=True)
@click.argument("who")
@click.argument("reward")
@click.option("--later", is_flag=True, help="Not handed over yet: the reward is issued only.")
@click.option("--note", metavar="TEXT", help="The internal note.")
def redeem(run: Run, who: str, reward: str, later: bool, note: str | None) -> None:
    """Redeem the catalogue reward REWARD for WHO, for points."""
    from db import by_name
    from db.operations import rewards as operations

    with run.database() as database:
        who_id = person(database, who)
        with database.read() as connection:
            reward_id = by_name.find(connection, "reward", reward)
        act = act_of(run, database, _("Redeem a reward"))
        (done,) = database.perform(act, operations.redeem, [who_id], reward_id, handed_over=not later, note=note)
    moved(run, done, _("Redeemed {reward}: {points} points.").format(reward=reward, points=f"{done.points:+d}"))


@command("give", changes=True)
@click.argument("who")
@click.argument("reward", required=False)
@click.option("--name", metavar="TEXT", help="A personal reward in free words, instead of one of the catalogue.")
@click.option("--description", metavar="TEXT")
@click.option("--expires", type=a_day, metavar="DATE", help="The last day; default: as the catalogue has it, or never.")
@click.option("--now", "handed_over", is_flag=True, help="Handed over at once.")
@click.option("--note", metavar="TEXT", help="The internal note.")
def give(
    run: Run,
    who: str,
    reward: str | None,
    name: str | None,
    description: str | None,
    expires: date | None,
    handed_over: bool,
    note: str | None,
) -> None:
    """Give the reward REWARD to WHO, without points."""
    from db import by_name
    from db.operations import rewards as operations

    with run.database() as database:
        who_id = person(database, who)
        with database.read() as connection:
            reward_id = None if reward is None else by_name.find(connection, "reward", reward)
        (done,) = database.perform(
            act_of(run, database, _("Give a reward")),
            operations.give,
            [who_id],
            reward_id,
            name=name,
            description=description,
            expires_on=expires,
            handed_over=handed_over,
            note=note,
        )
    moved(run, done, _("Gave {reward}.").format(reward=reward or name))


@command("revoke", changes=True)
@click.argument("issued")
@click.option("--note", metavar="TEXT", help="The reason.")
@click.option("--keep-points", is_flag=True, help="Do not give the points back that it cost.")
def revoke(run: Run, issued: str, note: str | None, keep_points: bool) -> None:
    """Take the issued reward no. ISSUED away; the points that it cost come back."""
    from db.operations import rewards as operations

    with run.database() as database:
        act = act_of(run, database, _("Revoke a reward"))
        (done,) = database.perform(act, operations.revoke, [whole(issued)], note=note, give_back=False if keep_points else None)
    moved(run, done, _("Revoked reward no. {issued}: {points} points.").format(issued=whole(issued), points=f"{done.points:+d}"))


@command("hand-over", changes=True)
@click.argument("issued")
@click.option("--undo", is_flag=True, help="Take the hand-over back.")
@click.option("--note", metavar="TEXT", help="The internal note.")
def hand_over(run: Run, issued: str, undo: bool, note: str | None) -> None:
    """Hand over the issued reward no. ISSUED."""
    from db.operations import rewards as operations

    with run.database() as database:
        act = act_of(run, database, _("Undo a hand-over") if undo else _("Hand over a reward"))
        (done,) = database.perform(act, operations.undo_hand_over if undo else operations.hand_over, [whole(issued)], note=note)
    moved(
        run,
        done,
        _("Reward no. {issued} is not handed over.") if undo else _("Handed over reward no. {issued}.").format(issued=whole(issued)),
    )


@group("rewards")
def rewards(run: Run) -> None:
    """List the catalogue, the cheapest first; or add, edit, retire, restore, delete a reward."""
    from db.rewards import reward_rules

    with run.database() as database, database.read() as connection:
        found = reward_rules.catalogue(connection)
        tiers = _tiers(connection)
    answer = [_plain(one, tiers) for one in found]
    heads = (_("Reward"), _("Points"), _("Stock"), _("Tier"), _("State"))
    rows = [
        (
            one.name,
            str(one.points),
            "" if one.stock is None else str(one.stock),
            tiers.get(one.tier_id or 0, ""),
            _("retired") if one.retired else "",
        )
        for one in found
    ]
    run.answer(answer, lambda: table(heads, rows, (False, True, True, False, False)))


def _tiers(connection: Connection) -> dict[int, str]:
    from db.operations import tiers

    return {one.id: one.name for one in tiers.listed(connection)}


def _plain(one: RewardRow, tiers: dict[int, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "description": one.description,
        "points": one.points,
        "stock": one.stock,
        "tier": tiers.get(one.tier_id or 0),
        "from": one.active_from,
        "to": one.active_to,
        "max": one.at_most,
        "max_per": one.at_most_per,
        "valid_days": one.valid_days,
        "kind": one.kind,
        "staff_note": one.staff_note,
        "retired": one.retired,
    }


def _details(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say what a reward is."""
    for option in reversed(_DETAILS):
        function = option(function)
    return function


_DETAILS = (
    click.option("--points", metavar="N", help="What it costs; 0: only to give."),
    click.option("--description", metavar="TEXT"),
    click.option("--stock", metavar="N|none", help="How many there are; default: without end."),
    click.option("--tier", metavar="NAME|none", help="For members of this tier and above."),
    click.option("--from", "active_from", metavar="DATE|none", help="Its first day."),
    click.option("--to", "active_to", metavar="DATE|none", help="Its last day."),
    click.option("--max", "at_most", metavar="N|none", help="How many a member may have."),
    click.option("--max-per", "at_most_per", type=click.Choice(("life", "year", "none")), help="In a year or ever; default: ever."),
    click.option("--valid-days", metavar="N|none", help="How long it can be used after it was issued."),
    click.option("--kind", type=click.Choice(("gift", "discount", "free_text"))),
    click.option("--staff-note", metavar="TEXT"),
)


def _values(connection: Connection, given: dict[str, str | None]) -> dict[str, Any]:
    """The options that were given, as the catalogue takes them; `none` takes a value away."""
    from db import by_name

    found: dict[str, Any] = {}
    for key, text in given.items():
        if text is None:
            continue
        is_none = text.strip().lower() == "none"
        if key == "tier":
            found["tier_id"] = None if is_none else by_name.find(connection, "tier", text)
        elif key in ("points", "stock", "at_most", "valid_days"):
            found[key] = optional(text)
        elif key in ("active_from", "active_to", "at_most_per"):
            found[key] = None if is_none else text
        else:
            found[key] = text
    if found.get("at_most") is not None:
        found.setdefault("at_most_per", "life")
    elif "at_most" in found:
        found["at_most_per"] = None
    return found


@command("add", changes=True, signed=True)
@click.argument("name")
@_details
def add(run: Run, name: str, **given: str | None) -> None:
    """Add the reward NAME to the catalogue."""
    from db.operations import catalogue

    with run.database() as database:
        with database.read() as connection:
            values = {"points": None, **_values(connection, given)}
            tiers = _tiers(connection)
        done = database.perform(act_of(run, database, _("Add a reward")), catalogue.add, name, **values)
    run.answer({"status": "done", **_plain(done, tiers)}, _("Added the reward {name}.").format(name=done.name))


@command("edit", changes=True, signed=True)
@click.argument("name")
@click.option("--name", "new_name", metavar="TEXT", help="Its new name.")
@_details
def edit(run: Run, name: str, new_name: str | None, **given: str | None) -> None:
    """Change the reward NAME; what was issued stays as it was."""
    from db.operations import chosen

    with run.database() as database:
        with database.read() as connection:
            values = _values(connection, given) | ({} if new_name is None else {"name": new_name})
            tiers = _tiers(connection)
        done = database.perform(act_of(run, database, _("Edit a reward")), chosen.edit_reward, name, values)
    run.answer({"status": "done", **_plain(done, tiers)}, _("Changed the reward {name}.").format(name=done.name))


@command("retire", changes=True)
@click.argument("names", nargs=-1, required=True, metavar="NAME…")
def retire(run: Run, names: tuple[str, ...]) -> None:
    """Take rewards out of the catalogue; what was issued stays."""
    _retired(run, names, _("Retire rewards"), _("Retired: {names}."), retired=True)


@command("restore", changes=True)
@click.argument("names", nargs=-1, required=True, metavar="NAME…")
def restore(run: Run, names: tuple[str, ...]) -> None:
    """Have retired rewards in the catalogue again."""
    _retired(run, names, _("Restore rewards"), _("In the catalogue again: {names}."), retired=False)


def _retired(run: Run, names: tuple[str, ...], label: str, sentence: str, *, retired: bool) -> None:
    from db.operations import chosen

    with run.database() as database:
        changed = database.perform(act_of(run, database, label), chosen.retire_rewards, list(names), retired=retired)
    run.answer({"status": "done", "changed": changed}, sentence.format(names=", ".join(names)))


@command("delete", changes=True)
@click.argument("names", nargs=-1, required=True, metavar="NAME…")
def delete(run: Run, names: tuple[str, ...]) -> None:
    """Delete rewards that were never issued."""
    from db.operations import chosen

    with run.database() as database:
        database.perform(act_of(run, database, _("Delete rewards")), chosen.delete_rewards, list(names))
    run.answer({"status": "done", "deleted": list(names)}, _("Deleted: {names}.").format(names=", ".join(names)))


for made in (add, edit, retire, restore, delete):
    rewards.add_command(made)
