"""The settings of a programme, each declared once: its key, column, label, rule, and how it is typed and shown (rules.md, section 18)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from db import money, texts
from db.errors import BadValue
from db.fields import kinds
from db.fields.kinds import Kind
from db.fields.manner import Manner
from db.texts import N_

Stored = str | int | bool | None
# The word for "no limit", "nothing said": the same in every language, like the keys.
NONE = "none"
_ISO = Manner()


@dataclass(frozen=True)
class Within:
    """What a setting is read and shown with: the club's currency, and its rewards by folded name and by id (N9)."""

    currency: str
    reward_ids: dict[str, int]
    reward_names: dict[int, str]


Parse = Callable[[str, str, Within], Stored]
Show = Callable[[Stored, Within], str]


@dataclass(frozen=True)
class Setting:
    """One setting: *allowed* is what it takes, in the words of section 18; *rule* the rule that reads it; *kind* how its control looks."""

    key: str
    label: str
    rule: str
    kind: str
    allowed: str
    parse_text: Parse
    show_value: Show
    stored_as: str | None = None

    @property
    def column(self) -> str:
        """The column of the programme that holds it."""
        return self.stored_as or self.key.replace(".", "_")

    def parse(self, text: str, within: Within) -> Stored:
        """The value that a person typed; BadValue with one sentence that names the key and what it takes."""
        tidy = texts.clean(text)
        if sign := texts.forbidden_sign(tidy):
            raise BadValue(N_("{key} cannot hold a hidden control character ({sign}); type it again."), key=self.key, sign=sign)
        return self.parse_text(tidy, self.key, within)

    def shown(self, value: Stored, within: Within) -> str:
        """The value as it is typed; nothing is `none`."""
        return NONE if value is None else self.show_value(value, within)


def _plain(value: Stored, within: Within) -> str:
    return str(value)


def _choice(key: str, label: str, rule: str, *words: str) -> Setting:
    """One of a few words."""

    def parse(text: str, key: str, within: Within) -> Stored:
        word = text.lower().replace(" ", "_").replace("-", "_")
        if word not in words:
            raise BadValue(N_("{key} cannot be “{text}”; it is one of: {allowed}."), key=key, text=text, allowed=", ".join(words))
        return word

    return Setting(key, label, rule, "choice", ", ".join(words), parse, _plain)


def _flag(key: str, label: str, rule: str) -> Setting:
    """On or off."""

    def parse(text: str, key: str, within: Within) -> Stored:
        if text.lower() not in ("on", "off"):
            raise BadValue(N_("{key} cannot be “{text}”; it is one of: {allowed}."), key=key, text=text, allowed="on, off")
        return text.lower() == "on"

    return Setting(key, label, rule, "flag", "on, off", parse, lambda value, within: "on" if value else "off")


def _whole(key: str, label: str, rule: str, least: int, most: int, *, may_be_none: bool = False) -> Setting:
    """A whole number within bounds."""

    def parse(text: str, key: str, within: Within) -> Stored:
        if may_be_none and text.lower() == NONE:
            return None
        if not re.fullmatch(r"\+?[0-9]{1,10}", text) or not least <= int(text) <= most:
            if may_be_none:
                raise BadValue(
                    N_("{key} cannot be “{text}”; it is none, or a whole number from {least} to {most}."),
                    key=key, text=text, least=least, most=most,
                )  # fmt: skip
            raise BadValue(
                N_("{key} cannot be “{text}”; it is a whole number from {least} to {most}."), key=key, text=text, least=least, most=most
            )
        return int(text)

    allowed = f"{least}–{most}"
    return Setting(key, label, rule, "number", f"{NONE}, {allowed}" if may_be_none else allowed, parse, _plain)


def _amount(key: str, label: str, rule: str, *, may_be_none: bool = False) -> Setting:
    """Money above 0."""

    def parse(text: str, key: str, within: Within) -> Stored:
        if may_be_none and text.lower() == NONE:
            return None
        try:
            found = money.parse(text, within.currency)
        except BadValue:
            found = 0
        if found <= 0:
            template = N_("{key} cannot be “{text}”; it is an amount of {currency} above 0, like {example}.")
            if may_be_none:
                template = N_("{key} cannot be “{text}”; it is none, or an amount of {currency} above 0, like {example}.")
            example = money.shown(10 * 10 ** money.digits(within.currency), within.currency)
            raise BadValue(template, key=key, text=text, currency=within.currency, example=example)
        return found

    allowed = f"{NONE}, money" if may_be_none else "money"
    return Setting(key, label, rule, "money", allowed, parse, lambda value, within: money.shown(int(value or 0), within.currency))


def _text(key: str, label: str, rule: str, kind: Kind, *, may_be_none: bool = True) -> Setting:
    """Text of a kind of its own; `none` takes it away."""

    def parse(text: str, key: str, within: Within) -> Stored:
        wanted = "" if may_be_none and text.lower() == NONE else text
        try:
            found = kind.parse(wanted, _ISO)
        except BadValue as problem:
            raise BadValue(N_("{key} cannot be “{text}”: {problem}"), key=key, text=text[:200], problem=problem) from None
        if found is None and not may_be_none:
            raise BadValue(N_("{key} cannot be empty."), key=key)
        return found

    return Setting(key, label, rule, "text", f"{NONE}, text" if may_be_none else "text", parse, _plain)


def _iban(text: str, key: str, within: Within) -> Stored:
    """An account number for bank transfers, checked by its check figures (M3)."""
    if text.lower() in (NONE, ""):
        return None
    bare = re.sub(r"[ -]", "", text).upper()
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", bare) or int("".join(str(int(c, 36)) for c in bare[4:] + bare[:4])) % 97 != 1:
        raise BadValue(N_("{key} cannot be “{text}”; it is none, or an IBAN like NL91 ABNA 0417 1643 00."), key=key, text=text)
    return bare


def _currency(text: str, key: str, within: Within) -> Stored:
    from babel.numbers import list_currencies

    if text.upper() not in list_currencies():
        raise BadValue(N_("{key} cannot be “{text}”; it is the three letters of a currency, like EUR."), key=key, text=text)
    return text.upper()


def _time_zone(text: str, key: str, within: Within) -> Stored:
    from zoneinfo import available_timezones

    if text not in available_timezones():
        raise BadValue(N_("{key} cannot be “{text}”; it is a time zone like Europe/Paris."), key=key, text=text)
    return text


def _month_day(text: str) -> str | None:
    """`MM-DD` of a day that every calendar may hold, else nothing."""
    if not re.fullmatch(r"[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        date.fromisoformat(f"2024-{text}")
    except ValueError:
        return None
    return text


def _yearly_date(text: str, key: str, within: Within) -> Stored:
    """The fixed date of the yearly policy (E1)."""
    if text.lower() == NONE:
        return None
    if (found := _month_day(text)) is None:
        raise BadValue(N_("{key} cannot be “{text}”; it is none, or a month and a day like 12-31."), key=key, text=text)
    return found


def _validity(text: str, key: str, within: Within) -> Stored:
    """How long a member card is valid (K8): stored as for_ever, months:N or yearly:MM-DD."""
    word, _, rest = text.lower().replace(":", " ").partition(" ")
    rest = rest.strip()
    if text.lower() in ("for_ever", "for ever", "forever"):
        return "for_ever"
    if word == "months" and re.fullmatch(r"[0-9]{1,4}", rest) and 1 <= int(rest) <= 1200:
        return f"months:{int(rest)}"
    if word == "yearly" and (found := _month_day(rest)) is not None:
        return f"yearly:{found}"
    raise BadValue(N_("{key} cannot be “{text}”; it is one of: {allowed}."), key=key, text=text, allowed="for_ever, months N, yearly MM-DD")


def _lead_days(text: str, key: str, within: Within) -> Stored:
    """Two lead times in days, the longer one first (N6)."""
    found = re.fullmatch(r"([0-9]{1,3}) *(?:and|,|;| ) *([0-9]{1,3})", text.lower())
    if found is None or not 1 <= int(found[2]) < int(found[1]) <= 366:
        raise BadValue(
            N_("{key} cannot be “{text}”; it is two numbers of days, the warning before the last chance, like 30 and 7."),
            key=key,
            text=text,
        )
    return f"{int(found[1])} and {int(found[2])}"


def _occasion(text: str, key: str, within: Within) -> Stored:
    """What a birthday or an anniversary brings (N9): stored as nothing, reward:ID or points:N."""
    word, _, rest = text.partition(" ")
    rest = rest.strip()
    if word.lower() == "nothing" and not rest:
        return "nothing"
    if word.lower() == "points" and re.fullmatch(r"[0-9]{1,7}", rest) and int(rest) > 0:
        return f"points:{int(rest)}"
    if word.lower() == "reward" and rest:
        if (found := within.reward_ids.get(texts.fold(rest))) is None:
            raise BadValue(N_("{key} names the reward “{name}”, which is not in the catalogue or is retired."), key=key, name=rest)
        return f"reward:{found}"
    raise BadValue(N_("{key} cannot be “{text}”; it is one of: {allowed}."), key=key, text=text, allowed="nothing, reward NAME, points N")


def _occasion_shown(value: Stored, within: Within) -> str:
    word, _, what = str(value).partition(":")
    return f"{word} {within.reward_names.get(int(what), what)}" if word == "reward" else f"{word} {what}".strip()


def _layout(text: str, key: str, within: Within) -> Stored:
    """The name of a print layout; whether there is one of that name is known where cards are printed (K1)."""
    if not re.fullmatch(r"[a-z0-9-]{1,40}", text.lower()):
        raise BadValue(N_("{key} cannot be “{text}”; it is the name of a print layout, like a4-c32011."), key=key, text=text)
    return text.lower()


MOST_DAYS = 3650
MOST_POINTS = 1_000_000_000
POLICIES = ("never", "days", "months", "end_of_month", "end_of_quarter", "end_of_year", "yearly", "inactivity")
OCCASIONS = "nothing, reward NAME, points N"

SETTINGS: tuple[Setting, ...] = (
    _text("name", N_("Name of the club"), "K2", kinds.LINE, may_be_none=False),
    _text("owner.company", N_("Company"), "S4 4.16", kinds.LINE),
    _text("owner.address", N_("Address of the company"), "S4 4.16", kinds.LONG_TEXT),
    _text("owner.email", N_("E-mail of the company"), "S4 4.16", kinds.EMAIL),
    Setting("iban", N_("IBAN"), "M3", "text", "none, IBAN", _iban, _plain, "owner_iban"),
    _text("country", N_("Country"), "P1", kinds.COUNTRY, may_be_none=False),
    Setting("currency", N_("Currency"), "L5", "text", "ISO 4217", _currency, _plain),
    _text("language", N_("Language"), "X1", kinds.LANGUAGE, may_be_none=False),
    Setting("time_zone", N_("Time zone"), "E3", "text", "IANA", _time_zone, _plain),
    _flag("active", N_("Programme is on"), "O5"),
    _whole("earn.points", N_("Points earned"), "L5", 1, 1_000_000),
    _amount("earn.per", N_("For each so much money"), "L5"),
    _flag("earn.keep_remainder", N_("Keep the remainder of money"), "L5"),
    _amount("earn.minimum", N_("Smallest sale that earns"), "L5", may_be_none=True),
    _whole("earn.maximum_points", N_("Most points of a sale"), "L5", 1, MOST_POINTS, may_be_none=True),
    _whole("points.pending_days", N_("Points of a sale available after days"), "L10", 0, MOST_DAYS),
    _choice("points.shortfall", N_("Points that are missing when taken back"), "L8", "owe", "write_off"),
    _choice("points.give_back_on_refund", N_("Give back points of a reward on refund"), "L8", "ask", "always", "never"),
    _whole("points.reversal_grace_days", N_("Days of grace for points given back"), "L7", 0, MOST_DAYS),
    _whole("points.confirm_above", N_("A manager confirms above points"), "L13", 1, MOST_POINTS, may_be_none=True),
    _choice("expiry.policy", N_("When points expire"), "E1", *POLICIES),
    _whole("expiry.length", N_("Length of the expiry"), "E1", 1, MOST_DAYS, may_be_none=True),
    Setting("expiry.date", N_("Yearly expiry date"), "E1", "text", "none, MM-DD", _yearly_date, _plain),
    _flag("expiry.adjustments_are_activity", N_("Adjustments count as activity"), "E1"),
    _whole("expiry.shorten_notice_days", N_("Days of notice before shortening"), "E5", 0, MOST_DAYS),
    _choice("notes.required", N_("Internal note required"), "C1", "everywhere", "manual_and_sales", "manual", "never"),
    _text("notes.public_default", N_("Usual public comment"), "L11", kinds.LINE, may_be_none=False),
    _whole("entry.backdate_days", N_("Days an entry may be back-dated"), "C3", 0, MOST_DAYS),
    _choice("tiers.measure", N_("Tiers go by"), "T2", "points", "spend", "visits"),
    _choice("tiers.period", N_("Period of the tiers"), "T5", "rolling", "calendar_year", "membership_year", "lifetime"),
    _flag("tiers.count_bonus", N_("Bonus points count for tiers"), "T4"),
    _flag("tiers.count_adjustments", N_("Adjustments count for tiers"), "T4"),
    _whole("tiers.grace_days", N_("Days of grace before a tier is lowered"), "T6", 0, MOST_DAYS),
    _choice("tiers.downgrade", N_("A tier is lowered"), "T6", "to_earned", "one_step"),
    _flag("rewards.expired_give_back", N_("Expired rewards give the points back"), "R7"),
    _flag("rewards.freeze_stops_expiry", N_("Rewards of inactive members do not expire"), "R9"),
    _flag("passes.pause_moves_expiry", N_("A pause moves the end of a pass"), "PP3"),
    _flag("phones.shared_allowed", N_("Members may share a phone"), "P2"),
    _whole("prospects.welcome_points", N_("Welcome points"), "P3", 0, 1_000_000),
    _whole("duplicates.threshold", N_("Duplicates shown from score"), "D1", 1, 100),
    _whole("notices.repeat_days", N_("Days before a notice is repeated"), "N3", 0, MOST_DAYS),
    Setting("notices.expiry_lead_days", N_("Days of warning before points expire"), "N6", "text", "N and N", _lead_days, _plain),
    Setting("occasions.birthday", N_("On a birthday"), "N9", "text", OCCASIONS, _occasion, _occasion_shown),
    _whole("occasions.birthday_days_before", N_("Days before a birthday"), "N9", 0, 60),
    Setting("occasions.anniversary", N_("On an anniversary"), "N9", "text", OCCASIONS, _occasion, _occasion_shown),
    _whole("occasions.anniversary_days_before", N_("Days before an anniversary"), "N9", 0, 60),
    Setting(
        "cards.validity", N_("Member cards are valid"), "K8", "text", "for_ever, months N, yearly MM-DD", _validity,
        lambda value, within: str(value).replace(":", " "),
    ),
    _choice("sheets.empty_cell", N_("An empty cell of a sheet"), "X5", "keep", "erase"),
    _whole("sheets.undo_days", N_("Days a batch can be undone"), "X10", 0, MOST_DAYS),
    _whole("sheets.export_kept_days", N_("Days the values of a sheet are kept"), "X6", 0, MOST_DAYS),
    Setting("prints.layout", N_("Print layout"), "K1", "text", "layout", _layout, _plain),
)  # fmt: skip

BY_KEY = {setting.key: setting for setting in SETTINGS}


def setting(key: str) -> Setting:
    """The setting of a key; BadValue, naming those that begin alike, for a key that is none."""
    wanted = key.strip().lower()
    if wanted not in BY_KEY:
        alike = [known for known in BY_KEY if known.partition(".")[0] == wanted.partition(".")[0]] or list(BY_KEY)
        raise BadValue(N_("There is no setting “{text}”; the settings are: {known}."), text=key.strip()[:100], known=", ".join(alike))
    return BY_KEY[wanted]
