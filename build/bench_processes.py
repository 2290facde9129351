"""Processes of the bench: each measurement in one of its own, with its CPU time and its memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from house_setup import CACHE, ROOT

BUILD = Path(__file__).parent


class BenchError(Exception):
    """A measurement did not come to an end; the message says what it said last."""


def environment(settings: Path) -> dict[str, str]:
    """What a measured process sees: no screen, the rooms on its path, settings of its own, and compiled modules as at a desk."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    compiled = {"PYTHONPYCACHEPREFIX": str(CACHE / "bench" / "compiled")}
    return {**kept, **compiled, "QT_QPA_PLATFORM": "offscreen", "REGULARS_SETTINGS": str(settings), "PYTHONPATH": str(ROOT)}


def result_of(script: str, *arguments: str, watch: Callable[[int], None] | None = None) -> Any:
    """Run a script of this folder, and give the JSON value of its last line; *watch* is told its process number. BenchError where it fails."""
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as settings:
        command = [sys.executable, str(BUILD / f"{script}.py"), *arguments]
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(Path(settings)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )
        if watch is not None:
            watch(process.pid)
        said, complaint = process.communicate()
    if process.returncode != 0 or not said.strip():
        message = f"{script} {' '.join(arguments)} ended with {process.returncode}:\n{complaint[-3000:]}"
        raise BenchError(message)
    return json.loads(said.splitlines()[-1])


def cpu_seconds() -> float:
    """The CPU time of this process and of those it has waited for."""
    if sys.platform == "win32":
        return sum(os.times()[:4])
    import resource

    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def peak_memory() -> float:
    """The most memory that this process has had, in MB."""
    if sys.platform.startswith("linux"):
        # The figure of getrusage begins with what the process had that started this one.
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024 / 1e6
    if sys.platform == "win32":
        import psutil

        return float(psutil.Process().memory_info().peak_wset) / 1e6
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


class MemoryWatch:
    """Looks every 20 ms at the memory of a process and all that it started; *peak* in MB counts them together."""

    def __init__(self) -> None:
        self.peak = 0.0
        self._ended = threading.Event()

    def start(self, pid: int) -> None:
        """Begin to watch this process, until `end`."""
        threading.Thread(target=self._run, args=(pid,), daemon=True).start()

    def end(self) -> float:
        """Stop; gives the peak."""
        self._ended.set()
        return self.peak

    def _run(self, pid: int) -> None:
        import psutil

        while not self._ended.wait(0.02):
            total = 0
            try:
                first = psutil.Process(pid)
                for process in (first, *first.children(recursive=True)):
                    total += process.memory_info().rss
            except psutil.Error:
                # A process that has just ended; what was counted stands.
                continue
            self.peak = max(self.peak, total / 1e6)
