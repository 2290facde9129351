"""The sample club (commands.md, `demo`): sound, the same each time, all or nothing, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from db import checks, codes, demo, demo_people, founding
from db.database import Database
from db.errors import RuleBroken, Stopped
from db.operations import activities, pass_types, promotions, stamps
from db.people_keys import number_of
from db.work import Work
from tests.builders import TODAY, a_club, a_prospect, an_act

FIGURES = ("id", "person_id", "points", "pending", "owed", "seq", "next_change_on", "remainder")


@pytest.fixture
def sample(engine_url: str) -> Iterator[Database]:
    """A sample club of 400 people."""
    database = founding.demo_club(engine_url, an_act("Demo"), 400, 7)
    yield database
    database.close()


def everyone(database: Database) -> list[tuple[object, ...]]:
    """All that is stored of the people and their points, but for who made it."""
    with database.read() as connection:
        people = connection.execute(text("SELECT * FROM people ORDER BY id")).all()
        accounts = connection.execute(text(f"SELECT {', '.join(FIGURES)} FROM accounts ORDER BY id")).all()
        entries = connection.execute(
            text("SELECT account_id, seq, kind, points, qualifying, business_date, recorded_at, balance_after FROM entries ORDER BY id")
        ).all()
        groups = connection.execute(text("SELECT person_id, group_id FROM group_members ORDER BY person_id, group_id")).all()
        cards = connection.execute(text("SELECT person_id, benefit_card_id, started_on FROM allocations ORDER BY person_id")).all()
    return [tuple(row) for part in (people, accounts, entries, groups, cards) for row in part]


def one(database: Database, query: str) -> int:
    """The figure of a query."""
    with database.read() as connection:
        return int(connection.execute(text(query)).scalar_one())


def test_the_sample_club_is_sound(sample: Database) -> None:
    """commands.md: sound by `check`."""
    assert [check for check in checks.check(sample) if not check.ok] == []


def test_the_same_number_seed_and_day_give_the_same_content(engine_url: str, sample: Database, tmp_path: Path) -> None:
    """commands.md: also across the two engines."""
    again = founding.demo_club(str(tmp_path / "again.regulars"), an_act("Demo"), 400, 7)
    assert everyone(again) == everyone(sample)
    again.close()


def test_another_seed_draws_other_people(sample: Database, tmp_path: Path) -> None:
    """commands.md: S decides."""
    other = founding.demo_club(str(tmp_path / "other.regulars"), an_act("Demo"), 400, 8)
    assert everyone(other) != everyone(sample)
    other.close()


def test_about_nine_of_ten_are_members_and_the_others_guests_and_invited(sample: Database) -> None:
    """commands.md, `demo`."""
    assert one(sample, "SELECT count(*) FROM people") == 400
    assert 330 <= one(sample, "SELECT count(*) FROM people WHERE stage = 'member'") <= 385
    assert one(sample, "SELECT count(*) FROM people WHERE stage = 'guest'") > 5
    assert one(sample, "SELECT count(*) FROM people WHERE stage = 'invited'") > 5


def test_each_account_with_points_has_one_opening_entry(sample: Database) -> None:
    """Issue 3, item 2: so that the ledger begins sound; L12."""
    assert one(sample, "SELECT count(*) FROM entries") == one(sample, "SELECT count(*) FROM accounts WHERE points > 0")
    assert one(sample, "SELECT count(*) FROM entries WHERE kind <> 'opening' OR seq <> 1 OR qualifying <> 0") == 0


def test_a_club_with_a_ledger_is_sound_and_the_same_each_time(engine_url: str, tmp_path: Path) -> None:
    """commands.md, `demo --entries M`: about M entries of sales, redemptions and refunds over three years, also across the two engines."""
    made = founding.demo_club(engine_url, an_act("Demo"), 300, 7, entries=3000)
    assert [check for check in checks.check(made) if not check.ok] == []
    assert 2400 <= one(made, "SELECT count(*) FROM entries") <= 3600
    with made.read() as connection:
        kinds = connection.execute(text("SELECT DISTINCT kind FROM entries ORDER BY kind")).scalars().all()
        first, last = connection.execute(text("SELECT min(business_date), max(business_date) FROM entries")).one()
    assert kinds == ["earn", "redeem", "refund"]
    assert "2023-07-16" <= first < "2024-01-01"
    assert "2026-06-01" < last <= "2026-07-15"
    assert one(made, "SELECT count(*) FROM people JOIN tiers ON tiers.id = tier_id WHERE rank > 0") > 5
    again = founding.demo_club(str(tmp_path / "again.regulars"), an_act("Demo"), 300, 7, entries=3000)
    assert everyone(again) == everyone(made)
    again.close()
    made.close()


def test_a_ledger_lives_by_the_expiry_of_its_club(engine_url: str) -> None:
    """E1, E4: a trial club that was founded before keeps its settings, and what has lapsed by its day is booked."""
    club = a_club(engine_url)
    club.perform(an_act("Settings"), set_policy)
    club.close()
    made = founding.demo_club(engine_url, an_act("Demo"), 60, 7, entries=600)
    assert one(made, "SELECT count(*) FROM entries WHERE kind = 'expire'") > 10
    assert [check for check in checks.check(made) if not check.ok] == []
    made.close()


def set_policy(work: Work) -> None:
    """Points end three months after they were earned, and wait for a week."""
    work.connection.execute(text("UPDATE programme SET expiry_policy = 'months', expiry_length = 3, points_pending_days = 7"))


def test_more_entries_than_people_can_have_are_refused(tmp_path: Path) -> None:
    """A sentence, and no file."""
    with pytest.raises(RuleBroken, match="0 to 2000 entries"):
        founding.demo_club(str(tmp_path / "club.regulars"), an_act("Demo"), 2, 1, entries=2001)
    assert list(tmp_path.iterdir()) == []


def test_the_newest_member_joined_latest(sample: Database) -> None:
    """Issue 3, item 4: the default order is joined, newest first, and the later number first."""
    with sample.read() as connection:
        joined = [row[0] for row in connection.execute(text("SELECT joined FROM people WHERE joined IS NOT NULL ORDER BY id"))]
    assert joined == sorted(joined)
    assert joined[-1] <= TODAY.isoformat()
    assert joined[0] < "2023-06"


def test_new_people_go_on_after_the_sample(sample: Database) -> None:
    """P10: the counter stands behind the last one."""
    assert a_prospect(sample).number == number_of(401)


def test_the_same_op_id_makes_one_club(engine_url: str) -> None:
    """commands.md: a retry with the same id changes nothing and answers as the first time did."""
    act = an_act("Demo")
    founding.demo_club(engine_url, act, 50, 1).close()
    again = founding.demo_club(engine_url, act, 50, 1)
    assert one(again, "SELECT count(*) FROM people") == 50
    again.close()


def test_a_database_with_people_is_left_alone(engine_url: str) -> None:
    """commands.md: in an empty or new database."""
    database = a_club(engine_url)
    a_prospect(database)
    with pytest.raises(RuleBroken, match="people already"):
        founding.demo_club(engine_url, an_act("Demo"), 50, 1)
    assert one(database, "SELECT count(*) FROM people") == 1
    database.close()


def test_a_club_without_people_keeps_its_name(engine_url: str) -> None:
    """A new trial club may be filled with sample people."""
    a_club(engine_url, name="Café Noor").close()
    database = founding.demo_club(engine_url, an_act("Demo"), 50, 1)
    with database.read() as connection:
        assert connection.execute(text("SELECT name FROM programme")).scalar() == "Café Noor"
    assert [check for check in checks.check(database) if not check.ok] == []
    database.close()


def test_nobody_at_all_is_a_trial_club(engine_url: str) -> None:
    """commands.md: N = 0 is `new --trial`."""
    database = founding.demo_club(engine_url, an_act("Demo"), 0, 1)
    assert one(database, "SELECT count(*) FROM tiers") == 1
    assert one(database, "SELECT count(*) FROM people") == 0
    database.close()


def test_a_stopped_demo_leaves_no_file(tmp_path: Path) -> None:
    """commands.md: Ctrl+C stops it with nothing half done."""
    file = tmp_path / "club.regulars"
    with pytest.raises(Stopped):
        founding.demo_club(str(file), an_act("Demo"), 50, 1, stop=lambda: True)
    assert list(tmp_path.iterdir()) == []


def test_a_stop_while_an_index_is_made_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long statement looks whether to stop as well."""
    from db import bulk

    monkeypatch.setattr(bulk, "_LOOK_EVERY", 50)
    drawn: list[int] = []
    with pytest.raises(Stopped):
        founding.demo_club(
            str(tmp_path / "club.regulars"),
            an_act("Demo"),
            3000,
            1,
            progress=lambda done, total: drawn.append(done),
            stop=lambda: bool(drawn),
        )
    assert list(tmp_path.iterdir()) == []


def test_too_many_people_are_refused(tmp_path: Path) -> None:
    """Phones of seven figures do not differ for more."""
    with pytest.raises(RuleBroken, match="5000000"):
        founding.demo_club(str(tmp_path / "club.regulars"), an_act("Demo"), demo_people.MOST + 1, 1)
    assert list(tmp_path.iterdir()) == []


def test_codes_and_phones_differ_over_a_long_stretch() -> None:
    """K3, P2: their ways of drawing have a way back, so none comes twice; the check sign is ours."""
    signs = demo_people._signs(1, 50_000, 3)
    assert len(set(signs)) == 50_000
    assert codes.recognised(codes.readable(signs[17])) == codes.readable(signs[17])
    assert len(set(demo_people._figures(1, 50_000, 3))) == 50_000


def test_every_made_up_phone_and_mail_is_one_that_a_form_takes() -> None:
    """P1: so that an unedited sheet comes back without an error."""
    from db.fields import BY_KEY, Manner

    for run in demo_people.people(300, 5, TODAY, (1, 2, 3, 4, 5), demo.CLUB.country):
        for person in run:
            for key in (
                "phone",
                "other_phone",
                "email",
                "country",
                "language",
                "birthday",
                "anniversary",
                "first_name",
                "last_name",
                "interests",
            ):
                value = person.columns[key]
                if value is not None:
                    assert BY_KEY[key].kind.parse(str(value), Manner("en-GB", "SE", "UTC")) == value, key


def test_the_shelves_of_a_sample_club_are_full(engine_url: str) -> None:
    """Whoever looks around finds what to redeem, stamp and use; asked again under the same op_id nothing is doubled."""
    act = an_act("Demo", op_id="01980000-0000-7000-8000-00000000d311")
    founding.demo_club(engine_url, act, 300, 7, entries=3000).close()
    made = founding.demo_club(engine_url, act, 300, 7, entries=3000)
    with closing(made), made.read() as connection:
        assert [row.name for row in stamps.types(connection, TODAY)] == ["Cake card", "Coffee card"]
        assert {row.name: row.sold for row in pass_types.types(connection)} == {"Breakfast pass": 20, "Reading room": 20}
        assert sum(row.open for row in stamps.types(connection, TODAY)) == 120
        assert len(activities.listed(connection)) == 2
        assert [promotion.name for promotion in promotions.listed(connection)] == ["Double points in the reading weeks"]
        assert [check.name for check in checks.check(made) if not check.ok] == []
