"""The commands `stamp`, `stamp-cards`, `passes`, `activities`, `promotions`, `groups` and `segments` (SC1–SC7, PP1–PP5, L14, W1, W2)."""

from __future__ import annotations

import pytest

from tests.desktop.command_line import CommandLine
from tests.desktop.retrying import refused, retried


@pytest.fixture
def cafe(line: CommandLine) -> CommandLine:
    """A reward, and a stamp card of ten that gives it."""
    line("rewards", "add", "Coffee", "--points", "20")
    assert line("stamp-cards", "add", "Ten coffees", "--stamps", "10", "--reward", "coffee").code == 0
    return line


def test_stamps_fill_cards(cafe: CommandLine) -> None:
    """SC3's own example: 10 needed, at 9, +9 → one complete, the new card at 8."""
    cafe("stamp", "10001", "ten coffees", "9", "--note", "x")
    done = cafe("stamp", "10001", "Ten coffees", "+9", "--note", "x", "--json")
    assert done.code == 0, done.err
    assert list(done.json) == ["status", "stamps", "type", "on_card", "needed", "completed", "owed", "issued", "revoked"]
    assert (done.json["on_card"], done.json["completed"], len(done.json["issued"])) == (8, 1, 1)
    back = cafe("stamp", "10001", "Ten coffees", "-10", "--note", "x", "--json").json
    assert (back["on_card"], back["revoked"]) == (8, done.json["issued"])
    refused(cafe, "stamp", "10001", "Ten coffees", "-9", "--note", "x", says="8")
    for points in ("0", "1.5", "٣", "99999999999"):
        refused(cafe, "stamp", "10001", "Ten coffees", points, "--note", "x", says="")
    refused(cafe, "stamp", "10001", "Ten teas", "1", "--note", "x", says="Ten coffees")
    refused(cafe, "stamp", "10001", "Ten coffees", "1", says="note")
    refused(cafe, "stamp", "10003", "Ten coffees", "1", "--note", "x", says="not a member")


def test_stamp_cards_are_kept(cafe: CommandLine) -> None:
    """SC1: listed with open and complete; deleting what is in use is refused."""
    cafe("stamp", "10001", "Ten coffees", "12", "--note", "x")
    (one,) = cafe("stamp-cards", "--json").json
    assert (one["name"], one["stamps"], one["reward"], one["open"], one["complete"]) == ("Ten coffees", 10, "Coffee", 1, 1)
    refused(cafe, "stamp-cards", "delete", "Ten coffees", says="retire")
    assert cafe("stamp-cards", "retire", "Ten coffees").code == 0
    refused(cafe, "stamp-cards", "add", "None", "--stamps", "0", "--reward", "Coffee", says="")
    assert cafe("stamp-cards", "add", "Both", "--stamps", "5", "--reward", "Coffee", "--per-sale", "--per-amount", "5").code == 2
    assert "Ten coffees" in cafe("stamp-cards").out


def test_passes_are_sold_and_used(line: CommandLine) -> None:
    """PP1–PP4."""
    assert line("passes", "add", "Ten swims", "--uses", "10", "--valid-months", "3", "--price", "50").code == 0
    sold = line("passes", "sell", "10001", "ten swims", "--json").json
    assert (sold["state"], sold["uses_left"], sold["expires"]) == ("active", 10, sold["expires"])
    number = str(sold["pass"])
    used = line("passes", "use", number, "morning", "--json").json
    assert used["uses_left"] == 9
    assert line("passes", "undo-use", str(used["use"]), "--json").json["uses_left"] == 10
    assert line("passes", "adjust", number, "-2", "--note", "gift", "--json").json["uses_left"] == 8
    refused(line, "passes", "adjust", number, "-9", "--note", "x", says="8")
    refused(line, "passes", "adjust", number, "1", says="reason")
    assert line("passes", "pause", number, "--from", "2026-07-20", "--to", "2026-07-29", "--json").json["expires"] > sold["expires"]
    assert line("passes", "resume", number, "--json").json["expires"] == sold["expires"]
    (held,) = line("member", "10001", "--json").json["passes"]
    assert (held["name"], held["price"], [use["text"] for use in held["used"]]) == ("Ten swims", "50.00", ["morning"])
    refused(line, "passes", "delete", "Ten swims", says="sold")
    ended = line("passes", "cancel", number, "--note", "moved", "--json").json
    assert (ended["state"], ended["unused_share"] is not None) == ("cancelled", True)
    refused(line, "passes", "use", number, says="cancelled")
    refused(line, "passes", "use", "777", says="")
    assert line("passes", "retire", "Ten swims").code == 0
    assert line("passes", "--json").json[0]["sold"] == 1


def test_a_subscription_is_paid(line: CommandLine) -> None:
    """U1."""
    line("passes", "add", "Gym", "--period", "month", "--renewal", "on_payment", "--price", "30")
    number = str(line("passes", "sell", "10001", "Gym", "--json").json["pass"])
    assert line("passes", "pay", number).code == 0
    assert line("passes", "cancel", number, "--note", "x", "--at-period-end", "--json").json["state"] == "active"
    assert "unlimited" in line("passes").out


def test_activities_give_points(line: CommandLine) -> None:
    """L14: at most so often."""
    assert line("activities", "add", "Survey", "--points", "5", "--max", "1", "--max-per", "year").code == 0
    given = line("activities", "give", "10001", "survey", "--json").json
    assert (given["points"], given["available"]) == (5, 5)
    assert line("member", "10001", "--json").json["entries"][0]["comment"] == "Survey"
    refused(line, "activities", "give", "10001", "Survey", says="Survey")
    assert line("activities", "end", "Survey").code == 0
    refused(line, "activities", "give", "10002", "Survey", says="retired", who="10002")
    assert line("activities", "--json").json[0]["active"] is False


def test_promotions_earn_more(line: CommandLine) -> None:
    """L14: × f or + n, for all, a tier or a group."""
    line("groups", "add", "Readers")
    line("groups", "put", "Readers", "--search", "10001")
    assert (
        line("promotions", "add", "Summer", "--from", "2026-07-01", "--to", "2026-08-31", "--factor", "1.5", "--group", "readers").code == 0
    )
    assert line("sale", "10001", "40", "--note", "x", "--json").json["points"] == 6
    assert line("sale", "10002", "40", "--note", "x", "--json").json["points"] == 4
    (one,) = line("promotions", "--json").json
    assert (one["factor"], one["group"], one["tier"], one["bonus"]) == ("1.5", "Readers", None, None)
    assert line("promotions", "end", str(one["id"]), "--json").json["to"] == "2026-07-14"
    refused(line, "promotions", "add", "Bad", "--from", "2026-08-01", "--to", "2026-07-01", "--factor", "2", says="")
    refused(line, "promotions", "add", "Bad", "--from", "2026-07-01", "--to", "2026-08-01", says="")
    refused(line, "promotions", "add", "Bad", "--from", "2026-07-01", "--to", "2026-08-01", "--factor", "x", says="x")


def test_groups_and_segments_select(line: CommandLine) -> None:
    """W1, W2."""
    assert line("groups", "add", "Readers", "--description", "of novels").code == 0
    assert line("groups", "put", "readers", "--stage", "any", "--json").json == {
        "status": "done",
        "group": "Readers",
        "people": 3,
        "changed": 3,
    }
    assert line("groups", "take", "Readers", "--search", "10002", "--json").json["changed"] == 1
    assert line("member", "10001", "--json").json["groups"] == ["Readers"]
    assert [one["people"] for one in line("groups", "--json").json] == [2]
    assert line("segments", "save", "The readers", "--filter", "groups=Readers", "--stage", "any").code == 0
    assert line("segments", "--json").json[0]["people"] == 2
    refused(line, "groups", "put", "Writers", says="Readers")
    refused(line, "groups", "add", "READERS", says="Readers")
    assert line("groups", "delete", "Readers", "--json").json["labels"] == 2
    assert line("member", "10001", "--json").json["groups"] == []
    assert line("segments", "delete", "The readers").code == 0


def test_a_retry_changes_nothing(cafe: CommandLine) -> None:
    """commands.md, *Ways*."""
    retried(cafe, "stamp", "10001", "Ten coffees", "3", "--note", "x")
    retried(cafe, "passes", "add", "Swims", "--uses", "10")
    number = str(retried(cafe, "passes", "sell", "10001", "Swims").json["pass"])
    retried(cafe, "passes", "use", number)
    retried(cafe, "activities", "add", "Survey", "--points", "5")
    retried(cafe, "activities", "give", "10001", "Survey")
    retried(cafe, "promotions", "add", "Summer", "--from", "2026-07-01", "--to", "2026-08-31", "--bonus", "5")
    retried(cafe, "groups", "add", "Readers")
    retried(cafe, "groups", "put", "Readers", "--filter", "groups=")
    retried(cafe, "groups", "delete", "Readers")
    retried(cafe, "segments", "save", "All")
    retried(cafe, "segments", "delete", "All")
