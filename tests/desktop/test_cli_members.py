"""The commands `register`, `suspend`, `resume`, `remove`, `reinstate` and `member` (commands.md; P1–P10, G1, G2), on both engines."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from db.fields import ALL
from desktop.cli import regulars as program
from tests.desktop.command_line import CommandLine
from tests.desktop.retrying import refused, retried

BESIDE = [
    "lots", "entries", "sales", "tier_progress", "tier_history", "benefit_card_history", "rewards", "catalogue", "stamps", "passes", "groups",
    "activity", "notices",
]  # fmt: skip
# What only reads takes no op_id.
READING = {"list", "cards", "example", "check", "backup", "member", "tour", "tiers reviews"}


def test_a_prospect_becomes_a_member(line: CommandLine) -> None:
    """P3, P10: the same record and number, with a card code."""
    done = line("register", "10003", "--json")
    assert done.code == 0, done.err
    assert list(done.json) == ["status", "number", "name", "code", "joined", "joined_in"]
    assert (done.json["number"], done.json["name"], done.json["joined"]) == ("10003", "Marek Zieliński", "2026-07-15")
    assert done.json["code"].startswith("RG1-")
    refused(line, "register", "10003", says="already")
    refused(line, "register", "10001", says="already")


def test_waiting_points_are_released(line: CommandLine) -> None:
    """P7: points of a prospect wait for that day."""
    assert line("points", "10003", "50", "--note", "x", "--json").json["pending"] == 50
    line("register", "marek@example.org")
    assert line("member", "10003", "--json").json["points"] == 50


def test_a_new_person_is_registered_by_details(line: CommandLine) -> None:
    """P3, P4: a prospect's phone is that prospect's, a member's is refused."""
    done = line(
        "register", "--set", "first_name=Anna", "--set", "last_name=Øst", "--set", "city=Oslo", "--joined", "2026-07-01", "--json"
    ).json
    assert (done["number"], done["joined"]) == ("10004", "2026-07-01")
    assert line("member", "10004", "--json").json["city"] == "Oslo"
    refused(line, "register", "--set", "last_name=Else", "--set", "phone=0612005518", says="10001")
    refused(line, "register", "--set", "last_name=Else", "--set", "email=nobody", says="e-mail")
    refused(line, "register", "--set", "points=50", says="points")
    refused(line, "register", "--set", "colour=red", says="colour")
    refused(line, "register", says="--set")
    assert line("register", "--set", "nothing").code == 2
    told = line("register", "--set", "last_name=Somebody", "--set", "first_name=Else", "--set", "phone=0612005520")
    assert (told.code, "Marek" in told.err) == (1, True)
    same = line("register", "--set", "last_name=Somebody", "--set", "phone=0612005520", "--same-person", "--json")
    assert (same.code, same.json["number"]) == (0, "10003"), same.err


def test_suspending_and_resuming(line: CommandLine) -> None:
    """G1: a reason; keeps everything."""
    line("points", "10001", "50", "--note", "x")
    refused(line, "suspend", "10001", says="reason")
    done = line("suspend", "10001", "--note", "a quarrel", "--json").json
    assert (done["status"], done["member_status"], done["available"]) == ("done", "suspended", 50)
    refused(line, "suspend", "10001", "--note", "x", says="suspended")
    refused(line, "points", "10001", "5", "--note", "x", says="suspended")
    assert line("resume", "10001", "--note", "peace", "--json").json["member_status"] == "active"
    refused(line, "resume", "10001", "--note", "x", says="")


def test_leaving_freezes_or_forfeits(line: CommandLine) -> None:
    """G2: frozen comes back by itself; forfeited only when the operator says so; not the benefit card."""
    line("points", "10001", "50", "--note", "x")
    line("benefit-cards", "add", "Student", "--benefit", "10 %", "--conditions", "x")
    line("benefit-cards", "allocate", "Student", "--search", "10001")
    refused(line, "remove", "10001", says="reason")
    gone = line("remove", "10001", "--note", "moved away", "--json").json
    assert (gone["member_status"], gone["available"], gone["forfeited"], gone["benefit_card"]) == ("removed", 50, 0, "Student")
    assert [one["number"] for one in line("list", "--json").json] == ["10002"]
    refused(line, "points", "10001", "5", "--note", "x", says="left")
    back = line("reinstate", "10001", "--note", "is back", "--json").json
    assert (back["member_status"], back["available"]) == ("active", 50)
    assert line("member", "10001", "--json").json["benefit_card"] is None
    assert line("remove", "10001", "--note", "again", "--forfeit", "--json").json["forfeited"] == 50
    assert line("reinstate", "10001", "--note", "x", "--with-points", "--json").json["given_back"] == 50
    assert line("member", "10001", "--json").json["points"] == 50
    assert line("check", "--json").json["status"] == "sound"


def test_a_phone_that_is_another_members_by_now_stays_theirs(line: CommandLine) -> None:
    """P2: reinstating onto a number now taken is refused and names the holder."""
    line("remove", "10001", "--note", "x")
    refused(line, "register", "--set", "last_name=New", "--set", "phone=0612005518", says="10001")
    assert line("register", "--set", "last_name=New", "--set", "email=new@example.org").code == 0
    assert line("reinstate", "0612005518", "--note", "x").code == 0


def test_the_page_of_a_member_has_every_key(line: CommandLine) -> None:
    """commands.md, `member WHO --json`: every field of the table, and what is listed there."""
    page = line("member", "0612005518", "--json")
    assert page.code == 0, page.err
    assert set(page.json) >= {*(field.key for field in ALL), *BESIDE}
    assert (page.json["number"], page.json["points"], page.json["groups"]) == ("10001", 0, [])
    assert line("member", "10003", "--json").json["tier_progress"] is None
    assert "van der Berg" in line("member", "10001").out
    refused(line, "member", "nobody@example.org", says="nobody@example.org")


def test_the_page_tells_lots_entries_and_sales(line: CommandLine) -> None:
    """commands.md: the keys of each."""
    line("sale", "10001", "29.90", "--line", "Book;29.90", "--note", "x", "--receipt", "R-1")
    line("rewards", "add", "Coffee", "--points", "1")
    line("redeem", "10001", "Coffee", "--later")
    page = line("member", "10001", "--json").json
    assert set(page["lots"][0]) >= {"points", "remaining", "available_from", "expires"}
    entry = {"id", "seq", "kind", "points", "date", "recorded", "operator", "note", "comment", "reference", "balance"}
    assert set(page["entries"][0]) >= entry
    assert set(page["sales"][0]) >= {"id", "receipt", "date", "value", "refunded", "state", "lines"}
    assert set(page["tier_progress"]) >= {"value", "next", "missing", "keep_needs", "review"}
    assert set(page["rewards"][0]) >= {"id", "name", "state", "expiry"}
    assert set(page["catalogue"][0]) >= {"name", "points", "available", "missing", "reason"}
    assert [one["what"] for one in page["activity"]][:2] == ["Redeem a reward", "Record a sale"]


def test_lapsed_points_are_not_shown_though_nothing_ran(line: CommandLine) -> None:
    """L2, E3: reading never depends on the daily run."""
    line("points", "10001", "50", "--note", "x", "--expires", "2026-07-20")
    line("points", "10001", "30", "--note", "x", "--pending-days", "10")
    on = {day: line("member", "10001", "--json", today=day).json for day in ("2026-07-20", "2026-07-21", "2026-07-25")}
    assert [(on[day]["points"], on[day]["pending"]) for day in on] == [(50, 30), (0, 30), (30, 0)]


def test_a_retry_changes_nothing(line: CommandLine) -> None:
    """commands.md, *Ways*."""
    retried(line, "register", "10003", who="10003")
    retried(line, "register", "--set", "last_name=New", who="10003")
    line("points", "10001", "50", "--note", "x")
    retried(line, "suspend", "10001", "--note", "x")
    retried(line, "resume", "10001", "--note", "x")
    retried(line, "remove", "10001", "--note", "x", "--forfeit")
    retried(line, "reinstate", "10001", "--note", "x", "--with-points")


def commands() -> list[tuple[str, click.Command]]:
    """Every command by its whole name, those that stand under another too."""
    found: list[tuple[str, click.Command]] = []
    context = click.Context(program)
    for name in program.list_commands(context):
        one = program.get_command(context, name)
        assert one is not None
        if isinstance(one, click.Group):
            found += [(f"{name} {under}", each) for under, each in one.commands.items()]
        else:
            found.append((name, one))
    return found


@pytest.mark.parametrize(("name", "command"), commands(), ids=[name for name, _ in commands()])
def test_every_changing_command_takes_op_id_and_operator(name: str, command: click.Command) -> None:
    """commands.md, *Ways*; all say what they do."""
    options = {option for parameter in command.params for option in parameter.opts}
    assert {"--json", "--today", "--database"} <= options
    assert ({"--op-id", "--operator"} <= options) == (name not in READING)
    assert command.help


def test_opening_the_window_loads_no_command() -> None:
    """A run loads its own command alone."""
    asked = "import sys, desktop.cli; print([name for name in sys.modules if name.startswith('desktop.commands')])"
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert found.stdout.strip() == "[]"
