"""Saving what was edited in the panel of a list: faults at their fields; of what another desk changed too, each field is chosen (A1)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from db.errors import BadValue, Conflict, FieldsRefused, Told
from db.fields.kinds import TIME
from db.journal import last_change
from desktop import problems
from resources.i18n import _

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.lists.details import Reading
    from ui.details_panel import DetailsPanel
    from ui.dialogs.conflict import ConflictAnswer

Changes = dict[str, tuple[Any, Any]]


class PanelEdits(QObject):
    """The edits of one panel. An edit is compared with what was shown when it began.

    reading: shows and reads the details. of: the record with this number in the panel, as it stands now. named: its entity and id in the
    journal. write: writes the changes of a record.
    """

    def __init__(
        self,
        desk: Desk,
        panel: DetailsPanel,
        parent: QObject,
        *,
        reading: Callable[[], Reading],
        of: Callable[[int], Any],
        named: Callable[[int], tuple[str, int]],
        write: Callable[[int, Changes], Coroutine[Any, Any, None]],
    ) -> None:
        super().__init__(parent)
        self._desk, self._panel = desk, panel
        self._reading, self._of, self._named, self._write = reading, of, named, write
        self._begun: dict[int, Any] = {}
        panel.edit_started.connect(self._begin)
        panel.reverted.connect(self._forget)
        panel.save_requested.connect(lambda texts: desk.start(self._save(texts)))

    def _begin(self) -> None:
        record = self._panel.record()
        if record is not None and (shown := self._of(record)) is not None:
            self._begun.setdefault(record, shown)

    def _forget(self) -> None:
        record = self._panel.record()
        if record is not None:
            self._begun.pop(record, None)

    async def _save(self, texts: Mapping[str, str]) -> None:
        """Save these texts of the record shown; every fault is marked at its field, and the fields keep what was typed."""
        panel, record = self._panel, self._panel.record()
        seen = None if record is None else self._begun.get(record, self._of(record))
        if record is None or seen is None:
            return
        values, faults = self._reading().read_all(texts)
        if not faults:
            try:
                is_saved = await self._merged(record, seen.name, {key: (getattr(seen, key), value) for key, value in values.items()})
            except Told as refused:
                faults = faults_of(refused)
                if not faults:
                    panel.show_refusal(problems.sentence(refused))
            else:
                if is_saved:
                    self._begun.pop(record, None)
                    panel.end_edit()
        for key, sentence in reversed(list(faults.items())):
            panel.show_problem(key, sentence)

    async def _merged(self, record: int, name: str, changes: Changes) -> bool:
        """Save these changes; where another desk changed the same fields meanwhile, ask for each whose holds (A1). False: back to editing."""
        wanted = dict(changes)
        while True:
            try:
                await self._write(record, wanted)
            except Conflict as refused:
                clashes = dict(refused.clashes)
            else:
                return True
            mine = await self._chosen_of(record, name, clashes)
            if mine is None:
                return False
            wanted = {key: pair for key, pair in wanted.items() if key not in clashes}
            wanted.update({key: (now, value) for key, (_before, now, value) in clashes.items() if key in mine})

    async def _chosen_of(self, record: int, name: str, clashes: Mapping[str, tuple[Any, Any, Any]]) -> frozenset[str] | None:
        """Before, now and mine of each field that clashes; the keys of those where mine is saved."""
        from ui.dialogs import conflict

        reading = self._reading()
        operator, desk, when = await self._desk.read(last_change, *self._named(record))
        lines = [
            conflict.Clash(detail.key, _(detail.label), *(reading.shown(detail, value) for value in clashes[detail.key]))
            for detail in reading.details
            if detail.key in clashes
        ]
        told = _("{operator} at {desk}").format(operator=operator, desk=desk)
        moment = TIME.show(when, reading.manner)
        answer: ConflictAnswer | None = await self._desk.ask(conflict.Conflict, name, told, operator, moment, lines)
        return None if answer is None else answer.mine


def faults_of(refused: Told) -> dict[str, str]:
    """The sentences of a refusal by field; none where it belongs to no field."""
    if isinstance(refused, FieldsRefused):
        return {key: problems.sentence(problem) for key, problem in refused.problems.items()}
    if isinstance(refused, BadValue) and refused.key is not None:
        return {refused.key: problems.sentence(refused)}
    return {}
