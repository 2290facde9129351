"""How push buttons, tool buttons, check boxes and radio buttons are painted, in all states."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyleOption, QStyleOptionButton, QStyleOptionToolButton, QWidget

from ui.style_shapes import State, is_on, plate, ring, rounded
from ui.theme import mixed, outline_hex, theme_of

ICON = 16
ICON_GAP = 8
TOOL_GAP = 4
_Feature = QStyleOptionButton.ButtonFeature


def is_filled(option: QStyleOption) -> bool:
    """Whether a push button is the likeliest next step (the default button), and can be pressed."""
    return isinstance(option, QStyleOptionButton) and bool(option.features & _Feature.DefaultButton) and is_on(option, State.State_Enabled)


def push_button(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Flat with an edge; the default button is filled with the accent."""
    theme = theme_of(option.palette)
    pressed, hovered = is_on(option, State.State_Sunken) or is_on(option, State.State_On), is_on(option, State.State_MouseOver)
    focused = is_on(option, State.State_HasFocus, State.State_KeyboardFocusChange)
    if isinstance(option, QStyleOptionButton) and option.features & _Feature.Flat:
        if is_on(option, State.State_Enabled) and (pressed or hovered):
            plate(painter, option.rect, mixed(theme.text, theme.base, 0.12 if pressed else 0.07))
    elif not is_on(option, State.State_Enabled):
        rounded(painter, option.rect, QColor(theme.window), QColor(theme.line), 1)
    elif is_filled(option):
        towards = "#ffffff" if theme.dark else "#000000"
        ground = mixed(towards, theme.accent, 0.18 if pressed else 0.09 if hovered else 0.0)
        rounded(painter, option.rect, ground, ground, 1)
        if focused:
            ring(painter, QRectF(option.rect).adjusted(2, 2, -2, -2), theme.on_accent, 5)
        return
    else:
        plain = theme.raised if theme.dark else theme.base
        ground = mixed(theme.text, plain, 0.10 if pressed else 0.05 if hovered else 0.0)
        rounded(painter, option.rect, ground, QColor(theme.edge), 1)
    if focused:
        ring(painter, QRectF(option.rect), theme.accent)


def push_button_label(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Icon and words in the middle; a menu has a chevron at the end."""
    if not isinstance(option, QStyleOptionButton):
        return
    theme = theme_of(option.palette)
    enabled = is_on(option, State.State_Enabled)
    colour = theme.on_accent if is_filled(option) else option.palette.buttonText().color().name()
    metrics = option.fontMetrics
    words = metrics.size(Qt.TextFlag.TextShowMnemonic, option.text).width() if option.text else 0
    picture = ICON if not option.icon.isNull() else 0
    gap = ICON_GAP if words and picture else 0
    left = option.rect.x() + max(0, (option.rect.width() - words - picture - gap) // 2)
    if picture:
        where = QRect(left, option.rect.y() + (option.rect.height() - ICON) // 2, ICON, ICON)
        mode = QIcon.Mode.Disabled if not enabled else QIcon.Mode.Selected if is_filled(option) else QIcon.Mode.Normal
        option.icon.paint(painter, QStyle.visualRect(option.direction, option.rect, where), Qt.AlignmentFlag.AlignCenter, mode)
    if words:
        where = QRect(left + picture + gap, option.rect.y(), option.rect.right() - left - picture - gap + 1, option.rect.height())
        painter.setPen(QColor(colour))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading | Qt.TextFlag.TextHideMnemonic
        painter.drawText(QStyle.visualRect(option.direction, option.rect, where), int(flags), option.text)


def tool_button(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """A plate appears under the pointer, while pressed and while switched on."""
    theme = theme_of(option.palette)
    pressed = is_on(option, State.State_Sunken) or is_on(option, State.State_On)
    if pressed:
        plate(painter, option.rect, mixed(theme.text, theme.window, 0.12))
    elif is_on(option, State.State_MouseOver, State.State_Enabled):
        plate(painter, option.rect, mixed(theme.text, theme.window, 0.07))
    if is_on(option, State.State_HasFocus, State.State_KeyboardFocusChange):
        ring(painter, QRectF(option.rect), theme.accent)


def tool_button_label(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Icon and words in the middle, so that the plate under the pointer has the same room at both ends."""
    if not isinstance(option, QStyleOptionToolButton):
        return
    theme = theme_of(option.palette)
    enabled = is_on(option, State.State_Enabled)
    has_words = option.toolButtonStyle != Qt.ToolButtonStyle.ToolButtonIconOnly and bool(option.text)
    has_icon = option.toolButtonStyle != Qt.ToolButtonStyle.ToolButtonTextOnly and not option.icon.isNull()
    words = option.fontMetrics.size(Qt.TextFlag.TextShowMnemonic, option.text).width() if has_words else 0
    gap = TOOL_GAP if has_words and has_icon else 0
    left = option.rect.x() + max(0, (option.rect.width() - words - gap - (ICON if has_icon else 0)) // 2)
    if has_icon:
        where = QRect(left, option.rect.y() + (option.rect.height() - ICON) // 2, ICON, ICON)
        mode = QIcon.Mode.Normal if enabled else QIcon.Mode.Disabled
        option.icon.paint(painter, QStyle.visualRect(option.direction, option.rect, where), Qt.AlignmentFlag.AlignCenter, mode)
        left += ICON + gap
    if has_words:
        where = QRect(left, option.rect.y(), words + 2, option.rect.height())
        painter.setFont(option.font)
        painter.setPen(option.palette.buttonText().color() if enabled else QColor(theme.edge))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading | Qt.TextFlag.TextHideMnemonic
        painter.drawText(QStyle.visualRect(option.direction, option.rect, where), int(flags), option.text)


def check_box(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """A box whose edge and tick have a contrast of at least 3 (look.md, *Traps*)."""
    theme = theme_of(option.palette)
    ticked, part = is_on(option, State.State_On), is_on(option, State.State_NoChange)
    enabled = is_on(option, State.State_Enabled)
    side = min(option.rect.width(), option.rect.height())
    box = QRectF(option.rect.x() + 0.5, option.rect.y() + (option.rect.height() - side) / 2 + 0.5, side - 1, side - 1)
    unit = box.width() / 15
    pressed = is_on(option, State.State_Sunken)
    edge = theme.edge if not enabled else theme.text if ticked or part else outline_hex(theme)
    painter.setPen(QPen(QColor(edge), 1))
    hovered = is_on(option, State.State_MouseOver) and enabled
    painter.setBrush(mixed(theme.text, theme.base, 0.12 if pressed else 0.06 if hovered else 0.0) if enabled else QColor(theme.window))
    painter.drawRoundedRect(box, 3, 3)
    mark = QColor(theme.text if enabled else theme.muted)
    if part:
        painter.fillRect(QRectF(box.x() + 4 * unit, box.center().y() - unit, 7 * unit, 2 * unit), mark)
    elif ticked:
        painter.setPen(QPen(mark, 1.8 * unit, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        corners = ((3.6, 7.8), (6.4, 10.6), (11.4, 4.6))
        painter.drawPolyline(QPolygonF([QPointF(box.x() + x * unit, box.y() + y * unit) for x, y in corners]))
    if is_on(option, State.State_HasFocus, State.State_KeyboardFocusChange):
        ring(painter, box.adjusted(-1.5, -1.5, 1.5, 1.5), theme.accent, 4)


def radio_button(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """A ring, with a dot where chosen."""
    theme = theme_of(option.palette)
    enabled, chosen = is_on(option, State.State_Enabled), is_on(option, State.State_On)
    box = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
    hovered = is_on(option, State.State_MouseOver) and enabled
    painter.setPen(QPen(QColor(theme.edge if not enabled else theme.text if chosen else outline_hex(theme)), 1))
    painter.setBrush(mixed(theme.text, theme.base, 0.06 if hovered else 0.0) if enabled else QColor(theme.window))
    painter.drawEllipse(box)
    if chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.text if enabled else theme.muted))
        painter.drawEllipse(box.center(), box.width() * 0.24, box.width() * 0.24)
    if is_on(option, State.State_HasFocus, State.State_KeyboardFocusChange):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.drawEllipse(box.adjusted(-0.5, -0.5, 0.5, 0.5))
