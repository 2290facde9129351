"""The head of the details panel: who it is, the big figure, banners; and the rows for many selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from resources.i18n import _
from ui.controls import Avatar, ChipLabel, Hairline, LinkButton, ToolButton
from ui.details import Banner, BulkRow, Figure, ManyDetails, RecordDetails
from ui.details_section import plain_label
from ui.flow import FlowLayout
from ui.icons import icon, pixmap
from ui.roles import Badge, Chip
from ui.theme import digits, figure_font, panel_font, small_font, theme_of, tint_of, weighted


def clear_layout(layout: QLayout) -> None:
    """Take all widgets out of a layout and let them go."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class ChipFlow(QWidget):
    """Chips beside each other, in as many lines as they need."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self)

    def show_chips(self, chips: Sequence[Chip | Badge]) -> None:
        """Show these chips; without any the widget takes no room."""
        clear_layout(self._flow)
        for chip in chips:
            self._flow.addWidget(ChipLabel(chip, self))
        self.setVisible(bool(chips))


class HeadSign(QWidget):
    """The icon of a record that is no person, in the theme that holds."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = ""
        self.setFixedSize(20, 20)

    def show_icon(self, name: str) -> None:
        """Show this icon; none takes no room."""
        self._name = name
        self.setVisible(bool(name))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        icon(self._name, "text").paint(painter, self.rect())


class HeadCard(QWidget):
    """Avatar or icon, name, chips and number of one record, with the button that opens its full page."""

    expand_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.avatar = Avatar(44, self)
        self.sign = HeadSign(self)
        self.title = plain_label("", self)
        self.title.setFont(weighted(panel_font(self.font()), 600))
        self.title.setWordWrap(True)
        self.subtitle = plain_label("", self, muted=True)
        self.subtitle.setFont(digits(self.font()))
        self.expand = ToolButton(parent=self)
        self.expand.set_icon("expand", _("Open the full page"))
        self.expand.clicked.connect(self.expand_requested)
        # In a narrow panel the number goes on in the next line.
        self._under = QWidget(self)
        self._flow = FlowLayout(self._under)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.title)
        words.addWidget(self._under)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.avatar, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.expand, 0, Qt.AlignmentFlag.AlignTop)

    def show_record(self, details: RecordDetails) -> None:
        """Tell who it is."""
        self.avatar.set_initials(details.initials, details.colour)
        self.avatar.setVisible(bool(details.initials))
        self.sign.show_icon(details.icon)
        self.title.setText(details.title)
        self.subtitle.setText(details.subtitle)
        self._flow.removeWidget(self.subtitle)
        clear_layout(self._flow)
        for chip in details.chips:
            self._flow.addWidget(ChipLabel(chip, self._under))
        self._flow.addWidget(self.subtitle)
        self.subtitle.setVisible(bool(details.subtitle))
        self._under.updateGeometry()


class ProgressBar(QWidget):
    """A share from 0 to 1 as a 6 px bar."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._share = 0.0
        self.setFixedHeight(6)

    def set_share(self, share: float) -> None:
        """Show this share."""
        self._share = min(max(share, 0.0), 1.0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        filled = QRectF(0, 0, self.width() * self._share, 6)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            filled.moveRight(self.width())
        for room, colour in ((QRectF(0, 0, self.width(), 6), theme.line), (filled, theme.accent)):
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(room, 3, 3)


class FigureCard(QWidget):
    """The record's big figure with its caption; beside it the way to the next one, or a sentence."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        small = small_font(self.font())
        self.value = plain_label("", self)
        self.value.setFont(weighted(digits(figure_font(self.font())), 600))
        self.caption = plain_label("", self, muted=True)
        self.label = plain_label("", self)
        self.label.setFont(weighted(small, 500))
        self.percent = plain_label("", self, muted=True)
        self.bar = ProgressBar(self)
        self.note = plain_label("", self, muted=True)
        for label in (self.caption, self.percent, self.note):
            label.setFont(small)
        for label in (self.label, self.note):
            label.setWordWrap(True)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.value)
        left.addWidget(self.caption)
        left.addStretch()
        head = QHBoxLayout()
        head.addWidget(self.label, 1)
        head.addWidget(self.percent, 0, Qt.AlignmentFlag.AlignBottom)
        right = QVBoxLayout()
        right.setSpacing(5)
        right.addLayout(head)
        right.addWidget(self.bar)
        right.addWidget(self.note)
        right.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addLayout(left)
        row.addLayout(right, 1)

    def show_figure(self, figure: Figure | None) -> None:
        """Tell the figure; without one the card takes no room."""
        self.setVisible(figure is not None)
        if figure is None:
            return
        self.value.setText(figure.value)
        self.caption.setText(figure.caption)
        way = figure.progress
        for part in (self.label, self.percent, self.bar):
            part.setVisible(way is not None)
        self.note.setText(figure.note if way is None else way.caption)
        if way is not None:
            self.label.setText(way.label)
            self.percent.setText(f"{round(way.share * 100)} %")
            self.bar.set_share(way.share)


class BannerWidget(QWidget):
    """One line in the tint of its tone, with one action at its end; long text wraps."""

    clicked = Signal(str)

    def __init__(self, banner: Banner, parent: QWidget) -> None:
        super().__init__(parent)
        self.banner = banner
        self.label = plain_label(banner.text, self)
        self.label.setWordWrap(True)
        self.link = LinkButton(banner.action_label, self, tone=banner.tone)
        self.link.setAccessibleName(f"{banner.action_label}: {banner.text}")
        self.link.setVisible(bool(banner.action_label))
        self.link.clicked.connect(lambda: self.clicked.emit(banner.key))
        self.setAccessibleName(banner.text)
        self.setMinimumHeight(QFontMetrics(self.font()).height() + 16)
        row = QHBoxLayout(self)
        row.setContentsMargins(34, 6, 10, 6)
        row.setSpacing(8)
        row.addWidget(self.label, 1)
        row.addWidget(self.link)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint_of(self.palette(), self.banner.tone))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        picture = pixmap(self.banner.icon or "info", self.banner.tone, 16, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - 26 if rtl else 10, (self.height() - 16) // 2, picture)


class BulkButton(QWidget):
    """An action on all that is selected: icon, title, effect and a chevron over the whole width."""

    def __init__(self, row: BulkRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._action = row.action
        self._effect = row.effect
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{row.action.text().replace('&', '')}, {row.effect}" if row.effect else row.action.text())
        row.action.changed.connect(self.update)
        self.setToolTip(row.effect)

    def sizeHint(self) -> QSize:
        return QSize(200, QFontMetrics(self.font()).height() * 2 + 17)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._action.trigger()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._action.trigger()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self._action.isEnabled()
        if on and self.underMouse():
            painter.fillRect(self.rect().adjusted(0, 1, 0, 0), QColor(theme.hover))
        if self.hasFocus() and self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
            painter.setPen(QColor(theme.accent))
            painter.drawRoundedRect(self.rect().adjusted(1, 3, -2, -3), 6, 6)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        icon = self._action.icon()
        middle = (self.height() - 16) // 2
        if not icon.isNull():
            icon.paint(painter, self.width() - 16 if rtl else 0, middle, 16, 16)
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(4 if rtl else self.width() - 16, middle + 2, pixmap("caret-left" if rtl else "caret-right", "muted", 12, ratio))
        room = self.rect().adjusted(28, 0, -28, 0)
        small = small_font(self.font())
        title = weighted(self.font(), 500)
        top = room.top() + 8
        for text, font, colour in (
            (self._action.text().replace("&", ""), title, theme.text if on else theme.muted),
            (self._effect, small, theme.muted),
        ):
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            line = room.adjusted(0, top - room.top(), 0, 0)
            flags = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignAbsolute
            side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
            painter.drawText(line, int(flags | side), metrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width()))
            top += metrics.height() + 1


class ManyCard(QWidget):
    """Several selected records: how many, their sum, their tiers, and what can be done to all of them."""

    clear_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = plain_label("", self)
        self.title.setFont(weighted(panel_font(self.font()), 600))
        self.sentence = plain_label("", self, muted=True)
        for label in (self.title, self.sentence):
            label.setWordWrap(True)
        self.clear = ToolButton(parent=self)
        self.clear.set_icon("close", _("Clear the selection"))
        self.clear.clicked.connect(self.clear_requested)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.sentence)
        head = QHBoxLayout()
        head.addLayout(words, 1)
        head.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignTop)
        self._chips = ChipFlow(self)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._chips)
        column.addLayout(self._rows)

    def show_many(self, many: ManyDetails) -> None:
        """Tell what is selected."""
        self.title.setText(many.title)
        self.sentence.setText(many.sentence)
        self._chips.show_chips(many.chips)
        clear_layout(self._rows)
        for row in many.rows:
            self._rows.addWidget(Hairline(self))
            self._rows.addWidget(BulkButton(row, self))
