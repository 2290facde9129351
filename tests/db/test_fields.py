"""Every field shows and reads its values in every manner (house.md, *A column is declared once*)."""

from __future__ import annotations

import pytest

from db.errors import BadValue
from db.fields import ALL, BY_KEY, Field, Manner
from db.fields.kinds import e164, parse_day

MANNERS = [
    Manner("en-GB", "NL"),
    Manner("en-US", "US"),
    Manner("de", "DE"),
    Manner("nl", "NL"),
    Manner("sv-SE", "SE"),
    Manner("es", "ES"),
    Manner("fr", "FR"),
]


@pytest.mark.parametrize("manner", MANNERS, ids=lambda manner: manner.language)
@pytest.mark.parametrize("field", ALL, ids=lambda field: field.key)
def test_what_is_shown_is_read_again_as_the_same(field: Field, manner: Manner) -> None:
    """House test: show(parse(sample)) == sample, in each language's way to write it."""
    value = field.kind.parse(field.sample, manner)
    assert value is not None
    assert field.kind.parse(field.kind.show(value, manner), manner) == value


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("31/01/2026", "dmy", "2026-01-31"),
        ("01/31/2026", "mdy", "2026-01-31"),
        ("2026-01-31", "dmy", "2026-01-31"),
        ("2026-01-31T00:00:00", "dmy", "2026-01-31"),
        ("31.1.2026", "dmy", "2026-01-31"),
        ("29/02/2027", "dmy", None),
        ("31/02/1990", "dmy", None),
        ("1/2/26", "dmy", None),
        ("32/01/2026", "dmy", None),
        ("soon", "dmy", None),
        ("١٢/٠١/٢٠٢٦", "dmy", None),
    ],
)
def test_a_day_is_read_in_the_order_of_the_locale(text: str, order: str, day: str | None) -> None:
    """ISO text is accepted everywhere; what is no day of the calendar is none, and digits are 0 to 9 (reliability.md, *Bad input*)."""
    assert parse_day(text, order) == day


@pytest.mark.parametrize(("text", "day"), [("--05-17", "--05-17"), ("17/05", "--05-17"), ("29/02", "--02-29"), ("30/02", None)])
def test_a_birthday_may_lack_its_year(text: str, day: str | None) -> None:
    """commands.md: the year may be unknown."""
    assert parse_day(text, "dmy", partial=True) == day


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("0612 34 56 78", "FR", "+33612345678"),
        ("+33 6 12 34 56 78", "NL", "+33612345678"),
        ("0033612345678", "NL", "+33612345678"),
        ("1555", "NL", None),
        ("call me", "NL", None),
    ],
)
def test_a_phone_is_one_number_however_it_is_typed(text: str, country: str, number: str | None) -> None:
    """P1: stored as typed and as E.164 with the programme's default country."""
    assert e164(text, country) == number


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("last_name", "a\x00b"),
        ("last_name", "safe\u202etxt"),
        ("last_name", "x" * 10_000),
        ("last_name", "\ud800"),
        ("email", "not an address"),
        ("phone", "1555"),
        ("country", "Narnia"),
        ("language", "klingon!"),
        ("gender", "yes"),
        ("points", "1.5"),
        ("points", "NaN"),
        ("joined", "31/02/2026"),
    ],
)
def test_what_a_field_cannot_take_is_refused_in_one_sentence(key: str, text: str) -> None:
    """reliability.md, *Bad input*: control and bidi characters, lone surrogates, NUL, NaN, overlong text."""
    with pytest.raises(BadValue) as refused:
        BY_KEY[key].kind.parse(text, MANNERS[0])
    assert str(refused.value).endswith((".", "…"))
