"""Suspending, removing, reinstating and deleting (G1, G2, G4), the same on both engines."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, text

from db.checks import check
from db.database import Database
from db.entities.people import Person
from db.errors import BadValue, KnownPhone, RuleBroken
from db.operations import benefit_cards, leaving, pass_types, passes, points, rewards, undo
from db.operations.pass_types import TypeDetails
from db.search import Query, count
from tests.builders import TODAY, a_club, a_member, a_prospect, an_act
from tests.builders_sales import a_refund, a_sale, set_club, the_account
from tests.builders_stamps import a_reward


def status(database: Database, person: int) -> tuple[str, str | None, str | None]:
    """Status, since when and why."""
    with database.read() as connection:
        row = connection.execute(select(Person.c.status, Person.c.status_since, Person.c.status_reason).where(Person.c.id == person)).one()
    return (row.status, row.status_since, row.status_reason)


def figures(database: Database, person: int) -> tuple[int, int, int]:
    """Available, pending and owed."""
    account = the_account(database, person)
    return (account["points"], account["pending"], account["owed"])


def issued(database: Database, person: int) -> list[str]:
    """The states of a member's rewards."""
    with database.read() as connection:
        return [
            row.state
            for row in connection.execute(text("SELECT state FROM issued_rewards WHERE person_id = :id ORDER BY id"), {"id": person})
        ]


def give(database: Database, person: int, amount: int, **more: object) -> None:
    """Points by hand."""
    database.perform(an_act("Points"), points.adjust, [person], amount, **{"note": "gift", **more})  # type: ignore[arg-type]


def broken(database: Database) -> list[tuple[str, str | None]]:
    """The invariants that do not hold."""
    return [(one.name, one.found) for one in check(database) if not one.ok]


def test_a_suspended_member_neither_earns_nor_redeems_and_keeps_everything(engine_url: str) -> None:
    """G1: with a reason; corrections stay possible; resumed, all goes on."""
    database = a_club(engine_url)
    member = a_member(database).id
    sale = a_sale(database, member, 10000).sale
    reward = a_reward(database, points=5)
    with pytest.raises(BadValue, match="reason"):
        database.perform(an_act(), leaving.suspend, [member], note="  ")
    done = database.perform(an_act(), leaving.suspend, [member], note="card lent out")
    assert (done[0].status, done[0].available, status(database, member)) == ("suspended", 10, ("suspended", "2026-07-15", "card lent out"))
    with pytest.raises(RuleBroken, match="suspended"):
        a_sale(database, member, 1000)
    with pytest.raises(RuleBroken, match="suspended"):
        database.perform(an_act(), rewards.redeem, [member], reward)
    with pytest.raises(RuleBroken, match="is suspended"):
        database.perform(an_act(), leaving.suspend, [member], note="again")
    a_refund(database, sale, 5000)
    assert figures(database, member) == (5, 0, 0)
    database.perform(an_act(), leaving.resume, [member], note="sorted out")
    database.perform(an_act(), rewards.redeem, [member], reward)
    with pytest.raises(RuleBroken, match="active"):
        database.perform(an_act(), leaving.resume, [member])
    assert broken(database) == []
    database.close()


def test_removing_keeps_points_and_rewards_frozen_and_ends_the_benefit_card(engine_url: str) -> None:
    """G2: keep is the default; hidden from the default view; reinstating brings back what was frozen, not the benefit card."""
    database = a_club(engine_url)
    member, other = a_member(database).id, a_member(database, last_name="Bos").id
    give(database, member, 40)
    database.perform(an_act(), rewards.give, [member], None, name="Cake")
    card = database.perform(an_act(), benefit_cards.add, name="Student", benefit="10 %", conditions="With a card")
    database.perform(an_act(), benefit_cards.allocate, card.id, [member])
    done = database.perform(an_act(), leaving.remove, [member], note="moved away", day=date(2026, 7, 10))
    assert (done[0].available, done[0].forfeited, done[0].benefit_card, issued(database, member)) == (40, 0, "Student", ["issued"])
    assert status(database, member) == ("removed", "2026-07-10", "moved away")
    with database.read() as connection:
        assert (count(connection, Query()), benefit_cards.listed(connection, TODAY)[0].holders) == (1, 0)
    with pytest.raises(RuleBroken, match="left the programme"):
        a_sale(database, member, 1000)
    database.perform(an_act(), leaving.reinstate, [member], note="is back")
    assert (figures(database, member), status(database, member)[0]) == ((40, 0, 0), "active")
    with database.read() as connection:
        assert [line.ended_on for line in benefit_cards.history(connection, member)] == [TODAY.isoformat()]
    with pytest.raises(RuleBroken, match="is an active member"):
        database.perform(an_act(), leaving.reinstate, [other])
    assert broken(database) == []
    database.close()


def test_forfeiting_takes_all_points_and_rewards_once(engine_url: str) -> None:
    """G2: a forfeit entry to 0, pending ones too; issued rewards revoked; forfeited points come back only where the operator says so."""
    database = a_club(engine_url)
    member = a_member(database).id
    give(database, member, 40)
    give(database, member, 60, pending_days=10)
    database.perform(an_act(), rewards.give, [member], None, name="Cake")
    done = database.perform(an_act(), leaving.remove, [member], note="moved away", forfeit=True)
    assert (done[0].forfeited, done[0].revoked, figures(database, member), issued(database, member)) == (100, 1, (0, 0, 0), ["revoked"])
    assert database.perform(an_act(), leaving.reinstate, [member])[0].available == 0
    assert database.perform(an_act(), leaving.remove, [member], note="again", forfeit=True)[0].forfeited == 0
    back = database.perform(an_act(), leaving.reinstate, [member], with_points=True)[0]
    assert (back.given_back, back.available, back.pending) == (100, 40, 60)
    assert broken(database) == []
    database.close()


def test_a_removal_is_undone_as_one_step(engine_url: str) -> None:
    """C2, B8: points, rewards, benefit card and status of several members; the undo of reinstating forfeits again."""
    database = a_club(engine_url)
    members = [a_member(database, last_name=name).id for name in ("One", "Two")]
    for member in members:
        give(database, member, 40)
    database.perform(an_act(), rewards.give, members, None, name="Cake")
    card = database.perform(an_act(), benefit_cards.add, name="Student", benefit="10 %", conditions="With a card")
    database.perform(an_act(), benefit_cards.allocate, card.id, members[:1])
    act, again = an_act("Remove"), an_act("Reinstate")
    database.perform(act, leaving.remove, members, note="closed", forfeit=True)
    done = database.perform(an_act("Undo"), undo.take_back, act.op_id)
    assert (done.people, done.kept) == (2, ())
    for member in members:
        assert (status(database, member)[0], figures(database, member), issued(database, member)) == ("active", (40, 0, 0), ["issued"])
    with database.read() as connection:
        assert [line.ended_on for line in benefit_cards.history(connection, members[0])] == [None]
    database.perform(an_act(), leaving.remove, members, note="closed", forfeit=True)
    database.perform(again, leaving.reinstate, members, with_points=True)
    database.perform(an_act("Undo"), undo.take_back, again.op_id)
    assert [(status(database, member)[0], figures(database, member)) for member in members] == [("removed", (0, 0, 0))] * 2
    assert broken(database) == []
    database.close()


def test_an_undo_is_refused_where_the_status_changed_since(engine_url: str) -> None:
    """By name, nothing changed."""
    database = a_club(engine_url)
    first, second = a_member(database).id, a_member(database, last_name="Bos").id
    act = an_act("Suspend")
    database.perform(act, leaving.suspend, [first, second], note="x")
    database.perform(an_act(), leaving.resume, [second])
    with pytest.raises(RuleBroken, match="Bos"):
        database.perform(an_act("Undo"), undo.take_back, act.op_id)
    assert status(database, first)[0] == "suspended"
    database.close()


def test_open_passes_are_listed_and_cancelled_only_where_ticked(engine_url: str) -> None:
    """G2."""
    database = a_club(engine_url)
    first, second = a_member(database).id, a_member(database, last_name="Bos").id
    kind = database.perform(an_act(), pass_types.add_type, TypeDetails("Ten entries", uses=10))
    sold = database.perform(an_act(), passes.sell, [first, second], kind)
    with database.read() as connection:
        assert [(one.name, one.uses_left) for one in leaving.effect(connection, [first, second], TODAY)] == [("Ten entries", 10)] * 2
    kept = database.perform(an_act(), leaving.remove, [first], note="x")[0]
    gone = database.perform(an_act(), leaving.remove, [second], note="x", cancel_passes=True)[0]
    assert ([one.id for one in kept.passes], kept.cancelled, gone.passes, gone.cancelled) == ([sold[0].pass_id], 0, (), 1)
    database.close()


def test_reinstating_onto_a_phone_now_taken_names_the_holder(engine_url: str) -> None:
    """P2."""
    database = a_club(engine_url)
    old = a_member(database, phone="0612345678").id
    database.perform(an_act(), leaving.remove, [old], note="left")
    set_club(database, phones_shared_allowed=True)
    with pytest.raises(KnownPhone, match="reinstate"):
        a_member(database, last_name="New", phone="0612345678")
    new = a_member(database, last_name="New", phone="0687654321")
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE people SET phone_e164 = '+31612345678' WHERE id = :id"), {"id": new.id})
    with pytest.raises(KnownPhone, match="New") as refused:
        database.perform(an_act(), leaving.reinstate, [old])
    assert (refused.value.person, status(database, old)[0]) == (new.id, "removed")
    database.close()


def test_leaving_is_all_or_none(engine_url: str) -> None:
    """C2: a prospect or somebody who left already refuses all, by name."""
    database = a_club(engine_url)
    member, prospect = a_member(database).id, a_prospect(database).id
    with pytest.raises(RuleBroken, match="Zieliński"):
        database.perform(an_act(), leaving.remove, [member, prospect], note="x")
    assert status(database, member)[0] == "active"
    with pytest.raises(RuleBroken, match="future"):
        database.perform(an_act(), leaving.remove, [member], note="x", day=date(2026, 7, 16))
    database.close()


def test_only_a_typing_mistake_is_deleted(engine_url: str) -> None:
    """G4: no entry, reward, pass, allocation, sale or stamp; all or none; the number is not used again (P10)."""
    database = a_club(engine_url)
    member, prospect, labelled = a_member(database), a_prospect(database), a_member(database, last_name="Typo", groups="Choir")
    give(database, member.id, 1)
    with pytest.raises(RuleBroken, match="has points and cannot be deleted"):
        database.perform(an_act(), leaving.erase, [prospect.id, member.id])
    done = database.perform(an_act(), leaving.erase, [prospect.id, labelled.id])
    assert done.numbers == (prospect.number, labelled.number)
    card = database.perform(an_act(), benefit_cards.add, name="Student", benefit="10 %", conditions="With a card")
    holder, rewarded = a_member(database, last_name="Holder"), a_member(database, last_name="Winner")
    database.perform(an_act(), benefit_cards.allocate, card.id, [holder.id])
    database.perform(an_act(), rewards.give, [rewarded.id], None, name="Cake")
    for person, what in ((holder.id, "a benefit card"), (rewarded.id, "rewards")):
        with pytest.raises(RuleBroken, match=what):
            database.perform(an_act(), leaving.erase, [person])
    assert (int(holder.number) > int(labelled.number), broken(database)) == (True, [])
    database.close()
