"""How each kind of filter is set: a few fields or ticks that give operator-value pairs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from resources.i18n import _
from ui.filters import FilterSpec, Pairs
from ui.form import FieldSpec, Form
from ui.locales import read_number
from ui.roles import Choice, Editor
from ui.theme import theme_of

SEARCH_FROM = 8
LONGEST_LIST = 8


class FilterEditor(QWidget):
    """What all editors of a filter share; each also has `pairs()`, `set_pairs()` and `focus()`.

    `pairs()` is empty where nothing was chosen. `answered` says that a quick pick was the whole answer.
    """

    answered = Signal()

    def sound(self) -> bool:
        """True where the pairs can be taken; faults are marked in place."""
        return True

    def period(self) -> str:
        """The period that belongs to the answer's key; empty for most fields."""
        return ""

    def set_period(self, period: str) -> None:
        """Show this period; only editors that have one take it up."""

    def mark(self, sentence: str) -> bool:
        """Say at its field what is wrong with the answer; False where no one field is meant."""
        return False


def bare_column(parent: QWidget) -> QVBoxLayout:
    """A column of widgets without margins of its own."""
    layout = QVBoxLayout(parent)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    return layout


def value_of(pairs: Pairs, op: str) -> str:
    """The value that stands with an operator; empty where none does."""
    return next((value for found, value in pairs if found == op), "")


def list_palette(palette: QPalette) -> QPalette:
    """A palette whose marked row is the tint of tables instead of the full accent."""
    theme = theme_of(palette)
    changed = QPalette(palette)
    changed.setColor(QPalette.ColorRole.Highlight, QColor(theme.selection))
    changed.setColor(QPalette.ColorRole.HighlightedText, QColor(theme.text))
    return changed


class TextEditor(FilterEditor):
    """Contains, is, is not, is empty, is not empty; a phone or a code is asked by what it contains first."""

    def __init__(self, spec: FilterSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: Pairs = ()
        ways = (
            Choice("~", _("contains")),
            Choice("=", _("is")),
            Choice("!=", _("is not")),
            Choice("empty", _("is empty")),
            Choice("filled", _("is not empty")),
        )
        self.form = Form(
            [
                FieldSpec("way", _("Condition"), Editor("choice", ways), "~"),
                FieldSpec("text", _("Text"), Editor("text")),
            ],
            parent=self,
        )
        bare_column(self).addWidget(self.form)
        self.form.edited.connect(self._on_edited)

    def _on_edited(self, key: str) -> None:
        self._kept = ()
        self._follow(key)

    def _follow(self, key: str) -> None:
        if key == "way":
            self.form.field("text").setEnabled(self.form.text("way") in ("~", "=", "!="))

    def focus(self) -> None:
        self.form.field("text").setFocus(Qt.FocusReason.PopupFocusReason)

    def mark(self, sentence: str) -> bool:
        self.form.set_problem("text", sentence)
        self.form.field("text").setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def pairs(self) -> Pairs:
        if self._kept:
            return self._kept
        way, text = self.form.text("way"), self.form.text("text").strip()
        if way in ("empty", "filled"):
            return (("=" if way == "empty" else "!=", ""),)
        return ((way, text),) if text else ()

    def set_pairs(self, pairs: Pairs) -> None:
        op, text = pairs[0] if pairs else ("~", "")
        way = op if text else {"=": "empty", "!=": "filled"}.get(op, "~")
        if pairs and (len(pairs) > 1 or way not in ("~", "=", "!=", "empty", "filled")):
            # A comparison that was typed on the command line fits no way here; it holds until something is typed.
            self._kept, way = pairs, "~"
        self.form.set_text("way", way)
        self.form.set_text("text", text)
        self._follow("way")


class ChoiceEditor(FilterEditor):
    """Several ticks, *empty* among them; a long list can be searched."""

    def __init__(self, spec: FilterSpec, parent: QWidget | None = None, *, with_empty: bool = True) -> None:
        super().__init__(parent)
        self._kept: Pairs = ()
        layout = bare_column(self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(_("Find in the list"))
        self.search.setAccessibleName(_("Find in the list"))
        self.list = QListWidget(self)
        self.list.setAccessibleName(spec.label)
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setPalette(list_palette(self.palette()))
        for choice in spec.choices:
            self._add(choice.label, choice.value or "")
        if with_empty and not any(not choice.value for choice in spec.choices):
            self._add(_("empty"), "")
        self.search.setVisible(self.list.count() > SEARCH_FROM)
        row = self.list.fontMetrics().height() + 12
        self.list.setFixedHeight(row * min(self.list.count(), LONGEST_LIST) + 4)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        self.search.textChanged.connect(self._narrow)
        self.list.itemChanged.connect(lambda _item: self._forget())

    def _forget(self) -> None:
        self._kept = ()

    def _add(self, label: str, value: str) -> None:
        item = QListWidgetItem(label, self.list)
        item.setData(Qt.ItemDataRole.UserRole, value)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
        item.setCheckState(Qt.CheckState.Unchecked)
        item.setSizeHint(QSize(80, self.list.fontMetrics().height() + 12))

    def _narrow(self, text: str) -> None:
        for at in range(self.list.count()):
            item = self.list.item(at)
            item.setHidden(text.casefold() not in item.text().casefold())

    def focus(self) -> None:
        (self.list if self.search.isHidden() else self.search).setFocus(Qt.FocusReason.PopupFocusReason)

    def tick(self, value: str, on: bool = True) -> None:
        """Tick or untick a stored value."""
        for at in range(self.list.count()):
            item = self.list.item(at)
            if item.data(Qt.ItemDataRole.UserRole) == value:
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def pairs(self) -> Pairs:
        if self._kept:
            return self._kept
        items = [self.list.item(at) for at in range(self.list.count())]
        ticked = [str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() == Qt.CheckState.Checked]
        return (("=", "|".join(ticked)),) if ticked else ()

    def set_pairs(self, pairs: Pairs) -> None:
        for op, values in pairs:
            known = {self.list.item(at).data(Qt.ItemDataRole.UserRole) for at in range(self.list.count())}
            for value in values.split("|"):
                if op == "=" and value not in known:
                    # What can no longer be chosen is still what was asked for.
                    self._add(value, value)
            for at in range(self.list.count()):
                item = self.list.item(at)
                named = item.data(Qt.ItemDataRole.UserRole) in values.split("|")
                item.setCheckState(Qt.CheckState.Checked if named == (op == "=") else Qt.CheckState.Unchecked)
        self._kept = pairs if any(op not in ("=", "!=") for op, _values in pairs) else ()


class NumberRangeEditor(FilterEditor):
    """From and to, either of them open."""

    def __init__(self, spec: FilterSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        check = checker(read_number, _("This is not a number."))
        self.form = Form(
            [
                FieldSpec("from", _("From"), Editor("number", check=check)),
                FieldSpec("to", _("To"), Editor("number", check=check)),
            ],
            columns=2,
            parent=self,
        )
        bare_column(self).addWidget(self.form)

    def focus(self) -> None:
        self.form.field("from").setFocus(Qt.FocusReason.PopupFocusReason)

    def sound(self) -> bool:
        self.form.set_problem("to", None)
        if not self.form.check():
            return False
        first, last = read_number(self.form.text("from")), read_number(self.form.text("to"))
        if first is not None and last is not None and first > last:
            self.form.set_problem("to", _("Ends before it begins."))
            return False
        return True

    def pairs(self) -> Pairs:
        bounds = ((">=", read_number(self.form.text("from"))), ("<=", read_number(self.form.text("to"))))
        return tuple((op, str(figure)) for op, figure in bounds if figure is not None)

    def mark(self, sentence: str) -> bool:
        self.form.set_problem("from", sentence)
        return True

    def set_pairs(self, pairs: Pairs) -> None:
        self.form.set_text("from", value_of(pairs, ">=") or _next(value_of(pairs, ">"), 1) or value_of(pairs, "="))
        self.form.set_text("to", value_of(pairs, "<=") or _next(value_of(pairs, "<"), -1) or value_of(pairs, "="))


def _next(text: str, step: int) -> str:
    """The whole number after or before this one: more than 3 is from 4 on."""
    figure = read_number(text)
    return "" if figure is None else str(figure + step)


def checker(read: Callable[[str], object], sentence: str) -> Callable[[str], str | None]:
    """A check that says the sentence for a text that cannot be read; an empty text is no fault."""
    return lambda text: sentence if text.strip() and read(text.strip()) is None else None
