"""`regulars tour`: makes the sample club, opens the real window on it and goes through the main job (commands.md, *tour*)."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

from db import founding
from db.database import Act, Operator, new_op_id
from desktop.app import Regulars, application, loop
from desktop.flows import Flow
from desktop.problems import sentence
from desktop.settings import Settings
from desktop.tour import finding, people, report, sheets
from desktop.tour.hands import Hands, Unseen
from desktop.tour.report import Step
from resources.i18n import _

PEOPLE, SEED = 2000, 1
DAY = date(2026, 7, 15)
CLUB, SETTINGS = "sample-club.regulars", "settings.json"

Act_ = Callable[[Hands], Awaitable[str]]


def tour(folder: Path) -> list[Step]:
    """Go through the main job and leave pictures, sheets, cards and reports in the folder; each step says whether it saw what it should.

    The club, the settings and all files lie in the folder; the person's own are not touched. Without a screen the window is drawn offscreen.
    """
    folder = folder.absolute()
    _clear(folder)
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    act = Act(_("Sample club"), op_id=new_op_id(), operator=Operator.login(), today=DAY)
    founding.demo_club(str(folder / CLUB), act, PEOPLE, SEED).close()
    app = application()
    regulars = Regulars(app, Settings(folder / SETTINGS), today=lambda: DAY)
    steps: list[Step] = []
    hands = Hands(regulars, folder)
    regulars.show(str(folder / CLUB))

    async def walk() -> None:
        try:
            for number, (name, title, act) in enumerate(_script(), 1):
                steps.append(await _step(hands, number, name, title, act))
        finally:
            regulars.window.close()
            app.quit()

    def failed(error: BaseException) -> None:
        steps.append(Step(_("The tour itself"), sentence(error), ok=False, picture=""))

    flow = Flow(walk(), failed)
    if flow.is_running:
        loop(app)
    report.write(folder, steps)
    return steps


def _script() -> tuple[tuple[str, str, Act_], ...]:
    """The steps in their order: the name of the picture, what is done, and who does it."""
    return (
        ("open", _("Open the club"), finding.opened),
        ("search", _("Search by typing"), finding.searched),
        ("card-code", _("Open a member by the card"), finding.opened_by_code),
        ("filter", _("Filter by tier"), finding.filtered),
        ("sort", _("Sort by a header"), finding.ordered),
        ("download", _("Download the filter as a spreadsheet"), sheets.downloaded),
        ("edit", _("Edit 50 rows of the file"), sheets.edited),
        ("upload", _("Upload the file and see what would change"), sheets.previewed),
        ("apply", _("Apply the changes"), sheets.applied),
        ("undo", _("Edit a cell and undo it"), people.undone),
        ("new-member", _("Add a new member"), people.added),
        ("register", _("Register a prospect"), people.registered),
        ("cards", _("Print 11 cards"), people.printed),
        ("check", _("Check the data"), people.checked),
    )


async def _step(hands: Hands, number: int, name: str, title: str, act: Act_) -> Step:
    """Do one step; whatever goes wrong is told, with a picture of it, and the tour goes on."""
    try:
        await hands.begin(number, name)
        saw = await act(hands)
    except Exception as error:  # noqa: BLE001 - a step that fails is what the tour is there to tell.
        await hands.take_picture()
        hands.recover()
        told = str(error) if isinstance(error, Unseen) else f"{sentence(error)} ({type(error).__name__}: {error})"
        return Step(title, told, ok=False, picture=hands.picture)
    if not hands.picture:
        await hands.take_picture()
    return Step(title, saw, ok=True, picture=hands.picture)


def _clear(folder: Path) -> None:
    """Make the folder, and take away what an earlier tour left in it; files of others stay."""
    folder.mkdir(parents=True, exist_ok=True)
    founding.remove(folder / CLUB)
    left = (SETTINGS, "report.md", "report.json", sheets.DOWNLOADED, sheets.EDITED, people.CARDS_FILE)
    pictures = [file.name for file in folder.glob("[0-9][0-9]-*.png")]
    # Applying the sheet backed the club up; those of the same name are of earlier tours.
    backups = [str(file.relative_to(folder)) for file in folder.glob(f"*/{Path(CLUB).stem} before import *.regulars")]
    for name in (*left, *pictures, *backups):
        (folder / name).unlink(missing_ok=True)
