"""The commands `follow-ups`: what orders still ask to be done (O3)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import click

from desktop.commands.command import Run, a_day, command, group, table
from desktop.commands.moving import act_of, whole
from resources.i18n import _

if TYPE_CHECKING:
    from datetime import date

    from db.operations.follow_ups import FollowedUp


@group("follow-ups")
def follow_ups(run: Run) -> None:
    """List what is due today or was due before; or add one, tick one off, reopen one."""
    from db.operations import follow_ups as operations

    with run.database() as database:
        club = run.club(database)
        with database.read() as connection:
            found = operations.due(connection, run.today(club, database))
    heads = ("No.", _("Due"), _("Sale"), _("Name"), _("Text"))
    rows = [(str(one.id), one.due_on, str(one.sale), one.name, one.text) for one in found]
    run.answer([dataclasses.asdict(one) for one in found], lambda: table(heads, rows, (True, False, True, False, False)))


@command("add", changes=True)
@click.argument("sale", metavar="RECEIPT|SALE")
@click.argument("text")
@click.option("--due", type=a_day, required=True, metavar="DATE")
def add(run: Run, sale: str, text: str, due: date) -> None:
    """Put a follow-up on an order."""
    from db import by_name
    from db.operations import follow_ups as operations

    with run.database() as database:
        with database.read() as connection:
            sale_id = by_name.sale(connection, sale)
        done = database.perform(act_of(run, database, _("Add a follow-up")), operations.add, sale_id, text, due)
    _answer(run, done)


@command("done", changes=True)
@click.argument("follow_up", metavar="NO.")
def tick(run: Run, follow_up: str) -> None:
    """Tick a follow-up off."""
    from db.operations import follow_ups as operations

    with run.database() as database:
        done = database.perform(act_of(run, database, _("Tick off a follow-up")), operations.done, whole(follow_up))
    _answer(run, done)


@command("reopen", changes=True)
@click.argument("follow_up", metavar="NO.")
def reopen(run: Run, follow_up: str) -> None:
    """Take the tick of a follow-up off again."""
    from db.operations import follow_ups as operations

    with run.database() as database:
        done = database.perform(act_of(run, database, _("Reopen a follow-up")), operations.reopen, whole(follow_up))
    _answer(run, done)


def _answer(run: Run, one: FollowedUp) -> None:
    state = _("open") if one.done_on is None else _("done on {day}").format(day=one.done_on)
    text = _("Follow-up {id} of sale {sale}, due {due}: {text} ({state}).")
    run.answer(
        {"status": "done", **dataclasses.asdict(one)}, text.format(id=one.id, sale=one.sale, due=one.due_on, text=one.text, state=state)
    )


for made in (add, tick, reopen):
    follow_ups.add_command(made)
