"""Conditions in the grammar of the command line find the same people on both engines (commands.md, *Selecting*)."""

from __future__ import annotations

import pytest

from db.database import Database
from db.errors import RuleBroken, Told
from db.search import Query, Sort, among, condition, condition_ids, count, id_set, ids, sort_by, stages, sums
from tests.db.conftest import Searched
from tests.db.searched import MANNER, PEOPLE

MEMBERS = {"sofia", "muller", "anna", "annemarie", "sukarno"}
CASES: list[tuple[tuple[str, ...], set[str]]] = [
    (("city=Utrecht",), {"sofia", "annemarie"}),
    (("city=UTRECHT|zurich",), {"sofia", "annemarie", "muller"}),
    (("city!=Utrecht",), {"muller", "anna", "sukarno"}),
    (("city=",), {"sukarno"}),
    (("city=|Delft",), {"sukarno", "anna"}),
    (("city!=",), MEMBERS - {"sukarno"}),
    (("city~rec",), {"sofia", "annemarie"}),
    (("city>=t",), {"sofia", "annemarie", "muller"}),
    (("last_name=hernandez garcia",), {"sofia"}),
    (("last_name=Hernandez",), set()),
    (("last_name=sukarno",), {"sukarno"}),
    (("last_name=obrien",), {"annemarie"}),
    (("first_name=anna",), {"anna"}),
    (("first_name=Jurgen|SOFIA",), {"muller", "sofia"}),
    (("first_name=",), {"sukarno"}),
    (("first_name~nn",), {"anna", "annemarie"}),
    (("first_name!=anna",), MEMBERS - {"anna"}),
    (("last_name~ull",), {"muller"}),
    (("email=SOFIA.h@EXAMPLE.org",), {"sofia"}),
    (("email~example.com",), {"anna"}),
    (("email=",), {"muller", "annemarie", "sukarno"}),
    (("phone=0612004187",), {"sofia"}),
    (("phone=+49 30 123456",), {"muller"}),
    (("phone~4187",), {"sofia"}),
    (("phone~06 1200",), {"sofia", "anna"}),
    (("phone=",), {"annemarie", "sukarno"}),
    (("street~OUDEGRACHT",), {"sofia"}),
    (("street~%",), {"sukarno"}),
    (("street~_weg\\ 5",), {"sukarno"}),
    (("street=oudegracht 214",), {"sofia"}),
    (("note~window",), {"sofia"}),
    (("note=",), MEMBERS - {"sofia"}),
    (("joined=2026-03-05",), {"muller", "anna"}),
    (("joined=05/03/2026|31/01/2026",), {"muller", "anna", "sofia"}),
    (("joined>2026-03-05",), {"sukarno"}),
    (("joined>=2026-01-31", "joined<2026-03-06"), {"sofia", "muller", "anna"}),
    (("joined~2026-03",), {"muller", "anna", "sukarno"}),
    (("birthday=12-24",), {"sofia"}),
    (("birthday=--01-03",), {"muller"}),
    (("birthday=1990-06-30",), {"anna"}),
    (("birthday<1990-01-01",), {"sofia"}),
    (("birthday>=12-20", "birthday<=01-05"), {"sofia", "muller"}),
    (("birthday>=01-01", "birthday<=06-30"), {"muller", "anna"}),
    (("birthday>=05-01",), {"sofia", "anna"}),
    (("birthday=",), {"annemarie", "sukarno"}),
    (("gender=Female",), {"sofia"}),
    (("gender=female|",), MEMBERS),
    (("consent=Yes",), {"anna"}),
    (("consent!=yes",), MEMBERS - {"anna"}),
    (("interests=ESPRESSO",), {"sofia", "anna"}),
    (("interests=book",), set()),
    (("interests~book",), {"sofia"}),
    (("interests!=books",), MEMBERS - {"sofia"}),
    (("groups=chess evening",), {"annemarie"}),
    (("groups=book club",), {"sofia", "annemarie"}),
    (("groups!=Book club",), MEMBERS - {"sofia", "annemarie"}),
    (("groups=",), {"muller", "anna", "sukarno"}),
    (("groups~evening",), {"annemarie"}),
    (("tier=member",), MEMBERS),
    (("tier!=member",), set()),
    (("tier>=Member",), MEMBERS),
    (("benefit_card=",), MEMBERS),
    (("benefit_card=Student",), set()),
    (("points=0",), MEMBERS),
    (("points>0",), set()),
    (("owed<=0", "points>=0"), MEMBERS),
    (("status=suspended",), {"annemarie"}),
    (("status=Removed|suspended",), {"annemarie", "maria"}),
    (("status!=active",), {"annemarie", "maria"}),
    (("stage=member",), MEMBERS),
    (("country=",), MEMBERS),
    (("language=nl",), set()),
    (("created!=",), MEMBERS),
    (("created>=2000-01-01", "changed>2000-01-01"), MEMBERS),
    (("created<2000-01-01",), set()),
    (("code~RG1",), MEMBERS),
]


@pytest.mark.parametrize(("filters", "expected"), CASES, ids=[" ".join(filters) for filters, _ in CASES])
def test_a_filter_finds_whom_it_says(searched: Searched, filters: tuple[str, ...], expected: set[str]) -> None:
    assert searched.names(*filters) == expected


def test_numbers_and_codes_select(searched: Searched) -> None:
    """K4: a code is known in any spelling; numbers compare as numbers."""
    number = str(10000 + searched.people["anna"])
    assert searched.names(f"number={number}") == {"anna"}
    assert searched.names(f"number<={number}", f"number>={number}") == {"anna"}
    with searched.database.read() as connection:
        (row,) = connection.exec_driver_sql(f"SELECT code FROM people WHERE id = {searched.people['anna']}")
    code = row[0]
    assert searched.names(f"code={code.lower().replace('-', '')}") == {"anna"}
    assert searched.names(f"code~{code[4:11]}") == {"anna"}


def test_the_other_phone_is_compared_by_its_digits(searched: Searched) -> None:
    assert searched.names("other_phone=+31 20 6241111", "status=removed") == {"maria"}
    assert searched.names("other_phone~624 11", "status=removed") == {"maria"}


def test_stages_and_statuses_that_are_shown(searched: Searched) -> None:
    """commands.md: default member; without a filter on status, active and suspended people."""
    assert searched.names() == MEMBERS
    assert searched.names(stages=stages("prospect")) == {"marek", "guest"}
    assert searched.names(stages=stages("guest")) == {"guest"}
    assert searched.names(stages=stages("any")) == set(PEOPLE) - {"maria"}


def test_sets_counts_and_lists_agree(searched: Searched) -> None:
    """A set, a count, an ordered list and a limited list are the same people."""
    query = Query(conditions=(condition("city=Utrecht", MANNER),), sort=(Sort("last_name"),))
    with searched.database.read() as connection:
        listed = ids(connection, query).tolist()
        assert listed == [searched.people["sofia"], searched.people["annemarie"]]
        assert sorted(id_set(connection, query).tolist()) == sorted(listed)
        assert count(connection, query) == 2
        assert ids(connection, query, 1).tolist() == listed[:1]
        assert ids(connection, query, 0).tolist() == []
        assert set(condition_ids(connection, query.conditions).tolist()) == set(listed)
        assert sums(connection, query, ("points", "owed")) == {"points": 0, "owed": 0}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("nonsense", "nonsense"),
        ("shoe_size=44", "shoe_size"),
        ("joined=soon", "joined"),
        ("joined>=2026-02-30", "2026-02-30"),
        ("points>many", "points"),
        ("gender=robot", "robot"),
        ("gender>female", "gender"),
        ("city>=a|b", "city"),
        ("joined<", "joined"),
        ("city~", "city"),
        ("city=a\x00b", "U+0000"),
        ("city=\u202etxt", "U+202E"),
        ("street=" + "x" * 5000, "street"),
        ("birthday=02-30", "birthday"),
        ("number>ten", "number"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused_by_name(text: str, named: str) -> None:
    """Issue 3, *Bad input*: one plain sentence that names the field or the text."""
    with pytest.raises(Told) as refused:
        condition(text, MANNER)
    assert named in str(refused.value)


def test_an_unknown_sort_or_stage_is_refused_by_name() -> None:
    with pytest.raises(RuleBroken, match="shoe_size"):
        sort_by("-shoe_size")
    with pytest.raises(RuleBroken, match="king"):
        stages("king")
    assert sort_by("-joined") == Sort("joined", descending=True)


def test_a_day_of_the_club_is_a_day_in_its_time_zone(engine_url: str) -> None:
    """rules.md: dates are local dates of the programme's time zone; midnight in Amsterdam is 22:00 UTC in summer."""
    from datetime import UTC, datetime

    from tests.builders import a_club, a_member

    database = a_club(engine_url)
    late = Database(database.url, desk="desk 2", clock=lambda: datetime(2026, 7, 10, 22, 30, tzinfo=UTC))
    person = a_member(late, joined="2026-07-01").id
    with database.read() as connection:
        assert condition_ids(connection, [condition("created=2026-07-11", MANNER)]).tolist() == [person]
        assert condition_ids(connection, [condition("created>2026-07-10", MANNER)]).tolist() == [person]
        assert condition_ids(connection, [condition("created<=2026-07-10", MANNER)]).tolist() == []
        assert condition_ids(connection, [condition("created<2026-07-11", MANNER)]).tolist() == []
        assert condition_ids(connection, [condition("created>=2026-07-11", MANNER)]).tolist() == [person]
    late.close()
    database.close()


def test_exactly_these_people_are_a_condition_like_any_other(searched: Searched) -> None:
    """`among`: many ids as one value; together with others, of any stage, and of nobody."""
    some = [searched.people["sofia"], searched.people["muller"], 99_999]
    with searched.database.read() as connection:
        assert sorted(condition_ids(connection, [among(some)]).tolist()) == sorted(some[:2])
        both = Query(conditions=(among(some), condition("city=Utrecht", MANNER)))
        assert ids(connection, both).tolist() == [searched.people["sofia"]]
        # Exactly these, the removed among them: a list that was counted is shown whole.
        everybody = condition("status=active|suspended|removed|merged|anonymised", MANNER)
        assert count(connection, Query(conditions=(among(range(200_000)),))) == count(connection, Query(conditions=(everybody,)))
        assert condition_ids(connection, [among([])]).tolist() == []


def test_people_by_id_cannot_be_typed() -> None:
    with pytest.raises(RuleBroken, match="not a column"):
        condition("people=1", MANNER)
