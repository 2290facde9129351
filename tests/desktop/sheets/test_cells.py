"""A cell becomes a value or a sentence, and what a program made of a value is no change (X7; spreadsheets.md, *Mangle-aware equality*)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import BadValue
from db.fields import BY_KEY, Value
from desktop.sheets import convert, decisions, mangled
from desktop.sheets.convert import Column
from desktop.sheets.reader import Cell
from tests.desktop.sheets.files import BRITISH


def column(key: str, *, order: str | None = None, is_csv: bool = False) -> Column:
    """A column of this field."""
    return Column(BY_KEY[key], 0, BRITISH, order, is_csv=is_csv, words=convert.choice_words(BY_KEY[key].kind))


@pytest.mark.parametrize(
    ("key", "cell", "value"),
    [
        ("city", "  Zu\u0308rich\u00a0", "Zürich"),
        ("note", "a_x000D_\nb\r\nc", "a\nb\nc"),
        ("postcode", 1234, "1234"),
        ("street", 12.5, "12.5"),
        ("phone", 7900900123, "7900900123"),
        ("gender", "FEMALE", "female"),
        ("gender", "Male", "male"),
        ("consent", "JA", "yes"),
        ("consent", True, "yes"),
        ("consent", "faux", "no"),
        ("consent", 0, "no"),
        ("birthday", "1988-05-17", "1988-05-17"),
        ("birthday", "--02-29", "--02-29"),
        ("birthday", "1988-05-17T00:00:00", "1988-05-17"),
        ("birthday", "31/01/1988", "1988-01-31"),
        ("birthday", "05.05.1988", "1988-05-05"),
        ("birthday", "1988/05/17", "1988-05-17"),
        ("country", "nl", "NL"),
        ("interests", "b;a ; b", "a; b"),
        ("city", " \u00a0 ", None),
        ("birthday", "1899-05-17", "1899-05-17"),
    ],
)
def test_a_cell_becomes_a_value(key: str, cell: Cell, value: Value) -> None:
    proven = "dmy" if cell == "31/01/1988" else None
    assert convert.value(cell, column(key, order=proven)) == value


@pytest.mark.parametrize(
    ("key", "cell", "sentence"),
    [
        ("birthday", "01/02/1988", "may be two different days"),
        ("birthday", "1/2", "may be two different days"),
        ("birthday", "17/05/88", "two digits"),
        ("birthday", "30/02/1988", "is not a date"),
        ("birthday", 32150, "is a number, not a date"),
        ("birthday", "soon", "is not a date"),
        ("phone", "4.479E+11", "digits are gone"),
        ("phone", 4.479e20, "digits are gone"),
        ("phone", "12", "is not a phone number"),
        ("email", "zoe@", "is not an e-mail address"),
        ("city", True, "TRUE or FALSE"),
        ("gender", "cat", "is not one of"),
        ("city", "x" * 10_000, "at most 200"),
        ("note", "a\0b", "U+0000"),
        ("city", "a\u202eb", "U+202E"),
        ("city", "\ud800", "U+D800"),
        ("country", "Narnia", "is not a country"),
        ("joined", "--05-17", "is not a date"),
    ],
)
def test_a_bad_cell_gets_one_sentence(key: str, cell: Cell, sentence: str) -> None:
    """reliability.md, *Bad input*."""
    with pytest.raises(BadValue) as caught:
        convert.value(cell, column(key))
    assert sentence in str(caught.value)


def test_a_date_cell_in_a_text_column_is_refused() -> None:
    with pytest.raises(BadValue, match="Excel made a date"):
        convert.value("2026-02-01", column("postcode"), is_day=True)


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()), st.sampled_from(sorted(BY_KEY)), st.booleans())
def test_whatever_a_cell_holds_it_is_a_value_or_a_sentence(cell: Cell, key: str, is_csv: bool) -> None:
    place = column(key, is_csv=is_csv)
    found: object
    try:
        found = convert.value(cell, place)
    except BadValue as told:
        found = str(told) or 0.0
    assert found is None or isinstance(found, (str, int))
    current = 1234 if place.kind.numeric else BY_KEY[key].kind.parse(BY_KEY[key].sample, BRITISH)
    assert mangled.same(cell, current, place) in (True, False)


def test_every_sample_is_read_back_from_what_is_shown() -> None:
    """House test: show(parse(sample)) == sample, through a sheet."""
    for field in BY_KEY.values():
        if field.sheet == "edits":
            assert convert.value(field.sample, column(field.key)) == field.kind.parse(field.sample, BRITISH)


@pytest.mark.parametrize(
    ("key", "cell", "current"),
    [
        ("phone", 447900900123, "+447900900123"),
        ("phone", "4.479E+11", "+447900900123"),
        ("phone", "4,479E+11", "+447900900123"),
        ("phone", "07900 900123", "+44 7900 900123"),
        ("postcode", 1234, "01234"),
        ("postcode", "1234", "01234"),
        ("street", 12.3, "12.30"),
        ("street", "12,3", "12.30"),
        ("birthday", "17/05/1988", "1988-05-17"),
        ("birthday", "5/17/88", "1988-05-17"),
        ("birthday", (date(1988, 5, 17) - date(1899, 12, 30)).days, "1988-05-17"),
        ("street", "02-Jan", "1-2"),
        ("street", "Feb-01", "1-2"),
        ("street", "01-Mar", "MAR1"),
        ("city", True, "TRUE"),
        ("city", "WAHR", "TRUE"),
        ("city", "Zu\u0308rich \u00a0", "Zürich"),
        ("note", "a\r\nb ", "a\nb"),
        ("interests", "b; a", "a; b"),
        ("consent_source", "31/01/2026", "2026-01-31"),
        ("street", 1.23456789012345e17, "123456789012345678"),
    ],
)
def test_what_excel_made_of_a_value_is_no_change(key: str, cell: Cell, current: str) -> None:
    assert mangled.same(cell, current, column(key, is_csv=isinstance(cell, str)))


def test_a_date_cell_made_of_a_house_number_is_no_change() -> None:
    assert mangled.same("2026-02-01", "1-2", column("street"), is_day=True)


@pytest.mark.parametrize(
    ("key", "cell", "current"),
    [
        ("phone", 447900900124, "+447900900123"),
        ("phone", "4.480E+11", "+447900900123"),
        ("postcode", "01234", "1234"),
        ("street", "03-Jan", "1-2"),
        ("city", "FALSCH", "TRUE"),
        ("birthday", "18/05/1988", "1988-05-17"),
        ("note", "a b", "a\nb"),
        ("email", "ZOE@example.org", "zoe@example.org"),
        ("city", "Zurich", "Zürich"),
        ("street", 5, "5a"),
    ],
)
def test_a_real_change_is_not_taken_for_a_mangled_value(key: str, cell: Cell, current: str) -> None:
    assert not mangled.same(cell, current, column(key, is_csv=isinstance(cell, str)))


def test_an_order_that_is_proven_excludes_the_others() -> None:
    assert mangled.same("01/02/2026", "2026-02-01", column("joined"))
    assert not mangled.same("01/02/2026", "2026-02-01", column("joined", order="mdy"))


def test_the_whole_column_proves_the_order_of_its_dates() -> None:
    assert decisions.date_order(["01/02/2026", "31/01/2026", None, 5, "x"]) == decisions.DateOrder("dmy", "31/01/2026")
    assert decisions.date_order(["1/31/2026", "1/2/2026"]).order == "mdy"
    assert decisions.date_order(["01/02/2026", "2026-01-31", "2026/01/31"]).order is None
    contradiction = decisions.date_order(["31/01/2026", "1/31/2026"])
    assert (contradiction.order, contradiction.proof, contradiction.against) == (None, "31/01/2026", "1/31/2026")


@pytest.mark.parametrize(
    ("cells", "sign"), [(["1,5", "2"], ","), (["1.234,50"], ","), (["1,234.50"], "."), (["1,234"], "."), (["1.234.567"], ","), ([], ".")]
)
def test_the_whole_column_proves_the_decimal_sign(cells: list[Cell], sign: str) -> None:
    assert decisions.decimal_sign(cells, ".") == sign
