"""The commands `benefit-cards`: list, add, edit, allocate, withdraw, delete (commands.md; B1–B9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from desktop.commands.command import Run, command, group, table
from desktop.commands.moving import act_of
from desktop.commands.selecting import Selection, selecting
from resources.i18n import _, ngettext

if TYPE_CHECKING:
    from db.operations.benefit_cards import Card


@group("benefit-cards")
def benefit_cards(run: Run) -> None:
    """List the benefit cards with how many members hold each; or add, edit, allocate, withdraw, delete."""
    from db.operations import benefit_cards as operations

    with run.database() as database:
        club = run.club(database)
        with database.read() as connection:
            found = operations.listed(connection, run.today(club, database))
    heads = (_("Benefit card"), _("Benefit"), _("Conditions"), _("Allocated"), _("Last day"))
    rows = [(one.name, one.benefit, one.conditions, str(one.holders), one.last_day or "") for one in found]
    run.answer([_plain(one) for one in found], lambda: table(heads, rows, (False, False, False, True, False)))


def _plain(card: Card) -> dict[str, Any]:
    return {
        "id": card.id,
        "name": card.name,
        "benefit": card.benefit,
        "conditions": card.conditions,
        "colour": card.colour,
        "last_day": card.last_day,
        "ended": card.ended,
        "allocated": card.holders,
    }


@command("add", changes=True)
@click.argument("name")
@click.option("--benefit", default="", metavar="TEXT", help="What the member has of it; at most 120 signs.")
@click.option("--conditions", default="", metavar="TEXT", help="Printed on the back; at most 300 signs.")
@click.option("--colour", metavar="#RRGGBB", help="Its colour.")
@click.option("--last-day", metavar="DATE", help="The last day on which it can be allocated.")
def add(run: Run, name: str, benefit: str, conditions: str, colour: str | None, last_day: str | None) -> None:
    """Add the benefit card NAME."""
    from db.operations import benefit_cards as operations

    with run.database() as database:
        card = database.perform(
            act_of(run, database, _("Add a benefit card")),
            operations.add,
            name=name,
            benefit=benefit,
            conditions=conditions,
            colour=colour,
            last_day=last_day,
        )
    run.answer({"status": "done", **_plain(card)}, _("Added the benefit card {name}.").format(name=card.name))


@command("edit", changes=True)
@click.argument("name")
@click.option("--name", "new_name", metavar="TEXT", help="Its new name.")
@click.option("--benefit", metavar="TEXT")
@click.option("--conditions", metavar="TEXT")
@click.option("--colour", metavar="#RRGGBB", help="Its colour; empty takes it away.")
@click.option("--last-day", metavar="DATE", help="The last day on which it can be allocated; empty takes it away.")
def edit(run: Run, name: str, new_name: str | None, **texts: str | None) -> None:
    """Change the benefit card NAME; every holder sees the new text at once."""
    from db.operations import chosen as operations

    changes = {key: text for key, text in {"name": new_name, **texts}.items() if text is not None}
    with run.database() as database:
        card = database.perform(act_of(run, database, _("Edit a benefit card")), operations.edit_card, name, changes)
    text = ngettext(
        "Changed {name}; the printed card of {count} member may be out of date.",
        "Changed {name}; the printed cards of {count} members may be out of date.",
        card.holders,
    )
    run.answer({"status": "done", **_plain(card)}, text.format(name=card.name, count=card.holders))


@command("allocate", changes=True)
@click.argument("name")
@click.option("--preview", "only_preview", is_flag=True, help="Only show what it would do.")
@selecting
def allocate(run: Run, name: str, only_preview: bool, selection: Selection) -> None:
    """Give the benefit card NAME to the members that are selected; it replaces the one they hold."""
    from db import search
    from db.operations import benefit_cards as operations
    from db.operations import chosen

    with run.database() as database:
        query = selection.query(run.club(database))
        act = act_of(run, database, _("Allocate a benefit card"))
        if only_preview:
            with database.read() as connection:
                people = [int(person) for person in search.ids(connection, query, selection.limit).tolist()]
                done = operations.effect(connection, operations.named(connection, name), people, act.today)
        else:
            done = database.perform(act, chosen.allocate, name, chosen.Chosen(query, selection.limit))
    parts = [ngettext("{count} member", "{count} members", done.members).format(count=done.members)]
    parts += [
        ngettext("{count} lost {card}", "{count} lost {card}", loss.count).format(count=loss.count, card=loss.card) for loss in done.loses
    ]
    parts += [_("{count} had it already").format(count=done.already)] if done.already else []
    answer = {
        "status": "previewed" if only_preview else "done",
        "card": done.card,
        "members": done.members,
        "already": done.already,
        "replaced": {loss.card: loss.count for loss in done.loses},
    }
    run.answer(answer, f"{done.card}: {', '.join(parts)}.")


@command("withdraw", changes=True)
@selecting
def withdraw(run: Run, selection: Selection) -> None:
    """Take the benefit card away from the members that are selected."""
    from db.operations import chosen

    with run.database() as database:
        query = selection.query(run.club(database))
        act = act_of(run, database, _("Withdraw benefit cards"))
        done = database.perform(act, chosen.withdraw, chosen.Chosen(query, selection.limit))
    text = ngettext("{count} benefit card withdrawn.", "{count} benefit cards withdrawn.", done.withdrawn).format(count=done.withdrawn)
    run.answer({"status": "done", "members": done.members, "withdrawn": done.withdrawn}, text)


@command("delete", changes=True)
@click.argument("names", nargs=-1, required=True, metavar="NAME…")
def delete(run: Run, names: tuple[str, ...]) -> None:
    """Delete benefit cards that nobody holds."""
    from db.operations import chosen

    with run.database() as database:
        done = database.perform(act_of(run, database, _("Delete benefit cards")), chosen.delete_cards, list(names))
    run.answer({"status": "done", "deleted": list(done.names)}, _("Deleted: {names}.").format(names=", ".join(done.names)))


for made in (add, edit, allocate, withdraw, delete):
    benefit_cards.add_command(made)
