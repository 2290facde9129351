"""A new club, or another way in: the sample club, another database, a server (rules.md, section 18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resources.i18n import _
from ui.controls import Hairline, LinkButton
from ui.dialogs.parts import Card, IconLine, heading
from ui.dialogs.question import WIDE, Question
from ui.form import FieldSpec, Form
from ui.roles import Choice, Editor

Way = Literal["new", "sample", "file", "server"]


@dataclass(frozen=True)
class NewClubAnswer:
    """Which way in was chosen; for "new" the settings as typed: name, owner_company, owner_address, owner_email, country,
    currency, language, time_zone."""

    way: Way
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ClubChoices:
    """What can be chosen for a club, each with the value guessed from the system."""

    countries: tuple[Choice, ...]
    currencies: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    time_zones: tuple[Choice, ...]
    country: str = ""
    currency: str = ""
    language: str = ""
    time_zone: str = ""


class NewClub(Question):
    """Ask for the name, the owner and the four settings of a new club, or take another way in.

    values: what an earlier try had typed; problems: why it was refused, by key.
    """

    def __init__(
        self,
        choices: ClubChoices,
        *,
        values: Mapping[str, str] | None = None,
        problems: Mapping[str, str] | None = None,
        email: Editor | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("New club"), width=WIDE, parent=parent)
        self.form = self.fields = Form(self._specs(choices, values or {}, email or Editor("email")), columns=2, parent=self.content)
        self.links: dict[Way, LinkButton] = {}
        across = QHBoxLayout()
        across.setSpacing(16)
        left = QVBoxLayout()
        left.addWidget(self.fields)
        left.addStretch(1)
        across.addLayout(left, 1)
        across.addWidget(self._ways(), 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(across)
        self.add_foot(_("Make the club"), hint=_("All of this can be changed later."))
        for way, link in self.links.items():
            link.clicked.connect(lambda _on=False, at=way: self.finish(NewClubAnswer(at)))
        for key, sentence in (problems or {}).items():
            self.fields.set_problem(key, sentence)

    @staticmethod
    def _specs(choices: ClubChoices, values: Mapping[str, str], email: Editor) -> Sequence[FieldSpec]:
        """The fields: name, owner, and four choices with their guesses."""
        text = Editor("text")

        def choice(key: str, label: str, among: tuple[Choice, ...], guess: str) -> FieldSpec:
            return FieldSpec(key, label, Editor("choice", among), values.get(key, guess), required=True)

        return [
            FieldSpec("name", _("Name of the club"), text, values.get("name", ""), span=2, required=True),
            FieldSpec("owner_company", _("Company"), text, values.get("owner_company", "")),
            FieldSpec("owner_email", _("E-mail"), email, values.get("owner_email", "")),
            FieldSpec("owner_address", _("Address"), text, values.get("owner_address", ""), span=2),
            choice("country", _("Country"), choices.countries, choices.country),
            choice("currency", _("Money"), choices.currencies, choices.currency),
            choice("language", _("Language"), choices.languages, choices.language),
            choice("time_zone", _("Time zone"), choices.time_zones, choices.time_zone),
        ]

    def _ways(self) -> Card:
        """The other ways in, as a card."""
        card = Card(self.content)
        card.setMinimumWidth(260)
        card.column.setContentsMargins(15, 12, 15, 14)
        card.column.addWidget(heading(_("Or begin otherwise"), card))
        ways: tuple[tuple[Way, str, str, str], ...] = (
            ("sample", "club", _("Look around in the sample club"), _("Made-up members to try everything on.")),
            ("file", "open", _("Open another database…"), _("A club that is a file on this computer.")),
            ("server", "database", _("Connect to PostgreSQL…"), _("A club that several desks share.")),
        )
        for at, (way, icon, title, sentence) in enumerate(ways):
            if at:
                card.column.addWidget(Hairline(card))
            line = IconLine(icon, "muted", sentence, card, muted=True)
            self.links[way] = LinkButton(title, line)
            self.links[way].setAccessibleDescription(sentence)
            column = QVBoxLayout()
            column.setSpacing(2)
            line.row.removeWidget(line.label)
            column.addWidget(self.links[way])
            column.addWidget(line.label)
            line.row.addLayout(column, 1)
            card.column.addWidget(line)
        return card

    def answer(self) -> NewClubAnswer:
        """A new club with these settings."""
        return NewClubAnswer("new", self.fields.values())
