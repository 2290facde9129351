"""The words of the audit trail: what was touched, which value of it, and how it reads (A2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from babel.numbers import format_decimal

from db.fields import BY_KEY, Manner
from db.fields.entries import Money
from db.fields.kinds import DATE, NUMBER, Choice
from db.settings_keys import BY_KEY as _BY_SETTING
from db.settings_keys import Within
from resources.i18n import N_, _, ngettext
from ui.locales import show_number

if TYPE_CHECKING:
    from db.operations.trail import Line

_SETTINGS = {setting.column: setting for setting in _BY_SETTING.values()}
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
    "reward_id": N_("Reward"), "rewards": N_("Entry rewards"), "group_id": N_("Group"), "person_id": N_("Member"), "person": N_("Member"),
    "type": N_("Kind"), "source": N_("Came by"), "frozen_from": N_("Stands still since"), "at_most": N_("At most"), "at_most_per": N_("In each"),
    "active_from": N_("From"), "active_to": N_("Until"), "starts_on": N_("From"), "ends_on": N_("Until"), "stock": N_("Stock"),
    "valid_days": N_("Days valid"), "valid_months": N_("Months valid"), "staff_note": N_("Note for staff"), "kind": N_("Kind"),
    "factor": N_("Times"), "bonus": N_("Bonus"), "qualifies": N_("Counts for tiers"), "needed": N_("Stamps needed"), "per_day": N_("At most in a day"),
    "renews": N_("Begins again"), "earns": N_("Stamps for"), "earn_per": N_("Money for a stamp"), "match": N_("Words of a line"),
    "period": N_("Period"), "renewal": N_("Renewal"), "carries_over": N_("Uses carry over"), "starts": N_("Begins"), "household": N_("For a household"),
    "retired": N_("Retired"), "paid": N_("Paid"), "people": N_("People"), "card_valid_until": N_("Card valid until"), "allocated": N_("Allocated"),
    "counts_from": N_("Counts from"), "invited_on": N_("Invited"), "number": N_("Number"), "first_use_on": N_("First use"),
    "period_ends_on": N_("Period ends"), "sales": N_("Sales"),
}  # fmt: skip
_MONEY = frozenset({"amount", "price", "value", "earn_per"})
# Stored in thousandths, shown as how often: 2000 is two times.
_THOUSANDTHS = frozenset({"multiplier", "factor"})
# What means nothing to a person, or stands elsewhere already.
_HIDDEN = frozenset(
    {
        "version", "policy", "op_id", "entries", "entry_id", "sale", "sale_id", "move", "pause", "export_id", "columns", "allocation", "seed",
        "query", "logo", "rank", "place", "id", "name_key", "changed_on", "changed_by", "changed_at", "tier_change_id", "account_id",
        "card_issued_on", "batch", "from_stock", "birthday_since", "anniversary_since",
    }
)  # fmt: skip
# Of these records it is told by their names already whose they are.
_OWN = {
    "issued": {"name", "reward_id", "person_id"},
    "stamps": {"person_id"},
    "pass": {"name"},
    "notice": {"person_id", "person"},
    "sale": {"points"},
}
_STATES = {
    "issued": N_("outstanding"), "redeemed": N_("used"), "expired": N_("expired"), "revoked": N_("revoked"), "waiting": N_("waiting"),
    "sent": N_("sent"), "told": N_("told"), "dropped": N_("dropped"), "active": N_("active"), "paused": N_("paused"),
    "used_up": N_("used up"), "cancelled": N_("cancelled"), "recorded": N_("recorded"), "partly_refunded": N_("partly refunded"),
    "refunded": N_("refunded"), "reversed": N_("reversed"), "open": N_("open"), "complete": N_("complete"),
}  # fmt: skip
_WORDS: Mapping[str, Mapping[str, str]] = {
    "state": _STATES,
    "source": {
        "redeemed": N_("paid with points"), "given": N_("given by hand"), "tier": N_("a tier"), "stamps": N_("a stamp card"),
        "occasion": N_("an occasion"),
    },
    "kind": {"gift": N_("gift"), "discount": N_("discount"), "free_text": N_("free text")},
    "at_most_per": {"day": N_("day"), "year": N_("year"), "life": N_("membership")},
    "period": {"month": N_("month"), "quarter": N_("quarter"), "year": N_("year")},
    "renewal": {"automatic": N_("by itself"), "on_payment": N_("on payment")},
    "starts": {"sale": N_("with its sale"), "first_use": N_("with its first use")},
    "earns": {"none": N_("nothing"), "sale": N_("a sale"), "amount": N_("money"), "quantity": N_("pieces")},
}  # fmt: skip


def entity(word: str) -> str:
    """What kind of record it is."""
    return _(_ENTITIES.get(word, word))


def counted(count: int) -> str:
    """So many records of a kind, beside its name."""
    return ngettext("{count} line", "{count} lines", count).format(count=show_number(count))


def changes(line: Line, manner: Manner, currency: str) -> list[tuple[str, str, str]]:
    """The values that an operation changed of a record: label, before, after; nothing is *none*."""
    hidden = _HIDDEN | _OWN.get(line.entity, frozenset())
    keys = [key for key in dict.fromkeys((*line.before, *line.after)) if key not in hidden]
    if line.after.get("sales") == 1:
        keys.remove("sales")
    is_club = line.entity == "programme"

    def of(side: Mapping[str, Any], key: str) -> str:
        return shown(key, side, manner, currency, is_club=is_club)

    told = [(label(key, is_club=is_club), of(line.before, key), of(line.after, key)) for key in keys]
    return [each for each in told if each[1] != each[2]]


def label(key: str, *, is_club: bool = False) -> str:
    """The name of a value; *is_club*: a setting of the programme."""
    if is_club and key in _SETTINGS:
        return _(_SETTINGS[key].label)
    if key in _KEYS:
        return _(_KEYS[key])
    field = BY_KEY.get(key)
    return _(field.label) if field is not None else key.replace("_", " ").capitalize()


def shown(key: str, values: Mapping[str, Any], manner: Manner, currency: str, *, is_club: bool = False) -> str:
    """A journaled value as a person reads it."""
    value = values.get(key)
    if value is None or value == "" or value == []:
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if is_club and key in _SETTINGS:
        return _SETTINGS[key].shown(value, Within(currency, {}, {}))
    if key in _MONEY and isinstance(value, int):
        return Money("money", currency=currency).show(value, manner)
    if key in _THOUSANDTHS and isinstance(value, int):
        return format_decimal(value / 1000, locale=manner.locale)
    word = _WORDS.get(key, {}).get(str(value))
    if word is not None:
        return _(word)
    field = BY_KEY.get(key)
    if field is not None and isinstance(value, str | int):
        text = field.kind.show(value, manner)
        return _(text) if isinstance(field.kind, Choice) else text
    if isinstance(value, int):
        return NUMBER.show(value, manner)
    text = str(value)
    is_day = len(text) == 10 and text[4:5] == text[7:8] == "-" and text.replace("-", "").isdecimal()
    return DATE.show(text, manner) if is_day else text
