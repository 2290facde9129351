"""Editors in a cell: a line or a choice, with the fault told below while the text stays (look.md, *What the further screens decided*)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from resources.i18n import _
from ui.icons import pixmap
from ui.roles import Editor
from ui.theme import readable, small_font, theme_of, weighted


class FaultBox(QWidget):
    """The sentence about a cell, under it, with how to get the old value back."""

    def __init__(self, table_area: QWidget) -> None:
        super().__init__(table_area)
        self._area = table_area
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._sentence = QLabel(self)
        self._way_back = QLabel(self)
        for label in (self._sentence, self._way_back):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setForegroundRole(QPalette.ColorRole.WindowText)
        self._sentence.setFont(weighted(self.font(), 500))
        self._way_back.setFont(small_font(self.font()))
        self._way_back.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(31, 6, 12, 6)
        layout.setSpacing(2)
        layout.addWidget(self._sentence)
        layout.addWidget(self._way_back)

    def say(self, sentence: str, old: str, under: QWidget) -> None:
        """Show the sentence under a cell, and what Esc puts back."""
        self._colour()
        self._sentence.setText(sentence)
        self._way_back.setText(_("Esc puts {old} back").format(old=old) if old else _("Esc leaves it empty"))
        self.adjustSize()
        self.place(under)
        self.show()
        self.raise_()

    def _colour(self) -> None:
        theme = theme_of(self.palette())
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, QColor(readable(theme.bad, theme.base)))
        self._sentence.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def sentence(self) -> str:
        """The sentence shown last."""
        return self._sentence.text()

    def place(self, under: QWidget) -> None:
        """Stand under a cell; above it where there is no room below."""
        area = self._area
        place = under.mapTo(area, QPoint(0, under.height() + 4))
        if place.y() + self.height() > area.height():
            place = under.mapTo(area, QPoint(0, -self.height() - 4))
        self.move(min(max(0, place.x()), max(0, area.width() - self.width())), place.y())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.bad))
        painter.setBrush(QColor(theme.base))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        picture = pixmap("error", "bad", 14, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - 24 if mirrored else 10, self._sentence.geometry().center().y() - 6, picture)


class CellLine(QLineEdit):
    """The line in which a cell is typed."""

    cell: CellEditor


class CellChoice(QComboBox):
    """The choice that a cell is picked from."""

    cell: CellEditor


class CellEditor:
    """One open cell: its widget, its text, and whether the text can be taken.

    It hangs on its widget as a Python attribute: a Qt property would still name it while Qt takes the widget apart.
    """

    def __init__(self, spec: Editor, widget: CellLine | CellChoice, parent: QWidget, put_back: str) -> None:
        self.spec = spec
        self.widget = widget
        self._put_back = put_back
        self._box = FaultBox(parent)
        self._box.hide()
        widget.cell = self
        widget.destroyed.connect(self._box.deleteLater)
        if isinstance(widget, CellLine):
            widget.textEdited.connect(lambda _text: self._clear())

    def text(self) -> str:
        """What is typed; of a choice, the value as stored."""
        if isinstance(self.widget, CellChoice):
            return str(self.widget.currentData() or "")
        return self.widget.text()

    def check(self) -> bool:
        """Whether the text can be taken; else the cell says why."""
        sentence = self.spec.check(self.text()) if self.spec.check is not None else None
        self.widget.setProperty("faulty", sentence is not None)
        self.widget.setAccessibleDescription(sentence or "")
        self.widget.update()
        if sentence is None:
            self._box.hide()
            return True
        self._box.say(sentence, self._put_back, self.widget)
        return False

    def fault(self) -> str:
        """The sentence that is shown now, or nothing."""
        return self._box.sentence() if self._box.isVisible() else ""

    def follow(self) -> None:
        """The cell has moved: its sentence moves along."""
        if self._box.isVisible():
            self._box.place(self.widget)

    def is_popup_open(self) -> bool:
        """Whether the list of choices is open: the focus is then there."""
        return isinstance(self.widget, CellChoice) and self.widget.view().isVisible()

    def _clear(self) -> None:
        """Typing goes on: the old sentence no longer holds."""
        self.widget.setProperty("faulty", False)
        self.widget.update()
        self._box.hide()


def make_editor(spec: Editor, text: str, put_back: str, parent: QWidget) -> CellLine | CellChoice:
    """The editor of a kind with this text in it (of a choice: this value). *put_back*: what Esc brings back, as shown."""
    widget: CellLine | CellChoice
    if spec.kind == "choice":
        widget = CellChoice(parent)
        for choice in spec.choices:
            widget.addItem(choice.label, choice.value)
        widget.setCurrentIndex(max(0, widget.findData(text or None)))
    else:
        widget = CellLine(text, parent)
        widget.setPlaceholderText(spec.hint)
        widget.selectAll()
    widget.setAutoFillBackground(True)
    CellEditor(spec, widget, parent, put_back)
    return widget
