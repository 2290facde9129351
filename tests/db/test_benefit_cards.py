"""Benefit cards and who holds which (B1–B9), the same on both engines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from db.checks import check
from db.database import Database
from db.entities.benefit_cards import Allocation
from db.errors import BadValue, Conflict, FieldsRefused, NotFound, RuleBroken, Stopped
from db.operations import benefit_cards, leaving, stories, undo
from db.operations.benefit_cards import Allocated, Card, Held, Loss
from db.operations.choices import choices
from db.search import Query, condition, ids
from db.work import Work
from tests.builders import TODAY, a_club, a_member, a_prospect, an_act
from tests.db.searched import MANNER


def a_card(database: Database, name: str = "Student", **more: str) -> Card:
    """A benefit card with its three texts."""
    details = {"name": name, "benefit": "10 % off coffee", "conditions": "With a student card", **more}
    return database.perform(an_act("New benefit card"), benefit_cards.add, **details)


def cards(database: Database, *, today: date = TODAY) -> dict[str, Card]:
    """The cards by name."""
    with database.read() as connection:
        return {card.name: card for card in benefit_cards.listed(connection, today)}


def history(database: Database, person: int) -> tuple[Held, ...]:
    """What a person held and holds."""
    with database.read() as connection:
        return benefit_cards.history(connection, person)


def now_held(database: Database, person: int) -> str | None:
    """The card that a person holds."""
    return next((line.card for line in history(database, person) if line.ended_on is None), None)


def test_a_card_needs_its_three_texts_and_blanks_do_not_count(engine_url: str) -> None:
    """B1: three mandatory texts, limited in length."""
    database = a_club(engine_url)
    with pytest.raises(FieldsRefused) as refused:
        a_card(database, "  ", benefit=" ", conditions="\n")
    assert set(refused.value.problems) == {"name", "benefit", "conditions"}
    with pytest.raises(FieldsRefused) as refused:
        a_card(database, "n" * 41, benefit="b" * 121, conditions="c" * 301, colour="green", last_day="soon")
    assert set(refused.value.problems) == {"name", "benefit", "conditions", "colour", "last_day"}
    a_card(database, "n" * 40, benefit="b" * 120, conditions="c" * 300)
    with pytest.raises(BadValue, match="already"):
        a_card(database, "N" * 40)
    database.close()


def test_allocating_says_who_loses_what_and_replaces(engine_url: str) -> None:
    """B2: "12 members; 5 will lose Gold discount, 2 already have it"; the same card again is no change; B3: history keeps who and when."""
    database = a_club(engine_url)
    gold, student = a_card(database, "Gold discount"), a_card(database)
    people = [a_member(database, last_name=f"M{n}").id for n in range(12)]
    database.perform(an_act("Allocate"), benefit_cards.allocate, gold.id, people[:5])
    database.perform(an_act("Allocate"), benefit_cards.allocate, student.id, people[5:7])
    expected = Allocated("Student", 12, 2, (Loss("Gold discount", 5),))
    with database.read() as connection:
        assert benefit_cards.effect(connection, student.id, people, TODAY) == expected
    assert database.perform(an_act("Allocate", operator="Jonas"), benefit_cards.allocate, student.id, people) == expected
    assert {name: card.holders for name, card in cards(database).items()} == {"Gold discount": 0, "Student": 12}
    texts = ("10 % off coffee", "With a student card", TODAY.isoformat())
    assert history(database, people[0]) == (
        Held("Gold discount", *texts, TODAY.isoformat(), "Ingrid", "Jonas", "Student"),
        Held("Student", *texts, None, "Jonas", None, None),
    )
    assert len(history(database, people[5])) == 1
    assert all(one.ok for one in check(database))
    database.close()


def test_the_database_allows_one_open_allocation(engine_url: str) -> None:
    """B3: enforced in the database."""
    database = a_club(engine_url)
    card, member = a_card(database), a_member(database)
    database.perform(an_act(), benefit_cards.allocate, card.id, [member.id])

    def second(work: Work) -> None:
        row = {"person_id": member.id, "benefit_card_id": card.id, "started_on": TODAY.isoformat(), "op_id": work.op_id, "line": 1}
        work.connection.execute(insert(Allocation).values(**row))

    with pytest.raises((IntegrityError, RuleBroken)):
        database.perform(an_act(), second)
    database.close()


def test_a_card_is_not_given_after_its_last_day_but_holders_keep_it(engine_url: str) -> None:
    """B1: usable through its last day; then holders keep it, marked *ended*, until it is withdrawn."""
    database = a_club(engine_url)
    card = a_card(database, last_day="2026-07-15")
    first, second = a_member(database), a_member(database, last_name="Jansen")
    database.perform(an_act(), benefit_cards.allocate, card.id, [first.id])
    with pytest.raises(RuleBroken, match="ended on 2026-07-15"):
        database.perform(an_act(today=date(2026, 7, 16)), benefit_cards.allocate, card.id, [second.id])
    assert (cards(database)["Student"].ended, cards(database, today=date(2026, 7, 16))["Student"].ended) == (False, True)
    assert now_held(database, first.id) == "Student"
    database.close()


def test_prospects_and_who_left_hold_no_card_but_suspended_members_do(engine_url: str) -> None:
    """B9, B4: suspended members count, a removed member's allocation ends; all or none."""
    database = a_club(engine_url)
    card, member, prospect = a_card(database), a_member(database), a_prospect(database)
    gone = a_member(database, last_name="Gone")
    database.perform(an_act(), leaving.suspend, [member.id], note="asked for it")
    with pytest.raises(RuleBroken, match="not a member"):
        database.perform(an_act(), benefit_cards.allocate, card.id, [member.id, prospect.id])
    assert cards(database)["Student"].holders == 0
    database.perform(an_act(), benefit_cards.allocate, card.id, [member.id, gone.id])
    assert cards(database)["Student"].holders == 2
    database.perform(an_act(), leaving.remove, [gone.id], note="moved away")
    assert cards(database)["Student"].holders == 1
    with pytest.raises(RuleBroken, match="has left"):
        database.perform(an_act(), benefit_cards.allocate, card.id, [gone.id])
    database.close()


def test_a_card_that_is_held_is_not_deleted_and_history_keeps_its_texts(engine_url: str) -> None:
    """B5: only if nobody holds any of them; afterwards nothing offers it, but history tells of it, and its name is free."""
    database = a_club(engine_url)
    held, free, member = a_card(database), a_card(database, "Senior"), a_member(database)
    database.perform(an_act(), benefit_cards.allocate, held.id, [member.id])
    with pytest.raises(RuleBroken, match="1 members hold Student"):
        database.perform(an_act(), benefit_cards.delete, [free.id, held.id])
    assert set(cards(database)) == {"Student", "Senior"}
    assert database.perform(an_act(), benefit_cards.withdraw, [member.id]).withdrawn == 1
    act = an_act("Delete")
    database.perform(act, benefit_cards.delete, [held.id])
    with database.read() as connection:
        assert [card.name for card in choices(connection).benefit_cards] == ["Senior"]
    assert history(database, member.id)[0].conditions == "With a student card"
    with pytest.raises(NotFound):
        database.perform(an_act(), benefit_cards.allocate, held.id, [member.id])
    again = a_card(database)
    with pytest.raises(BadValue):
        database.perform(an_act("Undo"), undo.take_back, act.op_id)
    database.perform(an_act(), benefit_cards.delete, [again.id])
    database.perform(an_act("Undo"), undo.take_back, act.op_id)
    assert cards(database)["Student"].id == held.id
    database.close()


def test_an_edit_is_seen_by_all_holders_and_tells_how_many(engine_url: str) -> None:
    """B6; A1: the same text changed by two desks is a conflict."""
    database = a_club(engine_url)
    card, member = a_card(database), a_member(database)
    database.perform(an_act(), benefit_cards.allocate, card.id, [member.id])
    act = an_act("Edit")
    done = database.perform(act, benefit_cards.edit, card.id, {"benefit": ("10 % off coffee", "15 % off"), "name": ("Student", "Students")})
    assert (done.holders, done.version, history(database, member.id)[0].benefit) == (1, 2, "15 % off")
    with pytest.raises(Conflict):
        database.perform(an_act(), benefit_cards.edit, card.id, {"benefit": ("10 % off coffee", "20 % off")})
    database.perform(an_act("Undo"), undo.take_back, act.op_id)
    assert cards(database)["Student"].benefit == "10 % off coffee"
    database.close()


def test_an_undo_gives_each_the_card_held_before_unless_changed_since(engine_url: str) -> None:
    """B8: those who hold another by now are listed and left alone."""
    database = a_club(engine_url)
    gold, student, senior = a_card(database, "Gold"), a_card(database), a_card(database, "Senior")
    holder, none, changed, left = (a_member(database, last_name=name) for name in ("Holder", "None", "Changed", "Left"))
    database.perform(an_act(), benefit_cards.allocate, gold.id, [holder.id, changed.id, left.id])
    act = an_act("Allocate")
    database.perform(act, benefit_cards.allocate, student.id, [holder.id, none.id, changed.id, left.id])
    database.perform(an_act(), benefit_cards.allocate, senior.id, [changed.id])
    database.perform(an_act(), leaving.remove, [left.id], note="moved away")
    done = database.perform(an_act("Undo"), undo.take_back, act.op_id)
    assert {(kept.number, kept.was, kept.now) for kept in done.kept} == {
        (changed.number, "Student", "Senior"),
        (left.number, "Student", None),
    }
    assert [now_held(database, person.id) for person in (holder, none, changed, left)] == ["Gold", None, "Senior", None]
    assert all(one.ok for one in check(database))
    database.close()


def test_withdrawing_is_undone(engine_url: str) -> None:
    """B7, B8: who had none is not counted."""
    database = a_club(engine_url)
    card, first, second = a_card(database), a_member(database), a_member(database, last_name="Jansen")
    database.perform(an_act(), benefit_cards.allocate, card.id, [first.id])
    act = an_act("Withdraw")
    done = database.perform(act, benefit_cards.withdraw, [second.id, first.id])
    assert (done.members, done.withdrawn, now_held(database, first.id)) == (2, 1, None)
    database.perform(an_act("Undo"), undo.take_back, act.op_id)
    assert now_held(database, first.id) == "Student"
    database.close()


def test_the_members_of_a_card_are_found(engine_url: str) -> None:
    """B4: the count opens the table filtered to the holders."""
    database = a_club(engine_url)
    card, member = a_card(database), a_member(database)
    a_member(database, last_name="Jansen")
    database.perform(an_act(), benefit_cards.allocate, card.id, [member.id])
    with database.read() as connection:
        found = ids(connection, Query(conditions=(condition("benefit_card=student", MANNER),)))
    assert found.tolist() == [member.id]
    database.close()


def test_a_retry_allocates_once(engine_url: str) -> None:
    """The same op_id answers what the first try did (reliability.md, rule 1)."""
    database = a_club(engine_url)
    card, member = a_card(database), a_member(database)
    act = an_act("Allocate")
    first = database.perform(act, benefit_cards.allocate, card.id, [member.id])
    assert database.perform(act, benefit_cards.allocate, card.id, [member.id]) == first
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM allocations")).scalar_one() == 1
    database.close()


def test_desks_that_allocate_at_once_leave_one_card_each(engine_url: str) -> None:
    """B3; reliability.md, rules 7 and 8: batches lock in one order, so nothing waits for ever and history has no gap."""
    database = a_club(engine_url)
    some = [a_card(database, f"Card {place}") for place in range(4)]
    members = [a_member(database, last_name=f"M{place}").id for place in range(6)]

    def desk(place: int) -> None:
        for turn in range(6):
            chosen = members[turn % 3 :] if place % 2 else members[::-1]
            database.perform(an_act("Allocate"), benefit_cards.allocate, some[(place + turn) % 4].id, chosen)
            if turn == 3:
                database.perform(an_act("Withdraw"), benefit_cards.withdraw, members[:2])

    with ThreadPoolExecutor(4) as desks:
        list(desks.map(desk, range(4)))
    assert [one.name for one in check(database) if not one.ok] == []
    for member in members:
        lines = history(database, member)
        assert sum(line.ended_on is None for line in lines) <= 1
        assert all(line.ended_on is None or line.ended_by == "Ingrid" for line in lines)
    database.close()


def test_allocating_to_many_tells_how_far_it_is_and_stops_with_nobody_changed(engine_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Issue 5, 3: long work shows progress and *Stop*; stopped between two parts, nothing is changed."""
    database = a_club(engine_url)
    monkeypatch.setattr(benefit_cards, "STEP", 2)
    gold, student = a_card(database, "Gold discount"), a_card(database)
    people = [a_member(database, last_name=f"M{n}").id for n in range(5)]
    database.perform(an_act("Allocate"), benefit_cards.allocate, gold.id, people[:3])
    told: list[tuple[int, int]] = []
    with pytest.raises(Stopped):
        database.perform(
            an_act("Allocate"),
            benefit_cards.allocate,
            student.id,
            people,
            stop=lambda: len(told) == 2,
            progress=lambda *at: told.append(at),
        )
    assert {name: card.holders for name, card in cards(database).items()} == {"Gold discount": 3, "Student": 0}
    told.clear()
    done = database.perform(an_act("Allocate"), benefit_cards.allocate, student.id, people, progress=lambda *at: told.append(at))
    assert (done, told) == (Allocated("Student", 5, 0, (Loss("Gold discount", 3),)), [(2, 5), (4, 5), (5, 5)])
    with pytest.raises(Stopped):
        database.perform(an_act("Withdraw"), benefit_cards.withdraw, people, stop=lambda: True)
    assert cards(database)["Student"].holders == 5
    assert all(found.ok for found in check(database))
    database.close()


def test_withdrawing_one_card_leaves_other_cards_alone(engine_url: str) -> None:
    """B7: what withdrawing takes is said before; named, only that card is taken."""
    database = a_club(engine_url)
    gold, student = a_card(database, "Gold discount"), a_card(database)
    people = [a_member(database, last_name=f"M{n}").id for n in range(4)]
    database.perform(an_act("Allocate"), benefit_cards.allocate, gold.id, people[:2])
    database.perform(an_act("Allocate"), benefit_cards.allocate, student.id, people[2:3])
    with database.read() as connection:
        assert benefit_cards.losses(connection, people) == (Loss("Gold discount", 2), Loss("Student", 1))
    database.perform(an_act("Withdraw"), benefit_cards.withdraw, people, card=student.id)
    assert {name: card.holders for name, card in cards(database).items()} == {"Gold discount": 2, "Student": 0}
    database.close()


def test_an_ended_card_is_used_again_and_both_are_undone(engine_url: str) -> None:
    """B1: ended since yesterday, holders keep it; undone like any edit."""
    database = a_club(engine_url)
    card = a_card(database)
    person = a_member(database).id
    database.perform(an_act("Allocate"), benefit_cards.allocate, card.id, [person])
    act = an_act("End")
    assert database.perform(act, benefit_cards.retire, [card.id]) == 1
    assert (cards(database)["Student"].ended, now_held(database, person)) == (True, "Student")
    with database.read() as connection, pytest.raises(RuleBroken, match="ended"):
        benefit_cards.effect(connection, card.id, [person], TODAY)
    database.perform(an_act("Undo"), undo.take_back, act.op_id)
    assert not cards(database)["Student"].ended
    database.perform(an_act("End"), benefit_cards.retire, [card.id])
    assert database.perform(an_act("Use again"), benefit_cards.retire, [card.id], retired=False) == 1
    assert not cards(database)["Student"].ended
    database.close()


def test_a_card_tells_its_story(engine_url: str) -> None:
    """B3, B4: the newest holders, how many lost it, and what was done by whom, the latest first."""
    database = a_club(engine_url)
    card = a_card(database)
    people = [a_member(database, first_name="", last_name=f"M{n}").id for n in range(3)]
    database.perform(an_act("Allocate", operator="Jonas"), benefit_cards.allocate, card.id, people)
    database.perform(an_act("Edit"), benefit_cards.edit, card.id, {"benefit": ("10 % off coffee", "15 % off coffee")})
    database.perform(an_act("Withdraw", operator="Amina"), benefit_cards.withdraw, people[:2])
    with database.read() as connection:
        story = stories.of_card(connection, card.id)
        assert set(stories.changed_at(connection)) == {card.id}
    assert (story.withdrawn, [holder.name for holder in story.holders]) == (2, ["M2"])
    done = {(event.action, event.operator, event.count, event.keys) for event in story.events}
    assert done >= {("allocated", "Jonas", 3, ()), ("changed", "Ingrid", 0, ("benefit",)), ("withdrawn", "Amina", 2, ())}
    database.close()
