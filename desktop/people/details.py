"""One person, or several, as the details panel shows them (look.md, *Filters, details, page*)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from db.fields import BY_KEY, Manner, Value
from db.fields.kinds import Choice
from db.operations.choices import Named
from db.people_rows import full_name
from desktop.people.editors import editor_of, typed_text
from resources.i18n import N_, _, ngettext
from ui.details import Banner, Fact, Figure, RecordDetails, Section
from ui.roles import Badge, Chip

# What the panel reads of a person: every field, by key.
KEYS = tuple(BY_KEY)


_PROFILE = ("first_name", "last_name", "phone", "email", "street", "postcode", "city", "country", "birthday")
_CARD = ("code", "card_valid_until", "benefit_card", "tier", "tier_review", "joined", "last_visit")
_MORE = ("other_phone", "anniversary", "gender", "language", "interests", "groups")
_CONSENT = ("consent", "consent_date", "consent_source")
_RECORD = ("came_by", "created", "changed")
_STATUS_TONES = {"suspended": "warn", "removed": "bad", "merged": "info", "anonymised": "info"}
# Address words are short in the panel; the table and the sheet keep the promised labels.
_SHORT = {
    "code": N_("Card"),
    "card_valid_until": N_("Valid until"),
    "consent": N_("Agrees to news"),
    "consent_date": N_("Since"),
    "consent_source": N_("Source"),
}


def record_details(
    person_id: int, row: Mapping[str, Value], tiers: Mapping[str, Named], manner: Manner, banners: tuple[Banner, ...] = ()
) -> RecordDetails:
    """A person as the panel shows them; *row* maps every field's key to its value."""
    tier = tiers.get(str(row["tier"])) if row["tier"] else None
    chips: list[Chip | Badge] = []
    if row["stage"] != "member":
        chips.append(Badge(_shown("stage", row, manner), "info"))
    elif tier is not None and not tier.is_base:
        chips.append(Chip(tier.name, tier.colour))
    if row["status"] != "active":
        chips.append(Badge(_shown("status", row, manner), _STATUS_TONES[str(row["status"])]))
    return RecordDetails(
        record=person_id,
        title=full_name(row),
        initials=initials(row),
        colour=tier.colour if tier is not None and not tier.is_base else None,
        chips=tuple(chips),
        subtitle=_("No. {number}").format(number=row["number"]),
        figure=_figure(row, manner),
        banners=banners,
        sections=_sections(row, manner),
    )


def initials(row: Mapping[str, Value]) -> str:
    """The first letters of first and last name; of one name its first letter."""
    letters = [str(part).lstrip("'’ ")[:1] for part in (row["first_name"], row["last_name"]) if part]
    return "".join(letters).upper()


def _shown(key: str, row: Mapping[str, Value], manner: Manner) -> str:
    text = BY_KEY[key].kind.show(row[key], manner)
    return _(text) if isinstance(BY_KEY[key].kind, Choice) and text else text


def _figure(row: Mapping[str, Value], manner: Manner) -> Figure:
    if row["stage"] != "member":
        value = BY_KEY["pending"].kind.show(row["pending"] or 0, manner)
        note = _("Usable once registered; nothing expires before.") if row["pending"] else ""
        return Figure(value, ngettext("point waiting", "points waiting", int(row["pending"] or 0)), note)
    value = BY_KEY["points"].kind.show(row["points"] or 0, manner)
    return Figure(value, ngettext("point available", "points available", int(row["points"] or 0)))


def _sections(row: Mapping[str, Value], manner: Manner) -> tuple[Section, ...]:
    profile = Section("profile", _("Profile"), "person", "", _facts(_PROFILE, row, manner), editable=True)
    more = Section("more", _("More"), "tag", _shown("groups", row, manner), _facts(_MORE, row, manner), editable=True, folded=True)
    consent = Section(
        "consent", _("Consent"), "success", _shown("consent", row, manner), _facts(_CONSENT, row, manner), editable=True, folded=True
    )
    note = Section(
        "note", _("Note"), "note", str(row["note"] or "").split("\n")[0][:40], _facts(("note",), row, manner), editable=True, folded=True
    )
    record = Section("record", _("Record"), "calendar", _shown("changed", row, manner), _facts(_RECORD, row, manner), folded=True)
    if row["stage"] != "member":
        return (profile, more, consent, note, record)
    card = Section("card", _("Membership"), "card", _shown("joined", row, manner), _facts(_CARD, row, manner), editable=True)
    return (profile, card, more, consent, note, record)


def _facts(keys: Sequence[str], row: Mapping[str, Value], manner: Manner) -> tuple[Fact, ...]:
    facts = []
    for key in keys:
        field = BY_KEY[key]
        editor = editor_of(field, manner) if field.is_editable and (key != "joined" or row["stage"] == "member") else None
        text = _shown(key, row, manner)
        # What is empty and cannot be filled here says nothing (look.md, *Principles* 4).
        if text or editor is not None:
            facts.append(Fact(key, _(_SHORT.get(key, field.label)), text, editor, typed_text(field, row[key], manner)))
    return tuple(facts)
