"""The row of headings is found and understood (X3)."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest

from db.errors import RuleBroken
from db.fields import ALL
from desktop.sheets import header, headings
from desktop.sheets.card import Card
from desktop.sheets.header import Header
from desktop.sheets.reader import Cell, Row, Sheet

HEADINGS = headings.of_fields(ALL)


def found(*rows: Row, mapping: dict[str, str] | None = None, card: Card | None = None) -> Header:
    """The header of a sheet with these rows."""
    sheet = Sheet(Path("a.xlsx"), "xlsx", 1, ["Members"], "Members", list(rows), array("I", range(1, len(rows) + 1)), card=card)
    return header.find(sheet, HEADINGS, mapping)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("number", "number"),
        ("Member no.", "number"),
        ("MEMBER\nNO", "number"),
        ("\ufeffMember Number", "number"),
        ("first_name", "first_name"),
        ("Surname", "last_name"),
        ("Family name", "last_name"),
        ("Mobile", "phone"),
        ("Tel.", "phone"),
        ("Email", "email"),
        ("E-Mail", "email"),
        ("ZIP", "postcode"),
        ("Postal code", "postcode"),
        ("Town", "city"),
        ("Date of birth", "birthday"),
        ("Bïrthday ", "birthday"),
        ("Internal note", "note"),
        ("Marketing consent", "consent"),
        ("Points", "points"),
    ],
)
def test_keys_labels_and_the_words_of_clubs_are_understood(text: str, key: str) -> None:
    assert found([text]).columns == {key: 0}


def test_every_field_is_known_by_its_key_and_by_its_label() -> None:
    for names in ([field.key for field in ALL], [field.label for field in ALL]):
        assert found(list(names)).columns == {field.key: place for place, field in enumerate(ALL)}


def test_the_header_may_stand_below_a_title_and_columns_may_be_unknown() -> None:
    header_ = found(["Our members 2026"], [None, "as of July", "City"], ["Member no.", "Shoe size", "City", None], ["1", "42", "Bonn"])
    assert (header_.place, header_.row) == (2, 3)
    assert header_.columns == {"number": 0, "city": 2}
    assert header_.unknown == ("Shoe size",)


def test_two_columns_for_one_field_are_refused_by_their_letters() -> None:
    with pytest.raises(RuleBroken, match="Columns A and C both mean “Phone”"):
        found(["Phone", "City", "Mobile"])


def test_a_sheet_without_headings_is_told_which_ones_there_are() -> None:
    with pytest.raises(RuleBroken, match=r"Member no\., Card code"):
        found(["Anna", "Bonn"], ["Zoë", "Paris"])
    with pytest.raises(RuleBroken, match="holds no rows"):
        found()


def test_a_header_below_the_twentieth_row_is_not_looked_for() -> None:
    with pytest.raises(RuleBroken, match="first 20 rows"):
        found(*(list[Cell](["x"]) for _ in range(20)), ["City"])


def test_the_persons_own_mapping_stands_above_everything() -> None:
    assert found(["Handle", "City"], mapping={"handle": "email", "City": "street"}).columns == {"email": 0, "street": 1}
    with pytest.raises(RuleBroken, match="“shoe” is not a field"):
        found(["Shoe", "City"], mapping={"Shoe": "shoe"})
    with pytest.raises(RuleBroken, match="heading “Hat”"):
        found(["Shoe", "City"], mapping={"Hat": "note"})


def test_the_card_of_our_own_sheet_names_its_columns_in_any_language() -> None:
    """X1; spreadsheets.md: header texts are translated, keys are not."""
    card = Card("E1", keys=("number", "city"), labels=("Mitgliedsnr.", "Ort"))
    assert found(["Ort", "Mitgliedsnr."], card=card).columns == {"city": 0, "number": 1}


def test_the_export_id_column_of_a_csv_is_no_unknown_column() -> None:
    header_ = found(["Member no.", "_regulars"])
    assert (header_.card, header_.unknown) == (1, ())


def test_the_card_survives_its_sheet_and_a_broken_one_is_none() -> None:
    card = Card("E1", "2026-01-31T12:00:00Z", "all", 3, ("number",), ("Member no.",))
    assert Card.of(card.lines()) == card
    assert Card.of({"export_id": "E1", "keys": "{broken"}) == Card("E1")
    assert Card.of({"keys": "[]"}) is None
