"""A plain model of the ledger, tiers, rewards and stamps, written from rules.md alone: what `tests/db/test_machine.py` holds the program against.

Nothing of the program is used here. Days are dates, money whole cents, multipliers thousandths; people and rewards are named by keys.
"""

from __future__ import annotations

import copy
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

YEAR = 12


class RefusedByRule(Exception):
    """The rules do not allow it; nothing has changed."""


def refuse_if(broken: bool) -> None:
    """RefusedByRule where it is."""
    if broken:
        raise RefusedByRule


def months_after(day: date, months: int) -> date:
    """C4: the same day of the month, or its last one."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True)
class Rules:
    """The settings of the programme, as far as they are modelled (section 18); lapse: ("never", 0), ("days", n) or ("months", n)."""

    unit: int = 1000
    unit_points: int = 1
    keep: bool = True
    maximum: int | None = None
    pending_days: int = 0
    shortfall: str = "owe"
    grace: int = 30
    lapse: tuple[str, int] = ("never", 0)
    tiers: tuple[tuple[str, int, int], ...] = (("Member", 0, 1000), ("Silver", 50, 1000), ("Gold", 120, 1000))
    # By name: cost and how many there are; the reward that reaching Silver gives; stamps on a card.
    rewards: tuple[tuple[str, int, int | None], ...] = (("Coffee", 5, None), ("Cake", 12, 3))
    entry_reward: str = "Welcome"
    stamps_needed: int = 3
    stamp_reward: str = "Stamped"

    def last_day(self, day: date) -> date | None:
        """E1, E2: the last day on which points earned on a day can be used."""
        kind, length = self.lapse
        if kind == "never":
            return None
        return day + timedelta(days=length) if kind == "days" else months_after(day, length)


@dataclass
class Lot:
    """L2."""

    key: int
    points: int
    remaining: int
    available: date
    expires: date | None
    day: date
    kind: str
    graced: bool = False


@dataclass
class Entry:
    """L1; *number* counts from 0 in the account."""

    number: int
    kind: str
    points: int
    qualifying: int
    day: date
    counts_on: date
    reverses: int | None = None
    sale: int | None = None
    uses: list[tuple[int, int]] = field(default_factory=list)
    owes: int = 0


@dataclass(eq=False)
class Sale:
    """O1, L5, L6: a sale with the rule by which it earned; *entry* is the number of its earn entry."""

    key: int
    day: date
    value: int
    multiplier: int
    units: int
    points: int
    qualifying: int
    met_maximum: bool
    entry: int | None = None
    refunded: int = 0
    units_back: int = 0
    points_back: int = 0
    qualifying_back: int = 0
    is_reversed: bool = False


@dataclass
class Refund:
    """L6: what one refund took back; parts are (sale, units, points, qualifying, entry)."""

    sale: int
    amount: int
    remainder_change: int
    parts: list[tuple[int, int, int, int, int | None]]
    is_reversed: bool = False


@dataclass
class Issued:
    """R4."""

    name: str
    state: str
    source: str
    day: date
    entry: int | None = None
    climb: int | None = None


@dataclass
class Climb:
    """T6, T8: one step up that still rests on what was earned."""

    key: int
    came_from: int
    to: int
    day: date
    review_before: date | None


@dataclass
class Member:
    """Everything that is known of one member."""

    entries: list[Entry] = field(default_factory=list)
    lots: list[Lot] = field(default_factory=list)
    remainder: int = 0
    sales: list[Sale] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    tier: int = 0
    review: date | None = None
    climbs: list[Climb] = field(default_factory=list)
    decided: date = date.min
    fallen: tuple[int, date | None] | None = None
    issued: list[Issued] = field(default_factory=list)
    stamps: int = 0
    full_cards: list[int] = field(default_factory=list)

    @property
    def owed(self) -> int:
        """L8."""
        return sum(entry.owes for entry in self.entries)


class Model:
    """The programme and its members."""

    def __init__(self, rules: Rules, members: int, today: date) -> None:
        self.rules, self.today = rules, today
        self.members = [Member() for _ in range(members)]
        self.stock = {name: stock for name, _, stock in rules.rewards}
        self._climbs = 0

    def attempt(self, work: Callable[[], None]) -> bool:
        """Do it, or leave everything as it was and say so (R3: any failure, nothing)."""
        before = copy.deepcopy((self.members, self.stock))
        try:
            work()
        except RefusedByRule:
            self.members, self.stock = before
            return False
        for member, was in zip(self.members, before[0], strict=True):
            if len(member.entries) > len(was.entries):
                # What is taken back may bring a review back that has come due meanwhile.
                self._settle_reviews(member)
        return True

    # Figures (L2, E2) ------------------------------------------------------------------------------------------------------------------

    def figures(self, member: Member) -> tuple[int, int, int]:
        """Available, pending and owed today, whether or not anything was settled: what is due is looked at on a copy."""
        seen = copy.deepcopy(member)
        self._settle_points(seen)
        available = sum(lot.remaining for lot in self._usable(seen))
        return available, sum(lot.remaining for lot in seen.lots) - available, seen.owed

    def _usable(self, member: Member) -> list[Lot]:
        """L3: what can be spent, soonest expiry first, without expiry last, then the earliest business date, then the first."""
        found = [lot for lot in member.lots if lot.remaining and lot.available <= self.today and not self._lapsed(lot)]
        return sorted(found, key=self._by_expiry)

    def _pending(self, member: Member) -> list[Lot]:
        return sorted((lot for lot in member.lots if lot.remaining and lot.available > self.today), key=self._by_expiry)

    def _lapsed(self, lot: Lot) -> bool:
        return lot.expires is not None and lot.expires < self.today

    @staticmethod
    def _by_expiry(lot: Lot) -> tuple[date, date, int]:
        return (lot.expires or date.max, lot.day, lot.key)

    # Settling (C4) ---------------------------------------------------------------------------------------------------------------------

    def settle(self, member: Member) -> None:
        """Everything due up to yesterday: lots, pending points, reviews."""
        self._settle_points(member)
        self._settle_reviews(member)

    def _settle_reviews(self, member: Member) -> None:
        while member.review is not None and member.review < self.today:
            self._decide(member, member.review)

    def _settle_points(self, member: Member) -> None:
        days = {lot.expires + timedelta(days=1) for lot in member.lots if lot.remaining and lot.expires is not None}
        days |= {lot.available for lot in member.lots if lot.remaining}
        for day in sorted(day for day in days if day <= self.today):
            for lot in sorted(member.lots, key=self._by_expiry):
                if lot.remaining and lot.expires is not None and lot.expires + timedelta(days=1) == day:
                    self._enter(member, "expire", -lot.remaining, day, uses=[(lot.key, lot.remaining)])
                    lot.remaining = 0
            for lot in sorted(member.lots, key=self._by_expiry):
                if lot.remaining and lot.available == day:
                    self._pay(member, [lot])

    def _decide(self, member: Member, day: date) -> None:
        """T6: kept or lowered by the window up to the review's day."""
        value = self.value(member, day)
        if self._reached(value) >= member.tier:
            member.review = months_after(day, YEAR)
        else:
            member.tier = self._reached(value)
            member.review = months_after(day, YEAR) if member.tier else None
        member.climbs.clear()
        member.fallen, member.decided = None, day + timedelta(days=1)

    # Movements -------------------------------------------------------------------------------------------------------------------------

    def _enter(
        self, member: Member, kind: str, points: int, day: date, *, qualifying: int = 0, counts_on: date | None = None,
        reverses: int | None = None, sale: int | None = None, uses: list[tuple[int, int]] | None = None,
    ) -> Entry:  # fmt: skip
        entry = Entry(len(member.entries), kind, points, qualifying, day, counts_on or day, reverses, sale, uses or [])
        member.entries.append(entry)
        return entry

    def _pay(self, member: Member, lots: list[Lot]) -> None:
        """L8: what is owed is paid first, the oldest debt first."""
        for entry in member.entries:
            for lot in lots:
                paid = min(entry.owes, lot.remaining)
                if paid:
                    entry.owes -= paid
                    lot.remaining -= paid
                    entry.uses.append((lot.key, paid))

    def _give(
        self, member: Member, kind: str, points: int, *, qualifying: int = 0, counts_on: date | None = None, available: date | None = None,
        expires: date | None = None, reverses: int | None = None, sale: int | None = None,
    ) -> Entry:  # fmt: skip
        entry = self._enter(member, kind, points, self.today, qualifying=qualifying, counts_on=counts_on, reverses=reverses, sale=sale)
        lot = Lot(entry.number, points, points, available or self.today, expires, self.today, kind)
        member.lots.append(lot)
        if lot.available <= self.today:
            self._pay(member, [lot])
        self._counted(member, entry)
        return entry

    def _take(
        self, member: Member, kind: str, points: int, *, qualifying: int = 0, counts_on: date | None = None, own: int | None = None,
        pending_too: bool = False, reverses: int | None = None, sale: int | None = None,
    ) -> Entry:  # fmt: skip
        entry = self._enter(member, kind, -points, self.today, qualifying=qualifying, counts_on=counts_on, reverses=reverses, sale=sale)
        order = [lot for lot in member.lots if lot.key == own]
        order += self._pending(member) if pending_too else []
        order += self._usable(member)
        left = points
        for lot in order:
            used = min(left, lot.remaining)
            if used:
                lot.remaining -= used
                left -= used
                entry.uses.append((lot.key, used))
        entry.owes = left
        if left and self.rules.shortfall == "write_off":
            self._give(member, "write_off", left)
        self._counted(member, entry)
        return entry

    def _give_back(self, member: Member, entry: Entry) -> Entry:
        """L7: the points go back to the lots they came from; a lapsed one gets some days, once."""
        refuse_if(self._was_reversed(member, entry))
        back = self._enter(
            member, "reversal", -entry.points, self.today, qualifying=-entry.qualifying, counts_on=entry.counts_on, reverses=entry.number,
            sale=entry.sale,
        )  # fmt: skip
        forgiven = []
        for lot in member.lots:
            points = sum(used for key, used in entry.uses if key == lot.key)
            if not points:
                continue
            if self._lapsed(lot) and not lot.remaining and not lot.graced:
                assert lot.expires is not None
                lot.expires, lot.graced = max(lot.expires, self.today + timedelta(days=self.rules.grace)), True
            lot.remaining += points
            if lot.kind == "write_off":
                forgiven.append(lot.key)
        entry.owes = 0
        for key in forgiven:
            written_off = member.entries[key]
            if not self._was_reversed(member, written_off):
                self._take_away(member, written_off)
        self._pay(member, self._usable(member))
        self._counted(member, back)
        return back

    def _take_away(self, member: Member, entry: Entry) -> Entry:
        refuse_if(self._was_reversed(member, entry))
        return self._take(
            member, "reversal", entry.points, qualifying=-entry.qualifying, counts_on=entry.counts_on, own=entry.number,
            reverses=entry.number, sale=entry.sale,
        )  # fmt: skip

    @staticmethod
    def _was_reversed(member: Member, entry: Entry) -> bool:
        return any(other.reverses == entry.number for other in member.entries)

    # Operations on points --------------------------------------------------------------------------------------------------------------

    def adjust(self, member: Member, points: int, *, owing: bool = False, pending_days: int = 0, expires: date | None = None) -> None:
        """L4, L10."""
        self.settle(member)
        if points > 0:
            last = expires or self.rules.last_day(self.today)
            self._give(member, "adjust", points, qualifying=points, available=self.today + timedelta(days=pending_days), expires=last)
            return
        refuse_if(not owing and sum(lot.remaining for lot in self._usable(member)) < -points)
        self._take(member, "adjust", -points, qualifying=points)

    def sell(self, member: Member, value: int, key: int) -> None:
        """L5."""
        self.settle(member)
        rules, multiplier = self.rules, self.rules.tiers[member.tier][2]
        money = value + (member.remainder if rules.keep else 0)
        units = money // rules.unit
        if rules.keep:
            member.remainder = money - units * rules.unit
        qualifying = units * rules.unit_points
        points = qualifying * multiplier // 1000
        met = rules.maximum is not None and points >= rules.maximum
        if rules.maximum is not None and met:
            points, qualifying = rules.maximum, min(qualifying, rules.maximum)
        sale = Sale(key, self.today, value, multiplier, units, points, qualifying if points else 0, met)
        member.sales.append(sale)
        if points:
            sale.entry = len(member.entries)
            self._give(
                member, "earn", points, qualifying=qualifying, available=self.today + timedelta(days=rules.pending_days),
                expires=rules.last_day(self.today), sale=key,
            )  # fmt: skip

    def refund(self, member: Member, sale: Sale, amount: int) -> None:
        """L6."""
        self.settle(member)
        refuse_if(sale.is_reversed or amount > sale.value - sale.refunded)
        self._refund(member, sale, amount, mirror=False)

    def _refund(self, member: Member, sale: Sale, amount: int, *, mirror: bool) -> None:
        before = member.remainder
        sale.refunded += amount
        back = self._units_back(member, sale, amount)
        parts: list[tuple[int, int, int, int, int | None]] = []
        done = [(other, units, *self._points_back(other, units)) for other, units in back.items()]
        if mirror and sale.key not in {other.key for other, *_ in done}:
            done.insert(0, (sale, 0, 0, 0))
        for other, units, points, qualifying in done:
            entry: Entry | None = None
            is_mirror = mirror and other is sale
            if points or qualifying or (is_mirror and sale.entry is not None):
                entry = self._take(
                    member, "reversal" if is_mirror else "refund", points, qualifying=-qualifying, counts_on=other.day, own=other.entry,
                    pending_too=True, reverses=sale.entry if is_mirror else None, sale=other.key,
                )  # fmt: skip
            parts.append((other.key, units, points, qualifying, None if entry is None else entry.number))
        sale.is_reversed = mirror
        member.refunds.append(Refund(sale.key, amount, member.remainder - before, parts))

    def _units_back(self, member: Member, sale: Sale, amount: int) -> dict[Sale, int]:
        """One unit after the other: of this sale while it has one left, else of the latest that has, else none."""
        found: dict[Sale, int] = {}
        if not self.rules.keep:
            kept = (sale.value - sale.refunded) // self.rules.unit
            units = max(0, sale.units - sale.units_back - kept)
            return {sale: units} if units else {}
        member.remainder -= amount
        self._units_below(member, sale, found)
        return found

    def _units_below(self, member: Member, sale: Sale, found: dict[Sale, int]) -> None:
        while member.remainder < 0:
            member.remainder += self.rules.unit
            others = sorted((one for one in member.sales if one is not sale), key=lambda one: (one.day, one.key))
            for one in [sale, *reversed(others)]:
                if one.units - one.units_back - found.get(one, 0) > 0:
                    found[one] = found.get(one, 0) + 1
                    break

    def _points_back(self, sale: Sale, units: int) -> tuple[int, int]:
        """Cumulated and rounded down; where nothing is kept or the maximum was met, what the rest would have earned stays."""
        sale.units_back += units
        per = self.rules.unit_points
        if self.rules.keep and not sale.met_maximum:
            points, qualifying = sale.units_back * per * sale.multiplier // 1000, sale.units_back * per
        else:
            kept = (sale.units - sale.units_back) * per
            most = self.rules.maximum if self.rules.maximum is not None and sale.met_maximum else 1 << 60
            points, qualifying = sale.points - min(kept * sale.multiplier // 1000, most), sale.qualifying - min(kept, most)
        points = max(min(points, sale.points), sale.points_back)
        qualifying = max(min(qualifying, sale.qualifying), sale.qualifying_back)
        more = points - sale.points_back, qualifying - sale.qualifying_back
        sale.points_back, sale.qualifying_back = points, qualifying
        return more

    def reverse(self, member: Member, entry: Entry) -> None:
        """L7, E6."""
        self.settle(member)
        refuse_if(entry.kind in ("reversal", "reinstate"))
        # It would be written off again at once.
        refuse_if(entry.kind == "write_off" and self.rules.shortfall == "write_off")
        if entry.kind == "earn":
            sale = next(one for one in member.sales if one.entry == entry.number)
            refuse_if(sale.is_reversed or sale.refunded == sale.value)
            self._refund(member, sale, sale.value - sale.refunded, mirror=True)
        elif entry.kind == "refund":
            self._unrefund(member, entry)
        elif entry.kind == "redeem":
            self._give_back(member, entry)
            for reward in member.issued:
                if reward.entry == entry.number and reward.state in ("issued", "redeemed"):
                    self._revoke(reward)
        elif entry.kind == "expire":
            refuse_if(self._was_reversed(member, entry))
            self._give(member, "reinstate", -entry.points, expires=self.today + timedelta(days=30), reverses=entry.number)
        elif entry.points > 0:
            self._take_away(member, entry)
        else:
            self._give_back(member, entry)

    def _unrefund(self, member: Member, entry: Entry) -> None:
        refuse_if(self._was_reversed(member, entry))
        refund = next((one for one in member.refunds if any(part[4] == entry.number for part in one.parts)), None)
        refuse_if(refund is None)
        assert refund is not None
        sales = {sale.key: sale for sale in member.sales}
        sale = sales[refund.sale]
        refuse_if(refund.is_reversed or sale.is_reversed)
        refund.is_reversed = True
        for key, units, points, qualifying, number in sorted(refund.parts):
            sales[key].units_back -= units
            sales[key].points_back -= points
            sales[key].qualifying_back -= qualifying
            if number is not None:
                self._give_back(member, member.entries[number])
        sale.refunded -= refund.amount
        member.remainder -= refund.remainder_change
        again: dict[Sale, int] = {}
        self._units_below(member, sale, again)
        for other, units in again.items():
            points, qualifying = self._points_back(other, units)
            if points or qualifying:
                self._take(
                    member, "refund", points, qualifying=-qualifying, counts_on=other.day, own=other.entry, pending_too=True, sale=other.key
                )

    # Tiers (T3–T6, T8) -----------------------------------------------------------------------------------------------------------------

    def value(self, member: Member, day: date) -> int:
        """T4, T5: the qualifying points of the twelve months up to a day."""
        after = months_after(day, -YEAR)
        return sum(entry.qualifying for entry in member.entries if after < entry.counts_on <= day)

    def _reached(self, value: int) -> int:
        """T3."""
        return max((place for place, (_, threshold, _) in enumerate(self.rules.tiers) if value >= threshold), default=0)

    def _days(self, member: Member, first: date) -> Iterator[date]:
        yield first
        yield from sorted({entry.counts_on for entry in member.entries if first < entry.counts_on <= self.today})

    def _counted(self, member: Member, entry: Entry) -> None:
        """T6: up at once; T8: back when what was taken back carried it. A negative adjustment waits for the review."""
        if entry.qualifying > 0:
            self._climb(member, max(entry.counts_on, min(member.decided, self.today)), corrects=entry.kind == "reversal")
        elif entry.qualifying < 0 and entry.kind in ("refund", "reversal"):
            self._fall(member)

    def _climb(self, member: Member, first: date, *, corrects: bool) -> None:
        best, on = member.tier, first
        for day in self._days(member, first):
            reached = self._reached(self.value(member, day))
            if reached > best:
                best, on = reached, day
        if best == member.tier:
            return
        self._climbs += 1
        member.climbs.append(Climb(self._climbs, member.tier, best, on, member.review))
        came_back = corrects and member.fallen is not None and member.fallen[0] == best
        review = member.fallen[1] if came_back and member.fallen is not None else None
        member.tier, member.review, member.fallen = best, review or months_after(on, YEAR), None
        # T6: what the tier reached gives, not those passed over, and at most once in a period.
        if best == 1 and not any(
            one.source == "tier" and one.state != "revoked" and one.day > months_after(on, -YEAR) for one in member.issued
        ):
            member.issued.append(Issued(self.rules.entry_reward, "issued", "tier", self.today, climb=self._climbs))

    def _fall(self, member: Member) -> None:
        while member.climbs and member.climbs[-1].to == member.tier:
            climb = member.climbs[-1]
            best, on = 0, self.today
            for day in self._days(member, climb.day):
                reached = self._reached(self.value(member, day))
                if reached > best:
                    best, on = reached, day
            if best >= member.tier:
                return
            member.climbs.pop()
            member.fallen, member.decided = (member.tier, member.review), self.today
            if best > climb.came_from:
                # What is left carries a lower tier: that one was reached then.
                member.tier, member.review = best, months_after(on, YEAR)
                member.climbs.append(Climb(climb.key, climb.came_from, best, climb.day, climb.review_before))
            else:
                member.tier = climb.came_from
                member.review = climb.review_before if climb.came_from else None
            for reward in member.issued:
                if reward.climb == climb.key and reward.state == "issued":
                    reward.state = "revoked"
            if best > climb.came_from:
                return

    # Rewards (R3–R6) -------------------------------------------------------------------------------------------------------------------

    def redeem(self, member: Member, name: str, *, handed_over: bool) -> None:
        """R3, L4."""
        self.settle(member)
        cost = next(cost for reward, cost, _ in self.rules.rewards if reward == name)
        refuse_if(self.stock[name] == 0 or sum(lot.remaining for lot in self._usable(member)) < cost)
        entry = self._take(member, "redeem", cost)
        self._count_stock(name, -1)
        member.issued.append(Issued(name, "redeemed" if handed_over else "issued", "redeemed", self.today, entry.number))

    def grant(self, member: Member, name: str) -> None:
        """R5."""
        self.settle(member)
        refuse_if(self.stock[name] == 0)
        self._count_stock(name, -1)
        member.issued.append(Issued(name, "issued", "given", self.today))

    def revoke(self, member: Member, issued: Issued, *, give_back: bool) -> None:
        """R6."""
        self.settle(member)
        refuse_if(issued.state != "issued")
        if issued.entry is not None and give_back:
            self._give_back(member, member.entries[issued.entry])
        self._revoke(issued)

    def hand_over(self, member: Member, issued: Issued) -> None:
        """R4."""
        self.settle(member)
        refuse_if(issued.state != "issued")
        issued.state = "redeemed"

    def _revoke(self, issued: Issued) -> None:
        issued.state = "revoked"
        if issued.name in self.stock:
            self._count_stock(issued.name, 1)

    def _count_stock(self, name: str, by: int) -> None:
        stock = self.stock[name]
        self.stock[name] = None if stock is None else stock + by

    # Stamps (SC3, SC4) -----------------------------------------------------------------------------------------------------------------

    def stamp(self, member: Member, stamps: int) -> None:
        """SC3: the surplus goes on the next card; SC4: a full card is opened again only while its reward was not used."""
        self.settle(member)
        needed = self.rules.stamps_needed
        for _ in range(stamps):
            member.stamps += 1
            if member.stamps == needed:
                member.stamps = 0
                member.full_cards.append(len(member.issued))
                member.issued.append(Issued(self.rules.stamp_reward, "issued", "stamps", self.today))
        for _ in range(-stamps):
            if not member.stamps:
                refuse_if(not member.full_cards or member.issued[member.full_cards[-1]].state != "issued")
                member.issued[member.full_cards.pop()].state = "revoked"
                member.stamps = needed
            member.stamps -= 1
