"""Prospects beside everybody whom they resemble, by D1's scores."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import search
from db.database import Database
from db.errors import BadValue
from db.fields import Manner
from db.operations import leaving
from db.search import Query, duplicates
from tests.builders import a_member, a_prospect, an_act
from tests.builders_rewards import a_file_club


def found(database: Database, threshold: int = 70) -> list[tuple[int, int, int, tuple[str, ...]]]:
    """Who resembles whom."""
    with database.read() as connection:
        return [(each.person, each.other, each.score, each.reasons) for each in duplicates.pairs(connection, threshold)]


def test_the_scores_are_those_of_the_rule(tmp_path: Path) -> None:
    """D1: phone 100, e-mail 80, name with birthday 70, with postcode 50, similar name 20; they add up."""
    database = a_file_club(tmp_path)
    member = a_member(
        database, first_name="Zoë", last_name="Berg", phone="06 1200 5518", email="zoe@x.org", birthday="1988-05-17", postcode="3511 NR"
    ).id
    by_phone = a_prospect(database, first_name="Ann", last_name="Other", phone="+31612005518").id
    by_mail = a_prospect(database, first_name="Z.", last_name="Berg", email="ZOE@x.org").id
    by_birthday = a_prospect(database, first_name="Zoe", last_name="Berg", birthday="1988-05-17").id
    by_postcode = a_prospect(database, first_name="ZOE", last_name="berg", postcode="3511 nr").id
    by_name = a_prospect(database, first_name="Zoë", last_name="Berg").id
    beside_member = {one: (score, reasons) for one, other, score, reasons in found(database, 20) if other == member}
    assert beside_member[by_phone] == (100, ("phone",))
    assert beside_member[by_mail] == (100, ("email", "name"))
    assert beside_member[by_birthday] == (90, ("birthday", "name"))
    assert beside_member[by_postcode] == (70, ("postcode", "name"))
    assert beside_member[by_name] == (20, ("name",))


def test_only_those_from_the_threshold_on_are_found_and_a_filter_lists_them(tmp_path: Path) -> None:
    """D1: shown from the threshold; the filter `duplicates>=70` lists prospects only."""
    database = a_file_club(tmp_path)
    a_member(database, first_name="Zoë", last_name="Berg", birthday="1988-05-17")
    twin = a_prospect(database, first_name="Zoe", last_name="Berg", birthday="1988-05-17").id
    a_prospect(database, first_name="Zoë", last_name="Berg")
    assert [one for one, *_rest in found(database, 70)] == [twin]
    with database.read() as connection:
        condition = search.condition("duplicates>=70", Manner())
        assert search.ids(connection, Query(("guest", "invited"), (condition,))).tolist() == [twin]
        assert search.count(connection, Query(("member",), (condition,))) == 0


def test_merged_records_are_nobodys_double_and_two_prospects_are_each_others(tmp_path: Path) -> None:
    """Removed people are compared (P2), merged ones are not."""
    database = a_file_club(tmp_path)
    gone = a_member(database, phone="06 1200 5518").id
    database.perform(an_act(), leaving.remove, [gone], note="Moved")
    one = a_prospect(database, last_name="One", phone="06 1200 5518").id
    two = a_prospect(database, last_name="Two", phone="06 1200 5518").id
    assert {(person, other) for person, other, *_rest in found(database)} == {(one, gone), (two, gone), (one, two), (two, one)}


@pytest.mark.parametrize("text", ["duplicates=70", "duplicates>=many", "duplicates.30d>=70"])
def test_the_filter_says_how_it_is_written(text: str) -> None:
    """Only *from this score on* makes sense."""
    with pytest.raises(BadValue):
        search.condition(text, Manner())
