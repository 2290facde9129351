"""How fields are painted: lines, long texts, choices and spin boxes share one frame."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QStyle, QStyleOption, QStyleOptionComplex, QWidget

from ui.style_shapes import State, chevron, is_on, rounded
from ui.theme import Theme, outline_hex, theme_of

ARROWS = 22


def edge_of(theme: Theme, option: QStyleOption, widget: QWidget | None) -> tuple[QColor, int]:
    """The border of a field: of errors, of the focus, or its own with a contrast of at least 3."""
    if widget is not None and widget.property("faulty"):
        return QColor(theme.bad), 2
    if not is_on(option, State.State_Enabled):
        return QColor(theme.edge), 1
    if is_on(option, State.State_HasFocus):
        return QColor(theme.accent), 2
    return QColor(outline_hex(theme)), 1


def field(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Ground and border of a field."""
    theme = theme_of(option.palette)
    edge, width = edge_of(theme, option, widget)
    rounded(painter, option.rect, QColor(theme.base if is_on(option, State.State_Enabled) else theme.window), edge, width)


def line_edit(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """A line; inside a choice or a spin box, whose frame is the field's, nothing."""
    inside = isinstance(widget, QLineEdit) and (not widget.hasFrame() or isinstance(widget.parent(), QComboBox | QAbstractSpinBox))
    if not inside:
        field(option, painter, widget)


def text_frame(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """The frame of a long text."""
    if widget is not None and widget.hasFocus():
        option.state |= State.State_HasFocus
    field(option, painter, widget)


def combo_box(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """A field with a chevron at its end."""
    field(option, painter, widget)
    theme = theme_of(option.palette)
    arrow = QStyle.visualRect(option.direction, option.rect, QRect(option.rect.right() - 22, option.rect.y(), 16, option.rect.height()))
    middle = QPointF(arrow.center().x() + 0.5, arrow.center().y() + 0.5)
    chevron(painter, middle, theme.muted if is_on(option, State.State_Enabled) else theme.edge)


def spin_box_part(option: QStyleOptionComplex, part: QStyle.SubControl) -> QRect:
    """Where the figure and the two arrows of a spin box stand."""
    rect = option.rect
    arrows = QRect(rect.right() - ARROWS, rect.y(), ARROWS, rect.height())
    if part == QStyle.SubControl.SC_SpinBoxUp:
        made = QRect(arrows.x(), arrows.y(), arrows.width(), arrows.height() // 2)
    elif part == QStyle.SubControl.SC_SpinBoxDown:
        made = QRect(arrows.x(), arrows.y() + arrows.height() // 2, arrows.width(), arrows.height() - arrows.height() // 2)
    elif part == QStyle.SubControl.SC_SpinBoxEditField:
        made = rect.adjusted(7, 2, -ARROWS - 2, -2)
    else:
        made = QRect(rect)
    return QStyle.visualRect(option.direction, rect, made)


def spin_box(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """A field with two chevrons at its end."""
    field(option, painter, widget)
    if not isinstance(option, QStyleOptionComplex) or (
        isinstance(widget, QAbstractSpinBox) and widget.buttonSymbols() == QAbstractSpinBox.ButtonSymbols.NoButtons
    ):
        return
    theme = theme_of(option.palette)
    for part, up in ((QStyle.SubControl.SC_SpinBoxUp, True), (QStyle.SubControl.SC_SpinBoxDown, False)):
        rect = spin_box_part(option, part)
        pressed = is_on(option, State.State_Enabled) and bool(option.activeSubControls & part)
        middle = QPointF(rect.center().x(), rect.center().y() + (2.5 if up else -1.5))
        chevron(painter, middle, theme.text if pressed else theme.muted, up=up, half=3)
