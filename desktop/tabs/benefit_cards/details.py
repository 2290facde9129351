"""A benefit card as list and panel show it: its texts, who holds it, what was done to it (B1, B4, look: benefit-cards)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.fields import BY_KEY
from desktop.lists.details import Detail, Reading
from desktop.lists.model import Cell, Column, Row
from desktop.people import wording
from resources.i18n import N_, _, ngettext
from ui.card_face import Face
from ui.details import Fact, Line, RecordDetails, Section
from ui.roles import Badge, Choice, Editor

if TYPE_CHECKING:
    from db.fields import Manner
    from db.operations.benefit_cards import Card
    from db.operations.programme import Club
    from db.operations.stories import CardStory, Event

DETAILS = "details"
COLOURS = (
    ("#0b6b7d", N_("Teal")),
    ("#2f62c0", N_("Blue")),
    ("#6a4fb3", N_("Violet")),
    ("#a33d72", N_("Berry")),
    ("#b0452c", N_("Brick")),
    ("#8a6100", N_("Amber")),
    ("#1f7a43", N_("Green")),
    ("#44505c", N_("Slate")),
)
# Exactly three are mandatory (B1).
_DETAILS = (
    Detail("name", N_("Name"), required=True, span=2),
    Detail("benefit", N_("Benefit"), "long_text", required=True, span=2),
    Detail("conditions", N_("Conditions"), "long_text", required=True, span=2),
    Detail("last_day", N_("Last day"), "date", span=2, hint=N_("No end")),
    Detail("colour", N_("Colour"), "colour", span=2),
)


def columns() -> tuple[Column, ...]:
    """The columns of the list."""
    return (
        Column("name", _("Name"), "Friends of the house", elides=True, strong=True),
        Column("benefit", _("Benefit"), "10 % off every purchase", elides=True),
        Column("conditions", _("Conditions"), "Not with other offers. Show", elides=True, muted=True),
        Column("holders", _("How many allocated"), _("How many allocated"), right=True),
        Column("changed", _("Changed"), "31/12/2026", muted=True),
    )


class CardReading(Reading):
    """Shows and reads the details of a benefit card, its colour among them."""

    def __init__(self, club: Club) -> None:
        super().__init__(club, _DETAILS)

    def shown(self, detail: Detail, value: str | None) -> str:
        """See Reading."""
        if detail.key == "colour":
            return next((_(name) for colour, name in COLOURS if colour == value), value or "")
        return super().shown(detail, value)

    def typed(self, detail: Detail, value: str | None) -> str:
        """See Reading."""
        return value or "" if detail.key == "colour" else super().typed(detail, value)

    def read(self, key: str, text: str) -> str | None:
        """See Reading."""
        return text or None if key == "colour" else super().read(key, text)

    def editor(self, detail: Detail) -> Editor:
        """See Reading."""
        if detail.key == "colour":
            return Editor("colour", tuple(Choice(colour, _(name)) for colour, name in COLOURS))
        made = super().editor(detail)
        return Editor(made.kind, made.choices, made.check, _(detail.hint) if detail.hint else "")


def row_of(card: Card, changed: str | None, manner: Manner) -> Row:
    """One line of the list; how many hold it leads to them, nobody is grey (look.md, *Tables*)."""
    held = wording.shown(card.holders, manner)
    cells = {
        "name": Cell(card.name, card.name, badge=Badge(_("Ended"), "warn") if card.ended else None),
        "benefit": Cell(card.benefit, card.benefit),
        "conditions": Cell(card.conditions.replace("\n", " "), card.conditions),
        "holders": Cell(held, card.holders, link=bool(card.holders), tone="accent" if card.holders else "", muted=not card.holders),
        "changed": Cell(_moment(changed, manner), changed),
    }
    return Row(card.id, cells)


def face_of(card: Card, club: Club) -> Face:
    """The card as the member sees it."""
    return Face(club.name, card.name, card.benefit, card.conditions, card.colour)


def details_of(card: Card, story: CardStory | None, reading: CardReading) -> RecordDetails:
    """A card in the panel; *story* is what was read beside it, None while that is on its way."""
    manner = reading.manner
    sections = [Section(DETAILS, _("Texts"), "edit", facts=reading.facts(card), editable=True, above=True)]
    allocated = ngettext("{count} member", "{count} members", card.holders).format(count=wording.shown(card.holders, manner))
    facts = [Fact("allocated", _("Allocated"), allocated)]
    if story is not None:
        facts.append(Fact("withdrawn", _("Withdrawn"), _("{count} in all").format(count=wording.shown(story.withdrawn, manner))))
    sections.append(Section("in use", _("In use"), "people", allocated, tuple(facts)))
    if story is not None and story.holders:
        lines = tuple(Line(wording.day(holder.since, manner), holder.name) for holder in story.holders)
        sections.append(Section("holders", _("Holders, newest first"), "benefit-card", lines=lines))
    if story is not None and story.events:
        lines = tuple(Line(_moment(event.at, manner), event_words(event, manner)) for event in story.events)
        sections.append(Section("lately", _("Lately"), "activity", lines=lines))
    chips = (Badge(_("Ended"), "warn"),) if card.ended else ()
    return RecordDetails(card.id, card.name, "", chips=chips, sections=tuple(sections))


def event_words(event: Event, manner: Manner) -> str:
    """What was done, by whom."""
    words = {
        "created": _("Made by {operator}"),
        "changed": _("{fields} changed by {operator}"),
        "deleted": _("Deleted by {operator}"),
        "undeleted": _("Brought back by {operator}"),
        "allocated": _("{count} allocated by {operator}"),
        "withdrawn": _("{count} withdrawn or replaced by {operator}"),
    }
    labels = {detail.key: _(detail.label) for detail in _DETAILS}
    fields = ", ".join(labels[key] for key in event.keys if key in labels)
    return words[event.action].format(operator=event.operator, count=wording.shown(event.count, manner), fields=fields)


def _moment(at: str | None, manner: Manner) -> str:
    """The club's day of a moment, as people read it."""
    return "" if at is None else BY_KEY["changed"].kind.show(at, manner).rpartition(" ")[0]
