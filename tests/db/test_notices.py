"""What waits to be told, marking it as told, and what the day brings (N5, N6, N4)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from db.database import Database
from db.entities.rewards import Notice
from db.operations import notices, passes, points
from db.operations import tiers as tier_operations
from db.rewards import noticing
from db.work import Work
from tests.builders import TODAY, a_club, an_act
from tests.builders_rewards import (
    a_file_club,
    a_holder,
    a_reward,
    earn,
    give,
    outbox,
    set_club,
    set_person,
    told,
)
from tests.builders_stamps import a_pass_type


def ids(database: Database, person: int) -> list[int]:
    """The ids of a member's notices."""
    with database.read() as connection:
        return list(connection.execute(select(Notice.c.id).where(Notice.c.person_id == person).order_by(Notice.c.id)).scalars())


def day(database: Database, today: date, *, since: date | None = None) -> int:
    """The notices of one day."""
    return database.perform(an_act("Day", today=today), notices.daily, since=since)


def test_a_notice_is_told_once_and_then_gone_from_the_desk(engine_url: str) -> None:
    """N5: shown when the member is opened or scanned; two desks tell it once."""
    database = a_club(engine_url)
    a_reward(database)
    person = a_holder(database, 200)
    assert len(told(database, person)) == 1
    assert database.perform(an_act(), notices.tell, ids(database, person)) == 1
    assert database.perform(an_act(operator="Jonas"), notices.tell, [*ids(database, person), 999]) == 0
    assert (told(database, person), outbox(database, person)[0][2]) == ([], "told")
    database.close()


def test_what_goes_by_mail_is_not_shown_at_the_desk(tmp_path: Path) -> None:
    """N5: mail if the member has an address, otherwise the desk."""
    database = a_file_club(tmp_path)
    a_reward(database)
    person = a_holder(database, 200, email="zoe@example.org")
    assert (len(told(database, person)), len(told(database, person, "mail"))) == (0, 1)
    database.close()


def test_points_about_to_expire_are_told_at_two_lead_times_once_each(engine_url: str) -> None:
    """N6, N3: notices.expiry_lead_days, 30 and 7: a warning and a last chance; missed days are caught up."""
    database = a_club(engine_url)
    person = a_holder(database)
    last = TODAY + timedelta(days=60)
    earn(database, person, 40, expires=last)
    earn(database, person, 60, expires=last)
    earn(database, person, 5)
    counts = [day(database, last - timedelta(days=before)) for before in (31, 30, 29, 8, 5, 4, 0)]
    assert counts == [0, 1, 0, 0, 1, 0, 0]
    assert outbox(database, person) == [
        ("points_expiring", f"day:{last}:30", "waiting"), ("points_expiring", f"day:{last}:7", "waiting"),
    ]  # fmt: skip
    assert told(database, person)[0] == f"100 points can be used until {last}."
    database.close()


def test_points_already_short_of_their_last_day_get_the_last_chance_only(tmp_path: Path) -> None:
    """N6: one notice, not two at once."""
    database = a_file_club(tmp_path, notices_expiry_lead_days="14 and 3")
    person = a_holder(database)
    earn(database, person, 40, expires=TODAY + timedelta(days=2))
    earn(database, person, 60, expires=TODAY + timedelta(days=14))
    earn(database, person, 80, expires=TODAY + timedelta(days=15))
    assert day(database, TODAY) == 2
    assert {about for _, about, _ in outbox(database, person)} == {"day:2026-07-17:3", "day:2026-07-29:14"}
    database.close()


def test_spent_points_and_those_of_members_who_left_are_not_told(tmp_path: Path) -> None:
    """N6: only what is left, only active members."""
    database = a_file_club(tmp_path)
    spent, gone = a_holder(database), a_holder(database, last_name="Gone")
    for person in (spent, gone):
        earn(database, person, 40, expires=TODAY + timedelta(days=5))
    database.perform(an_act(), points.adjust, [spent], -40, note="correction")
    set_person(database, gone, status="removed")
    assert day(database, TODAY) == 0
    database.close()


def test_a_reward_about_to_expire_is_told_once(engine_url: str) -> None:
    """N6: at the last of the lead times."""
    database = a_club(engine_url)
    person = a_holder(database)
    last = TODAY + timedelta(days=20)
    issued = give(database, person, name="Flowers", expires_on=last)
    give(database, person, name="For ever")
    give(database, person, name="Used", expires_on=last, handed_over=True)
    assert [day(database, last - timedelta(days=before)) for before in (8, 7, 0, -1)] == [0, 1, 0, 0]
    assert outbox(database, person) == [("reward_expiring", f"issued:{issued}:{last}", "waiting")]
    assert told(database, person) == [f"“Flowers” can be used until {last}."]
    database.close()


def test_a_tier_review_is_told_before_it_comes(engine_url: str) -> None:
    """N6, T12: for tiers above the base tier."""
    database = a_club(engine_url)
    gold = database.perform(an_act(), tier_operations.add, name="Gold", threshold=5000).id
    person, plain = a_holder(database), a_holder(database, last_name="Plain")
    review = TODAY + timedelta(days=40)
    set_person(database, person, tier_id=gold, tier_review=review.isoformat())
    set_person(database, plain, tier_review=review.isoformat())
    assert [day(database, review - timedelta(days=before)) for before in (31, 30, 1)] == [0, 1, 0]
    assert (told(database, person), outbox(database, plain)) == ([f"The tier Gold is reviewed on {review}."], [])
    database.close()


def test_a_pass_with_its_last_use_left_is_told_once(engine_url: str) -> None:
    """N6: pass nearly used up."""
    database = a_club(engine_url)
    person = a_holder(database, joined="2026-07-01")
    swim = a_pass_type(database, "Swim 2", uses=2)
    sold = database.perform(an_act("Sell"), passes.sell, [person], swim)[0]
    assert day(database, TODAY) == 0
    database.perform(an_act("Use"), passes.use, [sold.pass_id])
    assert (day(database, TODAY), day(database, TODAY)) == (1, 0)
    assert told(database, person)[0] == "Uses left on “Swim 2”: 1."
    database.close()


def test_who_joined_is_welcomed_once_but_nobody_from_a_sheet(engine_url: str) -> None:
    """N6, N4: imports tell nothing."""
    database = a_club(engine_url)
    today = date(2026, 7, 16)
    person = a_holder(database, joined="2026-07-15")
    old, sheet = a_holder(database, last_name="Old", joined="2026-07-01"), a_holder(database, last_name="Sheet", joined="2026-07-15")
    set_person(database, sheet, came_by="sheet")
    assert (day(database, today), day(database, today), day(database, today + timedelta(days=1))) == (1, 0, 0)
    assert (outbox(database, person), outbox(database, old), outbox(database, sheet)) == ([("welcome", "welcome", "waiting")], [], [])
    assert day(database, today, since=date(2026, 7, 1)) == 1
    database.close()


def test_a_large_day_is_written_in_parts(tmp_path: Path) -> None:
    """Issue 4, *How well*: the rows go through the driver in bulk."""
    database = a_file_club(tmp_path)
    people = [a_holder(database, last_name=f"Member {place}", joined="2026-07-15") for place in range(60)]
    assert day(database, TODAY) == 60
    assert {tuple(outbox(database, person)) for person in people} == {(("welcome", "welcome", "waiting"),)}
    database.close()


def test_every_kind_has_a_sentence_that_its_details_fill(tmp_path: Path) -> None:
    """N7: what waits at the desk can always be shown."""
    details: dict[str, dict[str, Any]] = {
        "reward": {"reward": "Coffee", "points": 200, "others": []}, "points_expiring": {"points": 5, "day": "2026-08-01"},
        "reward_expiring": {"reward": "Coffee", "day": "2026-08-01"}, "tier_reached": {"tier": "Gold"},
        "tier_review": {"tier": "Gold", "day": "2026-08-01"}, "pass_low": {"pass_name": "Swim 10", "left": 2},
        "birthday": {"day": "2026-08-01", "gift": "Cake"}, "anniversary": {"day": "2026-08-01", "points": 50}, "welcome": {},
    }  # fmt: skip
    named = {key.removesuffix("_points") for key in noticing.TEXTS} - {"rewards"}
    assert set(details) == named
    database = a_file_club(tmp_path)
    person = a_holder(database)

    def fill(work: Work) -> None:
        for kind, values in details.items():
            row = noticing.row(person, kind, None, None, kind, values, "2026-07-15", work.now)
            work.connection.execute(insert(Notice).values(**row, op_id=work.op_id))

    database.perform(an_act(), fill)
    assert len(told(database, person)) == len(details)
    assert "For the anniversary on 2026-08-01: 50 points." in told(database, person)
    database.close()


def test_the_lead_times_are_read_longest_first() -> None:
    """N6: the warning, then the last chance."""
    assert [notices.lead_days(text) for text in ("30 and 7", "7 and 30", "14 and 14")] == [(30, 7), (30, 7), (14,)]


def test_the_details_of_a_notice_are_kept_as_they_were(tmp_path: Path) -> None:
    """N7: placeholders, without internal notes."""
    database = a_file_club(tmp_path)
    coffee = a_reward(database)
    set_club(database, notices_repeat_days=0)
    person = a_holder(database, 200)
    with database.read() as connection:
        stored = json.loads(connection.execute(select(Notice.c.details)).scalar_one())
    assert stored == {"reward": "Coffee", "points": 200, "others": [], "available": 200, "rewards": [[coffee.id, "Coffee", 200]]}
    assert outbox(database, person)[0][1] == f"reward:{coffee.id}"
    database.close()
