"""The commands `benefit-cards` (commands.md; B1–B9), on both engines."""

from __future__ import annotations

import pytest

from tests.desktop.command_line import CommandLine
from tests.desktop.retrying import refused, retried


@pytest.fixture
def cards(line: CommandLine) -> CommandLine:
    """Two cards."""
    for name in ("Student", "Gold discount"):
        assert line("benefit-cards", "add", name, "--benefit", "10 %", "--conditions", "with this card").code == 0
    return line


def held(line: CommandLine, who: str = "10001") -> object:
    """The card that a member holds."""
    return line("member", who, "--json").json["benefit_card"]


def count(line: CommandLine, name: str) -> int:
    """How many hold a card."""
    return next(int(one["allocated"]) for one in line("benefit-cards", "--json").json if one["name"] == name)


def test_the_cards_are_listed_with_how_many(cards: CommandLine) -> None:
    """B4."""
    found = cards("benefit-cards", "--json").json
    assert [one["name"] for one in found] == ["Gold discount", "Student"]
    assert set(found[0]) == {"id", "name", "benefit", "conditions", "colour", "last_day", "ended", "allocated"}
    assert "Student" in cards("benefit-cards").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["Senior", "--benefit", "10 %"], "conditions"),
        (["Senior", "--benefit", "  ", "--conditions", "x"], "benefit"),
        (["  ", "--benefit", "x", "--conditions", "x"], "name"),
        (["S" * 41, "--benefit", "x", "--conditions", "x"], "40"),
        (["Senior", "--benefit", "x" * 121, "--conditions", "x"], "120"),
        (["Senior", "--benefit", "x", "--conditions", "x" * 301], "300"),
        (["Senior", "--benefit", "x", "--conditions", "x", "--colour", "red"], "red"),
        (["Senior", "--benefit", "x", "--conditions", "x", "--last-day", "2026-02-30"], "2026-02-30"),
        (["student", "--benefit", "x", "--conditions", "x"], "Student"),
    ],
)
def test_a_bad_card_is_refused(sqlite_line: CommandLine, arguments: list[str], says: str) -> None:
    """B1: three texts, their lengths, a name that is there once."""
    sqlite_line("benefit-cards", "add", "Student", "--benefit", "10 %", "--conditions", "with this card")
    refused(sqlite_line, "benefit-cards", "add", *arguments, says=says)


def test_allocating_replaces_and_tells(cards: CommandLine) -> None:
    """B2, B3: the preview changes nothing; who has it already stays; a prospect gets none."""
    assert cards("benefit-cards", "allocate", "student", "--search", "10001").code == 0
    seen = cards("benefit-cards", "allocate", "Gold discount", "--preview", "--json").json
    assert seen == {"status": "previewed", "card": "Gold discount", "members": 2, "already": 0, "replaced": {"Student": 1}}
    assert held(cards) == "Student"
    done = cards("benefit-cards", "allocate", "Gold discount", "--json").json
    assert done == {**seen, "status": "done"}
    assert (held(cards), count(cards, "Gold discount"), count(cards, "Student")) == ("Gold discount", 2, 0)
    assert cards("benefit-cards", "allocate", "Gold discount", "--json").json["already"] == 2
    latest, first = sorted(cards("member", "10001", "--json").json["benefit_card_history"], key=lambda one: one["to"] is not None)
    assert (first["name"], first["to"], first["replaced_by"]) == ("Student", "2026-07-15", "Gold discount")
    assert (latest["name"], latest["to"]) == ("Gold discount", None)
    refused(cards, "benefit-cards", "allocate", "Student", "--stage", "any", says="not a member")
    refused(cards, "benefit-cards", "allocate", "Senior", says="Senior")


def test_a_card_is_not_given_after_its_last_day(cards: CommandLine) -> None:
    """B1."""
    cards("benefit-cards", "edit", "Student", "--last-day", "2026-07-14")
    refused(cards, "benefit-cards", "allocate", "Student", says="2026-07-14")
    assert next(one["ended"] for one in cards("benefit-cards", "--json").json if one["name"] == "Student") is True
    assert cards("benefit-cards", "edit", "Student", "--last-day", "", "--json").json["last_day"] is None


def test_every_holder_sees_the_new_text(cards: CommandLine) -> None:
    """B6."""
    cards("benefit-cards", "allocate", "Student")
    edited = cards("benefit-cards", "edit", "Student", "--name", "Learner", "--benefit", "15 %", "--json").json
    assert (edited["name"], edited["benefit"], edited["allocated"]) == ("Learner", "15 %", 2)
    assert held(cards) == "Learner"


def test_what_is_held_cannot_be_deleted(cards: CommandLine) -> None:
    """B5, B7: withdraw first; then history keeps the text."""
    cards("benefit-cards", "allocate", "Student")
    refused(cards, "benefit-cards", "delete", "Gold discount", "Student", says="Student")
    assert len(cards("benefit-cards", "--json").json) == 2
    done = cards("benefit-cards", "withdraw", "--filter", "benefit_card=Student", "--json").json
    assert done == {"status": "done", "members": 2, "withdrawn": 2}
    assert cards("benefit-cards", "delete", "Gold discount", "student", "--json").json["deleted"]
    assert cards("benefit-cards", "--json").json == []
    assert cards("member", "10001", "--json").json["benefit_card_history"][0]["name"] == "Student"


def test_a_retry_changes_nothing(cards: CommandLine) -> None:
    """commands.md, *Ways*: also where the selection finds others by then."""
    retried(cards, "benefit-cards", "allocate", "Student", "--filter", "benefit_card=")
    retried(cards, "benefit-cards", "withdraw", "--filter", "benefit_card=Student")
    retried(cards, "benefit-cards", "edit", "Student", "--name", "Learner")
    retried(cards, "benefit-cards", "delete", "Learner")
    retried(cards, "benefit-cards", "add", "Senior", "--benefit", "5 %", "--conditions", "x")
