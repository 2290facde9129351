"""Details of a record in a list: shown, typed and read back unchanged (house.md, *A column is declared once*)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from db.errors import BadValue
from db.operations import programme
from desktop.lists.details import Detail, Reading, at_field
from tests.builders import a_club

DETAILS = (
    Detail("name", "Name", required=True),
    Detail("points", "Points", "number"),
    Detail("price", "Price", "money"),
    Detail("day", "Day", "date"),
    Detail("renews", "Renews", "choice", ((True, "Yes"), (False, "No"))),
    Detail("tier", "Tier", "choice", ((None, "Everyone"), (3, "Gold"))),
)


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    """Read as the club of the tests writes."""
    database = a_club(str(tmp_path / "club.regulars"))
    with database.read() as connection:
        made = Reading(programme.read(connection), DETAILS)
    database.close()
    return made


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", "Coffee tin"),
        ("points", 2000),
        ("price", 145000),
        ("price", None),
        ("day", "2026-02-01"),
        ("renews", False),
        ("tier", 3),
        ("tier", None),
    ],
)
def test_what_is_typed_is_read_back_unchanged(reading: Reading, key: str, value: Any) -> None:
    """Of every kind, the empty one among them."""
    detail = next(each for each in DETAILS if each.key == key)
    assert reading.read(key, reading.typed(detail, value)) == value


def test_faults_are_told_by_field_and_the_rest_is_read(reading: Reading) -> None:
    """One sentence each."""
    values, faults = reading.read_all({"points": "many", "price": "1.2.3", "renews": "yes"})
    assert values == {"renews": True}
    assert set(faults) == {"points", "price"}


def test_a_choice_is_shown_by_its_word_and_a_new_record_begins_with_what_is_usual(reading: Reading) -> None:
    """What an earlier try had typed comes before the usual."""
    tier = DETAILS[-1]
    assert (reading.shown(tier, 3), reading.shown(tier, None)) == ("Gold", "Everyone")
    specs = {spec.key: spec for spec in reading.specs({"name": "Tin"}, {"points": 10, "renews": True})}
    assert (specs["name"].value, specs["points"].value, specs["renews"].value, specs["name"].required) == ("Tin", "10", "yes", True)


def test_a_refusal_is_said_at_another_field() -> None:
    """Its sentence stays."""
    refused = at_field(BadValue("“{text}” is not a date.", text="x", key="old"), "day")
    assert (refused.key, str(refused)) == ("day", "“x” is not a date.")
