"""Sheets that went out keep their values for the compare (X6), on both engines."""

from __future__ import annotations

from datetime import timedelta

from db.operations import exports
from tests.builders import TODAY, a_club, an_act

ROWS = [(1, "10001", "Zoë\u2028", None, 5), (2, "10002", "a\nb", "x", None)]


def packed() -> bytes:
    """The rows as two pages."""
    packer = exports.Packer()
    packer.add(ROWS[:1])
    packer.add(ROWS[1:])
    return packer.packed()


def kept(export_id: str) -> exports.Kept:
    """A sheet of two rows."""
    return exports.Kept(export_id, 2, ("number", "last_name", "city", "points"), "people.xlsx")


def test_the_values_come_back_as_they_went_out(engine_url: str) -> None:
    """X6: whatever sign a name holds."""
    database = a_club(engine_url)
    act = an_act()
    database.perform(act, exports.keep, kept(act.op_id), packed(), selection="{}", language="en")
    with database.read() as connection:
        base = exports.base(connection, act.op_id)
        assert exports.base(connection, "another") is None
        assert exports.known(connection, act.op_id) == kept(act.op_id)
        assert exports.known(connection, "another") is None
    assert base is not None
    assert base.columns == kept("").columns
    assert base.rows == {row[0]: row[1:] for row in ROWS}
    database.close()


def test_values_whose_days_are_over_go_with_the_next_sheet(engine_url: str) -> None:
    """rules.md, section 18: sheets.export_kept_days, 90."""
    database = a_club(engine_url)
    old, later, latest = an_act(), an_act(today=TODAY + timedelta(days=90)), an_act(today=TODAY + timedelta(days=91))
    found = []
    for act in (old, later, latest):
        database.perform(act, exports.keep, kept(act.op_id), packed(), selection="{}", language="en")
        with database.read() as connection:
            found.append(exports.base(connection, old.op_id) is not None)
    assert found == [True, True, False]
    database.close()
