"""The commands `sale`, `refund`, `sales` and `follow-ups` (commands.md; O1–O4, L5, L6), on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desktop.command_line import CommandLine
from tests.desktop.retrying import refused, retried

OP = "01890000-0000-7000-8000-000000000002"


def sold(line: CommandLine, amount: str, *more: str, who: str = "10001") -> dict[str, object]:
    """A sale with a note."""
    done = line("sale", who, amount, "--note", "books", "--json", *more)
    assert done.code == 0, done.err
    answer: dict[str, object] = done.json
    return answer


def test_a_sale_earns_and_is_answered(line: CommandLine) -> None:
    """commands.md, *Answers*; L5: 29.90 → 2, remainder 9.90; 5 more → 1."""
    first = sold(line, "29.90", "--receipt", "R-1")
    assert list(first) == ["status", "sale", "entry", "points", "available", "owed", "pending", "tier", "issued", "notices"]
    assert (first["status"], first["points"], first["available"], first["tier"]) == ("done", 2, 2, "Member")
    assert (sold(line, "5,00")["points"], line("member", "10001", "--json").json["points"]) == (1, 3)
    latest = line("member", "10001", "--json").json["sales"][-1]
    assert {key: latest[key] for key in ("id", "receipt", "date", "value", "refunded", "state", "lines")} == {
        "id": first["sale"], "receipt": "R-1", "date": "2026-07-15", "value": "29.90", "refunded": "0.00", "state": "recorded", "lines": [],
    }  # fmt: skip


def test_a_sale_that_earns_nothing_has_no_entry(line: CommandLine) -> None:
    """L5: the remainder is kept; the sale is there."""
    small = sold(line, "3")
    assert (small["entry"], small["points"]) == (None, 0)
    assert isinstance(small["sale"], int)


@pytest.mark.parametrize(
    ("amount", "says"),
    [("0", "above 0"), ("-5", "above 0"), ("1.234", "two ways"), ("٥", "amount of money"), ("five", "amount of money"),
     ("9999999999999", "too large"), ("1.2345", "decimals")],
)  # fmt: skip
def test_what_is_no_amount_is_refused(sqlite_line: CommandLine, amount: str, says: str) -> None:
    """L5, issue 4, *Bad input*."""
    refused(sqlite_line, "sale", "10001", amount, "--note", "x", says=says)


def test_a_sale_needs_a_note_and_a_day_that_can_be(line: CommandLine) -> None:
    """C1, C3."""
    refused(line, "sale", "10001", "5", says="note")
    refused(line, "sale", "10001", "5", "--note", "x", "--date", "2026-07-16", says="future")
    refused(line, "sale", "10001", "5", "--note", "x", "--date", "2026-01-01", says="too far back")
    refused(line, "sale", "10001", "--note", "x", says="amount or lines")


def test_a_receipt_is_entered_once_a_day(line: CommandLine) -> None:
    """O1: the same again is refused and shows the first sale."""
    sold(line, "20", "--receipt", "R-1")
    told = refused(line, "sale", "10002", "20", "--note", "x", "--receipt", "R-1", says="R-1")
    assert "10001" in told
    assert sold(line, "20", "--receipt", "R-1", "--date", "2026-07-14")["points"] == 2


def test_lines_say_what_earned(line: CommandLine) -> None:
    """O1: the value is their sum, only earning lines count; SC7: and what gave stamps."""
    line("rewards", "add", "Coffee", "--points", "20")
    line("stamp-cards", "add", "Coffee card", "--stamps", "10", "--reward", "Coffee", "--per-item", "coffee")
    done = line("sale", "10001", "--line", "Espresso;25;2;coffee", "--line", "Gift voucher;50;1;;no", "--note", "x", "--json")
    assert (done.code, done.json["points"]) == (0, 2)
    (sale,) = line("member", "10001", "--json").json["sales"]
    assert (sale["value"], sale["eligible"], sale["stamps"]) == ("75.00", "25.00", 2)
    shown = [(one["description"], one["quantity"], one["amount"], one["earns"], one["stamps"]) for one in sale["lines"]]
    assert shown == [("Espresso", "2", "25.00", True, 2), ("Gift voucher", "1", "50.00", False, 0)]
    refused(line, "sale", "10001", "80", "--line", "Espresso;25", "--note", "x", says="add up")
    refused(line, "sale", "10001", "--line", "Espresso", "--note", "x", says="line of a sale")
    refused(line, "sale", "10001", "--line", "Espresso;5;0", "--note", "x", says="above 0")


def test_refunds_give_back_by_the_rule_of_the_day(line: CommandLine) -> None:
    """L6's own example: 21.90 → 2; refunds 1, 5, 10, 5.90 → 0, −1, −1, 0."""
    sold(line, "21.90", "--receipt", "R-1")
    line("settings", "earn.per", "1")
    points = [line("refund", "R-1", amount, "--note", "back", "--json").json["points"] for amount in ("1", "5", "10", "5.90")]
    assert points == [0, -1, -1, 0]
    (sale,) = line("member", "10001", "--json").json["sales"]
    assert (sale["state"], sale["refunded"], sale["points_back"]) == ("refunded", "21.90", 2)


def test_a_refund_names_its_sale_by_receipt_or_number(line: CommandLine) -> None:
    """commands.md: two sales with that receipt are an error naming both."""
    first = sold(line, "20", "--receipt", "R-1", "--date", "2026-07-14")
    second = sold(line, "30", "--receipt", "R-1")
    told = refused(line, "refund", "R-1", "5", "--note", "x", says="2026-07-14")
    assert "2026-07-15" in told
    assert line("refund", "R-1", "5", "--note", "x", "--sold", "2026-07-14", "--json").json["sale"] == first["sale"]
    assert line("refund", str(second["sale"]), "5", "--note", "x", "--json").json["sale"] == second["sale"]
    refused(line, "refund", "R-9", "5", "--note", "x", says="R-9")


def test_more_than_the_sale_cannot_be_refunded(line: CommandLine) -> None:
    """L6, issue 4, *Bad input*."""
    sold(line, "20", "--receipt", "R-1")
    refused(line, "refund", "R-1", "20.01", "--note", "x", says="20.00")
    refused(line, "refund", "R-1", "-1", "--note", "x", says="above 0")
    refused(line, "refund", "R-1", "5", says="note")
    assert line("refund", "R-1", "20", "--note", "x").code == 0
    refused(line, "refund", "R-1", "0.01", "--note", "x", says="R-1" if line.database == "" else "")


def test_lines_come_back_by_their_place(line: CommandLine) -> None:
    """O2: a refund names lines and quantities."""
    line("sale", "10001", "--line", "Espresso;30;3;coffee", "--line", "Voucher;50;1;;no", "--note", "x", "--receipt", "R-1")
    back = line("refund", "R-1", "--line", "1;2", "--note", "x", "--json")
    assert (back.code, back.json["points"]) == (0, -2), back.err
    (sale,) = line("member", "10001", "--json").json["sales"]
    assert (sale["refunded"], sale["lines"][0]["refunded_quantity"], sale["state"]) == ("20.00", "2", "partly_refunded")


def test_a_reward_had_with_a_sale_is_asked_about(line: CommandLine) -> None:
    """L8: give back the points of a reward: ask, always, never."""
    line("rewards", "add", "Coffee", "--points", "20")
    line("points", "10001", "30", "--note", "x")
    done = sold(line, "40", "--reward", "coffee", "--receipt", "R-1")
    assert done["available"] == 14
    refused(line, "refund", "R-1", "40", "--note", "x", says="Coffee")
    back = line("refund", "R-1", "40", "--note", "x", "--give-back", "--json").json
    assert back["available"] == 30


def test_a_member_who_may_not_earn_is_refused(line: CommandLine) -> None:
    """G1, O5."""
    sold(line, "20", "--receipt", "R-1")
    line("suspend", "10001", "--note", "x")
    refused(line, "sale", "10001", "5", "--note", "x", says="suspended")
    assert line("refund", "R-1", "5", "--note", "x").code == 0
    line("resume", "10001", "--note", "x")
    line("settings", "active", "off")
    refused(line, "sale", "10001", "5", "--note", "x", says="switched off")


def test_a_retry_records_once(line: CommandLine) -> None:
    """commands.md, *Ways*; L9."""
    retried(line, "sale", "10001", "29.90", "--note", "x", "--receipt", "R-1")
    retried(line, "refund", "R-1", "10", "--note", "x")
    retried(line, "follow-ups", "add", "R-1", "call", "--due", "2026-07-20")
    assert line("sale", "10001", "5", "--note", "x", "--op-id", OP).code == 0
    refused(line, "sale", "10001", "6", "--note", "x", "--op-id", OP, says="twice with different content")


def test_an_order_asks_for_something_to_be_done(line: CommandLine) -> None:
    """O3: listed on the member and due today."""
    sold(line, "20", "--follow-up", "ask how it reads", "--due", "2026-07-20")
    assert line("follow-ups", "--json").json == []
    (due,) = line("follow-ups", "--json", today="2026-07-20").json
    assert (due["text"], due["number"]) == ("ask how it reads", "10001")
    assert line("follow-ups", "done", str(due["id"]), "--json", today="2026-07-20").json["done_on"] == "2026-07-20"
    assert line("follow-ups", "--json", today="2026-07-20").json == []
    assert line("follow-ups", "reopen", str(due["id"]), today="2026-07-20").code == 0
    (held,) = line("member", "10001", "--json").json["follow_ups"]
    assert held["done_on"] is None


# Files ------------------------------------------------------------------------------------------------------------------------------


def a_file(folder: Path, *rows: str) -> Path:
    """A CSV of sales."""
    file = folder / "sales.csv"
    file.write_text("\n".join(("Member no.,Amount,Date,Receipt,Note", *rows)) + "\n", "utf-8")
    return file


def test_a_file_of_sales_is_previewed_and_recorded(line: CommandLine, tmp_path: Path) -> None:
    """O4; commands.md, *Answers of the sheet commands*: exactly these fields."""
    file = a_file(tmp_path, "10001,29.90,2026-03-01,R-1,books", "", "10002,10.00,2025-03-02,R-2,tea", "10001,5.00,2026-03-02,R-3,pen")
    seen = line("sales", str(file), "--preview", "--json")
    keys = ["status", "message", "batch", "rows", "blank", "recorded", "already", "errors", "members", "amount", "points", "messages"]
    assert list(seen.json) == keys
    assert (seen.code, seen.json["status"], seen.json["points"], seen.json["batch"]) == (0, "previewed", 4, None)
    assert line("member", "10001", "--json").json["points"] == 0
    done = retried(line, "sales", str(file)).json
    assert {key: done[key] for key in keys if key not in ("batch", "messages")} == {
        "status": "applied", "message": None, "rows": 3, "blank": done["blank"], "recorded": 3, "already": 0, "errors": 0, "members": 2,
        "amount": "44.90", "points": 4,
    }  # fmt: skip
    assert line("member", "10001", "--json").json["points"] == 3
    again = line("sales", str(file), "--json").json
    assert (again["recorded"], again["already"], again["points"]) == (0, 3, 0)


def test_another_file_under_the_same_op_id_is_refused(line: CommandLine, tmp_path: Path) -> None:
    """reliability.md, rule 1: the same op_id with other content."""
    assert line("sales", str(a_file(tmp_path, "10001,29.90,2026-03-01,R-1,books")), "--op-id", OP).code == 0
    other = line("sales", str(a_file(tmp_path, "10001,50,2026-03-02,R-2,books")), "--op-id", OP, "--json")
    assert (other.code, other.json["status"], "twice with different content" in other.json["message"]) == (1, "refused", True)
    assert line("member", "10001", "--json").json["points"] == 2


def test_rows_that_break_a_rule_are_named_and_may_be_skipped(line: CommandLine, tmp_path: Path) -> None:
    """O4: refused by row, all named; nothing is recorded unless the good ones are wanted."""
    file = a_file(tmp_path, "10001,20,2026-03-01,R-1,a", "77777,5,2026-03-01,R-2,b", "10001,0,2026-03-01,R-3,c", "10001,5,2027-03-01,R-4,d")
    whole = line("sales", str(file), "--json")
    assert (whole.code, whole.json["status"], whole.json["recorded"], whole.json["errors"]) == (1, "refused", 0, 3)
    assert [message["row"] for message in whole.json["messages"] if message["kind"] == "error"] == [3, 4, 5]
    assert whole.err.strip() == whole.json["message"]
    assert line("member", "10001", "--json").json["points"] == 0
    some = line("sales", str(file), "--on-error", "skip", "--json")
    assert (some.code, some.json["recorded"], some.json["errors"], some.json["points"]) == (0, 1, 3, 2)
    assert line("sales", str(file), "--preview", "--json").code == 0


def test_a_file_that_is_no_file_of_sales_is_refused_whole(line: CommandLine, tmp_path: Path) -> None:
    """One sentence."""
    file = tmp_path / "sales.csv"
    file.write_text("Colour,Shape\nred,round\n", "utf-8")
    assert line("sales", str(file), "--json").json["status"] == "refused"
    missing = line("sales", str(tmp_path / "nowhere.csv"), "--json")
    assert (missing.code, "nowhere.csv" in missing.json["message"]) == (1, True)


def test_the_example_can_be_recorded(line: CommandLine, tmp_path: Path) -> None:
    """S2: what the example shows is read."""
    file = tmp_path / "example.csv"
    assert line("example", str(file), "--of", "sales", database=True).code == 0
    seen = line("sales", str(file), "--preview", "--json").json
    assert (seen["rows"], seen["errors"]) == (2, 0), seen["messages"]
