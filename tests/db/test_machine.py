"""Two desks at random against the plain model of `tests.model`: ledger, tiers, rewards and stamps agree after every step.

L1–L8, E2–E6, T3–T8, R3–R6, SC3, SC4.

`REGULARS_MACHINE=deep` runs many more and longer stories.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import insert, select, text, update

from db.checks import CHECKS, Scene
from db.database import Act, Database
from db.entities.people import Person
from db.entities.points import Account, Entry, Lot
from db.entities.programme import Programme
from db.entities.rewards import Issued, Reward
from db.entities.sales import Sale
from db.entities.stamps import StampCard
from db.entities.tiers import Tier, TierReward
from db.errors import Told
from db.ledger import reading
from db.operations import daily, points, refunds, rewards, sales, stamps
from db.work import Work
from tests.builders import a_club, a_member, an_act
from tests.builders_sales import a_refund, a_sale, reversed_entry, the_account, the_sale
from tests.builders_tiers import a_ladder, standing
from tests.model import Member, Model, Rules
from tests.postgres import Databases

DEEP = os.environ.get("REGULARS_MACHINE") == "deep"
MEMBERS = 2
BEGIN = date(2026, 1, 31)
# What has nothing to do with points is checked elsewhere, and takes longer than all that has.
LOOKED_AT = [name for name in CHECKS if not any(word in name for word in ("file", "schema", "search", "keys agree", "phone", "numbers"))]

rules = st.builds(
    Rules,
    unit=st.sampled_from((1000, 400)),
    unit_points=st.sampled_from((1, 7)),
    keep=st.sampled_from((True, True, False)),
    maximum=st.sampled_from((None, None, 40)),
    pending_days=st.sampled_from((0, 0, 5)),
    shortfall=st.sampled_from(("owe", "write_off")),
    grace=st.sampled_from((10, 30)),
    lapse=st.sampled_from((("never", 0), ("days", 20), ("months", 2))),
    tiers=st.sampled_from((1000, 1500)).map(lambda more: (("Member", 0, 1000), ("Silver", 50, more), ("Gold", 120, 2 * more - 1000))),
)
amounts = st.integers(1, 9000) | st.sampled_from((500, 990, 1000, 2190, 2990))
place = st.integers(0, 10**6)
who = st.integers(0, MEMBERS - 1)


def prepare(url: str) -> None:
    """A club of two members, three tiers, and rewards."""
    database = a_club(url)
    for name in range(MEMBERS):
        a_member(database, last_name=f"Member {name}", joined="2020-01-01")
    database.perform(an_act("Catalogue"), _catalogue)
    database.close()


def _catalogue(work: Work) -> None:
    made = Rules()
    for name, cost, stock in (*made.rewards, (made.entry_reward, 0, None), (made.stamp_reward, 0, None)):
        work.connection.execute(insert(Reward).values(name=name, name_key=name.lower(), points=cost, stock=stock))
    for rank, (name, threshold, _) in enumerate(made.tiers[1:], 1):
        work.connection.execute(
            insert(Tier).values(name=name, name_key=name.lower(), rank=rank, threshold=threshold, colour="#cccccc", active=True)
        )
    silver = select(Tier.c.id).where(Tier.c.name == "Silver").scalar_subquery()
    entry_reward = select(Reward.c.id).where(Reward.c.name == made.entry_reward).scalar_subquery()
    work.connection.execute(insert(TierReward).values(tier_id=silver, reward_id=entry_reward))
    stamped = work.connection.execute(select(Reward.c.id).where(Reward.c.name == made.stamp_reward)).scalar_one()
    stamps.add_type(work, stamps.TypeDetails("Coffee", made.stamps_needed, stamped))


def _put(work: Work, wanted: Rules) -> None:
    kind, length = wanted.lapse
    work.connection.execute(
        update(Programme).values(
            earn_per=wanted.unit, earn_points=wanted.unit_points, earn_keep_remainder=wanted.keep, earn_maximum_points=wanted.maximum,
            points_pending_days=wanted.pending_days, points_shortfall=wanted.shortfall, points_reversal_grace_days=wanted.grace,
            expiry_policy=kind, expiry_length=length or None,
        )
    )  # fmt: skip
    for name, _, multiplier in wanted.tiers:
        work.connection.execute(update(Tier).where(Tier.c.name == name).values(multiplier=multiplier))


class Desks(RuleBasedStateMachine):
    """Two desks that do what hypothesis draws, and the model that does the same."""

    fresh: Callable[[], str]
    drop: Callable[[str], None]

    def __init__(self) -> None:
        super().__init__()
        self.url = type(self).fresh()
        self.desks = (Database(self.url, desk="left"), Database(self.url, desk="right"))
        with self.desks[0].read() as connection:
            self.people = list(connection.execute(select(Person.c.id).order_by(Person.c.id)).scalars())
            self.rewards: dict[str, int] = {row.name: row.id for row in connection.execute(select(Reward.c.name, Reward.c.id))}
            self.stamp_type = connection.execute(text("SELECT id FROM stamp_types")).scalar_one()
        self.model = Model(Rules(), MEMBERS, BEGIN)
        self.turn = 0

    def teardown(self) -> None:
        for desk in self.desks:
            desk.close()
        type(self).drop(self.url)

    @initialize(wanted=rules)
    def begin(self, wanted: Rules) -> None:
        """The settings of this story."""
        self.model = Model(wanted, MEMBERS, BEGIN)
        self.desks[0].perform(an_act("Settings"), _put, wanted)

    # What can happen -------------------------------------------------------------------------------------------------------------------

    @rule(member=who, amount=st.integers(1, 60), pending=st.sampled_from((0, 0, 3)), last=st.none() | st.integers(0, 40))
    def give(self, member: int, amount: int, pending: int, last: int | None) -> None:
        """Points given by hand."""
        expires = None if last is None else self.model.today + timedelta(days=last)
        more: dict[str, Any] = {"pending_days": pending, "expires": expires}
        self._both(
            lambda: self.model.adjust(self.model.members[member], amount, **more),
            points.adjust, [self.people[member]], amount, note="as agreed", **more,
        )  # fmt: skip

    @rule(member=who, amount=st.integers(1, 80), owing=st.booleans())
    def deduct(self, member: int, amount: int, owing: bool) -> None:
        """Points deducted by hand."""
        self._both(
            lambda: self.model.adjust(self.model.members[member], -amount, owing=owing),
            points.adjust, [self.people[member]], -amount, note="as agreed", owing=owing,
        )  # fmt: skip

    @rule(member=who, amount=amounts)
    def sell(self, member: int, amount: int) -> None:
        """A sale."""
        key = sum(len(one.sales) for one in self.model.members) + 1
        self._both(
            lambda: self.model.sell(self.model.members[member], amount, key), sales.sell, self.people[member], amount, note="at the till"
        )

    @precondition(lambda self: any(member.sales for member in self.model.members))
    @rule(which=place, part=st.integers(1, 10))
    def refund(self, which: int, part: int) -> None:
        """Some of what is left of a sale, all of it, or more."""
        chosen = [(member, at) for member in range(MEMBERS) for at in range(len(self.model.members[member].sales))]
        member, at = chosen[which % len(chosen)]
        sale = self.model.members[member].sales[at]
        amount = max(1, (sale.value - sale.refunded) * part // 9)
        self._both(
            lambda: self.model.refund(self.model.members[member], self.model.members[member].sales[at], amount),
            refunds.refund, sale.key, amount, note="brought back",
        )  # fmt: skip

    @precondition(lambda self: any(member.entries for member in self.model.members))
    @rule(which=place, kind=st.sampled_from((None, "earn", "refund", "refund", "redeem", "redeem", "adjust", "expire", "write_off")))
    def reverse(self, which: int, kind: str | None) -> None:
        """An entry of a kind that was not reversed yet, the latest first; or any."""
        everything = [(member, entry) for member in range(MEMBERS) for entry in self.model.members[member].entries]
        undone = {(member, entry.reverses) for member, entry in everything}
        chosen = [(member, entry) for member, entry in everything if entry.kind == kind and (member, entry.number) not in undone]
        member, entry = (chosen or everything)[-1 - which % min(4, len(chosen or everything))]
        self._settle(member)
        self._both(
            lambda: self.model.reverse(self.model.members[member], self.model.members[member].entries[entry.number]),
            points.reverse, [self._entry(member, entry.number)], note="by mistake",
        )  # fmt: skip

    @rule(member=who, name=st.sampled_from(("Coffee", "Cake")), handed_over=st.booleans())
    def redeem(self, member: int, name: str, handed_over: bool) -> None:
        """A reward for points."""
        self._both(
            lambda: self.model.redeem(self.model.members[member], name, handed_over=handed_over),
            rewards.redeem, [self.people[member]], self.rewards[name], handed_over=handed_over,
        )  # fmt: skip

    @rule(member=who, name=st.sampled_from(("Coffee", "Cake")))
    def grant(self, member: int, name: str) -> None:
        """A reward for nothing."""
        self._both(
            lambda: self.model.grant(self.model.members[member], name), rewards.give, [self.people[member]], self.rewards[name], note="kind"
        )

    @precondition(lambda self: any(member.issued for member in self.model.members))
    @rule(which=place, what=st.sampled_from(("revoke", "revoke and keep the points", "hand over")))
    def end(self, which: int, what: str) -> None:
        """What was issued is taken away or used."""
        chosen = [(member, at) for member in range(MEMBERS) for at in range(len(self.model.members[member].issued))]
        member, at = chosen[-1 - which % len(chosen)]
        issued = self._issued(member, at)
        if what == "hand over":
            self._both(
                lambda: self.model.hand_over(self.model.members[member], self.model.members[member].issued[at]), rewards.hand_over, [issued]
            )
            return
        give_back = what == "revoke"
        self._both(
            lambda: self.model.revoke(self.model.members[member], self.model.members[member].issued[at], give_back=give_back),
            rewards.revoke, [issued], note="by mistake", give_back=give_back,
        )  # fmt: skip

    @rule(member=who, count=st.integers(-4, 7).filter(bool))
    def stamp(self, member: int, count: int) -> None:
        """Stamps given or taken."""
        self._both(
            lambda: self.model.stamp(self.model.members[member], count),
            stamps.stamp, [self.people[member]], self.stamp_type, count, note="at the desk",
        )  # fmt: skip

    @rule(days=st.integers(1, 8) | st.sampled_from((21, 62, 200, 366)))
    def wait(self, days: int) -> None:
        """Time goes by; nothing runs by itself."""
        self.model.today += timedelta(days=days)

    @rule()
    def run_the_day(self) -> None:
        """The daily run, twice: the second time nothing is left to do (E3)."""
        for member in self.model.members:
            self.model.settle(member)
        act = self._act()
        daily.run(self.desks[self.turn % 2], act)
        again = daily.run(self.desks[self.turn % 2], self._act())
        assert (again.expired_points, again.expired_lots, again.tiers_changed) == (0, 0, 0)

    # What must hold --------------------------------------------------------------------------------------------------------------------

    @invariant()
    def the_members_are_as_the_model_has_them(self) -> None:
        """Every figure, entry, lot, reward, stamp and tier."""
        for member in range(MEMBERS):
            assert self._stored(member) == self._modelled(member)
        with self.desks[self.turn % 2].read() as connection:
            stock = {row.name: row.stock for row in connection.execute(select(Reward).where(Reward.c.points > 0))}
        assert stock == self.model.stock

    @invariant()
    def points_earned_are_those_of_the_money_kept(self) -> None:
        """L6: with one rule, multiplier 1 and *keep* on, points earned less taken back = floor(net eligible ÷ unit) × points per unit.

        A refund that is reversed may leave more than a unit in the remainder (L7): that money earns with the next sale.
        """
        rule_now = self.model.rules
        if not rule_now.keep or rule_now.maximum is not None or rule_now.tiers[1][2] != 1000:
            return
        for person, member in zip(self.people, self.model.members, strict=True):
            with self.desks[0].read() as connection:
                row = connection.execute(text(
                    "SELECT coalesce(sum(points - points_back), 0) AS points, coalesce(sum(qualifying - qualifying_back), 0) AS qualifying,"
                    " coalesce(sum(eligible - refunded_eligible), 0) AS money FROM sales WHERE person_id = :person"
                ), {"person": person}).one()  # fmt: skip
            waiting = member.remainder // rule_now.unit
            assert row.points == (row.money // rule_now.unit - waiting) * rule_now.unit_points
            assert row.qualifying == row.points
            assert not waiting or any(refund.is_reversed for refund in member.refunds)

    @invariant()
    def every_check_holds(self) -> None:
        """L2 and all that `regulars check` asks."""
        scene = Scene(self.desks[self.turn % 2])
        assert {name: lines for name in LOOKED_AT if (lines := list(CHECKS[name](scene)))} == {}

    # Inside ----------------------------------------------------------------------------------------------------------------------------

    def _act(self) -> Act:
        self.turn += 1
        return an_act("Story", today=self.model.today)

    def _both(self, modelled: Callable[[], None], operation: Any, *arguments: Any, **more: Any) -> None:
        """Do it in the model and at the desk whose turn it is; the other desk sends it once more, which changes nothing (rule 1)."""
        allowed = self.model.attempt(modelled)
        act = self._act()
        desk, other = self.desks[self.turn % 2], self.desks[(self.turn + 1) % 2]
        if not allowed:
            with pytest.raises(Told):
                desk.perform(act, operation, *arguments, **more)
            return
        done = desk.perform(act, operation, *arguments, **more)
        if not self.turn % 3:
            assert other.perform(act, operation, *arguments, **more) == done

    def _settle(self, member: int) -> None:
        """An entry can only be named when it is there: an expiry that has come due is booked first."""
        self.model.settle(self.model.members[member])
        self.desks[0].perform(self._act(), daily.settle, [self.people[member]])

    def _entry(self, member: int, number: int) -> int:
        with self.desks[0].read() as connection:
            return int(
                connection.execute(
                    select(Entry.c.id).where(Entry.c.account_id == self.people[member], Entry.c.seq == number + 1)
                ).scalar_one()
            )

    def _issued(self, member: int, number: int) -> int:
        with self.desks[0].read() as connection:
            found = connection.execute(select(Issued.c.id).where(Issued.c.person_id == self.people[member]).order_by(Issued.c.id)).scalars()
            return int(list(found)[number])

    def _modelled(self, member: int) -> dict[str, Any]:
        one: Member = self.model.members[member]
        return {
            "figures": self.model.figures(one),
            "entries": [(entry.kind, entry.points, entry.qualifying, str(entry.day), str(entry.counts_on)) for entry in one.entries],
            "lots": [(lot.points, lot.remaining, str(lot.available), lot.expires and str(lot.expires)) for lot in one.lots],
            "sales": [(sale.refunded, sale.units_back, sale.points_back, sale.qualifying_back, sale.is_reversed) for sale in one.sales],
            "remainder": one.remainder,
            "tier": (self.model.rules.tiers[one.tier][0], one.review and str(one.review)),
            "issued": [(reward.name, reward.state, reward.source) for reward in one.issued],
            "stamps": (one.stamps, len(one.full_cards)),
        }

    def _stored(self, member: int) -> dict[str, Any]:
        person = self.people[member]
        with self.desks[self.turn % 2].read() as connection:
            entries = connection.execute(select(Entry).where(Entry.c.account_id == person).order_by(Entry.c.seq)).all()
            lots = connection.execute(select(Lot).where(Lot.c.account_id == person).order_by(Lot.c.entry_id)).all()
            sold = connection.execute(select(Sale).where(Sale.c.person_id == person).order_by(Sale.c.id)).all()
            issued = connection.execute(select(Issued).where(Issued.c.person_id == person).order_by(Issued.c.id)).all()
            cards = connection.execute(select(StampCard.c.state, StampCard.c.stamps).where(StampCard.c.person_id == person)).all()
            tier, review = connection.execute(
                select(Tier.c.name, Person.c.tier_review).join(Tier, Tier.c.id == Person.c.tier_id).where(Person.c.id == person)
            ).one()
            return {
                "figures": reading.figures(connection, person, self.model.today),
                "entries": [(row.kind, row.points, row.qualifying, row.business_date, row.qualifies_on) for row in entries],
                "lots": [(row.points, row.remaining, row.available_from, row.expires_on) for row in lots],
                "sales": [(row.refunded, row.units_back, row.points_back, row.qualifying_back, row.state == "reversed") for row in sold],
                "remainder": connection.execute(select(Account.c.remainder).where(Account.c.person_id == person)).scalar_one(),
                "tier": (tier, review),
                "issued": [(row.name, row.state, row.source) for row in issued],
                "stamps": (
                    sum(card.stamps for card in cards if card.state == "open"), sum(card.state == "complete" for card in cards),
                ),
            }  # fmt: skip


def run(fresh: Callable[[], str], drop: Callable[[str], None], examples: int, steps: int) -> None:
    """Let hypothesis tell stories."""
    machine = type("Desks", (Desks,), {"fresh": staticmethod(fresh), "drop": staticmethod(drop)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_two_desks_keep_the_rules_on_sqlite(tmp_path: Path) -> None:
    """Issue 2, *Proof*: the stateful machine against the plain model."""
    template, made = tmp_path / "template.regulars", iter(range(10**9))
    prepare(f"sqlite+pysqlite:///{template.as_posix()}")

    def fresh() -> str:
        copy = tmp_path / f"{next(made)}.regulars"
        shutil.copyfile(template, copy)
        return f"sqlite+pysqlite:///{copy.as_posix()}"

    def drop(url: str) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite+pysqlite:///") + ending).unlink(missing_ok=True)

    run(fresh, drop, 1500 if DEEP else 20, 40 if DEEP else 24)


@pytest.mark.postgres
def test_two_desks_keep_the_rules_on_postgresql(postgres: Databases) -> None:
    """The same, fewer and shorter."""
    run(lambda: postgres.prepared("two desks", prepare), postgres.drop, 300 if DEEP else 6, 30 if DEEP else 16)


# What the machine has found once stands here for good.


def test_a_refund_reversed_after_another_one_of_the_same_sale_keeps_the_points_of_the_money(tmp_path: Path) -> None:
    """L6, L7: 25.84 earns 2; 2.87, 2.55, 2.26 come back and take 1; then 2.01; the third is reversed: 18.41 is left, which is 1 point."""
    database = a_club(f"sqlite+pysqlite:///{(tmp_path / 'club.regulars').as_posix()}")
    member = a_member(database).id
    sale = a_sale(database, member, 2584).sale
    entries = [a_refund(database, sale, amount).entry for amount in (287, 255, 226, 201)]
    assert [entry is None for entry in entries] == [True, True, False, True]
    reversed_entry(database, entries[2])
    assert (the_account(database, member)["points"], the_account(database, member)["remainder"]) == (1, 841)
    assert the_sale(database, sale)["units_back"] == 1
    database.close()


def test_points_that_rested_on_the_money_of_a_reversed_sale_are_taken_back_too(tmp_path: Path) -> None:
    """L6: 5, 5 and 9 earn 1, remainder 9; the second is reversed out of the remainder; the refund of the third leaves 5: no point."""
    database = a_club(f"sqlite+pysqlite:///{(tmp_path / 'club.regulars').as_posix()}")
    member = a_member(database).id
    sold = [a_sale(database, member, amount) for amount in (500, 500, 900)]
    reversed_entry(database, sold[1].entry)
    assert (the_account(database, member)["points"], the_account(database, member)["remainder"]) == (1, 400)
    a_refund(database, sold[2].sale, 900)
    assert (the_account(database, member)["points"], the_account(database, member)["remainder"]) == (0, 500)
    database.close()


def test_who_fell_to_a_tier_between_falls_on_when_more_is_taken_back(tmp_path: Path) -> None:
    """T8: straight to Gold; a refund leaves Silver; a second one leaves nothing that carries Silver."""
    database = a_ladder(f"sqlite+pysqlite:///{(tmp_path / 'club.regulars').as_posix()}", silver=50, gold=120)
    member = a_member(database).id
    sale = a_sale(database, member, 150_000).sale
    tiers = [standing(database, member)[0]]
    for _ in range(2):
        a_refund(database, sale, 60_000)
        tiers.append(standing(database, member)[0])
    assert tiers == ["Gold", "Silver", "Member"]
    database.close()


def test_who_climbs_again_after_a_refund_is_reviewed_a_period_later(tmp_path: Path) -> None:
    """T6, T8: the review from before the refund comes back only with the refund itself, never with a new sale."""
    database = a_ladder(f"sqlite+pysqlite:///{(tmp_path / 'club.regulars').as_posix()}", silver=50, gold=120)
    member = a_member(database).id
    sale = a_sale(database, member, 60_000).sale
    a_refund(database, sale, 60_000)
    assert standing(database, member) == ("Member", None)
    database.perform(an_act("Sale", today=date(2027, 9, 1)), sales.sell, member, 60_000, note="at the till")
    assert standing(database, member) == ("Silver", "2028-09-01")
    database.close()
