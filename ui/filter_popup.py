"""The popup of the filter bar: first which field, from a list that narrows as you type, then how it is filtered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from unicodedata import combining, normalize

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from resources.i18n import _
from ui.controls import PushButton
from ui.details_section import plain_label
from ui.filter_dates import DateRangeEditor, DayWindowEditor
from ui.filter_editors import ChoiceEditor, NumberRangeEditor, TextEditor, list_palette
from ui.filter_periods import ChoiceDaysEditor, FigureDaysEditor, FigurePeriodEditor, RecordsEditor, TextPeriodEditor
from ui.filters import FilterAnswer, FilterSpec, Pairs, period_of
from ui.form import ProblemLine
from ui.theme import field_height, theme_of, weighted

WIDTH = 320
ROWS = 10
_KEYS_FOR_LIST = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)

Editor = (
    TextEditor | ChoiceEditor | DateRangeEditor | DayWindowEditor | NumberRangeEditor
    | FigurePeriodEditor | TextPeriodEditor | FigureDaysEditor | ChoiceDaysEditor | RecordsEditor
)  # fmt: skip


def make_editor(spec: FilterSpec, today: date, parent: QWidget) -> Editor:
    """The editor for a kind of filter; *today* is the club's day, which quick picks count from."""
    match spec.kind:
        case "choice" | "tags":
            return ChoiceEditor(spec, parent)
        case "date_range":
            return DateRangeEditor(spec, today, parent)
        case "day_window":
            return DayWindowEditor(spec, today, parent)
        case "number_range":
            return NumberRangeEditor(spec, parent)
        case "amount_period" | "count_period":
            return FigurePeriodEditor(spec, today, parent)
        case "text_period":
            return TextPeriodEditor(spec, today, parent)
        case "count_days":
            return FigureDaysEditor(spec, parent)
        case "choice_days":
            return ChoiceDaysEditor(spec, parent)
        case "records":
            return RecordsEditor(spec, parent)
        case _:
            return TextEditor(spec, parent)


def folded(text: str) -> str:
    """Text without accents and case, to find a word typed in haste."""
    return "".join(sign for sign in normalize("NFKD", text.casefold()) if not combining(sign))


class FieldList(QWidget):
    """A search line over the fields that can be filtered; Enter takes the one marked."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(_("Field"))
        self.search.setAccessibleName(_("Find a field"))
        self.search.setMinimumHeight(field_height(self.font()))
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("Fields"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        self.search.textChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        self.list.itemClicked.connect(lambda item: self.chosen.emit(item.data(Qt.ItemDataRole.UserRole)))

    def set_specs(self, specs: Sequence[FilterSpec]) -> None:
        """Offer these fields."""
        self.list.clear()
        row = self.fontMetrics().height() + 12
        for spec in specs:
            item = QListWidgetItem(spec.label, self.list)
            item.setData(Qt.ItemDataRole.UserRole, spec.key)
            item.setSizeHint(QSize(80, row))
        self.list.setFixedHeight(row * min(max(len(specs), 1), ROWS) + 4)
        self.search.clear()
        self._narrow("")

    def _narrow(self, text: str) -> None:
        words = folded(text).split()
        first = -1
        for at in range(self.list.count()):
            label = folded(self.list.item(at).text())
            hit = all(word in label for word in words)
            self.list.item(at).setHidden(not hit)
            if hit and first < 0:
                first = at
        self.list.setCurrentRow(first)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _KEYS_FOR_LIST:
                QGuiApplication.sendEvent(self.list, event)
                return True
            item = self.list.currentItem()
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None and not item.isHidden():
                self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
                return True
        return super().eventFilter(watched, event)


class FilterPopup(QFrame):
    """One popup, two pages: the fields, then the editor of the one chosen. Enter applies, Esc closes without a change.

    What cannot be taken is told at its field and stays as it was typed.
    """

    answered = Signal(FilterAnswer)
    removed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.fields = FieldList(self)
        self.editor: Editor | None = None
        self._today = date.min
        self._specs: dict[str, FilterSpec] = {}
        self._key = self._asked = ""
        self._title = plain_label("", self)
        self._title.setFont(weighted(self.font(), 600))
        self._slot = QVBoxLayout()
        self.fault = ProblemLine(self)
        self.fault.hide()
        self.apply_button = PushButton(_("Apply"), self, filled=True)
        self.remove_button = PushButton(_("Remove"), self)
        self._page = page = QWidget(self)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.remove_button)
        foot.addWidget(self.apply_button)
        column = QVBoxLayout(page)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(10)
        column.addWidget(self._title)
        column.addLayout(self._slot)
        column.addWidget(self.fault)
        column.addLayout(foot)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.fields)
        self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._pages)
        self.setFixedWidth(WIDTH)
        self.fields.chosen.connect(lambda key: self._edit(self._specs[key], (), key))
        self.apply_button.clicked.connect(self.apply)
        self.remove_button.clicked.connect(self._remove)

    def open_fields(self, specs: Sequence[FilterSpec], today: date, under: QWidget) -> None:
        """Ask which field, below a button; then how."""
        self._take(specs, today)
        self.fields.list.setPalette(list_palette(self.palette()))
        self.fields.set_specs(specs)
        self._pages.setCurrentIndex(0)
        self._show_under(under)
        self.fields.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def open_editor(self, spec: FilterSpec, pairs: Pairs, today: date, under: QWidget, asked: str = "") -> None:
        """Ask how one field is filtered, below its chip, beginning with how it is now; *asked*: the key of the answer, with its period."""
        self._take((spec,), today)
        self._edit(spec, pairs, asked or spec.key, shown=False)
        self._show_under(under)
        if self.editor is not None:
            self.editor.focus()

    def _take(self, specs: Sequence[FilterSpec], today: date) -> None:
        self._specs = {spec.key: spec for spec in specs}
        self._today = today

    def _edit(self, spec: FilterSpec, pairs: Pairs, asked: str, shown: bool = True) -> None:
        if self.editor is not None:
            self._slot.removeWidget(self.editor)
            self.editor.hide()
            self.editor.deleteLater()
        self._key, self._asked = spec.key, asked
        self.fault.hide()
        self.editor = make_editor(spec, self._today, self)
        self.editor.set_period(period_of(asked))
        self.editor.set_pairs(pairs)
        self.editor.answered.connect(self.apply)
        self._slot.addWidget(self.editor)
        self._title.setText(spec.label)
        self.remove_button.setVisible(bool(pairs))
        self._pages.setCurrentIndex(1)
        self._fit()
        if shown:
            self.editor.focus()

    def _show_under(self, under: QWidget) -> None:
        self._fit()
        at = under.mapToGlobal(QPoint(0, under.height() + 4))
        screen = under.screen().availableGeometry()
        at.setX(max(screen.left(), min(at.x(), screen.right() - self.width())))
        at.setY(max(screen.top(), min(at.y(), screen.bottom() - self.height())))
        self.move(at)
        self.show()

    def _fit(self) -> None:
        """Be as high as the page shown, not as the highest page."""
        page = self._page if self._pages.currentIndex() else self.fields
        self._pages.setFixedHeight(page.sizeHint().height())
        self.adjustSize()

    def apply(self) -> None:
        """Give the answer and close; a fault is marked instead. Nothing chosen removes the filter."""
        if self.editor is None or not self.editor.sound():
            self._fit()
            return
        pairs, period = self.editor.pairs(), self.editor.period()
        answer = FilterAnswer(f"{self._key}.{period}" if period else self._key, pairs)
        check = self._specs[self._key].check
        sentence = check(answer) if pairs and check is not None else None
        if sentence is not None:
            if not self.editor.mark(sentence):
                self.fault.say(sentence)
                self.fault.show()
            self._fit()
            return
        self.close()
        if pairs:
            self.answered.emit(answer)
        else:
            self.removed.emit(self._asked)

    @property
    def asked(self) -> str:
        """The key of the filter that is being changed, with its period as it was; that of its field for a new one."""
        return self._asked

    def _remove(self) -> None:
        self.close()
        self.removed.emit(self._asked)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.edge))
        painter.fillRect(self.rect().adjusted(1, 1, -1, -1), QColor(theme.base))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pages.currentIndex() == 1:
            self.apply()
            return
        super().keyPressEvent(event)
