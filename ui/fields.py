"""One widget a kind of value: what a person types or picks, given and taken as plain text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCalendarWidget, QComboBox, QCompleter, QFrame, QLineEdit, QListView, QPlainTextEdit, QVBoxLayout, QWidget

from resources.i18n import _
from ui.colour_field import ColourField
from ui.icons import icon
from ui.locales import date_hint, read_date, show_date
from ui.note_field import LONGEST_TEXT, NoteField
from ui.roles import Choice, Editor
from ui.theme import field_height


class LineField(QLineEdit):
    """One line of text: names, phones, e-mails, figures. `edited` says that a person changed it."""

    edited = Signal()

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST_TEXT)
        self.setPlaceholderText(editor.hint)
        self.setMinimumHeight(field_height(self.font()))
        if editor.kind == "email":
            self.setInputMethodHints(Qt.InputMethodHint.ImhEmailCharactersOnly)
        self.textEdited.connect(lambda _text: self.edited.emit())

    def value(self) -> str:
        """The text as typed."""
        return self.text()

    def set_value(self, text: str) -> None:
        """Show this text, from its beginning, without saying `edited`."""
        self.setText(text)
        self.setCursorPosition(0)


class LongField(QPlainTextEdit):
    """Text of several lines; Tab leaves it."""

    edited = Signal()

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self.setPlaceholderText(editor.hint)
        self.setTabChangesFocus(True)
        self.setFixedHeight(QFontMetrics(self.font()).height() * 3 + 18)
        self.textChanged.connect(self._say_edited)

    def _say_edited(self) -> None:
        if not self._filling:
            self.edited.emit()

    def value(self) -> str:
        """The text as typed, lines parted by a newline."""
        return self.toPlainText()

    def set_value(self, text: str) -> None:
        """Show this text without saying `edited`."""
        self._filling = True
        self.setPlainText(text)
        self._filling = False


class Calendar(QFrame):
    """A month to pick a day from, opened under a date field."""

    chosen = Signal(date)

    def __init__(self, day: date | None, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.month = QCalendarWidget(self)
        self.month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        if day is not None:
            self.month.setSelectedDate(QDate(day.year, day.month, day.day))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.month)
        self.month.activated.connect(self._choose)
        self.month.clicked.connect(self._choose)
        self.month.setFocus()

    def _choose(self, day: QDate) -> None:
        self.chosen.emit(date(day.year(), day.month(), day.day()))
        self.close()


class DateField(LineField):
    """A day typed in the order of the language, or picked from a calendar (Alt+Down or F4)."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(editor, parent)
        self._calendar: Calendar | None = None
        if not editor.hint:
            self.setPlaceholderText(date_hint())
        self._open = self.addAction(icon("calendar", "muted"), QLineEdit.ActionPosition.TrailingPosition)
        self._open.setText(_("Calendar"))
        self._open.setToolTip(_("Calendar (Alt+Down)"))
        self._open.triggered.connect(lambda _checked: self.open_calendar())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt_down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt_down or event.key() == Qt.Key.Key_F4:
            self.open_calendar()
            return
        super().keyPressEvent(event)

    def open_calendar(self) -> Calendar:
        """Open the month of the day typed, or this month, below the field."""
        calendar = Calendar(read_date(self.text()), self)
        calendar.chosen.connect(self._take)
        calendar.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        calendar.show()
        self._calendar = calendar
        return calendar

    def _take(self, day: date) -> None:
        self.setText(show_date(day))
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()


class ChoiceField(QComboBox):
    """One of a few values; its text is the value as stored, not the word shown."""

    edited = Signal()

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(field_height(self.font()))
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPlaceholderText(editor.hint)
        for choice in editor.choices:
            self.addItem(choice.label, choice.value or "")
        self.setCurrentIndex(-1)
        self.activated.connect(lambda _index: self.edited.emit())

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A wheel that scrolls the panel must not change a value that it happens to pass over.
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def value(self) -> str:
        """The stored value chosen; empty where nothing is."""
        return str(self.currentData() or "")

    def set_value(self, text: str) -> None:
        """Choose this stored value; one that can no longer be chosen is added, so that nothing is lost."""
        at = self.findData(text)
        if at < 0 and text:
            self.addItem(text, text)
            at = self.count() - 1
        self.setCurrentIndex(at)


class _LastTag(QCompleter):
    """Completes the word behind the last `;` only."""

    def splitPath(self, path: str) -> list[str]:
        return [path.split(";")[-1].strip()]

    def pathFromIndex(self, index: object) -> str:
        return str(index.data())  # type: ignore[attr-defined]


class TagsField(LineField):
    """Words parted by `;`, with the known ones offered while typing."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(editor, parent)
        self._completer = _LastTag([choice.label for choice in editor.choices], self)
        self._popup = QListView()
        self._completer.setPopup(self._popup)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setWidget(self)
        self._completer.activated.connect(self._complete)
        self.textEdited.connect(self._offer)

    def _offer(self, text: str) -> None:
        last = text.split(";")[-1].strip()
        self._completer.setCompletionPrefix(last)
        if last and self._completer.completionCount():
            self._completer.complete()
        else:
            self._popup.hide()

    def _complete(self, word: str) -> None:
        before = [part.strip() for part in self.text().split(";")[:-1]]
        self.setText("; ".join([*before, word]) + "; ")
        self.edited.emit()

    def value(self) -> str:
        """The tags in the order typed, each once, parted by `; `."""
        return join_tags(self.text().split(";"))


def join_tags(words: Iterable[str]) -> str:
    """Words as one tags text: trimmed, the empty and the repeated left out."""
    return "; ".join(dict.fromkeys(word.strip() for word in words if word.strip()))


Field = LineField | LongField | ChoiceField | NoteField | ColourField


def make_field(editor: Editor, parent: QWidget | None = None) -> Field:
    """The widget for an editor's kind."""
    match editor.kind:
        case "long_text":
            return LongField(editor, parent)
        case "date":
            return DateField(editor, parent)
        case "choice":
            return ChoiceField(editor, parent)
        case "tags":
            return TagsField(editor, parent)
        case "note":
            return NoteField(editor, parent)
        case "colour":
            return ColourField(editor, parent)
        case _:
            return LineField(editor, parent)


def choice_label(choices: Iterable[Choice], value: str) -> str:
    """How a stored value is shown; the value itself where it is not among the choices."""
    return next((choice.label for choice in choices if (choice.value or "") == value), value)
