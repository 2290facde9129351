"""Printing member cards: a page with the paper as it will come out, saved as PDF or opened to print (rules.md, section 12)."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QImage

from desktop.card_faces import faces
from desktop.jobs import Progress
from desktop.prints.cards import Printed, missing_glyphs
from desktop.prints.cards import print_cards as write_cards
from desktop.prints.design import CardFace, CardTexts, Club
from desktop.prints.layouts import Layout, layout, layouts
from desktop.prints.preview import PageImage, sheet_image
from resources.i18n import _, ngettext
from ui.print_page import PrintPage
from ui.print_state import Paper, PrintDocument, PrintOptions

if TYPE_CHECKING:
    from desktop.people.tab import PeopleTab

# So many names are looked through for signs that no font has; a larger print is looked through when it is written.
LOOKED_AT = 5000


async def print_cards(tab: PeopleTab) -> None:
    """Show the cards of the selection, or of everybody shown, as they will come out of the printer."""
    selected = tab.selected_count()
    people = tab.selected_ids() if selected else tab.shown_ids()
    if not people:
        return
    cards = await tab.desk.read(faces, people, tab.manner)
    if not cards:
        tab.desk.tell(_("Cards are printed for active and suspended members only."), tone="info")
        return
    line = (
        ngettext("{count} selected member", "{count} selected members", selected)
        if selected
        else ngettext("{count} member", "{count} members", len(people))
    )
    # The fonts are read here, not in the window's thread.
    notes = await tab.desk.jobs.run(lambda: _missing_notes(cards[:LOOKED_AT]))
    Printing(tab, cards, line.format(count=selected or len(people)), notes).show()


class Printing:
    """One print in preparation: its page, its cards."""

    def __init__(self, tab: PeopleTab, cards: Sequence[CardFace], line: str, notes: tuple[str, ...]) -> None:
        self.tab, self.cards, self.notes = tab, cards, notes
        self.club = Club(tab.desk.club.name)
        self.texts = CardTexts(_("No. {number}"), _("Valid until {date}"))
        papers = [Paper(each.name, _paper_label(each), each.nx, each.ny) for each in layouts()]
        has_backs = any(card.conditions for card in cards)
        self.page = PrintPage(tab.kind.title(), line, papers, PrintOptions(tab.desk.club.prints_layout), has_back_sides=has_backs)
        self.page.options_changed.connect(self._lay)
        self.page.page_needed.connect(lambda index, scale: tab.desk.start(self._draw(index, scale)))
        self.page.save_requested.connect(lambda options: tab.desk.start(self._save(options)))
        self.page.print_requested.connect(lambda options: tab.desk.start(self._print(options)))
        self.page.closed.connect(self._close)
        self._is_gone = False

    def show(self) -> None:
        """Lay the page over the tab."""
        self.tab.desk.front.show_over(self.page)
        self._lay(self.page.options())

    def _close(self) -> None:
        self._is_gone = True
        self.tab.desk.front.close_over()

    def _lay(self, options: PrintOptions) -> None:
        """Tell how the cards spread over the sheets."""
        paper = layout(options.paper)
        count = len(self.cards) * options.copies
        sheets = -(-(count + options.start - 1) // paper.places)
        title = ngettext("{cards} card", "{cards} cards", count).format(cards=count)
        if paper.places > 1:
            title = _("{cards} on {sheets}").format(
                cards=title, sheets=ngettext("{count} sheet", "{count} sheets", sheets).format(count=sheets)
            )
        self.page.show_document(
            PrintDocument(title, _spread(count, sheets, paper, options.start), count, sheets, paper.paper[0], paper.paper[1], self.notes)
        )

    async def _draw(self, index: int, scale: float) -> None:
        options = self.page.options()

        def work() -> PageImage:
            return sheet_image(
                self.cards, self.club, layout(options.paper), index, scale,
                start=options.start, copies=options.copies, outlines=options.cut_outlines, texts=self.texts,
            )  # fmt: skip

        drawn = await self.tab.desk.jobs.run(work)
        if self._is_gone or options != self.page.options():
            # The page was left, or another paper chosen, whose pages are asked for anew.
            return
        # The picture is copied: QImage would read the bytes after they are gone.
        picture = QImage(drawn.pixels, drawn.width, drawn.height, drawn.width * 4, QImage.Format.Format_RGB32).copy()
        self.page.show_page(index, picture)

    async def _save(self, options: PrintOptions) -> None:
        file = await self.tab.desk.front.ask_file(_("Save the cards"), save=True, name=_("cards.pdf"), kinds=(("PDF", "pdf"),))
        if file is None:
            return
        done = await self._write(options, file)
        count = ngettext("{count} card saved to {file}", "{count} cards saved to {file}", done.cards)
        self.tab.desk.tell(count.format(count=done.cards, file=", ".join(path.name for path in done.files)))

    async def _print(self, options: PrintOptions) -> None:
        """Open the cards in the system's viewer, which knows the printers."""
        folder = Path(tempfile.mkdtemp(prefix="regulars-cards-"))
        done = await self._write(options, folder / _("cards.pdf"))
        for file in done.files:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
        self.tab.desk.tell(_("The cards are open in your PDF viewer; print them from there at 100 %."), tone="info")

    async def _write(self, options: PrintOptions, file: Path) -> Printed:
        def work(progress: Progress) -> Printed:
            return write_cards(
                file, self.cards, self.club, layout(options.paper),
                start=options.start, copies=options.copies, outlines=options.cut_outlines, backs=options.back_sides, texts=self.texts,
                progress=progress.tell, stop=progress.is_stopped,
            )  # fmt: skip

        return await self.tab.desk.long(_("Writing {file}").format(file=file.name), work)


def _paper_label(paper: Layout) -> str:
    """A paper in words: *A4 sheet, 2 × 5 (C32011)*."""
    if paper.places == 1:
        return _("Single cards, 85.6 × 54 mm")
    return _("{paper} sheet, {across} × {down} ({stock})").format(paper=paper.paper_name, across=paper.nx, down=paper.ny, stock=paper.stock)


def _spread(count: int, sheets: int, paper: Layout, start: int) -> str:
    """How the cards spread: *7 on the first, from place 4; 4 on the second*."""
    if paper.places == 1:
        return _("One card a page")
    first = min(count, paper.places - start + 1)
    told = _("{count} on the first, from place {start}").format(count=first, start=start)
    return (
        told if sheets == 1 else _("{first}; the last sheet holds {last}").format(first=told, last=(count + start - 2) % paper.places + 1)
    )


def _missing_notes(cards: Sequence[CardFace]) -> tuple[str, ...]:
    """Names that the card cannot show, told before printing."""
    found = [missing for missing in missing_glyphs(cards) if not missing.has_name]
    if not found:
        return ()
    names = ", ".join(each.name for each in found[:5])
    told = ngettext(
        "{count} name has signs that no card font holds ({names}); its card shows the number instead.",
        "{count} names have signs that no card font holds ({names}); their cards show the number instead.",
        len(found),
    )
    return (told.format(count=len(found), names=names),)
