"""What settings would mean, told by an example before they are saved: a sale of today, its points, how long they last (L5, E1, K8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from db import earning, money, settings_keys
from db.errors import Told
from db.ledger import expiry
from db.operations import programme, settings
from db.operations.members import valid_until


@dataclass(frozen=True)
class Example:
    """A sale of *sale* gives *points*; of it *kept* stays for the next one ("" where nothing does).

    *usable_until* is the last day of its points, *card_until* that of a card issued today: None for ever. *faults* names what cannot be saved.
    """

    sale: str
    points: int
    kept: str
    usable_until: date | None
    card_until: str | None
    faults: dict[str, Told]


def example(connection: Connection, wanted: Mapping[str, str], today: date) -> Example:
    """The example of the settings as they would be with these changes; what cannot be read of them stays as it is."""
    club = programme.read(connection)
    values, faults = settings.parsed(connection, club, wanted)
    before = settings.values_of(club)
    against = settings.contradictions({**before, **values}, set(values))
    columns: dict[str, Any] = {settings_keys.BY_KEY[key].column: value for key, value in values.items()}
    would = replace(club, **columns)
    # Nearly three units of money, so that the example has a remainder: 29.90 where a point costs 10.00.
    sale = would.earn_per * 3 - max(would.earn_per // 100, 1)
    earned = earning.earn(
        sale, sale, 0, unit=would.earn_per, unit_points=would.earn_points, keep=would.earn_keep_remainder, minimum=would.earn_minimum,
        maximum=would.earn_maximum_points,
    )  # fmt: skip
    lasts = club if against else would
    return Example(
        sale=money.shown(sale, would.currency),
        points=earned.points,
        kept=money.shown(earned.remainder, would.currency) if would.earn_keep_remainder and earned.remainder else "",
        usable_until=expiry.last_usable_day(lasts, today),
        card_until=valid_until(would.cards_validity, today),
        faults={**faults, **against},
    )
