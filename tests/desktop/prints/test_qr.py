"""The square code: right by the book, and read from the printed page as a scanner reads it (cards.md; K3, K4)."""

from __future__ import annotations

import numpy as np
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from desktop.prints.preview import page_image
from desktop.prints.qr import square
from tests.desktop.prints.reading import a_card, codes
from tests.desktop.prints.test_preview import pdf


def modules(code: str) -> list[list[int]]:
    """The rows of modules that the path fills."""
    side, path = square(code)
    rows = [[0] * side for _ in range(side)]
    *runs, fill = path.split("\n")
    assert fill == "f"
    for run in runs:
        x, y, width, height, operator = run.split()
        assert (height, operator) == ("1", "re")
        for column in range(int(x), int(x) + int(width)):
            rows[side - 1 - int(y)][column] = 1
    return rows


def by_segno(code: str) -> list[list[int]]:
    """The same from the library itself."""
    made = segno.make(f"REGULARS://MEMBER/{code.upper()}", error="h", mask=3, boost_error=False, micro=False)
    return [list(row) for row in made.matrix]


def test_a_code_takes_29_modules_at_the_highest_error_correction() -> None:
    made = segno.make("REGULARS://MEMBER/RG1-2H8W-K4QN-7", error="h", boost_error=False)
    assert (square("RG1-2H8W-K4QN-7")[0], made.error, made.mode) == (29, "H", "alphanumeric")


def test_the_quick_sum_is_the_square_that_the_library_makes() -> None:
    for code in [*codes(30), "rg1-7f3k-q2xm-9", "", "A", "ABC", "$%*+-./: Z"]:
        assert modules(code) == by_segno(code)


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", max_size=17))
def test_the_quick_sum_is_right_for_any_sign_of_the_mode(code: str) -> None:
    assert modules(code) == by_segno(code)


def test_a_code_outside_the_mode_is_still_a_square() -> None:
    assert modules("é#") == by_segno("é#")


def test_twenty_cards_on_sheets_decode_at_300_dpi() -> None:
    wanted = codes(20)
    document = pdf([a_card(code=code) for code in wanted], "a4-c32011")
    found = []
    for page in range(2):
        image = page_image(document, page, 300 / 25.4)
        pixels = np.frombuffer(image.pixels, np.uint8).reshape(image.height, image.width, 4)
        found += [each.text for each in zxingcpp.read_barcodes(np.ascontiguousarray(pixels[:, :, 1]))]
    assert sorted(found) == sorted(f"REGULARS://MEMBER/{code}" for code in wanted)
