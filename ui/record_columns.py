"""How the columns of a table stand: shown or hidden, in which order and how wide, kept by the fields' keys."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QTableView

from ui.record_header import RecordHeader
from ui.roles import Role

# From this width of the window on, a table shows more columns than the usual ones (look.md, *Where things stand*).
WIDE_WINDOW = 1600


# Names are cut to so many pixels first, then all but the longest to fewer; not below.
USUAL_NAME, LEAST_TEXT = 104, 80


class Columns(QObject):
    """The columns of one table. Names share what room is left; figures, dates, phones and codes keep the width of their widest sample."""

    changed = Signal()

    def __init__(self, table: QTableView, header: RecordHeader) -> None:
        super().__init__(table)
        self._table = table
        self._header = header
        self._order: list[str] = []
        self._usual: tuple[str, ...] = ()
        self._more: tuple[str, ...] = ()
        self._is_usual = True
        self._widths: dict[str, int] = {}
        self._laying = False
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(self._moved)

    def set_usual(self, keys: tuple[str, ...], more: tuple[str, ...] = ()) -> None:
        """The columns that are shown until the clerk chooses others; in a wide window as many of *more* as find room."""
        self._usual, self._more = keys, more
        if not self._order:
            self._order = list(keys)
        self.lay()

    def shown_keys(self) -> tuple[str, ...]:
        """The keys of the shown columns, from left to right."""
        return tuple(self._order)

    def all_keys(self) -> dict[str, str]:
        """Every column's key with its label."""
        return {self._header.key(section): self._header.label(section) for section in range(self._header.count())}

    def shown(self) -> list[int]:
        """The model's columns that are shown, from left to right."""
        sections = {self._header.key(section): section for section in range(self._header.count())}
        return [sections[key] for key in self._order if key in sections]

    def show(self, keys: tuple[str, ...]) -> None:
        """Show these columns in this order."""
        known = self.all_keys()
        wanted = [key for key in dict.fromkeys(keys) if key in known]
        if wanted and wanted != self._order:
            self._order, self._is_usual = wanted, tuple(wanted) == self._usual
            self.lay()
            self.changed.emit()

    def reset(self) -> None:
        """The usual columns with their natural widths."""
        self._widths.clear()
        self._order = []
        self.show(self._usual)
        self.fit()
        self.changed.emit()

    def state(self) -> dict[str, Any]:
        """How the columns stand, as JSON."""
        return {"columns": [] if self._is_usual else list(self._order), "widths": dict(self._widths)}

    def set_state(self, state: Any) -> None:
        """Put columns back as they were kept; what is no longer known is left out."""
        if not isinstance(state, dict):
            return
        known = self.all_keys()
        keys, widths = state.get("columns"), state.get("widths")
        kept = widths.items() if isinstance(widths, dict) else ()
        self._widths = {key: width for key, width in kept if key in known and isinstance(width, int)}
        wanted = [key for key in keys if key in known] if isinstance(keys, list | tuple) else []
        self._order, self._is_usual = wanted or list(self._usual), not wanted or tuple(wanted) == self._usual
        self.lay()

    def lay(self) -> None:
        """Hide and move the header's sections as they are wanted."""
        if not self._header.count():
            return
        self._place()
        self.fit()

    def _place(self) -> None:
        """Hide and move the sections."""
        self._laying = True
        sections = {self._header.key(section): section for section in range(self._header.count())}
        order = [key for key in self._order if key in sections]
        for key, section in sections.items():
            self._table.setColumnHidden(section, bool(order) and key not in order)
        for place, key in enumerate(order):
            self._header.moveSection(self._header.visualIndex(sections[key]), place)
        self._laying = False

    def _take_more(self) -> None:
        """While the clerk has chosen nothing, show as many further columns as the window has room for."""
        sections = {self._header.key(section): section for section in range(self._header.count())}
        order = [key for key in self._usual if key in sections]
        if self._table.window().width() >= WIDE_WINDOW:
            room = self._table.viewport().width() - sum(self._width(sections[key]) for key in order)
            for key in self._more:
                room -= self._width(sections[key]) if key in sections else 0
                if key in sections and key not in order and room >= 0:
                    order.append(key)
        if order and order != self._order:
            self._order = order
            self._place()

    def _width(self, section: int) -> int:
        return self._widths.get(self._header.key(section)) or self._header.natural_width(section)

    def fit(self) -> None:
        """Give the columns their widths; the names take what is left of the viewport."""
        if self._is_usual and self._more:
            self._take_more()
        shown = self.shown() or list(range(self._header.count()))
        if not shown or not self._header.count():
            return
        widths = {section: self._width(section) for section in shown}
        room = self._table.viewport().width() - sum(widths.values())
        loose = [section for section in shown if self._elides(section) and self._header.key(section) not in self._widths]
        if room > 0 and loose:
            # By what each needs: a long text gets more than a short name.
            total = sum(widths[section] for section in loose)
            for section in loose:
                share = room * widths[section] // total
                room, total = room - share, total - widths[section]
                widths[section] += share
        elif room < 0:
            self._squeeze(widths, loose, -room)
        blocker = QSignalBlocker(self)
        self._laying = True
        for section, width in widths.items():
            self._header.resizeSection(section, width)
        self._laying = False
        blocker.unblock()

    def _squeeze(self, widths: dict[int, int], loose: list[int], missing: int) -> None:
        """Take what is missing from labels wider than what stands below them, then from the names; beyond that the table scrolls sideways."""
        chosen = self._widths
        labels = [section for section in widths if section not in loose and self._header.key(section) not in chosen]
        missing = _take(widths, {section: self._header.content_width(section) for section in labels}, missing)
        missing = _take(widths, dict.fromkeys(loose, USUAL_NAME), missing)
        # The longest name tells the rows apart: it keeps more of its signs than the others.
        longest = max(loose, key=self._header.content_width, default=-1)
        _take(widths, {section: USUAL_NAME if section == longest else LEAST_TEXT for section in loose}, missing)

    def _elides(self, section: int) -> bool:
        return bool(self._header.model().headerData(section, Qt.Orientation.Horizontal, Role.ELIDES))

    def _resized(self, section: int, old: int, new: int) -> None:
        if not self._laying and new > 0 and old > 0:
            self._widths[self._header.key(section)] = new
            self.changed.emit()

    def _moved(self, section: int, old: int, new: int) -> None:
        if not self._laying:
            count = self._header.count()
            places = [self._header.logicalIndex(place) for place in range(count)]
            self._order = [self._header.key(each) for each in places if not self._table.isColumnHidden(each)]
            self._is_usual = False
            self.changed.emit()


def _take(widths: dict[int, int], least: dict[int, int], missing: int) -> int:
    """Take what is missing from these columns, from each by what it has above its least; gives what is missing still."""
    spare = {section: max(0, widths[section] - low) for section, low in least.items()}
    total = sum(spare.values())
    if missing <= 0 or total <= 0:
        return missing
    for section, free in spare.items():
        widths[section] -= min(free, round(missing * free / total))
    return max(0, missing - total)
