"""The bar over a table: its filters as chips, *+ Filter*, *Clear*, and the tools at the end, all giving way when it is narrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QStyle, QWidget

from resources.i18n import _
from ui.bars import ToolRow
from ui.controls import ChipButton, LinkButton, ToolButton
from ui.filters import PERIODS, FilterAnswer, FilterChip, FilterSpec, chip_for, name_of
from ui.flow import FlowLayout
from ui.icons import icon

if TYPE_CHECKING:
    from ui.filter_popup import FilterPopup

GAP = 6
EDGE = 12
WIDEST_VIEW = 180


class FilterBar(QWidget):
    """The filters that hold, one chip each; a person's change is shown at once and told by one signal.

    `answers()` is what holds now. *today* gives the club's day, which quick picks count from.
    """

    filter_set = Signal(FilterAnswer)
    filter_removed = Signal(str)
    cleared = Signal()
    views_requested = Signal()

    def __init__(self, parent: QWidget | None = None, today: Callable[[], date] = date.today) -> None:
        super().__init__(parent)
        self.today = today
        self._specs: dict[str, FilterSpec] = {}
        self._answers: dict[str, FilterAnswer] = {}
        self._chips: dict[str, ChipButton] = {}
        self._folded: list[str] = []
        self._view = ""
        self._tool_actions: list[QAction] = []
        self._extra: QAction | None = None
        self._save_action: QAction | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.views_button = ToolButton(parent=self)
        self.views_button.hide()
        self.more_chips = ToolButton(parent=self)
        self.more_chips.hide()
        self.add_button = ToolButton(parent=self)
        self.add_button.setText(_("Filter"))
        self.add_button.setIcon(icon("add", "text"))
        self.add_button.setToolTip(_("Add a filter"))
        self.add_button.set_words(True)
        self.clear_link = LinkButton(_("Clear"), self, muted=True)
        self.clear_link.setToolTip(_("Remove all filters"))
        self.save_link = LinkButton("", self)
        self.tools = ToolRow(self)
        self._popup: FilterPopup | None = None
        self.views_button.clicked.connect(self.views_requested)
        self.more_chips.clicked.connect(self._open_folded)
        self.add_button.clicked.connect(self.open_fields)
        self.clear_link.clicked.connect(self._clear)
        self.save_link.clicked.connect(lambda: self._save_action.trigger() if self._save_action is not None else None)
        self._fill()

    @property
    def popup(self) -> FilterPopup:
        """Where a filter is chosen and edited; made, with all its editors, when it is first opened."""
        if self._popup is None:
            from ui.filter_popup import FilterPopup

            self._popup = FilterPopup(self)
            self._popup.answered.connect(self._set)
            self._popup.removed.connect(self._remove)
        return self._popup

    def set_specs(self, specs: Sequence[FilterSpec]) -> None:
        """The fields that can be filtered, in the order in which they are offered."""
        self._specs = {spec.key: spec for spec in specs}

    def set_answers(self, answers: Sequence[FilterAnswer]) -> None:
        """Show these filters, as when a view is chosen; no signal tells it."""
        self._answers = {answer.key: answer for answer in answers if name_of(answer.key) in self._specs}
        self._fill()

    def answers(self) -> tuple[FilterAnswer, ...]:
        """The filters that hold."""
        return tuple(self._answers.values())

    def chips(self) -> tuple[FilterChip, ...]:
        """The filters that hold, in words."""
        return tuple(chip_for(self._specs[name_of(key)], answer) for key, answer in self._answers.items())

    def set_tools(self, actions: Sequence[QAction]) -> None:
        """The commands at the end of the bar."""
        self._tool_actions = list(actions)
        self._fill_tools()

    def set_extra(self, action: QAction | None) -> None:
        """One more command after the tools, while a narrow window needs it."""
        if action is not self._extra:
            self._extra = action
            self._fill_tools()

    def _fill_tools(self) -> None:
        self.tools.set_actions([*self._tool_actions, *([self._extra] if self._extra is not None else [])])
        self._lay()

    def set_save_view(self, action: QAction) -> None:
        """The command that keeps what differs from the view; its link shows while the action is visible."""
        self._save_action = action
        action.changed.connect(self._follow_save)
        self._follow_save()

    def _follow_save(self) -> None:
        action = self._save_action
        if action is not None:
            self.save_link.setText(action.iconText())
            self._lay()

    def set_view_button(self, label: str, shown: bool) -> None:
        """Show the chosen view as a button before the chips, where there is no room for the list of views."""
        self._view = label if shown else ""
        self.views_button.setAccessibleName(_("View: {view}").format(view=label))
        self.views_button.setToolTip(label)
        text = QFontMetrics(self.views_button.font()).elidedText(label, Qt.TextElideMode.ElideRight, WIDEST_VIEW)
        self.views_button.setText(f"{text} \N{BLACK DOWN-POINTING SMALL TRIANGLE}")
        self.views_button.set_words(True)
        self._lay()

    def _fill(self) -> None:
        for chip in self._chips.values():
            chip.hide()
            chip.deleteLater()
        self._chips = {chip.key: self._chip_button(chip, self) for chip in self.chips()}
        self._lay()

    def _chip_button(self, chip: FilterChip, parent: QWidget) -> ChipButton:
        button = ChipButton(chip.label, chip.value_text, parent)
        button.edit_requested.connect(lambda: self.edit(chip.key))
        button.remove_requested.connect(lambda: self._remove(chip.key))
        return button

    def open_fields(self) -> None:
        """Ask for a filter to add; fields already filtered are changed by their chips, but for those with a period: there may be two."""
        free = [spec for spec in self._specs.values() if spec.is_offered and (spec.kind in PERIODS or spec.key not in self._answers)]
        self.popup.open_fields(free, self.today(), self.add_button)

    def edit(self, key: str) -> None:
        """Open the editor of a field's filter under its chip. KeyError for a field that cannot be filtered."""
        chip = self._chips.get(key)
        under = self.more_chips if key in self._folded else chip or self.add_button
        answer = self._answers.get(key)
        self.popup.open_editor(self._specs[name_of(key)], answer.pairs if answer is not None else (), self.today(), under, asked=key)

    def _set(self, answer: FilterAnswer) -> None:
        """Take an answer in the place of the one that was changed, whose period may have been another."""
        before, asked = self._answers, self.popup.asked
        kept = {key: each for key, each in before.items() if key != answer.key or key == asked}
        replaced = {(answer.key if key == asked else key): (answer if key == asked else each) for key, each in kept.items()}
        self._answers = {**replaced, answer.key: answer}
        if self._answers != before:
            self._fill()
            self.filter_set.emit(answer)
        self._focus_chip(answer.key)

    def _remove(self, key: str) -> None:
        if key in self._answers:
            keys = list(self._answers)
            at = keys.index(key)
            del self._answers[key]
            self._fill()
            # The focus stays in the bar, so that Backspace can take one filter after the other.
            left = keys[at + 1 :] or keys[:at][-1:]
            self._focus_chip(left[0] if left else "")
            self.filter_removed.emit(key)

    def _focus_chip(self, key: str) -> None:
        chip = None if key in self._folded else self._chips.get(key)
        (chip or self.add_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys go from chip to chip, on to *+ Filter* and *Clear*."""
        if event.key() not in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            super().keyPressEvent(event)
            return
        links: list[QWidget] = [self.clear_link, self.save_link]
        row = [*(chip for key, chip in self._chips.items() if key not in self._folded), *([self.more_chips] if self._folded else [])]
        stops: list[QWidget] = [*row, self.add_button, *(link for link in links if not link.isHidden())]
        at = next((place for place, each in enumerate(stops) if each.hasFocus()), None)
        if at is not None:
            forward = (event.key() == Qt.Key.Key_Right) != (self.layoutDirection() == Qt.LayoutDirection.RightToLeft)
            stops[min(max(0, at + (1 if forward else -1)), len(stops) - 1)].setFocus(Qt.FocusReason.TabFocusReason)

    def _clear(self) -> None:
        self._answers = {}
        self._fill()
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.cleared.emit()

    def _open_folded(self) -> None:
        """Show the chips that found no room, under +2."""
        frame = QFrame(self, Qt.WindowType.Popup)
        frame.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        frame.setFrameShape(QFrame.Shape.StyledPanel)
        frame.setFixedWidth(300)
        flow = FlowLayout(frame, GAP)
        flow.setContentsMargins(10, 10, 10, 10)
        for chip in self.chips():
            if chip.key in self._folded:
                button = self._chip_button(chip, frame)
                button.edit_requested.connect(frame.close)
                button.remove_requested.connect(frame.close)
                flow.addWidget(button)
        frame.resize(300, flow.heightForWidth(280) + 20)
        frame.move(self.more_chips.mapToGlobal(QPoint(0, self.more_chips.height() + 4)))
        frame.show()

    # What fits ------------------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(640, self.fontMetrics().height() + 26)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def _lay(self) -> None:
        """First the tools lose their words, then chips fold into +2, then tools move into ⋯ (look.md, *Bars give way*)."""
        saves = self._save_action is not None and self._save_action.isVisible()
        before = [self.views_button] if self._view else []
        after: list[QWidget] = [self.add_button]
        after += [self.clear_link] if self._chips else []
        after += [self.save_link] if saves else []
        fixed = _width([*before, *after])
        chips = list(self._chips.values())
        room = self.width() - 2 * EDGE - fixed
        tools = self.tools.width_with_words()
        if _width(chips) + tools + 2 * GAP > room:
            tools = self.tools.width_of_icons()
        shown = len(chips)
        while shown and _width(chips[:shown]) + self._more_width(len(chips) - shown) + tools + 2 * GAP > room:
            shown -= 1
        self._folded = list(self._chips)[shown:]
        self.more_chips.setText(f"+{len(self._folded)}")
        self.more_chips.setAccessibleName(_("{n} more filters").format(n=len(self._folded)))
        self.more_chips.setToolTip(", ".join(f"{chips[at].label} {chips[at].value}" for at in range(shown, len(chips))))
        self.more_chips.set_words(True)
        row = [*before, *chips[:shown], *([self.more_chips] if self._folded else []), *after]
        for widget in (self.views_button, self.more_chips, self.clear_link, self.save_link, *chips):
            widget.setVisible(widget in row)
        left = EDGE
        for widget in row:
            left = self._put(widget, left, widget.sizeHint().width()) + GAP
        tools = max(min(tools, self.width() - EDGE - left - GAP), self.tools.minimumSizeHint().width())
        self._put(self.tools, self.width() - EDGE - tools, tools)

    def _more_width(self, folded: int) -> int:
        if not folded:
            return 0
        return QFontMetrics(self.more_chips.font()).horizontalAdvance(f"+{folded}") + 20 + GAP

    def _put(self, widget: QWidget, left: int, width: int) -> int:
        height = widget.sizeHint().height()
        room = QRect(left, (self.height() - height) // 2, width, height)
        widget.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), room))
        return left + width


def _width(widgets: Sequence[QWidget]) -> int:
    return sum(widget.sizeHint().width() + GAP for widget in widgets)
