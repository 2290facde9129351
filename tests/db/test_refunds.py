"""Refunds, reversals of sales, and refunds taken back, in the database (L6–L8, O2, T4, X10)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from db.database import Database
from db.entities.points import Consumption, Entry
from db.entities.sales import RefundPart, Sale
from db.errors import BadValue, NotFound, RuleBroken
from db.operations import points, refunds, sales
from db.operations.refunds import AskRewards, RefundLine
from db.operations.sales import Line, Sold
from db.steps import Step
from db.work import Work
from tests.builders import a_club, a_member, an_act
from tests.builders_sales import a_refund, a_sale, a_tier, day, entries, last_visit, reversed_entry, set_club, the_account, the_sale


def test_refunds_take_back_what_the_returned_money_earned(engine_url: str) -> None:
    """L6: 21.90 → 2, remainder 1.90; refunds 1, 5, 10, 5.90 → 0, −1, −1, 0 and remainders 0.90, 5.90, 5.90, 0. States by O2."""
    database = a_club(engine_url)
    member = a_member(database)
    sale = a_sale(database, member.id, 2190).sale
    seen = []
    for money in (100, 500, 1000, 590):
        done = a_refund(database, sale, money)
        seen.append((done.points, the_account(database, member.id)["remainder"], the_sale(database, sale)["state"]))
    assert seen == [(0, 90, "partly_refunded"), (-1, 590, "partly_refunded"), (-1, 590, "partly_refunded"), (0, 0, "refunded")]
    assert entries(database, member.id) == [("earn", 2, "2026-07-15"), ("refund", -1, "2026-07-15"), ("refund", -1, "2026-07-15")]
    database.close()


def test_a_refund_takes_the_point_that_a_later_sale_earned_with_its_money(engine_url: str) -> None:
    """L6: sales 29.90 and 5 → 3, remainder 4.90; refund of the 29.90 → −3, remainder 5; one entry for each sale (T4)."""
    database = a_club(engine_url)
    member = a_member(database)
    first = a_sale(database, member.id, 2990, day=day(7, 1))
    second = a_sale(database, member.id, 500, day=day(7, 2))
    done = a_refund(database, first.sale, 2990)
    assert (done.available, the_account(database, member.id)["remainder"]) == (0, 500)
    assert [entry[:2] for entry in entries(database, member.id)] == [("earn", 2), ("earn", 1), ("refund", -2), ("refund", -1)]
    assert (the_sale(database, second.sale)["points_back"], the_sale(database, second.sale)["state"]) == (1, "recorded")
    with database.read() as connection:
        rows = connection.execute(
            select(Entry.c.qualifies_on, Entry.c.qualifying).where(Entry.c.kind == "refund").order_by(Entry.c.id)
        ).all()
    assert [tuple(row) for row in rows] == [("2026-07-01", -2), ("2026-07-02", -1)]
    database.close()


def test_a_refund_goes_by_the_rule_recorded_with_the_sale(engine_url: str) -> None:
    """L6: never by today's (Smile's trap): 7 per €4: 40 → 70; the rule changes; refund 20 → −35."""
    database = a_club(engine_url)
    set_club(database, earn_per=400, earn_points=7)
    member = a_member(database)
    sale = a_sale(database, member.id, 4000)
    assert sale.points == 70
    set_club(database, earn_per=1000, earn_points=1, earn_keep_remainder=False)
    assert a_refund(database, sale.sale, 2000).points == -35
    database.close()


def test_without_keeping_the_sale_keeps_what_the_rest_would_have_earned(engine_url: str) -> None:
    """L6: off; and where the sale met the maximum."""
    database = a_club(engine_url)
    set_club(database, earn_keep_remainder=False, earn_maximum_points=10)
    member = a_member(database)
    one, two = a_sale(database, member.id, 2990).sale, a_sale(database, member.id, 50_000).sale
    assert [a_refund(database, one, money).points for money in (900, 100)] == [0, -1]
    assert [a_refund(database, two, money).points for money in (10_000, 35_000, 5000)] == [0, -5, -5]
    database.close()


def test_a_refund_names_lines_and_quantities(engine_url: str) -> None:
    """L6, O2: with lines only those that earn matter; parts of a line are reckoned together."""
    database = a_club(engine_url)
    member = a_member(database)
    sale = a_sale(
        database, member.id, lines=(Line("Novel", 1000, quantity=3000), Line("Gift card", 5000, earns=False), Line("Lamp", 4000))
    ).sale
    with pytest.raises(BadValue, match="has lines: name the lines"):
        a_refund(database, sale, 1000)
    assert a_refund(database, sale, lines=[RefundLine(2, 1000)]).points == 0
    parts = [a_refund(database, sale, lines=[RefundLine(1, 1000)]) for _ in range(3)]
    assert (sum(one.points for one in parts), the_sale(database, sale)["refunded"]) == (-1, 6000)
    with pytest.raises(BadValue, match="More of “Novel” would come back than is left of it: 0"):
        a_refund(database, sale, lines=[RefundLine(1, 1000)])
    with pytest.raises(BadValue, match="no line 4"):
        a_refund(database, sale, lines=[RefundLine(4, 1000)])
    assert (a_refund(database, sale, 4000).available, the_sale(database, sale)["state"]) == (0, "refunded")
    database.close()


def test_refunds_never_exceed_the_sale(engine_url: str) -> None:
    """L6, bad input: the refunds of a sale may not exceed it; a reversed or unknown sale takes none; none lies before the sale."""
    database = a_club(engine_url)
    member = a_member(database)
    sale = a_sale(database, member.id, 2000)
    a_refund(database, sale.sale, 500)
    with pytest.raises(BadValue, match=r"20.00 is more than is left of the sale: 15.00"):
        a_refund(database, sale.sale, 2000)
    for amount in (0, -1):
        with pytest.raises(BadValue, match="above 0"):
            a_refund(database, sale.sale, amount)
    with pytest.raises(BadValue, match="Name the amount"):
        a_refund(database, sale.sale)
    with pytest.raises(BadValue, match="has no lines"):
        a_refund(database, sale.sale, lines=[RefundLine(1, 1000)])
    with pytest.raises(RuleBroken, match="before that"):
        a_refund(database, sale.sale, 500, day=day(7, 14))
    with pytest.raises(BadValue, match="note"):
        a_refund(database, sale.sale, 500, note=" ")
    a_refund(database, sale.sale, 1500)
    with pytest.raises(RuleBroken, match="refunded in full"):
        a_refund(database, sale.sale, 1)
    other = a_sale(database, member.id, 2000)
    reversed_entry(database, other.entry)
    with pytest.raises(RuleBroken, match="was reversed"):
        a_refund(database, other.sale, 100)
    with pytest.raises(NotFound, match="no sale 99"):
        a_refund(database, 99, 100)
    database.close()


def test_the_points_come_from_the_sales_own_lot_first(engine_url: str) -> None:
    """L6: from the sale's own lot, pending or not, then other pending lots, then in L3 order, then owed (L8)."""
    database = a_club(engine_url)
    member = a_member(database)
    first = a_sale(database, member.id, 5000)
    second = a_sale(database, member.id, 5000)
    done = a_refund(database, second.sale, 2000)
    with database.read() as connection:
        used = connection.execute(select(Consumption.c.lot_id, Consumption.c.points).where(Consumption.c.entry_id == done.entry)).all()
    assert [tuple(row) for row in used] == [(second.entry, 2)]
    database.perform(an_act(), points.adjust, [member.id], -6, note="spent")
    done = a_refund(database, first.sale, 5000)
    assert (done.points, done.available, done.owed) == (-5, 0, 3)
    set_club(database, points_shortfall="write_off")
    third = a_sale(database, member.id, 6000)
    database.perform(an_act(), points.adjust, [member.id], -3, note="spent")
    done = a_refund(database, third.sale, 6000)
    assert (done.available, done.owed) == (0, 0)
    assert entries(database, member.id)[-1][0] == "write_off"
    database.close()


def test_reversing_the_earn_entry_is_the_refund_of_all_that_is_left(engine_url: str) -> None:
    """L7: after which the sale takes no refund; once per entry; last visit is that of the sales that stand (T2)."""
    database = a_club(engine_url)
    member = a_member(database)
    a_sale(database, member.id, 500, day=day(7, 1))
    sale = a_sale(database, member.id, 2990)
    a_refund(database, sale.sale, 1000)
    done = reversed_entry(database, sale.entry)
    assert (done.sale, done.available, the_account(database, member.id)["remainder"]) == (sale.sale, 0, 500)
    assert (the_sale(database, sale.sale)["state"], the_sale(database, sale.sale)["refunded"]) == ("reversed", 2990)
    assert last_visit(database, member.id) == "2026-07-01"
    with pytest.raises(RuleBroken, match="reversed already"):
        reversed_entry(database, sale.entry)
    with pytest.raises(RuleBroken, match="cannot be reversed"):
        reversed_entry(database, done.entry)
    with pytest.raises(BadValue, match="reason"):
        reversed_entry(database, a_sale(database, member.id, 2000).entry, note=None)
    database.close()


def test_a_reversed_refund_gives_points_and_remainder_back(engine_url: str) -> None:
    """L7: once; the sale is again as it was before the refund, its other refunds stay."""
    database = a_club(engine_url)
    member = a_member(database)
    sale = a_sale(database, member.id, 2190).sale
    a_refund(database, sale, 100)
    before = (the_sale(database, sale), the_account(database, member.id)["remainder"])
    refund = a_refund(database, sale, 500)
    done = reversed_entry(database, refund.entry)
    assert (done.points, done.available) == (1, 2)
    assert (the_sale(database, sale), the_account(database, member.id)["remainder"]) == before
    with pytest.raises(RuleBroken, match="reversed already"):
        reversed_entry(database, refund.entry)
    assert a_refund(database, sale, 2090).available == 0
    database.close()


def test_a_reversed_refund_brings_lines_back(engine_url: str) -> None:
    """L7, O2: quantities too."""
    database = a_club(engine_url)
    member = a_member(database)
    sale = a_sale(database, member.id, lines=(Line("Novel", 3000, quantity=3000),)).sale
    refund = a_refund(database, sale, lines=[RefundLine(1, 2000)])
    reversed_entry(database, refund.entry)
    assert a_refund(database, sale, lines=[RefundLine(1, 3000)]).available == 0
    database.close()


def test_money_that_earned_again_meanwhile_is_not_earned_twice(engine_url: str) -> None:
    """L6, L7: a reversed refund whose money a later sale has earned with takes that unit from the later sale."""
    database = a_club(engine_url)
    member = a_member(database)
    first = a_sale(database, member.id, 1000).sale
    refund = a_refund(database, first, 100)
    assert the_account(database, member.id)["remainder"] == 900
    a_sale(database, member.id, 500)
    done = reversed_entry(database, refund.entry)
    assert (done.available, the_account(database, member.id)["remainder"]) == (1, 500)
    assert entries(database, member.id)[-1][:2] == ("refund", -1)
    with pytest.raises(RuleBroken, match="cannot be reversed by itself"):
        reversed_entry(database, _last_entry(database))
    database.close()


def _last_entry(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(select(func.max(Entry.c.id))).scalar_one())


def test_a_refund_asks_about_the_points_of_rewards(engine_url: str) -> None:
    """L8: "give back the 3 points for Coffee?" (ask / always / never); a sale may name rewards handed over with it (O1)."""
    database = a_club(engine_url)
    coffee = _a_reward(database, "Coffee", 3)
    member = a_member(database)
    a_sale(database, member.id, 9000)
    with pytest.raises(AskRewards, match="“Coffee” for 3 points") as asked:
        a_refund(database, a_sale(database, member.id, 2000, rewards=[coffee]).sale, 2000)
    sale = asked.value.rewards[0]
    assert (sale.name, sale.points) == ("Coffee", 3)
    with database.read() as connection:
        with_reward = connection.execute(select(func.max(Sale.c.id))).scalar_one()
    assert a_refund(database, with_reward, 500, give_back_rewards=False).available == 7
    assert a_refund(database, with_reward, 1500, give_back_rewards=True).available == 9
    set_club(database, points_give_back_on_refund="always")
    again = a_sale(database, member.id, 2000, rewards=[coffee])
    assert again.available == 8
    assert a_refund(database, again.sale, 2000).available == 9
    database.close()


def _a_reward(database: Database, name: str, cost: int) -> int:
    from db.operations import catalogue

    return database.perform(an_act(), catalogue.add, name, points=cost).id


def test_a_refund_counts_on_the_day_of_its_sale_for_the_tier(engine_url: str) -> None:
    """T4, T8: the upgrade rested on the points taken back, so the member goes back."""
    database = a_club(engine_url)
    a_tier(database, "Gold", rank=1, threshold=5)
    member = a_member(database)
    sale = a_sale(database, member.id, 6000, day=day(7, 1))
    assert sale.tier == "Gold"
    assert a_refund(database, sale.sale, 6000).tier == "Member"
    database.close()


@pytest.mark.parametrize(("measure", "threshold"), [("spend", 50), ("visits", 2)])
def test_money_and_visits_count_and_stop_counting(engine_url: str, measure: str, threshold: int) -> None:
    """T2, T4, T8: with the sale, less what is refunded or reversed, on the day of the sale; sales that earn no point count too."""
    database = a_club(engine_url)
    set_club(database, tiers_measure=measure, earn_per=100_000)
    a_tier(database, "Gold", rank=1, threshold=threshold)
    member = a_member(database)
    assert a_sale(database, member.id, 3000, day=day(7, 1)).tier == "Member"
    assert a_sale(database, member.id, 100, day=day(7, 1)).tier == "Member"
    second = a_sale(database, member.id, 2500, day=day(7, 2))
    assert (second.entry, second.tier) == (None, "Gold")
    database.perform(an_act(), _reverse, member.id, second.sale)
    assert a_sale(database, member.id, 100, day=day(7, 1)).tier == "Member"
    third = a_sale(database, member.id, 2500, day=day(7, 2))
    assert third.tier == "Gold"
    assert a_refund(database, third.sale, 1000).tier == ("Member" if measure == "spend" else "Gold")
    database.close()


def test_sales_of_one_operation_are_taken_back_as_a_whole(engine_url: str) -> None:
    """X10, L7: each entry reversed, sales reversed, remainders and last visits as they were; what was refunded since stays refunded."""
    database = a_club(engine_url)
    one, two = a_member(database), a_member(database, first_name="Otto", last_name="Berg")
    a_sale(database, one.id, 1590, day=day(7, 1))
    before = [the_account(database, person)["remainder"] for person in (one.id, two.id)]
    many = [Sold(person, 700 + 310 * place, f"2026-07-0{2 + place}") for place in range(5) for person in (one.id, two.id)]
    act = an_act("File")
    database.perform(act, _record, many)
    with database.read() as connection:
        some = connection.execute(select(Sale.c.id).where(Sale.c.op_id == act.op_id, Sale.c.person_id == two.id)).scalars().all()
    a_refund(database, some[2], 1320)
    database.perform(an_act("Undo"), _undo, act.op_id)
    assert [the_account(database, person)["remainder"] for person in (one.id, two.id)] == before
    assert [the_account(database, person)["points"] for person in (one.id, two.id)] == [1, 0]
    assert [last_visit(database, person) for person in (one.id, two.id)] == ["2026-07-01", "2026-07-04"]
    with database.read() as connection:
        states = connection.execute(select(Sale.c.state, func.count()).where(Sale.c.op_id == act.op_id).group_by(Sale.c.state)).all()
    assert {row[0]: row[1] for row in states} == {"reversed": 9, "refunded": 1}
    database.close()


def _record(work: Work, many: list[Sold]) -> int:
    return sales.record(work, many, batch=work.op_id).points


def _undo(work: Work, op_id: str) -> None:
    refunds.undo_sales(work, [Step(op_id, "sale", 1, "recorded", {}, {})])


STEPS = st.lists(st.tuples(st.sampled_from("srRu"), st.integers(0, 9), st.integers(1, 4000)), max_size=12)


@given(STEPS)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_points_are_always_those_of_the_money_that_stays(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    """L6's invariant in the database: sales, refunds and reversals; points = floor(net eligible ÷ unit) after every step."""
    database = a_club(f"sqlite+pysqlite:///{(tmp_path_factory.mktemp('refunds') / 'club.regulars').as_posix()}")
    member = a_member(database)
    for kind, place, money in steps:
        with database.read() as connection:
            there = connection.execute(
                select(Sale.c.id, (Sale.c.value - Sale.c.refunded).label("left"), Sale.c.state).order_by(Sale.c.id)
            ).all()
        open_sales = [row for row in there if row.left and row.state != "reversed"]
        if kind == "s" or not open_sales:
            a_sale(database, member.id, money)
        elif kind in "rR":
            row = open_sales[place % len(open_sales)]
            a_refund(database, row.id, row.left if kind == "R" else 1 + money % row.left)
        else:
            row = open_sales[place % len(open_sales)]
            database.perform(an_act(), _reverse, member.id, row.id)
        _holds(database, member.id)
    database.close()


def _reverse(work: Work, person: int, sale: int | None) -> None:
    from db.books import Books
    from db.operations.returns import Returns

    assert sale is not None
    with Books(work, [person], notices=False) as books:
        returns = Returns(books)
        returns.reverse(books[person], returns.sale(sale), day=work.today, note="by mistake")
        returns.write()


def _holds(database: Database, person: int) -> None:
    account = the_account(database, person)
    with database.read() as connection:
        net = int(connection.execute(select(func.coalesce(func.sum(Sale.c.eligible - Sale.c.refunded_eligible), 0))).scalar_one())
        parts = int(connection.execute(select(func.coalesce(func.sum(RefundPart.c.points), 0))).scalar_one())
        backs = int(connection.execute(select(func.coalesce(func.sum(Sale.c.points_back), 0))).scalar_one())
    assert account["points"] - account["owed"] == net // 1000
    assert account["remainder"] == net % 1000
    assert parts == backs
