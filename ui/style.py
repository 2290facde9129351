"""The style: Fusion with flat buttons, fields, ticks, menus and scroll bars, the same on all systems (look.md, *Traps*)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QProxyStyle,
    QStyle,
    QStyleFactory,
    QStyleOption,
    QStyleOptionComplex,
    QStyleOptionSlider,
    QStyleOptionToolButton,
    QStyleOptionViewItem,
    QTextEdit,
    QWidget,
)

from ui import style_buttons, style_fields, style_menus, style_scrolling
from ui.theme import field_height, theme_of

LIST_GAP = 12
_Primitive, _Control, _Complex = QStyle.PrimitiveElement, QStyle.ControlElement, QStyle.ComplexControl
_Metric, _Hint, _Contents = QStyle.PixelMetric, QStyle.StyleHint, QStyle.ContentsType
Paint = Callable[[QStyleOption, QPainter, QWidget | None], None]

_METRICS = {
    _Metric.PM_ScrollBarExtent: style_scrolling.EXTENT,
    _Metric.PM_ScrollBarSliderMin: 32,
    _Metric.PM_IndicatorWidth: 16,
    _Metric.PM_IndicatorHeight: 16,
    _Metric.PM_ExclusiveIndicatorWidth: 16,
    _Metric.PM_ExclusiveIndicatorHeight: 16,
    _Metric.PM_CheckBoxLabelSpacing: 8,
    _Metric.PM_RadioButtonLabelSpacing: 8,
    _Metric.PM_SplitterWidth: 1,
    _Metric.PM_SmallIconSize: 16,
    _Metric.PM_ButtonIconSize: 16,
    _Metric.PM_ButtonMargin: 10,
    _Metric.PM_ButtonShiftHorizontal: 0,
    _Metric.PM_ButtonShiftVertical: 0,
    _Metric.PM_LayoutLeftMargin: 16,
    _Metric.PM_LayoutRightMargin: 16,
    _Metric.PM_LayoutTopMargin: 16,
    _Metric.PM_LayoutBottomMargin: 16,
    _Metric.PM_LayoutHorizontalSpacing: 8,
    _Metric.PM_LayoutVerticalSpacing: 8,
    _Metric.PM_MenuPanelWidth: 1,
    _Metric.PM_MenuHMargin: 0,
    _Metric.PM_MenuVMargin: 4,
    _Metric.PM_MenuBarPanelWidth: 0,
    _Metric.PM_MenuBarVMargin: 0,
    _Metric.PM_MenuBarHMargin: 3,
    _Metric.PM_MenuBarItemSpacing: 0,
}
_HINTS = {
    _Hint.SH_EtchDisabledText: 0,
    _Hint.SH_UnderlineShortcut: 0,
    _Hint.SH_DitherDisabledText: 0,
    _Hint.SH_Menu_SloppySubMenus: 1,
    # Choices open as a list as wide as their field, not as a menu over it.
    _Hint.SH_ComboBox_Popup: 0,
}


def _nothing(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Focus is shown by rings and bars, not by dotted frames; the menu bar has no line of its own."""


_PRIMITIVES: dict[QStyle.PrimitiveElement, Paint] = {
    _Primitive.PE_PanelButtonCommand: style_buttons.push_button,
    _Primitive.PE_PanelButtonTool: style_buttons.tool_button,
    _Primitive.PE_IndicatorCheckBox: style_buttons.check_box,
    _Primitive.PE_IndicatorItemViewItemCheck: style_buttons.check_box,
    _Primitive.PE_IndicatorRadioButton: style_buttons.radio_button,
    _Primitive.PE_PanelLineEdit: style_fields.line_edit,
    _Primitive.PE_FrameLineEdit: style_fields.field,
    _Primitive.PE_PanelItemViewItem: style_menus.list_item,
    _Primitive.PE_PanelItemViewRow: _nothing,
    _Primitive.PE_PanelMenu: style_menus.menu_panel,
    _Primitive.PE_FrameMenu: style_menus.menu_frame,
    _Primitive.PE_PanelTipLabel: style_menus.menu_panel,
    _Primitive.PE_FrameDefaultButton: _nothing,
    _Primitive.PE_FrameFocusRect: _nothing,
    _Primitive.PE_PanelMenuBar: _nothing,
}
_CONTROLS: dict[QStyle.ControlElement, Paint] = {
    _Control.CE_PushButtonLabel: style_buttons.push_button_label,
    _Control.CE_ToolButtonLabel: style_buttons.tool_button_label,
    _Control.CE_MenuItem: style_menus.menu_item,
    _Control.CE_MenuBarItem: style_menus.menu_bar_item,
    _Control.CE_MenuBarEmptyArea: style_menus.menu_bar_ground,
    _Control.CE_ProgressBarGroove: style_scrolling.progress_groove,
    _Control.CE_ProgressBarContents: style_scrolling.progress_contents,
}


class Style(QProxyStyle):
    """Paints what Fusion would shade. A field with the property *faulty* has a 2 px border in the tone of errors."""

    def __init__(self) -> None:
        super().__init__(QStyleFactory.create("Fusion"))

    def pixelMetric(self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None) -> int:
        if metric == _Metric.PM_DefaultFrameWidth and isinstance(widget, QPlainTextEdit | QTextEdit):
            # The square viewport stays inside the rounded border.
            return 3
        wanted = _METRICS.get(metric)
        return super().pixelMetric(metric, option, widget) if wanted is None else wanted

    def styleHint(
        self, hint: QStyle.StyleHint, option: QStyleOption | None = None, widget: QWidget | None = None, data: object = None
    ) -> int:
        wanted = _HINTS.get(hint)
        return super().styleHint(hint, option, widget, data) if wanted is None else wanted  # type: ignore[arg-type]

    def sizeFromContents(self, kind: QStyle.ContentsType, option: QStyleOption, size: QSize, widget: QWidget | None = None) -> QSize:
        if kind == _Contents.CT_MenuItem:
            return style_menus.menu_item_size(option, size)
        if kind == _Contents.CT_MenuBarItem:
            return QSize(size.width() + 14, size.height() + 5)
        made = super().sizeFromContents(kind, option, size, widget)  # type: ignore[arg-type]
        if kind == _Contents.CT_ItemViewItem and isinstance(widget, QListView):
            made.setHeight(max(made.height(), option.fontMetrics.height() + LIST_GAP))
        if widget is not None and kind in (_Contents.CT_LineEdit, _Contents.CT_ComboBox, _Contents.CT_SpinBox, _Contents.CT_PushButton):
            made.setHeight(max(made.height(), field_height(widget.font())))
            if kind == _Contents.CT_ComboBox:
                made.setWidth(made.width() + 12)
        return made

    def subElementRect(self, element: QStyle.SubElement, option: QStyleOption, widget: QWidget | None = None) -> QRect:
        rect = super().subElementRect(element, option, widget)  # type: ignore[arg-type]
        if element == QStyle.SubElement.SE_LineEditContents and isinstance(widget, QLineEdit) and widget.hasFrame():
            return rect.adjusted(5, 0, -5, 0)
        return rect

    def subControlRect(
        self, control: QStyle.ComplexControl, option: QStyleOptionComplex, part: QStyle.SubControl, widget: QWidget | None = None
    ) -> QRect:
        if control == _Complex.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            return style_scrolling.scroll_bar_part(option, part, self.pixelMetric(_Metric.PM_ScrollBarSliderMin, option, widget))
        if control == _Complex.CC_SpinBox:
            return style_fields.spin_box_part(option, part)
        rect = super().subControlRect(control, option, part, widget)  # type: ignore[arg-type]
        if control == _Complex.CC_ComboBox and part == QStyle.SubControl.SC_ComboBoxEditField:
            return self.visualRect(option.direction, option.rect, option.rect.adjusted(7, 1, -26, -1))
        return rect

    def drawPrimitive(
        self, element: QStyle.PrimitiveElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        paint = _PRIMITIVES.get(element)
        if element == _Primitive.PE_Frame and isinstance(widget, QPlainTextEdit | QTextEdit):
            paint = style_fields.text_frame
        if paint is None:
            super().drawPrimitive(element, option, painter, widget)
        elif paint is not _nothing:
            _paint(paint, option, painter, widget)

    def drawControl(self, element: QStyle.ControlElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None) -> None:
        paint = _CONTROLS.get(element)
        if isinstance(option, QStyleOptionToolButton) and option.features & QStyleOptionToolButton.ToolButtonFeature.Arrow:
            paint = None
        if element == _Control.CE_ShapedFrame and isinstance(widget, QPlainTextEdit | QTextEdit):
            paint = style_fields.text_frame
        if element == _Control.CE_Splitter:
            painter.fillRect(option.rect, QColor(theme_of(option.palette).line))
        elif paint is not None:
            _paint(paint, option, painter, widget)
        elif element == _Control.CE_ItemViewItem and isinstance(option, QStyleOptionViewItem):
            # A selected item lies on a tint, not on the accent, so its words keep the colour of text.
            option.palette.setColor(QPalette.ColorRole.HighlightedText, QColor(theme_of(option.palette).text))
            super().drawControl(element, option, painter, widget)
        else:
            super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self, control: QStyle.ComplexControl, option: QStyleOptionComplex, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        if control == _Complex.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            handle = self.subControlRect(control, option, QStyle.SubControl.SC_ScrollBarSlider, widget)
            _paint(lambda o, p, w: style_scrolling.scroll_bar(o, p, w, handle), option, painter, widget)
        elif control == _Complex.CC_ComboBox:
            _paint(style_fields.combo_box, option, painter, widget)
        elif control == _Complex.CC_SpinBox:
            _paint(style_fields.spin_box, option, painter, widget)
        else:
            super().drawComplexControl(control, option, painter, widget)


def _paint(paint: Paint, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Paint one part with smooth edges, leaving the painter as it was."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(option, painter, widget)
    painter.restore()
