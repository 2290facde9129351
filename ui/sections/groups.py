"""The section Groups: all groups as ticks, each with its colour; a tick puts the record in or takes it out at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFontMetrics, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from resources.i18n import _
from ui.details_section import plain_label
from ui.fields import LineField
from ui.icons import icon
from ui.roles import Editor
from ui.sections.parts import EDGE, SectionHead, stacked

_ID = Qt.ItemDataRole.UserRole
# A list this long gets a line to find a group by its name.
FIND_FROM = 10
WIDEST = 480


@dataclass(frozen=True)
class GroupTick:
    """One group: its name and colour, and whether the record is in it."""

    id: int
    name: str
    colour: str
    is_in: bool


class GroupsView(QWidget):
    """The section whole. `ticked` tells which group is to be entered or left; the owner shows the ticks anew when it is done."""

    ticked = Signal(int, bool)

    def __init__(self, tools: Sequence[QAction]) -> None:
        super().__init__()
        self._shown: tuple[GroupTick, ...] = ()
        self.head = SectionHead(_("Groups"), self)
        self.head.set_actions(tools)
        self.finder = LineField(Editor("text", hint=_("Find a group")), self)
        self.finder.setAccessibleName(_("Find a group"))
        self.finder.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("Groups"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMinimumHeight(160)
        self.none = plain_label(
            _("No groups yet. A group is made with + beside the groups of the list, or when people are put into one."), self, muted=True
        )
        self.none.setWordWrap(True)
        inner = QWidget(self)
        inner.setMaximumWidth(WIDEST)
        column = QVBoxLayout(inner)
        column.setContentsMargins(EDGE, 12, EDGE, 12)
        column.setSpacing(10)
        for part in (self.finder, self.none):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        stacked(self, self.head, (inner, 1))
        self.finder.textChanged.connect(self._find)
        self.list.itemChanged.connect(self._changed)
        self.list.itemActivated.connect(self._turn)

    def show_groups(self, groups: Sequence[GroupTick]) -> None:
        """Show all groups with their ticks; the place in the list stays."""
        if tuple(groups) == self._shown:
            return
        same = [group.id for group in groups] == [group.id for group in self._shown]
        self._shown = tuple(groups)
        with QSignalBlocker(self.list):
            if not same:
                self.list.clear()
            for place, group in enumerate(groups):
                item = self.list.item(place) if same else QListWidgetItem(self.list)
                self._fill(item, group)
        self.finder.setVisible(len(groups) >= FIND_FROM)
        self.list.setVisible(bool(groups))
        self.none.setVisible(not groups)
        self.head.set_count(_("{count} of {total}").format(count=sum(group.is_in for group in groups), total=len(groups)) if groups else "")
        self._find(self.finder.text())

    def forget(self) -> None:
        """The ticks that stand there were refused: what is shown next is filled in whole."""
        self._shown = ()

    def _fill(self, item: QListWidgetItem, group: GroupTick) -> None:
        item.setText(group.name)
        item.setIcon(_dot(group.colour))
        item.setData(_ID, group.id)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if group.is_in else Qt.CheckState.Unchecked)
        item.setSizeHint(QSize(80, QFontMetrics(self.font()).height() + 16))

    def _changed(self, item: QListWidgetItem) -> None:
        self.ticked.emit(int(item.data(_ID)), item.checkState() == Qt.CheckState.Checked)

    def _turn(self, item: QListWidgetItem) -> None:
        """Enter turns a tick as the space bar does."""
        item.setCheckState(Qt.CheckState.Unchecked if item.checkState() == Qt.CheckState.Checked else Qt.CheckState.Checked)

    def _find(self, text: str) -> None:
        words = text.casefold().split()
        for place, group in enumerate(self._shown):
            self.list.item(place).setHidden(not all(word in group.name.casefold() for word in words))


def _dot(colour: str) -> QIcon:
    """The group's colour as a dot."""
    picture = QPixmap(QSize(32, 32))
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(4, 4, 9, 9)
    painter.end()
    return QIcon(picture)
