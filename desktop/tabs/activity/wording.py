"""The words of the audit trail: what was touched, which value of it, and how it reads (A2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from db.fields import BY_KEY, Manner
from db.fields.entries import Money
from db.fields.kinds import DATE, NUMBER, Choice
from resources.i18n import N_, _, ngettext
from ui.locales import show_number

if TYPE_CHECKING:
    from db.operations.trail import Line

_ENTITIES = {
    "person": N_("Person"), "issued": N_("Issued reward"), "reward": N_("Reward"), "tier": N_("Tier"), "benefit_card": N_("Benefit card"),
    "group": N_("Group"), "segment": N_("Saved view"), "sale": N_("Sale"), "refund": N_("Refund"), "stamps": N_("Stamps"),
    "pass": N_("Pass"), "pass_use": N_("Use of a pass"), "pass_type": N_("Kind of pass"), "stamp_type": N_("Kind of stamp card"),
    "promotion": N_("Promotion"), "activity": N_("Named activity"), "follow_up": N_("Follow-up"), "notice": N_("Notice at the desk"),
    "programme": N_("Programme"), "lot": N_("Last day of points"),
}  # fmt: skip
_KEYS = {
    "points": N_("Points"), "pending": N_("Waiting"), "owed": N_("Owed"), "tier_id": N_("Tier"), "tier_hold": N_("Hold"),
    "tier_hold_id": N_("Held at"), "tier_hold_until": N_("Hold until"), "tier_lowered": N_("Lowered"), "tier_review": N_("Review on"),
    "benefit_card": N_("Benefit card"), "last_visit": N_("Last visit"), "state": N_("State"), "expires_on": N_("Last day"),
    "line": N_("Line"), "name": N_("Name"), "note": N_("Note"), "amount": N_("Amount"), "stamps": N_("Stamps"),
    "colour": N_("Colour"), "benefits": N_("Benefits"), "benefit": N_("Benefit"), "conditions": N_("Conditions"), "threshold": N_("Threshold"),
    "multiplier": N_("Multiplier"), "active": N_("Active"), "description": N_("Description"), "text": N_("Text"), "due_on": N_("Due"),
    "done_on": N_("Done"), "rows": N_("Rows"), "price": N_("Price"), "uses": N_("Uses"), "uses_left": N_("Uses left"), "day": N_("Day"),
}  # fmt: skip
_MONEY = frozenset({"amount", "price", "value"})
# What means nothing to a person, or stands elsewhere already.
_HIDDEN = frozenset(
    {
        "version",
        "policy",
        "op_id",
        "entries",
        "person_id",
        "person",
        "type",
        "sale",
        "sales",
        "move",
        "pause",
        "export_id",
        "columns",
        "allocation",
    }
)


def entity(word: str) -> str:
    """What kind of record it is."""
    return _(_ENTITIES.get(word, word))


def counted(count: int) -> str:
    """So many records of a kind, beside its name."""
    return ngettext("{count} line", "{count} lines", count).format(count=show_number(count))


def changes(line: Line, manner: Manner, currency: str) -> list[tuple[str, str, str]]:
    """The values that an operation changed of a record: label, before, after; nothing is *none*."""
    keys = [key for key in dict.fromkeys((*line.before, *line.after)) if key not in _HIDDEN]
    told = [(label(key), shown(key, line.before, manner, currency), shown(key, line.after, manner, currency)) for key in keys]
    return [each for each in told if each[1] != each[2]]


def label(key: str) -> str:
    """The name of a value."""
    field = BY_KEY.get(key)
    return _(field.label) if field is not None else _(_KEYS[key]) if key in _KEYS else key.replace("_", " ").capitalize()


def shown(key: str, values: Mapping[str, Any], manner: Manner, currency: str) -> str:
    """A journaled value as a person reads it."""
    value = values.get(key)
    if value is None or value == "":
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if key in _MONEY and isinstance(value, int):
        return Money("money", currency=currency).show(value, manner)
    field = BY_KEY.get(key)
    if field is not None and isinstance(value, str | int):
        text = field.kind.show(value, manner)
        return _(text) if isinstance(field.kind, Choice) else text
    if isinstance(value, int):
        return NUMBER.show(value, manner)
    text = str(value)
    is_day = len(text) == 10 and text[4:5] == text[7:8] == "-" and text.replace("-", "").isdecimal()
    return DATE.show(text, manner) if is_day else text
