"""Uploading a spreadsheet: read elsewhere, seen before anything changes, applied in one step that can be stopped (X3–X5, X9)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.errors import Stopped, Told
from db.fields import ALL
from desktop import exchange, problems
from desktop.exchange import Wishes
from desktop.jobs import Progress
from desktop.people.preview_model import PreviewModel
from desktop.sheets.header import HeadingsUnknown
from desktop.sheets.preview import LINE_KINDS, Line, Lines, Preview
from resources.i18n import _, ngettext
from ui.dialogs.mapping import MapColumns, MapColumnsAnswer, SheetColumn
from ui.import_page import ImportPage
from ui.import_state import ImportCounts, ImportOptions, ImportSource
from ui.roles import Choice

if TYPE_CHECKING:
    from desktop.people.tab import PeopleTab

_KINDS = {"new": ("new",), "changed": ("changed",), "conflicts": ("conflict",), "errors": ("error",), "unchanged": ("unchanged",)}
# Beyond the lines that do something, the unchanged ones are looked at only when asked for.
_USUAL = tuple(kind for kind in LINE_KINDS if kind != "unchanged")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1250", "cp1251", "cp1253", "iso-8859-15", "mac-roman")
DELIMITERS = (",", ";", "\t", "|")


class Upload:
    """One file on its way in: its page, its preview, and what the clerk wants of it."""

    def __init__(self, tab: PeopleTab, file: Path) -> None:
        self.tab, self.file = tab, file
        self.act = tab.desk.act(_("Upload {file}").format(file=file.name))
        self.page = ImportPage(tab.kind.title())
        self.seen: Preview | None = None
        self.model: PreviewModel | None = None
        self._running: Progress | None = None
        self._kind, self._text = "all", ""
        self._mapping: dict[str, str] | None = None
        self._is_gone = False
        self.page.options_changed.connect(lambda options: self._start(self._read(options)))
        self.page.apply_requested.connect(lambda options: self._start(self._apply(options)))
        self.page.kind_chosen.connect(self._choose)
        self.page.search_changed.connect(self._search)
        self.page.stop_requested.connect(self._stop)
        self.page.closed.connect(self._close)

    def show(self) -> None:
        """Lay the page over the tab and begin to read."""
        self.tab.desk.front.show_over(self.page)
        self._start(self._read(ImportOptions()))

    def _start(self, action: Any) -> None:
        self.tab.desk.start(action)

    def _stop(self) -> None:
        if self._running is not None:
            self._running.stop()

    def _close(self) -> None:
        self._is_gone = True
        self._stop()
        self.tab.desk.front.close_over()

    async def _work(self, progress: Progress, work: Callable[[Progress], Any]) -> Any:
        """Do a long step; a newer one stops it."""
        self._stop()
        self._running = progress
        return await self.tab.desk.large(lambda: work(progress))

    async def _read(self, options: ImportOptions) -> None:
        """Read the file anew with these options and show what it would do."""
        desk = self.tab.desk
        wishes = Wishes(
            sheet=options.sheet or None,
            encoding=options.encoding or None,
            delimiter=options.delimiter or None,
            empty_erases=options.erase_empty,
            register=options.register,
            mapping=self._mapping,
        )
        progress = Progress()
        progress.moved.connect(self.page.busy.set)
        self.page.show_reading(self.file.name)
        try:
            seen = await self._work(
                progress,
                lambda running: exchange.preview(
                    desk.database, self.file, desk.club, desk.today(), wishes, progress=running.tell, stop=running.is_stopped
                ),
            )
        except Stopped:
            if progress is self._running and not self._is_gone:
                self._close()
            return
        except HeadingsUnknown as unknown:
            await self._map(unknown, options)
            return
        except Told as refused:
            self.page.show_refused(problems.sentence(refused))
            return
        if progress is self._running and not self._is_gone:
            self._show(seen)

    async def _map(self, unknown: HeadingsUnknown, options: ImportOptions) -> None:
        """Ask what the columns hold, then read anew; without an answer the file is refused (spreadsheets.md, stage 4)."""
        columns = [SheetColumn(text, samples) for text, samples in unknown.columns]
        fields = [Choice(field.key, _(field.label)) for field in ALL if field.sheet != "shown"]
        answer: MapColumnsAnswer | None = await self.tab.desk.ask(MapColumns, self.file.name, columns, fields) if columns else None
        if answer is None or not any(answer.keys):
            self.page.show_refused(problems.sentence(unknown))
            return
        self._mapping = {column.heading: key for column, key in zip(columns, answer.keys, strict=True) if key}
        await self._read(options)

    def _show(self, seen: Preview) -> None:
        self.seen = seen
        sheet = seen.sheet
        self.page.show_source(
            ImportSource(
                self.file.name,
                _("made from a download") if seen.export_id else "",
                tuple(sheet.names) if len(sheet.names) > 1 else (),
                sheet.name,
                _choices(ENCODINGS, sheet.encoding) if sheet.kind == "csv" else (),
                sheet.encoding or "",
                tuple(Choice(sign, {"\t": _("Tab")}.get(sign, sign)) for sign in DELIMITERS) if sheet.kind == "csv" else (),
                sheet.delimiter or "",
            )
        )
        emptied = sum(1 for _row, _key, _before, after in seen.outcome.cells if after is None)
        counts = ImportCounts(
            seen.count("new"), seen.count("changed"), seen.count("conflict"), seen.count("error"), seen.count("unchanged"),
            seen.blank, seen.cells_changed, emptied,
        )  # fmt: skip
        notices = [problems.sentence(each.told) for each in seen.messages if each.kind != "error" and each.row is None]
        self.model = PreviewModel(seen.lines(_USUAL), self.tab.manner, self.page)
        self._kind = "all"
        self.page.show_preview(counts, self.model, tuple(dict.fromkeys(notices)))

    def _choose(self, kind: str) -> None:
        self._kind = kind
        self._filter()

    def _search(self, text: str) -> None:
        self._text = text.strip().casefold()
        self._filter()

    def _filter(self) -> None:
        """Show the lines of the chosen kind that hold the searched text."""
        if self.seen is None or self.model is None:
            return
        lines: Lines = self.seen.lines(_KINDS.get(self._kind, _USUAL))
        if not self._text:
            self.model.set_lines(lines)
            return
        text, model = self._text, self.model

        async def find() -> None:
            found = await self.tab.desk.jobs.run(lambda: [lines[place] for place in range(len(lines)) if _holds(lines[place], text)])
            if text == self._text:
                model.set_lines(found)

        self._start(find())

    async def _apply(self, options: ImportOptions) -> None:
        """Apply what the preview shows, as one operation."""
        desk, seen = self.tab.desk, self.seen
        assert seen is not None
        progress = Progress()
        progress.moved.connect(self.page.show_applying)
        self.page.show_applying(0, seen.count("new") + seen.count("changed"))
        try:
            done = await self._work(
                progress,
                lambda running: exchange.apply(
                    desk.database, self.act, seen, skip_errors=options.skip_errors, progress=running.tell, stop=running.is_stopped
                ),
            )
        except Stopped:
            self.act = desk.act(self.act.label)
            desk.tell(_("Stopped; nothing was changed."), tone="info")
            self._show(seen)
            return
        except Told as refused:
            self.act = desk.act(self.act.label)
            desk.show_problem(refused)
            await self._read(options)
            return
        desk.done(self.act)
        self.page.show_done(_told(done))


def _told(done: Any) -> str:
    """What was done, in words."""
    parts = []
    if done.created:
        parts.append(ngettext("{count} person added", "{count} people added", done.created).format(count=done.created))
    if done.changed:
        parts.append(ngettext("{count} person changed", "{count} people changed", done.changed).format(count=done.changed))
    if done.registered:
        parts.append(ngettext("{count} member registered", "{count} members registered", done.registered).format(count=done.registered))
    return ", ".join(parts) or _("Nothing had to be changed.")


def _holds(line: Line, text: str) -> bool:
    """Whether a line has a text in its number, name or values."""
    parts = (line.number, line.name, line.now, line.file)
    return any(text in str(part).casefold() for part in parts if part is not None)


def _choices(among: tuple[str, ...], found: str | None) -> tuple[Choice, ...]:
    """These encodings, with the one that was found first."""
    names = dict.fromkeys((*([found] if found else []), *among))
    return tuple(Choice(name, name.upper()) for name in names)
