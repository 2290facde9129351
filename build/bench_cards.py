"""Member cards: `python bench_cards.py print URL FILE COUNT` prints seconds; `decode URL FILE COUNT` how many random ones a scanner reads."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from db import search
from db.database import Database
from db.search import Query
from desktop.card_faces import faces
from desktop.opening import club_of
from desktop.prints.cards import CardFace, Club, print_cards
from desktop.prints.layouts import layout

TIMES = 3
SCANNED = 200
SCANNER_DPI = 300
POINTS = 72 / 25.4


def cards(database: Database, count: int) -> list[CardFace]:
    """The cards of the first members of the table."""
    with database.read() as connection:
        return faces(connection, search.ids(connection, Query(), count).tolist(), club_of(database).manner)


def printed(url: str, file: str, count: str) -> dict[str, Any]:
    """Wall seconds from the question who they are to the file, each time; the cards, and the bytes of the file."""
    took = []
    database = Database(url)
    club = club_of(database)
    for _ in range(TIMES):
        begun = time.perf_counter()
        done = print_cards(Path(file), cards(database, int(count)), Club(club.name), layout(club.prints_layout))
        took.append(time.perf_counter() - begun)
    return {"seconds": took, "cards": done.cards, "bytes": Path(file).stat().st_size}


def decoded(url: str, file: str, count: str) -> dict[str, int]:
    """How many cards of a random choice give their code when their place on the paper is looked at, and how many were tried."""
    import pypdfium2
    import zxingcpp

    database = Database(url)
    wanted = cards(database, int(count))
    paper = layout(club_of(database).prints_layout)
    document = pypdfium2.PdfDocument(file)
    chosen = random.Random(1).sample(range(len(wanted)), min(SCANNED, len(wanted)))
    read = 0
    for card in chosen:
        page, place = divmod(card, paper.places)
        left, top, width, height = (part * POINTS for part in paper.rectangle(place + 1))
        sheet = document[page]
        page_width, page_height = sheet.get_size()
        crop = (left, page_height - top - height, page_width - left - width, top)
        picture = sheet.render(scale=SCANNER_DPI / 72, crop=crop, grayscale=True).to_numpy()
        code = wanted[card].code
        read += any(code is not None and found.text.endswith(code.upper()) for found in zxingcpp.read_barcodes(picture))
    return {"read": read, "tried": len(chosen)}


if __name__ == "__main__":
    work: dict[str, Callable[..., Any]] = {"print": printed, "decode": decoded}
    print(json.dumps(work[sys.argv[1]](*sys.argv[2:])))
