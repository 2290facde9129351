"""The commands `rewards`, `redeem`, `give`, `revoke` and `hand-over` (commands.md; R1–R9), on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from tests.desktop.command_line import CommandLine
from tests.desktop.retrying import refused, retried


@pytest.fixture
def cafe(line: CommandLine) -> CommandLine:
    """Zoë has 100 points; coffee costs 40, cake (one in stock) 60, a dinner 500."""
    line("points", "10001", "100", "--note", "x")
    for name, points, *more in (("Coffee", "40"), ("Cake", "60", "--stock", "1"), ("Dinner", "500")):
        assert line("rewards", "add", name, "--points", points, *more).code == 0
    return line


def the(line: CommandLine, name: str) -> dict[str, Any]:
    """A reward of the catalogue."""
    return next(one for one in line("rewards", "--json").json if one["name"] == name)


def issued(line: CommandLine) -> list[tuple[str, str]]:
    """What Zoë was issued, latest first."""
    return [(one["name"], one["state"]) for one in line("member", "10001", "--json").json["rewards"]]


def test_the_catalogue_is_listed(cafe: CommandLine) -> None:
    """R1: every field; the cheapest first."""
    found = cafe("rewards", "--json").json
    assert [one["name"] for one in found] == ["Coffee", "Cake", "Dinner"]
    assert list(found[0]) == [
        "id", "name", "description", "points", "stock", "tier", "from", "to", "max", "max_per", "valid_days", "kind", "staff_note", "retired",
    ]  # fmt: skip
    assert "Coffee" in cafe("rewards").out


def test_a_reward_has_every_detail(cafe: CommandLine) -> None:
    """R1; `none` takes one away again."""
    cafe("tiers", "add", "Gold", "--threshold", "1000")
    made = cafe(
        "rewards", "add", "Book", "--points", "0", "--description", "any of the shelf", "--stock", "9", "--tier", "gold", "--from", "2026-07-01",
        "--to", "2026-12-31", "--max", "2", "--max-per", "year", "--valid-days", "30", "--kind", "discount", "--staff-note", "second shelf", "--json",
    )  # fmt: skip
    assert made.code == 0, made.err
    assert {key: made.json[key] for key in ("points", "stock", "tier", "from", "to", "max", "max_per", "valid_days", "kind", "staff_note")} == {
        "points": 0, "stock": 9, "tier": "Gold", "from": "2026-07-01", "to": "2026-12-31", "max": 2, "max_per": "year", "valid_days": 30,
        "kind": "discount", "staff_note": "second shelf",
    }  # fmt: skip
    changed = cafe("rewards", "edit", "book", "--stock", "none", "--tier", "none", "--max", "none", "--points", "5", "--json").json
    assert (changed["stock"], changed["tier"], changed["max"], changed["max_per"], changed["points"]) == (None, None, None, None, 5)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["Tea"], "points"),
        (["Tea", "--points", "-1"], "does not fit"),
        (["Tea", "--points", "1.5"], "whole number"),
        (["Tea", "--points", "٥"], "whole number"),
        (["Tea", "--points", "5", "--stock", "-1"], "does not fit"),
        (["Tea", "--points", "5", "--tier", "Diamond"], "Diamond"),
        (["Tea", "--points", "5", "--from", "soon"], "soon"),
        (["Tea", "--points", "5", "--from", "2026-12-31", "--to", "2026-01-01"], "last day"),
        ([" ", "--points", "5"], "name"),
    ],
)
def test_a_bad_reward_is_refused(sqlite_line: CommandLine, arguments: list[str], says: str) -> None:
    """Issue 4, *Bad input*."""
    refused(sqlite_line, "rewards", "add", *arguments, says=says)
    assert sqlite_line("rewards", "--json").json == []


def test_a_name_is_there_once(cafe: CommandLine) -> None:
    """R1, whatever the case."""
    refused(cafe, "rewards", "add", "COFFEE", "--points", "5", says="Coffee")


def test_redeeming_debits_and_hands_over(cafe: CommandLine) -> None:
    """R3; commands.md: its answer."""
    done = cafe("redeem", "10001", "coffee", "--json")
    assert done.code == 0, done.err
    assert list(done.json) == ["status", "entry", "points", "available", "owed", "pending", "tier", "issued", "notices"]
    assert (done.json["points"], done.json["available"], len(done.json["issued"])) == (-40, 60, 1)
    assert issued(cafe) == [("Coffee", "redeemed")]
    later = cafe("redeem", "10001", "cake", "--later", "--json").json
    assert issued(cafe)[0] == ("Cake", "issued")
    assert the(cafe, "Cake")["stock"] == 0
    assert cafe("hand-over", str(later["issued"][0])).code == 0
    assert issued(cafe)[0] == ("Cake", "redeemed")
    assert cafe("hand-over", str(later["issued"][0]), "--undo").code == 0
    assert issued(cafe)[0] == ("Cake", "issued")


def test_what_cannot_be_had_says_why(cafe: CommandLine) -> None:
    """R2, L4, G1, issue 4 *Bad input*: dearer than the balance, sold out, retired, of a higher tier, a member suspended."""
    refused(cafe, "redeem", "10001", "Dinner", says="400 are missing")
    refused(cafe, "redeem", "10001", "Champagne", says="Champagne")
    cafe("give", "10002", "Cake")
    refused(cafe, "redeem", "10001", "Cake", says="sold out")
    cafe("tiers", "add", "Gold", "--threshold", "1000")
    cafe("rewards", "edit", "Coffee", "--tier", "Gold")
    refused(cafe, "redeem", "10001", "Coffee", says="Gold")
    cafe("rewards", "edit", "Coffee", "--tier", "none")
    cafe("rewards", "retire", "Coffee")
    refused(cafe, "redeem", "10001", "Coffee", says="retired")
    cafe("rewards", "restore", "Coffee")
    cafe("suspend", "10001", "--note", "x")
    refused(cafe, "redeem", "10001", "Coffee", says="suspended")
    refused(cafe, "redeem", "10003", "Coffee", says="not a member")
    shown = {one["name"]: one["reason"] for one in cafe("member", "10001", "--json").json["catalogue"]}
    assert shown["Coffee"] == "member not active"


def test_the_reasons_stand_in_the_catalogue_of_a_member(cafe: CommandLine) -> None:
    """R2: name, points, available, missing, reason."""
    shown = {one["name"]: one for one in cafe("member", "10001", "--json").json["catalogue"]}
    assert (shown["Coffee"]["available"], shown["Coffee"]["reason"]) == (True, None)
    assert (shown["Dinner"]["available"], shown["Dinner"]["missing"], shown["Dinner"]["reason"]) == (False, 400, "400 missing")


def test_a_personal_reward_costs_nothing(cafe: CommandLine) -> None:
    """R5: from the catalogue or in free words, with its own last day."""
    assert cafe("give", "10001", "Dinner", "--expires", "2026-08-01", "--json").json["available"] == 100
    assert cafe("give", "10001", "--name", "A walk on the beach").code == 0
    assert issued(cafe) == [("A walk on the beach", "issued"), ("Dinner", "issued")]
    assert cafe("member", "10001", "--json").json["rewards"][1]["expiry"] == "2026-08-01"
    refused(cafe, "give", "10001", says="Choose a reward")
    refused(cafe, "give", "10001", "Dinner", "--expires", "2026-07-14", says="over")


def test_revoking_gives_the_points_back(cafe: CommandLine) -> None:
    """R6: a reason; the stock returns; not once handed over."""
    got = cafe("redeem", "10001", "Cake", "--later", "--json").json["issued"][0]
    refused(cafe, "revoke", str(got), says="reason")
    back = cafe("revoke", str(got), "--note", "no cake left", "--json").json
    assert (back["points"], back["available"]) == (60, 100)
    assert the(cafe, "Cake")["stock"] == 1
    refused(cafe, "revoke", str(got), "--note", "x", says="revoked")
    kept = cafe("redeem", "10001", "Coffee", "--later", "--json").json["issued"][0]
    assert cafe("revoke", str(kept), "--note", "x", "--keep-points", "--json").json["available"] == 60
    eaten = cafe("redeem", "10001", "Cake", "--json").json["issued"][0]
    refused(cafe, "revoke", str(eaten), "--note", "x", says="handed over")
    refused(cafe, "revoke", "777", "--note", "x", says="777")


def test_reversing_a_redemption_undoes_all_of_it(cafe: CommandLine) -> None:
    """L7: hand-over, reward, stock and points in one operation."""
    done = cafe("redeem", "10001", "Cake", "--json").json
    assert cafe("reverse", str(done["entry"]), "--note", "wrong member", "--json").json["available"] == 100
    assert (issued(cafe), the(cafe, "Cake")["stock"]) == ([("Cake", "revoked")], 1)


def test_what_was_issued_can_only_be_retired(cafe: CommandLine) -> None:
    """R8: deleting what is in use is refused; a price of today does not touch what was issued."""
    cafe("redeem", "10001", "Coffee", "--later")
    cafe("rewards", "edit", "Coffee", "--points", "90", "--name", "Espresso")
    assert issued(cafe) == [("Coffee", "issued")]
    refused(cafe, "rewards", "delete", "Espresso", says="retired")
    assert cafe("rewards", "delete", "Dinner", "Cake", "--json").json["deleted"] == ["Dinner", "Cake"]
    assert [one["name"] for one in cafe("rewards", "--json").json] == ["Espresso"]


def test_a_reward_past_its_last_day_is_expired_though_nothing_ran(cafe: CommandLine) -> None:
    """R7, E3: reading never depends on the daily run."""
    got = cafe("give", "10001", "Coffee", "--expires", "2026-07-20", "--json").json["issued"][0]
    later = cafe("member", "10001", "--json", today="2026-07-21").json
    assert later["rewards"][0]["state"] == "expired"
    assert cafe("hand-over", str(got), today="2026-07-21").code == 1
    assert cafe("hand-over", str(got), today="2026-07-20").code == 0


def test_a_retry_changes_nothing(cafe: CommandLine) -> None:
    """commands.md, *Ways*."""
    got = retried(cafe, "redeem", "10001", "Coffee", "--later").json["issued"][0]
    retried(cafe, "hand-over", str(got))
    given = retried(cafe, "give", "10001", "Cake").json["issued"][0]
    retried(cafe, "revoke", str(given), "--note", "x")
    retried(cafe, "rewards", "add", "Tea", "--points", "10")
    retried(cafe, "rewards", "edit", "Tea", "--name", "Green tea")
    retried(cafe, "rewards", "retire", "Green tea")
    retried(cafe, "rewards", "delete", "Green tea")
