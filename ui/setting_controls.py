"""The control of one setting by its kind: a tick, a choice, a figure, a text, a choice that needs a word more, a picture."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from resources.i18n import _
from ui.controls import LinkButton
from ui.details_section import plain_label
from ui.fields import ChoiceField, LineField, LongField
from ui.roles import Choice, Editor
from ui.theme import digits

NONE = "none"
_WIDTHS = {"number": 72, "money": 96, "text": 200, "choice": 220, "words": 160}
LOGO_HEIGHT = 40


@dataclass(frozen=True)
class SettingSpec:
    """One setting as it is typed.

    kind: "flag" (text "on" or "off"), "choice", "number", "money", "text", "long_text" or "words": a choice of *choices*, of which those in
    *needs* take a word more behind a blank, as in `points 50`. unit: the words behind the control, of a flag those of its tick.
    may_be_none: an empty field is the text `none`. is_usual: it stands in view though its group is folded.
    """

    key: str
    label: str
    kind: str
    text: str
    choices: tuple[Choice, ...] = ()
    needs: tuple[str, ...] = ()
    unit: str = ""
    hint: str = ""
    may_be_none: bool = False
    is_usual: bool = False


class FlagControl(QCheckBox):
    """On or off."""

    edited = Signal()

    def __init__(self, spec: SettingSpec, parent: QWidget) -> None:
        super().__init__(spec.unit.replace("&", "&&"), parent)
        self.setToolTip(spec.unit)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _on: self.edited.emit())

    def minimumSizeHint(self) -> QSize:
        # Long words give way before the whole sheet has to be moved sideways; the tooltip has them.
        return QSize(80, super().minimumSizeHint().height())

    def value(self) -> str:
        """`on` or `off`."""
        return "on" if self.isChecked() else "off"

    def set_value(self, text: str) -> None:
        """Show it without saying `edited`."""
        self.setChecked(text == "on")

    def shown(self, text: str) -> str:
        """How a value reads in a sentence."""
        return _("on") if text == "on" else _("off")


class TextControl(LineField):
    """A figure, an amount or a text; where nothing may be said, an empty field is `none`."""

    def __init__(self, spec: SettingSpec, parent: QWidget) -> None:
        super().__init__(Editor(spec.kind, hint=spec.hint or (_("none") if spec.may_be_none else "")), parent)
        self._may_be_none = spec.may_be_none
        self.setFixedWidth(_WIDTHS.get(spec.kind, _WIDTHS["text"]))
        if spec.kind in ("number", "money"):
            self.setFont(digits(self.font()))
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)

    def value(self) -> str:
        """The text as typed."""
        text = self.text().strip()
        return NONE if self._may_be_none and not text else text

    def set_value(self, text: str) -> None:
        """Show it without saying `edited`."""
        super().set_value("" if self._may_be_none and text == NONE else text)

    def shown(self, text: str) -> str:
        """How a value reads in a sentence."""
        return _("none") if text == NONE else text


class LongControl(LongField):
    """A text of several lines; an empty one is `none`."""

    def __init__(self, spec: SettingSpec, parent: QWidget) -> None:
        super().__init__(Editor("long_text", hint=spec.hint), parent)
        self.setFixedWidth(_WIDTHS["text"])

    def value(self) -> str:
        """The text as typed."""
        return super().value().strip() or NONE

    def set_value(self, text: str) -> None:
        """Show it without saying `edited`."""
        super().set_value("" if text == NONE else text)

    def shown(self, text: str) -> str:
        """How a value reads in a sentence."""
        return _("none") if text == NONE else text.replace("\n", ", ")


class PickControl(ChoiceField):
    """One of a few values."""

    def __init__(self, spec: SettingSpec, parent: QWidget) -> None:
        super().__init__(Editor("choice", spec.choices), parent)
        self._labels = {choice.value or "": choice.label for choice in spec.choices}
        self.setMinimumWidth(_WIDTHS["choice"])
        self.setMaximumWidth(_WIDTHS["choice"] + 60)

    def shown(self, text: str) -> str:
        """How a value reads in a sentence."""
        return self._labels.get(text, text)


class WordsControl(QWidget):
    """A choice, and where it needs one the word behind it: `points` and 50."""

    edited = Signal()

    def __init__(self, spec: SettingSpec, parent: QWidget) -> None:
        super().__init__(parent)
        self._needs = spec.needs
        self._labels = {choice.value or "": choice.label for choice in spec.choices}
        self.choice = ChoiceField(Editor("choice", spec.choices), self)
        self.choice.setMinimumWidth(_WIDTHS["words"])
        self.word = LineField(Editor("text", hint=spec.hint), self)
        self.word.setFixedWidth(_WIDTHS["number"])
        self.setFocusProxy(self.choice)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.choice)
        row.addWidget(self.word)
        row.addStretch(1)
        self.choice.edited.connect(self._chosen)
        self.word.edited.connect(self.edited)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.choice.setAccessibleName(name)
        self.word.setAccessibleName(_("{name}: how much").format(name=name))

    def _chosen(self) -> None:
        self.word.setVisible(self.choice.value() in self._needs)
        if self.word.isVisibleTo(self):
            self.word.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def value(self) -> str:
        """The choice, with its word behind a blank."""
        choice = self.choice.value()
        return f"{choice} {self.word.text().strip()}" if choice in self._needs else choice

    def set_value(self, text: str) -> None:
        """Show it without saying `edited`."""
        choice, _blank, word = text.partition(" ")
        takes = choice in self._needs
        self.choice.set_value(choice if takes else text)
        self.word.set_value(word if takes else "")
        self.word.setVisible(takes)

    def shown(self, text: str) -> str:
        """How a value reads in a sentence."""
        choice, _blank, word = text.partition(" ")
        return f"{self._labels[choice]} {word}" if choice in self._needs else self._labels.get(text, text)


class LogoControl(QWidget):
    """A picture, small, with what can be done: `wanted` asks for another one; without one it says so."""

    wanted = Signal()
    edited = Signal()

    def __init__(self, picture: bytes | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.before = self.picture = picture
        self.preview = QLabel(self)
        self.preview.setTextFormat(Qt.TextFormat.PlainText)
        self.nothing = plain_label(_("No logo"), self, muted=True)
        self.choose = LinkButton(_("Choose…"), self)
        self.choose.setAccessibleName(_("Choose a logo"))
        self.remove = LinkButton(_("Take away"), self, muted=True)
        self.remove.setAccessibleName(_("Take the logo away"))
        self.setFocusProxy(self.choose)
        self.choose.clicked.connect(lambda _on=False: self.wanted.emit())
        self.remove.clicked.connect(lambda _on=False: self._take(None))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for part in (self.preview, self.nothing, self.choose, self.remove):
            row.addWidget(part)
        row.addStretch(1)
        self._show()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), LOGO_HEIGHT)

    def set_picture(self, picture: bytes) -> bool:
        """Show another picture; False, and nothing changes, where it is none."""
        if QPixmap().loadFromData(picture) is False:
            return False
        self._take(picture)
        return True

    def is_changed(self) -> bool:
        """Whether another picture, or none, stands here now."""
        return self.picture != self.before

    def _take(self, picture: bytes | None) -> None:
        self.picture = picture
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        shown = QPixmap()
        if self.picture is not None:
            shown.loadFromData(self.picture)
        if not shown.isNull():
            ratio = self.devicePixelRatioF()
            shown = shown.scaled(
                round(160 * ratio),
                round(LOGO_HEIGHT * ratio),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            shown.setDevicePixelRatio(ratio)
        self.preview.setPixmap(shown)
        self.preview.setAccessibleName(_("Logo"))
        self.preview.setVisible(self.picture is not None)
        self.nothing.setVisible(self.picture is None)
        self.remove.setVisible(self.picture is not None)


Control = FlagControl | TextControl | LongControl | PickControl | WordsControl


def make_control(spec: SettingSpec, parent: QWidget) -> Control:
    """The control of a setting, showing its text."""
    made: Control
    match spec.kind:
        case "flag":
            made = FlagControl(spec, parent)
        case "choice":
            made = PickControl(spec, parent)
        case "words":
            made = WordsControl(spec, parent)
        case "long_text":
            made = LongControl(spec, parent)
        case _:
            made = TextControl(spec, parent)
    made.set_value(spec.text)
    made.setAccessibleName(spec.label)
    return made
