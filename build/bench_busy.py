"""How long the window stands still while sheets and cards are made behind it: `python bench_busy.py URL FOLDER COUNT CHANGED` prints milliseconds."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench_cards import cards
from bench_sheets import TODAY, act, edited
from bench_window import BareTable, Heartbeat, Window, application, opened, rest, wait
from db.fields import ALL
from db.search import Query
from desktop import exchange
from desktop.prints.cards import Club, print_cards
from desktop.prints.layouts import layout

CARDS = 10_000
REPAINTS = 40


def busy(window: Window, beat: Heartbeat, job: str, work: Callable[[], Any]) -> Any:
    """Do work as the window does, on one of its threads, while the heart beats."""
    beat.watch(job)
    over: list[bool] = []
    later = window.regulars.ways.people_in_view().desk.large(work)
    later.follow(lambda: over.append(True))
    wait(lambda: bool(over), 300)
    beat.watch("")
    return later.result()


def measured(url: str, folder: str, count: str, changed: str) -> dict[str, Any]:
    """The longest stall of each work, and of bare repaints in the same run."""
    sheet, pages, back = (Path(folder) / name for name in ("out.xlsx", "cards.pdf", "back.xlsx"))
    edited(url, str(back), count, changed)
    app, beat = application(), Heartbeat()
    window = opened(app, url)
    desk = window.regulars.ways.people_in_view().desk
    database, club = desk.database, desk.club
    bare = BareTable(database)
    bare.show()
    rest(0.2)
    repaints = bare.repaints(REPAINTS)
    bare.close()
    wishes = exchange.Wishes()
    busy(window, beat, "export", lambda: exchange.download(database, act("Download"), Query(), ALL, sheet, club.manner, limit=int(count)))
    seen = busy(window, beat, "preview", lambda: exchange.preview(database, back, club, TODAY, wishes))
    busy(window, beat, "apply", lambda: exchange.apply(database, act("Apply"), seen))
    wait(lambda: window.records.is_settled)
    paper = layout(club.prints_layout)
    busy(window, beat, "cards", lambda: print_cards(pages, cards(database, min(CARDS, int(count))), Club(club.name), paper))
    window.close()
    return {"stall": beat.longest, "longest-paint": max(repaints)}


if __name__ == "__main__":
    print(json.dumps(measured(*sys.argv[1:5])))
