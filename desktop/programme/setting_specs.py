"""How each setting of the programme is asked for: its group, its words, its choices (rules.md, section 18; look.md, *Settings*)."""

from __future__ import annotations

from collections.abc import Sequence

from db.operations.settings import Shown
from desktop.clubs import choices_of
from desktop.prints.layouts import layouts
from resources import i18n
from resources.i18n import N_, _
from ui.dialogs.settings import SettingGroup
from ui.roles import Choice
from ui.setting_controls import SettingSpec

# Key, title and icon of each group, and the beginnings of the keys in it.
_GROUPS = (
    ("club", N_("Club"), "club", ("name", "owner.", "iban", "country", "currency", "language", "time_zone", "active")),
    ("points", N_("Points"), "points", ("earn.", "points.")),
    ("expiry", N_("Expiry"), "extend", ("expiry.",)),
    ("tiers", N_("Tiers"), "tier", ("tiers.",)),
    ("notes", N_("Notes"), "note", ("notes.", "entry.")),
    ("rewards", N_("Rewards"), "reward", ("rewards.",)),
    ("passes", N_("Passes"), "pass", ("passes.",)),
    ("people", N_("People"), "people", ("phones.", "prospects.", "duplicates.")),
    ("cards", N_("Cards"), "card", ("cards.", "prints.")),
    ("sheets", N_("Sheets"), "spreadsheet", ("sheets.",)),
    ("notices", N_("Notices"), "follow-up", ("notices.", "occasions.")),
)
_USUAL = frozenset(
    (
        "name", "country", "currency", "active", "earn.points", "earn.per", "earn.keep_remainder", "expiry.policy", "expiry.length",
        "tiers.measure", "tiers.period", "tiers.downgrade", "notes.required", "notes.public_default", "rewards.expired_give_back",
        "passes.pause_moves_expiry", "duplicates.threshold", "prospects.welcome_points", "cards.validity", "sheets.empty_cell",
        "occasions.birthday", "notices.expiry_lead_days",
    )
)  # fmt: skip
APPLY_POLICY = "apply_policy"
_TICKS = {
    "active": N_("Points are earned and spent"),
    "earn.keep_remainder": N_("Keep it for the next sale"),
    "expiry.adjustments_are_activity": N_("They count"),
    "tiers.count_bonus": N_("They count"),
    "tiers.count_adjustments": N_("They count"),
    "rewards.expired_give_back": N_("Give them back"),
    "rewards.freeze_stops_expiry": N_("Their end waits"),
    "passes.pause_moves_expiry": N_("By the days paused"),
    "phones.shared_allowed": N_("Where the desk says so"),
}
_POINTS = ("earn.points", "earn.maximum_points", "points.confirm_above", "prospects.welcome_points")
_CHOICES = {
    "points.shortfall": {"owe": N_("The member owes them"), "write_off": N_("They are written off")},
    "points.give_back_on_refund": {"ask": N_("Ask at the desk"), "always": N_("Always"), "never": N_("Never")},
    "expiry.policy": {
        "never": N_("Never"), "days": N_("Days after earning"), "months": N_("Months after earning"),
        "end_of_month": N_("At the end of a month"), "end_of_quarter": N_("At the end of a quarter"), "end_of_year": N_("At the end of a year"),
        "yearly": N_("On a day of each year"), "inactivity": N_("After months without activity"),
    },
    "notes.required": {
        "everywhere": N_("Everywhere"), "manual_and_sales": N_("Manual entries and sales"), "manual": N_("Manual entries"), "never": N_("Never"),
    },
    "tiers.measure": {"points": N_("Points earned"), "spend": N_("Money spent"), "visits": N_("Visits")},
    "tiers.period": {
        "rolling": N_("12 months, rolling"), "calendar_year": N_("Calendar year"), "membership_year": N_("Membership year"),
        "lifetime": N_("For life"),
    },
    "tiers.downgrade": {"to_earned": N_("To the tier earned"), "one_step": N_("By one step")},
    "sheets.empty_cell": {"keep": N_("Leaves the value as it is"), "erase": N_("Erases the value")},
}  # fmt: skip
_VALIDITY = {"for_ever": N_("For ever"), "months": N_("Months from issue"), "yearly": N_("To a day of each year")}


def groups_of(shown: Sequence[Shown], rewards: Sequence[str], currency: str) -> tuple[SettingGroup, ...]:
    """The settings in their groups; *rewards* are the names that an occasion may bring (N9)."""
    club = choices_of()
    named = {
        "country": club.countries,
        "currency": club.currencies,
        "language": _languages(shown, club.languages),
        "time_zone": club.time_zones,
        "prints.layout": tuple(Choice(one.name, f"{one.name} – {one.paper_name}") for one in layouts()),
    }
    made = []
    for key, title, icon, begins in _GROUPS:
        specs = tuple(_spec(one, named.get(one.key, ()), rewards, currency) for one in shown if _is_of(one.key, begins))
        link = (APPLY_POLICY, _("Apply to points that are there…")) if key == "expiry" else None
        note = _("For what is earned from now on; points that are there keep their date.") if key == "expiry" else ""
        made.append(SettingGroup(key, _(title), icon, specs, link, note))
    return tuple(made)


def _languages(shown: Sequence[Shown], usual: Sequence[Choice]) -> tuple[Choice, ...]:
    """The usual languages, and before them the club's own where it is none of those."""
    own = next(one.text for one in shown if one.key == "language")
    if any(choice.value == own for choice in usual):
        return tuple(usual)
    from babel import Locale

    name = Locale.parse(own.replace("-", "_")).get_display_name(i18n.language().replace("-", "_"))
    return (Choice(own, name or own), *usual)


def _is_of(key: str, begins: Sequence[str]) -> bool:
    return any(key == one or (one.endswith(".") and key.startswith(one)) for one in begins)


def _spec(one: Shown, named: tuple[Choice, ...], rewards: Sequence[str], currency: str) -> SettingSpec:
    """One setting as it is asked for."""
    kind, choices, needs, hint = one.kind, named, tuple[str, ...](), ""
    if one.key in _CHOICES:
        choices = tuple(Choice(word, _(label)) for word, label in _CHOICES[one.key].items())
    elif one.key == "cards.validity":
        kind, needs, hint = "words", ("months", "yearly"), _("24, or 12-31")
        choices = tuple(Choice(word, _(label)) for word, label in _VALIDITY.items())
    elif one.key in ("occasions.birthday", "occasions.anniversary"):
        kind, needs = "words", ("points",)
        gifts = tuple(Choice(f"reward {name}", _("Reward: {name}").format(name=name)) for name in rewards)
        choices = (Choice("nothing", _("Nothing")), Choice("points", _("Points")), *gifts)
    elif named:
        kind = "choice"
    elif one.key == "owner.address":
        kind = "long_text"
    return SettingSpec(
        one.key, _(one.label), kind, one.text, choices, needs, _unit(one, currency), hint or _hint(one), one.allowed.startswith("none"),
        one.key in _USUAL,
    )  # fmt: skip


def _hint(one: Shown) -> str:
    return {"expiry.date": "12-31", "notices.expiry_lead_days": _("30 and 7")}.get(one.key, "")


def _unit(one: Shown, currency: str) -> str:
    """What stands behind a control."""
    if one.kind == "flag":
        return _(_TICKS[one.key])
    if one.kind == "money":
        return currency
    if one.key in _POINTS:
        return _("points")
    return _("days") if "days" in one.key else ""
