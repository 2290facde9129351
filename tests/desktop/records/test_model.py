"""The item model: ready rows of any place, ids both ways, and a swap that keeps what stands on an id (table.md, *Qt*; `ui.roles`)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from db.errors import Unavailable
from db.fields import ALL, BY_KEY, Field, Manner, by_keys
from db.fields.kinds import Choice
from desktop.records.cells import Cells
from desktop.records.model import RecordsModel
from desktop.records.pages import MOST_ROWS, PAGE
from desktop.records.threads import PageRequest
from ui.roles import Badge, Chip, Editor, Role

MANNER = Manner("en-GB", "NL", "Europe/Amsterdam")
FIELDS = by_keys(("number", "last_name", "tier", "points", "joined", "gender"))


class Shelf:
    """Rows that are read at once, later or never, instead of a page thread."""

    def __init__(self) -> None:
        self.asked: list[PageRequest] = []
        self.is_prompt = True
        self.values: dict[str, Any] = {"last_name": "Bos", "tier": "Gold", "points": 0, "joined": "2026-01-31", "gender": "female"}
        self.status = "active"

    def ask(self, request: PageRequest) -> list[PageRequest]:
        self.asked.append(request)
        if self.is_prompt:
            self.answer(request)
        return []

    def answer(self, request: PageRequest) -> None:
        rows = [
            (person, 3, "member", self.status, *(self._value(person, field) for field in request.fields))
            for person in request.ids
            if person != 13
        ]
        request.answer.set_running_or_notify_cancel()
        request.answer.set_result(request.make(rows, {"Member": None, "Gold": "#b8862b"}))

    def _value(self, person: int, field: Field) -> Any:
        return str(10_000 + person) if field.key == "number" else self.values.get(field.key)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def model(shelf: Shelf, qtbot: QtBot) -> RecordsModel:
    return RecordsModel(FIELDS, MANNER, {"last_name": Editor("text"), "gender": Editor("choice")}, shelf.ask)


def ids(*each: int) -> Any:
    return np.array(each, np.int64)


def shown(model: RecordsModel, row: int, key: str, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
    column = model.column_of(key)
    assert column is not None
    return model.index(row, column).data(role)


def test_the_model_keeps_qts_rules(model: RecordsModel, qtmodeltester: ModelTester) -> None:
    """house.md: every item model passes qtmodeltester; it stays attached while the order grows, swaps and shrinks."""
    model.set_ids(ids(5, 3, 9), keeps_place=False)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.set_ids(ids(5, 3, 9, 1, 2), keeps_place=False)
    model.set_ids(ids(2, 9, 4), keeps_place=True)
    model.set_ids(ids(), keeps_place=False)
    model.set_ids(ids(1, 2), keeps_place=False)
    model.load_columns({"last_name"})
    model.set_fields(by_keys(("number", "city")))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_a_row_is_ready_to_be_painted(model: RecordsModel, shelf: Shelf) -> None:
    """Shown texts, alignment, weights, chips and badges are made once a page."""
    shelf.status = "suspended"
    model.set_ids(ids(7), keeps_place=False)
    assert shown(model, 0, "number") == "10007"
    assert shown(model, 0, "joined") == "31/01/2026"
    assert shown(model, 0, "joined", Role.VALUE) == "2026-01-31"
    assert shown(model, 0, "gender") == "Female"
    assert shown(model, 0, "gender", Qt.ItemDataRole.EditRole) == "female"
    assert shown(model, 0, "tier", Role.CHIP) == Chip("Gold", "#b8862b")
    assert shown(model, 0, "last_name", Role.STRONG) is True
    assert shown(model, 0, "last_name", Role.BADGE) == Badge("Suspended", "warn")
    assert shown(model, 0, "number", Role.BADGE) is None
    assert [shown(model, 0, key, Role.MUTED) for key in ("number", "joined", "points", "last_name")] == [True, True, True, None]
    assert shown(model, 0, "points", Qt.ItemDataRole.TextAlignmentRole) & int(Qt.AlignmentFlag.AlignRight)
    assert shown(model, 0, "last_name", Role.EDITOR) == Editor("text")
    assert shown(model, 0, "tier", Role.ID) == 7


def test_the_base_tier_is_plain_text_and_a_status_column_needs_no_badge(shelf: Shelf, qtbot: QtBot) -> None:
    shelf.values["tier"] = "Member"
    shelf.values["status"] = shelf.status = "removed"
    model = RecordsModel(by_keys(("last_name", "tier", "status")), MANNER, {}, shelf.ask)
    model.set_ids(ids(7), keeps_place=False)
    assert shown(model, 0, "tier") == "Member"
    assert shown(model, 0, "tier", Role.CHIP) is None
    assert shown(model, 0, "last_name", Role.BADGE) is None
    assert shown(model, 0, "status") == "Removed"


def test_heads_tell_key_label_and_width() -> None:
    model = RecordsModel(ALL, MANNER, {}, lambda _: [])
    heads = {model.headerData(column, Qt.Orientation.Horizontal, Role.KEY): column for column in range(model.columnCount())}
    assert list(heads) == list(BY_KEY)
    for key, column in heads.items():
        assert model.headerData(column, Qt.Orientation.Horizontal) == BY_KEY[key].label
        assert model.headerData(column, Qt.Orientation.Horizontal, Role.SAMPLE)
        # Words of a choice and tiers are as wide as the widest: what room is left is for names.
        elides = BY_KEY[key].kind.elides and not isinstance(BY_KEY[key].kind, Choice) and key != "tier"
        assert model.headerData(column, Qt.Orientation.Horizontal, Role.ELIDES) == elides
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_ids_and_rows_lead_to_each_other(model: RecordsModel, shelf: Shelf) -> None:
    """Without reading a row, however many there are."""
    model.set_ids(np.arange(1_000_000, 0, -1, dtype=np.int64), keeps_place=False)
    assert model.id_at(0) == 1_000_000
    assert model.id_at(-1) is model.id_at(1_000_000) is None
    assert model.row_of(1) == 999_999
    assert model.row_of(0) is model.row_of(2_000_000) is None
    assert model.rows_of({1, 1_000_000, 5_000_000}) == [0, 999_999]
    assert model.ids_in(0, 2) == [1_000_000, 999_999, 999_998]
    assert model.flags(model.index(5, 0)) & Qt.ItemFlag.ItemIsSelectable
    assert not model.flags(model.index(5, 0)) & Qt.ItemFlag.ItemIsEditable
    assert model.flags(model.index(5, 1)) & Qt.ItemFlag.ItemIsEditable
    assert model.index(3, 0).data(Role.ID) == 999_997
    assert shelf.asked == []


def test_a_page_is_read_once_and_the_oldest_rows_go(model: RecordsModel, shelf: Shelf) -> None:
    model.set_ids(np.arange(1, MOST_ROWS + 2 * PAGE + 1, dtype=np.int64), keeps_place=False)
    for row in (0, 1, PAGE - 1, 5):
        assert shown(model, row, "number") == str(10_001 + row)
    assert [len(request.ids) for request in shelf.asked] == [PAGE]
    for block in range(MOST_ROWS // PAGE + 2):
        shown(model, block * PAGE, "number")
    assert len(model._pages) == MOST_ROWS
    assert len(shelf.asked) == MOST_ROWS // PAGE + 2


def test_a_row_that_is_late_shows_blank_and_then_itself(model: RecordsModel, shelf: Shelf, qtbot: QtBot) -> None:
    """table.md, 5: `data()` waits 12 ms in all a paint, else it shows blank and repaints."""
    shelf.is_prompt = False
    model.set_ids(ids(7, 8), keeps_place=False)
    assert shown(model, 0, "last_name") is None
    assert shown(model, 1, "last_name") is None
    (request,) = shelf.asked
    with qtbot.waitSignal(model.dataChanged):
        shelf.answer(request)
        model.page_arrived(request)
    assert shown(model, 0, "last_name") == "Bos"
    assert len(shelf.asked) == 1


def test_a_page_that_cannot_be_read_is_told(model: RecordsModel, shelf: Shelf, qtbot: QtBot) -> None:
    shelf.is_prompt = False
    model.set_ids(ids(7), keeps_place=False)
    assert shown(model, 0, "last_name") is None
    (request,) = shelf.asked
    request.answer.set_running_or_notify_cancel()
    request.answer.set_exception(Unavailable("gone"))
    with qtbot.waitSignal(model.page_failed) as told:
        model.page_arrived(request)
    assert isinstance(told.args[0], Unavailable)


def test_a_stale_row_stays_until_it_is_read_again(model: RecordsModel, shelf: Shelf) -> None:
    model.set_ids(ids(7, 8), keeps_place=False)
    assert shown(model, 0, "last_name") == "Bos"
    shelf.values["last_name"] = "Smit"
    shelf.is_prompt = False
    model.make_stale({7})
    assert shown(model, 0, "last_name") == "Bos"
    shelf.answer(shelf.asked[-1])
    model.page_arrived(shelf.asked[-1])
    assert shown(model, 0, "last_name") == "Smit"


def test_what_was_asked_before_a_change_is_read_again(model: RecordsModel, shelf: Shelf) -> None:
    """A page under way when news comes may hold the old values."""
    shelf.is_prompt = False
    model.set_ids(ids(7), keeps_place=False)
    shown(model, 0, "last_name")
    model.make_stale()
    shelf.answer(shelf.asked[0])
    model.page_arrived(shelf.asked[0])
    shelf.is_prompt = True
    shelf.values["last_name"] = "Smit"
    assert shown(model, 0, "last_name") == "Smit"


def test_a_record_that_is_gone_shows_blank_and_is_not_asked_again(model: RecordsModel, shelf: Shelf) -> None:
    model.set_ids(ids(13), keeps_place=False)
    for _ in range(3):
        assert shown(model, 0, "last_name") is None
    assert len(shelf.asked) == 1


def test_more_rows_are_inserted_once(model: RecordsModel, qtbot: QtBot) -> None:
    """table.md, 4: the whole order by one beginInsertRows; nothing else moves."""
    model.set_ids(ids(5, 3), keeps_place=False)
    inserted: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _, first, end: inserted.append((first, end)))
    with qtbot.assertNotEmitted(model.layoutChanged), qtbot.assertNotEmitted(model.modelReset):
        model.set_ids(np.concatenate((ids(5, 3), np.arange(10, 1000))), keeps_place=False)
    assert inserted == [(2, 991)]


def test_a_swap_moves_what_stands_on_an_id(model: RecordsModel, qtbot: QtBot) -> None:
    """The current row follows its record; one that is gone is no row at all."""
    model.set_ids(ids(5, 3, 9), keeps_place=False)
    three, nine = QPersistentModelIndex(model.index(1, 1)), QPersistentModelIndex(model.index(2, 0))
    with qtbot.waitSignals([model.layoutChanged, model.order_changed]), qtbot.assertNotEmitted(model.modelReset):
        model.set_ids(ids(8, 7, 6, 3), keeps_place=True)
    assert (three.row(), three.column()) == (3, 1)
    assert not nine.isValid()


def test_the_same_order_again_moves_nothing(model: RecordsModel, qtbot: QtBot) -> None:
    model.set_ids(ids(5, 3), keeps_place=False)
    with qtbot.assertNotEmitted(model.layoutChanged), qtbot.assertNotEmitted(model.rowsInserted):
        model.set_ids(ids(5, 3), keeps_place=True)
    assert model.ids.tolist() == [5, 3]


def test_hidden_columns_are_not_read(model: RecordsModel, shelf: Shelf) -> None:
    model.set_ids(ids(7), keeps_place=False)
    model.load_columns({"last_name", "joined"})
    assert shown(model, 0, "last_name") == "Bos"
    assert shown(model, 0, "tier") is None
    assert [field.key for field in shelf.asked[-1].fields] == ["last_name", "joined"]
    asked = len(shelf.asked)
    model.load_columns({"joined", "last_name"})
    assert shown(model, 0, "joined") == "31/01/2026"
    assert len(shelf.asked) == asked
    model.load_columns(set())
    assert shown(model, 0, "joined") is None


def test_an_edit_is_asked_for_and_not_made(model: RecordsModel, qtbot: QtBot) -> None:
    model.set_ids(ids(7), keeps_place=False)
    with qtbot.waitSignal(model.edit_requested) as asked:
        assert model.setData(model.index(0, 1), "Smit")
    assert asked.args == [7, 3, "last_name", "Smit"]
    assert shown(model, 0, "last_name") == "Bos"
    assert not model.setData(model.index(0, 1), True, int(Qt.ItemDataRole.CheckStateRole))
    assert not model.setData(QModelIndex(), "Smit")


def test_a_sort_is_asked_for(model: RecordsModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.sort_requested) as asked:
        model.sort(3, Qt.SortOrder.DescendingOrder)
    assert asked.args == ["points", True]
    with qtbot.assertNotEmitted(model.sort_requested):
        model.sort(-1)


def test_a_page_of_cells_is_made_quickly(model: RecordsModel) -> None:
    """Every field of a page at once has a cell for each role that it needs."""
    cells = Cells(ALL, MANNER)
    row = (1, 1, "member", "active", *(int(field.sample) if field.kind.numeric else field.sample for field in ALL))
    (made,) = cells.make([row], {"Gold": "#b8862b"})
    assert len(made.cells) == len(ALL)
    assert all(cell[int(Qt.ItemDataRole.DisplayRole)] for cell in made.cells)
