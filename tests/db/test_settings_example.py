"""The example that tells what settings would mean."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from db.operations.settings_example import Example, example
from tests.builders import TODAY
from tests.builders_rewards import a_file_club


def told(folder: Path, **wanted: str) -> Example:
    """The example of these changes."""
    database = a_file_club(folder)
    with database.read() as connection:
        return example(connection, {key.replace("__", "."): text for key, text in wanted.items()}, TODAY)


def test_a_sale_of_today_is_earned_by_the_rule_as_it_would_be(tmp_path: Path) -> None:
    """L5: 29.90 at 1 per 10.00 gives 2 points, 9.90 stay; with 3 points a unit it gives 6."""
    assert (told(tmp_path).sale, told_points(tmp_path)) == ("29.90", (2, "9.90"))


def told_points(folder: Path, **wanted: str) -> tuple[int, str]:
    """Points and what is kept."""
    (folder / "other").mkdir(exist_ok=True)
    found = told(folder / "other", **wanted)
    (folder / "other" / "club.regulars").unlink()
    return found.points, found.kept


def test_a_changed_rule_changes_the_example_and_keeping_nothing_says_nothing(tmp_path: Path) -> None:
    """L5, E1, K8: points, remainder, last usable day and the card's last day follow what is typed."""
    assert told_points(tmp_path, earn__points="3") == (6, "9.90")
    assert told_points(tmp_path, earn__keep_remainder="off") == (2, "")
    found = told(tmp_path, expiry__policy="end_of_year", expiry__length="1", cards__validity="months 12")
    assert found.usable_until == date(2027, 12, 31)
    assert found.card_until == "2027-07-15"


@pytest.mark.parametrize(
    ("key", "text", "fault"),
    [("earn__points", "many", "earn.points"), ("expiry__policy", "days", "expiry.policy"), ("currency", "XXY", "currency")],
)
def test_what_cannot_be_saved_is_named_and_the_rest_still_told(tmp_path: Path, key: str, text: str, fault: str) -> None:
    """A fault does not silence the example; a policy without its length is one."""
    found = told(tmp_path, **{key: text})
    assert list(found.faults) == [fault]
    assert found.points == 2
