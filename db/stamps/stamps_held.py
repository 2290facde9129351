"""The stamp cards of the people in one operation: read once, moved in memory, written at the end (SC2–SC4, SC7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from db import texts
from db.asked import Asked
from db.entities.rewards import Issued
from db.entities.stamps import StampBalance, StampCard, StampMove, StampType
from db.errors import NotFound, RuleBroken
from db.ledger import store
from db.rewards import issuing
from db.stamps.stamp_cards import Card, Holding, Rule
from db.stamps.stamp_cards import give as fill
from db.stamps.stamp_cards import take as empty
from db.texts import N_

if TYPE_CHECKING:
    from db.books import Books, Holder


class Stamps:
    """The stamp types, and the cards of everybody in the books, read once and written at the end."""

    def __init__(self, books: Books) -> None:
        self.books, self.connection = books, books.work.connection
        self.rules = {rule.id: rule for rule in rules(self.connection)}
        self.earning = tuple(rule for rule in self.rules.values() if rule.earns != "none")
        self._holdings: dict[tuple[int, int], Holding] = {}
        self._given: dict[tuple[int, int], dict[str, int]] = {}
        self._read: set[int] = set()
        self.sales: set[int] = set()

    @classmethod
    def of(cls, books: Books) -> Stamps:
        """The stamps of these books, read when they are first asked for."""
        if books.stamps is None:
            books.stamps = cls(books)
        return books.stamps

    def rule(self, type_id: int) -> Rule:
        """A stamp type by id; NotFound where there is none."""
        if type_id not in self.rules:
            raise NotFound(N_("This stamp card is no longer there; somebody deleted it."))
        return self.rules[type_id]

    def holding(self, person: int, type_id: int) -> Holding:
        """What a member has of a type."""
        if person not in self._read:
            self._read_cards([each for each in self.books.holders if each not in self._read])
        return self._holdings.setdefault((person, type_id), Holding())

    def with_complete(self, person: int, type_id: int) -> Holding:
        """The same with the complete cards, and of each whether it may be reopened: its reward is issued and can still be used (SC4)."""
        holding = self.holding(person, type_id)
        if holding.has_all:
            return holding
        rows = self.connection.execute(
            select(StampCard, Issued.c.state.label("reward_state"), Issued.c.expires_on.label("reward_expires"))
            .outerjoin(Issued, Issued.c.id == StampCard.c.issued_id)
            .where(StampCard.c.person_id == person, StampCard.c.type_id == type_id, StampCard.c.state == "complete")
            .order_by(StampCard.c.completed_on, StampCard.c.id)
        ).all()
        older = [_card(row) for row in rows]
        for row, card in zip(rows, older, strict=True):
            usable = row.reward_expires is None or row.reward_expires >= self.books.today
            card.takes_back = row.issued_id is None or (row.reward_state == "issued" and usable)
        holding.complete[:0] = older
        holding.has_all, holding.finished = True, bool(holding.complete)
        return holding

    def given_on(self, person: int, type_id: int, day: str) -> int:
        """Stamps given on a day, less those taken back (SC6)."""
        if (person, type_id) not in self._given:
            rows = self.connection.execute(
                select(StampMove.c.day, func.sum(StampMove.c.stamps).label("stamps"))
                .where(StampMove.c.person_id == person, StampMove.c.type_id == type_id)
                .group_by(StampMove.c.day)
            )
            self._given[person, type_id] = {row.day: int(row.stamps) for row in rows}
        return max(0, self._given[person, type_id].get(day, 0))

    def move(
        self, holder: Holder, rule: Rule, n: int, day: str, *, note: str | None = None, comment: str | None = None,
        sale_id: int | None = None, sale_line_id: int | None = None,
    ) -> int:  # fmt: skip
        """Note the move of n stamps; gives its id."""
        if rule.per_day is not None:
            self.given_on(holder.person, rule.id, day)
            given = self._given[holder.person, rule.id]
            given[day] = given.get(day, 0) + n
        if sale_id is not None:
            self.sales.add(sale_id)
        move_id = self.books.new_id(StampMove)
        row = {"id": move_id, "person_id": holder.person, "type_id": rule.id, "stamps": n, "day": day, "note": note, "comment": comment}
        self.books.insert(StampMove, {**row, "sale_id": sale_id, "sale_line_id": sale_line_id})
        return move_id

    def give(self, holder: Holder, rule: Rule, n: int, day: str) -> list[int]:
        """Put n stamps that have room on the cards and issue the reward of each that is complete (SC3); gives the issued rewards."""
        holding = self.holding(holder.person, rule.id)
        holding.settle(day)
        issued = []
        for card in fill(holding, rule, n, day):
            reward = issuing.reward(self.books, rule.reward_id)
            card.issued_id = issuing.issue(self.books, holder, reward, source="stamps")
            issued.append(card.issued_id)
        return issued

    def take(self, holder: Holder, rule: Rule, n: int, day: str) -> list[int]:
        """Take n stamps back, owing what is on no card, and revoke the rewards of reopened cards (SC4, SC7); gives those."""
        holding = self.with_complete(holder.person, rule.id)
        holding.settle(day)
        revoked = empty(holding, n, day)
        for issued_id in revoked:
            issuing.revoke(self.books, holder, issued_id)
        return revoked

    # Reading and writing ---------------------------------------------------------------------------------------------------------------

    def _read_cards(self, people: Sequence[int]) -> None:
        """Read the open cards and balances of people; cards whose last day is over are settled first (C4)."""
        self._read.update(people)
        single = [rule.id for rule in self.rules.values() if not rule.renews]
        for part in store.steps(people):
            cards = select(StampCard).where(StampCard.c.person_id.in_(part), StampCard.c.state == "open").with_for_update()
            for row in self.connection.execute(cards):
                holding = self._holdings.setdefault((row.person_id, row.type_id), Holding())
                holding.open = _card(row)
                holding.settle(self.books.today)
            for row in self.connection.execute(select(StampBalance).where(StampBalance.c.person_id.in_(part))):
                holding = self._holdings.setdefault((row.person_id, row.type_id), Holding())
                holding.owed, holding.remainder, holding.was = row.owed, row.remainder, (row.owed, row.remainder)
            if single:
                complete = select(StampCard.c.person_id, StampCard.c.type_id).where(
                    StampCard.c.person_id.in_(part), StampCard.c.type_id.in_(single), StampCard.c.state == "complete"
                )
                for row in self.connection.execute(complete.distinct()):
                    self._holdings.setdefault((row.person_id, row.type_id), Holding()).finished = True

    def write(self) -> None:
        """Write the cards and balances that changed; called by the books when the rewards that cards point to are there."""
        changed = [(key, card) for key, holding in self._holdings.items() for card in _cards(holding) if card.stored != card.was]
        self._delete([card for _, card in changed if card.state == "gone" and card.id is not None])
        stored = [card for _, card in changed if card.state != "gone" and card.id is not None]
        # At most one card of a type is open at any moment: those that close are written before those that are opened again.
        self._update([card for card in stored if card.state != "open"])
        self._update([card for card in stored if card.state == "open"])
        self._insert([(key, card) for key, card in changed if card.state != "gone" and card.id is None])
        self._write_balances()
        for holding in self._holdings.values():
            holding.ended.clear()

    def _delete(self, cards: Sequence[Card]) -> None:
        if cards:
            self.connection.execute(delete(StampCard).where(StampCard.c.id == bindparam("card")), [{"card": card.id} for card in cards])

    def _update(self, cards: Sequence[Card]) -> None:
        """Each card must still be as it was read (reliability.md, rule 3)."""
        if not cards:
            return
        statement = (
            update(StampCard)
            .where(
                StampCard.c.id == bindparam("card"),
                StampCard.c.stamps == bindparam("old_stamps"),
                StampCard.c.state == bindparam("old_state"),
            )
            .values({name: bindparam(f"to_{name}") for name in _STORED})
        )
        rows = []
        for card in cards:
            was = card.was or ()
            values = {f"to_{name}": value for name, value in zip(_STORED, card.stored, strict=True)}
            rows.append({"card": card.id, "old_stamps": was[0], "old_state": was[1], **values})
            card.was = card.stored
        if self.connection.execute(statement, rows).rowcount not in (len(rows), -1):
            raise RuleBroken(N_("A stamp card was changed by another desk in the same moment; nothing was changed. Try again."))

    def _insert(self, cards: Sequence[tuple[tuple[int, int], Card]]) -> None:
        """Complete cards first: their order tells which was the last."""
        rows = []
        for (person, type_id), card in sorted(cards, key=lambda each: each[1].state == "open"):
            card.id = self.books.new_id(StampCard)
            card.was = card.stored
            values = dict(zip(_STORED, card.stored, strict=True))
            rows.append({"id": card.id, "person_id": person, "type_id": type_id, "needed": card.needed, **values})
        if rows:
            store.write_rows(self.books.work, StampCard, rows)

    def _write_balances(self) -> None:
        moved = {key: each for key, each in self._holdings.items() if (each.owed, each.remainder) != (each.was or (0, 0))}
        new = [
            {"person_id": person, "type_id": type_id, "owed": each.owed, "remainder": each.remainder}
            for (person, type_id), each in moved.items()
            if each.was is None
        ]
        if new:
            self.connection.execute(insert(StampBalance), new)
        old = [
            {"person": person, "type": type_id, "to_owed": each.owed, "to_remainder": each.remainder}
            for (person, type_id), each in moved.items()
            if each.was is not None
        ]
        if old:
            self.connection.execute(
                update(StampBalance)
                .where(StampBalance.c.person_id == bindparam("person"), StampBalance.c.type_id == bindparam("type"))
                .values(owed=bindparam("to_owed"), remainder=bindparam("to_remainder")),
                old,
            )
        for each in moved.values():
            each.was = (each.owed, each.remainder)


_STORED = ("stamps", "state", "opened_on", "expires_on", "completed_on", "issued_id")


def rules(connection: Connection) -> Iterator[Rule]:
    """Every stamp type as the rules need it."""
    for row in _TYPES.rows(connection):
        yield Rule(
            row.id, row.name, row.needed, row.reward_id, row.valid_days, row.per_day, bool(row.renews), row.earns, row.earn_per,
            tuple(texts.words(row.match or "")), bool(row.retired),
        )  # fmt: skip


_TYPES = Asked(select(StampType).order_by(StampType.c.id))


def _card(row: Any) -> Card:
    card = Card(row.needed, row.opened_on, row.expires_on, row.stamps, row.state, row.completed_on, row.issued_id, id=row.id)
    card.was = card.stored
    return card


def _cards(holding: Holding) -> list[Card]:
    return [*holding.ended, *holding.complete, *([holding.open] if holding.open is not None else [])]
