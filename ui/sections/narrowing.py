"""The filters of a part of a section: tools in its head that say how they stand, and ask by the popup of the filter bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from resources.i18n import _
from ui.controls import ToolButton
from ui.filter_popup import FilterPopup
from ui.filters import FilterAnswer, FilterSpec, Pairs, chip_for
from ui.icons import icon
from ui.roles import Choice
from ui.sections.parts import SectionHead

_ICONS = {"date_range": "calendar"}


class Narrowing(QObject):
    """Filters by key, each an action for the head's tools; `changed` comes when any of them was set or taken away."""

    changed = Signal()

    def __init__(self, head: SectionHead, today: Callable[[], date]) -> None:
        super().__init__(head)
        self._head, self._today = head, today
        self._specs: dict[str, FilterSpec] = {}
        self._answers: dict[str, FilterAnswer] = {}
        self._popup: FilterPopup | None = None
        self.actions: dict[str, QAction] = {}

    def add(self, spec: FilterSpec) -> QAction:
        """One more filter."""
        action = QAction(icon(_ICONS.get(spec.kind, "filter"), "text"), spec.label, self)
        action.triggered.connect(lambda _checked=False: self.open(spec.key))
        self._specs[spec.key], self.actions[spec.key] = spec, action
        return action

    def offer(self, key: str, choices: Sequence[Choice]) -> None:
        """The choices of a filter as they stand now."""
        self._specs[key] = replace(self._specs[key], choices=tuple(choices))

    def pairs(self, key: str) -> Pairs:
        """What a filter asks; nothing where it is not set."""
        answer = self._answers.get(key)
        return () if answer is None else answer.pairs

    def is_set(self) -> bool:
        """Whether any filter narrows the part."""
        return bool(self._answers)

    def open(self, key: str) -> None:
        """Ask for a filter, below its tool."""
        if self._popup is None:
            self._popup = FilterPopup(self._head)
            self._popup.answered.connect(self._take)
            self._popup.removed.connect(self._drop)
        tools = self._head.tools
        shown = [each for each in tools.buttons if isinstance(each, ToolButton) and each.isVisible()]
        button = next((each for each in shown if each.bound is self.actions[key]), None)
        self._popup.open_editor(self._specs[key], self.pairs(key), self._today(), button or tools.more)

    def set(self, key: str, pairs: Pairs) -> None:
        """Set a filter as its popup would; without pairs it is taken away."""
        if pairs:
            self._take(FilterAnswer(key, pairs))
        else:
            self._drop(key)

    def _take(self, answer: FilterAnswer) -> None:
        self._answers[answer.key] = answer
        self._tell(answer.key)

    def _drop(self, key: str) -> None:
        self._answers.pop(key, None)
        self._tell(key)

    def _tell(self, key: str) -> None:
        """The tool says how its filter stands."""
        spec, answer = self._specs[key], self._answers.get(key)
        words = spec.label if answer is None else _("{label}: {value}").format(label=spec.label, value=chip_for(spec, answer).value_text)
        self.actions[key].setText(words)
        self._head.tools.set_actions(self._head.tools.actions_shown())
        self.changed.emit()


def within(pairs: Pairs, day: str) -> bool:
    """Whether an ISO day lies in the range that these pairs ask; an empty range holds every day."""
    bounds = dict(pairs)
    return bounds.get("=") != "" and bounds.get(">=", day) <= day <= bounds.get("<=", day)


def among(pairs: Pairs, value: str) -> bool:
    """Whether a value is one of those that these pairs ask; without any it is."""
    return all((value in values.split("|")) == (op == "=") for op, values in pairs)
