"""Stamp cards in the database: types, stamping by hand and by sales, refunds, days, undo (SC1–SC7)."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from db.database import Database
from db.entities.stamps import StampBalance, StampCard, StampMove
from db.errors import BadValue, Conflict, NotFound, RuleBroken
from db.operations import refunds, sales, stamps
from db.operations.sales import Line
from db.steps import Step
from tests.builders import TODAY, a_club, a_member, a_prospect, an_act
from tests.builders_stamps import a_reward, a_stamp_type, cards_of, handed_over, rewards_of, settings, stamped, suspended


@pytest.fixture
def club(tmp_path: Any) -> Database:
    """A club in a file."""
    return a_club(f"sqlite+pysqlite:///{(tmp_path / 'club.regulars').as_posix()}")


def sold(club: Database, person: int, amount: int | None = None, **values: Any) -> int:
    """A sale at the desk, by id."""
    moved = club.perform(an_act("Sale"), sales.sell, person, amount, **{"note": "Till", **values})
    assert moved.sale is not None
    return moved.sale


def refunded(club: Database, sale: int, amount: int | None = None, **values: Any) -> None:
    """Money given back at the desk."""
    club.perform(an_act("Refund"), refunds.refund, sale, amount, **{"note": "Returned", "give_back_rewards": False, **values})


def owes(club: Database, person: int) -> dict[str, int]:
    """The stamps that a member owes."""
    with club.read() as connection:
        return stamps.owed(connection, person)


def undone(club: Database, person: int, type_id: int, n: int, paid: int = 0) -> None:
    """What `stamp` did is taken back."""
    step = Step("", "stamps", person, "stamped", {}, {"type": type_id, "stamps": n, "paid": paid})
    club.perform(an_act("Undo"), stamps.undo_stamped, [step])


def assert_sound(club: Database) -> None:
    """Moves = stamps on cards, less what is owed, for every member and type; nobody has two open cards (SC2, SC7)."""
    with club.read() as connection:
        moved = {
            (row.person_id, row.type_id): int(row.stamps)
            for row in connection.execute(
                select(StampMove.c.person_id, StampMove.c.type_id, func.sum(StampMove.c.stamps).label("stamps")).group_by(
                    StampMove.c.person_id, StampMove.c.type_id
                )
            )
        }
        standing = dict.fromkeys(moved, 0)
        for card in connection.execute(select(StampCard)):
            standing[card.person_id, card.type_id] += card.stamps
        for balance in connection.execute(select(StampBalance)):
            standing[balance.person_id, balance.type_id] -= balance.owed
        assert standing == moved


# Types ------------------------------------------------------------------------------------------------------------------------------


def test_a_type_is_listed_with_its_cards(club: Database) -> None:
    """SC1: a type with its reward, and how many cards are open and complete."""
    member, coffee = a_member(club), a_stamp_type(club, needed=5)
    stamped(club, member.id, coffee, 12)
    with club.read() as connection:
        row = stamps.types(connection, TODAY)[0]
    assert (row.name, row.reward, row.needed, row.open, row.complete, row.renews) == ("Coffee", "Free Coffee", 5, 1, 2, True)


def test_a_name_is_given_once_without_regard_to_case_and_accents(club: Database) -> None:
    a_stamp_type(club, "Café")
    with pytest.raises(BadValue, match="“Café” already"):
        a_stamp_type(club, "CAFE", reward=1)


@pytest.mark.parametrize(
    ("bad", "key"),
    [
        ({"needed": 0}, "needed"),
        ({"needed": 2.5}, "needed"),
        ({"needed": 10**9}, "needed"),
        ({"reward_id": 99}, "reward_id"),
        ({"valid_days": -1}, "valid_days"),
        ({"per_day": 0}, "per_day"),
        ({"earns": "wish"}, "earns"),
        ({"earns": "amount"}, "earn_per"),
        ({"earn_per": 500}, "earn_per"),
        ({"earns": "amount", "earn_per": 0}, "earn_per"),
        ({"earns": "quantity"}, "match"),
        ({"earns": "quantity", "match": " … "}, "match"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 61}, "name"),
    ],
)
def test_a_type_that_makes_no_sense_is_refused_by_field(club: Database, bad: dict[str, Any], key: str) -> None:
    """Reliability.md, *Bad input*: one sentence that names the field, nothing changed."""
    details = {"name": "Coffee", "needed": 10, "reward_id": a_reward(club), **bad}
    with pytest.raises(BadValue) as refused:
        club.perform(an_act("New"), stamps.add_type, stamps.TypeDetails(**details))
    assert refused.value.key == key


def test_an_open_card_keeps_what_it_needs_when_the_type_changes(club: Database) -> None:
    """A later edit of the type does not touch a card that is open; the next one goes by it."""
    member, coffee = a_member(club), a_stamp_type(club, needed=10)
    stamped(club, member.id, coffee, 3)
    club.perform(an_act("Edit"), stamps.edit_type, coffee, {"needed": (10, 4)})
    stamped(club, member.id, coffee, 8)
    assert cards_of(club, member.id, coffee) == [("complete", 10), ("open", 1)]
    assert stamped(club, member.id, coffee, 1).needed == 4


def test_two_desks_edit_different_fields_of_a_type(club: Database) -> None:
    """A1: merged silently, unless both changed the same field."""
    coffee = a_stamp_type(club)
    club.perform(an_act("Edit"), stamps.edit_type, coffee, {"per_day": (None, 2)})
    assert club.perform(an_act("Edit"), stamps.edit_type, coffee, {"name": ("Coffee", "Espresso")}) == 3
    with pytest.raises(Conflict):
        club.perform(an_act("Edit"), stamps.edit_type, coffee, {"per_day": (None, 5)})


def test_a_type_in_use_is_retired_not_deleted(club: Database) -> None:
    """A retired type fills the cards that are open and opens none."""
    member, coffee = a_member(club), a_stamp_type(club, needed=5)
    stamped(club, member.id, coffee, 3)
    with pytest.raises(RuleBroken, match="retire it instead"):
        club.perform(an_act("Delete"), stamps.delete_type, coffee)
    club.perform(an_act("Retire"), stamps.retire_type, coffee)
    with pytest.raises(RuleBroken, match="take 2 more stamps"):
        stamped(club, member.id, coffee, 3)
    stamped(club, member.id, coffee, 2)
    assert cards_of(club, member.id, coffee) == [("complete", 5)]


def test_a_type_that_nobody_had_is_deleted(club: Database) -> None:
    coffee = a_stamp_type(club)
    club.perform(an_act("Delete"), stamps.delete_type, coffee)
    with pytest.raises(NotFound):
        club.perform(an_act("Delete"), stamps.delete_type, coffee)


# By hand ----------------------------------------------------------------------------------------------------------------------------


def test_the_surplus_goes_on_the_next_card(engine_url: str) -> None:
    """SC3: 10 needed, at 9, +9 → one complete, new card at 8; +21 from 0 → two complete, new at 1. Each full card gives its reward."""
    club = a_club(engine_url)
    first, second, coffee = a_member(club), a_member(club), a_stamp_type(club)
    stamped(club, first.id, coffee, 9)
    done = stamped(club, first.id, coffee, 9)
    assert (done.completed, done.on_card, done.needed, len(done.issued)) == (1, 8, 10, 1)
    assert cards_of(club, first.id, coffee) == [("complete", 10), ("open", 8)]
    done = stamped(club, second.id, coffee, 21)
    assert cards_of(club, second.id, coffee) == [("complete", 10), ("complete", 10), ("open", 1)]
    assert rewards_of(club, second.id) == ["issued", "issued"]
    assert_sound(club)
    club.close()


def test_a_surplus_is_refused_where_a_type_does_not_renew(club: Database) -> None:
    """SC3: refused before saving; the next card is begun by hand, with its first stamp."""
    member, welcome = a_member(club), a_stamp_type(club, "Welcome", needed=5, renews=False)
    stamped(club, member.id, welcome, 4)
    with pytest.raises(RuleBroken, match="takes 1 more stamps"):
        stamped(club, member.id, welcome, 2)
    assert cards_of(club, member.id, welcome) == [("open", 4)]
    stamped(club, member.id, welcome, 1)
    stamped(club, member.id, welcome, 2)
    assert cards_of(club, member.id, welcome) == [("complete", 5), ("open", 2)]


def test_taking_stamps_reopens_the_last_card_and_revokes_its_reward(engine_url: str) -> None:
    """SC4: never below 0; to go below, the last completed card is reopened while its reward is still issued."""
    club = a_club(engine_url)
    member, coffee = a_member(club), a_stamp_type(club)
    stamped(club, member.id, coffee, 12)
    done = stamped(club, member.id, coffee, -5)
    assert (done.on_card, len(done.revoked), rewards_of(club, member.id)) == (7, 1, ["revoked"])
    assert cards_of(club, member.id, coffee) == [("open", 7)]
    stamped(club, member.id, coffee, 3)
    assert rewards_of(club, member.id) == ["revoked", "issued"]
    assert_sound(club)
    club.close()


def test_a_card_whose_reward_was_used_is_not_reopened(club: Database) -> None:
    """SC4: only if its reward is still *issued*."""
    member, coffee = a_member(club), a_stamp_type(club)
    handed_over(club, stamped(club, member.id, coffee, 12).issued[0])
    with pytest.raises(RuleBroken, match="has 2 stamps of “Coffee” that can be taken back, not 5"):
        stamped(club, member.id, coffee, -5)
    assert stamped(club, member.id, coffee, -2).on_card == 0
    assert rewards_of(club, member.id) == ["redeemed"]


def test_an_expired_reward_is_not_revoked_before_the_daily_run_says_so(club: Database) -> None:
    """SC4, E3: a reward past its last day is no longer issued, whether the run has been or not."""
    member = a_member(club)
    coffee = a_stamp_type(club, reward=a_reward(club, valid_days=10))
    stamped(club, member.id, coffee, 10)
    with pytest.raises(RuleBroken):
        stamped(club, member.id, coffee, -1, today=TODAY + timedelta(days=11))
    assert stamped(club, member.id, coffee, -1, today=TODAY + timedelta(days=10)).on_card == 9


@pytest.mark.parametrize("n", [0, 1001, -1001, True, 2.5])
def test_stamps_are_whole_numbers_of_a_sensible_size(club: Database, n: Any) -> None:
    member, coffee = a_member(club), a_stamp_type(club)
    with pytest.raises(BadValue):
        stamped(club, member.id, coffee, n)


def test_a_note_is_asked_and_the_usual_comment_stands_with_it(club: Database) -> None:
    """SC5, C1, L11."""
    member, coffee = a_member(club), a_stamp_type(club)
    with pytest.raises(BadValue, match="note"):
        stamped(club, member.id, coffee, 1, note="   ")
    stamped(club, member.id, coffee, 1, note="Forgot the card")
    stamped(club, member.id, coffee, 2, comment="For your patience")
    with club.read() as connection:
        latest, first = stamps.moves(connection, member.id)
    assert (first.note, first.comment, first.operator) == ("Forgot the card", "Manual adjustments", "Ingrid")
    assert (latest.comment, latest.stamps, latest.day) == ("For your patience", 2, TODAY.isoformat())


def test_the_limit_of_the_day_holds_unless_a_reason_is_given(club: Database) -> None:
    """SC6: refused unless overridden with a reason; another day is another matter."""
    member, coffee = a_member(club), a_stamp_type(club, per_day=2)
    stamped(club, member.id, coffee, 2)
    with pytest.raises(RuleBroken, match=f"at most 2 stamps a day.*has 2 of {TODAY}"):
        stamped(club, member.id, coffee, 1)
    with pytest.raises(BadValue, match="reason"):
        stamped(club, member.id, coffee, 1, override="  ")
    stamped(club, member.id, coffee, 1, day=TODAY - timedelta(days=1))
    stamped(club, member.id, coffee, 1, override="The till was down")
    with club.read() as connection:
        assert stamps.moves(connection, member.id)[0].note == "At the desk\nThe till was down"


def test_only_active_members_get_stamps_and_a_correction_is_always_possible(club: Database) -> None:
    """G1, O5: no stamps for the suspended, for prospects, or in a programme that is off; taking back goes on."""
    member, prospect, coffee = a_member(club), a_prospect(club), a_stamp_type(club)
    stamped(club, member.id, coffee, 3)
    with pytest.raises(RuleBroken, match="register"):
        stamped(club, prospect.id, coffee, 1)
    suspended(club, member.id)
    with pytest.raises(RuleBroken, match="suspended"):
        stamped(club, member.id, coffee, 1)
    settings(club, active=False)
    assert stamped(club, member.id, coffee, -1).on_card == 2


def test_a_batch_is_stamped_as_a_whole_or_not_at_all(club: Database) -> None:
    """C2: one operation for many members."""
    people, coffee = [a_member(club).id for _ in range(3)], a_stamp_type(club, needed=2)
    done = club.perform(an_act("Stamp"), stamps.stamp, people, coffee, 3, note="Event")
    assert [(each.completed, each.on_card) for each in done] == [(1, 1)] * 3
    suspended(club, people[2])
    with pytest.raises(RuleBroken):
        club.perform(an_act("Stamp"), stamps.stamp, people, coffee, 1, note="Event")
    assert cards_of(club, people[0], coffee) == [("complete", 2), ("open", 1)]


def test_the_same_operation_twice_stamps_once(club: Database) -> None:
    """L9: same op_id, same answer."""
    member, coffee = a_member(club), a_stamp_type(club)
    act = an_act("Stamp")
    answers = {club.perform(act, stamps.stamp, [member.id], coffee, 4, note="Once") for _ in range(2)}
    assert len(answers) == 1
    assert cards_of(club, member.id, coffee) == [("open", 4)]


def test_an_unknown_type_is_named_kindly(club: Database) -> None:
    member = a_member(club)
    with pytest.raises(NotFound, match="stamp card"):
        stamped(club, member.id, 99, 1)


def test_two_desks_stamp_one_member_at_once(engine_url: str) -> None:
    """SC2, L9: every stamp counts, and there is one open card."""
    club = a_club(engine_url)
    member, coffee = a_member(club), a_stamp_type(club, needed=7)
    desks = [Database(engine_url, desk=f"desk {place}") for place in range(2)]
    start, each = Barrier(2), 15

    def work(desk: Database) -> None:
        start.wait()
        for _ in range(each):
            stamped(desk, member.id, coffee, 1)

    threads = [Thread(target=work, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cards_of(club, member.id, coffee) == [("complete", 7)] * 4 + [("open", 2)]
    assert rewards_of(club, member.id) == ["issued"] * 4
    assert_sound(club)
    for database in (club, *desks):
        database.close()


# Days -------------------------------------------------------------------------------------------------------------------------------


def test_a_card_past_its_last_day_is_expired_before_the_daily_run(engine_url: str) -> None:
    """SC1, E2, E3: reading does not depend on the run; the next stamp opens a new card; the run only notes it."""
    club = a_club(engine_url)
    one, other, coffee = a_member(club), a_member(club), a_stamp_type(club, valid_days=30)
    for member in (one, other):
        stamped(club, member.id, coffee, 4)
    last, after = TODAY + timedelta(days=30), TODAY + timedelta(days=31)
    with club.read() as connection:
        assert [stamps.cards(connection, one.id, day)[0].state for day in (last, after)] == ["open", "expired"]
        assert [stamps.types(connection, day)[0].open for day in (last, after)] == [2, 0]
    stamped(club, one.id, coffee, 1, today=after)
    assert cards_of(club, one.id, coffee) == [("expired", 4), ("open", 1)]
    assert club.perform(an_act("Daily", today=last), stamps.expire_due) == 0
    assert club.perform(an_act("Daily", today=after), stamps.expire_due) == 1
    assert club.perform(an_act("Daily", today=after), stamps.expire_due) == 0
    stamped(club, other.id, coffee, 1, today=after)
    assert cards_of(club, other.id, coffee) == [("expired", 4), ("open", 1)]
    assert_sound(club)
    club.close()


# Undo -------------------------------------------------------------------------------------------------------------------------------


def test_undo_takes_stamps_back_with_their_rewards(club: Database) -> None:
    """C2, SC4: an operation can be undone as a whole."""
    member, coffee = a_member(club), a_stamp_type(club)
    stamped(club, member.id, coffee, 4)
    stamped(club, member.id, coffee, 21)
    undone(club, member.id, coffee, 21)
    assert cards_of(club, member.id, coffee) == [("open", 4)]
    assert rewards_of(club, member.id) == ["revoked", "revoked"]
    undone(club, member.id, coffee, -3)
    assert cards_of(club, member.id, coffee) == [("open", 7)]
    assert_sound(club)


def test_undo_is_refused_by_name_where_the_reward_was_used(club: Database) -> None:
    member, coffee = a_member(club), a_stamp_type(club)
    handed_over(club, stamped(club, member.id, coffee, 10).issued[0])
    with pytest.raises(RuleBroken, match="Zoë van der Berg"):
        undone(club, member.id, coffee, 10)


# Sales ------------------------------------------------------------------------------------------------------------------------------


def test_a_sale_gives_one_stamp_and_a_whole_refund_takes_it(engine_url: str) -> None:
    """SC7: one stamp per sale; part of it given back leaves the stamp."""
    club = a_club(engine_url)
    member, visit = a_member(club), a_stamp_type(club, "Visit", needed=5, earns="sale")
    sale = sold(club, member.id, 1000)
    refunded(club, sale, 400)
    assert cards_of(club, member.id, visit) == [("open", 1)]
    refunded(club, sale, 600)
    assert cards_of(club, member.id, visit) == []
    assert_sound(club)
    club.close()


def test_money_gives_stamps_with_the_remainder_kept(engine_url: str) -> None:
    """SC7 as L5, L6: one per 10: 29.90 and 5 → 3, remainder 4.90; the refund of the 29.90 takes 3, one of them of the other sale."""
    club = a_club(engine_url)
    member, spend = a_member(club), a_stamp_type(club, "Spend", earns="amount", earn_per=1000)
    first = sold(club, member.id, 2990)
    sold(club, member.id, 500)
    assert cards_of(club, member.id, spend) == [("open", 3)]
    refunded(club, first, 2990)
    assert cards_of(club, member.id, spend) == []
    with club.read() as connection:
        assert connection.execute(select(StampBalance.c.remainder)).scalar_one() == 500
    assert_sound(club)
    club.close()


def test_lines_that_match_give_stamps_by_the_piece(engine_url: str) -> None:
    """SC7, O1: whole pieces of lines whose words match; which line gave which stamps can be read; a refund goes by its lines."""
    club = a_club(engine_url)
    member, coffee = a_member(club), a_stamp_type(club, needed=10, earns="quantity", match="Crème café")
    lines = (
        Line("Café crème, large", 900, 3000),
        Line("Steak", 2500, 1000),
        Line("Beans", 700, 2500, category="cafe/creme"),
    )
    sale = sold(club, member.id, lines=lines)
    with club.read() as connection:
        texts = {move.line: move.stamps for move in stamps.moves(connection, member.id)}
    assert texts == {"Café crème, large": 3, "Beans": 2}
    refunded(club, sale, lines=(refunds.RefundLine(1, 1000),))
    assert cards_of(club, member.id, coffee) == [("open", 4)]
    refunded(club, sale, lines=(refunds.RefundLine(3, 1000),))
    assert cards_of(club, member.id, coffee) == [("open", 3)]
    assert_sound(club)
    club.close()


def test_what_a_refund_cannot_take_is_owed_and_paid_by_the_next_stamps(engine_url: str) -> None:
    """SC7: the card was full and its reward used, so the stamp is owed."""
    club = a_club(engine_url)
    member, visit = a_member(club), a_stamp_type(club, "Visit", needed=2, earns="sale")
    first = sold(club, member.id, 1000)
    sold(club, member.id, 1000)
    with club.read() as connection:
        issued = stamps.cards(connection, member.id, TODAY)[0].issued_id
    assert issued is not None
    handed_over(club, issued)
    refunded(club, first, 1000)
    assert owes(club, member.id) == {"Visit": 1}
    sold(club, member.id, 1000)
    assert (owes(club, member.id), cards_of(club, member.id, visit)) == ({}, [("complete", 2)])
    stamped(club, member.id, visit, 1)
    assert cards_of(club, member.id, visit) == [("complete", 2), ("open", 1)]
    assert_sound(club)
    club.close()


def test_stamps_by_hand_that_paid_a_debt_are_owed_again_when_undone(club: Database) -> None:
    member, visit = a_member(club), a_stamp_type(club, "Visit", needed=1, earns="sale")
    sale = sold(club, member.id, 1000)
    with club.read() as connection:
        issued = stamps.cards(connection, member.id, TODAY)[0].issued_id
    assert issued is not None
    handed_over(club, issued)
    refunded(club, sale, 1000)
    stamped(club, member.id, visit, 1)
    assert owes(club, member.id) == {}
    undone(club, member.id, visit, 1, paid=1)
    assert owes(club, member.id) == {"Visit": 1}
    assert_sound(club)


def test_a_sale_is_never_refused_for_its_stamps(club: Database) -> None:
    """SC6, SC3: beyond the limit of the day, or without a card, a sale just gives none."""
    member = a_member(club)
    limited = a_stamp_type(club, "Limited", per_day=1, earns="sale")
    single = a_stamp_type(club, "Single", needed=1, renews=False, earns="sale")
    for _ in range(3):
        sold(club, member.id, 1000)
    assert cards_of(club, member.id, limited) == [("open", 1)]
    assert cards_of(club, member.id, single) == [("complete", 1)]


def test_a_type_keeps_the_way_in_which_sales_were_stamped(club: Database) -> None:
    """L6's trap: a refund goes by the rule of its sale, so that rule does not change under it."""
    member, spend = a_member(club), a_stamp_type(club, "Spend", earns="amount", earn_per=1000)
    club.perform(an_act("Edit"), stamps.edit_type, spend, {"earn_per": (1000, 800)})
    sold(club, member.id, 100)
    with pytest.raises(RuleBroken, match="add a new stamp card"):
        club.perform(an_act("Edit"), stamps.edit_type, spend, {"earn_per": (800, 500)})


def test_many_sales_of_other_years_fill_cards_by_their_own_days(club: Database) -> None:
    """SC7, O4: a card of a file ends by the days of the file's sales."""
    member, visit = a_member(club), a_stamp_type(club, "Visit", needed=3, valid_days=30, earns="sale")
    days = ("2025-01-01", "2025-01-15", "2025-03-01", "2025-03-02", "2025-03-03", "2025-03-04")
    rows = [sales.Sold(member.id, 500, day, None, None) for day in days]
    club.perform(an_act("Sales"), sales.record, rows)
    assert sorted(cards_of(club, member.id, visit)) == [("complete", 3), ("expired", 2), ("open", 1)]
    with club.read() as connection:
        assert {card.state for card in stamps.cards(connection, member.id, TODAY)} == {"complete", "expired"}
    assert date.fromisoformat(days[0]) < TODAY
    assert_sound(club)
