"""Card codes (K3, K4)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from db import codes

SIGNS = st.text(codes.SIGNS, min_size=8, max_size=8)


@given(SIGNS)
def test_a_code_is_recognised_however_it_is_typed(signs: str) -> None:
    """K4: case and dashes ignored, O = 0, I = L = 1."""
    code = codes.readable(signs)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert codes.recognised(typed) == code
    assert codes.recognised(f"REGULARS://MEMBER/{code}") == code


@given(SIGNS, st.integers(0, 7), st.sampled_from(codes.SIGNS))
def test_one_wrong_sign_is_found(signs: str, place: int, other: str) -> None:
    """K3: the check sign stands over prefix and signs."""
    wrong = signs[:place] + other + signs[place + 1 :]
    if wrong != signs and codes.SIGNS.index(other) % 31 != codes.SIGNS.index(signs[place]) % 31:
        code = codes.readable(signs)
        assert codes.recognised(f"RG1-{wrong[:4]}-{wrong[4:]}-{code[-1]}") is None


@given(st.text(max_size=60))
def test_any_other_text_is_no_code(text: str) -> None:
    """Only our own prefix with a right check sign opens a member (reliability.md, *Bad input*)."""
    found = codes.recognised(text)
    assert found is None or found.startswith("RG1-")


def test_codes_hold_no_confusing_letters() -> None:
    """K3: Crockford's base 32 has no I, L, O, U."""
    drawn = {codes.new_code() for _ in range(500)}
    assert len(drawn) == 500
    assert all(not set("ILOU") & set(code[4:]) for code in drawn)
