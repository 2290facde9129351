"""The commands `groups` and `segments`: labels that people are put under, and filters with a name (W1, W2)."""

from __future__ import annotations

import click

from desktop.commands.command import Run, command, group, table
from desktop.commands.moving import act_of
from desktop.commands.selecting import Selection, selecting
from resources.i18n import _, ngettext


@group("groups")
def groups(run: Run) -> None:
    """List the groups with how many people are under each; or add or delete one, put people in or take them out."""
    from db.operations import groups as operations

    with run.database() as database, database.read() as connection:
        found = operations.listed(connection)
    answer = [{"id": one.id, "name": one.name, "colour": one.colour, "description": one.description, "people": one.people} for one in found]
    rows = [(one.name, str(one.people), one.description or "") for one in found]
    run.answer(answer, lambda: table((_("Group"), _("People"), _("Description")), rows, (False, True, False)))


@command("add", changes=True)
@click.argument("name")
@click.option("--colour", metavar="#RRGGBB", help="Default: the next one.")
@click.option("--description", metavar="TEXT")
def add_group(run: Run, name: str, colour: str | None, description: str | None) -> None:
    """Add the group NAME."""
    from db.operations import groups as operations

    with run.database() as database:
        act = act_of(run, database, _("Add a group"))
        done = database.perform(act, operations.add, name=name, colour=colour, description=description)
    run.answer({"status": "done", "id": done.id, "name": done.name}, _("Added the group {name}.").format(name=done.name))


@command("put", changes=True)
@click.argument("name")
@selecting
def put(run: Run, name: str, selection: Selection) -> None:
    """Put the people that are selected under the group NAME."""
    _label(run, name, selection, enters=True)


@command("take", changes=True)
@click.argument("name")
@selecting
def take(run: Run, name: str, selection: Selection) -> None:
    """Take the people that are selected out of the group NAME."""
    _label(run, name, selection, enters=False)


def _label(run: Run, name: str, selection: Selection, *, enters: bool) -> None:
    from db.operations import chosen

    with run.database() as database:
        query = selection.query(run.club(database))
        act = act_of(run, database, _("Put into a group") if enters else _("Take out of a group"))
        done = database.perform(act, chosen.label, name, chosen.Chosen(query, selection.limit), enters=enters)
    text = ngettext("{group}: {count} person changed.", "{group}: {count} people changed.", done.changed)
    answer = {"status": "done", "group": done.group, "people": done.people, "changed": done.changed}
    run.answer(answer, text.format(group=done.group, count=done.changed))


@command("delete", changes=True)
@click.argument("names", nargs=-1, required=True, metavar="NAME…")
def delete_groups(run: Run, names: tuple[str, ...]) -> None:
    """Delete groups: their labels go, nobody else."""
    from db.operations import chosen

    with run.database() as database:
        done = database.perform(act_of(run, database, _("Delete groups")), chosen.delete_groups, list(names))
    answer = {"status": "done", "deleted": list(done.names), "labels": done.labels}
    run.answer(answer, _("Deleted: {names}.").format(names=", ".join(done.names)))


@group("segments")
def segments(run: Run) -> None:
    """List the saved filters with how many people each finds now; or save or delete one."""
    from db.operations import segments as operations

    with run.database() as database, database.read() as connection:
        found = operations.listed(connection)
    answer = [{"id": one.id, "name": one.name, "people": one.people} for one in found]
    run.answer(answer, lambda: table((_("Segment"), _("People")), [(one.name, str(one.people)) for one in found], (False, True)))


@command("save", changes=True)
@click.argument("name")
@selecting
def save(run: Run, name: str, selection: Selection) -> None:
    """Keep what is selected as the segment NAME; it always finds who fits then."""
    from db.operations import segments as operations

    with run.database() as database:
        query = selection.query(run.club(database))
        done = database.perform(act_of(run, database, _("Save a segment")), operations.save, name, query)
    run.answer({"status": "done", "id": done.id, "name": done.name}, _("Saved the segment {name}.").format(name=done.name))


@command("delete", changes=True)
@click.argument("name")
def delete_segment(run: Run, name: str) -> None:
    """Delete the segment NAME; nobody changes."""
    from db.operations import chosen

    with run.database() as database:
        done = database.perform(act_of(run, database, _("Delete a segment")), chosen.delete_segment, name)
    run.answer({"status": "done", "deleted": [done.name]}, _("Deleted: {names}.").format(names=done.name))


for made in (add_group, put, take, delete_groups):
    groups.add_command(made)
for made in (save, delete_segment):
    segments.add_command(made)
