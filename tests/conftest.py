"""What every test is given: Qt without a screen, and new databases on both engines."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

ROOT = Path(__file__).parents[1]

# Both are read when the library is first imported, so they stand before every import that could bring Qt or hypothesis in.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(ROOT / ".cache" / "hypothesis"))

from hypothesis import settings  # noqa: E402
from pytestqt.qtbot import QtBot  # noqa: E402

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

pytest_plugins = ["tests.postgres"]

# The deadline measures the machine, not the program; in CI the examples are the same each time.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


# Python collects on whichever thread happens to allocate; a widget in a cycle, left by an earlier test, would then be destroyed by a worker
# of a later one, and the process dies. So it collects here alone, on the thread of the tests (`desktop.memory` does the same).
gc.disable()
FULL_EVERY = 25
PATIENCE_MILLISECONDS = 20_000


class _Tests:
    """How many tests have run in this process."""

    done = 0


def pytest_runtest_teardown() -> None:
    """Collect between two tests."""
    _Tests.done += 1
    gc.collect(2 if _Tests.done % FULL_EVERY == 0 else 1)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a new, empty database, on each engine in turn."""
    if request.param == "sqlite":
        yield f"sqlite+pysqlite:///{(tmp_path / 'club.regulars').as_posix()}"
        return
    databases = request.getfixturevalue("postgres")
    url = databases.fresh()
    yield url
    databases.drop(url)


class PatientBot(QtBot):
    """Waits longer than pytest-qt's 5 s for what must come: on a machine with other work that is no fault, and what comes is waited for no longer."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MILLISECONDS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MILLISECONDS, **kwargs: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **kwargs)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """A bot that is patient."""
    return PatientBot(request)
