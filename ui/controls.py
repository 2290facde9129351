"""Small widgets that every page uses: buttons, links, chips, avatars, hairlines, key caps."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from resources.i18n import _
from ui.icons import icon
from ui.roles import Badge, Chip
from ui.theme import badge_colours, chip_colours, field_height, mixed, readable, small_font, theme_of, tone_hex, weighted


class PushButton(QPushButton):
    """A button as high as a field; *filled* is the likeliest next step, of which a view has one."""

    def __init__(self, text: str, parent: QWidget | None = None, *, filled: bool = False) -> None:
        super().__init__(text, parent)
        self.setFont(weighted(self.font(), 500))
        self.setAutoDefault(False)
        self.setDefault(filled)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        width = metrics.horizontalAdvance(self.text().replace("&", "")) + 26 + (24 if not self.icon().isNull() else 0)
        return QSize(width, field_height(self.font()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A dialog would let Enter press its default button even while *Cancel* has the focus.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class ActionButton(PushButton):
    """A push button of an action: its short text, its icon where it is wanted, state and tooltip with the shortcut."""

    def __init__(self, action: QAction, parent: QWidget | None = None, *, filled: bool = False, with_icon: bool = True) -> None:
        super().__init__(action.iconText(), parent, filled=filled)
        self.action = action
        self._with_icon = with_icon
        self.clicked.connect(lambda: action.trigger())
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.setText(self.action.iconText())
        self.setEnabled(self.action.isEnabled())
        self.setToolTip(tooltip(self.action))
        if self._with_icon:
            self.setIcon(self.action.icon())
        self.updateGeometry()


def tooltip(action: QAction) -> str:
    """What an action does, with its key."""
    text = action.toolTip() or action.text().replace("&", "")
    keys = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
    return f"{text} ({keys})" if keys and keys not in text else text


class ToolButton(QToolButton):
    """A flat button of a bar: of an action or by itself; without words it names itself by tooltip and accessible name."""

    def __init__(self, action: QAction | None = None, parent: QWidget | None = None, *, words: bool = True) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        self.setFont(weighted(self.font(), 500))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._words = words
        self.bound = action
        if action is not None:
            self.clicked.connect(lambda: action.trigger())
            action.changed.connect(self._follow)
            self._follow()
        else:
            self.set_words(False)

    def _follow(self) -> None:
        action = self.bound
        if action is None:
            return
        self.setText(action.iconText())
        self.setIcon(action.icon())
        self.setEnabled(action.isEnabled())
        self.setToolTip(tooltip(action))
        self.setAccessibleName(action.iconText())
        self.set_words(self._words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter presses what has the focus, as everywhere in this window.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def set_icon(self, name: str, label: str = "") -> None:
        """Show this icon; *label* is the tooltip and the accessible name."""
        self.setIcon(icon(name))
        self.set_words(self._words)
        if label:
            self.setToolTip(label)
            self.setAccessibleName(label)

    def set_words(self, words: bool) -> None:
        """Show the words beside the icon, or the icon alone."""
        self._words = words
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if words else Qt.ToolButtonStyle.ToolButtonIconOnly
        self.setToolButtonStyle(style if not self.icon().isNull() else Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        height = field_height(self.font()) - 2
        if self.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
            return QSize(height, height)
        width = QFontMetrics(self.font()).horizontalAdvance(self.text()) + 20
        return QSize(width + (0 if self.icon().isNull() else 20), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


# What the icon of a link takes with the gap after it.
LINK_ICON = 22


class LinkButton(QPushButton):
    """Words that do something: in the accent, muted, or in a tone; underlined while it has the focus. *flush*: no room around the words."""

    def __init__(self, text: str, parent: QWidget | None = None, *, muted: bool = False, tone: str = "", flush: bool = False) -> None:
        super().__init__(text, parent)
        self._edge = 0 if flush else 2
        self._tone = tone or ("muted" if muted else "accent")
        self.setFlat(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFont(weighted(self.font(), 400 if muted else 500))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        sign = 0 if self.icon().isNull() else LINK_ICON
        return QSize(metrics.horizontalAdvance(self.text()) + sign + 2 * self._edge, metrics.height() + 2 * self._edge)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        font = weighted(self.font(), self.font().weight())
        font.setUnderline(self.hasFocus() or self.underMouse())
        painter.setFont(font)
        ground = self.palette().color(QPalette.ColorRole.Window).name()
        colour = readable(tone_hex(theme, self._tone), ground, 4.5) if self.isEnabled() else theme.edge
        painter.setPen(QColor(colour))
        room = self.rect().adjusted(self._edge, 0, -self._edge, 0)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        if not self.icon().isNull():
            place = QRect(room.right() - 15 if rtl else room.x(), (self.height() - 16) // 2, 16, 16)
            self.icon().paint(painter, place)
            room.adjust(0 if rtl else LINK_ICON, 0, -LINK_ICON if rtl else 0, 0)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading), self.text())


class Hairline(QWidget):
    """A line of one device-independent pixel that parts things."""

    def __init__(self, parent: QWidget | None = None, *, upright: bool = False) -> None:
        super().__init__(parent)
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(theme_of(self.palette()).line))


class KeyCap(QLabel):
    """A key as it stands on the keyboard, in search and notices only."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(keys, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(small_font(self.font()))
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self.text()) + 10, metrics.height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.edge))
        painter.setBrush(mixed(theme.text, theme.base, 0.04))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(QColor(theme.muted))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())


class ChipLabel(QWidget):
    """A tier's chip or a badge, painted as in tables."""

    def __init__(self, chip: Chip | Badge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chip = chip
        self.setAccessibleName(chip.text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self.chip, QFontMetrics(weighted(self.font(), 500))), 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(weighted(self.font(), 500))
        paint_chip(painter, self.rect(), self.chip, self.palette(), on_selection=False)


def chip_width(chip: Chip | Badge, metrics: QFontMetrics) -> int:
    """How wide a chip is with its words, and its dot where it has one."""
    return metrics.horizontalAdvance(chip.text) + (28 if isinstance(chip, Chip) else 16)


def paint_chip(painter: QPainter, rect: QRect, chip: Chip | Badge, palette: QPalette, *, on_selection: bool) -> None:
    """Paint a chip into a rectangle 20 high: ground, dot, words in the painter's font (weight 500)."""
    theme = theme_of(palette)
    has_dot = isinstance(chip, Chip)
    colours = chip_colours(chip.colour, theme, on_selection) if isinstance(chip, Chip) else badge_colours(chip.tone, theme, on_selection)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.ground))
    painter.drawRoundedRect(QRectF(rect), 4, 4)
    text = rect.adjusted(20 if has_dot else 8, 0, -8, 0)
    if has_dot:
        painter.setBrush(QColor(colours.dot))
        painter.drawEllipse(QRectF(rect.x() + 8, rect.center().y() - 2.5, 6, 6))
    painter.setPen(QColor(colours.text))
    painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), chip.text)
    painter.restore()


class Avatar(QWidget):
    """A person's initials on a round ground, tinted by the tier's colour."""

    def __init__(self, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(size, size)
        self._initials = ""
        self._colour: str | None = None

    def set_initials(self, initials: str, colour: str | None) -> None:
        """Show these letters; without a colour on grey."""
        self._initials, self._colour = initials, colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._colour or theme.muted
        colours = chip_colours(colour, theme)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.ground))
        painter.drawEllipse(self.rect())
        painter.setPen(QColor(colours.text))
        painter.setFont(weighted(self.font(), 600))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._initials)


class ElidedLabel(QLabel):
    """A label whose words end in … where they do not fit; the tooltip then has them whole."""

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)


class ChipButton(QWidget):
    """A filter as it stands: field, bold value, ×. A click or Enter edits it, × or Backspace removes it (look.md, *Filters*)."""

    edit_requested = Signal()
    remove_requested = Signal()

    def __init__(self, label: str, value: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label, self.value = label, value
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        spoken = f"{label} {value}".strip()
        self.setAccessibleName(spoken)
        self.setToolTip(_("{filter}: click to change, Backspace to remove").format(filter=spoken))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        small = small_font(self.font())
        width = self._label_width() + QFontMetrics(weighted(small, 600)).horizontalAdvance(self.value)
        return QSize(min(width, 320) + 40, QFontMetrics(self.font()).height() + 10)

    def _label_width(self) -> int:
        return QFontMetrics(small_font(self.font())).horizontalAdvance(self.label + " ") if self.label else 0

    def _cross(self) -> QRect:
        left = 6 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else self.width() - 22
        return QRect(left, (self.height() - 16) // 2, 16, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.accent) if self.hasFocus() else mixed(theme.accent, theme.base, 0.35))
        painter.setBrush(QColor(theme.selection))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(QColor(theme.text))
        small = small_font(self.font())
        painter.setFont(small)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        area = self.rect().adjusted(26, 0, -10, 0) if mirrored else self.rect().adjusted(10, 0, -26, 0)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
        painter.drawText(area, flags, self.label)
        taken = self._label_width()
        area.adjust(0 if mirrored else taken, 0, -taken if mirrored else 0, 0)
        painter.setFont(weighted(small, 600))
        shown = QFontMetrics(painter.font()).elidedText(self.value, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, flags, shown)
        icon("close").paint(painter, self._cross().adjusted(2, 2, -2, -2))

    def mouseReleaseEvent(self, event: object) -> None:
        inside = self._cross().contains(event.position().toPoint())  # type: ignore[attr-defined]
        (self.remove_requested if inside else self.edit_requested).emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.remove_requested.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.edit_requested.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.update()

    def focusOutEvent(self, event: object) -> None:
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.update()
