"""A form: labelled fields that are checked in place, with faults marked under them (look.md, *Dialogs*)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from resources.i18n import _
from ui.fields import Field, choice_label, make_field
from ui.icons import pixmap
from ui.roles import Editor
from ui.theme import small_font, tone_colour, weighted

LABEL_COLUMN = 92
TONE_ICONS = {"bad": "error", "warn": "warning", "good": "success", "info": "info"}


@dataclass(frozen=True)
class FieldSpec:
    """One field of a form.

    value: the text as a person would type it; for a choice the value as stored. span: columns it takes. missing: what is said where a
    required field is empty.
    """

    key: str
    label: str
    editor: Editor
    value: str = ""
    span: int = 1
    required: bool = False
    missing: str = ""


class ProblemLine(QWidget):
    """One sentence about a field, with an icon and a tone; its space is kept while it says nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._tone = "", "bad"
        self.setFont(small_font(self.font()))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, text: str, tone: str = "bad") -> None:
        """Show this sentence; an empty one leaves the space blank."""
        if (text, tone) == (self._text, self._tone):
            return
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The sentence shown."""
        return self._text

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        metrics = QFontMetrics(self.font())
        room = QRect(0, 0, max(width - 20, 40), 1000)
        wrapped = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), self._text).height() if self._text else 0
        return max(wrapped, metrics.height()) + 4

    def sizeHint(self) -> QSize:
        return QSize(80, QFontMetrics(self.font()).height() + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._text:
            return
        painter = QPainter(self)
        colour = tone_colour(self.palette(), self._tone)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        room = self.rect().adjusted(0, 2, 0, 0)
        if sign := TONE_ICONS.get(self._tone):
            picture = pixmap(sign, self._tone, 14, self.devicePixelRatioF())
            painter.drawPixmap(self.width() - 14 if rtl else 0, 2 + (QFontMetrics(self.font()).height() - 14) // 2, picture)
            room = room.adjusted(0 if rtl else 19, 0, -19 if rtl else 0, 0)
        painter.setPen(colour)
        painter.drawText(room, int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft), self._text)


def name_above(label: QLabel) -> None:
    """Have a label name what stands below it (look: dialogs)."""
    label.setFont(weighted(label.font(), 500))
    label.setForegroundRole(QPalette.ColorRole.WindowText)


class _Cell:
    """One field with its label, its sentence and what it held at first."""

    def __init__(self, spec: FieldSpec, form: QWidget) -> None:
        self.spec = spec
        self.field: Field = make_field(spec.editor, form)
        self.field.set_value(spec.value)
        # What has the focus: of a field of several parts the part that is typed into.
        self.typed_in: QWidget = self.field.focusProxy() or self.field
        self.typed_in.setAccessibleName(spec.label)
        self.before = self.field.value()
        self.label = QLabel(spec.label, form)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.label.setBuddy(self.typed_in)
        self.problem = ProblemLine(form)
        self.tone = ""

    def fault(self, complete: bool) -> str | None:
        """What is wrong with the text now; an empty required field only where the whole form is asked."""
        text = self.field.value()
        if not text.strip():
            return (self.spec.missing or _("Please fill this in.")) if complete and self.spec.required else None
        return self.spec.editor.check(text) if self.spec.editor.check is not None else None

    def is_faulty(self) -> bool:
        return bool(self.problem.text()) and self.tone == "bad"

    def tell_before(self) -> None:
        """Say what a changed field held; nothing where it holds that again."""
        shown = choice_label(self.spec.editor.choices, self.before) if self.spec.editor.choices else self.before
        said = _("was {value}").format(value=shown) if shown.strip() else _("was empty")
        self.mark(said if self.field.value() != self.before else None, "muted")

    def mark(self, sentence: str | None, tone: str = "bad") -> None:
        self.tone = tone
        self.problem.say(sentence or "", tone)
        # The style paints the border of a field that says it is faulty.
        self.typed_in.setProperty("faulty", self.is_faulty())
        self.typed_in.setAccessibleDescription(sentence or "")
        self.typed_in.update()


class Form(QWidget):
    """Labelled fields in one or two columns; labels above or left; nothing jumps when a sentence appears.

    A field is checked when it is left, and again at each key while a fault stands. `edited` and `left` name the field.
    *tells_before*: a field that was changed says below it what it held, as *was 14*.
    """

    edited = Signal(str)
    left = Signal(str)

    def __init__(
        self,
        specs: Sequence[FieldSpec],
        columns: int = 1,
        label_position: Literal["above", "left"] = "above",
        parent: QWidget | None = None,
        *,
        tells_before: bool = False,
    ) -> None:
        super().__init__(parent)
        self._tells_before = tells_before
        self._cells = {spec.key: _Cell(spec, self) for spec in specs}
        if label_position == "above":
            for cell in self._cells.values():
                name_above(cell.label)
            self._lay_above(columns)
        else:
            self._lay_left()
        for key, cell in self._cells.items():
            cell.field.edited.connect(lambda key=key: self._on_edited(key))
            cell.typed_in.installEventFilter(self)

    def _lay_above(self, columns: int) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        row, column = 0, 0
        for cell in self._cells.values():
            span = min(cell.spec.span, columns)
            if column + span > columns:
                row, column = row + 1, 0
            stack = QVBoxLayout()
            stack.setSpacing(0)
            stack.addWidget(cell.label)
            stack.addSpacing(4)
            stack.addWidget(cell.field)
            stack.addWidget(cell.problem)
            stack.addStretch()
            grid.addLayout(stack, row, column, 1, span)
            column += span
        for at in range(columns):
            grid.setColumnStretch(at, 1)

    def _lay_left(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, LABEL_COLUMN)
        grid.setColumnStretch(1, 1)
        for row, cell in enumerate(self._cells.values()):
            cell.label.setMaximumWidth(LABEL_COLUMN + 40)
            cell.label.setWordWrap(True)
            grid.addWidget(cell.label, 2 * row, 0)
            grid.addWidget(cell.field, 2 * row, 1)
            grid.addWidget(cell.problem, 2 * row + 1, 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            # A calendar or a list that opens over the field, or another window, is not a person leaving it.
            away = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
            key = self._key_of(watched)
            if key is not None and event.reason() not in away:
                self._on_left(key)
        return super().eventFilter(watched, event)

    def _key_of(self, field: QObject) -> str | None:
        return next((key for key, cell in self._cells.items() if cell.typed_in is field), None)

    def _on_edited(self, key: str) -> None:
        cell = self._cells[key]
        if cell.is_faulty():
            cell.mark(cell.fault(complete=False))
        if self._tells_before and not cell.is_faulty():
            cell.tell_before()
        self.edited.emit(key)

    def _on_left(self, key: str) -> None:
        cell = self._cells[key]
        fault = cell.fault(complete=False)
        if fault is not None and cell.field.value() != cell.before:
            cell.mark(fault)
        self.left.emit(key)

    def has(self, key: str) -> bool:
        """Whether there is a field of this key."""
        return key in self._cells

    def keys(self) -> tuple[str, ...]:
        """The keys of the fields in their order."""
        return tuple(self._cells)

    def field(self, key: str) -> Field:
        """The widget of a field. KeyError for an unknown key."""
        return self._cells[key].field

    def text(self, key: str) -> str:
        """The text of a field as typed; of a choice the stored value."""
        return self._cells[key].field.value()

    def set_text(self, key: str, text: str) -> None:
        """Put a text into a field as if it had been typed, without `edited`; its fault is looked at anew."""
        cell = self._cells[key]
        cell.field.set_value(text)
        if cell.is_faulty():
            cell.mark(cell.fault(complete=False))

    def refresh(self, key: str, text: str) -> None:
        """The stored value is now *text*: a field not touched shows it, a text typed stays as it is."""
        cell = self._cells[key]
        touched = cell.field.value() != cell.before
        if touched:
            return
        cell.field.set_value(text)
        cell.before = cell.field.value()

    def values(self) -> dict[str, str]:
        """All texts by key."""
        return {key: cell.field.value() for key, cell in self._cells.items()}

    def changed(self) -> dict[str, str]:
        """The texts that differ from what the form was given."""
        return {key: cell.field.value() for key, cell in self._cells.items() if cell.field.value() != cell.before}

    def check(self) -> bool:
        """Mark every fault; True where there is none. A sentence set from outside stays while its field is unchanged."""
        sound = True
        for cell in self._cells.values():
            fault = cell.fault(complete=True)
            if fault is not None:
                cell.mark(fault)
            elif cell.is_faulty():
                fault = cell.problem.text()
            sound = sound and fault is None
        return sound

    def set_problem(self, key: str, sentence: str | None, tone: str = "bad") -> None:
        """Say something about a field: a fault (bad), or a warning (warn, info) that does not stop anybody."""
        self._cells[key].mark(sentence, tone)

    def problem(self, key: str) -> str:
        """The sentence under a field; empty where there is none."""
        return self._cells[key].problem.text()

    def focus_first_fault(self) -> bool:
        """Move the focus to the first field marked as wrong; False where none is."""
        for cell in self._cells.values():
            if cell.is_faulty():
                cell.field.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False
