"""What this computer remembers between two starts: the last database, the recent ones, and named states of windows and tables."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from platformdirs import user_config_path, user_log_path

from db import address

FOLDER = "REGULARS_SETTINGS"
MOST_RECENT = 8


def config_folder() -> Path:
    """Where the settings lie: the system's place, or the folder named by REGULARS_SETTINGS (for tests, and for a stick)."""
    named = os.environ.get(FOLDER)
    return Path(named) if named else user_config_path("Regulars", appauthor=False)


def log_folder() -> Path:
    """Where the log lies, beside the settings when their folder is named."""
    named = os.environ.get(FOLDER)
    return Path(named) if named else user_log_path("Regulars", appauthor=False)


class Settings:
    """A JSON file of this person on this computer; one that cannot be read counts as empty, one that cannot be written stays in memory."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file or config_folder() / "settings.json"
        self._kept = self._read()

    @property
    def last_database(self) -> str | None:
        """The database that was opened last, without a password."""
        found = self._kept.get("last_database")
        return found if isinstance(found, str) and found else None

    @property
    def recent(self) -> tuple[str, ...]:
        """The databases opened lately, the latest first."""
        found = self._kept.get("recent")
        return tuple(name for name in found if isinstance(name, str)) if isinstance(found, list) else ()

    def opened(self, database: str) -> None:
        """Remember that a database was opened; a password in its address is left out."""
        name = address.without_password(database)
        recent = [name, *(known for known in self.recent if known != name)][:MOST_RECENT]
        if self.last_database != name or list(self.recent) != recent:
            self._kept.update(last_database=name, recent=recent)
            self._write()

    def forget(self, database: str) -> None:
        """Drop a database that is no longer there from the list."""
        recent = [known for known in self.recent if known != database]
        self._kept["recent"] = recent
        if self.last_database == database:
            self._kept["last_database"] = recent[0] if recent else None
        self._write()

    def state(self, name: str) -> Any:
        """A named state (JSON: columns of a table, size of a window) as it was kept, or None."""
        states = self._kept.get("states")
        return states.get(name) if isinstance(states, dict) else None

    def keep(self, name: str, state: Any) -> None:
        """Keep a named state; it must be JSON."""
        states = self._kept.get("states")
        kept = dict(states) if isinstance(states, dict) else {}
        if kept.get(name) != state:
            kept[name] = state
            self._kept["states"] = kept
            self._write()

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self.file.read_text("utf-8"))
        except (OSError, ValueError):
            # Missing at the first start; what was damaged is written anew.
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self) -> None:
        """Write beside the file, then put it in its place, so that it is never seen half-written."""
        part: str | None = None
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=self.file.parent, prefix=self.file.name, delete=False) as stream:
                part = stream.name
                json.dump(self._kept, stream, ensure_ascii=False, indent=1)
            Path(part).replace(self.file)
        except OSError:
            # No right to write there: the program works on and forgets at its end.
            if part is not None:
                Path(part).unlink(missing_ok=True)
