"""Stage 3, the parent's side: start the reading child, watch its time and memory, and take its rows (spreadsheets.md, facts 2 and 3)."""

from __future__ import annotations

import json
import locale
import marshal
import os
import subprocess
import sys
import threading
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import desktop
from db.errors import RuleBroken, Stopped
from db.texts import N_
from desktop.sheets import CHILD_SWITCH, container, sniff
from desktop.sheets.card import Card

Cell = str | int | float | bool | None
Row = list[Cell]


@dataclass(frozen=True)
class Choices:
    """What the person chose of a file: the sheet, and of a CSV encoding and separator; None means found by the program."""

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None


# Everything found by the program.
FOUND = Choices()


@dataclass
class Sheet:
    """One sheet as it stands in the file. *rows* holds only the rows with content, *numbers* their numbers in the file (from 1).

    Date cells are ISO text; `day_rows` tells which cells those were. *errors* and *uncalculated* are cells by (row number, column from 0).
    """

    path: Path
    kind: str
    size: int
    names: list[str] = field(default_factory=list)
    name: str = ""
    rows: list[Row] = field(default_factory=list)
    numbers: array[int] = field(default_factory=lambda: array("I"))
    encoding: str | None = None
    delimiter: str | None = None
    card: Card | None = None
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    formulas: int = 0
    hidden_rows: int = 0
    days: dict[int, array[int]] = field(default_factory=dict)

    def day_rows(self, column: int) -> frozenset[int]:
        """The numbers of the rows whose cell in this column (from 0) is a date cell."""
        return frozenset(self.days.get(column, ()))

    @property
    def last_row(self) -> int:
        """The number of the last row with content."""
        return self.numbers[-1] if self.numbers else 0


def read(path: Path, choices: Choices = FOUND, *, stop: Callable[[], bool] | None = None) -> Sheet:
    """The sheet in the file; RuleBroken or Unavailable with one sentence where it cannot be read, Stopped within 0.2 s of a stop."""
    found = sniff.look(path)
    unpacked = container.check(path) if found.kind in ("xlsx", "xlsm", "xlsb", "ods") else found.size
    sheet = Sheet(path, found.kind, found.size)
    memory = _memory(found.kind, unpacked)
    request = {
        "path": str(path.resolve()),
        "kind": found.kind,
        "sheet": choices.sheet,
        "encoding": choices.encoding,
        "delimiter": choices.delimiter,
        "code_page": locale.getpreferredencoding(False),
        "memory": memory,
    }
    with subprocess.Popen(
        child_command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
        creationflags=_no_console(),
    ) as child:
        watch = _Watch(child, stop, limit=5.0 + unpacked / 1_000_000, memory=memory)
        try:
            _take(child, request, sheet)
        except (EOFError, BrokenPipeError, ValueError, TypeError):
            watch.explain(path, default=sniff.damaged(path))
        finally:
            watch.end()
    if watch.reason:
        watch.explain(path, default=sniff.damaged(path))
    return sheet


def child_command() -> list[str]:
    """How the child is started: this interpreter with the module, or the frozen program itself with a switch."""
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD_SWITCH]
    return [sys.executable, "-m", "desktop.sheets.reader_child"]


def _environment() -> dict[str, str]:
    """The child finds our rooms where we found them, whatever the working folder."""
    root = str(Path(desktop.__file__).resolve().parents[1])
    path = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": root if not path else root + os.pathsep + path, "PYTHONUTF8": "1"}


def _no_console() -> int:
    """On Windows no black window flashes up."""
    return int(getattr(subprocess, "CREATE_NO_WINDOW", 0))


def _memory(kind: str, unpacked: int) -> int:
    """The child's memory in bytes: enough for the honest file of this size, too little for a small one that claims to be huge."""
    return min(420_000_000 + (12 if kind in ("csv", "xls") else 8) * unpacked, 6_000_000_000)


def _take(child: subprocess.Popen[bytes], request: dict[str, Any], sheet: Sheet) -> None:
    """Send the request and gather the frames until the last."""
    if child.stdin is None or child.stdout is None:
        raise EOFError
    child.stdin.write(json.dumps(request).encode() + b"\n")
    child.stdin.close()
    while True:
        kind, *parts = _frame(child.stdout)
        match kind:
            case "rows":
                numbers, rows, days = parts
                sheet.numbers.frombytes(numbers)
                sheet.rows.extend(rows)
                for column, where in days.items():
                    sheet.days.setdefault(column, array("I")).frombytes(where)
            case "about":
                sheet.names, sheet.name, sheet.encoding, sheet.delimiter = parts
            case "card":
                sheet.card = Card.of(parts[0])
            case "notes":
                errors, uncalculated, sheet.formulas, sheet.hidden_rows = parts
                sheet.errors = {(row + 1, column): text for (row, column), text in errors.items()}
                sheet.uncalculated = {(row + 1, column) for row, column in uncalculated}
            case "refused":
                raise RuleBroken(parts[0], **parts[1])
            case "end":
                return
            case _:
                raise EOFError


def _frame(stream: IO[bytes]) -> tuple[Any, ...]:
    head = stream.read(4)
    content = stream.read(int.from_bytes(head, "little")) if len(head) == 4 else b""
    if len(head) < 4 or not content:
        raise EOFError
    frame = marshal.loads(content)
    if not isinstance(frame, tuple):
        raise TypeError
    return frame


class _Watch(threading.Thread):
    """Ends the child when the person stops, when its time is over, or when it takes too much memory."""

    def __init__(self, child: subprocess.Popen[bytes], stop: Callable[[], bool] | None, *, limit: float, memory: int) -> None:
        super().__init__(name="sheet reader's watch", daemon=True)
        self.child, self.stop, self.memory = child, stop, memory
        self.deadline = time.monotonic() + limit
        self.reason = ""
        self._over = threading.Event()
        self._errors = b""
        # Nothing that the child says may fill the pipe and hold it up.
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._ear.start()
        self.start()

    def _listen(self) -> None:
        if self.child.stderr is not None:
            for line in self.child.stderr:
                self._errors = (self._errors + line)[-2000:]

    def run(self) -> None:
        while not self._over.wait(0.05):
            self.reason = self._verdict()
            if self.reason:
                self.child.kill()
                return

    def _verdict(self) -> str:
        if self.stop is not None and self.stop():
            return "stopped"
        if time.monotonic() > self.deadline:
            return "slow"
        return "large" if sys.platform != "linux" and _resident(self.child.pid) > self.memory else ""

    def end(self) -> None:
        """Stop watching; the child is gone or goes now."""
        self._over.set()
        self.join()
        if self.child.poll() is None and self.reason == "":
            try:
                self.child.wait(1.0)
            except subprocess.TimeoutExpired:
                self.child.kill()
        self.child.wait()
        self._ear.join()

    def explain(self, path: Path, *, default: RuleBroken) -> None:
        """Raise what the end of the child means to the person."""
        self.end()
        if self.reason == "stopped":
            raise Stopped
        if self.reason or self.child.returncode != 0 or b"MemoryError" in self._errors or b"memory allocation" in self._errors:
            raise RuleBroken(
                N_("“{name}” could not be read within sensible time and memory: it is damaged, or a cell lies far away from all others."),
                name=path.name,
            ) from None
        raise default from None


def _resident(pid: int) -> int:
    """The resident memory of a process in bytes; none when it is gone."""
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
