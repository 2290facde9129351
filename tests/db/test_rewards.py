"""The catalogue, redeeming, giving, handing over, revoking and reversing (R1–R9, L4, L7, L9), the same on both engines."""

from __future__ import annotations

import json
import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db import checks
from db.database import Act, Database, new_op_id
from db.entities.operations import JournalRow
from db.errors import BadValue, Conflict, FieldsRefused, NotFound, RuleBroken
from db.operations import catalogue, points, rewards, rewards_undo, settings, stamps, undo
from db.operations import offers as offering
from db.operations import tiers as tier_operations
from db.steps import Step
from db.work import Operator
from tests.builders import TODAY, a_club, a_prospect, an_act
from tests.builders_rewards import (
    a_file_club,
    a_holder,
    a_reward,
    balance,
    earn,
    expire_due,
    give,
    offers,
    redeem,
    set_club,
    set_person,
    states,
    stock,
    the_issued,
)

TOMORROW = TODAY + timedelta(days=1)


# The catalogue (R1, R8) ----------------------------------------------------------------------------------------------------------------


def test_a_reward_holds_what_the_catalogue_says(engine_url: str) -> None:
    """R1: every field is kept as given."""
    database = a_club(engine_url)
    made = a_reward(
        database, "  Free   Coffee ", 200, description="any size", active_from="2026-07-01", active_to="2026-12-31", stock=5, at_most=2,
        at_most_per="year", tier_id=1, valid_days=30, kind="discount", staff_note="ask Ingrid",
    )  # fmt: skip
    assert (made.name, made.points, made.stock, made.at_most, made.at_most_per, made.valid_days) == ("Free Coffee", 200, 5, 2, "year", 30)
    assert (made.active_from, made.active_to, made.tier_id, made.kind, made.retired) == ("2026-07-01", "2026-12-31", 1, "discount", False)
    database.close()


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "Tea\u202e"}, "name"),
        ({"points": -1}, "points"),
        ({"points": 1.5}, "points"),
        ({"points": "٣"}, "points"),
        ({"points": None}, "points"),
        ({"points": 10**12}, "points"),
        ({"points": True}, "points"),
        ({"stock": -1}, "stock"),
        ({"at_most": 0, "at_most_per": "year"}, "at_most"),
        ({"at_most": 1}, "at_most"),
        ({"at_most_per": "week", "at_most": 1}, "at_most_per"),
        ({"valid_days": 0}, "valid_days"),
        ({"active_from": "2026-02-30"}, "active_from"),
        ({"active_from": "2026-08-01", "active_to": "2026-07-31"}, "active_to"),
        ({"tier_id": 99}, "tier_id"),
        ({"kind": "bribe"}, "kind"),
        ({"description": "a\x00b"}, "description"),
    ],
)
def test_a_bad_field_of_a_reward_is_refused_by_name(tmp_path: Path, values: dict[str, Any], key: str) -> None:
    """reliability.md, *Bad input*: one plain sentence that names the field, and nothing is added."""
    database = a_file_club(tmp_path)
    asked: dict[str, Any] = {"name": "Tea", "points": 100, **values}
    name = asked.pop("name")
    with pytest.raises(FieldsRefused) as refused:
        database.perform(an_act(), catalogue.add, name, **asked)
    assert set(refused.value.problems) == {key}
    with database.read() as connection, pytest.raises(NotFound):
        catalogue.one(connection, 1)
    database.close()


def test_two_rewards_cannot_have_one_name_whatever_its_case(engine_url: str) -> None:
    """Names are unique without regard to case."""
    database = a_club(engine_url)
    a_reward(database, "Coffee")
    with pytest.raises(FieldsRefused, match="called “Coffee” already"):
        a_reward(database, "COFFEE")
    database.close()


def test_an_edit_does_not_touch_what_was_issued(engine_url: str) -> None:
    """R8: name, points and text are copied."""
    database = a_club(engine_url)
    coffee = a_reward(database, description="a cup")
    person = a_holder(database, 500)
    issued = redeem(database, person, coffee).issued[0]
    changed = database.perform(
        an_act(), catalogue.edit, coffee.id, {"points": (200, 300), "name": ("Coffee", "Latte"), "description": ("a cup", "a mug")}
    )
    row = the_issued(database, issued)
    assert (changed.name, changed.points, changed.version) == ("Latte", 300, 2)
    assert (row.name, row.points, row.description) == ("Coffee", 200, "a cup")
    database.close()


def test_a_reward_edited_by_two_desks_is_a_conflict_in_the_same_field_only(tmp_path: Path) -> None:
    """A1: merged silently when different fields changed."""
    database = a_file_club(tmp_path)
    coffee = a_reward(database)
    database.perform(an_act(), catalogue.edit, coffee.id, {"points": (200, 250)})
    database.perform(an_act(), catalogue.edit, coffee.id, {"stock": (None, 9)})
    with pytest.raises(Conflict) as refused:
        database.perform(an_act(), catalogue.edit, coffee.id, {"points": (200, 260)})
    assert refused.value.clashes == {"points": (200, 250, 260)}
    database.close()


def test_a_stock_that_moved_under_an_edit_is_a_conflict(engine_url: str) -> None:
    """R3, A1: what was counted on the shelf is not overwritten by what was read before."""
    database = a_club(engine_url)
    coffee = a_reward(database, stock=5)
    redeem(database, a_holder(database, 500), coffee)
    with pytest.raises(Conflict):
        database.perform(an_act(), catalogue.edit, coffee.id, {"stock": (5, 10)})
    database.perform(an_act(), catalogue.edit, coffee.id, {"stock": (4, 10)})
    assert stock(database, coffee) == 10
    database.close()


def test_a_reward_ever_issued_can_only_be_retired(engine_url: str) -> None:
    """R8: not deleted."""
    database = a_club(engine_url)
    coffee, tea = a_reward(database), a_reward(database, "Tea")
    person = a_holder(database, 500)
    redeem(database, person, coffee)
    with pytest.raises(RuleBroken, match="“Coffee” was issued already and can only be retired"):
        database.perform(an_act(), catalogue.remove, [tea.id, coffee.id])
    assert database.perform(an_act(), catalogue.remove, [tea.id]) == 1
    assert database.perform(an_act(), catalogue.retire, [coffee.id]) == 1
    with pytest.raises(RuleBroken, match="“Coffee” is retired"):
        redeem(database, person, coffee)
    with pytest.raises(RuleBroken, match="“Coffee” is retired"):
        give(database, person, coffee)
    assert database.perform(an_act(), catalogue.retire, [coffee.id], retired=False) == 1
    assert redeem(database, person, coffee).available == 100
    database.close()


def test_a_reward_that_is_told_about_can_still_be_deleted(tmp_path: Path) -> None:
    """R8, N3: only issuing binds it."""
    database = a_file_club(tmp_path)
    coffee = a_reward(database)
    a_holder(database, 500)
    assert database.perform(an_act(), catalogue.remove, [coffee.id]) == 1
    database.close()


def test_a_reward_that_something_gives_is_neither_retired_nor_deleted(tmp_path: Path) -> None:
    """Issue 4, *Bad input*: deleting what is in use is refused, naming where it is used."""
    database = a_file_club(tmp_path)
    cake, cup, card = a_reward(database, "Cake", 0), a_reward(database, "Cup", 0), a_reward(database, "Card", 0)
    database.perform(an_act(), tier_operations.add, name="Gold", threshold=500, rewards=(cake.id,))
    database.perform(an_act(), stamps.add_type, stamps.TypeDetails("Ten cups", 10, cup.id))
    database.perform(an_act(), settings.change, {"occasions.birthday": "reward Card"})
    for reward, by in ((cake, "Gold"), (cup, "Ten cups"), (card, "occasions.birthday")):
        for operation in (catalogue.retire, catalogue.remove):
            with pytest.raises(RuleBroken, match=f"“{reward.name}” is given by {by}"):
                database.perform(an_act(), operation, [reward.id])
    database.close()


# What a member can have (R2) -----------------------------------------------------------------------------------------------------------


def test_the_list_says_why_a_reward_cannot_be_had(engine_url: str) -> None:
    """R2, L4: available now first, the rest with the reason."""
    database = a_club(engine_url)
    gold = database.perform(an_act(), tier_operations.add, name="Gold", threshold=5000).id
    person = a_holder(database, 160)
    coffee = a_reward(database, "Mug", 100, at_most=1, at_most_per="life")
    redeem(database, person, coffee)
    a_reward(database, "Biscuit", 20)
    a_reward(database, "Cake", 100)
    a_reward(database, "Lounge", 10, tier_id=gold)
    a_reward(database, "Poster", 10, stock=0)
    a_reward(database, "Summer", 10, active_to="2026-07-14")
    a_reward(database, "Winter", 10, active_from="2026-07-16")
    a_reward(database, "Gift", 0)
    old = a_reward(database, "Old", 10)
    database.perform(an_act(), catalogue.retire, [old.id])
    found = offers(database, person)
    assert found == {
        "Biscuit": None, "Cake": "40 missing", "Lounge": "Gold only", "Poster": "sold out", "Mug": "already had", "Winter": "not yet",
        "Summer": "over", "Old": "retired", "Gift": "only given",
    }  # fmt: skip
    assert next(iter(found)) == "Biscuit"
    with database.read() as connection:
        cake = next(offer for offer in offering.catalogue_for(connection, person, TODAY) if offer.name == "Cake")
    assert (cake.points, cake.missing, cake.available) == (100, 40, False)
    database.close()


def test_the_first_and_the_last_day_of_a_reward_are_days_on_which_it_can_be_had(tmp_path: Path) -> None:
    """R1: active from and to, both included."""
    database = a_file_club(tmp_path)
    a_reward(database, "Day", 10, active_from="2026-07-15", active_to="2026-07-15")
    person = a_holder(database, 10)
    assert [offers(database, person, TODAY + timedelta(days=days))["Day"] for days in (-1, 0, 1)] == ["not yet", None, "over"]
    database.close()


def test_nothing_can_be_had_by_who_is_not_active_or_while_the_programme_is_off(engine_url: str) -> None:
    """R9, O5, G1: the list says so, and redeeming is refused."""
    database = a_club(engine_url)
    coffee = a_reward(database)
    person, guest = a_holder(database, 500), a_prospect(database).id
    assert offers(database, guest) == {"Coffee": "not a member"}
    with pytest.raises(RuleBroken, match="not a member yet"):
        redeem(database, guest, coffee)
    for status, words in (("suspended", "is suspended"), ("removed", "has left"), ("merged", "was merged")):
        set_person(database, person, status=status)
        assert offers(database, person) == {"Coffee": "member not active"}
        with pytest.raises(RuleBroken, match=words):
            redeem(database, person, coffee)
        with pytest.raises(RuleBroken, match=words):
            give(database, person, name="Flowers")
    set_person(database, person, status="active")
    set_club(database, active=False)
    assert offers(database, person) == {"Coffee": "programme switched off"}
    with pytest.raises(RuleBroken, match="switched off"):
        redeem(database, person, coffee)
    assert balance(database, person) == (500, 0)
    database.close()


def test_the_list_of_somebody_who_is_not_there_is_not_found(tmp_path: Path) -> None:
    """A kind sentence, no traceback."""
    database = a_file_club(tmp_path)
    with database.read() as connection, pytest.raises(NotFound, match="no longer there"):
        offering.catalogue_for(connection, 99, TODAY)
    database.close()


def test_points_that_lapsed_before_any_run_buy_nothing(tmp_path: Path) -> None:
    """R2, E3: the list never depends on the daily run."""
    database = a_file_club(tmp_path)
    a_reward(database)
    person = a_holder(database)
    earn(database, person, 200, expires=TODAY)
    assert (offers(database, person)["Coffee"], offers(database, person, TOMORROW)["Coffee"]) == (None, "200 missing")
    database.close()


# Redeeming (R3) ------------------------------------------------------------------------------------------------------------------------


def test_redeeming_debits_issues_and_takes_stock_at_once(engine_url: str) -> None:
    """R3: check, debit, issue, stock −1."""
    database = a_club(engine_url)
    coffee = a_reward(database, stock=3, valid_days=10)
    person = a_holder(database, 500)
    moved = redeem(database, person, coffee)
    row = the_issued(database, moved.issued[0])
    assert (moved.points, moved.available) == (-200, 300)
    assert (row.state, row.source, row.points, row.entry_id, row.changed_by) == ("redeemed", "redeemed", 200, moved.entry, "Ingrid")
    assert row.expires_on == "2026-07-25"
    assert stock(database, coffee) == 2
    assert redeem(database, person, coffee, handed_over=False).available == 100
    assert states(database, person) == ["redeemed", "issued"]
    database.close()


def test_a_refused_redemption_changes_nothing(engine_url: str) -> None:
    """R3: any failure, nothing; L4: a reward dearer than the balance is refused with what is missing."""
    database = a_club(engine_url)
    gold = database.perform(an_act(), tier_operations.add, name="Gold", threshold=5000).id
    person = a_holder(database, 50)
    bad = {
        "150 are missing. The balance is now 50": a_reward(database),
        "“Lounge” is for Gold only, and Zoë van der Berg is not there": a_reward(database, "Lounge", 10, tier_id=gold),
        "“Poster” is sold out; raise its stock": a_reward(database, "Poster", 10, stock=0),
        "from 2026-07-16 on, not yet": a_reward(database, "Winter", 10, active_from="2026-07-16"),
        "until 2026-07-14 and is over": a_reward(database, "Summer", 10, active_to="2026-07-14"),
        "is not for sale; give it": a_reward(database, "Gift", 0),
    }
    for words, reward in bad.items():
        with pytest.raises(RuleBroken, match=words):
            redeem(database, person, reward)
    with pytest.raises(NotFound, match="no longer there"):
        database.perform(an_act(), rewards.redeem, [person], 99)
    with pytest.raises(NotFound, match="no longer there"):
        database.perform(an_act(), rewards.redeem, [person, 99], 1)
    with pytest.raises(BadValue, match="at least one member"):
        database.perform(an_act(), rewards.redeem, [], 1)
    assert (balance(database, person), states(database, person)) == ((50, 0), [])
    database.close()


def test_a_batch_redeems_for_all_or_for_none(engine_url: str) -> None:
    """C2, R3: one operation; the stock is taken for all of them at once."""
    database = a_club(engine_url)
    coffee = a_reward(database, stock=3)
    people = [a_holder(database, 300, last_name=name) for name in ("Ames", "Blok", "Cohen", "Dirk")]
    with pytest.raises(RuleBroken, match="Only 3 of “Coffee” are left, and 4 are needed"):
        database.perform(an_act(), rewards.redeem, people, coffee.id)
    moved = database.perform(an_act(), rewards.redeem, list(reversed(people[:3])), coffee.id)
    assert [(each.person, each.available) for each in moved] == [(person, 100) for person in people[:3]]
    with pytest.raises(RuleBroken, match="sold out"):
        redeem(database, people[3], coffee)
    assert (stock(database, coffee), balance(database, people[3])) == (0, (300, 0))
    database.close()


def test_one_who_cannot_have_it_refuses_the_whole_batch_by_name(tmp_path: Path) -> None:
    """C2: all or none."""
    database = a_file_club(tmp_path)
    coffee = a_reward(database, stock=3)
    rich, poor = a_holder(database, 300), a_holder(database, 100, last_name="Arm")
    with pytest.raises(RuleBroken, match="Zoë Arm has 100"):
        database.perform(an_act(), rewards.redeem, [rich, poor], coffee.id)
    assert (stock(database, coffee), balance(database, rich)) == (3, (300, 0))
    database.close()


def test_the_same_action_sent_twice_redeems_once(engine_url: str) -> None:
    """L9: a double click is one redemption; the same op_id with other content is refused."""
    database = a_club(engine_url)
    coffee, tea = a_reward(database), a_reward(database, "Tea", 10)
    person = a_holder(database, 500)
    act = an_act("Redeem")
    assert database.perform(act, rewards.redeem, [person], coffee.id) == database.perform(act, rewards.redeem, [person], coffee.id)
    with pytest.raises(RuleBroken, match="sent twice with different content"):
        database.perform(act, rewards.redeem, [person], tea.id)
    assert (balance(database, person), len(states(database, person))) == ((300, 0), 1)
    database.close()


def test_a_limit_counts_per_year_or_per_life_and_not_what_was_revoked(engine_url: str) -> None:
    """R1: max per member; revoked ones do not count."""
    database = a_club(engine_url)
    yearly = a_reward(database, "Yearly", 10, at_most=1, at_most_per="year")
    once = a_reward(database, "Once", 10, at_most=1, at_most_per="life")
    person = a_holder(database, 500)
    for reward, words in ((yearly, "this year as often as one may"), (once, "already had “Once” as often as one may")):
        issued = redeem(database, person, reward, handed_over=False).issued[0]
        with pytest.raises(RuleBroken, match=words):
            redeem(database, person, reward)
        with pytest.raises(RuleBroken, match=words):
            give(database, person, reward)
        database.perform(an_act(), rewards.revoke, [issued], note="wrong one")
        redeem(database, person, reward)
    new_year = date(2027, 1, 1)
    redeem(database, person, yearly, today=new_year)
    with pytest.raises(RuleBroken, match="already had"):
        redeem(database, person, once, today=new_year)
    database.close()


def test_notes_are_asked_where_the_setting_says_everywhere(tmp_path: Path) -> None:
    """C1: everywhere is everywhere."""
    database = a_file_club(tmp_path, notes_required="everywhere")
    coffee, person = a_reward(database), a_holder(database, 500)
    with pytest.raises(BadValue, match="Write a note"):
        redeem(database, person, coffee, note="   ")
    with pytest.raises(BadValue, match="Write a note"):
        give(database, person, coffee)
    assert redeem(database, person, coffee, note="birthday treat").available == 300
    database.close()


def at_once(urls: list[Database], work: Any) -> list[str]:
    """Two desks do the same at the same moment; gives how each ended, sorted."""
    start, ended = threading.Barrier(len(urls)), []

    def desk(place: int) -> None:
        start.wait()
        try:
            work(urls[place], place)
        except RuleBroken as refused:
            ended.append(str(refused))
        else:
            ended.append("done")

    desks = [threading.Thread(target=desk, args=(place,)) for place in range(len(urls))]
    for each in desks:
        each.start()
    for each in desks:
        each.join()
    return sorted(ended, key=lambda words: words != "done")


def test_two_desks_take_the_last_one_in_stock_once(engine_url: str) -> None:
    """R3, reliability.md rule 3: stock never falls below 0, and who came second is told."""
    database = a_club(engine_url)
    people = [a_holder(database, 1000), a_holder(database, 1000, last_name="Jansen")]
    desks = [Database(engine_url, desk=f"desk {place}") for place in (1, 2)]
    for turn in range(5):
        poster = a_reward(database, f"Poster {turn}", 10, stock=1)
        ended = at_once(desks, lambda desk, place, poster=poster: redeem(desk, people[place], poster))
        assert ended[0] == "done"
        assert "sold out" in ended[1]
        assert stock(database, poster) == 0
    assert sum(balance(database, person)[0] for person in people) == 1950
    for desk in (*desks, database):
        desk.close()


def test_two_desks_redeeming_for_one_member_never_overspend(engine_url: str) -> None:
    """L9: the second gets "balance is now 50"."""
    database = a_club(engine_url)
    coffee = a_reward(database)
    desks = [Database(engine_url, desk=f"desk {place}") for place in (1, 2)]
    for _ in range(5):
        person = a_holder(database, 250)
        ended = at_once(desks, lambda desk, place, person=person: redeem(desk, person, coffee))
        assert ended[0] == "done"
        assert "The balance is now 50" in ended[1]
        assert (balance(database, person), len(states(database, person))) == ((50, 0), 1)
    for desk in (*desks, database):
        desk.close()


def test_batches_of_several_rewards_in_opposite_order_do_not_wait_for_each_other(engine_url: str) -> None:
    """reliability.md rule 8: rewards are locked in the order of ids, after the accounts."""
    database = a_club(engine_url)
    stocked = [a_reward(database, f"Reward {place}", 1, stock=1000) for place in range(4)]
    groups = [[a_holder(database, 1000, last_name=f"{desk} {place}") for place in range(3)] for desk in (1, 2)]
    desks = [Database(engine_url, desk=f"desk {place}") for place in (1, 2)]

    def many(desk: Database, place: int) -> None:
        for reward in stocked if place else reversed(stocked):
            desk.perform(an_act(), rewards.redeem, groups[place], reward.id)

    assert at_once(desks, many) == ["done", "done"]
    assert {stock(database, reward) for reward in stocked} == {994}
    for desk in (*desks, database):
        desk.close()


# Giving (R5) ---------------------------------------------------------------------------------------------------------------------------


def test_a_personal_reward_costs_nothing_and_may_have_its_own_last_day(engine_url: str) -> None:
    """R5: from the catalogue or in free words."""
    database = a_club(engine_url)
    coffee = a_reward(database, stock=2, valid_days=7, active_to="2026-01-01")
    person = a_holder(database)
    by_catalogue, own_day = give(database, person, coffee), give(database, person, coffee, expires_on=date(2026, 12, 24))
    free = give(database, person, name=" Flowers ", description="for the long wait", handed_over=True)
    rows = [the_issued(database, issued) for issued in (by_catalogue, own_day, free)]
    assert [(row.name, row.points, row.expires_on, row.state) for row in rows] == [
        ("Coffee", 0, "2026-07-22", "issued"), ("Coffee", 0, "2026-12-24", "issued"), ("Flowers", 0, None, "redeemed"),
    ]  # fmt: skip
    assert (stock(database, coffee), rows[2].reward_id, rows[2].description) == (0, None, "for the long wait")
    with pytest.raises(RuleBroken, match="sold out"):
        give(database, person, coffee)
    database.close()


def test_a_gift_goes_to_many_at_once(tmp_path: Path) -> None:
    """C2, R5: one operation."""
    database = a_file_club(tmp_path)
    people = [a_holder(database, last_name=name) for name in ("Ames", "Blok")]
    moved = database.perform(an_act(), rewards.give, people, None, name="Flowers", note="for helping")
    assert [each.person for each in moved] == people
    assert [states(database, person) for person in people] == [["issued"], ["issued"]]
    database.close()


def test_a_gift_of_nothing_of_two_things_or_of_the_past_is_refused(tmp_path: Path) -> None:
    """reliability.md, *Bad input*."""
    database = a_file_club(tmp_path)
    coffee, person = a_reward(database), a_holder(database)
    for bad in ({}, {"name": "  "}, {"reward": coffee, "name": "Flowers"}):
        with pytest.raises(BadValue, match="Choose a reward"):
            give(database, person, **bad)
    with pytest.raises(BadValue, match="last day 2026-07-14 is over"):
        give(database, person, coffee, expires_on=date(2026, 7, 14))
    with pytest.raises(BadValue, match="hidden control character"):
        give(database, person, name="Flow\x07ers")
    with pytest.raises(NotFound):
        database.perform(an_act(), rewards.give, [person], 99)
    assert states(database, person) == []
    database.close()


# States (R4, R6, R7) -------------------------------------------------------------------------------------------------------------------


def by(operator: Operator, today: date = TODAY) -> Act:
    """An act of an operator with a role."""
    return Act("Rewards", op_id=new_op_id(), operator=operator, today=today)


def test_a_hand_over_is_undone_by_the_same_operator_that_day_or_by_a_manager(engine_url: str) -> None:
    """R4: redeemed → issued only so; each change stamped."""
    database = a_club(engine_url)
    person = a_holder(database)
    issued = give(database, person, name="Flowers")
    ingrid, jonas, boss = Operator("Ingrid", "clerk"), Operator("Jonas", "clerk"), Operator("Noor", "manager")
    database.perform(by(ingrid), rewards.hand_over, [issued], note="at the door")
    row = the_issued(database, issued)
    assert (row.state, row.changed_by, row.changed_on) == ("redeemed", "Ingrid", "2026-07-15")
    for act in (by(jonas), by(ingrid, TOMORROW)):
        with pytest.raises(RuleBroken, match="handed over to Zoë van der Berg by Ingrid on 2026-07-15; only a manager"):
            database.perform(act, rewards.undo_hand_over, [issued])
    database.perform(by(ingrid), rewards.undo_hand_over, [issued])
    assert states(database, person) == ["issued"]
    database.perform(by(ingrid), rewards.hand_over, [issued])
    database.perform(by(boss, TOMORROW), rewards.undo_hand_over, [issued])
    assert states(database, person) == ["issued"]
    database.close()


def test_no_other_path_leads_between_states(engine_url: str) -> None:
    """R4, R6: each refusal says what the reward is now."""
    database = a_club(engine_url)
    person = a_holder(database)
    used, taken, old = (give(database, person, name=name) for name in ("Used", "Taken", "Old"))
    database.perform(an_act(), rewards.hand_over, [used])
    database.perform(an_act(), rewards.revoke, [taken], note="wrong person")
    ended = give(database, person, name="Ended", expires_on=TODAY)
    for operation, issued, words in (
        (rewards.hand_over, used, "“Used” was handed over to Zoë van der Berg on 2026-07-15"),
        (rewards.hand_over, taken, "“Taken” of Zoë van der Berg was revoked on 2026-07-15 by Ingrid"),
        (rewards.undo_hand_over, old, "“Old” of Zoë van der Berg is not handed over yet"),
        (rewards.undo_hand_over, taken, "was revoked"),
    ):
        with pytest.raises(RuleBroken, match=words):
            database.perform(an_act(), operation, [issued])
    for issued, words in ((used, "undo the hand-over first"), (taken, "was revoked"), (ended, "expired: its last day was 2026-07-15")):
        with pytest.raises(RuleBroken, match=words):
            database.perform(an_act(today=TOMORROW), rewards.revoke, [issued], note="once more")
    with pytest.raises(RuleBroken, match="expired"):
        database.perform(an_act(today=TOMORROW), rewards.hand_over, [ended])
    with pytest.raises(NotFound, match="There is no issued reward 99"):
        database.perform(an_act(), rewards.hand_over, [used, 99])
    with pytest.raises(BadValue, match="at least one issued reward"):
        database.perform(an_act(), rewards.revoke, [], note="none")
    assert states(database, person) == ["redeemed", "revoked", "issued", "issued"]
    database.close()


def test_a_reward_can_be_handed_over_on_its_last_day_and_not_after_it(tmp_path: Path) -> None:
    """R7: the expiry day is the last usable day; E3: reading and handing over never wait for the run."""
    database = a_file_club(tmp_path)
    person = a_holder(database)
    first, second = (give(database, person, name=name, expires_on=TODAY) for name in ("First", "Second"))
    database.perform(an_act(), rewards.hand_over, [first])
    with pytest.raises(RuleBroken, match="“Second” of Zoë van der Berg expired: its last day was 2026-07-15"):
        database.perform(an_act(today=TOMORROW), rewards.hand_over, [second])
    database.close()


def test_revoking_gives_the_points_and_the_stock_back(engine_url: str) -> None:
    """R6: reason; the points go back by L7, stock +1."""
    database = a_club(engine_url)
    coffee = a_reward(database, stock=5)
    person = a_holder(database, 500)
    first, second = (redeem(database, person, coffee, handed_over=False).issued[0] for _ in range(2))
    for empty in (None, "", "  \u00a0"):
        with pytest.raises(BadValue, match="Give a reason"):
            database.perform(an_act(), rewards.revoke, [first], note=empty)
    moved = database.perform(an_act(), rewards.revoke, [first], note="machine is broken")[0]
    assert (moved.points, moved.available, stock(database, coffee)) == (200, 300, 4)
    kept = database.perform(an_act(), rewards.revoke, [second], note="misused", give_back=False)[0]
    assert (kept.entry, kept.available, stock(database, coffee)) == (None, 300, 5)
    assert states(database, person) == ["revoked", "revoked"]
    database.close()


def test_only_what_came_from_the_stock_returns_to_it(tmp_path: Path) -> None:
    """R6: a stock that was set later does not grow by what never was in it."""
    database = a_file_club(tmp_path)
    coffee, person = a_reward(database), a_holder(database, 500)
    issued = redeem(database, person, coffee, handed_over=False).issued[0]
    database.perform(an_act(), catalogue.edit, coffee.id, {"stock": (None, 10)})
    database.perform(an_act(), rewards.revoke, [issued], note="wrong one")
    assert stock(database, coffee) == 10
    database.close()


def test_corrections_are_possible_for_a_suspended_member_but_no_hand_over(engine_url: str) -> None:
    """G1, R9: revoke always; what was issued is frozen."""
    database = a_club(engine_url)
    person = a_holder(database, 500)
    issued = redeem(database, person, a_reward(database), handed_over=False).issued[0]
    set_person(database, person, status="suspended")
    with pytest.raises(RuleBroken, match="is suspended"):
        database.perform(an_act(), rewards.hand_over, [issued])
    database.perform(an_act(), rewards.revoke, [issued], note="left")
    assert (states(database, person), balance(database, person)) == (["revoked"], (500, 0))
    database.close()


def test_reversing_a_redemption_undoes_it_whole(engine_url: str) -> None:
    """L7: hand-over undone, reward revoked, stock returned, points back to the lots they came from, in one operation."""
    database = a_club(engine_url)
    coffee = a_reward(database, stock=5)
    person = a_holder(database)
    earn(database, person, 150, expires=date(2026, 9, 30))
    earn(database, person, 150)
    moved = redeem(database, person, coffee)
    assert moved.entry is not None
    back = database.perform(an_act(today=TOMORROW), points.reverse, [moved.entry], note="wrong member")[0]
    assert (back.points, back.available, stock(database, coffee)) == (200, 300, 5)
    assert states(database, person) == ["revoked"]
    with pytest.raises(RuleBroken, match="reversed already"):
        database.perform(an_act(), points.reverse, [moved.entry], note="again")
    assert stock(database, coffee) == 5
    database.close()


def test_reversing_the_redemption_of_a_reward_that_expired_returns_its_stock_once(tmp_path: Path) -> None:
    """L7, R7: the stock had returned with the expiry."""
    database = a_file_club(tmp_path)
    coffee, person = a_reward(database, stock=5, valid_days=1), a_holder(database, 500)
    moved = redeem(database, person, coffee, handed_over=False)
    late = an_act(today=TODAY + timedelta(days=5))
    assert database.perform(late, expire_due) == 1
    assert moved.entry is not None
    database.perform(an_act(today=TODAY + timedelta(days=6)), points.reverse, [moved.entry], note="goodwill")
    assert (states(database, person), stock(database, coffee), balance(database, person)) == (["expired"], 5, (500, 0))
    database.close()


def test_expired_rewards_give_their_stock_back_and_points_only_where_the_setting_says_so(engine_url: str) -> None:
    """R7: not by default."""
    database = a_club(engine_url)
    coffee = a_reward(database, stock=5, valid_days=10)
    person = a_holder(database, 1000)
    redeem(database, person, coffee, handed_over=False)
    kept = redeem(database, person, coffee)
    last = TODAY + timedelta(days=10)
    assert database.perform(an_act(today=last), expire_due) == 0
    assert database.perform(an_act(today=last + timedelta(days=3)), expire_due) == 1
    assert database.perform(an_act(today=last + timedelta(days=3)), expire_due) == 0
    assert (states(database, person), stock(database, coffee), balance(database, person)) == (["expired", "redeemed"], 4, (600, 0))
    set_club(database, rewards_expired_give_back=True)
    again = redeem(database, person, coffee, handed_over=False, today=last)
    assert database.perform(an_act(today=last + timedelta(days=11)), expire_due) == 1
    row = the_issued(database, again.issued[0])
    assert (row.state, row.changed_on, balance(database, person)) == ("expired", "2026-08-05", (600, 0))
    assert the_issued(database, kept.issued[0]).state == "redeemed"
    database.close()


# Undo ----------------------------------------------------------------------------------------------------------------------------------


def steps(database: Database, op_id: str, action: str) -> list[Step]:
    """What an operation journaled of issued rewards, as its undo is given it."""
    with database.read() as connection:
        rows = connection.execute(
            select(JournalRow).where(JournalRow.c.op_id == op_id, JournalRow.c.entity == "issued", JournalRow.c.action == action)
        ).all()
    return [Step(op_id, "issued", row.entity_id, action, json.loads(row.before or "{}"), json.loads(row.after or "{}")) for row in rows]


def test_a_batch_of_redemptions_is_undone_as_a_whole(engine_url: str) -> None:
    """C2: one operation that can be undone as a whole."""
    database = a_club(engine_url)
    coffee = a_reward(database, stock=5)
    people = [a_holder(database, 300, last_name=name) for name in ("Ames", "Blok")]
    act = an_act("Redeem")
    database.perform(act, rewards.redeem, people, coffee.id)
    database.perform(an_act("Undo"), rewards_undo.undo_issued, steps(database, act.op_id, "issued"))
    assert [(states(database, person), balance(database, person)) for person in people] == [(["revoked"], (300, 0))] * 2
    assert stock(database, coffee) == 5
    database.close()


def test_gifts_hand_overs_and_revocations_are_undone(engine_url: str) -> None:
    """Each by its own journal rows; a revoked reward that was paid for is paid for again."""
    database = a_club(engine_url)
    coffee = a_reward(database, stock=5)
    person = a_holder(database, 300)
    gift, paid = give(database, person, coffee), redeem(database, person, coffee, handed_over=False).issued[0]
    over, back, gone = an_act("Hand over"), an_act("Back"), an_act("Revoke")
    database.perform(over, rewards.hand_over, [gift])
    database.perform(an_act("Undo"), rewards_undo.undo_handed_over, steps(database, over.op_id, "handed_over"))
    assert the_issued(database, gift).state == "issued"
    database.perform(an_act(), rewards.hand_over, [gift])
    database.perform(back, rewards.undo_hand_over, [gift])
    database.perform(an_act("Undo"), rewards_undo.undo_taken_back, steps(database, back.op_id, "taken_back"))
    assert the_issued(database, gift).state == "redeemed"
    database.perform(gone, rewards.revoke, [paid], note="wrong one")
    assert (stock(database, coffee), balance(database, person)) == (4, (300, 0))
    database.perform(an_act("Undo"), rewards_undo.undo_revoked, steps(database, gone.op_id, "revoked"))
    row = the_issued(database, paid)
    assert (row.state, stock(database, coffee), balance(database, person)) == ("issued", 3, (100, 0))
    database.perform(an_act(), points.reverse, [row.entry_id], note="after all")
    assert (the_issued(database, paid).state, balance(database, person)) == ("revoked", (300, 0))
    database.close()


def test_what_was_changed_since_is_not_undone(tmp_path: Path) -> None:
    """House.md: refused, by name, where somebody changed it since."""
    database = a_file_club(tmp_path)
    person, act = a_holder(database), an_act("Give")
    issued = database.perform(act, rewards.give, [person], None, name="Flowers")[0].issued[0]
    database.perform(an_act(operator="Jonas"), rewards.hand_over, [issued])
    with pytest.raises(RuleBroken, match=r"“Flowers” of Zoë van der Berg, no\. 10001, was changed since by Jonas"):
        database.perform(an_act("Undo"), rewards_undo.undo_issued, steps(database, act.op_id, "issued"))
    database.close()


def test_the_catalogue_is_undone_by_the_journal(engine_url: str) -> None:
    """Adding, editing, retiring and deleting; refused where somebody changed or used the reward since."""
    database = a_club(engine_url)
    added, edited, deleted = an_act("New reward"), an_act("Edit"), an_act("Delete")
    coffee = database.perform(added, catalogue.add, "Coffee", points=200, stock=5)
    database.perform(edited, catalogue.edit, coffee.id, {"points": (200, 250), "name": ("Coffee", "Latte")})
    database.perform(an_act("Undo", operator="Ingrid"), undo.take_back, edited.op_id)
    with database.read() as connection:
        assert catalogue.one(connection, coffee.id).name == "Coffee"
    again = an_act("Retire")
    database.perform(again, catalogue.retire, [coffee.id])
    database.perform(an_act("Undo"), undo.take_back, again.op_id)
    database.perform(deleted, catalogue.remove, [coffee.id])
    database.perform(an_act("Undo"), undo.take_back, deleted.op_id)
    with database.read() as connection:
        found = catalogue.one(connection, coffee.id)
    assert (found.name, found.points, found.stock, found.retired) == ("Coffee", 200, 5, False)
    person = a_holder(database, 500)
    redeem(database, person, coffee)
    with pytest.raises(RuleBroken, match="was issued already"):
        database.perform(an_act("Undo"), undo.take_back, added.op_id)
    database.close()


def test_an_edit_that_was_edited_since_is_not_undone(tmp_path: Path) -> None:
    """A1: nobody's change is lost."""
    database = a_file_club(tmp_path)
    coffee, act = a_reward(database), an_act("Edit")
    database.perform(act, catalogue.edit, coffee.id, {"points": (200, 250)})
    database.perform(an_act(), catalogue.edit, coffee.id, {"points": (250, 300)})
    with pytest.raises(RuleBroken, match="“Coffee” was changed since"):
        database.perform(an_act("Undo"), undo.take_back, act.op_id)
    database.close()


def test_every_movement_of_rewards_is_undone_through_the_undo_of_the_program(engine_url: str) -> None:
    """C2, house.md: redeem, give, hand over, revoke by Ctrl+Z, and the checks stay sound."""
    database = a_club(engine_url)
    coffee = a_reward(database, stock=5)
    person = a_holder(database, 500)
    first = redeem(database, person, coffee, handed_over=False).issued[0]
    acts: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = [
        (rewards.redeem, ([person], coffee.id), {}),
        (rewards.give, ([person], coffee.id), {"note": "for helping"}),
        (rewards.hand_over, ([first],), {}),
        (rewards.revoke, ([first],), {"note": "wrong one"}),
    ]
    for operation, args, more in acts:
        act = an_act(operation.__name__)
        database.perform(act, operation, *args, **more)
        database.perform(an_act("Undo"), undo.take_back, act.op_id)
        assert (stock(database, coffee), balance(database, person), the_issued(database, first).state) == (4, (300, 0), "issued")
    assert [check.name for check in checks.check(database) if not check.ok] == []
    database.close()
