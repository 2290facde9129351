"""What is measured, in which processes, and against which limits (table.md and spreadsheets.md, *Limits*; issue 1, *How well*)."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from bench_clubs import CLUBS, POSTGRESQL, SQLITE, Club, club
from bench_figures import WHOLE, Figure, Wanted, figure, suffix
from bench_postgres import is_installed
from bench_processes import MemoryWatch, result_of

COLD_STARTS = 3
WARM_OPENINGS = 3
STARTS = 5
SHEET_ROWS = 100_000
CHANGED_SHARE = 10
CARDS = 10_000
ALLOCATED = 10_000
# So many ledger entries a person has where a clerk is watched: 5,000,000 of a million (issue 5, *How well*).
ENTRIES_EACH = 5
SERVED = 40
SALE_KEYS = 5

OPENING = ("open-painted", "open-painted-cold", "open-whole")
STALLS = ("stall-open", "stall-jump", "stall-sort", "stall-type", "stall-letters", "stall-select", "stall-desk")
SELECTING = ("select-all", "select-none", "select-scattered")
TYPING = ("type-an", "type-anna", "type-phone")
SORTING = ("sort-name-painted", "sort-name-whole", "sort-street-painted", "sort-street-whole")
USING = (
    "jump-p50", "jump-p99", *SORTING, *TYPING, "letters", "letters-queued", *SELECTING, "desk-seen", *STALLS, "longest-stall", "peak-memory",
)  # fmt: skip
TABLE = (*OPENING, *USING)
SHEETS = ("export", "preview", "preview-memory", "apply")
PRINTS = ("cards-a-second", "card-bytes", "cards-decoded")
BUSY = ("stall-export", "stall-preview", "stall-apply", "stall-cards")
# What a clerk waits for, with the limit in ms of its p95; beside each stand the median, the first of the process, which is cold, and stalls.
WAITED = {"person-head": 100.0, "person-sections": 300.0, "desk-sale": 200.0, "activity-open": None}
CLERK_STALLS = tuple(f"{name}-stall{each}" for name in WAITED for each in ("", "-cold"))
CLERK = (
    *(f"{name}{each}" for name in WAITED for each in ("", "-p50", "-cold")), "desk-sale-keys", *CLERK_STALLS, "longest-stall-clerk",
)  # fmt: skip
SERVER = tuple(f"{POSTGRESQL}-{name}" for name in TABLE)
CLUB = ("demo", *TABLE, "window-shown", *SHEETS, *PRINTS, "allocate", *BUSY)
NAMES = (*CLUB, *CLERK, *SERVER, "open-growth")

# Limits as so many times the peer, by engine; what is not named here is only printed.
TIMES = {
    SQLITE: {
        "open-painted": 2.0, "open-painted-cold": 3.0, "open-whole": 0.6, "jump-p50": 1.5, "jump-p99": 3.0, "sort-name-painted": 3.5,
        "sort-name-whole": 0.8, "sort-street-painted": 2.0, "sort-street-whole": 1.6, "type-an": 4.0, "type-anna": 4.0, "type-phone": 1.5,
        "select-all": 3.0, "select-none": 3.0, "select-scattered": 3.0,
    },
    POSTGRESQL: {"open-painted": 3.0, "open-whole": 0.7, "jump-p50": 2.0, "type-anna": 5.0},
}  # fmt: skip


class Measuring:
    """The figures of one club; those that were not asked for are left out."""

    def __init__(self, made: Club, wanted: Wanted) -> None:
        self.made, self.wanted = made, wanted
        self._before = f"{POSTGRESQL}-" if made.engine == POSTGRESQL else ""
        self._after = suffix(made.people)

    def wants(self, *names: str) -> bool:
        """Whether one of these is asked for."""
        return self.wanted.any([self._before + name for name in names], self.made.people)

    def times(self, name: str) -> float | None:
        """The limit of a figure of the table in so many times its peer. Of a small club a whole order is over before a paint is."""
        if name.endswith("-whole") and self.made.people < WHOLE:
            return None
        return TIMES[self.made.engine].get(name)

    def tell(self, name: str, value: float, unit: str, **limits: Any) -> Iterator[Figure]:
        """One figure, where it was asked for."""
        if self.wants(name):
            yield figure(f"{self._before}{name}{self._after}", value, unit, **limits)

    def ratio(self, name: str, value: float, peer: float) -> Iterator[Figure]:
        """A figure of the table beside its peer."""
        yield from self.tell(name, value, "ms", peer=peer, times=self.times(name))


def figures(people: int, wanted: Wanted, entries: int | None = None) -> Iterator[Figure]:
    """All figures that are asked for, on sample clubs of one size; *entries*: of the club in which a clerk is watched."""
    if people > WHOLE:
        yield from open_growth(people, wanted)
        return
    if wanted.any(CLUB, people):
        with club(SQLITE, people) as made:
            measuring = Measuring(made, wanted)
            yield from measuring.tell("demo", made.making, "s", limit=300.0)
            yield from table(measuring)
            yield from start(measuring)
            yield from cards(measuring)
            yield from allocating(measuring)
            yield from sheets(measuring)
            yield from busy(measuring)
    if wanted.any(CLERK, people):
        with club(SQLITE, people, entries=people * ENTRIES_EACH if entries is None else entries) as made:
            yield from clerk(Measuring(made, wanted))
    if wanted.any(SERVER, people):
        if not is_installed():
            print("The figures on PostgreSQL are left out: it is not installed here.", file=sys.stderr)
            return
        with club(POSTGRESQL, people) as made:
            yield from table(Measuring(made, wanted))


def table(measuring: Measuring) -> Iterator[Figure]:
    """The fast table (table.md, *Limits*)."""
    if not measuring.wants(*TABLE):
        return
    raw = result_of("bench_raw", measuring.made.url)
    if measuring.wants(*OPENING):
        yield from opening(measuring, raw)
    if measuring.wants(*USING):
        used = result_of("bench_table", measuring.made.url, raw["phone"])
        yield from using(measuring, raw, used)
        yield from standing(measuring, used)


def opening(measuring: Measuring, raw: dict[str, Any]) -> Iterator[Figure]:
    """Open, warm and cold."""
    runs = [result_of("bench_opening", measuring.made.url, str(WARM_OPENINGS)) for _ in range(COLD_STARTS)]
    paint = median(each for run in runs for each in run["repaints"])
    first = raw["first-joined"] + paint
    yield from measuring.ratio("open-painted", median(each for run in runs for each in run["painted"][1:]), first)
    yield from measuring.ratio("open-painted-cold", median(run["painted"][0] for run in runs), first)
    yield from measuring.ratio("open-whole", median(each for run in runs for each in run["whole"][1:]), raw["whole-joined"])


def using(measuring: Measuring, raw: dict[str, Any], used: dict[str, Any]) -> Iterator[Figure]:
    """Jump, sort, type, select, and another desk."""
    paint = used["paint"]
    jumps = sorted(used["jump"])
    yield from measuring.ratio("jump-p50", median(jumps), raw["page"] + paint)
    yield from measuring.ratio("jump-p99", jumps[int(len(jumps) * 0.99)], raw["page"] + paint)
    for word in ("name", "street"):
        yield from measuring.ratio(f"sort-{word}-painted", median(used[f"sort-{word}-painted"]), raw[f"first-{word}"] + paint)
        yield from measuring.ratio(f"sort-{word}-whole", median(used[f"sort-{word}-whole"]), raw[f"whole-{word}"])
    for name in TYPING:
        yield from measuring.ratio(name, median(used[name]), raw[name] + paint)
    is_limited = measuring.made.engine == SQLITE
    yield from measuring.tell("letters", median(used["letters"]), "ms", limit=200.0 if is_limited else None)
    yield from measuring.tell("letters-queued", max(used["letters-queued"]), "", limit=0 if is_limited else None)
    for name in SELECTING:
        yield from measuring.ratio(name, median(used[name]), paint)
    yield from measuring.tell("desk-seen", max(used["desk"]), "ms", limit=2000.0)


def standing(measuring: Measuring, used: dict[str, Any]) -> Iterator[Figure]:
    """How long the window stood still in any of these, and how much memory it took."""
    longest, stalls = used["longest-paint"], used["stall"]
    for name in STALLS:
        yield from measuring.tell(name, stalls[name.removeprefix("stall-")], "ms")
    limit = stall_limit(longest) if measuring.made.engine == SQLITE else None
    yield from measuring.tell("longest-stall", max(stalls.values()), "ms", limit=limit, peer=longest)
    limit = 300.0 if measuring.made.engine == SQLITE else None
    yield from measuring.tell("peak-memory", used["memory"], "MB", limit=limit, peer=result_of("bench_memory"))


def stall_limit(longest_paint: float) -> float:
    """How long the window may stand still (table.md)."""
    return max(50.0, 2 * longest_paint)


def start(measuring: Measuring) -> Iterator[Figure]:
    """A new process, to the first rows painted."""
    if not measuring.wants("window-shown"):
        return
    took: dict[str, list[float]] = {"bare": [], "window": []}
    for counted in range(STARTS + 1):
        for way, extra in (("bare", ()), ("window", (measuring.made.url,))):
            begun = time.time()
            shown = result_of("bench_start", way, *extra)
            if counted:
                took[way].append((shown - begun) * 1000)
    yield from measuring.tell("window-shown", median(took["window"]), "ms", peer=median(took["bare"]), times=2.0)


def sheets(measuring: Measuring) -> Iterator[Figure]:
    """Spreadsheets: CPU seconds of all processes, of apply wall seconds."""
    if not measuring.wants(*SHEETS):
        return
    url = measuring.made.url
    rows = min(SHEET_ROWS, measuring.made.people)
    with tempfile.TemporaryDirectory(prefix="sheets-", dir=CLUBS) as folder:
        out, back = str(Path(folder) / "out.xlsx"), str(Path(folder) / "back.xlsx")
        is_full = measuring.made.people == WHOLE
        fetched = median(result_of("bench_sheets", "raw-rows", url, str(rows)))
        if measuring.wants("export"):
            export = median(result_of("bench_sheets", "export", url, out, str(rows)))
            peer = fetched + median(result_of("bench_sheets", "deflate", out))
            yield from measuring.tell("export", export, "CPU s", peer=peer, times=2.5 if is_full else None)
        if measuring.wants("preview", "preview-memory", "apply"):
            result_of("bench_sheets", "edited", url, back, str(rows), str(rows // CHANGED_SHARE))
        if measuring.wants("preview", "preview-memory"):
            watch = MemoryWatch()
            preview = median(result_of("bench_sheets", "preview", url, back, watch=watch.start))
            memory = watch.end()
            peer = fetched + median(result_of("bench_sheets", "calamine", back))
            yield from measuring.tell("preview", preview, "CPU s", peer=peer, times=4.0 if is_full else None)
            yield from measuring.tell("preview-memory", memory, "MB")
        if measuring.wants("apply"):
            applied = result_of("bench_sheets", "apply", url, back)
            yield from measuring.tell("apply", median(applied["apply"]), "s", peer=median(applied["raw"]), times=3.0 if is_full else None)


def cards(measuring: Measuring) -> Iterator[Figure]:
    """Member cards as PDF."""
    if not measuring.wants(*PRINTS):
        return
    with tempfile.TemporaryDirectory(prefix="cards-", dir=CLUBS) as folder:
        asked = (measuring.made.url, str(Path(folder) / "cards.pdf"), str(min(CARDS, measuring.made.people)))
        printed = result_of("bench_cards", "print", *asked)
        yield from measuring.tell("cards-a-second", printed["cards"] / median(printed["seconds"]), "cards", limit=1000.0, at_least=True)
        yield from measuring.tell("card-bytes", printed["bytes"] / printed["cards"], "bytes", limit=700.0)
        if measuring.wants("cards-decoded"):
            decoded = result_of("bench_cards", "decode", *asked)
            yield from measuring.tell("cards-decoded", decoded["read"], "cards", limit=decoded["tried"], at_least=True)


def allocating(measuring: Measuring) -> Iterator[Figure]:
    """A benefit card for many members, each of whom loses another one (issue 5, *How well*)."""
    if measuring.wants("allocate"):
        took = result_of("bench_allocate", measuring.made.url, str(min(ALLOCATED, measuring.made.people)))
        yield from measuring.tell("allocate", median(took["allocate"]), "s", peer=median(took["raw"]), times=3.0)


def busy(measuring: Measuring) -> Iterator[Figure]:
    """How long the window stands still while sheets and cards are made behind it."""
    if not measuring.wants(*BUSY):
        return
    rows = min(SHEET_ROWS, measuring.made.people)
    with tempfile.TemporaryDirectory(prefix="busy-", dir=CLUBS) as folder:
        found = result_of("bench_busy", measuring.made.url, folder, str(rows), str(rows // CHANGED_SHARE))
    longest = found["longest-paint"]
    for name in BUSY:
        stall = found["stall"][name.removeprefix("stall-")]
        yield from measuring.tell(name, stall, "ms", limit=stall_limit(longest), peer=longest)


def clerk(measuring: Measuring) -> Iterator[Figure]:
    """Selecting somebody, their page, a sale and Activity, in a club with a ledger of three years (issue 5, *How well*)."""
    waited = result_of("bench_clerk", measuring.made.url, str(min(SERVED, measuring.made.people // 20)))
    for name, limit in WAITED.items():
        cold, warm = waited[name][0], sorted(waited[name][1:])
        yield from measuring.tell(name, warm[int(len(warm) * 0.95)], "ms", limit=limit)
        yield from measuring.tell(f"{name}-p50", median(warm), "ms")
        yield from measuring.tell(f"{name}-cold", cold, "ms")
    yield from measuring.tell("desk-sale-keys", waited["keys"], "keys", limit=SALE_KEYS)
    longest, stalls = waited["longest-paint"], waited["stall"]
    for name in CLERK_STALLS:
        yield from measuring.tell(name, stalls[name.replace("-stall", "")], "ms")
    yield from measuring.tell("longest-stall-clerk", max(stalls.values()), "ms", limit=stall_limit(longest), peer=longest)


def open_growth(people: int, wanted: Wanted) -> Iterator[Figure]:
    """Of more than a million one line: how much later the first rows are painted than on the million (table.md)."""
    took = []
    for size in (WHOLE, people):
        with club(SQLITE, size) as made:
            runs = result_of("bench_opening", made.url, str(WARM_OPENINGS))
            took.append(median(runs["painted"][1:]))
            measuring = Measuring(made, wanted)
    yield from measuring.tell("open-growth", took[1], "ms", peer=took[0], times=1.5)
