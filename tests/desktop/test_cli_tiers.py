"""The commands `tiers` and `tier` (commands.md; T1–T12), on both engines."""

from __future__ import annotations

import pytest

from tests.desktop.command_line import CommandLine
from tests.desktop.retrying import refused, retried


@pytest.fixture
def club(line: CommandLine) -> CommandLine:
    """The tiers of the example: 0, 500, 1000."""
    for name, threshold, more in (("Silver", "500", ["--multiplier", "1.5"]), ("Gold", "1000", ["--benefits", "the window table"])):
        assert line("tiers", "add", name, "--threshold", threshold, *more).code == 0
    return line


def tier_of(line: CommandLine, who: str = "10001", today: str = "2026-07-15") -> str:
    """A member's tier on a day."""
    return str(line("member", who, "--json", today=today).json["tier"])


def test_the_tiers_are_listed_by_rank(club: CommandLine) -> None:
    """T1."""
    found = club("tiers", "--json").json
    assert [(one["name"], one["rank"], one["threshold"], one["multiplier"], one["members"]) for one in found] == [
        ("Member", 0, 0, "1", 2), ("Silver", 1, 500, "1.5", 0), ("Gold", 2, 1000, "1", 0),
    ]  # fmt: skip
    assert set(found[0]) == {"id", "name", "rank", "threshold", "multiplier", "colour", "benefits", "active", "rewards", "members"}
    assert "Gold" in club("tiers").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["Bronze", "--threshold", "500"], "500"),
        (["Bronze", "--threshold", "0"], ""),
        (["Bronze", "--threshold", "-5"], ""),
        (["Bronze", "--threshold", "2.5"], "whole number"),
        (["Bronze", "--threshold", "٥"], "whole number"),
        (["SILVER", "--threshold", "700"], "ilver"),
        ([" ", "--threshold", "700"], "name"),
        (["Bronze", "--threshold", "700", "--multiplier", "0"], "above 0"),
        (["Bronze", "--threshold", "700", "--multiplier", "x"], "above 0"),
        (["Bronze", "--threshold", "700", "--colour", "red"], "red"),
        (["Bronze", "--threshold", "700", "--reward", "Cake"], "Cake"),
    ],
)
def test_a_bad_tier_is_refused(sqlite_line: CommandLine, arguments: list[str], says: str) -> None:
    """T1, issue 4, *Bad input*: equal thresholds, a name that is there."""
    assert sqlite_line("tiers", "add", "Silver", "--threshold", "500").code == 0
    refused(sqlite_line, "tiers", "add", *arguments, says=says)
    assert len(sqlite_line("tiers", "--json").json) == 2


def test_thresholds_rise_with_the_ranks(club: CommandLine) -> None:
    """T1: falling thresholds are refused."""
    refused(club, "tiers", "edit", "Silver", "--threshold", "1000", says="")
    refused(club, "tiers", "edit", "Gold", "--threshold", "400", says="")
    refused(club, "tiers", "edit", "Member", "--threshold", "5", says="")


def test_a_threshold_is_met_exactly_and_answers(club: CommandLine) -> None:
    """T3, T6: at once, in the answer of the entry; its entry reward too."""
    club("rewards", "add", "Welcome drink", "--points", "0")
    club("tiers", "edit", "Silver", "--reward", "welcome drink")
    assert club("points", "10001", "499", "--note", "x", "--json").json["tier"] == "Member"
    up = club("points", "10001", "1", "--note", "x", "--json").json
    assert (up["tier"], len(up["issued"])) == ("Silver", 1)
    progress = club("member", "10001", "--json").json["tier_progress"]
    assert (progress["value"], progress["next"], progress["missing"], progress["review"]) == (500, "Gold", 500, "2027-07-15")


def test_the_example_of_section_4(club: CommandLine) -> None:
    """520 by 10 Feb → Silver; redeem 400 → still Silver; 300 in the window → base from 11 Feb of the next year."""
    assert club("points", "10001", "520", "--note", "x", today="2027-02-10").code == 0
    club("rewards", "add", "Dinner", "--points", "400", today="2027-02-10")
    assert club("redeem", "10001", "Dinner", "--json", today="2027-02-10").json["tier"] == "Silver"
    assert club("points", "10001", "300", "--note", "x", today="2027-12-01").code == 0
    assert club("daily", today="2028-02-10").code == 0
    assert tier_of(club, today="2028-02-10") == "Silver"
    assert club("daily", "--json", today="2028-02-11").json["tiers_changed"] == 1
    assert tier_of(club, today="2028-02-11") == "Member"
    history = club("member", "10001", "--json", today="2028-02-11").json["tier_history"]
    assert [(one["date"], one["from"], one["to"], one["cause"]) for one in history[:2]] == [
        ("2028-02-11", "Silver", "Member", "review"), ("2027-02-10", "Member", "Silver", "earned"),
    ]  # fmt: skip


def test_a_tier_is_changed_by_hand(club: CommandLine) -> None:
    """T7: up or down, with a note; a hold keeps it."""
    refused(club, "tier", "10001", "Gold", says="note")
    done = club("tier", "10001", "gold", "--note", "a friend", "--hold", "permanent", "--json")
    assert (done.code, done.json["tier"], done.json["entry"]) == (0, "Gold", None)
    assert club("member", "10001", "--json").json["tier_progress"]["hold"] == "at_least"
    club("daily", today="2029-01-01")
    assert tier_of(club, today="2029-01-01") == "Gold"
    refused(club, "tier", "10001", "Platinum", "--note", "x", says="Platinum")
    refused(club, "tier", "10003", "Gold", "--note", "x", says="not a member")
    refused(club, "tier", "10002", "Gold", "--note", "x", "--hold", "2026-07-14", says="2026-07-14")
    assert club("tier", "10002", "Gold", "--note", "x", "--hold", "soon").code == 2
    assert club("tier", "10002", "--note", "x").code == 2


def test_the_entry_rewards_come_only_on_demand(club: CommandLine) -> None:
    """T7: the tick *trigger tier rewards* is off."""
    club("rewards", "add", "Welcome drink", "--points", "0")
    club("tiers", "edit", "Gold", "--reward", "Welcome drink")
    assert club("tier", "10001", "Gold", "--note", "x", "--json").json["issued"] == []
    assert len(club("tier", "10002", "Gold", "--note", "x", "--rewards", "--json").json["issued"]) == 1


def test_ending_a_hold_looks_anew(club: CommandLine) -> None:
    """T7: that very day."""
    club("tier", "10001", "Gold", "--note", "x", "--hold", "2026-12-31")
    assert club("tier", "10001", "--end-hold", "--note", "x", "--json").json["tier"] == "Member"
    refused(club, "tier", "10001", "--end-hold", "--note", "x", says="No hold")


def test_editing_a_threshold_tells_and_does(club: CommandLine) -> None:
    """T10: "1 up"; ups happen at once."""
    club("points", "10001", "300", "--note", "x")
    seen = club("tiers", "edit", "Silver", "--threshold", "300", "--preview", "--json").json
    assert (seen["status"], seen["up"], seen["down"]) == ("previewed", 1, 0)
    assert tier_of(club) == "Member"
    assert club("tiers", "edit", "Silver", "--threshold", "300", "--json").json["up"] == 1
    assert tier_of(club) == "Silver"


def test_a_tier_that_was_used_is_retired(club: CommandLine) -> None:
    """T10: deleting what is in use is refused; its members go where they are sent."""
    club("tier", "10001", "Silver", "--note", "x")
    refused(club, "tiers", "delete", "Silver", says="retired")
    refused(club, "tiers", "delete", "Member", says="")
    assert club("tiers", "retire", "Silver", "--to", "Gold", "--json").json["moved"] == 1
    assert tier_of(club) == "Gold"
    assert club("tiers", "restore", "Silver").code == 0
    club("tiers", "add", "Platinum", "--threshold", "5000")
    assert club("tiers", "delete", "Platinum").code == 0


def test_coming_reviews_are_listed(club: CommandLine) -> None:
    """T12."""
    club("points", "10001", "520", "--note", "x")
    assert club("tiers", "reviews", "--json").json == []
    (coming,) = club("tiers", "reviews", "--days", "400", "--json").json
    assert (coming["number"], coming["tier"], coming["date"], coming["kind"]) == ("10001", "Silver", "2027-07-15", "review")


def test_a_retry_changes_nothing(club: CommandLine) -> None:
    """commands.md, *Ways*."""
    retried(club, "tier", "10001", "Gold", "--note", "x", "--hold", "permanent")
    retried(club, "tier", "10001", "--end-hold", "--note", "x")
    retried(club, "tiers", "add", "Platinum", "--threshold", "5000")
    retried(club, "tiers", "edit", "Platinum", "--name", "Diamond")
    retried(club, "tiers", "delete", "Diamond")
    retried(club, "tiers", "retire", "Silver", "--to", "Member")
    retried(club, "tiers", "restore", "Silver")
