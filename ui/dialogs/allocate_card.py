"""Allocate a benefit card to people who are selected already: which card, and what it does to them (B2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from resources.i18n import _
from ui.dialogs.checked import CheckedQuestion, RowsField
from ui.dialogs.choice_rows import ChoiceRow
from ui.dialogs.effect import EffectBanner
from ui.dialogs.question import Question
from ui.dialogs.subject import Subject, SubjectLine


@dataclass(frozen=True)
class AllocateAnswer:
    """The card that was chosen."""

    card: int


class AllocateCard(CheckedQuestion):
    """A list of cards; `card_chosen` asks whoever opened the dialog to say the effect by `show_effect`."""

    card_chosen = Signal(int)

    def __init__(
        self,
        subject: Subject,
        rows: Sequence[ChoiceRow],
        *,
        chosen: int | None = None,
        problems: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Allocate benefit card"), parent=parent)
        self.body.addWidget(SubjectLine(subject, self.content))
        self.cards = RowsField("card", _("Benefit card"), rows, self.content, fault=_("Choose a benefit card."))
        self.effect = EffectBanner(self.content)
        self.effect.say(_("Who loses another card is said here before anything is done."))
        self.body.addWidget(self.cards)
        self.body.addWidget(self.effect)
        self.body.addStretch(1)
        self.parts.append(self.cards)
        self.add_foot(_("Allocate"), hint=_("It takes the place of the card that a member has now."))
        self.cards.changed.connect(self._changed)
        if chosen is not None:
            self.cards.rows.choose([chosen])
        self.show_problems(problems or {})

    def chosen(self) -> int | None:
        """The card that is chosen."""
        return next(iter(self.cards.rows.chosen()), None)

    def _changed(self) -> None:
        card = self.chosen()
        if card is not None:
            self.card_chosen.emit(card)

    def show_effect(self, sentence: str, action: str, *, tone: str = "info") -> None:
        """Say what the chosen card does to whom, and on the button what happens."""
        self.effect.say(sentence, tone)
        self.set_action(action)

    def _focus_first(self) -> None:
        if not any(part.focus_first_fault() for part in self.parts):
            self.cards.rows.list.setFocus()

    def answer(self) -> AllocateAnswer:
        """The chosen card."""
        card = self.chosen()
        assert card is not None
        return AllocateAnswer(card)


@dataclass(frozen=True)
class WithdrawAnswer:
    """The card is to be taken from them."""


class WithdrawCard(Question):
    """Withdraw the benefit cards that people hold: what each loses stands here before (B7)."""

    def __init__(self, subject: Subject, effect: str, *, action: str, can: bool, parent: QWidget | None = None) -> None:
        super().__init__(_("Withdraw benefit card"), parent=parent)
        self.body.addWidget(SubjectLine(subject, self.content))
        self.effect = EffectBanner(self.content)
        self.effect.say(effect, "warn" if can else "info")
        self.body.addWidget(self.effect)
        self.body.addStretch(1)
        self.add_foot(action, hint=_("The history keeps who had it and when."))
        self.action_button.setEnabled(can)
        (self.action_button if can else self.cancel_button).setFocus()

    def answer(self) -> WithdrawAnswer:
        """Withdraw."""
        return WithdrawAnswer()
