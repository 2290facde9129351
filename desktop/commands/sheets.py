"""Commands on spreadsheets: export, example, import (commands.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop import problems
from desktop.commands.command import FilePath, Run, command
from desktop.commands.selecting import Selection, selecting
from resources import i18n
from resources.i18n import _, ngettext

if TYPE_CHECKING:
    from db.fields import Manner
    from desktop.sheets.example import Subject

# So many messages are listed for a person; JSON has them all.
SHOWN = 50


@command("export", changes=True)
@click.argument("file", type=FilePath(path_type=Path))
@click.option("--language", metavar="L", help="Of the headings; default: the club's.")
@selecting
def export(run: Run, file: Path, language: str | None, selection: Selection) -> None:
    """Write a sheet of people to FILE.xlsx or FILE.csv; it comes back by `import`."""
    from db.fields.people import SHEET
    from desktop import exchange

    with run.database() as database:
        club = run.club(database)
        manner = speaking(club.manner, language)
        query, fields = selection.query(club), selection.fields(SHEET)
        act = run.act(_("Download {file}").format(file=file.name), run.today(club, database))
        progress = run.progress(_("Writing"))
        done = exchange.download(
            database, act, query, fields, file.absolute(), manner, limit=selection.limit, progress=progress, stop=run.stop
        )
    text = ngettext("{count} person written to {file}.", "{count} people written to {file}.", done.rows)
    answer = {"status": "done", "export_id": done.export_id, "rows": done.rows, "columns": list(done.columns), "file": done.file}
    run.answer(answer, text.format(count=done.rows, file=done.file))


@command("example")
@click.argument("file", type=FilePath(path_type=Path))
@click.option(
    "--of", "subject", type=click.Choice(("members", "points", "sales")), default="members", show_default=True, help="What it is to hold."
)
@click.option("--language", metavar="L", help="Of the headings; default: the club's.")
def made_example(run: Run, file: Path, subject: Subject, language: str | None) -> None:
    """Write an example file to fill in; it needs no database."""
    from desktop.sheets import example

    written = example.save(file.absolute(), subject, _example_manner(run, language))
    answer = {"status": "done", "export_id": None, "rows": written.rows, "columns": list(written.columns), "file": str(written.file)}
    run.answer(answer, _("The example is in {file}.").format(file=written.file))


def _example_manner(run: Run, language: str | None) -> Manner:
    """The manner of the club that was named, else of this computer."""
    from db.fields import Manner
    from desktop.system import suggested

    if run.is_named:
        with run.database() as database:
            return speaking(run.club(database).manner, language)
    system = suggested()
    return speaking(Manner(system.language, system.country, system.time_zone), language)


def speaking(manner: Manner, language: str | None) -> Manner:
    """The manner in another language where one is asked for; what is written from now on speaks it. BadValue for what is no language."""
    from db.fields import Manner, kinds

    asked = str(kinds.LANGUAGE.parse(language or "", manner) or manner.language)
    i18n.use(asked)
    return Manner(asked, manner.country, manner.time_zone)


def a_mapping(text: str) -> tuple[str, str]:
    """The heading and the key of `--map`; wrong usage where one is missing."""
    heading, sign, key = text.rpartition("=")
    if not sign or not heading.strip() or not key.strip():
        raise click.BadParameter(_('“{text}” is no mapping; write it like "Mobile no.=phone".').format(text=text))
    return heading, key.strip()


@command("import", changes=True)
@click.argument("file", type=FilePath(path_type=Path))
@click.option("--preview", "only_preview", is_flag=True, help="Only show what would change.")
@click.option("--register", is_flag=True, help="New people become members, and so do the prospects whom the file names.")
@click.option("--empty", type=click.Choice(("keep", "erase")), help="What an empty cell does; default: the club's setting.")
@click.option(
    "--on-error", type=click.Choice(("refuse", "skip")), default="refuse", show_default=True, help="Whether rows with errors refuse all."
)
@click.option("--map", "mapping", type=a_mapping, multiple=True, metavar="HEADER=KEY", help="Which column means which key; repeat.")
@click.option("--sheet", metavar="NAME", help="Which sheet; default: the first.")
@click.option("--encoding", metavar="E", help="Of a CSV file; default: found out.")
@click.option("--delimiter", metavar="D", help="Of a CSV file; default: found out.")
@click.option("--all-changes", is_flag=True, help="List every changed cell, not only the first hundred.")
def imported(
    run: Run,
    file: Path,
    only_preview: bool,
    register: bool,
    empty: str | None,
    on_error: str,
    mapping: tuple[tuple[str, str], ...],
    sheet: str | None,
    encoding: str | None,
    delimiter: str | None,
    all_changes: bool,
) -> int:
    """Compare a spreadsheet with the people and apply what it changes; FILE is xlsx, xls or csv."""
    from db.errors import Told
    from desktop import exchange

    with run.database() as database:
        club = run.club(database)
        today = run.today(club, database)
        if not only_preview and run.op_id is not None and (known := exchange.known_import(database, run.op_id)) is not None:
            return run.answer_or_refuse(known, _for_people)
        erases = (empty or club.sheets_empty_cell) == "erase"
        wishes = exchange.Wishes(sheet, encoding, delimiter, dict(mapping), empty_erases=erases, register=register)
        try:
            seen = exchange.preview(database, file, club, today, wishes, progress=run.progress(_("Comparing")), stop=run.stop)
        except Told as told:
            return run.answer_or_refuse(_refused(file, problems.sentence(told)), _for_people)
        if only_preview:
            return run.answer_or_refuse(exchange.answered("previewed", seen, all_changes=all_changes), _for_people)
        act = run.act(_("Apply {file}").format(file=file.name), today)
        try:
            done = exchange.apply(
                database,
                act,
                seen,
                skip_errors=on_error == "skip",
                all_changes=all_changes,
                progress=run.progress(_("Applying")),
                stop=run.stop,
            )
        except Told as told:
            return run.answer_or_refuse(
                exchange.answered("refused", seen, message=problems.sentence(told), all_changes=all_changes), _for_people
            )
        return run.answer_or_refuse(json.loads(done.answer), _for_people)


def _refused(file: Path, message: str) -> dict[str, Any]:
    """The answer where the file as a whole is refused: nothing was counted."""
    counts = dict.fromkeys(("rows", "blank", "new", "changed", "unchanged", "conflicts", "errors", "cells_changed"), 0)
    return {
        "status": "refused",
        "message": message,
        "batch": None,
        "file": str(file),
        "sheet": None,
        **counts,
        "messages": [],
        "changes": [],
    }


def _for_people(answer: Mapping[str, Any]) -> str:
    """The counts, and the messages by row."""
    lines = []
    for message in answer["messages"][:SHOWN]:
        where = [_("row {row}").format(row=message["row"])] if message["row"] else []
        where += [_(message["column"])] if message["column"] else []
        lines.append(f"{', '.join(where)}: {message['text']}" if where else message["text"])
    if len(answer["messages"]) > SHOWN:
        lines.append(_("… and {count} more.").format(count=len(answer["messages"]) - SHOWN))
    if answer["status"] == "refused" and not answer["rows"]:
        return "\n".join(lines)
    counts = _(
        "{rows} rows: {new} new, {changed} changed, {unchanged} unchanged, {conflicts} in conflict, {errors} with errors; {blank} blank."
    )
    lines.append(counts.format(**{key: answer[key] for key in ("rows", "new", "changed", "unchanged", "conflicts", "errors", "blank")}))
    cells = answer["cells_changed"]
    if answer["status"] == "previewed":
        lines.append(ngettext("{count} cell would change.", "{count} cells would change.", cells).format(count=cells))
    elif answer["status"] == "applied":
        lines.append(ngettext("{count} cell changed.", "{count} cells changed.", cells).format(count=cells))
    return "\n".join(lines)
