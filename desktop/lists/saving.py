"""Saving what was edited in the panel of a list: faults at their fields, and a clash with another desk told with both values (A1)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from db.errors import BadValue, Conflict, FieldsRefused, Told
from desktop import problems
from resources.i18n import _

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.lists.details import Reading
    from ui.details_panel import DetailsPanel

THEIRS = "theirs"
Changes = dict[str, tuple[Any, Any]]


class PanelEdits(QObject):
    """The edits of one panel. An edit is compared with what was shown when it began; whoever clashes reads both values and may save again.

    reading: shows and reads the details. of: the record of an id as it stands now. write: writes the changes of a record.
    again: reads the list anew.
    """

    def __init__(
        self,
        desk: Desk,
        panel: DetailsPanel,
        parent: QObject,
        *,
        reading: Callable[[], Reading],
        of: Callable[[int], Any],
        write: Callable[[int, Changes], Coroutine[Any, Any, None]],
        again: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        super().__init__(parent)
        self._desk, self._panel = desk, panel
        self._reading, self._of, self._write, self._again = reading, of, write, again
        self._begun: dict[int, Any] = {}
        panel.edit_started.connect(self._begin)
        panel.reverted.connect(self._forget)
        panel.save_requested.connect(lambda texts: desk.start(self.save(texts)))
        panel.banner_clicked.connect(self._clicked)

    def _begin(self) -> None:
        record = self._panel.record()
        if record is not None and (shown := self._of(record)) is not None:
            self._begun.setdefault(record, shown)

    def _forget(self) -> None:
        record = self._panel.record()
        if record is not None:
            self._begun.pop(record, None)

    def _clicked(self, key: str) -> None:
        if key == THEIRS:
            self._panel.revert()

    async def save(self, texts: Mapping[str, str]) -> None:
        """Save these texts of the record shown; every fault is marked at its field, and the fields keep what was typed."""
        panel, record = self._panel, self._panel.record()
        seen = None if record is None else self._begun.get(record, self._of(record))
        if record is None or seen is None:
            return
        values, faults = self._reading().read_all(texts)
        if not faults:
            try:
                await self._write(record, {key: (getattr(seen, key), value) for key, value in values.items()})
            except Conflict as refused:
                await self._again()
                self._begun[record] = self._of(record) or seen
                panel.show_refusal(self._clash(refused), _("Take theirs"), THEIRS)
                return
            except Told as refused:
                faults = faults_of(refused)
                if not faults:
                    panel.show_refusal(problems.sentence(refused))
                    return
            else:
                self._begun.pop(record, None)
                panel.end_edit()
        for key, sentence in reversed(list(faults.items())):
            panel.show_problem(key, sentence)

    def _clash(self, refused: Conflict) -> str:
        """Both values of each field that clashes; a second *Save* writes one's own."""
        reading, parts = self._reading(), []
        for detail in reading.details:
            if detail.key in refused.clashes:
                _before, now, mine = (reading.shown(detail, value) or _("empty") for value in refused.clashes[detail.key])
                parts.append(_("{field}: now {now}, yours {mine}").format(field=_(detail.label), now=now, mine=mine))
        return _("Changed by another desk meanwhile. {parts}. Save again to keep yours.").format(parts="; ".join(parts))


def faults_of(refused: Told) -> dict[str, str]:
    """The sentences of a refusal by field; none where it belongs to no field."""
    if isinstance(refused, FieldsRefused):
        return {key: problems.sentence(problem) for key, problem in refused.problems.items()}
    if isinstance(refused, BadValue) and refused.key is not None:
        return {refused.key: problems.sentence(refused)}
    return {}
