"""One foldable section of the details panel: its facts, which turn into fields in place, and its dated lines."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from resources.i18n import _
from ui.controls import ElidedLabel, Hairline, LinkButton
from ui.details import Fact, Line, Section
from ui.form import LABEL_COLUMN, FieldSpec, Form
from ui.icons import pixmap
from ui.theme import digits, tone_colour, weighted


class SectionHead(QWidget):
    """The line that folds and unfolds: chevron, icon, title, and at its end the summary or *Edit*."""

    toggled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.folded = False
        self._icon = ""
        # Where both have no room the sum is cut first, and neither runs into the other.
        self.title = ElidedLabel("", self)
        self.title.setFont(weighted(self.font(), 600))
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.summary = ElidedLabel("", self)
        self.summary.setFont(digits(self.font()))
        self.summary.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.edit = LinkButton(_("Edit"), self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(QFontMetrics(self.font()).height() + 16)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(44, 0, 0, 0)
        layout.addWidget(self.title)
        layout.addWidget(self.summary, 1)
        layout.addWidget(self.edit)

    def show_section(self, section: Section, folded: bool, editing: bool) -> None:
        """Tell the section's title, sum and state."""
        self.folded, self._icon = folded, section.icon
        can_edit = section.editable and not folded and not editing
        self.title.setText(section.title)
        self.summary.setText("" if can_edit else section.summary)
        self.edit.setVisible(can_edit)
        self.edit.setAccessibleName(_("Edit {section}").format(section=section.title))
        self.setAccessibleName(f"{section.title}, {section.summary}" if section.summary else section.title)
        self.setAccessibleDescription(_("opens on the page") if section.leads else _("folded") if folded else _("unfolded"))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.toggled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        opens = event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Plus) and self.folded
        folds = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Minus) and not self.folded
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) or opens or folds:
            self.toggled.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        closed = "caret-left" if rtl else "caret-right"
        for at, size, name in ((0, 12, closed if self.folded else "caret-down"), (20, 16, self._icon)):
            if name:
                left = self.width() - at - size if rtl else at
                painter.drawPixmap(left, (self.height() - size) // 2, pixmap(name, "muted", size, ratio))
        if self.hasFocus() and self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(tone_colour(self.palette(), "accent"))
            painter.drawRoundedRect(self.rect().adjusted(0, 3, -1, -4), 4, 4)


class SectionWidget(QWidget):
    """A section as it stands in the panel. While it is edited its facts are fields, and a refresh leaves typed text alone."""

    edit_requested = Signal(str)
    folded_changed = Signal(str, bool)
    led = Signal(str)
    edited = Signal()

    def __init__(self, section: Section, folded: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.section, self.folded = section, folded
        self.form: Form | None = None
        self._is_stale = True
        self.head = SectionHead(self)
        self.body = QWidget(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(Hairline(self))
        self._column.addWidget(self.head)
        self._column.addWidget(self.body)
        self.head.toggled.connect(self._toggle)
        self.head.edit.clicked.connect(lambda: self.edit_requested.emit(""))
        self._show_state()

    def _toggle(self) -> None:
        if self.section.leads:
            self.led.emit(self.section.key)
            return
        if self.form is not None:
            return  # Fields with text that is not saved stay in sight.
        self.folded = not self.folded
        self._show_state()
        self.folded_changed.emit(self.section.key, self.folded)

    def _show_state(self) -> None:
        # What is folded is built when it is first looked at, so that walking through a table stays quick.
        if self._is_stale and not self.folded:
            self._is_stale = False
            self._build()
        self.body.setVisible(not self.folded and bool(self.form or self.section.facts or self.section.lines))
        self.head.show_section(self.section, self.folded or self.section.leads, self.form is not None)

    def show_section(self, section: Section) -> None:
        """Show newer data of this section; fields that were typed into keep their text."""
        same = section == self.section
        self.section = section
        if self.form is not None:
            for fact in section.facts:
                if self.form.has(fact.key):
                    self.form.refresh(fact.key, fact.value)
        else:
            self._is_stale = self._is_stale or not same
        self._show_state()

    def set_folded(self, folded: bool) -> None:
        """Fold or unfold the section; one that is being edited stays open."""
        self.folded = folded and self.form is None
        self._show_state()

    def begin_edit(self, focus_key: str = "", take_focus: bool = True) -> None:
        """Turn the facts that can be changed into fields."""
        if self.form is None:
            facts = [fact for fact in self.section.facts if fact.editor is not None]
            self.form = Form(
                [
                    FieldSpec(fact.key, fact.label, fact.editor, fact.value, span=fact.span, required=fact.required)
                    for fact in facts
                    if fact.editor is not None
                ],
                columns=2 if self.section.above else 1,
                label_position="above" if self.section.above else "left",
                tells_before=self.section.above,
            )
            self.form.edited.connect(lambda _key: self.edited.emit())
            self.folded, self._is_stale = False, True
            self._show_state()
        keys = self.form.keys()
        if keys and take_focus:
            self.form.field(focus_key if focus_key in keys else keys[0]).setFocus(Qt.FocusReason.OtherFocusReason)

    def end_edit(self) -> None:
        """Turn the fields back into facts; what was typed is let go."""
        if self.form is not None:
            self.form = None
            self._is_stale = True
            self._show_state()

    def _build(self) -> None:
        old = self.body
        self.body = QWidget(self)
        self._column.replaceWidget(old, self.body)
        old.hide()
        old.deleteLater()
        column = QVBoxLayout(self.body)
        column.setContentsMargins(20, 0, 0, 10)
        column.setSpacing(6)
        if self.form is not None:
            column.addWidget(self.form)
        shown = [fact for fact in self.section.facts if self.form is None or fact.editor is None]
        if shown:
            column.addLayout(self._facts(shown))
        if self.section.lines:
            column.addLayout(self._lines(self.section.lines))

    def _facts(self, facts: list[Fact]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, LABEL_COLUMN)
        grid.setColumnStretch(1, 1)
        for row, fact in enumerate(facts):
            label = plain_label(fact.label, self.body, muted=True)
            # A long label takes a second line, so that the values of all sections stand on one edge.
            label.setWordWrap(True)
            label.setFixedWidth(LABEL_COLUMN)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(self._value(fact), row, 1)
        return grid

    def _value(self, fact: Fact) -> QHBoxLayout:
        cell = QHBoxLayout()
        if not fact.text and self.section.editable and fact.editor is not None:
            # Its words stand in line with the other values.
            add = LinkButton(_("Add"), self.body, muted=True, flush=True)
            add.setAccessibleName(_("Add {label}").format(label=fact.label))
            add.clicked.connect(lambda: self.edit_requested.emit(fact.key))
            cell.addWidget(add, 0, Qt.AlignmentFlag.AlignTop)
            cell.addStretch()
            return cell
        value = FactText(fact.text, self.body)
        value.setFont(digits(self.font()))
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setAccessibleName(f"{fact.label}: {fact.text}")
        cell.addWidget(value)
        return cell

    def _lines(self, lines: tuple[Line, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, line in enumerate(lines):
            when = plain_label(line.when, self.body, muted=True)
            when.setFont(digits(self.font()))
            what = plain_label(line.what, self.body)
            what.setWordWrap(True)
            figure = ToneLabel(line.figure, line.tone, self.body)
            grid.addWidget(when, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(what, row, 1)
            grid.addWidget(figure, row, 2, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        return grid


class FactText(QLabel):
    """A fact as text that can be selected; a word wider than the panel (an e-mail address) breaks after its signs instead of widening it."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        # Only what is painted may be broken: what is copied stays as it is.
        self._broken = re.sub(r"([@./_-])", "\\1\N{ZERO WIDTH SPACE}", text)
        # A layout asks again and again, hundreds of times while one record takes the place of another.
        self._heights: dict[int, int] = {}

    def _is_too_wide(self, width: int) -> bool:
        metrics = QFontMetrics(self.font())
        return any(metrics.horizontalAdvance(word) > width for word in self.text().split())

    def minimumSizeHint(self) -> QSize:
        return QSize(60, super().minimumSizeHint().height())

    def heightForWidth(self, width: int) -> int:
        found = self._heights.get(width)
        if found is None:
            found = self._heights[width] = self._height(width)
        return found

    def _height(self, width: int) -> int:
        if not self._is_too_wide(width):
            return super().heightForWidth(width)
        room = QRect(0, 0, width, 1000)
        return QFontMetrics(self.font()).boundingRect(room, int(Qt.TextFlag.TextWordWrap), self._broken).height()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._heights = {}

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasSelectedText() or not self._is_too_wide(self.width()):
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop), self._broken)


def plain_label(text: str, parent: QWidget, muted: bool = False) -> QLabel:
    """A label that shows data: plain text, never markup."""
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if muted:
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


class ToneLabel(QLabel):
    """A figure in the colour of its tone, which follows a change of theme."""

    def __init__(self, text: str, tone: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._tone = tone
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setForegroundRole(QPalette.ColorRole.WindowText)
        self.setFont(weighted(digits(self.font()), 500))
        self._colour()

    def _colour(self) -> None:
        if self._tone:
            palette = QPalette(self.palette())
            palette.setColor(QPalette.ColorRole.WindowText, tone_colour(palette, self._tone))
            if palette.color(QPalette.ColorRole.WindowText) != self.palette().color(QPalette.ColorRole.WindowText):
                self.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()
        super().changeEvent(event)
