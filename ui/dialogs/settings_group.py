"""One group of settings: its name at the left, its rows beside it, the rarer ones folded into *7 more*."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from resources.i18n import _, ngettext
from ui.controls import ElidedLabel, Hairline, LinkButton
from ui.details_section import plain_label
from ui.dialogs.parts import heading, wrapped
from ui.form import ProblemLine
from ui.setting_controls import SettingSpec, make_control
from ui.theme import small_font

TITLE_WIDTH = 84
LABEL_WIDTH = 150


class SettingRow(QWidget):
    """One setting: label, control, what stands behind it, and *was 20.00* once it is another; a fault is told below."""

    edited = Signal()

    def __init__(self, spec: SettingSpec, group: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.spec, self.group = spec, group
        self.control = make_control(spec, self)
        self.label = QLabel(spec.label, self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.label.setWordWrap(True)
        self.label.setFixedWidth(LABEL_WIDTH)
        self.label.setBuddy(self.control)
        self.was = ElidedLabel("", self)
        self.was.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.was.setFont(small_font(self.font()))
        self.problem = ProblemLine(self)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.control)
        if spec.unit and spec.kind != "flag":
            line.addWidget(plain_label(spec.unit, self))
        line.addWidget(self.was, 1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        top = Qt.AlignmentFlag.AlignTop if spec.kind == "long_text" else Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(self.label, 0, 0, top)
        grid.addLayout(line, 0, 1)
        grid.addWidget(self.problem, 1, 1)
        grid.setColumnStretch(1, 1)
        self.control.edited.connect(self._edited)

    def _edited(self) -> None:
        self.follow()
        self.edited.emit()

    def follow(self) -> None:
        """Say what it was, once it is something else."""
        self.was.setText(_("was {value}").format(value=self.control.shown(self.spec.text)) if self.is_changed() else "")

    def is_changed(self) -> bool:
        """Whether another text stands here than the setting has."""
        return self.control.value() != self.spec.text

    def mark(self, sentence: str) -> None:
        """Say what is wrong with it; an empty sentence takes the mark away."""
        self.problem.say(sentence)
        self.control.setProperty("faulty", bool(sentence))
        self.control.setAccessibleDescription(sentence)
        self.control.update()

    def fits(self, words: Sequence[str], title: str) -> bool:
        """Whether all of these folded words are in what the row says."""
        said = " ".join((title, self.spec.label, self.spec.unit, self.spec.key, *(choice.label for choice in self.spec.choices[:20])))
        return all(word in said.casefold() for word in words)


class GroupPart(QWidget):
    """A group's rows; those that are not usual are shown once it is unfolded."""

    def __init__(self, key: str, title: str, settings: Sequence[SettingSpec], parent: QWidget, *, note: str = "") -> None:
        super().__init__(parent)
        self.key, self.title = key, title
        self._is_unfolded = False
        self._words: list[str] = []
        self.rows = {spec.key: SettingRow(spec, key, self) for spec in settings}
        self.lines: list[QWidget] = []
        name = heading(title, self)
        name.setFixedWidth(TITLE_WIDTH)
        self.more = LinkButton("", self, muted=True)
        self.more.clicked.connect(lambda _on=False: self.unfold())
        left = QVBoxLayout()
        left.setContentsMargins(0, 7, 0, 0)
        left.setSpacing(4)
        left.addWidget(name)
        left.addWidget(self.more)
        left.addStretch(1)
        self.column = QVBoxLayout()
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        for row in self.rows.values():
            self.column.addWidget(row)
        self.note = wrapped(note, self, muted=True, small=True)
        self.note.setVisible(bool(note))
        self.note.setContentsMargins(0, 0, 0, 8)
        self.column.addWidget(self.note)
        across = QHBoxLayout()
        across.setContentsMargins(0, 12, 0, 4)
        across.setSpacing(4)
        across.addLayout(left)
        across.addLayout(self.column, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(across)
        whole.addWidget(Hairline(self))
        self._show()

    def add_line(self, label: str, widget: QWidget) -> None:
        """Something beside the settings, after them."""
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 4, 0, 8)
        row.setSpacing(12)
        name = plain_label(label, line, muted=True)
        name.setFixedWidth(LABEL_WIDTH)
        row.addWidget(name)
        row.addWidget(widget)
        row.addStretch(1)
        self.column.addWidget(line)
        self.lines.append(line)

    def unfold(self) -> None:
        """Show every setting of the group."""
        if self._is_unfolded:
            return
        folded = [row for row in self.rows.values() if not row.isVisibleTo(self)]
        had_focus = self.more.hasFocus()
        self._is_unfolded = True
        self._show()
        if had_focus and folded:
            folded[0].control.setFocus(Qt.FocusReason.TabFocusReason)

    def search(self, text: str) -> bool:
        """Show what fits these words; True where something does."""
        self._words = text.casefold().split()
        return self._show()

    def _show(self) -> bool:
        shown = 0
        for row in self.rows.values():
            is_shown = row.fits(self._words, self.title) if self._words else self._is_unfolded or row.spec.is_usual or row.is_changed()
            row.setVisible(is_shown)
            shown += is_shown
        left = len(self.rows) - shown
        self.more.setText(ngettext("{count} more", "{count} more", left).format(count=left) + " ›")
        self.more.setAccessibleName(
            ngettext("{title}: show {count} more setting", "{title}: show {count} more settings", left).format(title=self.title, count=left)
        )
        self.more.setVisible(bool(left) and not self._words)
        for line in self.lines:
            line.setVisible(not self._words)
        self.setVisible(bool(shown))
        return bool(shown)
