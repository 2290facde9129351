"""One person, or several, as the details panel shows them (look.md, *Filters, details, page*)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from db.fields import BY_KEY, Manner, Value
from db.fields.kinds import Choice
from db.operations.choices import Named
from db.people_rows import full_name
from desktop.people import progress
from desktop.people.editors import editor_of, typed_text
from desktop.people.wording import entry_words, signed
from resources.i18n import N_, _, ngettext
from ui.details import Banner, Fact, Figure, Line, RecordDetails, Section
from ui.roles import Badge, Chip

if TYPE_CHECKING:
    from db.operations.summary import Summary

# What the panel reads of a person: every field, by key.
KEYS = tuple(BY_KEY)


PROFILE = ("first_name", "last_name", "phone", "email", "street", "postcode", "city", "country", "birthday")
CARD = ("code", "card_valid_until", "benefit_card", "tier", "tier_review", "joined", "last_visit")
MORE = ("other_phone", "anniversary", "gender", "language", "interests")
CONSENT = ("consent", "consent_date", "consent_source")
RECORD = ("came_by", "created", "changed")
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
    person_id: int,
    row: Mapping[str, Value],
    tiers: Mapping[str, Named],
    manner: Manner,
    banners: tuple[Banner, ...] = (),
    sums: Summary | None = None,
    more: tuple[Section, ...] = (),
) -> RecordDetails:
    """A person as the panel shows them; *row* maps every field's key to its value; *sums* follow when they are read; *more* stands after them."""
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
        figure=_figure(row, manner, sums),
        banners=banners,
        sections=_sections(row, manner, sums, more),
    )


def initials(row: Mapping[str, Value]) -> str:
    """The first letters of first and last name; of one name its first letter."""
    letters = [str(part).lstrip("'’ ")[:1] for part in (row["first_name"], row["last_name"]) if part]
    return "".join(letters).upper()


def _shown(key: str, row: Mapping[str, Value], manner: Manner) -> str:
    text = BY_KEY[key].kind.show(row[key], manner)
    return _(text) if isinstance(BY_KEY[key].kind, Choice) and text else text


def _figure(row: Mapping[str, Value], manner: Manner, sums: Summary | None) -> Figure:
    if row["stage"] != "member":
        value = BY_KEY["pending"].kind.show(row["pending"] or 0, manner)
        note = _("Usable once registered; nothing expires before.") if row["pending"] else ""
        return Figure(value, ngettext("point waiting", "points waiting", int(row["pending"] or 0)), note)
    value = BY_KEY["points"].kind.show(row["points"] or 0, manner)
    caption = ngettext("point available", "points available", int(row["points"] or 0))
    if sums is None:
        return Figure(value, caption)
    way = progress.way(sums.standing, manner)
    return Figure(value, caption, progress.kept(sums.standing, manner) if way is None else "", way)


def _sections(row: Mapping[str, Value], manner: Manner, sums: Summary | None, more_sections: tuple[Section, ...]) -> tuple[Section, ...]:
    profile = Section("profile", _("Profile"), "person", "", profile_facts(PROFILE, row, manner), editable=True)
    groups = Section(
        "groups", _("Groups"), "group", _shown("groups", row, manner), profile_facts(("groups",), row, manner), editable=True, folded=True
    )
    more = Section("more", _("More"), "tag", "", profile_facts(MORE, row, manner), editable=True, folded=True)
    consent = Section(
        "consent", _("Consent"), "success", _shown("consent", row, manner), profile_facts(CONSENT, row, manner), editable=True, folded=True
    )
    note = Section(
        "note",
        _("Note"),
        "note",
        str(row["note"] or "").split("\n")[0][:40],
        profile_facts(("note",), row, manner),
        editable=True,
        folded=True,
    )
    record = Section("record", _("Record"), "calendar", _shown("changed", row, manner), profile_facts(RECORD, row, manner), folded=True)
    points = Section("points", _("Points"), "points", _points(row, manner), lines=() if sums is None else _lines(sums, manner))
    held = () if sums is None else _sums(sums, manner)
    if row["stage"] != "member":
        return (
            profile,
            points,
            *more_sections,
            *(section for section in held if section.key in ("stamps", "orders")),
            groups,
            more,
            consent,
            note,
            record,
        )
    card = Section(
        "card", _("Membership"), "card", _shown("joined", row, manner), profile_facts(CARD, row, manner), editable=True, folded=True
    )
    return (profile, points, *held, groups, card, more, consent, note, record)


def _points(row: Mapping[str, Value], manner: Manner) -> str:
    return BY_KEY["points"].kind.show(row["points" if row["stage"] == "member" else "pending"] or 0, manner)


def _lines(sums: Summary, manner: Manner) -> tuple[Line, ...]:
    """The last entries, the latest first."""
    return tuple(
        Line(
            manner.day_pattern.replace("%d", each.date[8:10]).replace("%m", each.date[5:7]),
            entry_words(each.kind, each.name, each.lines),
            signed(each.points, manner),
            "good" if each.points > 0 else "",
        )
        for each in sums.last
    )


def _sums(sums: Summary, manner: Manner) -> tuple[Section, ...]:
    """What is told of the other sections of the page: their sums alone."""
    show, day = BY_KEY["points"].kind.show, BY_KEY["joined"].kind.show
    outstanding = ngettext("{count} outstanding", "{count} outstanding", sums.outstanding).format(count=show(sums.outstanding, manner))
    stamps = [_("{stamps} of {needed}").format(stamps=sums.stamps, needed=sums.needed)] if sums.needed is not None else []
    if sums.passes:
        stamps.append(ngettext("{count} pass", "{count} passes", sums.passes).format(count=show(sums.passes, manner)))
    tier = ""
    if sums.standing.progress is not None:
        since = _("{tier} since {day}").format(tier=sums.standing.progress.tier, day=day(sums.since, manner))
        tier = since if sums.since else sums.standing.progress.tier
    return (
        Section("rewards", _("Rewards"), "reward", outstanding if sums.outstanding else "", leads=True),
        Section("stamps", _("Stamps and passes"), "pass", ", ".join(stamps), leads=True),
        Section("tier", _("Tier"), "tier", tier, leads=True),
        Section("orders", _("Orders"), "orders", show(sums.orders, manner) if sums.orders else "", leads=True),
    )


def profile_facts(keys: Sequence[str], row: Mapping[str, Value], manner: Manner) -> tuple[Fact, ...]:
    """These fields as facts, with how each is changed; what is empty and cannot be filled says nothing (look.md, *Principles* 4)."""
    facts = []
    for key in keys:
        field = BY_KEY[key]
        editor = editor_of(field, manner) if field.is_editable and (key != "joined" or row["stage"] == "member") else None
        text = _shown(key, row, manner)
        if text or editor is not None:
            facts.append(Fact(key, _(_SHORT.get(key, field.label)), text, editor, typed_text(field, row[key], manner)))
    return tuple(facts)
