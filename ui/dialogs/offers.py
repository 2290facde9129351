"""Choose one thing of a list: a reward to spend points on or to give, an activity; with what it comes to (R2, R5, L14; look.md, *Dialogs*)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QRadioButton, QStackedWidget, QVBoxLayout, QWidget

from resources.i18n import _
from ui.dialogs.checked import CheckedQuestion, Part, RowsField
from ui.dialogs.choice_rows import ChoiceRow
from ui.dialogs.subject import Subject, SubjectLine
from ui.dialogs.sum_row import SumRow, Term
from ui.form import FieldSpec, Form

# A longer list scrolls, so that the dialog has room on a low screen.
SHOWN = 5


@dataclass(frozen=True)
class Offered(ChoiceRow):
    """A row with what choosing it comes to, and what the button then says."""

    terms: tuple[Term, ...] = ()
    action: str = ""


@dataclass(frozen=True)
class OfferAnswer:
    """What was chosen by its key (None: free words), the fields as typed, and the tick."""

    key: int | None
    values: Mapping[str, str] = field(default_factory=dict)
    ticked: bool = False


class Offers(CheckedQuestion):
    """A list of which one is chosen, a sum in one row, fields, a tick. *typed* is an earlier try with its *problems*.

    *name* is the dialog's own, for tests and style. *resting*: the sum while nothing is chosen.
    """

    def __init__(
        self,
        title: str,
        subject: Subject,
        caption: str,
        rows: Sequence[Offered],
        *,
        name: str,
        action: str,
        fields: Sequence[FieldSpec],
        tick: str = "",
        ticked: bool = True,
        resting: Sequence[Term] = (),
        has_sum: bool = True,
        typed: OfferAnswer | None = None,
        problems: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent=parent)
        self.setObjectName(name)
        self._action, self._resting = action, tuple(resting)
        self._by_key = {row.key: row for row in rows}
        self.body.addWidget(SubjectLine(subject, self.content))
        self.offers = RowsField("key", caption, rows, self.content, shown=SHOWN)
        self.offers.say_open()
        self.sum = SumRow(self.content)
        self.sum.setVisible(has_sum)
        self.fields = Form(_filled(fields, typed), columns=2, parent=self.content)
        self.tick = QCheckBox(tick, self.content)
        self.tick.setChecked(ticked if typed is None else typed.ticked)
        self.tick.setVisible(bool(tick))
        self._lay()
        for part in (self.sum, self.fields, self.tick):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.add_foot(action)
        self.offers.changed.connect(self._follow)
        if typed is not None and typed.key is not None:
            self.offers.rows.choose([typed.key])
        elif len(open_rows := [row for row in rows if row.is_open]) == 1:
            self.offers.rows.choose([open_rows[0].key])
        self._follow()
        self.show_problems(problems or {})

    def _lay(self) -> None:
        """Put the list into the body."""
        self.body.addWidget(self.offers)

    def _asked(self) -> list[Part]:
        """What must be answered, from top to bottom."""
        return [self.offers, self.fields]

    def chosen(self) -> int | None:
        """The key of what is chosen."""
        return next(iter(self.offers.rows.chosen()), None)

    def _follow(self) -> None:
        """Say what the choice comes to."""
        self.parts[:] = self._asked()
        key = self.chosen()
        row = self._by_key.get(-1 if key is None else key)
        self.sum.set_terms(self._resting if row is None else row.terms)
        self.set_action(self._action if row is None else row.action)

    def _focus_first(self) -> None:
        if self.focusWidget() is None and not any(part.focus_first_fault() for part in self.parts):
            (self.offers.search or self.offers.rows.list).setFocus()

    def answer(self) -> OfferAnswer:
        """What was chosen."""
        return OfferAnswer(self.chosen(), self.fields.values(), self.tick.isChecked())


class GiveReward(Offers):
    """A personal reward from the catalogue, or in free words (R5)."""

    def __init__(self, title: str, subject: Subject, caption: str, rows: Sequence[Offered], *, words: Sequence[FieldSpec],
                 typed: OfferAnswer | None = None, **more: object) -> None:  # fmt: skip
        self._words = _filled(words, typed)
        self._begins_free = not any(row.is_open for row in rows) or (typed is not None and typed.key is None)
        super().__init__(title, subject, caption, rows, typed=typed, has_sum=False, **more)  # type: ignore[arg-type]

    def _lay(self) -> None:
        self.of_catalogue = QRadioButton(_("From the catalogue"), self.content)
        self.in_words = QRadioButton(_("In free words"), self.content)
        self._group = QButtonGroup(self)
        switch = QHBoxLayout()
        switch.setSpacing(24)
        for button in (self.of_catalogue, self.in_words):
            self._group.addButton(button)
            switch.addWidget(button)
        switch.addStretch(1)
        self.words = Form(self._words, parent=self.content)
        page = QWidget(self.content)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.words)
        column.addStretch(1)
        # The description takes the room of the list, so that nothing jumps and no gap is left.
        described = self.words.field("description")
        described.setFixedHeight(described.minimumHeight() + max(0, self.offers.sizeHint().height() - self.words.sizeHint().height()))
        self.pages = QStackedWidget(self.content)
        self.pages.addWidget(self.offers)
        self.pages.addWidget(page)
        self.body.addLayout(switch)
        self.body.addWidget(self.pages)
        (self.in_words if self._begins_free else self.of_catalogue).setChecked(True)
        self.of_catalogue.setEnabled(bool(self._by_key))
        self.of_catalogue.toggled.connect(lambda _on: self._follow())
        self.words.edited.connect(lambda _key: self._follow())

    @property
    def is_free(self) -> bool:
        """Whether it is given in free words."""
        return self.in_words.isChecked()

    def _asked(self) -> list[Part]:
        """See Offers."""
        return [self.words if self.is_free else self.offers, self.fields]

    def chosen(self) -> int | None:
        """See Offers."""
        return None if self.is_free else super().chosen()

    def _follow(self) -> None:
        super()._follow()
        self.pages.setCurrentIndex(1 if self.is_free else 0)
        if self.is_free and (name := self.words.text("name").strip()):
            self.set_action(_("Give “{reward}”").format(reward=name))

    def _focus_first(self) -> None:
        if self.is_free and not any(part.focus_first_fault() for part in self.parts):
            self.words.field("name").setFocus()
        else:
            super()._focus_first()

    def answer(self) -> OfferAnswer:
        """See Offers."""
        return OfferAnswer(self.chosen(), {**self.fields.values(), **self.words.values()}, self.tick.isChecked())


def _filled(specs: Sequence[FieldSpec], typed: OfferAnswer | None) -> list[FieldSpec]:
    """Fields with what an earlier try had typed."""
    if typed is None:
        return list(specs)
    return [replace(spec, value=typed.values.get(spec.key, spec.value)) for spec in specs]
