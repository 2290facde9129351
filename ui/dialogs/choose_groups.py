"""Putting one or many into groups and taking them out of others: a tick for each group, half a tick where some are in it (W1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from resources.i18n import _, ngettext
from ui.dialogs.parts import Card, wrapped
from ui.dialogs.question import Question
from ui.dialogs.subject import Subject, SubjectLine
from ui.filter_editors import list_palette
from ui.filter_popup import folded
from ui.form import ProblemLine
from ui.locales import show_number
from ui.theme import digits, field_height, row_height, theme_of, weighted

_ROW = int(Qt.ItemDataRole.UserRole) + 1
SHOWN = 8


@dataclass(frozen=True)
class GroupRow:
    """A group to tick: *inside* of the people concerned are in it now."""

    id: int
    name: str
    colour: str
    inside: int


@dataclass(frozen=True)
class GroupsAnswer:
    """The groups that everybody enters, those that everybody leaves, and the name of one to be made and entered (empty: none)."""

    enters: tuple[int, ...]
    leaves: tuple[int, ...]
    new: str = ""


class _Delegate(QStyledItemDelegate):
    """Paints a tick, the group's dot and name, and how many of the people are in it."""

    def __init__(self, total: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._total = total

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, row_height(option.font, "compact") + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        row, theme = index.data(_ROW), theme_of(option.palette)
        if not isinstance(row, GroupRow):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(theme.selection))
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        room = option.rect.adjusted(12, 0, -12, 0)
        box = QRect(room.right() - 16 if rtl else room.left(), room.center().y() - 7, 16, 16)
        state = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))
        _paint_tick(painter, box, state, option)
        dot = QRectF(box.left() - 22 if rtl else box.right() + 12, room.center().y() - 4, 9, 9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(row.colour))
        painter.drawEllipse(dot)
        told = _inside_words(row.inside, self._total)
        painter.setFont(digits(option.font))
        painter.setPen(QColor(theme.muted))
        width = QFontMetrics(painter.font()).horizontalAdvance(told)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(room, int(flags | (Qt.AlignmentFlag.AlignLeft if rtl else Qt.AlignmentFlag.AlignRight)), told)
        words = room.adjusted(width + 8 if rtl else 50, 0, -50 if rtl else -width - 8, 0)
        painter.setFont(weighted(option.font, 500 if state != Qt.CheckState.Unchecked else 400))
        painter.setPen(QColor(theme.text))
        label = QFontMetrics(painter.font()).elidedText(row.name, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, int(flags | (Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft)), label)
        painter.restore()


_TICKS = {
    Qt.CheckState.Checked: QStyle.StateFlag.State_On,
    Qt.CheckState.PartiallyChecked: QStyle.StateFlag.State_NoChange,
    Qt.CheckState.Unchecked: QStyle.StateFlag.State_Off,
}


def _paint_tick(painter: QPainter, place: QRect, state: Qt.CheckState, option: QStyleOptionViewItem) -> None:
    """A box as the style has it: ticked, half or empty."""
    box = QStyleOptionButton()
    box.rect, box.palette = place, option.palette
    box.state = QStyle.StateFlag.State_Enabled | _TICKS[state]
    QApplication.style().drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorCheckBox, box, painter, option.widget)


def _inside_words(inside: int, total: int) -> str:
    if total == 1 or not inside:
        return ""
    return _("{count} of {total}").format(count=show_number(inside), total=show_number(total))


class _Ticks(QListWidget):
    """The list of groups; Space ticks the marked one, which the list itself would only select."""

    ticked = Signal(QListWidgetItem)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() == Qt.Key.Key_Space and item is not None:
            self.ticked.emit(item)
        else:
            super().keyPressEvent(event)


class ChooseGroups(Question):
    """*subject* is one person or how many; Space ticks, a click too; a half tick stays as it is until it is touched."""

    def __init__(
        self,
        subject: Subject,
        total: int,
        rows: Sequence[GroupRow],
        *,
        typed: GroupsAnswer | None = None,
        problem: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Groups"), parent=parent)
        self._total, self._rows = total, tuple(rows)
        self.search = QLineEdit(self.content)
        self.search.setPlaceholderText(_("Find or name a new group"))
        self.search.setAccessibleName(_("Find or name a new group"))
        self.search.setMinimumHeight(field_height(self.font()))
        self.search.setMaxLength(60)
        self.list = _Ticks(self.content)
        self.list.setAccessibleName(_("Groups"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setPalette(list_palette(self.palette()))
        self.list.setItemDelegate(_Delegate(total, self.list))
        for row in rows:
            self._add(row, typed)
        new = typed.new if typed is not None else ""
        self.list.setFixedHeight((row_height(self.font(), "compact") + 2) * min(max(len(rows), 2), SHOWN) + 4)
        card = Card(self.content)
        card.column.setContentsMargins(1, 4, 1, 4)
        card.column.addWidget(self.list)
        self.effect = wrapped("", self.content, muted=True)
        self.body.setSpacing(8)
        self.body.addWidget(SubjectLine(subject, self.content))
        self.problem = ProblemLine(self.content)
        finding = QVBoxLayout()
        finding.setSpacing(0)
        finding.addWidget(self.search)
        finding.addWidget(self.problem)
        self.body.addLayout(finding)
        self.body.addWidget(card)
        self.body.addWidget(self.effect)
        self.body.addStretch(1)
        self.add_foot(_("Save groups"))
        self.search.textChanged.connect(self._narrow)
        self.list.itemClicked.connect(self._toggle)
        self.list.ticked.connect(self._toggle)
        self.search.setText(new)
        self.problem.say(problem)
        self._follow()
        (self.list if rows and not new else self.search).setFocus()

    def _add(self, row: GroupRow, typed: GroupsAnswer | None) -> None:
        item = QListWidgetItem(row.name, self.list)
        item.setData(_ROW, row)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        item.setCheckState(self._state(row))
        if typed is not None and row.id in (*typed.enters, *typed.leaves):
            item.setCheckState(Qt.CheckState.Checked if row.id in typed.enters else Qt.CheckState.Unchecked)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)

    def _state(self, row: GroupRow) -> Qt.CheckState:
        """How it is now."""
        if not row.inside:
            return Qt.CheckState.Unchecked
        return Qt.CheckState.Checked if row.inside >= self._total else Qt.CheckState.PartiallyChecked

    def _narrow(self, text: str) -> None:
        words = folded(text).split()
        self.problem.say("")
        for item in self._items():
            item.setHidden(not all(word in folded(item.text()) for word in words))
        self._follow()

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(at) for at in range(self.list.count())]

    def tick(self, group: int) -> None:
        """Tick or untick a group, as Space does."""
        self._toggle(next(item for item in self._items() if item.data(_ROW).id == group))

    def _toggle(self, item: QListWidgetItem) -> None:
        """From half to all, from all to none, from none back to half where it began so."""
        before = self._state(item.data(_ROW))
        half, all_, none = Qt.CheckState.PartiallyChecked, Qt.CheckState.Checked, Qt.CheckState.Unchecked
        after = {half: all_, all_: none, none: half if before == half else all_}
        item.setCheckState(after[item.checkState()])
        self._follow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.list.setFocus()
        else:
            super().keyPressEvent(event)

    def _new_name(self) -> str:
        """The name of a group that is not there yet."""
        text = self.search.text().strip()
        return "" if any(folded(row.name) == folded(text) for row in self._rows) else text

    def _follow(self) -> None:
        """Say what happens before it happens."""
        told: list[str] = []
        for item in self._items():
            row, state = item.data(_ROW), item.checkState()
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.name}, {_inside_words(row.inside, self._total)}")
            if state == self._state(row):
                continue
            count = self._total - row.inside if state == Qt.CheckState.Checked else row.inside
            sentence = (
                ngettext("{count} comes into {group}", "{count} come into {group}", count)
                if state == Qt.CheckState.Checked
                else ngettext("{count} leaves {group}", "{count} leave {group}", count)
            )
            told.append(sentence.format(count=show_number(count), group=row.name))
        if new := self._new_name():
            told.append(_("“{group}” is made, with everybody in it").format(group=new))
        self.effect.setText("; ".join(told) if told else _("Nothing changes yet."))

    def answer(self) -> GroupsAnswer:
        changed = [(item.data(_ROW), item.checkState()) for item in self._items() if item.checkState() != self._state(item.data(_ROW))]
        enters = tuple(row.id for row, state in changed if state == Qt.CheckState.Checked)
        return GroupsAnswer(enters, tuple(row.id for row, state in changed if state != Qt.CheckState.Checked), self._new_name())
