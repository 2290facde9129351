"""What a new club is offered to choose from, and where the sample club lies (rules.md, section 18)."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import available_timezones

from db.fields.kinds import NO_COUNTRIES
from desktop.system import suggested
from resources import i18n
from ui.dialogs.new_club import ClubChoices
from ui.roles import Choice


def sample_file() -> Path:
    """Where the sample club lies when it is opened from the window."""
    from platformdirs import user_data_path

    return user_data_path("Regulars", appauthor=False) / "sample-club.regulars"


def choices_of() -> ClubChoices:
    """Countries, currencies, languages and time zones by their names, with what this computer suggests."""
    from babel import Locale
    from babel.numbers import get_currency_name, list_currencies

    screen = Locale.parse(i18n.language().replace("-", "_"))
    guess = suggested()
    countries = sorted(
        (name, code) for code, name in screen.territories.items() if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    )
    languages = sorted(
        (Locale.parse(tag).get_display_name(screen) or tag, tag)
        for tag in {"en", "de", "es", "fr", "it", "nl", "pl", "pt", "sv", guess.language.replace("-", "_")}
    )
    currencies = sorted(list_currencies())
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return ClubChoices(
        tuple(Choice(code, name) for name, code in countries),
        tuple(Choice(code, f"{code} – {get_currency_name(code, locale=screen)}") for code in currencies),
        tuple(Choice(tag.replace("_", "-"), name) for name, tag in languages),
        tuple(Choice(zone, zone.replace("_", " ")) for zone in dict.fromkeys((guess.time_zone, *zones))),
        country=guess.country,
        currency=guess.currency,
        language=guess.language,
        time_zone=guess.time_zone,
    )
