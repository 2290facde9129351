"""How a tier is shown and typed: multiplier, entry rewards, colour, and what a threshold takes (T1, T2)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from db.errors import BadValue
from db.operations.programme import Club
from db.operations.tiers import Moves, TierShown
from desktop.opening import club_of
from desktop.tabs.tiers import details
from tests.builders import a_club

GOLD = TierShown(3, "Gold", 2, 2000, 1500, "#d4a000", "10 % off", True, (7,), 772, 1)


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Club:
    """The settings of a club that writes British English."""
    file: Path = tmp_path_factory.mktemp("club") / "club.regulars"
    database = a_club(f"sqlite+pysqlite:///{file.as_posix()}", country="GB", currency="GBP")
    found = club_of(database)
    database.close()
    return found


def test_every_detail_reads_back_as_it_is_shown(club: Club) -> None:
    """read(typed(value)) == value, for the multiplier with its sign, rewards by name, the colour, the grouped threshold."""
    reading = details.TierReading(club, {7: "Coffee beans", 9: "Cake"})
    assert {fact.key: fact.text for fact in reading.facts(GOLD)} == {
        "name": "Gold",
        "threshold": "2,000",
        "multiplier": "×1.5",
        "benefits": "10 % off",
        "rewards": "Coffee beans",
        "colour": "Gold",
    }
    for detail in reading.details:
        value = getattr(GOLD, detail.key)
        assert reading.read(detail.key, reading.typed(detail, value)) == value


@pytest.mark.parametrize(("key", "text"), [("multiplier", "much"), ("rewards", "Coffee beans; Holiday"), ("threshold", "ten")])
def test_what_cannot_be_taken_is_said_in_one_sentence(club: Club, key: str, text: str) -> None:
    """Under its field, before anything is asked of the database."""
    reading = details.TierReading(club, {7: "Coffee beans"})
    with pytest.raises(BadValue):
        reading.read(key, text)
    assert set(reading.read_all({key: text})[1]) == {key}


def test_what_a_tier_takes_is_said_by_the_measure(club: Club) -> None:
    """T2, T5: points, money or visits, and in which period."""
    assert details.needs(club, 0) == "everyone"
    assert details.needs(club, 2000) == "from 2,000 points"
    assert details.needs(replace(club, tiers_measure="visits"), 1) == "from 1 visit"
    assert details.needs(replace(club, tiers_measure="spend"), 500) == "from 500 GBP spent"
    assert details.measure(club) == "points earned in 12 months"
    assert details.measure(replace(club, tiers_measure="spend", tiers_period="calendar_year")) == "money spent in a calendar year"


def test_a_new_threshold_is_told_before_it_is_saved(club: Club) -> None:
    """T10: "0 up now, 31 down", with a way to see them; where it moves nobody there is nothing to show."""
    banner = details.moves_banner(2000, 2200, Moves((), tuple(range(31))), club.manner)
    assert banner.text == "From 2,000 to 2,200: 0 up now, 31 down at their review. Nobody loses points."
    assert (banner.action_label, banner.key) == ("Show the 31", "moves")
    assert details.moves_banner(2000, 2001, Moves((), ()), club.manner).action_label == ""


def test_a_retired_tier_is_marked_and_zero_is_no_link(club: Club) -> None:
    """Look: zero is plain; what is unusual is said by a word."""
    row = details.row_of(replace(GOLD, active=False, members=0), {7: "Coffee beans"}, 0, club.manner)
    badge = row.cells["name"].badge
    assert badge is not None
    assert badge.text == "Retired"
    assert (row.cells["members"].link, row.cells["members"].muted) == (False, True)
