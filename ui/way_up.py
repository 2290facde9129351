"""The way up: the tiers as steps, each as high as its place, with its name, members and threshold (look: tiers)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from resources.i18n import _
from ui.controls import ElidedLabel
from ui.list_bar import EndTools
from ui.theme import chip_colours, digits, panel_font, small_font, theme_of, weighted

EDGE, GAP = 14, 8
LOWEST, RISE, FOOT = 62, 88, 26
LEAST_ROOM = 560


@dataclass(frozen=True)
class WayStep:
    """One tier: *earns* as "×1.25", *count* its members ("1,602"), *unit* their word, *needs* what it takes ("from 1,000 points")."""

    id: int
    name: str
    colour: str
    earns: str
    count: str
    unit: str
    needs: str


class WayUp(QWidget):
    """Title with tools, and the steps. `chosen` brings the tier that was clicked or reached by the arrow keys."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel(_("The way up"), self)
        self.title.setFont(weighted(panel_font(self.font()), 600))
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.measure = ElidedLabel("", self)
        self.measure.setTextFormat(Qt.TextFormat.PlainText)
        self.measure.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.measure.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.tools = EndTools(self)
        self._actions: list[QAction] = []
        self.steps = _Steps(self)
        self.steps.chosen.connect(self.chosen)
        head = QHBoxLayout()
        head.setContentsMargins(EDGE, 8, 12, 4)
        head.setSpacing(12)
        head.addWidget(self.title)
        head.addWidget(self.measure)
        head.addStretch(1)
        head.addWidget(self.tools)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.steps)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_tools(self, actions: Sequence[QAction]) -> None:
        """The commands at the end of the title."""
        self._actions = list(actions)
        self.set_extra(None)

    def set_extra(self, action: QAction | None) -> None:
        """One more command after the tools, while a narrow window needs it."""
        self.tools.set_actions([*self._actions, *([action] if action is not None else [])])

    def set_room(self, height: int) -> None:
        """In a low window the steps give way to the list below."""
        self.steps.setVisible(height >= LEAST_ROOM)

    def show_steps(self, steps: Sequence[WayStep], measure: str) -> None:
        """Show these tiers from the lowest to the highest; *measure* says what they are reached by."""
        self.measure.setText(measure)
        self.steps.show_steps(steps)

    def set_current(self, tier: int | None) -> None:
        """Frame the step of this tier."""
        self.steps.set_current(tier)


class _Steps(QWidget):
    """The steps, painted."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._steps: tuple[WayStep, ...] = ()
        self._current: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(_("The way up"))
        self.setFixedHeight(LOWEST + RISE + FOOT + 16)

    def show_steps(self, steps: Sequence[WayStep]) -> None:
        """Show these."""
        self._steps = tuple(steps)
        self._tell()
        self.update()

    def set_current(self, tier: int | None) -> None:
        """Frame this one."""
        self._current = tier
        self._tell()
        self.update()

    def _tell(self) -> None:
        step = next((step for step in self._steps if step.id == self._current), None)
        self.setAccessibleDescription("" if step is None else _said(step))

    def _rects(self) -> list[QRect]:
        count = len(self._steps)
        if not count:
            return []
        room = self.width() - 2 * EDGE - GAP * (count - 1)
        rects = []
        for at in range(count):
            left = EDGE + room * at // count + GAP * at
            right = EDGE + room * (at + 1) // count + GAP * at
            height = LOWEST + (RISE * at // (count - 1) if count > 1 else RISE)
            x = self.width() - right if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else left
            rects.append(QRect(x, 12 + LOWEST + RISE - height, right - left, height))
        return rects

    def _at(self, event: QMouseEvent) -> WayStep | None:
        point = event.position().toPoint()
        found = zip(self._steps, self._rects(), strict=True)
        return next((step for step, rect in found if rect.adjusted(0, 0, 0, FOOT).contains(point)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        step = self._at(event)
        if step is not None:
            self.chosen.emit(step.id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        step = self._at(event)
        self.setCursor(Qt.CursorShape.ArrowCursor if step is None else Qt.CursorShape.PointingHandCursor)
        QToolTip.showText(event.globalPosition().toPoint(), "" if step is None else _said(step), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        forward = Qt.Key.Key_Right if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else Qt.Key.Key_Left
        if event.key() not in (Qt.Key.Key_Left, Qt.Key.Key_Right) or not self._steps:
            super().keyPressEvent(event)
            return
        ids = [step.id for step in self._steps]
        at = ids.index(self._current) + (1 if event.key() == forward else -1) if self._current in ids else 0
        self.chosen.emit(ids[min(max(at, 0), len(ids) - 1)])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for step, rect in zip(self._steps, self._rects(), strict=True):
            self._paint(painter, step, rect)

    def _paint(self, painter: QPainter, step: WayStep, rect: QRect) -> None:
        theme = theme_of(self.palette())
        colours = chip_colours(step.colour, theme)
        is_current = step.id == self._current
        painter.setPen(
            QPen(QColor(colours.dot if not (is_current and self.hasFocus()) else theme.accent), 2) if is_current else Qt.PenStyle.NoPen
        )
        painter.setBrush(QColor(colours.ground))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.dot))
        room = rect.adjusted(14, 10, -12, 0)
        strong, small, big = weighted(self.font(), 600), small_font(self.font()), weighted(digits(panel_font(self.font())), 600)
        line = QFontMetrics(strong).height()
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        painter.drawEllipse(QRect(room.right() - 8 if rtl else room.x(), room.y() + line // 2 - 4, 9, 9))
        earns = QFontMetrics(digits(small)).horizontalAdvance(step.earns) + 4
        with_earns = room.width() > earns + 60
        painter.setPen(QColor(colours.text))
        taken = earns if with_earns else 0
        name = QRect(room.x() + (taken if rtl else 17), room.y(), room.width() - 17 - taken, line)
        self._text(painter, name, step.name, strong)
        if with_earns:
            place = QRect(room.x() if rtl else room.right() - earns, room.y(), earns, line)
            self._text(painter, place, step.earns, digits(small), trailing=True)
        painter.setPen(QColor(theme.text))
        figure = QFontMetrics(big).horizontalAdvance(step.count) + 6
        below = QRect(room.x(), room.y() + line + 3, room.width(), QFontMetrics(big).height())
        self._text(painter, below, step.count, big)
        painter.setPen(QColor(theme.muted))
        unit = QRect(below.x() if rtl else below.x() + figure, below.y() + 1, below.width() - figure, below.height())
        self._text(painter, unit, step.unit, small)
        painter.setPen(QColor(theme.text if is_current else theme.muted))
        needs = QRect(rect.x(), rect.bottom() + 5, rect.width(), FOOT - 6)
        self._text(painter, needs, step.needs, weighted(digits(small), 500))

    def _text(self, painter: QPainter, rect: QRect, text: str, font: object, *, trailing: bool = False) -> None:
        painter.setFont(font)  # type: ignore[arg-type]
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(rect.width(), 0))
        side = Qt.AlignmentFlag.AlignTrailing if trailing else Qt.AlignmentFlag.AlignLeading
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter | side), shown)

    def sizeHint(self) -> QSize:
        return QSize(600, self.height())


def _said(step: WayStep) -> str:
    """A step in words."""
    return f"{step.name}, {step.earns}, {step.count} {step.unit}, {step.needs}"
