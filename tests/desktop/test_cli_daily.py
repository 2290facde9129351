"""The command `daily`, and a club's life told through the commands (commands.md; E3), on both engines."""

from __future__ import annotations

from db.database import new_op_id
from tests.desktop.command_line import CommandLine
from tests.desktop.retrying import retried


def test_the_run_answers_what_it_did(line: CommandLine) -> None:
    """commands.md, *Answers*: exactly these fields."""
    done = line("daily", "--json")
    assert done.code == 0, done.err
    assert list(done.json) == ["status", "date", "expired_points", "expired_lots", "tiers_changed", "rewards_issued", "notices"]
    assert (done.json["status"], done.json["date"], done.json["expired_points"]) == ("done", "2026-07-15", 0)
    assert "2026-07-15" in line("daily").out


def test_points_expire_with_the_business_date_of_the_next_day(line: CommandLine) -> None:
    """E2, E3, E4: late, once, one entry a lot; the second run finds nothing."""
    line("points", "10001", "50", "--note", "x", "--expires", "2026-07-20")
    line("points", "10001", "30", "--note", "x", "--expires", "2026-08-31")
    assert line("daily", "--json", today="2026-07-20").json["expired_points"] == 0
    done = line("daily", "--date", "2026-09-15", "--json", today="2026-09-15").json
    assert (done["date"], done["expired_points"], done["expired_lots"]) == ("2026-09-15", 80, 2)
    assert line("daily", "--json", today="2026-09-15").json["expired_points"] == 0
    entries = line("member", "10001", "--json", today="2026-09-15").json["entries"]
    assert [(one["kind"], one["points"], one["date"]) for one in entries[:2]] == [
        ("expire", -30, "2026-09-01"), ("expire", -50, "2026-07-21"),
    ]  # fmt: skip


def test_a_birthday_is_honoured(line: CommandLine) -> None:
    """N9: points on the day, once a year."""
    line("settings", "occasions.birthday", "points 25")
    line("register", "--set", "last_name=Born", "--set", "birthday=1990-09-01")
    assert line("daily", "--json", today="2026-09-01").code == 0
    assert line("daily", "--json", today="2026-09-02").code == 0
    assert line("member", "10004", "--json", today="2026-09-02").json["points"] == 25


def test_only_a_trial_club_runs_ahead(line: CommandLine) -> None:
    """commands.md, *Ways*: this one is a trial club; a day that is none is wrong usage."""
    assert line("daily", "--date", "2030-01-01").code == 0
    assert line("daily", "--date", "2030-02-30").code == 2


def test_a_retry_answers_the_same(line: CommandLine) -> None:
    """commands.md, *Ways*."""
    line("points", "10001", "50", "--note", "x", "--expires", "2026-07-14", "--date", "2026-07-01")
    line("points", "10001", "50", "--note", "x", "--expires", "2026-07-20")
    retried(line, "daily")
    op_id = new_op_id()
    first = line("daily", "--op-id", op_id, "--json", today="2026-07-21").json
    assert first["expired_points"] == 50
    assert line("daily", "--op-id", op_id, "--json", today="2026-07-21").json == first


def test_a_year_of_a_club_told_in_commands(line: CommandLine) -> None:
    """A trial club from its first tier to the lapse of a year's points, sound at the end on either engine."""
    for command in (
        ("settings", "expiry.policy", "months", "expiry.length", "12"),
        ("settings", "tiers.downgrade", "one_step"),
        ("rewards", "add", "Coffee", "--points", "20", "--stock", "50"),
        ("rewards", "add", "Welcome drink", "--points", "0"),
        ("tiers", "add", "Silver", "--threshold", "50", "--multiplier", "2", "--reward", "Welcome drink"),
        ("tiers", "add", "Gold", "--threshold", "500"),
        ("stamp-cards", "add", "Ten coffees", "--stamps", "10", "--reward", "Coffee", "--per-item", "coffee"),
        ("benefit-cards", "add", "Student", "--benefit", "10 %", "--conditions", "with this card"),
        ("register", "10003"),
        ("benefit-cards", "allocate", "Student", "--search", "10003"),
        ("sale", "10001", "500", "--note", "a shelf", "--receipt", "R-1"),
    ):
        done = line(*command)
        assert done.code == 0, done.err
    up = line("sale", "10001", "--line", "Coffee beans;100;12;coffee", "--note", "x", "--receipt", "R-2", "--json").json
    assert (up["points"], up["available"], up["tier"]) == (20, 70, "Silver")
    page = line("member", "10001", "--json").json
    assert [(one["name"], one["state"]) for one in page["rewards"]] == [("Coffee", "issued"), ("Welcome drink", "issued")]
    assert [(card["state"], card["stamps"]) for card in page["stamps"]] == [("open", 2), ("complete", 10)]
    redeemed = line("redeem", "10001", "Coffee", "--json").json
    assert (redeemed["points"], redeemed["available"]) == (-20, 50)
    back = line("refund", "R-2", "--line", "1;12", "--note", "stale", "--json").json
    assert (back["points"], back["available"], back["tier"]) == (-20, 30, "Silver")
    assert line("daily", today="2027-07-15").code == 0
    assert line("daily", "--json", today="2027-07-16").json["expired_points"] == 30
    later = line("member", "10001", "--json", today="2027-07-16").json
    assert (later["points"], later["tier"], later["tier_history"][0]["cause"]) == (0, "Member", "review")
    assert line("check", "--json").json["status"] == "sound"
