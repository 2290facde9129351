"""The command `settings` (commands.md; rules.md, section 18), on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.database import new_op_id
from db.errors import RuleBroken
from db.operations import programme, undo
from db.settings_keys import SETTINGS
from db.upgrade import open_database
from tests.builders import an_act
from tests.desktop.command_line import CommandLine

OP = "01890000-0000-7000-8000-000000000001"
# The keys of section 18, and beside them those that the table names in passing.
SECTION_18 = [
    "name", "owner.company", "owner.address", "owner.email", "iban", "country", "currency", "language", "time_zone", "active",
    "earn.points", "earn.per", "earn.keep_remainder", "earn.minimum", "earn.maximum_points", "points.pending_days",
    "points.shortfall", "points.give_back_on_refund", "points.reversal_grace_days", "points.confirm_above", "expiry.policy",
    "expiry.length", "expiry.date", "expiry.adjustments_are_activity", "expiry.shorten_notice_days", "notes.required",
    "notes.public_default", "entry.backdate_days", "tiers.measure", "tiers.period", "tiers.count_bonus", "tiers.count_adjustments",
    "tiers.grace_days", "tiers.downgrade", "rewards.expired_give_back", "rewards.freeze_stops_expiry", "passes.pause_moves_expiry",
    "phones.shared_allowed", "prospects.welcome_points", "duplicates.threshold", "notices.repeat_days", "notices.expiry_lead_days",
    "occasions.birthday", "occasions.birthday_days_before", "occasions.anniversary", "occasions.anniversary_days_before",
    "cards.validity", "sheets.empty_cell", "sheets.undo_days", "sheets.export_kept_days", "prints.layout",
]  # fmt: skip


def value(line: CommandLine, key: str) -> object:
    """A setting as JSON has it."""
    return line("settings", key, "--json").json["value"]


def test_every_setting_of_section_18_is_there_with_its_default(line: CommandLine) -> None:
    """Section 18."""
    shown = line("settings", "--json").json
    assert list(shown) == [*SECTION_18, "logo"]
    defaults = {
        "active": "on", "earn.points": 1, "earn.per": "10.00", "earn.keep_remainder": "on", "earn.minimum": None, "earn.maximum_points": None,
        "points.pending_days": 0, "points.shortfall": "owe", "points.give_back_on_refund": "ask", "points.reversal_grace_days": 30,
        "points.confirm_above": None, "expiry.policy": "never", "expiry.adjustments_are_activity": "off", "expiry.shorten_notice_days": 60,
        "notes.required": "manual_and_sales", "notes.public_default": "Manual adjustments", "entry.backdate_days": 31,
        "tiers.measure": "points", "tiers.period": "rolling", "tiers.count_bonus": "on", "tiers.count_adjustments": "on",
        "tiers.grace_days": 0, "tiers.downgrade": "to_earned", "rewards.expired_give_back": "off", "rewards.freeze_stops_expiry": "off",
        "passes.pause_moves_expiry": "on", "phones.shared_allowed": "off", "prospects.welcome_points": 0, "duplicates.threshold": 70,
        "notices.repeat_days": 7, "notices.expiry_lead_days": "30 and 7", "occasions.birthday": "nothing", "occasions.anniversary": "nothing",
        "cards.validity": "for_ever", "sheets.empty_cell": "keep", "sheets.undo_days": 365, "sheets.export_kept_days": 90,
        "prints.layout": "a4-c32011", "logo": False,
    }  # fmt: skip
    assert {key: shown[key] for key in defaults} == defaults
    assert "earn.per" in line("settings").out


def test_ten_of_a_currency_without_small_coins_is_ten(engine_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                      capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    """Section 18: earn.per is 10.00 of the club's currency."""
    monkeypatch.setenv("REGULARS_SETTINGS", str(tmp_path / "settings"))
    regulars = CommandLine(engine_url, capsys)
    assert regulars("new", "--country", "JP", "--currency", "JPY", "--trial").code == 0
    assert value(regulars, "earn.per") == "10"


@pytest.mark.parametrize(
    ("key", "typed", "stored"),
    [
        ("earn.per", "4", "4.00"),
        ("earn.per", "12,50", "12.50"),
        ("earn.points", "7", 7),
        ("earn.minimum", "5", "5.00"),
        ("earn.minimum", "none", None),
        ("active", "off", "off"),
        ("points.shortfall", "write_off", "write_off"),
        ("points.confirm_above", "500", 500),
        ("expiry.policy", "end_of_month", "end_of_month"),
        ("expiry.date", "02-29", "02-29"),
        ("tiers.period", "calendar year", "calendar_year"),
        ("notices.expiry_lead_days", "60, 14", "60 and 14"),
        ("occasions.birthday", "points 50", "points 50"),
        ("cards.validity", "months 24", "months 24"),
        ("cards.validity", "yearly 12-31", "yearly 12-31"),
        ("iban", "NL91 ABNA 0417 1643 00", "NL91ABNA0417164300"),
        ("owner.email", "desk@example.org", "desk@example.org"),
        ("owner.company", "none", None),
        ("name", "Café  Nuit", "Café Nuit"),
        ("time_zone", "Asia/Tokyo", "Asia/Tokyo"),
        ("language", "pt-BR", "pt-BR"),
        ("prints.layout", "id1", "id1"),
        ("EARN.POINTS", "3", 3),
    ],
)
def test_a_setting_is_typed_as_it_is_shown(sqlite_line: CommandLine, key: str, typed: str, stored: object) -> None:
    """What is printed can be typed again."""
    line = sqlite_line
    done = line("settings", key, typed, "--json")
    assert done.code == 0, done.err
    assert done.json["status"] == "done"
    assert value(line, key) == stored
    again = line("settings", key, "none" if stored is None else str(stored), "--json")
    assert (again.code, again.json["changed"]) == (0, {})


@pytest.mark.parametrize(
    ("key", "typed", "named"),
    [
        ("earn.per", "0", "above 0"),
        ("earn.per", "-3", "above 0"),
        ("earn.per", "٣", "above 0"),
        ("earn.per", "1.234", "above 0"),
        ("earn.points", "0", "1 to 1000000"),
        ("earn.points", "1.5", "1 to 1000000"),
        ("earn.points", "٣", "1 to 1000000"),
        ("earn.points", "99999999999999999999", "1 to 1000000"),
        ("active", "maybe", "on, off"),
        ("points.shortfall", "steal", "owe, write_off"),
        ("points.pending_days", "-1", "0 to 3650"),
        ("expiry.policy", "sometimes", "never, days, months"),
        ("expiry.date", "02-30", "12-31"),
        ("expiry.date", "31-12", "12-31"),
        ("notices.expiry_lead_days", "7 and 30", "30 and 7"),
        ("notices.expiry_lead_days", "soon", "30 and 7"),
        ("occasions.birthday", "reward Champagne", "Champagne"),
        ("occasions.birthday", "points 0", "nothing, reward NAME, points N"),
        ("cards.validity", "months 0", "for_ever, months N, yearly MM-DD"),
        ("cards.validity", "yearly 02-31", "for_ever, months N, yearly MM-DD"),
        ("iban", "NL92 ABNA 0417 1643 00", "IBAN"),
        ("owner.email", "nobody", "e-mail"),
        ("name", " ", "empty"),
        ("name", "a\x07b", "U+0007"),
        ("time_zone", "Mars/Base", "Europe/Paris"),
        ("language", "klingon!", "language"),
        ("country", "Atlantis", "country"),
        ("currency", "XXXX", "EUR"),
        ("prints.layout", "papyrus", "papyrus"),
        ("duplicates.threshold", "101", "1 to 100"),
    ],
)
def test_a_bad_value_is_refused_by_its_key(sqlite_line: CommandLine, key: str, typed: str, named: str) -> None:
    """Issue 4, *Bad input*: one sentence that names what it takes, and nothing changed."""
    line = sqlite_line
    before = line("settings", "--json").json
    refused = line("settings", key, typed, "--json")
    assert refused.code == 1
    assert refused.json == {"status": "refused", "message": refused.err.strip()}
    assert named in refused.json["message"]
    assert len(refused.err.strip().splitlines()) == 1
    assert line("settings", "--json").json == before


def test_an_unknown_setting_names_its_neighbours(line: CommandLine) -> None:
    """One sentence that helps."""
    refused = line("settings", "earn.rate", "5")
    assert refused.code == 1
    assert "earn.per" in refused.err
    assert line("settings", "nonsense", "--json").code == 1


def test_a_policy_that_needs_a_length_or_a_date_says_so(line: CommandLine) -> None:
    """E1; both may be given together."""
    refused = line("settings", "expiry.policy", "months")
    assert (refused.code, "expiry.length" in refused.err) == (1, True)
    refused = line("settings", "expiry.policy", "yearly")
    assert (refused.code, "expiry.date" in refused.err) == (1, True)
    assert line("settings", "expiry.policy", "months", "expiry.length", "12").code == 0
    assert (value(line, "expiry.policy"), value(line, "expiry.length")) == ("months", 12)
    taken = line("settings", "expiry.length", "none")
    assert (taken.code, "expiry.length" in taken.err) == (1, True)
    assert line("settings", "earn.per", "4", "earn.points").code == 1


def test_several_bad_ones_are_all_named_and_none_is_set(line: CommandLine) -> None:
    """All of them or none."""
    refused = line("settings", "earn.points", "3", "earn.per", "x", "active", "x")
    assert refused.code == 1
    assert "earn.per" in refused.err
    assert "active" in refused.err
    assert value(line, "earn.points") == 1


def test_a_new_policy_is_that_of_new_points_only(line: CommandLine) -> None:
    """E5."""
    assert line("points", "10001", "50", "--note", "old").code == 0
    line("settings", "expiry.policy", "days", "expiry.length", "10")
    assert line("points", "10001", "20", "--note", "new").code == 0
    lots = line("member", "10001", "--json").json["lots"]
    assert sorted((lot["points"], lot["expires"]) for lot in lots) == [(20, "2026-07-25"), (50, None)]


def test_the_currency_stays_once_there_are_sales(line: CommandLine) -> None:
    """Amounts would mean something else."""
    assert line("settings", "currency", "JPY", "--json").json["changed"]["earn.per"] == {"before": "10.00", "after": "10"}
    assert line("settings", "currency", "EUR").code == 0
    assert value(line, "earn.per") == "10.00"
    assert line("sale", "10001", "20", "--note", "books").code == 0
    refused = line("settings", "currency", "JPY")
    assert (refused.code, "EUR" in refused.err) == (1, True)


def test_the_country_stays_once_phones_were_read_by_it(line: CommandLine) -> None:
    """P1: a number without + would be another one."""
    refused = line("settings", "country", "BE")
    assert refused.code == 1
    assert "2 phones" in refused.err


def test_the_logo_is_a_picture(line: CommandLine, tmp_path: Path) -> None:
    """K2: given as a file, PNG or JPEG."""
    picture = tmp_path / "logo.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    assert line("settings", "logo", str(picture), "--json").json == {"status": "done", "key": "logo", "value": True}
    assert value(line, "logo") is True
    text = tmp_path / "logo.txt"
    text.write_text("no picture", "utf-8")
    assert "PNG" in line("settings", "logo", str(text)).err
    assert "nowhere.png" in line("settings", "logo", str(tmp_path / "nowhere.png")).err
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(300 * 1024))
    assert "KB" in line("settings", "logo", str(picture)).err
    assert line("settings", "logo", "none", "--json").json["value"] is False


def test_a_retry_changes_nothing_and_answers_the_same(line: CommandLine) -> None:
    """commands.md, *Ways*: --op-id; with other content it is refused."""
    first = line("settings", "earn.per", "5", "--op-id", OP, "--json")
    line("settings", "earn.per", "6")
    again = line("settings", "earn.per", "5", "--op-id", OP, "--json")
    assert first.json == again.json
    assert value(line, "earn.per") == "6.00"
    assert line("settings", "earn.per", "7", "--op-id", OP).code == 1


def test_a_change_counts_the_version_and_is_journaled(line: CommandLine) -> None:
    """A1, A2: before and after, by whom."""
    line("settings", "earn.per", "5", "--operator", "Jonas")
    database = open_database(line.database)
    with database.read() as connection:
        assert programme.read(connection).version == 2
        row = connection.exec_driver_sql(
            "SELECT journal.before, journal.after, operations.operator FROM journal JOIN operations ON operations.op_id = journal.op_id"
            " WHERE entity = 'programme' AND action = 'changed'"
        ).one()
    database.close()
    assert tuple(row) == ('{"earn_per":1000}', '{"earn_per":500}', "Jonas")


def test_every_column_of_a_setting_is_read() -> None:
    """The declaration, the columns and what the rules read agree."""
    assert {setting.column for setting in SETTINGS} <= set(programme.Club.__dataclass_fields__)


def test_a_change_of_settings_is_undone_unless_changed_since(line: CommandLine) -> None:
    """house.md, *Changes, undo*: by its journal row; refused where somebody changed the same since."""
    line("settings", "earn.per", "5", "active", "off", "--op-id", OP)
    database = open_database(line.database)
    database.perform(an_act(), undo.take_back, OP)
    assert (value(line, "earn.per"), value(line, "active")) == ("10.00", "on")
    second = new_op_id()
    line("settings", "earn.per", "5", "--op-id", second)
    line("settings", "earn.per", "6")
    with pytest.raises(RuleBroken, match="changed since"):
        database.perform(an_act(), undo.take_back, second)
    database.close()
    assert value(line, "earn.per") == "6.00"
