"""Change tier by hand: which tier, why, for how long it is held, and whether its rewards are given (T7, features.md 3.16–3.19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from resources.i18n import _
from ui.details_section import plain_label
from ui.dialogs.checked import CheckedQuestion, RowsField
from ui.dialogs.choice_rows import ChoiceRow
from ui.dialogs.effect import EffectBanner
from ui.dialogs.question import WIDE
from ui.dialogs.subject import Subject, SubjectLine
from ui.form import FieldSpec, Form
from ui.roles import Choice, Editor
from ui.theme import small_font

NONE, UNTIL, FOR_EVER = "none", "until", "permanent"


@dataclass(frozen=True)
class ChangeTierAnswer:
    """What was decided; *hold* is "none", "until" or "permanent", *until* its last day as typed."""

    tier: int
    note: str
    hold: str = NONE
    until: str = ""
    rewards: bool = False


class ChangeTier(CheckedQuestion):
    """Nothing is written before the button is pressed. `tier_chosen` asks the owner to say the effect by `show_effect`."""

    tier_chosen = Signal(int)

    def __init__(
        self,
        subject: Subject,
        rows: Sequence[ChoiceRow],
        note: FieldSpec,
        until: Editor,
        *,
        typed: ChangeTierAnswer | None = None,
        problems: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Change tier"), width=WIDE, parent=parent)
        content = self.content
        self.body.addWidget(SubjectLine(subject, content))
        self.tiers = RowsField("tier", _("Tier"), rows, content, fault=_("Choose a tier."))
        kept = typed or ChangeTierAnswer(0, note.value)
        self.note = Form([FieldSpec("note", note.label, note.editor, kept.note, required=note.required)], parent=content)
        holds = (
            Choice(NONE, _("Not held: the rules go on")),
            Choice(UNTIL, _("Held until a day")),
            Choice(FOR_EVER, _("Held for ever")),
        )
        self.hold = Form(
            [
                FieldSpec("hold", _("Hold"), Editor("choice", holds), kept.hold),
                FieldSpec("until", _("Last day of the hold"), until, kept.until),
            ],
            parent=content,
        )
        self.rewards = QCheckBox(_("Trigger tier rewards"), content)
        self.rewards.setChecked(kept.rewards)
        self.gives = plain_label("", content, muted=True)
        self.gives.setFont(small_font(self.font()))
        self.gives.setWordWrap(True)
        self.effect = EffectBanner(content)
        self.effect.say(_("Nothing happens before the button is pressed."))
        self.add_columns((self.tiers,), (self.note, self.hold, self.rewards, self.gives))
        self.body.addWidget(self.effect)
        self.body.addStretch(1)
        self.parts += [self.tiers, self.note, self.hold]
        self.add_foot(_("Change tier"), hint=_("Members do not see the note."))
        self.tiers.changed.connect(self._changed)
        self.hold.edited.connect(lambda _key: self._follow_hold())
        if typed is not None:
            self.tiers.rows.choose([typed.tier])
        self._follow_hold()
        self.show_problems(problems or {})

    def chosen(self) -> int | None:
        """The tier that is chosen."""
        return next(iter(self.tiers.rows.chosen()), None)

    def _changed(self) -> None:
        tier = self.chosen()
        if tier is not None:
            self.tier_chosen.emit(tier)

    def _follow_hold(self) -> None:
        ends = self.hold.text("hold") == UNTIL
        self.hold.field("until").setEnabled(ends)
        if not ends:
            self.hold.set_problem("until", None)

    def show_effect(self, sentence: str, action: str, gives: str, *, can_give: bool) -> None:
        """Say where the chosen tier takes whom, on the button what happens, and which rewards the tick gives."""
        self.effect.say(sentence)
        self.set_action(action)
        self.gives.setText(gives)
        self.rewards.setEnabled(can_give)

    def check(self) -> bool:
        """See Question: a hold until a day needs the day."""
        if self.hold.text("hold") == UNTIL and not self.hold.text("until").strip():
            self.hold.set_problem("until", _("Say until which day."))
        return super().check()

    def _focus_first(self) -> None:
        if not any(part.focus_first_fault() for part in self.parts):
            self.tiers.rows.list.setFocus()

    def answer(self) -> ChangeTierAnswer:
        """What was decided."""
        tier = self.chosen()
        assert tier is not None
        return ChangeTierAnswer(
            tier,
            self.note.text("note"),
            self.hold.text("hold"),
            self.hold.text("until"),
            self.rewards.isEnabled() and self.rewards.isChecked(),
        )
