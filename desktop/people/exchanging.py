"""Spreadsheets from a tab: download, example file, and the beginning of an upload (X1, X12)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from db import search
from db.fields import by_keys
from db.fields.people import SHEET
from db.operations.exports import Kept
from desktop import exchange
from desktop.jobs import Progress
from desktop.people.uploading import Upload
from desktop.sheets import example as examples
from resources.i18n import SHIPPED, _, ngettext
from ui.dialogs.download import Download, DownloadAnswer, Scope
from ui.roles import Choice

if TYPE_CHECKING:
    from desktop.people.tab import PeopleTab

SHEETS = (("Excel", "xlsx"), ("CSV", "csv"))
READ_ENDINGS = "xlsx xls csv xlsm xlsb ods"


async def download(tab: PeopleTab) -> None:
    """Ask who and what, then write the sheet with progress and *Stop*; the values as they went out are kept for the compare (X6)."""
    selected, act = tab.selected_ids(), tab.desk.act(_("Download"))
    everybody = replace(tab.query, conditions=(), text="", stages=tab.kind.stages)
    total = await tab.desk.read(search.count, everybody)
    scopes = [Scope("all", _("All of this tab"), total)]
    if tab.is_filtered() or tab.view.key != "all":
        scopes.insert(0, Scope("filter", _("What the table shows now"), len(tab.records.model.ids)))
    if selected:
        scopes.insert(0, Scope("selection", ngettext("This person", "The selected people", len(selected)), len(selected)))
    languages = tuple(Choice(language, language) for language in SHIPPED)
    # One person is rarely meant; several selected ones are, else what the table shows.
    likeliest = "selection" if len(selected) > 1 else "filter" if tab.is_filtered() else "all"
    answer: DownloadAnswer | None = await tab.desk.ask(Download, scopes, languages, scope=likeliest, language=SHIPPED[0])
    if answer is None:
        return
    name = f"{tab.kind.title()} {tab.desk.today().isoformat()}.{answer.format}".lower()
    file = await tab.desk.front.ask_file(
        _("Save the spreadsheet"), save=True, name=name, kinds=tuple(kind for kind in SHEETS if kind[1] == answer.format)
    )
    if file is None:
        return
    fields = by_keys(SHEET if answer.columns == "all" else tab.page.table.columns.shown_keys())
    query = tab.query if answer.scope == "filter" else everybody
    people = selected if answer.scope == "selection" else None

    def work(progress: Progress) -> Kept:
        return exchange.download(
            tab.desk.database, act, query, fields, file, tab.manner, people=people, progress=progress.tell, stop=progress.is_stopped
        )

    done = await tab.desk.long(_("Writing {file}").format(file=file.name), work)
    told = ngettext("{count} row saved to {file}", "{count} rows saved to {file}", done.rows)
    tab.desk.tell(told.format(count=done.rows, file=file.name))


async def example(tab: PeopleTab) -> None:
    """Save the example file to fill in (features.md 2.23)."""
    file = await tab.desk.front.ask_file(_("Save the example file"), save=True, name=_("example.xlsx"), kinds=SHEETS)
    if file is not None:
        await tab.desk.jobs.run(lambda: examples.save(file, "members", tab.manner))
        tab.desk.tell(_("Saved {file}; fill it in and upload it.").format(file=file.name))


async def choose_and_upload(tab: PeopleTab) -> None:
    """Ask for a file and show what it would do."""
    file = await tab.desk.front.ask_file(_("Upload a spreadsheet"), save=False, name="", kinds=((_("Spreadsheets"), READ_ENDINGS),))
    if file is not None:
        await upload(tab, file)


async def upload(tab: PeopleTab, file: Path) -> None:
    """Show what a file would do; dropped on the window it comes here as well."""
    Upload(tab, file).show()
