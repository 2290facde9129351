"""Opening a club: the one named, the last one, another one, a new one or the sample; each told in plain words when it fails."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from db import address, backups
from db.database import Act, Database, Operator, new_op_id, utc_now
from db.errors import FieldsRefused, Told
from db.operations import programme
from db.operations.programme import Club, NewClub
from db.upgrade import open_database
from desktop import problems
from desktop.flows import Flow
from resources.i18n import _, ngettext

if TYPE_CHECKING:
    from desktop.app import Regulars
    from ui.dialogs.new_club import NewClubAnswer
    from ui.dialogs.open_database import ServerAnswer

SAMPLE_PEOPLE, SAMPLE_ENTRIES = 2000, 20_000
KINDS = (("Regulars", "regulars"),)


def start(regulars: Regulars, database: str | None) -> None:
    """Open what is named; without a name, or where it cannot be opened, ask what to open."""
    Flow(_start(regulars, database), regulars.front.show_problem)


async def _start(regulars: Regulars, database: str | None) -> None:
    if database is not None:
        try:
            await _open(regulars, database)
            return
        except Told as refused:
            from ui.dialogs.problem import Problem

            told = problems.sentence(refused)
            await regulars.front.ask(Problem, _("The club cannot be opened"), told, todo=_("Choose another database, or make a new club."))
    await _ask_club(regulars)


async def _open(regulars: Regulars, name: str) -> None:
    """Open a database on another thread, then fill the window."""

    def work() -> tuple[Database, Club]:
        opened = open_database(name)
        try:
            club = club_of(opened)
            # Here, while the empty window is painted.
            club.manner.read_ahead()
            return opened, club
        except BaseException:
            opened.close()
            raise

    opened, club = await regulars.jobs.run(work)
    regulars.open(opened, club)


def club_of(database: Database) -> Club:
    """The club's settings."""
    with database.read() as connection:
        return programme.read(connection)


def new_club(regulars: Regulars) -> None:
    """Ask for a new club, where nothing typed in this one would be lost."""
    if regulars.may_leave():
        Flow(_ask_club(regulars), regulars.front.show_problem)


def choose(regulars: Regulars) -> None:
    """Ask for another database file, where nothing typed in this club would be lost."""
    if regulars.may_leave():
        Flow(_choose(regulars), regulars.front.show_problem)


def back_up(regulars: Regulars) -> None:
    """Ask for a place and copy the database there."""
    if regulars.desk is not None:
        regulars.desk.start(_back_up(regulars))


async def _back_up(regulars: Regulars) -> None:
    desk = regulars.desk
    assert desk is not None
    name = f"{desk.club.name} {desk.today().isoformat()}.regulars"
    file = await desk.front.ask_file(_("Back up"), save=True, name=name, kinds=KINDS) if desk.database.is_sqlite else Path("club.dump")
    if file is None:
        return
    saved = await desk.long(_("Backing up"), lambda _progress: backups.backup(desk.database, file))
    desk.tell(
        ngettext("{count} person saved to {file}", "{count} people saved to {file}", saved.people).format(
            count=saved.people, file=Path(saved.file).name
        )
    )


async def _choose(regulars: Regulars) -> None:
    file = await regulars.front.ask_file(_("Open a club"), save=False, name="", kinds=KINDS)
    if file is not None:
        await _open(regulars, str(file))


async def _ask_club(regulars: Regulars) -> None:
    """The first question of all: a new club, the sample, a file or a server. What was typed comes back with what is wrong."""
    from desktop.clubs import choices_of
    from ui.dialogs.new_club import NewClub as NewClubQuestion

    values: dict[str, str] = {}
    faults: dict[str, str] = {}
    while True:
        answer: NewClubAnswer | None = await regulars.front.ask(NewClubQuestion, choices_of(), values=values, problems=faults)
        if answer is None:
            return
        values, faults = answer.values, {}
        try:
            if answer.way == "sample":
                await _sample(regulars)
            elif answer.way == "file":
                await _choose(regulars)
            elif answer.way == "server":
                await _server(regulars)
            else:
                await _found(regulars, values)
        except FieldsRefused as refused:
            faults = {key: problems.sentence(problem) for key, problem in refused.problems.items()}
        if regulars.desk is not None and not faults:
            return


async def _sample(regulars: Regulars) -> None:
    """Open the sample club in its own file, made at the first time."""
    from db import founding
    from desktop.clubs import sample_file

    file = sample_file()
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        act = _act(_("Sample club"))
        made = await regulars.jobs.run(lambda: founding.demo_club(str(file), act, SAMPLE_PEOPLE, 1, entries=SAMPLE_ENTRIES))
        made.close()
    await _open(regulars, str(file))


async def _server(regulars: Regulars) -> None:
    from ui.dialogs.open_database import OpenServer

    answer: ServerAnswer | None = await regulars.front.ask(OpenServer)
    if answer is not None:
        await _open(regulars, address.of_server(answer.host, answer.port, answer.database, answer.user, answer.password))


async def _found(regulars: Regulars, values: Mapping[str, str]) -> None:
    """Make a new club in a file of the clerk's choice."""
    known = {key: value or None for key, value in values.items() if key in NewClub.__dataclass_fields__}
    club = NewClub(**{**dict.fromkeys(("name", "country", "currency", "language", "time_zone"), ""), **known})  # type: ignore[arg-type]
    file = await regulars.front.ask_file(_("Where to keep the club"), save=True, name=f"{club.name}.regulars", kinds=KINDS)
    if file is None:
        return
    act = _act(_("New club"))
    from db import founding

    made = await regulars.jobs.run(lambda: founding.new_club(str(file), act, club))
    made.close()
    await _open(regulars, str(file))


def _act(label: str) -> Act:
    return Act(label, op_id=new_op_id(), operator=Operator.login(), today=utc_now().date())
