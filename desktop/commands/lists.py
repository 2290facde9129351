"""The command `list`: rows of people, as a table for a person or as JSON for a script (commands.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.commands.command import Run, command, table
from desktop.commands.selecting import Selection, selecting
from resources.i18n import _, ngettext

if TYPE_CHECKING:
    from db.fields import Field, Manner, Value


@command("list")
@selecting
def listed(run: Run, selection: Selection) -> None:
    """List people: members that are active or suspended, unless asked otherwise."""
    from db import search
    from db.fields.people import TABLE

    with run.database() as database:
        club = run.club(database)
        query, fields = selection.query(club), selection.fields(TABLE)
        with database.read() as connection:
            found = search.ids(connection, query, selection.limit)
            rows = [row for page in search.iterate(connection, found, fields) for row in page]
    values = [{field.key: plain(field, value) for field, value in zip(fields, row, strict=True)} for row in rows] if run.as_json else []
    run.answer(values, lambda: _for_people(rows, fields, club.manner))


def plain(field: Field, value: Value) -> Any:
    """A value as JSON has it: tags as a list, numbers as numbers, days and times as ISO text, nothing as null (commands.md, *Ways*)."""
    from db.fields.kinds import Tags, split_tags

    return split_tags(value) if isinstance(field.kind, Tags) else value


def shown(field: Field, value: Value, manner: Manner) -> str:
    """A value as a person reads it; the labels of choices are translated."""
    from db.fields.kinds import Choice

    text = field.kind.show(value, manner)
    return _(text) if text and isinstance(field.kind, Choice) else text


def _for_people(rows: list[tuple[Value, ...]], fields: tuple[Field, ...], manner: Manner) -> str:
    heads = [_(field.label) for field in fields]
    cells = [[shown(field, value, manner) for field, value in zip(fields, row, strict=True)] for row in rows]
    foot = ngettext("{count} person", "{count} people", len(rows)).format(count=len(rows))
    return f"{table(heads, cells, [field.kind.numeric for field in fields])}\n\n{foot}"
