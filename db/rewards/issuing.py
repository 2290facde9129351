"""Issuing: what gives a member the right to a reward and what ends it: copies, stock, limits and states (R1, R4, R7–R9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Row, bindparam, select, update

from db import dates
from db.books import Books, Holder
from db.entities.rewards import Issued, Reward
from db.errors import NotFound, RuleBroken
from db.rewards.reward_rules import RewardRow, catalogue, issued_so_often, sold_out, too_often
from db.texts import N_


class ByReward:
    """The last usable day as the reward's own *valid days* have it (R1)."""


BY_REWARD: Final = ByReward()
Expires = date | ByReward | None


class Issuing:
    """What one `Books` knows of rewards: the catalogue, the stock it has locked, and what it has issued but not written yet."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.rewards = {row.id: row for row in catalogue(books.work.connection)}
        self.tiers = {tier.id: (tier.name, tier.rank) for tier in books.tiers}
        self.made: dict[int, dict[str, Any]] = {}
        self._locked = False
        self._reserved: dict[int, int] = {}
        self._had: dict[int, dict[int, int]] = {}

    def reward(self, reward_id: int) -> RewardRow:
        """A reward of the catalogue; NotFound where there is none."""
        if reward_id not in self.rewards:
            raise NotFound(N_("This reward is no longer there; somebody deleted it."))
        return self.rewards[reward_id]

    def rank(self, holder: Holder) -> int:
        """The rank of the member's tier; below every one for who has none."""
        tier = self.books.tier(holder)
        return -1 if tier is None else tier.rank

    def had(self, reward: RewardRow, holder: Holder) -> int:
        """How often the member was issued the reward within its limit, revoked ones not counted; read once for everybody (R1)."""
        if reward.at_most is None:
            return 0
        if reward.id not in self._had:
            self._had[reward.id] = issued_so_often(self.books.work.connection, reward, list(self.books.holders), self.books.today)
            for row in self.made.values():
                if row["reward_id"] == reward.id and row["state"] != "revoked":
                    self.count(reward.id, row["person_id"], 1)
        return self._had[reward.id].get(holder.person, 0)

    def count(self, reward_id: int | None, person: int, by: int) -> None:
        """One more (or fewer) issued to a member in this operation."""
        if reward_id in self._had:
            self._had[reward_id][person] = self._had[reward_id].get(person, 0) + by

    # Stock -----------------------------------------------------------------------------------------------------------------------------

    def lock(self) -> None:
        """Lock every reward with a stock, once and in the order of ids, so that two batches never wait for each other; then re-read them.

        Accounts come first (rule 7), rewards after them.
        """
        if not self._locked:
            self._locked = True
            if not self.books.work.is_sqlite:
                query = select(Reward.c.id).where(Reward.c.stock.is_not(None)).order_by(Reward.c.id)
                self.books.work.connection.execute(query.with_for_update(key_share=True)).all()
                self.rewards = {row.id: row for row in catalogue(self.books.work.connection)}

    def reserve(self, reward: RewardRow, count: int) -> None:
        """Take the stock for so many members at once; RuleBroken where there is less (R1, R3)."""
        if reward.stock is None or not count:
            return
        if not self._take(reward.id, count):
            left = self.rewards[reward.id].stock or 0
            if count == 1 or left == 0:
                raise RuleBroken(sold_out(reward).sentence, reward=reward.name)
            raise RuleBroken(
                N_("Only {left} of “{reward}” are left, and {count} are needed; raise its stock or choose fewer members."),
                left=left, reward=reward.name, count=count,
            )  # fmt: skip
        self._reserved[reward.id] = self._reserved.get(reward.id, 0) + count

    def hold(self, reward: RewardRow, count: int) -> None:
        """So many were taken from the stock before, by this very operation: they are given out without taking them again."""
        if reward.stock is not None:
            self._reserved[reward.id] = count

    def take(self, reward: RewardRow) -> bool:
        """Take one from the stock, or from what was reserved; False where nothing is left, or where the reward has no stock."""
        if reward.stock is None:
            return False
        if self._reserved.get(reward.id):
            self._reserved[reward.id] -= 1
            return True
        return self._take(reward.id, 1)

    def _take(self, reward_id: int, count: int) -> bool:
        """Stock never falls below 0: the condition stands in the statement, and its row is counted (reliability.md, rule 3)."""
        self.lock()
        done = self.books.work.connection.execute(
            update(Reward).where(Reward.c.id == reward_id, Reward.c.stock >= count).values(stock=Reward.c.stock - count)
        )
        return done.rowcount == 1

    def put_back(self, counts: Mapping[int, int]) -> None:
        """Return stock, in the order of ids (R6, R7)."""
        if not counts:
            return
        self.lock()
        for reward_id, count in sorted(counts.items()):
            self.books.work.connection.execute(
                update(Reward).where(Reward.c.id == reward_id, Reward.c.stock.is_not(None)).values(stock=Reward.c.stock + count)
            )


def of(books: Books) -> Issuing:
    """The rewards as one `Books` knows them, read when they are first asked for."""
    if books.issuing is None:
        books.issuing = Issuing(books)
    return books.issuing


def reward(books: Books, reward_id: int) -> RewardRow:
    """A reward of the catalogue; NotFound where there is none."""
    return of(books).reward(reward_id)


# Issuing -------------------------------------------------------------------------------------------------------------------------------


def issue(
    books: Books, holder: Holder, reward: RewardRow | None, *, source: str, name: str | None = None, description: str | None = None,
    points: int = 0, expires_on: Expires = BY_REWARD, entry: int | None = None, tier_change_id: int | None = None,
    sale_id: int | None = None, handed_over: bool = False, note: str | None = None,
) -> int:  # fmt: skip
    """Issue a reward of the catalogue, or a free one by *name*, to a member; gives its id (R3, R5, R8).

    Name, points and text are copied. One is taken from the stock; RuleBroken where it is sold out, or the member had it as often as one may.
    A full stamp card is a right already earned: its reward is issued whatever the stock and the limit say (SC3).
    """
    known, from_stock = of(books), False
    if reward is not None:
        if source != "stamps" and (refusal := too_often(reward, known.had(reward, holder))) is not None:
            raise refusal.told(holder.name)
        from_stock = known.take(reward)
        if reward.stock is not None and not from_stock and source != "stamps":
            raise sold_out(reward).told(holder.name)
    row = {
        "reward_id": None if reward is None else reward.id, "name": name if reward is None else reward.name,
        "description": description if reward is None else reward.description, "points": points,
        "state": "redeemed" if handed_over else "issued", "source": source, "from_stock": from_stock,
        "expires_on": _last_day(reward, expires_on, books.work.today), "entry_id": entry, "tier_change_id": tier_change_id, "sale_id": sale_id,
    }  # fmt: skip
    return _add(books, holder, row, note)


def issue_from_catalogue(
    books: Books, holder: Holder, reward_id: int, *, source: str, tier_change_id: int | None = None, sale_id: int | None = None
) -> int | None:
    """Issue what the rules of the club give, for instance on reaching a tier (T6) or on a birthday (N9); gives its id.

    None where the reward is retired, sold out, or was had as often as one may: a sale is never refused because of it.
    """
    known = of(books)
    reward = known.reward(reward_id)
    if reward.retired or too_often(reward, known.had(reward, holder)) is not None:
        return None
    from_stock = known.take(reward)
    if reward.stock is not None and not from_stock:
        return None
    row = {
        "reward_id": reward.id, "name": reward.name, "description": reward.description, "points": 0, "state": "issued", "source": source,
        "from_stock": from_stock, "expires_on": _last_day(reward, BY_REWARD, books.work.today), "entry_id": None,
        "tier_change_id": tier_change_id, "sale_id": sale_id,
    }  # fmt: skip
    return _add(books, holder, row)


def _add(books: Books, holder: Holder, values: Mapping[str, Any], note: str | None = None) -> int:
    """Queue the row of an issued reward, and journal it."""
    known, work, issued = of(books), books.work, books.new_id(Issued)
    row = {
        "id": issued, "person_id": holder.person, **values, "issued_on": books.today, "changed_on": books.today,
        "changed_by": work.operator.name, "changed_at": work.now, "frozen_from": None,
    }  # fmt: skip
    books.insert(Issued, row)
    known.made[issued] = row
    known.count(row["reward_id"], holder.person, 1)
    holder.issued.append(issued)
    shown = {key: row[key] for key in ("person_id", "reward_id", "name", "points", "state", "source", "expires_on", "entry_id")}
    shown["note"] = note
    work.journal("issued", issued, "issued", None, {key: value for key, value in shown.items() if value is not None})
    return issued


def _last_day(reward: RewardRow | None, expires_on: Expires, today: date) -> str | None:
    if isinstance(expires_on, ByReward):
        days = None if reward is None else reward.valid_days
        return None if days is None else (today + timedelta(days=days)).isoformat()
    return None if expires_on is None else expires_on.isoformat()


# Changing state ------------------------------------------------------------------------------------------------------------------------


def revoke(books: Books, holder: Holder, issued_id: int, *, was: str = "issued", why: Mapping[str, str] | None = None) -> bool:
    """End a member's right to a reward and return its stock; False where it is no longer *issued* (R4, R6, T8, SC4).

    *was* "redeemed": with its hand-over, when the redemption itself is reversed (L7). *why* is kept in the journal.
    """
    return change(books, holder, issued_id, was, "revoked", "revoked", why=why)


def change(
    books: Books, holder: Holder, issued_id: int, was: str, to: str, action: str, *, why: Mapping[str, str] | None = None, **columns: Any
) -> bool:  # fmt: skip
    """Change the state of an issued reward if it *was* so, stamp it, and return the stock of what is revoked; False where it was not (rule 3, R4)."""
    known, work = of(books), books.work
    stamped = {"state": to, "changed_on": books.today, "changed_by": work.operator.name, "changed_at": work.now, **columns}
    made = known.made.get(issued_id)
    if made is not None:
        # Issued in this very operation: its row is not written yet.
        if made["state"] != was:
            return False
        made.update(stamped)
        reward_id, from_stock = made["reward_id"], made["from_stock"]
    else:
        row = work.connection.execute(
            update(Issued)
            .where(Issued.c.id == issued_id, Issued.c.person_id == holder.person, Issued.c.state == was)
            .values(**stamped, version=Issued.c.version + 1)
            .returning(Issued.c.reward_id, Issued.c.from_stock)
        ).first()
        if row is None:
            return False
        reward_id, from_stock = row.reward_id, row.from_stock
    if to == "revoked":
        known.count(reward_id, holder.person, -1)
        if reward_id is not None and from_stock:
            known.put_back({reward_id: 1})
    work.journal("issued", issued_id, action, {"state": was}, {"state": to, **columns, **(why or {})})
    return True


def expire(books: Books, rows: Sequence[Row[Any]]) -> int:
    """Expire issued rewards past their last usable day, and return their stock (R7); gives how many still were *issued*."""
    if not rows:
        return 0
    work = books.work
    statement = (
        update(Issued)
        .where(Issued.c.id == bindparam("key"), Issued.c.state == "issued")
        .values(
            state="expired", changed_on=bindparam("day"), changed_by=work.operator.name, changed_at=work.now, version=Issued.c.version + 1
        )
    )
    # E2: what ends on a day ends with the next one, however late the run is.
    done = [{"key": row.id, "day": dates.following(row.expires_on)} for row in rows]
    if work.connection.execute(statement, done).rowcount not in (len(done), -1):
        raise RuleBroken(N_("One of these rewards was changed by another desk in the same moment; nothing was changed. Try again."))
    counts: dict[int, int] = {}
    for row in rows:
        if row.reward_id is not None and row.from_stock:
            counts[row.reward_id] = counts.get(row.reward_id, 0) + 1
        work.journal("issued", row.id, "expired", {"state": "issued"}, {"state": "expired"})
    of(books).put_back(counts)
    return len(done)


# Frozen rewards ------------------------------------------------------------------------------------------------------------------------


def freeze(books: Books, holder: Holder) -> int:
    """When a member is suspended or removed: have the expiry of their rewards stand still, where the setting says so (R9); gives how many."""
    if not books.club.rewards_freeze_stops_expiry:
        return 0
    where = (Issued.c.expires_on >= books.today, Issued.c.frozen_from.is_(None))
    return _set(books, holder, where, "frozen", lambda row: {"frozen_from": books.today})


def thaw(books: Books, holder: Holder) -> int:
    """When a member is back: move the expiry of what was frozen by the days it stood still (R9); gives how many."""

    def moved(row: Row[Any]) -> dict[str, Any]:
        days = (books.work.today - date.fromisoformat(row.frozen_from)).days
        return {"frozen_from": None, "expires_on": dates.later(row.expires_on, max(0, days))}

    return _set(books, holder, (Issued.c.frozen_from.is_not(None),), "thawed", moved)


def _set(books: Books, holder: Holder, where: Sequence[Any], action: str, wanted: Any) -> int:
    work = books.work
    rows = work.connection.execute(
        select(Issued.c.id, Issued.c.expires_on, Issued.c.frozen_from)
        .where(Issued.c.person_id == holder.person, Issued.c.state == "issued", *where)
        .order_by(Issued.c.id)
    ).all()
    for row in rows:
        values = wanted(row)
        work.connection.execute(update(Issued).where(Issued.c.id == row.id).values(**values, version=Issued.c.version + 1))
        work.journal("issued", row.id, action, {key: row._mapping[key] for key in values}, values)
    return len(rows)
