"""What a person's fields looked like when somebody typed over them: so that a save never overwrites another desk's change unseen (A1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from db.fields import Value

if TYPE_CHECKING:
    from ui.details_panel import DetailsPanel


class TypedOver:
    """The fields of the person whom a panel shows. *row* is what was seen; *clashes* the keys that another desk changed under typed text."""

    def __init__(self, panel: DetailsPanel) -> None:
        self._panel = panel
        self._person = 0
        self.row: Mapping[str, Value] = {}
        self.clashes: tuple[str, ...] = ()
        self._kept: dict[int, dict[str, Value]] = {}

    def take(self, person: int, row: Mapping[str, Value]) -> None:
        """Take newer fields; of one with text typed over it and not saved, what was there when it was typed is kept."""
        if self._panel.record() == self._person:
            self._kept[self._person] = {key: self.row[key] for key in self._panel.changed() if key in self.row}
        drafts = self._panel.drafts()
        self._kept = {each: seen for each, seen in self._kept.items() if seen and each in drafts}
        kept = self._kept.get(person, {})
        self._person, self.row = person, {**row, **kept}
        self.clashes = tuple(key for key, seen in kept.items() if row[key] != seen)
