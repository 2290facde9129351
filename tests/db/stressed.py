"""Eight desks of `tests.db.stress` as processes: started together, told what to do, ended together."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

from tests.db.stress import DESKS

ROOT = Path(__file__).parents[2]


class Desks:
    """The desks of one club; *files* hold what each was answered."""

    def __init__(self, url: str, folder: Path) -> None:
        self.files = [folder / f"desk-{name}.jsonl" for name in range(DESKS)]
        command = [sys.executable, "-m", "tests.db.stress", url]
        self._desks = [
            subprocess.Popen(
                [*command, str(name), str(file)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                cwd=ROOT,
            )
            for name, file in enumerate(self.files)
        ]

    def __enter__(self) -> Desks:
        for desk in self._desks:
            self._expect(desk, "ready\n")
        return self

    def work(self, kind: str, count: int) -> float:
        """Have each do so many operations, all at once; gives the seconds until the last one is done."""
        begun = time.perf_counter()
        for desk in self._desks:
            assert desk.stdin is not None
            desk.stdin.write(f"{kind} {count}\n")
            desk.stdin.flush()
        for desk in self._desks:
            self._expect(desk, "done\n")
        return time.perf_counter() - begun

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for desk in self._desks:
            if error is not None:
                desk.kill()
            complaints = desk.communicate()[1]
            assert error is not None or desk.returncode == 0, complaints

    def _expect(self, desk: subprocess.Popen[str], word: str) -> None:
        assert desk.stdout is not None
        if desk.stdout.readline() != word:
            raise AssertionError(desk.communicate()[1][-3000:])
