"""What stands where a table would be empty: one drawing, one sentence, two buttons, first steps (look.md, *Empty*)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.controls import ActionButton, LinkButton
from ui.details_section import plain_label
from ui.icons import pixmap
from ui.theme import mixed, page_font, theme_of, weighted

TEXT_WIDTH = 460
STEPS_WIDTH = 520


@dataclass(frozen=True)
class FirstStep:
    """One thing to do first: whether it is done, how it stands, and the action that does or changes it."""

    label: str
    action: QAction
    state: str = ""
    done: bool = False


@dataclass(frozen=True)
class EmptyDetails:
    """What an empty place says. actions: at most two buttons, the first filled. hint: a muted line, with a link after it."""

    headline: str
    sentence: str = ""
    actions: tuple[QAction, ...] = ()
    hint: str = ""
    links: tuple[QAction, ...] = ()
    steps: tuple[FirstStep, ...] = ()
    drawing: bool = True


class Drawing(QWidget):
    """Three cards in a fan, in the colours of the theme."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(180, 108)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = QPointF(self.width() / 2, self.height() / 2)
        for angle, share, colour in ((-8, 0.08, theme.text), (7, 0.22, theme.accent)):
            painter.save()
            painter.translate(middle)
            painter.rotate(angle)
            painter.setBrush(mixed(colour, theme.base, share))
            painter.drawRoundedRect(QRectF(-80 if angle < 0 else -50, -44, 131, 84), 8, 8)
            painter.restore()
        card = QRectF(24.5, 12.5, 131, 84)
        painter.setPen(QPen(QColor(theme.edge), 1))
        painter.setBrush(QColor(theme.base))
        painter.drawRoundedRect(card, 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(QPointF(51, 41), 13, 13)
        painter.setBrush(mixed(theme.text, theme.base, 0.16))
        for bar in (QRectF(74, 32, 52, 6), QRectF(74, 45, 36, 6), QRectF(38, 70, 74, 6)):
            painter.drawRoundedRect(bar, 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(mixed(theme.text, theme.base, 0.3))
        for row, cells in enumerate(("101", "111", "101")):
            for column, cell in enumerate(cells):
                if cell == "1":
                    painter.drawRect(QRectF(124 + 6 * column, 61 + 6 * row, 5, 5))


class _Tick(QWidget):
    """A ring for a step to do, a ticked circle for one that is done."""

    def __init__(self, done: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._done = done
        self.setFixedSize(16, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        picture = (
            pixmap("check-circle", "good", 16, self.devicePixelRatioF())
            if self._done
            else pixmap("circle", "muted", 16, self.devicePixelRatioF())
        )
        QPainter(self).drawPixmap(0, 0, picture)


class _Steps(QWidget):
    """The first steps as a card: tick, what, how it stands, and the link that changes it."""

    def __init__(self, steps: Sequence[FirstStep], parent: QWidget) -> None:
        super().__init__(parent)
        self.setMaximumWidth(STEPS_WIDTH)
        grid = QGridLayout(self)
        grid.setContentsMargins(20, 18, 20, 18)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(18)
        grid.setColumnStretch(1, 1)
        for row, step in enumerate(steps):
            label = plain_label(step.label, self, muted=step.done)
            label.setWordWrap(True)
            if not step.done:
                label.setFont(weighted(self.font(), 500))
            state = plain_label(step.state, self, muted=True)
            state.setWordWrap(True)
            state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            link = LinkButton(step.action.iconText(), self, muted=step.done)
            link.setAccessibleName(f"{step.label}: {step.action.iconText()}")
            link.clicked.connect(step.action.trigger)
            grid.addWidget(_Tick(step.done, self), row, 0)
            grid.addWidget(label, row, 1)
            grid.addWidget(state, row, 2)
            grid.addWidget(link, row, 3, Qt.AlignmentFlag.AlignRight)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


class EmptyState(QScrollArea):
    """The empty place itself; it scrolls where the window is low, so that nothing is cut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.buttons: tuple[ActionButton, ...] = ()
        self.headline: QLabel = plain_label("", self)
        self._shown: EmptyDetails | None = None

    def show_details(self, details: EmptyDetails) -> None:
        """Say this in place of the table."""
        if details == self._shown:
            return
        self._shown = details
        page = QWidget()
        page.setBackgroundRole(QPalette.ColorRole.Base)
        page.setAutoFillBackground(True)
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(0)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addStretch(2)
        if details.drawing:
            column.addWidget(Drawing(page), 0, centre)
            column.addSpacing(24)
        self.headline = plain_label(details.headline, page)
        self.headline.setFont(weighted(page_font(self.font()), 600))
        column.addWidget(self._wrapped(self.headline), 0, centre)
        column.addSpacing(8)
        if details.sentence:
            column.addWidget(self._wrapped(plain_label(details.sentence, page, muted=True)), 0, centre)
        if details.actions:
            column.addSpacing(20)
            column.addLayout(self._buttons(details.actions, page))
        if details.hint or details.links:
            column.addSpacing(16)
            column.addLayout(self._links(details, page))
        if details.steps:
            column.addSpacing(32)
            across = QHBoxLayout()
            across.addStretch()
            across.addWidget(_Steps(details.steps, page), 100)
            across.addStretch()
            column.addLayout(across)
        column.addStretch(3)
        self.setWidget(page)

    @staticmethod
    def _wrapped(label: QLabel) -> QLabel:
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        label.setMinimumWidth(min(TEXT_WIDTH, label.fontMetrics().horizontalAdvance(label.text()) + 8))
        label.setMaximumWidth(TEXT_WIDTH)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        return label

    def _buttons(self, actions: Sequence[QAction], page: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addStretch()
        self.buttons = tuple(ActionButton(action, page, filled=at == 0) for at, action in enumerate(actions))
        for button in self.buttons:
            row.addWidget(button)
        row.addStretch()
        return row

    def _links(self, details: EmptyDetails, page: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch()
        if details.hint:
            row.addWidget(plain_label(details.hint, page, muted=True))
        for action in details.links:
            link = LinkButton(action.iconText(), page)
            link.clicked.connect(action.trigger)
            row.addWidget(link)
        row.addStretch()
        return row
