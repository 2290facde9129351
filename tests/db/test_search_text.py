"""The search box: words in any order, phones, codes, e-mail, and whatever else people paste (table.md, *Search*)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.search import Query, first_ids, text_ids, who
from db.search.wording import MOST_WORDS, understood
from tests.db.conftest import Searched
from tests.db.searched import PEOPLE

CASES: list[tuple[str, set[str]]] = [
    ("ann nov", {"anna"}),
    ("nov ann", {"anna"}),
    ("novakova", {"anna"}),
    ("muller", {"muller"}),
    ("MÜLLER jür", {"muller"}),
    ("obrien", {"annemarie"}),
    ("o'brien", {"annemarie"}),
    ("anne-marie", {"annemarie"}),
    ("marie anne", {"annemarie"}),
    ("utr", {"sofia", "annemarie"}),
    ("book club", {"sofia", "annemarie"}),
    ("espresso ann", {"anna"}),
    ("06 1200 4187", {"sofia"}),
    ("0612004187", {"sofia"}),
    ("+31 6 1200", {"sofia", "anna"}),
    ("0031 6 1200 41", {"sofia"}),
    ("+31 (0)6 1200 41", {"sofia"}),
    ("31612004187", {"sofia"}),
    ("4187", {"sofia"}),
    ("004187", {"sofia"}),
    ("5518 anna", {"anna"}),
    ("06-1200-5518", {"anna"}),
    ("123456", {"muller"}),
    ("anna@example.com", {"anna"}),
    ("anna@example.org", set()),
    ("sofia.h@", {"sofia"}),
    ("example", set()),
    ("vakov", set()),
    ("zzz", set()),
    ("???", set()),
    ("🎉", set()),
    ("anna %", {"anna"}),
    ('anna "*( -^:', {"anna"}),
]
HOSTILE = [
    '" * ( AND NEAR : - ^ % _ \\ \'', "anna\x00", "\u202eanna", "a" * 10_000, "anna " * 2_000, "'; DROP TABLE people; --", "ann* OR nov*", '"',
    "NEAR(a b)", "\ud800", "%%%%", "____", "\\", "☃ é", "ⅷ ①", "ب ت", "𞤀𞤁 ab𞤀cd", "a\u0301nna", "ß", "é" * 300, "1" * 5_000, "+" * 99, "()" * 99,
    "@" * 99, "@", "a@b@c",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_a_text_finds_whom_it_says(searched: Searched, text: str, expected: set[str]) -> None:
    assert searched.names(text=text) == expected


def test_a_card_code_is_found_with_and_without_dashes_in_part_and_confused(searched: Searched) -> None:
    """K4: O is read as 0, I and L as 1; table.md: a card code with or without dashes."""
    with searched.database.read() as connection:
        (row,) = connection.exec_driver_sql(f"SELECT code FROM people WHERE id = {searched.people['anna']}")
    code = str(row[0])
    confused = code[:3] + code[3:].replace("0", "O").replace("1", "L")
    for typed in (
        code,
        code.replace("-", ""),
        code.lower(),
        code.replace("-", " "),
        code[:11],
        code[4:],
        confused,
        confused[:11],
        f"regulars:member/{code}",
    ):
        assert "anna" in searched.names(text=typed), typed
    assert searched.names(text=code) == {"anna"}


def test_one_and_two_letters_find_as_well(searched: Searched) -> None:
    """table.md: 1 and 2 letters work; a random card code may begin with them too, so others may come along."""
    assert searched.names(text="a") >= {"anna", "annemarie"}
    assert searched.names(text="an") >= {"anna", "annemarie"}
    assert searched.names(text="u") >= {"sofia", "annemarie"}


def test_a_number_is_found_by_its_beginning(searched: Searched) -> None:
    assert searched.names(text=str(10000 + searched.people["anna"])) == {"anna"}
    assert searched.names(text="1000") >= {"anna", "sofia"}


def test_words_are_also_found_inside_when_asked(searched: Searched) -> None:
    """table.md: nothing found at the beginning of words, so a scan inside words follows late."""
    with searched.database.read() as connection:
        assert text_ids(connection, "vakov").tolist() == []
        assert text_ids(connection, "vakov", inside=True).tolist() == [searched.people["anna"]]
        assert text_ids(connection, "%", inside=True).tolist() == []


@pytest.mark.parametrize("text", HOSTILE, ids=[ascii(text[:20]) for text in HOSTILE])
def test_hostile_texts_do_no_harm(searched: Searched, text: str) -> None:
    """Issue 3, *Bad input*: search text full of SQL and FTS operators, NULs, 10,000 characters."""
    with searched.database.read() as connection:
        for inside in (False, True):
            assert len(text_ids(connection, text, inside=inside)) <= len(PEOPLE)
        assert len(first_ids(connection, Query(text=text))) <= len(PEOPLE)
        assert isinstance(who(connection, text), tuple)
    assert searched.names() != set()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40))
def test_any_text_at_all_can_be_searched_for(searched: Searched, text: str) -> None:
    """No text reaches a query grammar: whatever is typed, a search answers."""
    with searched.database.read() as connection:
        assert len(text_ids(connection, text)) <= len(PEOPLE)
        assert len(text_ids(connection, text, inside=True)) <= len(PEOPLE)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_beginnings_of_somebodys_words_find_them(searched: Searched, data: st.DataObject) -> None:
    """Every word must begin a word of the person, in any order, accents and case ignored."""
    name = data.draw(st.sampled_from(sorted(PEOPLE)))
    words = " ".join(value for key, value in PEOPLE[name].items() if key in ("first_name", "last_name", "city")).split()
    chosen = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=3))
    text = " ".join(word[: data.draw(st.integers(1, len(word)))] for word in chosen)
    with searched.database.read() as connection:
        assert searched.people[name] in text_ids(connection, data.draw(st.sampled_from([text, text.upper(), text.lower()]))).tolist()


def test_a_pasted_page_is_cut() -> None:
    """A search has as many words as a person may have, not as many as were pasted."""
    assert len(understood(" ".join(f"w{number}" for number in range(500))).terms) <= MOST_WORDS
    assert len(understood("1 " * 5000).terms) <= MOST_WORDS


def test_who_is_meant_exactly(searched: Searched) -> None:
    """P6: number, card, phone, e-mail; over all stages."""
    people = searched.people
    with searched.database.read() as connection:
        (row,) = connection.exec_driver_sql(f"SELECT code FROM people WHERE id = {people['sofia']}")
        asked = [
            str(10000 + people["anna"]), row[0], str(row[0]).lower().replace("-", ""), "06 1200 4187", "+31612004187", "SOFIA.H@example.org",
            "marek@example.org", "0670000002", "4187", "Anna", "", "99999", "RG1-0000-0000-0",
        ]  # fmt: skip
        found = {text: [(match.id, match.by) for match in who(connection, text)] for text in asked}
    assert found == {
        str(10000 + people["anna"]): [(people["anna"], "number")],
        row[0]: [(people["sofia"], "code")],
        str(row[0]).lower().replace("-", ""): [(people["sofia"], "code")],
        "06 1200 4187": [(people["sofia"], "phone")],
        "+31612004187": [(people["sofia"], "phone")],
        "SOFIA.H@example.org": [(people["sofia"], "email")],
        "marek@example.org": [(people["marek"], "email")],
        "0670000002": [(people["guest"], "phone")],
        "4187": [],
        "Anna": [],
        "": [],
        "99999": [],
        "RG1-0000-0000-0": [],
    }


def test_a_removed_person_is_still_known_by_number_and_phone(searched: Searched) -> None:
    """K7: removed members open with a banner."""
    with searched.database.read() as connection:
        (match,) = who(connection, "0699991234")
    assert (match.id, match.status, match.stage) == (searched.people["maria"], "removed", "member")


def test_a_part_of_a_card_code_may_be_letters_alone() -> None:
    """K4: dashes between its signs are no reason to take them for words."""
    assert ("wgjkmcevk",) in understood("WGJK-MCEV-K").terms[0]
    assert understood("anne-marie").terms == ((("anne", "marie"),),)
