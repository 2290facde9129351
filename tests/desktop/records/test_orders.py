"""Sets of ids meet kept orders in memory as sorting would (table.md, 2 and 3)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.search import Order
from desktop.records.orders import FEW, Kept, Orders, found_places, mask_of, places_of, within

ID_SETS = st.sets(st.integers(1, 200), max_size=60)


def an_order(ids: list[int], filled: int | None = None) -> Order:
    return Order(np.array(ids, np.int64), len(ids) if filled is None else filled)


@given(ids=st.permutations(range(1, 41)), filled=st.integers(0, 40), hits=ID_SETS, descending=st.booleans())
def test_any_hits_come_in_the_order_that_is_kept(ids: list[int], filled: int, hits: set[int], descending: bool) -> None:
    """Few hits by rank, many by mask: both as if the whole order were filtered; descending turns filled and empty each, ties too."""
    kept = Kept(an_order(ids, filled))
    whole = [*reversed(ids[:filled]), *reversed(ids[filled:])] if descending else ids
    expected = [each for each in whole if each in hits]
    array = np.array(sorted(hits), np.int64)
    assert kept.arranged(array, descending=descending).tolist() == expected
    assert kept._by_rank(array, descending=descending).tolist() == expected
    assert kept.all_of(mask_of(array), descending=descending).tolist() == expected


def test_few_hits_are_sorted_by_rank_and_many_by_mask() -> None:
    """Both ways are taken; the share is where they cost alike."""
    kept = Kept(an_order(list(range(1000, 0, -1))))
    few, many = np.arange(1, int(1000 * FEW) - 5), np.arange(1, 900)
    assert kept.arranged(few, descending=False).tolist() == few.tolist()[::-1]
    assert kept.arranged(many, descending=True).tolist() == many.tolist()


def test_the_last_two_orders_are_kept() -> None:
    orders = Orders()
    for key in ("joined", "city"):
        orders.put(key, an_order([1]))
    assert orders.get("joined") is not None
    orders.put("points", an_order([1]))
    assert orders.get("city") is None
    assert orders.get("joined") is not None
    orders.forget({"joined"})
    assert orders.get("joined") is None
    assert orders.get("points") is not None
    orders.forget(None)
    assert orders.get("points") is None


@given(ids=st.lists(st.integers(1, 300), unique=True, max_size=50), asked=st.sets(st.integers(-5, 400), max_size=50))
def test_places_are_found_both_ways(ids: list[int], asked: set[int]) -> None:
    places = places_of(np.array(ids, np.int64))
    assert found_places(places, tuple(asked)) == sorted(ids.index(each) for each in asked if each in ids)


def test_an_empty_order_has_no_places() -> None:
    nothing = np.empty(0, np.int64)
    assert found_places(places_of(nothing), (1, 2)) == []
    assert within(nothing, mask_of(nothing)).tolist() == []
    assert within(np.array([1, 2]), mask_of(nothing)).tolist() == []
    assert Kept(an_order([])).arranged(np.array([3]), descending=True).tolist() == []


@pytest.mark.parametrize("descending", [False, True])
def test_ids_below_zero_have_their_places(descending: bool) -> None:
    """Transactions without an entry are listed below zero (`db.search.unearned`); few hits and many are arranged alike."""
    ids = np.array([4, -6, 1, 9, -2, 7, 3, 12, 15, 20, 21, 22, 23], np.int64)
    places = places_of(ids)
    assert places.of(np.array([-6, 9, 100, -100])).tolist() == [1, 3, -1, -1]
    assert [places.of_one(number) for number in (-2, 15, 5, -7, 999)] == [4, 8, -1, -1, -1]
    assert found_places(places, (12, -6, 8, -50)) == [1, 7]
    kept = Kept(Order(ids, len(ids)))
    for hits in ([-6], [7, -2, 4], [23, 22, -6, -2, 1, 4, 9, 50]):
        expected = [number for number in ids.tolist() if number in hits]
        assert kept.arranged(np.array(hits), descending=descending).tolist() == (expected[::-1] if descending else expected)
