"""One field of many people changed at once: which field, what it becomes, and what that does before it is done (look.md, *Many selected*)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from resources.i18n import _, ngettext
from ui.dialogs.parts import Card, IconLine, wrapped
from ui.dialogs.question import Question
from ui.dialogs.subject import Subject, SubjectLine
from ui.form import FieldSpec, Form
from ui.locales import show_number
from ui.roles import Choice, Editor

PATIENCE_MS = 200
# So many of those who are refused are named; the others are counted.
NAMED = 5


@dataclass(frozen=True)
class EditableField:
    """A field that many can be given; *takes_tags*: words can also be added and taken away."""

    key: str
    label: str
    editor: Editor
    takes_tags: bool = False


@dataclass(frozen=True)
class BulkEditAnswer:
    """What is done to everybody: *way* is "set", "add" or "remove", *text* as typed (of a choice as stored)."""

    key: str
    way: str
    text: str


@dataclass(frozen=True)
class Foreseen:
    """What it would do: how many change (None: they are too many to look at before) and have it already, who is refused and why."""

    changes: int | None
    stays: int
    refused: tuple[tuple[str, str], ...] = ()


class BulkEdit(Question):
    """`asked` wants to know what the answer of now would do; `show_foreseen` and `show_fault` tell it while the dialog is open."""

    asked = Signal(BulkEditAnswer)

    def __init__(
        self,
        subject: Subject,
        fields: Sequence[EditableField],
        *,
        typed: BulkEditAnswer | None = None,
        problems: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Change a field"), parent=parent)
        self._fields = {field.key: field for field in fields}
        first = typed.key if typed is not None else fields[0].key
        self.which = Form(
            [FieldSpec("key", _("Field"), Editor("choice", tuple(Choice(field.key, field.label) for field in fields)), first)],
            parent=self.content,
        )
        ways = (
            Choice("add", _("Add these words")),
            Choice("remove", _("Take these words away")),
            Choice("set", _("Have exactly these words")),
        )
        self.how = Form(
            [FieldSpec("way", _("How"), Editor("choice", ways), typed.way if typed is not None else "add")], parent=self.content
        )
        self.effect = Card(self.content)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self.effect.column.addLayout(self._lines)
        self._slot = QVBoxLayout()
        self.body.setSpacing(8)
        self.body.addWidget(SubjectLine(subject, self.content))
        self.body.addWidget(self.which)
        self.body.addWidget(self.how)
        self.body.addLayout(self._slot)
        self.body.addWidget(self.effect)
        self.body.addStretch(1)
        self.add_foot(_("Change"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE_MS)
        self._timer.timeout.connect(self._ask)
        self.which.edited.connect(lambda _key: self._take_field(""))
        self.how.edited.connect(lambda _key: self._changed())
        self._take_field(typed.text if typed is not None else "")
        for key, sentence in (problems or {}).items():
            (self.which if key == "key" else self.form).set_problem(key if key == "key" else "value", sentence)

    form: Form

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its answer: what comes later must not reach a dialog that is gone."""
        return not self._is_over

    def _field(self) -> EditableField:
        return self._fields[self.which.text("key")]

    def _take_field(self, text: str) -> None:
        """Show the field that was chosen, with the editor of its kind."""
        field = self._field()
        old = self._slot.takeAt(0)
        if old is not None and (widget := old.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        self.form = Form([FieldSpec("value", field.label, field.editor, text)], parent=self.content)
        self._slot.addWidget(self.form)
        self.form.edited.connect(lambda _key: self._changed())
        self.how.setVisible(field.takes_tags)
        QWidget.setTabOrder(self.how.field("way"), self.form.field("value"))
        self._changed()

    def current(self) -> BulkEditAnswer:
        """What is chosen and typed now."""
        return BulkEditAnswer(self._field().key, self.how.text("way") if self._field().takes_tags else "set", self.form.text("value"))

    def answer(self) -> BulkEditAnswer:
        return self.current()

    def _changed(self) -> None:
        self.set_action(_("Change"))
        self._say([IconLine("info", "muted", _("What this does is shown here before it is done."), self.effect, muted=True)])
        self._timer.start()

    def _ask(self) -> None:
        answer = self.current()
        if answer.way == "set" or answer.text.strip():
            self.asked.emit(answer)

    def show_fault(self, answer: BulkEditAnswer, sentence: str) -> None:
        """Say at the value what cannot be taken; an answer that is no longer the present one says nothing."""
        if answer == self.current():
            self.form.set_problem("value", sentence)

    def show_foreseen(self, answer: BulkEditAnswer, seen: Foreseen) -> None:
        """Say what the answer would do."""
        if answer != self.current():
            return
        self.form.set_problem("value", None)
        lines: list[QWidget] = []
        if seen.changes is None:
            words = _("They are too many to look at before: whoever cannot be changed is left out, and counted afterwards.")
            lines.append(IconLine("info", "muted", words, self.effect, muted=True))
        elif seen.changes:
            words = ngettext("{count} person changes", "{count} people change", seen.changes).format(count=show_number(seen.changes))
            lines.append(IconLine("changed", "accent", words, self.effect))
        if seen.stays:
            words = ngettext("{count} person has it so already", "{count} people have it so already", seen.stays)
            lines.append(IconLine("unchanged", "muted", words.format(count=show_number(seen.stays)), self.effect, muted=True))
        if seen.refused:
            count = len(seen.refused)
            words = ngettext("{count} person is left out:", "{count} people are left out:", count).format(count=show_number(count))
            lines.append(IconLine("warning", "warn", words, self.effect))
            lines += [wrapped(words, self.effect, muted=True) for words in _reasons(seen.refused)]
        self._say(lines)
        if seen.changes is None:
            self.set_action(_("Change them all"))
        elif seen.changes:
            self.set_action(
                ngettext("Change {count} person", "Change {count} people", seen.changes).format(count=show_number(seen.changes))
            )
        else:
            self.set_action(_("Nobody changes"))

    def _say(self, lines: Sequence[QWidget]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for line in lines:
            self._lines.addWidget(line)
            line.show()

    def check(self) -> bool:
        if not self.form.check():
            self.form.focus_first_fault()
            return False
        if self.current().way != "set" and not self.form.text("value").strip():
            self.form.set_problem("value", _("Write at least one word."))
            self.form.focus_first_fault()
            return False
        return True


def _reasons(refused: Sequence[tuple[str, str]]) -> list[str]:
    """Who is left out, by reason, the first few by name."""
    by_reason: dict[str, list[str]] = {}
    for name, reason in refused:
        by_reason.setdefault(reason, []).append(name)
    told = []
    for reason, names in by_reason.items():
        listed = ", ".join(names[:NAMED])
        if len(names) > NAMED:
            listed = _("{names} and {count} more").format(names=listed, count=show_number(len(names) - NAMED))
        told.append(_("{names}: {reason}").format(names=listed, reason=reason))
    return told
