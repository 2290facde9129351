"""The audit trail: every operation with who, when and where, what it changed, and what its undo would do (A2; house.md)."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import pytest

from db import operations as shelf
from db.database import Act, new_op_id
from db.errors import BadValue, NotFound, RuleBroken
from db.fields.entries import AREA_OF, AREAS, operation_fields
from db.operations import log, people, points, rewards, stamps, trail, undo
from db.search import Condition, Query, Sort, operations
from tests.builders import TODAY, a_club, a_member, an_act
from tests.builders_rewards import a_reward
from tests.builders_sales import a_sale

FIELDS = {field.key: field for field in operation_fields("EUR")}


class Desk:
    """A club with two members, a sale, an edit, an adjustment for both and its undo."""

    def __init__(self, url: str) -> None:
        self.database = a_club(url)
        self.zoe, self.marek = a_member(self.database, city="Utrecht").id, a_member(self.database, last_name="Zieliński").id
        a_sale(self.database, self.zoe, 5000, receipt="KASSA-1", note="beans")
        self.edit = an_act("Edit Zoë", operator="Jonas")
        self.database.perform(self.edit, people.edit, self.zoe, {"city": ("Utrecht", "Delft")})
        self.adjust = an_act("Adjust balance")
        self.database.perform(self.adjust, points.adjust, [self.zoe, self.marek], 24, note="sorry")

    def undo(self, act: Act) -> None:
        """Take an operation back, as the desk does."""
        back = Act(f"Undo: {act.label}", op_id=new_op_id(), operator=act.operator, today=TODAY, undoes=act.op_id)
        self.database.perform(back, undo.take_back, act.op_id)

    def asked(self, *conditions: Condition, text: str = "", sort: tuple[Sort, ...] = operations.NEWEST_FIRST) -> list[str]:
        """The labels of what is found, by each of the ways to ask."""
        query = Query((), conditions, text, sort)
        with self.database.read() as connection:
            ids = operations.sorted_ids(connection, query).tolist()
            assert sorted(operations.found(connection, query).tolist()) == sorted(ids)
            assert operations.first_ids(connection, query, 50).tolist() == ids
            assert operations.count(connection, query) == len(ids)
            return [row[-1] for row in operations.rows(connection, ids, [FIELDS["label"]])]

    def trail(self, act: Act) -> trail.Trail:
        """The trail of an operation."""
        with self.database.read() as connection:
            found = trail.read(connection, act.op_id)
        assert found is not None
        return found


@pytest.fixture
def desk(engine_url: str) -> Iterator[Desk]:
    """See Desk."""
    made = Desk(engine_url)
    yield made
    made.database.close()


def test_operations_stand_as_they_were_done_the_latest_first(desk: Desk) -> None:
    """One row an operation, however many records it touched."""
    assert desk.asked()[:3] == ["Adjust balance", "Edit Zoë", "Sale"]


@pytest.mark.parametrize(
    ("conditions", "text", "found"),
    [
        ((Condition("area", "=", ("sales",)),), "", ["Sale"]),
        ((Condition("operator", "=", ("Jonas",)),), "", ["Edit Zoë"]),
        ((Condition("label", "~", ("balance",)),), "", ["Adjust balance"]),
        ((Condition("undone", "=", ("yes",)),), "", []),
        ((), "zielinski", ["Adjust balance", "New member"]),
        ((), "KASSA-1", ["Sale"]),
    ],
)
def test_operations_are_filtered_and_searched(desk: Desk, conditions: tuple[Condition, ...], text: str, found: list[str]) -> None:
    """By area, operator and words; by whoever they touched; by receipt."""
    assert desk.asked(*conditions, text=text) == found


def test_every_sortable_column_sorts(desk: Desk) -> None:
    """Ties stay as they were done."""
    for key in operations.SORTABLE:
        assert len(desk.asked(sort=(Sort(key),))) == len(desk.asked()), key
    assert desk.asked(sort=(Sort("label"),))[0] == "Adjust balance"


def test_a_row_adds_up_what_the_operation_came_to(desk: Desk) -> None:
    """Two people and 48 points; a sale's money and note."""
    with desk.database.read() as connection:
        ids = operations.everything(connection)[::-1][:3].tolist()
        rows = operations.rows(connection, ids, [FIELDS[key] for key in ("who", "value", "points", "note")])
    shown = [(row[2], *row[1 + len(operations.BESIDE) :]) for row in rows]
    assert shown[0] == (2, None, None, 48, "sorry")
    assert shown[1] == (1, "Zoë van der Berg", None, None, None)
    assert shown[2][:3] == (1, "Zoë van der Berg", 5000)
    assert shown[2][4] == "beans"


def test_the_trail_tells_before_and_after(desk: Desk) -> None:
    """A2: who, when, where, and per record the values before and after."""
    found = desk.trail(desk.edit)
    assert (found.label, found.operator, found.desk, found.name) == ("Edit Zoë", "Jonas", "desk 2", "Zoë van der Berg")
    (line,) = found.lines
    assert (line.before["city"], line.after["city"]) == ("Utrecht", "Delft")
    assert found.refusal is None
    assert found.effects == (trail.Effect(("person", "changed"), "Changed fields go back to what they were"),)
    assert found.since == ()


def test_the_trail_names_what_the_journal_has_ids_of(desk: Desk) -> None:
    """A2: a tier, a reward or a kind of stamp card is told by its name; so is every record."""
    reward = a_reward(desk.database, "Cappuccino").id
    act = an_act("New stamp card")
    desk.database.perform(act, stamps.add_type, stamps.TypeDetails("Coffee card", 10, reward))
    (line,) = desk.trail(act).lines
    assert (line.name, line.after["reward_id"]) == ("Coffee card", "Cappuccino")
    given = an_act("Give reward")
    desk.database.perform(given, rewards.give, [desk.zoe], reward)
    issued = next(line for line in desk.trail(given).lines if line.entity == "issued")
    assert (issued.name, issued.after["person_id"], issued.now) == ("Cappuccino", "Zoë van der Berg", "issued")


def test_the_trail_says_what_was_changed_since(desk: Desk) -> None:
    """A1, G4: before Undo is pressed; not where it is again as the operation left it, nor where something else was changed."""
    again = an_act("Edit again", operator="Amina")
    desk.database.perform(again, people.edit, desk.zoe, {"first_name": ("Zoë", "Zoe")})
    assert desk.trail(desk.edit).since == ()
    moved = an_act("Moved", operator="Amina")
    desk.database.perform(moved, people.edit, desk.zoe, {"city": ("Delft", "Leiden")})
    (since,) = desk.trail(desk.edit).since
    assert (since.operator, since.label) == ("Amina", "Moved")
    desk.undo(moved)
    assert desk.trail(desk.edit).since == ()


def test_the_trail_says_what_its_undo_would_do_until_it_was_done(desk: Desk) -> None:
    """Look.md: the panel says what *Undo* does before it is pressed."""
    before = desk.trail(desk.adjust)
    assert before.effects == (trail.Effect(trail.ENTRIES, "The points it gave are booked back by a reversal"),)
    desk.undo(desk.adjust)
    after = desk.trail(desk.adjust)
    assert after.undone is not None
    assert "undone already" in str(after.refusal)
    assert desk.asked(Condition("undone", "=", ("yes",))) == ["Adjust balance"]


def test_what_a_reversal_did_cannot_be_undone_and_says_so(desk: Desk) -> None:
    """L7: a reversal is not itself reversible."""
    desk.undo(desk.adjust)
    with desk.database.read() as connection:
        newest = operations.everything(connection)[-1:].tolist()
        (row,) = operations.rows(connection, newest, ())
        found = trail.read(connection, row[3])
    assert found is not None
    assert found.undoes == "Adjust balance"
    assert "cannot be reversed" in str(found.refusal)


def test_whoever_did_nothing_has_no_trail(desk: Desk) -> None:
    """An op_id of nothing."""
    with desk.database.read() as connection:
        assert trail.read(connection, "nothing") is None


def test_a_line_is_written_into_the_log_and_taken_back(desk: Desk) -> None:
    """features.md 2.14: new entries in the log of a client; every line stays in the journal (A2)."""
    act = an_act("Log line")
    assert desk.database.perform(act, log.add_line, [desk.zoe, desk.marek], "  Asked for the opening hours ").people == 2
    found = desk.trail(act)
    assert found.note == "Asked for the opening hours"
    assert [line.after["line"] for line in found.lines] == ["Asked for the opening hours"] * 2
    desk.undo(act)
    assert desk.trail(act).undone is not None


def test_a_blank_line_and_a_line_about_nobody_are_refused(desk: Desk) -> None:
    """One sentence each; nothing is written."""
    with pytest.raises(BadValue, match="Write what happened"):
        desk.database.perform(an_act(), log.add_line, [desk.zoe], "  ")
    with pytest.raises(NotFound):
        desk.database.perform(an_act(), log.add_line, [999], "hello")
    with pytest.raises(RuleBroken, match="changed nothing"):
        raise _refusal_of(desk)


def _refusal_of(desk: Desk) -> Exception:
    """What the trail says of an operation that only notes an export."""
    from db.work import Work

    def export(work: Work) -> None:
        work.journal("pass", 1, "settled", {"uses_left": 1}, {"uses_left": 0})

    act = an_act("Settled")
    desk.database.perform(act, export)
    found = desk.trail(act)
    assert found.refusal is not None
    return found.refusal


def test_every_operation_belongs_to_an_area() -> None:
    """What is undone, filtered and drawn goes by the area of an operation's module; whatever is performed has one."""
    assert set(AREA_OF.values()) <= set(AREAS.choices)
    performing = {name.rpartition(".")[2] for name in _modules() if _performs(importlib.import_module(name))}
    # These two do what another operation asked them for.
    assert performing - set(AREA_OF) == {"chosen", "previews"}


def _modules() -> list[str]:
    return [f"{shelf.__name__}.{each.name}" for each in pkgutil.iter_modules(shelf.__path__)]


def _performs(module: ModuleType) -> bool:
    """Whether a module has an operation: it is given the work first, and no steps, which are for undo."""
    for name, made in inspect.getmembers(module, inspect.isfunction):
        parameters = list(inspect.signature(made).parameters.values())
        is_own = made.__module__ == module.__name__ and not name.startswith("_")
        if is_own and parameters and str(parameters[0].annotation) == "Work" and "steps" not in inspect.signature(made).parameters:
            return True
    return False
