"""Three years of sales, redemptions and refunds of the sample club, booked by the rules themselves and written in bulk (commands.md, `demo`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import insert, select

from db import earning
from db.demo_people import HOLDERS, Drawn
from db.entities.rewards import Issued, Reward
from db.entities.sales import Refund, RefundPart, Sale
from db.entities.tiers import TierChange
from db.holders import Holder, Posted, TierRow
from db.ledger.account import Account
from db.ledger.chain import NO_HASH
from db.ledger.movements import Movements
from db.operations.programme import Club
from db.texts import fold
from db.tiers.tier_ladder import Ladder
from db.tiers.tier_values import DaySums
from db.tiers.tier_windows import Cycle
from db.work import Work

YEARS = 3
MOST_EACH = 1000
SHARE_OF_MEMBERS = 0.9
# How often a member of each tier comes, against the others; and which part of what happens is a sale, or a sale and a redemption.
OFTEN = (0.5, 0.9, 1.5, 2.5, 4.0)
SALES, SALES_AND_REDEMPTIONS = 0.87, 0.95
REWARDS = (
    ("Filter coffee", "A cup of the day's filter coffee", 40),
    ("Slice of cake", "Any cake of the counter", 90),
    ("Paperback", "One from the table by the door", 250),
    ("Barista morning", "Three hours behind the machine, for one", 900),
)
TABLES = ("sales", "refunds", "refund_parts", "consumption", "debts", "issued_rewards", "tier_history")
ACCOUNT = ("id", "person_id", "points", "pending", "owed", "seq", "next_change_on", "remainder", "head")


@dataclass(slots=True)
class _Sold:
    """A sale of the story, with the rule of its day (L5, L6)."""

    id: int
    day: str
    receipt: str
    value: int
    eligible: int
    unit: int
    unit_points: int
    multiplier: int
    keeps_remainder: bool
    maximum: int | None
    met_maximum: bool
    units: int
    points: int
    qualifying: int
    entry: int | None = None
    refunded: int = 0
    units_back: int = 0
    points_back: int = 0
    qualifying_back: int = 0


class Stories(Movements):
    """Books the history of one member after the other; *each* is how many entries a member has on average."""

    def __init__(self, work: Work, club: Club, tiers: Sequence[TierRow], entries: int, people: int, seed: int, day: date) -> None:
        # The moment of each entry is its own; lines are counted on with those of the demo.
        super().__init__(replace(work), club, None)
        self.ladder, self.tiers, self.seed, self.day = Ladder(tiers), tiers, seed, day
        average = sum(share * often for share, often in zip(HOLDERS, OFTEN, strict=True)) / sum(HOLDERS)
        self.each = entries / (SHARE_OF_MEMBERS * people) / average
        self.rewards = tuple(self._reward(*reward) for reward in REWARDS)
        self.multipliers = {tier.id: tier.multiplier * 1000 for tier in tiers}
        # Where nothing lapses and nothing waits, a day brings nothing about.
        self.days_matter = club.expiry_policy != "never" or club.points_pending_days > 0

    def consider(self, holder: Holder, posted: Posted) -> None:
        """Tiers are set at the end of a story, by what its last year came to."""

    def tell(self, run: Sequence[Drawn]) -> list[tuple[Any, ...]]:
        """Book the stories of some people, and set their tier and last visit; gives the rows of their accounts."""
        return [self._account(person, draws) for person, draws in zip(run, self._drawn(run), strict=True)]

    def _reward(self, name: str, description: str, points: int) -> tuple[int, str, str, int]:
        found = self.work.connection.execute(select(Reward.c.id).where(Reward.c.name_key == fold(name))).scalar()
        if found is None:
            row = insert(Reward).values(name=name, name_key=fold(name), description=description, points=points)
            found = self.work.connection.execute(row.returning(Reward.c.id)).scalar_one()
        return int(found), name, description, points

    def _drawn(self, run: Sequence[Drawn]) -> list[NDArray[np.float64]]:
        """For each of these people a row an event: when, what, how much and what hour, each a fraction; in the order of time."""
        stream = np.random.Generator(np.random.PCG64([self.seed, int(run[0].columns["id"]), YEARS]))
        rank = {tier.id: place for place, tier in enumerate(self.tiers)}
        often = np.array([OFTEN[rank[person.columns["tier_id"]]] if person.columns["stage"] == "member" else 0.0 for person in run])
        # Whoever joined last week has not come for three years.
        stays = np.array([self._stay(person) for person in run]) / (365 * YEARS)
        often *= stays / stays.mean()
        counts = np.minimum(np.floor(-np.log1p(-stream.random(len(run))) * often * self.each + 0.5), MOST_EACH).astype(np.int64)
        events = stream.random((int(counts.sum()), 4))
        ends = np.cumsum(counts)
        parts = np.split(events, ends[:-1])
        return [part[part[:, 0].argsort(kind="stable")] for part in parts]

    def _first(self, person: Drawn) -> date:
        """The first day of somebody's story."""
        return max(date.fromisoformat(person.columns["joined"] or self.day.isoformat()), self.day - timedelta(days=365 * YEARS))

    def _stay(self, person: Drawn) -> int:
        """How many days somebody's story has."""
        return (self.day - self._first(person)).days + 1

    def _account(self, person: Drawn, draws: NDArray[np.float64]) -> tuple[Any, ...]:
        columns = person.columns
        number, today = int(columns["id"]), self.day.isoformat()
        account = Account(number, number, 0, NO_HASH, 0)
        if not len(draws):
            if columns["stage"] == "member":
                self._stand(columns, [])
            return (number, number, 0, 0, 0, 0, None, 0, None)
        holder = Holder(
            number, columns["number"], "", "member", columns["status"], columns["joined"], None, None, None, columns["tier_id"], None, None,
            None, None, False, None, 1, account, today,
        )  # fmt: skip
        first, span = self._first(person), self._stay(person)
        sales: list[_Sold] = []
        for when, what, amount, hour in draws.tolist():
            self._on(holder, first + timedelta(days=int(when * span)), int(hour * 600))
            if what < SALES or not (self._redeem(holder, amount) if what < SALES_AND_REDEMPTIONS else self._refund(holder, sales, amount)):
                sales.append(self._sell(holder, amount))
        self._on(holder, self.day, 0)
        self._stand(columns, sales)
        for sold in sales:
            self._write_sale(number, sold)
        self.queue_ledger(account)
        self.booked.clear()
        return (
            number, number, account.available(today), account.pending(today), account.owed, account.seq, account.next_change(today),
            account.remainder, account.head if account.seq else None,
        )  # fmt: skip

    def _on(self, holder: Holder, day: date, minute: int) -> None:
        """Go on to a day: what is due by then is settled first (C4)."""
        self.work.today, self.today = day, day.isoformat()
        self.work.now = f"{self.today}T{5 + minute // 60:02d}:{minute % 60:02d}:00Z"
        holder.today = self.today
        if self.days_matter:
            self.settle_account(holder)

    def _sell(self, holder: Holder, amount: float) -> _Sold:
        """A sale of 35.00 to 1,535.00, most of them small (L5)."""
        club, value = self.club, 3500 + int(amount**2.2 * 3000) * 50
        multiplier = self.multipliers[holder.tier_id or 0]
        earned = earning.earn(
            value, value, holder.account.remainder, unit=club.earn_per, unit_points=club.earn_points, multiplier=multiplier,
            keep=club.earn_keep_remainder, minimum=club.earn_minimum, maximum=club.earn_maximum_points,
        )  # fmt: skip
        holder.account.remainder = earned.remainder
        sale = self.new_id(Sale)
        sold = _Sold(
            sale, self.today, f"R-{sale}", value, earned.eligible, club.earn_per, club.earn_points, multiplier, club.earn_keep_remainder,
            club.earn_maximum_points, earned.met_maximum, earned.units, earned.points, earned.qualifying,
        )  # fmt: skip
        if earned.points:
            sold.entry = self.give(
                holder, "earn", earned.points, day=self.work.today, qualifying=earned.qualifying, reference=sold.receipt, sale_id=sale,
                pending_days=club.points_pending_days,
            ).id  # fmt: skip
        return sold

    def _redeem(self, holder: Holder, amount: float) -> bool:
        """Redeem one of the rewards that the balance allows (R3); False where it allows none."""
        has = holder.available
        fitting = [reward for reward in self.rewards if reward[3] <= has]
        if not fitting:
            return False
        reward, name, description, points = fitting[int(amount * len(fitting))]
        posted = self.take(holder, "redeem", points, day=self.work.today, reason="use_of_reward")
        self.insert(
            Issued,
            {
                "id": self.new_id(Issued), "person_id": holder.person, "reward_id": reward, "name": name, "description": description,
                "points": points, "state": "redeemed", "source": "redeemed", "issued_on": self.today, "changed_on": self.today,
                "changed_by": self.work.operator.name, "changed_at": self.work.now, "entry_id": posted.id,
            },
        )  # fmt: skip
        return True

    def _refund(self, holder: Holder, sales: Sequence[_Sold], amount: float) -> bool:
        """Give back the last sale, or half of it (L6); False where it was given back, or other sales would have to follow."""
        sold = sales[-1] if sales else None
        if sold is None or sold.refunded or not sold.eligible:
            return False
        money = sold.value if amount < 0.7 else sold.value // 2
        units, remainder = earning.units_refunded(sold, sold.eligible - money, holder.account.remainder, money)
        if remainder < 0:
            return False
        before, holder.account.remainder = holder.account.remainder, remainder
        taken = earning.take_back(sold, units)
        sold.refunded, sold.units_back, sold.points_back, sold.qualifying_back = money, taken.units, taken.points, taken.qualifying
        refund = self.new_id(Refund)
        self.insert(
            Refund,
            {
                "id": refund, "sale_id": sold.id, "business_date": self.today, "amount": money, "eligible": money,
                "remainder_change": remainder - before,
            },
        )  # fmt: skip
        if taken.points or taken.qualifying:
            posted = self.take(
                holder, "refund", taken.points, day=self.work.today, qualifying=-taken.qualifying, qualifies_on=sold.day,
                own_lots=() if sold.entry is None else (sold.entry,), pending_too=True, may_owe=True, reason="return",
                reference=sold.receipt, sale_id=sold.id,
            )  # fmt: skip
            self.insert(
                RefundPart,
                {
                    "refund_id": refund, "sale_id": sold.id, "entry_id": posted.id, "units": taken.units, "points": taken.points,
                    "qualifying": taken.qualifying,
                },
            )  # fmt: skip
        return True

    def _write_sale(self, person: int, sold: _Sold) -> None:
        self.insert(
            Sale,
            {
                "id": sold.id, "person_id": person, "account_id": person, "business_date": sold.day, "receipt": sold.receipt,
                "value": sold.value, "eligible": sold.eligible, "refunded": sold.refunded, "refunded_eligible": sold.refunded,
                "state": "recorded" if not sold.refunded else "refunded" if sold.refunded == sold.value else "partly_refunded",
                "unit": sold.unit, "unit_points": sold.unit_points, "multiplier": sold.multiplier, "keeps_remainder": sold.keeps_remainder,
                "maximum": sold.maximum, "met_maximum": sold.met_maximum, "units": sold.units, "units_back": sold.units_back,
                "points": sold.points, "points_back": sold.points_back, "qualifying": sold.qualifying,
                "qualifying_back": sold.qualifying_back,
            },
        )  # fmt: skip

    def _stand(self, columns: dict[str, Any], sales: Sequence[_Sold]) -> None:
        """The tier that the last year reached, with its review and its line of history (T3, T5, T6), and the last visit (T2)."""
        columns["last_visit"] = max((sold.day for sold in sales), default=None)
        amounts: dict[str, int] = {}
        for sold in sales:
            amounts[sold.day] = amounts.get(sold.day, 0) + sold.qualifying - sold.qualifying_back
        sums, cycle = DaySums(amounts), Cycle(self.club.tiers_period, date.fromisoformat(columns["joined"]), self.club.tiers_grace_days)
        best, reached_on, value = self.ladder.base, self.day, 0
        for day in sums.days(max(cycle.running(self.day).after + timedelta(days=1), date.fromisoformat(columns["joined"])), self.day):
            total = sums.within(cycle.running(day))
            reached = self.ladder.reached(total)
            if reached.rank > best.rank:
                best, reached_on, value = reached, day, total
        review = cycle.review_after(reached_on) if best.rank else None
        columns["tier_id"], columns["tier_review"] = best.id, None if review is None else review.isoformat()
        if best.rank:
            self.insert(
                TierChange,
                {
                    "id": self.new_id(TierChange), "person_id": columns["id"], "day": reached_on.isoformat(), "from_tier_id": self.ladder.base.id,
                    "to_tier_id": best.id, "cause": "earned", "value": value, "review_on": columns["tier_review"],
                    "operator": self.work.operator.name,
                },
            )  # fmt: skip
