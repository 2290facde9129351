"""What several desks do to the same members at once, and what must be true afterwards (reliability.md, *Faults*): for the tests and `build/stress.py`.

Run as `python -m tests.db.stress URL DESK FILE`: a desk that reads lines "KIND COUNT" and answers each with "done"; what it did stands in FILE.
"""

from __future__ import annotations

import json
import random
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection, Table, TableClause, column, insert, select, text, update
from sqlalchemy import table as sql_table
from sqlalchemy.exc import DBAPIError

from db import checks
from db.database import Act, Database
from db.engines import may_retry
from db.entities.operations import JournalRow, Operation
from db.entities.people import Person
from db.entities.points import Account, Consumption, Entry, EntryText, Lot
from db.entities.rewards import Notice
from db.entities.tiers import Tier
from db.errors import Told, Unavailable
from db.operations import benefit_cards, catalogue, people, points, programme, refunds, rewards, sales
from tests.builders import a_club, a_member, an_act, details

DESKS = 8
SHARED, OWN = 24, 4
PLENTY, STOCK = 100_000, 150
KINDS = ("spend", "redeem", "stock", "allocate", "phone", "edit", "replay", "sale", "refund", "batch")
NAIVE = "naive"
MIXED = "mixed"


@dataclass(frozen=True)
class Prepared:
    """What stands in the club beside its members."""

    coffee: int
    scarce: int
    cards: tuple[int, ...]


def prepare(url: str, *, stock: int = STOCK) -> None:
    """A club of members with plenty of points, two rewards of which one is scarce, two benefit cards, and a table for the naive way."""
    database = a_club(url)
    members = [a_member(database, last_name=f"Member {name}").id for name in range(SHARED + DESKS * OWN)]
    database.perform(an_act("Welcome"), points.adjust, members, PLENTY, note="welcome")
    database.perform(an_act("Reward"), catalogue.add, "Coffee", points=2)
    database.perform(an_act("Reward"), catalogue.add, "Concert", points=3, stock=stock)
    for name in ("Gold", "Green"):
        database.perform(an_act("Card"), benefit_cards.add, name=name, benefit="10 %", conditions="None.")
    with database.engine.connect().execution_options(writes=True) as connection, connection.begin():
        for table in ("accounts", "lots", "operations", "entries", "entry_texts", "consumption", "journal"):
            is_filled = table in ("accounts", "lots")
            connection.execute(text(f"CREATE TABLE naive_{table} AS SELECT * FROM {table} WHERE {'1 = 1' if is_filled else '1 = 0'}"))
        for table, key in (("accounts", "id"), ("lots", "account_id"), ("operations", "op_id")):
            connection.execute(text(f"CREATE INDEX naive_{table}_by_{key} ON naive_{table} ({key})"))
    database.close()


class Desk:
    """One desk; *done* names each operation that was acknowledged, with the entries and points that it answered."""

    def __init__(self, url: str, name: int, file: Path) -> None:
        self.database = Database(url, desk=f"desk {name}")
        self.name, self.drawn, self.turn = name, random.Random(name), 0
        self.file = file.open("a", encoding="utf-8")
        with self.database.read() as connection:
            ids = [int(row.id) for row in connection.execute(text("SELECT id FROM people ORDER BY id"))]
            rewards_ = {row.name: int(row.id) for row in connection.execute(text("SELECT name, id FROM rewards"))}
            cards = tuple(int(row.id) for row in connection.execute(text("SELECT id FROM benefit_cards ORDER BY id")))
        self.there = Prepared(rewards_["Coffee"], rewards_["Concert"], cards)
        self.shared, self.mine = ids[:SHARED], ids[SHARED + name :: DESKS]
        self.phones: dict[int, str | None] = dict.fromkeys(self.mine)
        self.sold: list[int] = []

    def work(self, kind: str, count: int) -> None:
        """Do so many operations of a kind, or of all kinds in turn."""
        for _ in range(count):
            self.turn += 1
            chosen = KINDS[self.turn % len(KINDS)] if kind == MIXED else kind
            getattr(self, chosen)()
        self.file.flush()

    def spend(self) -> None:
        """A few points of somebody whom every desk serves."""
        self._do("spend", an_act("Spend"), points.adjust, [self._anybody()], -self.drawn.randrange(1, 4), note="used")

    def redeem(self) -> None:
        """A reward without end."""
        self._do("redeem", an_act("Redeem"), rewards.redeem, [self._anybody()], self.there.coffee)

    def stock(self) -> None:
        """A reward of which there are few."""
        self._do("stock", an_act("Redeem"), rewards.redeem, [self._anybody()], self.there.scarce)

    def allocate(self) -> None:
        """One of two benefit cards."""
        self._do("allocate", an_act("Allocate"), benefit_cards.allocate, self.drawn.choice(self.there.cards), [self._anybody()])

    def phone(self) -> None:
        """A number that every other desk wants for somebody too."""
        person, number = self.drawn.choice(self.mine), f"06 5{self.turn % 10_000_000:07}"
        if self._do("phone", an_act("Phone"), people.edit, person, {"phone": (self.phones[person], number)}):
            self.phones[person] = number

    def edit(self) -> None:
        """A detail of somebody whom every desk edits."""
        person = self._anybody()
        seen = details(self.database, person)["city"]
        self._do("edit", an_act("Edit"), people.edit, person, {"city": (seen, f"City {self.name} {self.turn}")})

    def replay(self) -> None:
        """The same act as at every other desk, sent twice."""
        act = an_act("Replay", op_id=str(uuid5(NAMESPACE_URL, f"turn {self.turn}")))
        person = self.shared[self.turn % SHARED]
        for _ in range(2):
            self._do("replay", act, points.adjust, [person], 1, note=f"turn {self.turn}")

    def sale(self) -> None:
        """A sale, with a receipt of this desk's own."""
        done = self._do(
            "sale",
            an_act("Sale"),
            sales.sell,
            self._anybody(),
            self.drawn.randrange(1, 9000),
            receipt=f"{self.name}-{self.turn}",
            note="till",
        )
        if done:
            self.sold.append(done.sale)

    def refund(self) -> None:
        """Some of a sale of this desk."""
        if not self.sold:
            self.sale()
            return
        self._do("refund", an_act("Refund"), refunds.refund, self.drawn.choice(self.sold), self.drawn.randrange(1, 3000), note="back")

    def batch(self) -> None:
        """Points for several at once, in an order of its own (rule 8)."""
        self._do("batch", an_act("Batch"), points.adjust, self.drawn.sample(self.shared, 5), 1, note="thanks")

    def naive(self) -> None:
        """The peer of `spend`: a program that asks the same and writes the same rows, but reads, reckons here and writes back.

        No lock, no condition, no chain; what another desk did in between is lost.
        """
        act, person, amount = an_act("Spend"), self._anybody(), self.drawn.randrange(1, 4)
        while True:
            try:
                with self.database.engine.connect() as connection:
                    naive_questions(connection, person)
                    row = connection.execute(select(naive_accounts).where(naive_accounts.c.id == person)).one()
                with self.database.engine.connect().execution_options(writes=True) as connection, connection.begin():
                    naive_rows(connection, act, person, -amount, row.points, row.seq)
                return
            except DBAPIError as error:
                if not may_retry(error):
                    raise
                threading.Event().wait(0.005)

    def _anybody(self) -> int:
        return self.drawn.choice(self.shared)

    def _do(self, kind: str, act: Act, operation: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
        """Do it, and note what was answered; None where it was refused in a sentence."""
        try:
            done = self.database.perform(act, operation, *arguments, **more)
        except Unavailable as told:
            self._note({"kind": kind, "op_id": act.op_id, "away": told.template})
            return None
        except Told as told:
            self._note({"kind": kind, "op_id": act.op_id, "refused": told.template})
            return None
        moved = done if isinstance(done, tuple) else (done,)
        entries = [one.entry for one in moved if getattr(one, "entry", None) is not None]
        self._note({"kind": kind, "op_id": act.op_id, "entries": entries, "points": sum(getattr(one, "points", 0) for one in moved)})
        return done

    def _note(self, line: dict[str, Any]) -> None:
        self.file.write(json.dumps(line) + "\n")


def naive(table: Table) -> TableClause:
    """The table of the naive way with the columns of ours."""
    return sql_table(f"naive_{table.name}", *(column(each.name, each.type) for each in table.columns))


naive_accounts, naive_entries, naive_lots = naive(Account), naive(Entry), naive(Lot)
naive_operations, naive_texts, naive_uses, naive_journal = naive(Operation), naive(EntryText), naive(Consumption), naive(JournalRow)


def naive_questions(connection: Connection, person: int) -> None:
    """What any program must know before it takes points: the settings, the tiers, the member and the lots."""
    programme.read(connection)
    connection.execute(select(Tier.c.id, Tier.c.name, Tier.c.rank, Tier.c.threshold).order_by(Tier.c.rank)).all()
    connection.execute(select(Person.c.id, Person.c.status, Person.c.stage, Person.c.tier_id).where(Person.c.id == person)).one()
    connection.execute(select(naive_lots).where(naive_lots.c.account_id == person, naive_lots.c.remaining > 0)).all()
    connection.execute(select(Notice.c.id).where(Notice.c.person_id == person, Notice.c.state == "waiting")).all()


def naive_rows(connection: Connection, act: Act, person: int, amount: int, points_then: int, seq: int) -> None:
    """The rows of one spend."""
    now, day, entry, points_now = "2026-07-15T12:00:00Z", act.today.isoformat(), random.getrandbits(40), points_then + amount
    connection.execute(
        insert(naive_operations).values(
            op_id=act.op_id, kind="spend", label="Spend", arguments="", operator="Ingrid", desk="desk", recorded_at=now, result=""
        )
    )
    connection.execute(
        insert(naive_entries).values(
            id=entry, account_id=person, seq=seq + 1, kind="adjust", points=amount, qualifying=amount, business_date=day, qualifies_on=day,
            recorded_at=now, operator="Ingrid", desk="desk", balance_after=points_now, hash=bytes(32), op_id=act.op_id, line=1,
        )
    )  # fmt: skip
    connection.execute(insert(naive_texts).values(entry_id=entry, note="used", comment="Manual adjustments"))
    connection.execute(insert(naive_uses).values(id=entry, entry_id=entry, lot_id=person, points=-amount))
    connection.execute(update(naive_lots).where(naive_lots.c.account_id == person).values(remaining=points_now))
    connection.execute(update(naive_accounts).where(naive_accounts.c.id == person).values(points=points_now, seq=seq + 1, head=bytes(32)))
    connection.execute(
        insert(naive_journal).values(
            id=entry, op_id=act.op_id, line=1, entity="person", entity_id=person, action="moved", before="{}", after="{}", transaction=0
        )
    )
    connection.execute(update(naive_operations).where(naive_operations.c.op_id == act.op_id).values(result="{}"))


@dataclass
class Notes:
    """What all desks say they did."""

    done: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def told(files: Iterable[Path]) -> Notes:
    """Read the notes of the desks; the same act may be acknowledged several times, but always with the same answer."""
    found = Notes()
    for line in _lines(files):
        kind, op_id = line["kind"], line["op_id"]
        if "entries" not in line:
            found.counts[f"{kind}: {line.get('refused', line.get('away'))}"] += 1
            if "refused" in line:
                found.refused.add(op_id)
            continue
        found.counts[f"{kind} done"] += 1
        answer = (kind, len(line["entries"]), line["points"])
        if found.done.setdefault(op_id, answer) != answer:
            found.broken.append(f"{op_id} was answered in two ways")
    return found


def _lines(files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for file in files:
        with file.open(encoding="utf-8") as opened:
            for line in opened:
                yield json.loads(line)


def violations(database: Database, said: Notes, *, stock: int = STOCK) -> list[str]:
    """What is not as it must be: checks, operations lost, doubled or half done, stock, edits that were lost."""
    found = [*said.broken, *(f"{check.name}: {check.found}" for check in checks.check(database) if not check.ok)]
    with database.read() as connection:
        kinds = ("points.adjust", "rewards.redeem", "benefit_cards.allocate", "people.edit", "sales.sell", "refunds.refund")
        stored = set(
            connection.execute(select(Operation.c.op_id).where(Operation.c.kind.in_(kinds), Operation.c.label != "Welcome")).scalars()
        )
        booked: dict[str, tuple[int, int]] = {}
        for op_id, count, total in connection.execute(text("SELECT op_id, count(*), sum(points) FROM entries GROUP BY op_id")):
            booked[op_id] = (count, total)
        found += [f"{op_id} is lost: {said.done[op_id][0]}" for op_id in said.done.keys() - stored]
        found += [f"{op_id} was refused and is there" for op_id in said.refused & stored]
        for op_id, (kind, count, total) in said.done.items():
            entries, amount = booked.get(op_id, (0, 0))
            # A refund answers its first entry; other sales may have given back with it (L6).
            if (entries, amount) != (count, total) and not (kind == "refund" and entries >= count and amount <= total):
                found.append(f"{kind} {op_id}: {count} entries of {total} were answered, {entries} of {amount} are there")
        left = connection.execute(text("SELECT stock FROM rewards WHERE name = 'Concert'")).scalar_one()
        issued = connection.execute(text("SELECT count(*) FROM issued_rewards WHERE name = 'Concert'")).scalar_one()
        if left < 0 or left + issued != stock:
            found.append(f"{issued} of {stock} are issued and {left} are left")
        found += _lost_edits(connection)
    return found


def _lost_edits(connection: Connection) -> Iterator[str]:
    """Every change of a city begins where the one before ended."""
    known: dict[int, Any] = {}
    rows = connection.execute(
        text("SELECT entity_id, before, after FROM journal WHERE entity = 'person' AND action = 'changed' ORDER BY entity_id, id")
    )
    for person, before, after in rows:
        was, now = json.loads(before or "{}"), json.loads(after or "{}")
        if "city" in now:
            if known.get(person) != was.get("city"):
                yield f"an edit of {person} was lost"
            known[person] = now["city"]


def main(url: str, name: str, file: str) -> None:
    """Work as desk *name* until standard input ends."""
    desk = Desk(url, int(name), Path(file))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        kind, count = line.split()
        desk.work(kind, int(count))
        sys.stdout.write("done\n")
        sys.stdout.flush()
    desk.file.close()
    desk.database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
