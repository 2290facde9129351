"""The programme: founding a club, and reading its settings."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import Connection, insert, select

from db import money, texts
from db.asked import Asked
from db.entities.programme import Counter, Programme
from db.entities.tiers import Tier
from db.errors import BadValue, FieldsRefused, Told
from db.fields import kinds
from db.fields.manner import Manner
from db.texts import N_
from db.work import Work

BASE_COLOUR = "#7a8593"


@dataclass(frozen=True)
class NewClub:
    """What a new club is asked (rules.md, section 18); *trial* clubs may set their day beyond the real one (commands.md, `--today`)."""

    name: str
    country: str
    currency: str
    language: str
    time_zone: str
    owner_company: str | None = None
    owner_address: str | None = None
    owner_email: str | None = None
    trial: bool = False


@dataclass(frozen=True)
class Club:
    """The settings of the programme (rules.md, section 18): each is named like its column, money in the currency's smallest unit.

    The logo is not among them: it is read by itself, where it is shown. `db.settings_keys` declares what each may hold.
    """

    name: str
    country: str
    currency: str
    language: str
    time_zone: str
    trial: bool
    owner_company: str | None
    owner_address: str | None
    owner_email: str | None
    owner_iban: str | None
    active: bool
    earn_points: int
    earn_per: int
    earn_keep_remainder: bool
    earn_minimum: int | None
    earn_maximum_points: int | None
    points_pending_days: int
    points_shortfall: str
    points_give_back_on_refund: str
    points_reversal_grace_days: int
    points_confirm_above: int | None
    expiry_policy: str
    expiry_length: int | None
    expiry_date: str | None
    expiry_adjustments_are_activity: bool
    expiry_shorten_notice_days: int
    notes_required: str
    notes_public_default: str
    entry_backdate_days: int
    tiers_measure: str
    tiers_period: str
    tiers_count_bonus: bool
    tiers_count_adjustments: bool
    tiers_grace_days: int
    tiers_downgrade: str
    rewards_expired_give_back: bool
    rewards_freeze_stops_expiry: bool
    passes_pause_moves_expiry: bool
    phones_shared_allowed: bool
    prospects_welcome_points: int
    duplicates_threshold: int
    notices_repeat_days: int
    notices_expiry_lead_days: str
    occasions_birthday: str
    occasions_birthday_days_before: int
    occasions_anniversary: str
    occasions_anniversary_days_before: int
    cards_validity: str
    sheets_empty_cell: str
    sheets_undo_days: int
    sheets_export_kept_days: int
    prints_layout: str
    daily_done_on: str | None
    version: int

    @property
    def manner(self) -> Manner:
        """How the club itself writes dates and numbers."""
        return Manner(self.language, self.country, self.time_zone)

    def today(self, now: datetime) -> date:
        """The club's day at a moment (rules.md: all dates are local dates of the programme's time zone)."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()


def found(work: Work, club: NewClub) -> Club:
    """Make the programme with one tier, *Member*, and nothing else (rules.md, section 18); FieldsRefused names every bad setting."""
    values = checked(club)
    # One point per 10.00 (section 18): whole tens of a currency without small coins as well.
    earn_per = 10 * 10 ** money.digits(str(values["currency"]))
    work.connection.execute(insert(Programme).values(id=1, created=work.now, earn_per=earn_per, **values))
    work.connection.execute(insert(Counter), [{"name": "people", "next": 1}])
    work.connection.execute(insert(Tier).values(name="Member", name_key="member", rank=0, threshold=0, colour=BASE_COLOUR, active=True))
    work.journal("programme", 1, "created", None, {key: value for key, value in values.items() if value is not None})
    return read(work.connection)


def checked(club: NewClub) -> dict[str, str | bool | None]:
    """The settings as stored."""
    from babel import Locale, UnknownLocaleError
    from babel.numbers import list_currencies

    problems: dict[str, Told] = {}
    manner = Manner("en", "GB", "UTC")
    kept: dict[str, str | bool | None] = {"trial": club.trial}
    parsers = {
        "name": kinds.LINE, "owner_company": kinds.LINE, "owner_address": kinds.LONG_TEXT, "owner_email": kinds.EMAIL, "country": kinds.COUNTRY,
    }  # fmt: skip
    for key, kind in parsers.items():
        try:
            parsed = kind.parse(getattr(club, key) or "", manner)
            kept[key] = None if parsed is None else str(parsed)
        except BadValue as problem:
            problems[key] = problem
    if "name" not in problems and not kept["name"]:
        problems["name"] = BadValue(N_("The club needs a name."))
    if "country" not in problems and not kept["country"]:
        problems["country"] = BadValue(N_("The club needs a country, by its two letters."))
    kept["currency"] = club.currency.strip().upper()
    if kept["currency"] not in list_currencies():
        problems["currency"] = BadValue(N_("“{text}” is not a currency; write its three letters, like EUR."), text=club.currency)
    kept["language"] = club.language.strip().replace("_", "-")
    try:
        Locale.parse(str(kept["language"]).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        problems["language"] = BadValue(N_("“{text}” is not a language tag; write it like en or pt-BR."), text=club.language)
    kept["time_zone"] = club.time_zone.strip()
    if kept["time_zone"] not in available_timezones():
        problems["time_zone"] = BadValue(N_("“{text}” is not a time zone; write it like Europe/Paris."), text=club.time_zone)
    if problems:
        raise FieldsRefused(problems)
    return kept


def read(connection: Connection) -> Club:
    """The settings of the programme."""
    return _club(_SETTINGS.first(connection))


@functools.lru_cache(maxsize=4)
def _club(row: tuple[Any, ...]) -> Club:
    """The same settings are the same object: to put it together takes longer than to read the row."""
    return Club(*row)


_SETTINGS = Asked(select(*(Programme.c[name] for name in Club.__dataclass_fields__)))


def folded(name: str) -> str:
    """The key by which names are unique: without accents, case and outer blanks."""
    return texts.fold(texts.clean(name))
