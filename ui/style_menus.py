"""How menus, the menu bar, tips and plain lists are painted."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyleOption, QStyleOptionMenuItem, QStyleOptionViewItem, QWidget

from ui.style_shapes import State, is_on, plate
from ui.theme import mixed, theme_of

MARGIN = 4
SIGNS = 34
ARROW = 24
_Item = QStyleOptionMenuItem.MenuItemType


def menu_panel(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """The ground and the edge of a menu or a tip."""
    theme = theme_of(option.palette)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QColor(theme.edge))
    painter.setBrush(QColor(theme.raised if theme.dark else theme.base))
    painter.drawRect(option.rect.adjusted(0, 0, -1, -1))


def menu_frame(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """The edge alone, over what the menu holds."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QColor(theme_of(option.palette).edge))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(option.rect.adjusted(0, 0, -1, -1))


def menu_item_size(option: QStyleOption, size: QSize) -> QSize:
    """The room of a menu item: its words, its keys, and the signs before them."""
    if not isinstance(option, QStyleOptionMenuItem):
        return size
    if option.menuItemType == _Item.Separator:
        height = option.fontMetrics.height() + 12 if option.text else 9
        return QSize(option.fontMetrics.horizontalAdvance(option.text) + SIGNS + ARROW, height)
    keys = 24 if "\t" in option.text else 0
    return QSize(size.width() + SIGNS + ARROW + keys + 2 * MARGIN, option.fontMetrics.height() + 12)


def menu_item(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """One line of a menu: tick or icon, words, keys, and the arrow of a menu below it."""
    if not isinstance(option, QStyleOptionMenuItem):
        return
    theme = theme_of(option.palette)
    if option.menuItemType == _Item.Separator:
        _separator(option, painter)
        return
    enabled = is_on(option, State.State_Enabled)
    ground = mixed(theme.accent, theme.raised if theme.dark else theme.base, 0.20 if theme.dark else 0.12)
    if is_on(option, State.State_Selected) and enabled:
        plate(painter, option.rect.adjusted(MARGIN, 0, -MARGIN, 0), ground, 4)
    colour = QColor(theme.text) if enabled else mixed(theme.muted, theme.base, 0.6)
    sign = _placed(option, QRect(option.rect.x() + 10, option.rect.y() + (option.rect.height() - 16) // 2, 16, 16))
    if option.checked:
        _check(painter, sign, colour)
    elif not option.icon.isNull():
        option.icon.paint(painter, sign, Qt.AlignmentFlag.AlignCenter, QIcon.Mode.Normal if enabled else QIcon.Mode.Disabled)
    words, _tab, keys = option.text.partition("\t")
    room = option.rect.adjusted(SIGNS, 0, -ARROW, 0)
    font = option.font
    font.setBold(option.menuItemType == _Item.DefaultItem)
    painter.setFont(font)
    flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextHideMnemonic | Qt.TextFlag.TextSingleLine)
    painter.setPen(colour)
    painter.drawText(_placed(option, room), flags | int(Qt.AlignmentFlag.AlignLeading), words)
    painter.setPen(QColor(theme.muted) if enabled else colour)
    painter.drawText(_placed(option, room.adjusted(0, 0, ARROW - 12, 0)), flags | int(Qt.AlignmentFlag.AlignTrailing), keys)
    if option.menuItemType == _Item.SubMenu:
        _arrow(option, painter, theme.muted)


def _placed(option: QStyleOption, rect: QRect) -> QRect:
    return QStyle.visualRect(option.direction, option.rect, rect)


def _separator(option: QStyleOptionMenuItem, painter: QPainter) -> None:
    theme = theme_of(option.palette)
    if option.text:
        painter.setFont(option.font)
        painter.setPen(QColor(theme.muted))
        room = option.rect.adjusted(12, 0, -12, 0)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading), option.text)
    else:
        painter.fillRect(option.rect.x() + 1, option.rect.center().y(), option.rect.width() - 2, 1, QColor(theme.line))


def _check(painter: QPainter, sign: QRect, colour: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    corners = ((3.5, 8.5), (6.5, 11.5), (12.5, 4.5))
    painter.drawPolyline(QPolygonF([QPointF(sign.x() + x, sign.y() + y) for x, y in corners]))


def _arrow(option: QStyleOptionMenuItem, painter: QPainter, colour: str) -> None:
    mirrored = option.direction == Qt.LayoutDirection.RightToLeft
    where = _placed(option, QRect(option.rect.right() - 20, option.rect.y(), 12, option.rect.height()))
    middle = QPointF(where.center())
    tip = -2.0 if mirrored else 2.0
    painter.setPen(QPen(QColor(colour), 1.3))
    painter.drawPolyline(QPolygonF([middle + QPointF(-tip, -4), middle + QPointF(tip, 0), middle + QPointF(-tip, 4)]))


def menu_bar_ground(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """The menu bar lies on the chrome, without a line of its own."""
    painter.fillRect(option.rect, QColor(theme_of(option.palette).window))


def menu_bar_item(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """The name of a menu in the bar."""
    if not isinstance(option, QStyleOptionMenuItem):
        return
    theme = theme_of(option.palette)
    menu_bar_ground(option, painter, widget)
    if is_on(option, State.State_Selected):
        share = 0.12 if is_on(option, State.State_Sunken) else 0.07
        plate(painter, option.rect.adjusted(0, 1, 0, -1), mixed(theme.text, theme.window, share), 4)
    painter.setPen(QColor(theme.text if is_on(option, State.State_Enabled) else theme.edge))
    painter.drawText(option.rect, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextHideMnemonic), option.text)


def list_item(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """The ground of an item in a plain list: a tint where it is chosen, a fainter one under the pointer."""
    theme = theme_of(option.palette)
    if isinstance(option, QStyleOptionViewItem) and option.backgroundBrush.style() != Qt.BrushStyle.NoBrush:
        painter.fillRect(option.rect, option.backgroundBrush)
    if is_on(option, State.State_Selected):
        painter.fillRect(option.rect, QColor(theme.selection))
    elif is_on(option, State.State_MouseOver, State.State_Enabled):
        painter.fillRect(option.rect, QColor(theme.hover))
