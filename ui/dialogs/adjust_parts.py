"""Parts of *Adjust balance*: what only points that are given have, and the public comment (E1, L10, L11)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QPalette
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from resources.i18n import _
from ui.controls import ElidedLabel
from ui.details_section import plain_label
from ui.form import FieldSpec, Form, ProblemLine, name_above
from ui.roles import Editor
from ui.theme import field_height, small_font


class Gains(QWidget):
    """What only points that are given have: their last day, and from when on they can be used (E1, L10)."""

    def __init__(self, last_day: FieldSpec, usual: int, after: str | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = last_day.key
        self.form = Form([last_day], parent=self)
        self.tick = QCheckBox(_("Available only after"), self)
        self.days = QLineEdit(after or str(usual), self)
        self.days.setFixedWidth(QFontMetrics(self.font()).horizontalAdvance("00000") + 22)
        self.days.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.days.setMaxLength(4)
        self.days.setMinimumHeight(field_height(self.font()))
        self.days.setAccessibleName(_("Days until they are available"))
        self.tick.setChecked(after is not None)
        self.days.setEnabled(after is not None)
        self.problem = ProblemLine(self)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.tick)
        line.addWidget(self.days)
        line.addWidget(plain_label(_("days"), self), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.form)
        column.addLayout(line)
        column.addWidget(self.problem)
        column.addStretch(1)
        self.tick.toggled.connect(self.days.setEnabled)
        self.tick.toggled.connect(lambda _on: self.set_problem("after_days", None))
        self.days.textEdited.connect(lambda _text: self.set_problem("after_days", None))

    def has(self, key: str) -> bool:
        """See Part."""
        return self.form.has(key) or key == "after_days"

    def check(self) -> bool:
        """See Part."""
        if self.isHidden():
            return True
        sound = self.form.check()
        if self.tick.isChecked() and not (self.days.text().strip().isdecimal() and int(self.days.text())):
            self.set_problem("after_days", _("Give the days as a whole number from 1 on."))
            sound = False
        return sound

    def set_problem(self, key: str, sentence: str | None, tone: str = "bad") -> None:
        """See Part."""
        if key == "after_days":
            self.days.setProperty("faulty", bool(sentence))
            self.days.update()
            self.problem.say(sentence or "", tone)
        else:
            self.form.set_problem(key, sentence, tone)

    def focus_first_fault(self) -> bool:
        """See Part."""
        if self.isHidden() or self.form.focus_first_fault():
            return not self.isHidden()
        if self.problem.text():
            self.days.setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(self.problem.text())

    def last_day(self) -> str:
        """The last day as typed; empty where the club's rule says it."""
        return self.form.text(self._key)

    def after_days(self) -> str | None:
        """After how many days, as typed; None: at once."""
        return self.days.text() if self.tick.isChecked() else None


class Comment(QWidget):
    """The public comment: the usual one, or one's own (L11)."""

    def __init__(self, usual: str, own: str | None, parent: QWidget) -> None:
        super().__init__(parent)
        caption = plain_label(_("Public comment"), self)
        name_above(caption)
        aside = ElidedLabel(_("Printed on the statement"), self)
        aside.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        aside.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        aside.setFont(small_font(self.font()))
        head = QHBoxLayout()
        head.addWidget(caption)
        head.addWidget(aside, 1)
        self.usual = QRadioButton(self)
        self.usual.setText(QFontMetrics(self.font()).elidedText(usual, Qt.TextElideMode.ElideRight, 200).replace("&", "&&"))
        self.usual.setToolTip(usual)
        self.custom = QRadioButton(_("Custom comment"), self)
        self._group = QButtonGroup(self)
        buttons = QHBoxLayout()
        buttons.setSpacing(24)
        for button in (self.usual, self.custom):
            self._group.addButton(button)
            buttons.addWidget(button)
        buttons.addStretch(1)
        spec = FieldSpec("comment", _("Custom comment"), Editor("text", hint=_("What the member reads")), own or "", required=True)
        self.form = Form([spec], parent=self)
        (self.usual if own is None else self.custom).setChecked(True)
        self.form.setVisible(own is not None)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(buttons)
        column.addWidget(self.form)
        self.custom.toggled.connect(self._switch)

    def _switch(self, own: bool) -> None:
        self.form.setVisible(own)
        if own:
            self.form.field("comment").setFocus(Qt.FocusReason.OtherFocusReason)

    def text(self) -> str | None:
        """One's own comment; None for the usual one."""
        return self.form.text("comment").strip() if self.custom.isChecked() else None

    def has(self, key: str) -> bool:
        """See Part."""
        return self.form.has(key)

    def check(self) -> bool:
        """See Part."""
        return not self.custom.isChecked() or self.form.check()

    def set_problem(self, key: str, sentence: str | None, tone: str = "bad") -> None:
        """See Part."""
        self.form.set_problem(key, sentence, tone)

    def focus_first_fault(self) -> bool:
        """See Part."""
        return self.custom.isChecked() and self.form.focus_first_fault()
