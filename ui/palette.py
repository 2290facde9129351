"""The command palette: a line to type into, and below it actions, people and places; Enter does the one marked (look: palette)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import combining, normalize

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from resources.i18n import _
from ui.controls import ElidedLabel, Hairline, chip_width, paint_chip
from ui.icons import icon
from ui.roles import Badge, Chip
from ui.theme import caption_font, chip_colours, digits, panel_font, row_height, small_font, theme_of, weighted

WIDTH, TOP, TALLEST = 600, 64, 400
_ITEM = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True)
class PaletteItem:
    """One thing that Enter does: an action with its *icon* and *keys*, or a person with *initials*, *chip* and *figure*.

    aside: muted words after the label. is_enabled: what cannot be done now stays readable.
    """

    key: str
    label: str
    aside: str = ""
    icon: QIcon | None = None
    keys: str = ""
    is_enabled: bool = True
    initials: str = ""
    chip: Chip | Badge | None = None
    figure: str = ""


@dataclass(frozen=True)
class PaletteSection:
    """A titled run of items; *told* stands at the end of the title's line, as "3 of 41"."""

    title: str
    items: tuple[PaletteItem, ...]
    told: str = ""


@dataclass(frozen=True)
class PaletteAnswer:
    """The key of what is to be done."""

    key: str


def spans(label: str, text: str) -> list[tuple[str, bool]]:
    """The label in pieces, those that were typed marked: the beginnings of its words, whatever the case and accents."""
    plain = "".join(_plain(sign) for sign in label)
    marked = [False] * len(label)
    for word in "".join(_plain(sign) for sign in text).split():
        at = plain.find(word)
        while at >= 0:
            if at == 0 or not plain[at - 1].isalnum():
                marked[at : at + len(word)] = [True] * len(word)
                break
            at = plain.find(word, at + 1)
    pieces: list[tuple[str, bool]] = []
    for sign, is_marked in zip(label, marked, strict=True):
        if pieces and pieces[-1][1] == is_marked:
            pieces[-1] = (pieces[-1][0] + sign, is_marked)
        else:
            pieces.append((sign, is_marked))
    return pieces


def _plain(sign: str) -> str:
    """One sign without accent and case, as one sign."""
    bare = [each for each in normalize("NFKD", sign.casefold()) if not combining(each)]
    return bare[0] if bare else sign


class _Delegate(QStyledItemDelegate):
    """Paints an item whole: ground, icon or initials, label with the typed part bold, aside, chip, figure, keys."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(palette)
        self._palette = palette

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, row_height(option.font) + 2 if index.data(_ITEM) is not None else row_height(option.font, "compact"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        item = index.data(_ITEM)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(item, PaletteItem):
            self._paint_item(painter, option, item)
        else:
            self._paint_head(painter, option, index)
        painter.restore()

    def _paint_head(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        theme, room = theme_of(option.palette), option.rect.adjusted(18, 4, -22, 0)
        painter.setPen(QColor(theme.muted))
        painter.setFont(weighted(caption_font(option.font), 600))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading), str(index.data()))
        painter.setFont(digits(caption_font(option.font)))
        painter.drawText(
            room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTrailing), str(index.data(Qt.ItemDataRole.UserRole) or "")
        )

    def _paint_item(self, painter: QPainter, option: QStyleOptionViewItem, item: PaletteItem) -> None:
        theme = theme_of(option.palette)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        ground = option.rect.adjusted(8, 1, -8, -1)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selection))
            painter.drawRoundedRect(ground, 6, 6)
            bar = QRect(ground.right() - 2 if rtl else ground.left(), ground.top(), 3, ground.height())
            painter.fillRect(bar, QColor(theme.accent))
        elif option.state & QStyle.StateFlag.State_MouseOver and item.is_enabled:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.hover))
            painter.drawRoundedRect(ground, 6, 6)
        room = QStyle.visualRect(option.direction, option.rect, option.rect.adjusted(18, 0, -22, 0))
        self._paint_sign(painter, option, room, item)
        inner = room.adjusted(0 if rtl else 36, 0, -36 if rtl else 0, 0)
        inner = self._paint_end(painter, option, inner, item)
        colour = theme.text if item.is_enabled else theme.muted
        painter.setPen(QColor(colour))
        left = inner
        for text, is_marked in spans(item.label, self._palette.text()):
            painter.setFont(weighted(option.font, 700 if is_marked else 400))
            left = self._put(painter, left, text, rtl=rtl)
        if item.aside:
            painter.setFont(small_font(option.font))
            painter.setPen(QColor(theme.muted))
            self._put(painter, left.adjusted(0 if rtl else 12, 0, -12 if rtl else 0, 0), item.aside, rtl=rtl)

    @staticmethod
    def _put(painter: QPainter, room: QRect, text: str, *, rtl: bool) -> QRect:
        """Draw a piece of text at the beginning of the room; gives what is left of it."""
        metrics = QFontMetrics(painter.font())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, room.width()))
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, int(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter), shown)
        width = metrics.horizontalAdvance(shown)
        return room.adjusted(0 if rtl else width, 0, -width if rtl else 0, 0)

    def _paint_sign(self, painter: QPainter, option: QStyleOptionViewItem, room: QRect, item: PaletteItem) -> None:
        theme = theme_of(option.palette)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        if item.initials:
            circle = QRectF(room.right() - 24 if rtl else room.left(), room.center().y() - 11.5, 24, 24)
            colours = chip_colours(item.chip.colour if isinstance(item.chip, Chip) else theme.muted, theme)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.ground))
            painter.drawEllipse(circle)
            painter.setPen(QColor(colours.text))
            painter.setFont(weighted(caption_font(option.font), 600))
            painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter), item.initials)
        elif item.icon is not None:
            mode = QIcon.Mode.Normal if item.is_enabled else QIcon.Mode.Disabled
            item.icon.paint(
                painter,
                QRect(room.right() - 20 if rtl else room.left() + 4, room.center().y() - 7, 16, 16),
                Qt.AlignmentFlag.AlignCenter,
                mode,
            )

    def _paint_end(self, painter: QPainter, option: QStyleOptionViewItem, room: QRect, item: PaletteItem) -> QRect:
        """Keys, figure and chip at the end; gives the room that they leave."""
        theme = theme_of(option.palette)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        for text, font in ((item.keys, digits(small_font(option.font))), (item.figure, weighted(digits(option.font), 500))):
            if not text:
                continue
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(QColor(theme.text if text is item.figure else theme.muted))
            side = Qt.AlignmentFlag.AlignLeft if rtl else Qt.AlignmentFlag.AlignRight
            painter.drawText(room, int(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter), text)
            taken = max(metrics.horizontalAdvance(text), 54 if text is item.figure else 0) + 12
            room = room.adjusted(taken if rtl else 0, 0, 0 if rtl else -taken, 0)
        if item.chip is not None:
            metrics = QFontMetrics(option.font)
            width = chip_width(item.chip, metrics)
            place = QRect(room.left() if rtl else room.right() - width, room.center().y() - 9, width, 20)
            painter.setFont(weighted(option.font, 500))
            paint_chip(painter, place, item.chip, option.palette, on_selection=bool(option.state & QStyle.StateFlag.State_Selected))
            room = room.adjusted(width + 12 if rtl else 0, 0, 0 if rtl else -width - 12, 0)
        return room


class Palette(QDialog):
    """`typed` comes with each change of the text; what fits is shown by `show_sections`. `answered` comes once, None where it was closed."""

    typed = Signal(str)
    answered = Signal(object)

    def __init__(self, sections: Sequence[PaletteSection], *, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._answer: PaletteAnswer | None = None
        self._is_over = False
        self._count = 0
        self.setWindowTitle(_("Find an action or a person"))
        self.setAccessibleName(_("Find an action or a person"))
        self.line = QLineEdit(self)
        self.line.setFrame(False)
        self.line.setFont(panel_font(self.font()))
        self.line.setMaxLength(200)
        self.line.setPlaceholderText(_("Action, person, view or tab"))
        self.line.setAccessibleName(_("Action, person, view or tab"))
        self.line.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = QListWidget(self)
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setAccessibleName(_("What can be done"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_Delegate(self))
        self.told = ElidedLabel("", self)
        keys = ElidedLabel("   ".join((_("\N{UPWARDS ARROW} \N{DOWNWARDS ARROW} choose"), _("Enter does it"), _("Esc closes"))), self)
        for label in (self.told, keys):
            label.setFont(small_font(self.font()))
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 8, 18, 9)
        foot.addWidget(self.told, 1)
        foot.addWidget(keys)
        head = QHBoxLayout()
        head.setContentsMargins(12, 9, 12, 9)
        head.addWidget(self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Hairline(self))
        column.addWidget(self.list)
        column.addWidget(Hairline(self))
        column.addLayout(foot)
        self.setFixedWidth(WIDTH)
        self.line.textChanged.connect(self.typed)
        self.list.itemClicked.connect(self._do)
        self.list.currentRowChanged.connect(lambda _row: self._tell())
        self.show_sections(sections)
        self.line.setFocus()

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its answer."""
        return not self._is_over

    def text(self) -> str:
        """What is typed."""
        return self.line.text()

    def show_sections(self, sections: Sequence[PaletteSection]) -> None:
        """Show what fits; the marked item stays marked where it is still there, else the first that can be done is."""
        before = self.list.currentItem()
        kept = before.data(_ITEM).key if before is not None and before.data(_ITEM) is not None and before is not self._first() else None
        self.list.clear()
        chosen = None
        self._count = 0
        for section in sections:
            if section.items:
                head = QListWidgetItem(section.title, self.list)
                head.setData(Qt.ItemDataRole.UserRole, section.told)
                head.setFlags(Qt.ItemFlag.NoItemFlags)
            for item in section.items:
                row = QListWidgetItem(self.list)
                row.setData(_ITEM, item)
                row.setData(
                    Qt.ItemDataRole.AccessibleTextRole, ", ".join(part for part in (item.label, item.aside, item.figure, item.keys) if part)
                )
                row.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if item.is_enabled else Qt.ItemFlag.NoItemFlags)
                self._count += item.is_enabled
                if item.is_enabled and item.key == kept:
                    chosen = row
        if (marked := chosen or self._first()) is not None:
            self.list.setCurrentItem(marked)
        self._fit()
        self._tell()

    def _first(self) -> QListWidgetItem | None:
        rows = (self.list.item(at) for at in range(self.list.count()))
        return next((row for row in rows if row.flags() & Qt.ItemFlag.ItemIsSelectable), None)

    def items(self) -> list[PaletteItem]:
        """What is shown, in its order."""
        found = (self.list.item(at).data(_ITEM) for at in range(self.list.count()))
        return [item for item in found if isinstance(item, PaletteItem)]

    def current(self) -> PaletteItem | None:
        """The item that Enter does."""
        row = self.list.currentItem()
        item = None if row is None else row.data(_ITEM)
        return item if isinstance(item, PaletteItem) else None

    def _tell(self) -> None:
        current = self.current()
        able = [item.key for item in self.items() if item.is_enabled]
        if current is None or current.key not in able:
            self.told.setText(_("Nothing found") if self.text().strip() else "")
        else:
            self.told.setText(_("{n} of {count}").format(n=able.index(current.key) + 1, count=len(able)))

    def _fit(self) -> None:
        rows = sum(self.list.sizeHintForRow(at) for at in range(self.list.count()))
        parent = self.parentWidget()
        most = TALLEST if parent is None else max(160, min(TALLEST, parent.height() - TOP - 180))
        self.list.setFixedHeight(min(max(rows, 60) + 8, most))
        self.adjustSize()

    def setVisible(self, visible: bool) -> None:
        parent = self.parentWidget()
        if visible and parent is not None:
            self._fit()
            self.move(parent.mapToGlobal(QPoint((parent.width() - self.width()) // 2, TOP)))
        super().setVisible(visible)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.edge))
        painter.fillRect(self.rect().adjusted(1, 1, -1, -1), QColor(theme.base))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if Qt.Key(event.key()) in moves:
            self._move(moves[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            row = self.list.currentItem()
            if row is not None:
                self._do(row)
        else:
            super().keyPressEvent(event)

    def _move(self, step: int) -> None:
        able = [at for at in range(self.list.count()) if self.list.item(at).flags() & Qt.ItemFlag.ItemIsSelectable]
        if able:
            at = able.index(self.list.currentRow()) if self.list.currentRow() in able else 0
            self.list.setCurrentRow(able[min(max(0, at + step), len(able) - 1)])

    def _do(self, row: QListWidgetItem) -> None:
        item = row.data(_ITEM)
        if isinstance(item, PaletteItem) and item.is_enabled:
            self._answer = PaletteAnswer(item.key)
            self.done(int(QDialog.DialogCode.Accepted))

    def done(self, result: int) -> None:
        if self._is_over:
            return
        self._is_over = True
        super().done(result)
        self.answered.emit(self._answer)
        self.deleteLater()
