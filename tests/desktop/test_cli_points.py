"""The commands `points`, `reverse` and `expiry` (commands.md; L4, L7, L11, L13, E5, E6), on both engines."""

from __future__ import annotations

import pytest

from tests.desktop.command_line import CommandLine
from tests.desktop.retrying import refused, retried

OP = "01890000-0000-7000-8000-000000000001"


def test_points_are_given_and_answered(line: CommandLine) -> None:
    """commands.md, *Answers*: exactly these fields, in this order; no sale where there is none."""
    given = line("points", "10001", "+50", "--note", "friend of the house", "--json")
    assert given.code == 0, given.err
    answer = given.json
    assert list(answer) == ["status", "entry", "points", "available", "owed", "pending", "tier", "issued", "notices"]
    assert isinstance(answer.pop("entry"), int)
    assert answer == {
        "status": "done", "points": 50, "available": 50, "owed": 0, "pending": 0, "tier": "Member", "issued": [], "notices": []
    }  # fmt: skip
    assert "50 points available" in line("points", "10001", "0050", "--note", "x").out.replace("100 points", "50 points")


@pytest.mark.parametrize("who", ["10001", "+31 6 1200 5518", "0612005518", "zoe@example.org", "ZOE@example.org"])
def test_a_member_is_named_in_four_ways(sqlite_line: CommandLine, who: str) -> None:
    """commands.md: member no., card code, phone or e-mail (P6, P1)."""
    assert sqlite_line("points", who, "5", "--note", "x", "--json").json["available"] == 5


def test_a_card_code_names_a_member(line: CommandLine) -> None:
    """K4: case and dashes do not matter."""
    code = line("member", "10001", "--json").json["code"]
    assert line("points", code.lower().replace("-", ""), "5", "--note", "x", "--json").json["available"] == 5


def test_nobody_and_two_people_are_errors(line: CommandLine) -> None:
    """commands.md: two who fit are an error naming both."""
    refused(line, "points", "99999", "5", "--note", "x", says="99999")
    assert line("register", "--set", "last_name=Jansen", "--set", "email=jan@example.org").code == 0
    told = refused(line, "points", "jan@example.org", "5", "--note", "x", says="10002")
    assert "10004" in told


@pytest.mark.parametrize("points", ["0", "-0", "1.5", "1,5", "٥٠", "fifty", "", "+", "1e3", "99999999999999999999", "1000000001", "5 0"])
def test_what_is_no_number_of_points_is_refused(sqlite_line: CommandLine, points: str) -> None:
    """Issue 4, *Bad input*: zero, fractional, huge, non-Latin-digit points; a sentence, exit 1."""
    refused(sqlite_line, "points", "10001", points, "--note", "x", says="oint" if points in ("0", "-0", "1000000001") else "whole number")


def test_a_deduction_may_not_exceed_what_is_available(line: CommandLine) -> None:
    """L4: unless owing is asked for; available and owed are never both above 0."""
    line("points", "10001", "50", "--note", "x")
    refused(line, "points", "10001", "-60", "--note", "x", says="balance is now 50")
    taken = line("points", "10001", "-60", "--note", "x", "--owing", "--json").json
    assert (taken["points"], taken["available"], taken["owed"]) == (-60, 0, 10)
    again = line("points", "10001", "+30", "--note", "x", "--json").json
    assert (again["available"], again["owed"]) == (20, 0)


def test_a_true_minus_sign_deducts(line: CommandLine) -> None:
    """A person copies it from the window."""
    line("points", "10001", "50", "--note", "x")
    assert line("points", "10001", "\u221220", "--note", "x", "--json").json["available"] == 30


def test_a_note_is_asked_and_a_comment_kept(line: CommandLine) -> None:
    """C1, L11."""
    refused(line, "points", "10001", "5", says="note")
    refused(line, "points", "10001", "5", "--note", "   ", says="note")
    line("points", "10001", "5", "--note", "birthday", "--operator", "Jonas")
    line("points", "10001", "6", "--note", "again", "--comment", "For you")
    latest, first = line("member", "10001", "--json").json["entries"]
    assert (first["note"], first["comment"], first["operator"], first["points"]) == ("birthday", "Manual adjustments", "Jonas", 5)
    assert latest["comment"] == "For you"


def test_many_points_are_confirmed_by_a_manager(line: CommandLine) -> None:
    """L13."""
    line("settings", "points.confirm_above", "100")
    refused(line, "points", "10001", "101", "--note", "x", says="manager")
    assert line("points", "10001", "101", "--note", "x", "--confirm").code == 0


def test_points_by_hand_are_not_of_tomorrow_nor_of_long_ago(line: CommandLine) -> None:
    """C3: 31 days."""
    refused(line, "points", "10001", "5", "--note", "x", "--date", "2026-07-16", says="2026-07-16")
    refused(line, "points", "10001", "5", "--note", "x", "--date", "2026-06-13", says="31 days")
    assert line("points", "10001", "5", "--note", "x", "--date", "2026-06-14").code == 0
    assert line("member", "10001", "--json").json["entries"][0]["date"] == "2026-06-14"


def test_points_may_expire_and_wait_by_themselves(line: CommandLine) -> None:
    """E1, L10."""
    line("points", "10001", "5", "--note", "x", "--expires", "2026-08-31", "--pending-days", "10")
    (lot,) = line("member", "10001", "--json").json["lots"]
    assert (lot["expires"], lot["available_from"], lot["remaining"]) == ("2026-08-31", "2026-07-25", 5)


def test_an_entry_is_reversed_once(line: CommandLine) -> None:
    """L7: a mirrored entry, a reason, not twice, no reversal of a reversal."""
    entry = str(line("points", "10001", "50", "--note", "x", "--json").json["entry"])
    refused(line, "reverse", entry, says="reason")
    back = line("reverse", entry, "--note", "booked twice", "--json").json
    assert (back["points"], back["available"]) == (-50, 0)
    refused(line, "reverse", entry, "--note", "x", says="already")
    refused(line, "reverse", str(back["entry"]), "--note", "x", says="reversal")
    refused(line, "reverse", "777", "--note", "x", says="777")
    refused(line, "reverse", "0", "--note", "x", says="0")
    refused(line, "reverse", "one", "--note", "x", says="one")


def test_a_retry_books_once(line: CommandLine) -> None:
    """commands.md, *Ways*; L9."""
    entry = retried(line, "points", "10001", "+50", "--note", "x").json["entry"]
    retried(line, "reverse", str(entry), "--note", "x")
    assert line("points", "10001", "+5", "--note", "x", "--op-id", OP).code == 0
    refused(line, "points", "10001", "+6", "--note", "x", "--op-id", OP, says="twice with different content")
    refused(line, "points", "10002", "+5", "--note", "x", "--op-id", OP, says="twice with different content", who="10002")


def test_points_are_extended_and_reinstated(line: CommandLine) -> None:
    """E6: a reason; what expired comes back for 30 days unless said otherwise."""
    entry = str(line("points", "10001", "50", "--note", "x", "--expires", "2026-07-20", "--json").json["entry"])
    refused(line, "expiry", "extend", entry, "--until", "2026-07-25", says="reason")
    assert retried(line, "expiry", "extend", entry, "--until", "2026-07-25", "--note", "holiday").json["points"] == 50
    refused(line, "expiry", "extend", entry, "--until", "2026-07-22", "--note", "x", says="longer")
    assert line("daily", today="2026-08-01").code == 0
    expired = next(one for one in line("member", "10001", "--json", today="2026-08-01").json["entries"] if one["kind"] == "expire")
    assert expired["date"] == "2026-07-26"
    back = line("expiry", "reinstate", str(expired["id"]), "--note", "kind", "--json", today="2026-08-01").json
    assert back["available"] == 50
    assert line("member", "10001", "--json", today="2026-08-01").json["expiries"] == [{"date": "2026-08-31", "points": 50}]


def test_the_policy_is_applied_to_existing_points_on_demand(line: CommandLine) -> None:
    """E5: lengthens at once, shortens only 60 days ahead; the preview changes nothing."""
    line("points", "10001", "50", "--note", "x")
    line("settings", "expiry.policy", "days", "expiry.length", "10")
    seen = line("expiry", "apply", "--preview", "--json").json
    assert seen == {"status": "previewed", "members": 1, "longer": 0, "shorter": 50}
    assert line("member", "10001", "--json").json["lots"][0]["expires"] is None
    assert retried(line, "expiry", "apply").json["shorter"] == 50
    assert line("member", "10001", "--json").json["lots"][0]["expires"] == "2026-09-13"
    assert line("expiry", "--json").json["expiry.length"] == "10"


@pytest.mark.parametrize(
    "arguments",
    [
        ["points"],
        ["points", "10001"],
        ["points", "10001", "5", "6"],
        ["reverse"],
        ["points", "10001", "5", "--nope"],
        ["points", "10001", "--nope"],
        ["settings", "--nope"],
        ["points", "10001", "-x"],
    ],
)
def test_wrong_usage_is_two(sqlite_line: CommandLine, arguments: list[str]) -> None:
    """commands.md, *Ways*."""
    wrong = sqlite_line(*arguments)
    assert (wrong.code, wrong.out) == (2, "")
