"""The command `cards`: member cards as PDF (commands.md; rules.md, section 12)."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.commands.command import FilePath, Run, command
from desktop.commands.selecting import Selection, selecting
from resources.i18n import _, ngettext


@command("cards")
@click.argument("file", type=FilePath(path_type=Path))
@click.option("--layout", metavar="NAME", help="a4-c32011, id1, …; default: the club's setting.")
@click.option(
    "--start", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="The place of the first sheet to begin at."
)
@selecting
def printed(run: Run, file: Path, layout: str | None, start: int, selection: Selection) -> None:
    """Print the cards of active and suspended members to FILE.pdf."""
    from db import search
    from desktop.card_faces import faces
    from desktop.prints.cards import missing_glyphs, print_cards
    from desktop.prints.design import CardTexts, Club
    from desktop.prints.layouts import layout as named

    with run.database() as database:
        club = run.club(database)
        paper = named(layout or club.prints_layout)
        query = selection.query(club)
        with database.read() as connection:
            cards = faces(connection, search.ids(connection, query, selection.limit).tolist(), club.manner)
    texts = CardTexts(_("No. {number}"), _("Valid until {date}"))
    done = print_cards(
        file.absolute(), cards, Club(club.name), paper, start=start, texts=texts, progress=run.progress(_("Printing")), stop=run.stop
    )
    for missing in missing_glyphs(cards):
        told = _("The card of {name} lacks the signs {signs}: no font of the program holds them.")
        click.echo(told.format(name=missing.name, signs=missing.signs), err=True)
    names = ", ".join(str(part) for part in done.files)
    text = ngettext("{count} card on {pages} pages in {file}.", "{count} cards on {pages} pages in {file}.", done.cards)
    answer = {"status": "done", "cards": done.cards, "pages": done.pages, "file": names}
    run.answer(answer, text.format(count=done.cards, pages=done.pages, file=names))
