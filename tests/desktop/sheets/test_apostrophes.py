"""X8: dangerous text goes out behind an apostrophe and comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.sheets.apostrophes import SIGNS, guard, unguard


@given(st.text(alphabet=st.sampled_from(list(SIGNS + "'a 1é")), max_size=8) | st.text())
def test_every_text_comes_back_as_it_was(text: str) -> None:
    assert unguard(guard(text)) == text


@given(st.text())
def test_no_guarded_text_begins_with_a_sign_of_a_formula(text: str) -> None:
    assert guard(text)[:1] not in set(SIGNS)


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("=1+2", "'=1+2"),
        ("+33612345678", "'+33612345678"),
        ("--05-17", "'--05-17"),
        ("'=x", "''=x"),
        ("'t Hooft", "'t Hooft"),
        ("＝1", "'＝1"),
        ("", ""),
    ],
)
def test_only_a_sign_behind_the_apostrophes_counts(text: str, out: str) -> None:
    """*'t Hooft* stays; the signs are those of reliability.md, *Bad input*, and their full-width twins."""
    assert guard(text) == out
    assert unguard(out) == text
