"""Copying rows for a spreadsheet or a mail (issue 3, item 4; reliability.md, *Bad input*)."""

from __future__ import annotations

from db.fields.people import by_keys
from desktop.records.copying import copy
from tests.builders import a_club, a_member
from tests.db.conftest import Searched
from tests.db.searched import MANNER


def test_rows_are_copied_in_their_order_with_heads_when_asked(searched: Searched) -> None:
    people = searched.people
    fields = by_keys(("last_name", "phone", "joined", "gender", "points"))
    with searched.database.read() as connection:
        plain = copy(connection, [people["sofia"], people["muller"]], fields, MANNER)
        headed = copy(connection, [people["sofia"]], fields, MANNER, with_heads=True)
    assert plain.text.splitlines() == ["Hernández García\t06 1200 4187\t31/01/2026\tFemale\t0", "Müller\t+49 30 123456\t05/03/2026\t\t0"]
    assert headed.text.splitlines()[0] == "Last name\tPhone\tJoined\tGender\tPoints"
    assert "<thead><tr><th>Last name</th><th>Phone</th>" in headed.html
    assert "<th>" not in plain.html
    assert '<td align="right">0</td>' in plain.html


def test_signs_of_markup_stay_signs(engine_url: str) -> None:
    database = a_club(engine_url)
    person = a_member(database, last_name="<b>Bos & Zn</b>").id
    with database.read() as connection:
        pasted = copy(connection, [person], by_keys(("last_name",)), MANNER)
    assert "&lt;b&gt;Bos &amp; Zn&lt;/b&gt;" in pasted.html
    database.close()


def test_nothing_that_is_pasted_becomes_a_formula_or_another_cell(engine_url: str) -> None:
    database = a_club(engine_url)
    person = a_member(database, last_name="=1+1", note="two\nlines\tand a tab").id
    with database.read() as connection:
        pasted = copy(connection, [person], by_keys(("last_name", "note")), MANNER)
    assert pasted.text == "'=1+1\ttwo lines and a tab"
    assert "<td style" in pasted.html
    assert "'=1+1</td>" in pasted.html.replace("&#x27;", "'")
    database.close()
