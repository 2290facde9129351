"""A person's standing: suspending, resuming, removing, reinstating, deleting; what it does said first, and who is left as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QWidget

from resources.i18n import _, ngettext
from ui.controls import Hairline, LinkButton
from ui.dialogs.parts import Card, IconLine, heading, wrapped
from ui.dialogs.question import NARROW, WIDE, Question
from ui.dialogs.subject import Subject, SubjectLine
from ui.form import FieldSpec, Form

MOST_SHOWN = 4


@dataclass(frozen=True)
class Effect:
    """One sentence about what is done, with its icon and tone."""

    text: str
    icon: str = "check"
    tone: str = "good"


@dataclass(frozen=True)
class StandingAnswer:
    """What was decided: the fields' texts by key, the ticks by key, which choice was taken; *other* is the key of a link instead."""

    values: dict[str, str]
    ticks: frozenset[str] = frozenset()
    choice: str = ""
    other: str = ""


@dataclass(frozen=True)
class Options:
    """Two or more ways to do it: (key, words, what it means); the first is the usual one."""

    title: str
    ways: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Tick:
    """Something that is done too where it is ticked; *lines* list what it concerns."""

    key: str
    words: str
    lines: tuple[str, ...] = ()


class StandingQuestion(Question):
    """Ask before a change of standing. *action* says what happens; without one there is nothing to do but to close or to follow a link.

    left_out: (words, link key or "") of those to whom it is not done; *left_title* counts them. problems: sentences by field where an
    earlier try was refused; typed: what it had.
    """

    def __init__(
        self,
        title: str,
        subject: Subject,
        *,
        action: str,
        fields: Sequence[FieldSpec] = (),
        effects: Sequence[Effect] = (),
        options: Options | None = None,
        ticks: Sequence[Tick] = (),
        left_title: str = "",
        left_out: Sequence[str] = (),
        link: tuple[str, str] | None = None,
        typed: StandingAnswer | None = None,
        problems: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, width=WIDE if options is not None else NARROW, parent=parent)
        self._action = action
        self.ways: dict[str, QRadioButton] = {}
        self.ticks: dict[str, QCheckBox] = {}
        self.link: LinkButton | None = None
        self.body.addWidget(SubjectLine(subject, self.content))
        if left_out:
            self._show_left_out(left_title, left_out, link)
        why: list[QWidget] = []
        if fields:
            self.form = Form(fields, columns=2, parent=self.content)
            why.append(self.form)
        what = [] if options is None else [self._options(options)]
        for tick in ticks:
            what += self._tick(tick)
        told = [IconLine(effect.icon, effect.tone, effect.text, self.content) for effect in effects]
        if options is None:
            for part in (*why, *what, *told):
                self.body.addWidget(part)
        else:
            self.add_columns((*why, *told), what)
        self.body.addStretch(1)
        self.add_foot(action or _("Close"))
        self.cancel_button.setVisible(bool(action))
        self._take_up(typed, problems or {})

    def _show_left_out(self, title: str, left_out: Sequence[str], link: tuple[str, str] | None) -> None:
        card = Card(self.content, tone="warn")
        card.column.addWidget(heading(title, card))
        for line in left_out[:MOST_SHOWN]:
            card.column.addWidget(IconLine("warning", "warn", line, card))
        if (more := len(left_out) - MOST_SHOWN) > 0:
            card.column.addWidget(wrapped(ngettext("and {n} more", "and {n} more", more).format(n=more), card))
        if link is not None:
            key, words = link
            self.link = LinkButton(words, card, tone="warn")
            self.link.clicked.connect(lambda _on=False: self.finish(StandingAnswer({}, other=key)))
            card.column.addWidget(self.link)
        self.body.addWidget(card)

    def _options(self, options: Options) -> QWidget:
        card = Card(self.content)
        card.column.addWidget(heading(options.title, card))
        self._group = QButtonGroup(self)
        for at, (key, words, meaning) in enumerate(options.ways):
            if at:
                card.column.addWidget(Hairline(card))
            button = QRadioButton(words.replace("&", "&&"), card)
            button.setAccessibleDescription(meaning)
            button.setChecked(at == 0)
            self._group.addButton(button)
            card.column.addWidget(button)
            told = wrapped(meaning, card, muted=True, small=True)
            told.setContentsMargins(24, 0, 0, 0)
            card.column.addWidget(told)
            self.ways[key] = button
        return card

    def _tick(self, tick: Tick) -> list[QWidget]:
        box = QCheckBox(tick.words.replace("&", "&&"), self.content)
        self.ticks[tick.key] = box
        found: list[QWidget] = [box]
        shown = list(tick.lines[:MOST_SHOWN])
        if (more := len(tick.lines) - MOST_SHOWN) > 0:
            shown.append(ngettext("and {n} more", "and {n} more", more).format(n=more))
        for line in shown:
            told = wrapped(line, self.content, muted=True, small=True)
            told.setContentsMargins(24, 0, 0, 0)
            found.append(told)
        return found

    def _take_up(self, typed: StandingAnswer | None, problems: Mapping[str, str]) -> None:
        """Show again what an earlier try had decided, and why it was refused."""
        if typed is not None:
            for key, box in self.ticks.items():
                box.setChecked(key in typed.ticks)
            if typed.choice in self.ways:
                self.ways[typed.choice].setChecked(True)
        if self.form is not None:
            for key, sentence in problems.items():
                if self.form.has(key):
                    self.form.set_problem(key, sentence)

    def press(self) -> None:
        """Do it, or close where there is nothing to do."""
        if self._action:
            super().press()
        else:
            self.reject()

    def answer(self) -> StandingAnswer:
        """What was decided."""
        return StandingAnswer(
            {} if self.form is None else self.form.values(),
            frozenset(key for key, box in self.ticks.items() if box.isChecked()),
            next((key for key, button in self.ways.items() if button.isChecked()), ""),
        )
