"""Scripts of the world on one line: order, joined letters, fonts."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.prints.bidi import visual_runs
from desktop.prints.fitting import fitted
from desktop.prints.typesetting import line, missing, printable, tidy


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Anna Berg", [("Anna Berg", False)]),
        ("יוסף בן־דוד", [("יוסף בן־דוד", True)]),
        ("Anna יוסף Berg", [("Anna ", False), ("יוסף", True), (" Berg", False)]),
        ("יוסף Smith", [("Smith", False), ("יוסף ", True)]),
        ("يوسف 42", [("42", False), ("يوسف ", True)]),
        ("", []),
    ],
)
def test_runs_stand_from_left_to_right_in_the_order_of_the_unicode_algorithm(text: str, runs: list[tuple[str, bool]]) -> None:
    assert visual_runs(text) == runs


@given(st.text())
def test_no_sign_is_lost_in_turning(text: str) -> None:
    assert sorted("".join(run for run, _ in visual_runs(text))) == sorted(text)


def test_arabic_letters_are_joined_and_turned() -> None:
    alone, joined = line("ي"), line("يوسف")
    assert joined.pieces[0].signs[-1] != alone.pieces[0].signs
    assert joined.width < sum(line(sign).width for sign in "يوسف")


def test_no_optional_ligature_hides_a_letter() -> None:
    assert len(line("יוסף").pieces[0].signs) == 4


def test_a_sign_that_the_first_font_lacks_comes_from_the_second() -> None:
    assert {piece.font for piece in line("Ann\u0363a").pieces} == {"regulars-figo", "regulars-notos"}


def test_missing_signs_are_named_once() -> None:
    assert missing("李 Anna 李美") == "李美"
    assert missing("Nguyễn Thị Hương, Łukasz, Αγγελική, Соколов, يوسف, יוסף, สมชาย, अनिता, თამარ") == ""


def test_a_symbol_may_be_left_out_but_a_letter_never() -> None:
    assert printable("Anna 😀 Berg") == "Anna Berg"
    assert printable("Anna 李") is None


def test_a_text_is_tidied_to_one_line() -> None:
    assert tidy(" A\x00n\u0301n\tB\u202e\r\nC ") == "Ańn B C"


@given(st.text("ab cdéš-", min_size=1, max_size=300))
def test_a_fitted_text_keeps_its_letters_and_its_box(text: str) -> None:
    text = tidy(text)
    block = fitted(text, 100, 30, largest=16, single=10)
    assert "".join(row.text for row in block.lines).replace(" ", "") == text.replace(" ", "")
    assert all(row.width * block.size <= 100.001 for row in block.lines)
    assert (len(block.lines) - 1) * block.size * 1.16 + block.size <= 30.001


def test_naming_the_prints_loads_neither_pdf_nor_fonts() -> None:
    heavy = {"reportlab", "segno", "pypdfium2", "PIL", "pymupdf_fonts"}
    asked = f"import sys, desktop.prints.preview; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
