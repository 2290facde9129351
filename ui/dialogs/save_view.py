"""Naming a view: what is filtered, ordered and shown now is kept under a name that everybody sees (W2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from resources.i18n import _
from ui.dialogs.parts import Card, IconLine, wrapped
from ui.dialogs.question import Question
from ui.form import FieldSpec, Form
from ui.roles import Choice, Editor

LONGEST_NAME = 60


@dataclass(frozen=True)
class SaveViewAnswer:
    """The name, and whether the view that is chosen is to become this instead of a new one being made."""

    name: str
    replace: bool


class SaveView(Question):
    """*kept* says in words what the view holds; *current*: the name of the saved view that could be replaced."""

    def __init__(
        self,
        kept: Sequence[tuple[str, str]],
        *,
        name: str = "",
        current: str = "",
        replace: bool = False,
        problems: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Save view"), parent=parent)
        self._current = current
        ways = (Choice("replace", _("Replace “{name}”").format(name=current)), Choice("new", _("Save as a new view")))
        specs = [FieldSpec("way", _("How"), Editor("choice", ways), "replace" if replace or not name else "new")] if current else []
        specs.append(FieldSpec("name", _("Name"), Editor("text", check=check_name), name, required=True))
        self.form = Form(specs, parent=self.content)
        card = Card(self.content)
        for icon, words in kept:
            card.column.addWidget(IconLine(icon, "muted", words, card))
        self.body.addWidget(card)
        self.body.addWidget(self.form)
        self.body.addWidget(wrapped(_("Everybody at this club finds it among the views."), self.content, muted=True, small=True))
        self.body.addStretch(1)
        self.add_foot(_("Save view"))
        self.form.edited.connect(lambda _key: self._follow())
        for key, sentence in (problems or {}).items():
            self.form.set_problem(key if self.form.has(key) else "name", sentence)
        self._follow()

    def _replaces(self) -> bool:
        return self.form is not None and self.form.has("way") and self.form.text("way") == "replace"

    def _follow(self) -> None:
        assert self.form is not None
        self.form.field("name").setEnabled(not self._replaces())
        self.set_action(_("Replace “{name}”").format(name=self._current) if self._replaces() else _("Save view"))

    def check(self) -> bool:
        return self._replaces() or super().check()

    def answer(self) -> SaveViewAnswer:
        assert self.form is not None
        return SaveViewAnswer(self._current if self._replaces() else self.form.text("name"), self._replaces())


@dataclass(frozen=True)
class RenameAnswer:
    """The new name."""

    name: str


class Rename(Question):
    """Another name for a saved view."""

    def __init__(self, title: str, name: str, *, problem: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self.form = Form([FieldSpec("name", _("Name"), Editor("text", check=check_name), name, required=True)], parent=self.content)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.add_foot(_("Rename"))
        if problem:
            self.form.set_problem("name", problem)

    def answer(self) -> RenameAnswer:
        assert self.form is not None
        return RenameAnswer(self.form.text("name"))


def check_name(text: str) -> str | None:
    """What is wrong with a name."""
    return _("The name is too long: at most {longest} signs.").format(longest=LONGEST_NAME) if len(text.strip()) > LONGEST_NAME else None
