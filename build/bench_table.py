"""The table in the real window: jump, sort, type, select, and what another desk does. `python bench_table.py URL PHONE` prints milliseconds."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from bench_desk import OtherDesk
from bench_processes import peak_memory
from bench_window import BareTable, Heartbeat, Window, application, opened, rest, wait
from db.search import Sort

JUMPS = 200
REPAINTS = 40
REPEATED = 5
SCATTERED = 20_000
KEY_MILLISECONDS = 60
DEFAULT = (Sort("joined", descending=True),)


class Table:
    """All that is measured of one open window."""

    def __init__(self, window: Window, beat: Heartbeat, phone: str) -> None:
        self.window, self.beat, self.phone = window, beat, phone
        self.regulars, self.tab = window.regulars, window.regulars.people("members")

    def jumps(self) -> dict[str, list[float]]:
        """Anywhere in the table, to painted."""
        bar = self.window.table.verticalScrollBar()
        places = random.Random(1)
        took = [self.window.painted_after(lambda: bar.setValue(places.randrange(max(1, bar.maximum())))) for _ in range(JUMPS)]
        return {"jump": took}

    def sorts(self) -> dict[str, list[float]]:
        """By an indexed column and by one without an index. Two orders are kept, so three columns in turn are never at hand."""
        found: dict[str, list[float]] = {f"sort-{key}-{what}": [] for key in ("name", "street") for what in ("painted", "whole")}
        for _ in range(REPEATED):
            for word, key in (("name", "last_name"), ("", "city"), ("street", "street")):
                question = self.window.ask(lambda key=key: self.tab.set_sort((Sort(key),)))  # type: ignore[misc]
                if word:
                    found[f"sort-{word}-painted"].append((question.painted - question.asked) * 1000)
                    found[f"sort-{word}-whole"].append((question.whole - question.asked) * 1000)
        self.window.ask(lambda: self.tab.set_sort(DEFAULT))
        return found

    def types(self) -> dict[str, list[float]]:
        """Texts that find many, some and few people; no text twice in turn, so that no answer is at hand."""
        found: dict[str, list[float]] = {"type-an": [], "type-anna": [], "type-phone": []}
        for _ in range(REPEATED):
            for name, typed in (("type-an", "an"), ("type-anna", "anna"), ("type-phone", self.phone)):
                question = self.window.ask(lambda typed=typed: self.regulars.window.search.setText(typed))  # type: ignore[misc]
                found[name].append((question.painted - question.asked) * 1000)
                self.window.ask(self.regulars.window.search.clear)
        return found

    def letters(self) -> dict[str, list[float]]:
        """Two words letter by letter: from the last key to painted, and the older questions that were answered after it all the same."""
        found: dict[str, list[float]] = {"letters": [], "letters-queued": []}
        for _ in range(REPEATED):
            typing = Typing(self.window, "novak anna")
            wait(lambda typing=typing: typing.is_over)  # type: ignore[misc]
            found["letters"].append((self.window.table.question.painted - typing.last_key) * 1000)
            found["letters-queued"].append(typing.older)
            typing.close()
            self.window.ask(self.regulars.window.search.clear)
        return found

    def selects(self) -> dict[str, list[float]]:
        """Everybody, nobody, and many scattered people, to painted."""
        table, ids = self.window.table, self.window.model.ids
        scattered = ids[:: max(1, len(ids) // SCATTERED)][:SCATTERED].tolist()
        ways: tuple[tuple[str, Callable[[], None]], ...] = (
            ("select-all", table.select_all_rows),
            ("select-none", table.selection.clear),
            ("select-scattered", lambda: table.selection.select(scattered)),
            ("", table.selection.clear),
        )
        found: dict[str, list[float]] = {name: [] for name, _ in ways if name}
        for _ in range(REPEATED):
            for name, change in ways:
                took = self.window.painted_after(change)
                wait(lambda: self.regulars.jobs.running == 0)
                rest()
                if name:
                    found[name].append(took)
        return found

    def news(self) -> dict[str, list[float]]:
        """Another desk changes a detail beside the sort, and one that the table is sorted by: from its commit to shown here."""
        self.beat.watch("")
        desk = OtherDesk(self.window.url)
        self.beat.watch("desk")
        took = [self._seen(desk, "first_name", name) for name in ("Zebedee", "Yolande")]
        self.window.ask(lambda: self.tab.set_sort((Sort("last_name"),)))
        took += [self._seen(desk, "last_name", name) for name in ("Aaberg", "Aabel")]
        self.window.ask(lambda: self.tab.set_sort(DEFAULT))
        desk.close()
        return {"desk": took}

    def _seen(self, desk: OtherDesk, key: str, wanted: str) -> float:
        model, row = self.window.model, min(3, len(self.window.model.ids) - 1)
        person, column = model.id_at(row), model.column_of(key)
        assert person is not None
        assert column is not None
        seen = model.index(row, column).data()
        desk.edit(person, key, seen, wanted)

        def is_shown() -> bool:
            now = model.row_of(person)
            return now is not None and model.index(now, column).data() == wanted

        wait(is_shown)
        shown = time.time()
        wait(lambda: self.window.records.is_settled)
        rest(0.2)
        # The answer came before it was shown, so that this does not wait.
        return (shown - desk.answer()) * 1000


class Typing:
    """A hand that types a text into the search, a key every 60 ms."""

    def __init__(self, window: Window, text: str) -> None:
        self._window, self._left, self._text = window, list(text), text
        self.last_key = 0.0
        self.older = 0
        self._timer = QTimer()
        self._timer.timeout.connect(self._press)
        self._timer.start(KEY_MILLISECONDS)
        window.records.count_changed.connect(self._answered)

    def _press(self) -> None:
        QTest.keyClicks(self._window.regulars.window.search, self._left.pop(0))
        if not self._left:
            self._timer.stop()
            self.last_key = time.perf_counter()

    def _answered(self, _count: int, _is_whole: bool) -> None:
        if self.last_key and not self._is_last_asked:
            self.older += 1

    @property
    def _is_last_asked(self) -> bool:
        return self._window.table.question.asked > self.last_key > 0

    @property
    def is_over(self) -> bool:
        """The answer to the whole text is painted."""
        return self._is_last_asked and self._window.table.question.is_over

    def close(self) -> None:
        """Listen no more."""
        self._window.records.count_changed.disconnect(self._answered)


def measured(url: str, phone: str) -> dict[str, Any]:
    """Everything, in milliseconds; the stalls by job, and the most memory in MB."""
    app, beat = application(), Heartbeat()
    window = opened(app, url, beat)
    beat.watch("")
    bare = BareTable(window.regulars.ways.people_in_view().desk.database)
    bare.show()
    rest(0.2)
    repaints = bare.repaints(REPAINTS)
    table = Table(window, beat, phone)
    found: dict[str, Any] = {}
    works: tuple[tuple[str, Callable[[], dict[str, list[float]]]], ...] = (
        ("jump", table.jumps),
        ("sort", table.sorts),
        ("type", table.types),
        ("letters", table.letters),
        ("select", table.selects),
        ("desk", table.news),
    )
    for job, ask in works:
        beat.watch(job)
        found.update(ask())
        beat.watch("")
    repaints += bare.repaints(REPAINTS)
    bare.close()
    window.close()
    return {**found, "paint": median(repaints), "longest-paint": max(repaints), "stall": beat.longest, "memory": peak_memory()}


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1], sys.argv[2])))
