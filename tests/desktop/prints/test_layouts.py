"""Layouts: the stock of cards.md, place by place (K1)."""

from __future__ import annotations

import pytest

from desktop.prints.layouts import CannotPrint, layout, layouts
from tests.desktop.prints.reading import a_card, millimetres, printed

# Columns, rows, origin and pitch as cards.md, *Member cards as PDF*, gives them.
STOCK = {
    "a4-c32011": (2, 5, 15, 13.5, 95, 54),
    "a4-32010": (2, 5, 14.11, 14.11, 94.9, 53.97),
    "a4-32015": (2, 4, 17, 31.5, 91, 60),
    "a4-57125": (2, 5, 16, 11, 91, 55.62),
    "letter-ol3043": (2, 4, 12.7, 12.7, 101.6, 66.67),
}


def test_the_usual_sheet_is_offered_first_and_single_cards_last() -> None:
    assert [known.name for known in layouts()] == ["a4-c32011", "a4-32010", "a4-32015", "a4-57125", "letter-ol3043", "id1"]
    assert layout().name == "a4-c32011"
    assert layout().label == "A4 sheet, 2 × 5 (C32011)"
    assert layout("id1").label == "Single cards, 85.6 × 54 mm"


@pytest.mark.parametrize("name", STOCK)
def test_a_sheet_has_the_measures_of_its_stock(name: str) -> None:
    sheet = layout(name)
    assert (sheet.nx, sheet.ny, sheet.x0, sheet.y0, sheet.dx, sheet.dy) == STOCK[name]


@pytest.mark.parametrize("name", [known.name for known in layouts()])
def test_every_place_is_on_the_paper_and_overlaps_no_other(name: str) -> None:
    sheet = layout(name)
    corners = []
    for place in range(1, sheet.places + 1):
        left, top, width, height = sheet.rectangle(place)
        assert left >= 0
        assert top >= 0
        assert left + width <= sheet.paper[0]
        assert top + height <= sheet.paper[1]
        corners.append((left, top))
    assert len(set(corners)) == sheet.places
    assert sheet.dx >= sheet.card[0]
    assert sheet.dy >= sheet.card[1]


@pytest.mark.parametrize("name", [known.name for known in layouts()])
def test_a_page_has_the_size_of_the_paper_in_millimetres(name: str) -> None:
    width, height = printed([a_card()], name)[0].get_size()
    assert (millimetres(width), millimetres(height)) == pytest.approx(layout(name).paper, abs=0.01)


def test_a_card_for_a_card_printer_has_the_size_of_id_1() -> None:
    assert layout("id1").paper == (85.60, 53.98)


def test_an_unknown_layout_is_refused_by_naming_the_known_ones() -> None:
    with pytest.raises(CannotPrint, match=r"no print layout named a5.*a4-c32011.*id1"):
        layout("a5")


def test_sheets_are_counted_from_the_start_place() -> None:
    sheet = layout()
    assert sheet.sheets(11, start=4) == (7, 4)
    assert sheet.sheets(10) == (10,)
    assert sheet.sheets(3, start=10) == (1, 2)
    assert sheet.sheets(0) == ()


@pytest.mark.parametrize("start", [0, 11, -3])
def test_a_place_that_the_sheet_has_not_is_refused(start: int) -> None:
    with pytest.raises(CannotPrint, match=f"places 1 to 10; there is no place {start}"):
        layout().sheets(1, start)
    with pytest.raises(CannotPrint, match="one place only"):
        layout("id1").check_start(2)
