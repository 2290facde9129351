"""What Fusion would shade or hide is flat and has its edge, in light and dark (look.md, *Traps*), measured in painted pixels."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QScrollBar,
    QSpinBox,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.pixels import colours, picture
from ui.controls import PushButton
from ui.theme import Theme, contrast, outline_hex


def shown(qtbot: QtBot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.mark.parametrize("make", [QCheckBox, QRadioButton])
@pytest.mark.parametrize("chosen", [False, True])
def test_the_edge_of_a_tick_box_is_seen(qtbot: QtBot, look: Theme, make: type[QCheckBox] | type[QRadioButton], chosen: bool) -> None:
    box = make()
    box.setChecked(chosen)
    shown(qtbot, box)
    edge = max(contrast(colour, look.window) for colour in colours(box))
    assert edge >= 3


@pytest.mark.parametrize("make", [QLineEdit, QComboBox, QSpinBox, QPlainTextEdit])
def test_every_kind_of_field_has_the_same_border(qtbot: QtBot, look: Theme, make: type[QWidget]) -> None:
    field = make()
    field.resize(160, 60 if make is QPlainTextEdit else field.sizeHint().height())
    shown(qtbot, field)
    field.clearFocus()
    image = picture(field)
    middle = image.height() // 2
    edge = image.pixelColor(0, middle).name()
    assert image.pixelColor(3, middle).name() == look.base
    assert edge == outline_hex(look)
    assert min(contrast(edge, look.base), contrast(edge, look.window)) >= 3


def test_a_faulty_field_has_a_border_of_two_pixels_in_the_colour_of_errors(qtbot: QtBot, look: Theme) -> None:
    field = QLineEdit("+31 6 1200")
    field.setProperty("faulty", True)
    shown(qtbot, field)
    image = picture(field)
    assert [image.pixelColor(x, image.height() // 2).name() for x in range(3)] == [look.bad, look.bad, look.base]


def test_the_default_button_is_filled_and_flat(qtbot: QtBot, look: Theme) -> None:
    button = PushButton("Deduct 24 points", filled=True)
    shown(qtbot, button)
    image = picture(button)
    assert {image.pixelColor(6, y).name() for y in range(4, image.height() - 4)} == {look.accent}
    assert colours(button)[look.on_accent] > 0


def test_other_buttons_are_flat_with_an_edge(qtbot: QtBot, look: Theme) -> None:
    button = PushButton("Cancel")
    shown(qtbot, button)
    image = picture(button)
    assert image.pixelColor(0, image.height() // 2).name() == look.edge
    assert len({image.pixelColor(6, y).name() for y in range(4, image.height() - 4)}) == 1


def test_a_button_that_cannot_be_pressed_is_not_filled(qtbot: QtBot, look: Theme) -> None:
    button = PushButton("Apply", filled=True)
    button.setEnabled(False)
    shown(qtbot, button)
    assert look.accent not in colours(button)


@pytest.mark.parametrize("upright", [True, False])
def test_the_parts_of_a_scroll_bar_fill_it_without_arrows(qtbot: QtBot, light: Theme, upright: bool) -> None:
    bar = QScrollBar(Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal)
    bar.setRange(0, 32_000_000)
    bar.setPageStep(600)
    bar.resize(14, 400) if upright else bar.resize(400, 14)
    shown(qtbot, bar)
    part = QStyle.SubControl
    for value in (0, 16_000_000, 32_000_000):
        bar.setValue(value)
        option = QStyleOptionSlider()
        bar.initStyleOption(option)
        rects = [
            bar.style().subControlRect(QStyle.ComplexControl.CC_ScrollBar, option, each, bar)
            for each in (part.SC_ScrollBarSubPage, part.SC_ScrollBarSlider, part.SC_ScrollBarAddPage, part.SC_ScrollBarAddLine)
        ]
        lengths = [rect.height() if upright else rect.width() for rect in rects]
        assert sum(lengths[:3]) == 400
        assert lengths[1] >= 32
        assert lengths[3] == 0


def test_a_progress_bar_shows_its_share(qtbot: QtBot, look: Theme) -> None:
    bar = QProgressBar()
    bar.setTextVisible(False)
    bar.setValue(50)
    bar.resize(200, 12)
    shown(qtbot, bar)
    image = picture(bar)
    middle = image.height() // 2
    assert image.pixelColor(50, middle).name() == look.accent
    assert image.pixelColor(150, middle).name() == look.line
