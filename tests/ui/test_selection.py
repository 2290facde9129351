"""The selection is a set of ids beside Qt's, or all but a set (table.md, *Qt*)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from ui.selection import IdSelection

RECORDS = st.integers(min_value=1, max_value=12)


def test_all_but_some_are_counted_and_listed_in_the_present_order() -> None:
    selection = IdSelection()
    selection.select_everything()
    selection.toggle(3)
    assert selection.is_everything
    assert not selection.contains(3)
    assert selection.count(1_000_000) == 999_999
    assert selection.of([5, 3, 1]) == [5, 1]


def test_a_change_is_told_once_and_only_when_there_is_one(qtbot: QtBot) -> None:
    selection = IdSelection()
    told: list[int] = []
    selection.changed.connect(lambda: told.append(selection.count(9)))
    selection.select_only(4)
    selection.select_only(4)
    selection.extend([4, 5, 6], 6)
    selection.clear()
    assert told == [1, 3, 0]


def test_the_anchor_stays_while_a_range_grows_and_shrinks() -> None:
    selection = IdSelection()
    selection.select_only(4)
    selection.extend([4, 5, 6], 6)
    assert (selection.anchor, selection.current) == (4, 6)
    selection.toggle(9)
    assert (selection.anchor, selection.current) == (9, 9)


@given(
    st.lists(
        st.one_of(st.tuples(st.just("toggle"), RECORDS), st.tuples(st.just("only"), RECORDS), st.tuples(st.just("all"), RECORDS)),
        max_size=30,
    )
)
def test_it_holds_what_a_plain_set_would(steps: list[tuple[str, int]]) -> None:
    order = list(range(1, 13))
    selection, plain = IdSelection(), set[int]()
    for step, record in steps:
        if step == "toggle":
            selection.toggle(record)
            plain ^= {record}
        elif step == "only":
            selection.select_only(record)
            plain = {record}
        else:
            selection.select_everything()
            plain = set(order)
        assert set(selection.of(order)) == plain
        assert selection.count(len(order)) == len(plain)
        assert selection.is_empty(len(order)) == (not plain)
