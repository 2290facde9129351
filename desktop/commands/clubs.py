"""Commands on the whole club: new, demo, check, backup (commands.md, *The commands*)."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from desktop.commands.command import FilePath, Run, command, table
from desktop.settings import Settings
from resources.i18n import _, ngettext


@command("new", changes=True)
@click.option("--name", help="The club's name.")
@click.option("--country", help="Two letters (ISO 3166); default: the system's.")
@click.option("--currency", help="Three letters (ISO 4217); default: the country's.")
@click.option("--language", help="A language tag such as en or pt-BR; default: the system's.")
@click.option("--time-zone", help="For instance Europe/Paris; default: the system's.")
@click.option("--trial", is_flag=True, help="A club to try things in: its day may be ahead of the real one.")
def new(
    run: Run, name: str | None, country: str | None, currency: str | None, language: str | None, time_zone: str | None, trial: bool
) -> None:
    """Make a new club with nothing in it but the defaults."""
    from db import founding
    from db.operations.programme import NewClub
    from desktop.system import suggested

    system = suggested(country)
    club = NewClub(
        name or (_("Trial club") if trial else _("My club")),
        country or system.country,
        currency or system.currency,
        language or system.language,
        time_zone or system.time_zone,
        trial=trial,
    )
    today = run.day(_real_day(club.time_zone), may_be_ahead=trial)
    address = run.address()
    database = founding.new_club(address, run.act(_("New club"), today), club)
    _made(run, address, database.shown)
    database.close()


@command("demo", changes=True)
@click.option(
    "--people", type=click.IntRange(0), default=2000, show_default=True, help="How many people; 0: a trial club with nobody in it."
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Another seed draws other people.")
@click.option(
    "--entries",
    type=click.IntRange(0),
    default=0,
    metavar="M",
    help="About so many ledger entries over three years: sales, redemptions, refunds; default: opening balances only.",
)
def demo(run: Run, people: int, seed: int, entries: int) -> None:
    """Make a sample club with made-up people in a new or empty database."""
    from db import founding
    from db.demo import CLUB

    address = run.address()
    today = run.day(_real_day(CLUB.time_zone), may_be_ahead=True)
    progress = run.progress(_("Making people"))
    act = run.act(_("Make the sample club"), today)
    database = founding.demo_club(address, act, people, seed, entries=entries, progress=progress, stop=run.stop)
    _made(run, address, database.shown, people)
    database.close()


def _made(run: Run, address: str, shown: str, people: int | None = None) -> None:
    """Remember the new club and say that it is there."""
    Settings().opened(address)
    answer = {"status": "done", "database": shown}
    if people is None:
        run.answer(answer, _("The club is in {database}.").format(database=shown))
    else:
        text = ngettext("{count} person is in {database}.", "{count} people are in {database}.", people)
        run.answer({**answer, "people": people}, text.format(count=people, database=shown))


def _real_day(time_zone: str) -> date:
    """The present day in a time zone; in UTC where there is no such zone, which founding then refuses by name."""
    try:
        zone = ZoneInfo(time_zone)
    except (ValueError, OSError, KeyError):
        zone = ZoneInfo("UTC")
    return datetime.now(zone).date()


@command("check")
def check(run: Run) -> int:
    """Check the data: every invariant by name. Exits 1 when one is broken."""
    from db import checks

    with run.database() as database:
        found = checks.check(database, progress=run.progress(_("Checking")), stop=run.stop)
    sound = all(one.ok for one in found)
    answer = {"status": "sound" if sound else "broken", "checks": [dataclasses.asdict(one) for one in found]}
    rows = [(_("ok") if one.ok else _("BROKEN"), _(one.name), one.found or "") for one in found]
    run.answer(answer, lambda: table((_("State"), _("Check"), _("Found")), rows, (False, False, False)))
    if not sound:
        click.echo(_("The data is broken; do not go on before a backup is restored or the fault is understood."), err=True)
    return 0 if sound else 1


@command("backup")
@click.argument("file", type=FilePath(path_type=Path))
def backup(run: Run, file: Path) -> None:
    """Copy the database to FILE while it is in use, and check the copy."""
    from db import backups

    with run.database() as database:
        saved = backups.backup(database, file.absolute())
    text = _("Saved {people} people and {entries} entries to {file}.")
    run.answer(
        {"status": "done", "file": saved.file, "people": saved.people, "entries": saved.entries},
        text.format(people=saved.people, entries=saved.entries, file=saved.file),
    )
