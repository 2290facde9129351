"""`regulars check`: every invariant of a club's data by name, alike on both engines (L2; reliability.md, *Faults*)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, or_, select, text
from sqlalchemy.exc import DBAPIError

from db import codes, engines, ledger, upgrade
from db.database import Database
from db.entities.benefit_cards import Allocation
from db.entities.people import Person
from db.entities.points import Account, Entry, Lot
from db.entities.programme import Counter
from db.errors import Stopped, Told
from db.fields.people import BY_KEY
from db.operations import programme
from db.people_keys import SOURCES, derived, number_of
from db.texts import N_

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
Found = Iterator[str]
STEP = 20_000
_SHOWN = 5
_DERIVED = ("name_key", "first_key", "city_key", "email_key", "phone_e164", "search_text")


@dataclass(frozen=True)
class Check:
    """One invariant: its name, whether it holds, and where not, what was found (the first few, and how many)."""

    name: str
    ok: bool
    found: str | None


@dataclass
class _Scene:
    """What a check reads: the database, and whether to stop."""

    database: Database
    stop: Stop | None

    def pause(self) -> None:
        """Between steps: Stopped where the person wants so."""
        if self.stop is not None and self.stop():
            raise Stopped

    def lines(self, query: Select[*tuple[Any, ...]]) -> Iterator[Row[Any]]:
        """The rows of one query, streamed."""
        with self.database.read() as connection:
            rows = connection.execution_options(yield_per=STEP).execute(query)
            for place, row in enumerate(rows):
                if place % STEP == 0:
                    self.pause()
                yield row


def check(database: Database, *, progress: Progress | None = None, stop: Stop | None = None) -> tuple[Check, ...]:
    """Every invariant, in a fixed order; a check that cannot be made because the file is damaged counts as broken. Stopped by *stop*."""
    done: list[Check] = []
    scene = _Scene(database, stop)
    for place, (name, made) in enumerate(CHECKS.items()):
        if progress is not None:
            progress(place, len(CHECKS))
        scene.pause()
        done.append(_one(name, made, scene))
    return tuple(done)


def _one(name: str, made: Callable[[_Scene], Found], scene: _Scene) -> Check:
    shown: list[str] = []
    count = 0
    try:
        for line in made(scene):
            count += 1
            if count <= _SHOWN:
                shown.append(line)
    except Told as told:
        return Check(name, False, str(told))
    except DBAPIError as error:
        return Check(name, False, str(engines.told(error, scene.database.url)))
    if not count:
        return Check(name, True, None)
    return Check(name, False, f"{count}: " + "; ".join(shown) + (" …" if count > _SHOWN else ""))


def _schema(scene: _Scene) -> Found:
    """The tables are those of this program."""
    with scene.database.read() as connection:
        found = upgrade.state(connection)
    if found != "current":
        yield f"the schema is {found}"


def _integrity(scene: _Scene) -> Found:
    """The engine finds its own file, and its indexes, sound."""
    with scene.database.read() as connection:
        if scene.database.is_sqlite:
            rows = connection.exec_driver_sql("PRAGMA integrity_check").all()
            yield from (str(row[0]) for row in rows if row[0] != "ok")
        else:
            rows = connection.execute(text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")).all()
            yield from (f"the index {row[0]} is not valid" for row in rows)


def _foreign_keys(scene: _Scene) -> Found:
    """Whatever is pointed to is there."""
    with scene.database.read() as connection:
        if scene.database.is_sqlite:
            rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            yield from (f"{row[0]} {row[1]} points to no {row[2]}" for row in rows)
        else:
            query = (
                "SELECT conname FROM pg_constraint WHERE contype IN ('f', 'c') AND NOT convalidated"
                " AND connamespace = current_schema()::regnamespace"
            )
            yield from (f"the constraint {row[0]} is not checked" for row in connection.execute(text(query)))


def _accounts(scene: _Scene) -> Found:
    """Every person has an account from birth."""
    query = select(Person.c.number).where(~select(Account.c.id).where(Account.c.person_id == Person.c.id).exists())
    yield from (f"no. {row.number} has none" for row in scene.lines(query))


def _totals() -> Any:
    """For each account the sum of its entries, how many they are, and the highest seq."""
    return (
        select(
            Entry.c.account_id.label("account_id"),
            func.sum(Entry.c.points).label("total"),
            func.count().label("entries"),
            func.max(Entry.c.seq).label("seq"),
        )
        .group_by(Entry.c.account_id)
        .subquery()
    )


def _balances(scene: _Scene) -> Found:
    """What is available and pending less what is owed is the sum of the entries (L2)."""
    sums = _totals()
    balance = Account.c.points + Account.c.pending - Account.c.owed
    query = select(Account.c.id, balance.label("balance"), sums.c.total).outerjoin(sums, sums.c.account_id == Account.c.id)
    query = query.where(balance != func.coalesce(sums.c.total, 0))
    yield from (f"account {row.id}: {row.balance}, entries {row.total or 0}" for row in scene.lines(query))


def _lots(scene: _Scene) -> Found:
    """What remains of the lots, less what is owed, is the sum of the entries (L2)."""
    sums = _totals()
    lots = select(Lot.c.account_id, func.sum(Lot.c.remaining).label("remaining")).group_by(Lot.c.account_id).subquery()
    remaining, total = func.coalesce(lots.c.remaining, 0), func.coalesce(sums.c.total, 0)
    query = (
        select(Account.c.id, remaining.label("remaining"), Account.c.owed, total.label("total"))
        .outerjoin(sums, sums.c.account_id == Account.c.id)
        .outerjoin(lots, lots.c.account_id == Account.c.id)
        .where(remaining - Account.c.owed != total)
    )
    yield from (f"account {row.id}: lots {row.remaining} − owed {row.owed}, entries {row.total}" for row in scene.lines(query))


def _lots_of_entries(scene: _Scene) -> Found:
    """Every lot belongs to its entry, and every opening entry has opened one (L2, L12)."""
    query = (
        select(Entry.c.id)
        .outerjoin(Lot, Lot.c.entry_id == Entry.c.id)
        .where(
            or_(
                and_(Entry.c.kind == "opening", Lot.c.entry_id.is_(None)),
                and_(Lot.c.entry_id.is_not(None), or_(Lot.c.account_id != Entry.c.account_id, Lot.c.points != Entry.c.points)),
                Lot.c.remaining < 0,
                Lot.c.remaining > Lot.c.points,
            )
        )
    )
    yield from (f"entry {row.id}" for row in scene.lines(query))


def _never_both(scene: _Scene) -> Found:
    """No account has points available and owes some at once; none is below 0."""
    figures = (Account.c.points, Account.c.pending, Account.c.owed)
    query = select(Account.c.id).where(or_(and_(Account.c.points > 0, Account.c.owed > 0), *(figure < 0 for figure in figures)))
    yield from (f"account {row.id}" for row in scene.lines(query))


def _seq(scene: _Scene) -> Found:
    """The seq of an account is the number of its entries, and that of the last one."""
    sums = _totals()
    entries, last = func.coalesce(sums.c.entries, 0), func.coalesce(sums.c.seq, 0)
    query = select(Account.c.id, Account.c.seq, entries.label("entries")).outerjoin(sums, sums.c.account_id == Account.c.id)
    query = query.where(or_(Account.c.seq != entries, Account.c.seq != last))
    yield from (f"account {row.id}: {row.seq}, entries {row.entries}" for row in scene.lines(query))


def _chain(scene: _Scene) -> Found:
    """Every entry carries the hash of itself and the one before, and the balance after it (reliability.md, rule 2)."""
    columns = [Entry.c[name] for name in ledger.HASHED]
    query = select(*columns, Entry.c.hash, Entry.c.id).order_by(Entry.c.account_id, Entry.c.seq)
    account, previous, balance = None, ledger.NO_HASH, 0
    for row in scene.lines(query):
        if row.account_id != account:
            account, previous, balance = row.account_id, ledger.NO_HASH, 0
        try:
            balance += row.points
            sound = row.balance_after == balance and ledger.chained(previous, row[:-2]) == row.hash
        except TypeError:
            # A damaged file can hold a text or bytes where a number stood.
            sound, balance = False, 0
        if not sound:
            yield f"entry {row.id} of account {row.account_id}"
        previous = row.hash if isinstance(row.hash, bytes) else ledger.NO_HASH


def _one_open_allocation(scene: _Scene) -> Found:
    """Nobody holds two benefit cards at once (B3)."""
    query = select(Allocation.c.person_id).where(Allocation.c.ended_on.is_(None)).group_by(Allocation.c.person_id).having(func.count() > 1)
    yield from (f"person {row.person_id}" for row in scene.lines(query))


def _phones(scene: _Scene) -> Found:
    """No two active or suspended members share a number, unless marked so (P2)."""
    query = (
        select(Person.c.phone_e164)
        .where(
            Person.c.stage == "member",
            Person.c.status.in_(("active", "suspended")),
            Person.c.shared_phone.is_(False),
            Person.c.phone_e164.is_not(None),
        )
        .group_by(Person.c.phone_e164)
        .having(func.count() > 1)
    )
    yield from (str(row.phone_e164) for row in scene.lines(query))


def _numbers(scene: _Scene) -> Found:
    """Every person has the number of the record, and every card code a right check sign (P10, K3)."""
    for row in scene.lines(select(Person.c.id, Person.c.number, Person.c.code)):
        if row.number != number_of(row.id):
            yield f"person {row.id} has no. {row.number}"
        if row.code is not None and codes.recognised(str(row.code)) != row.code:
            yield f"no. {row.number} has the code {row.code}"


def _derived(scene: _Scene) -> Found:
    """Folded keys, E.164 and search words are those of what was typed (P1; table.md, *Search*)."""
    with scene.database.read() as connection:
        country = programme.read(connection).country
    columns = [Person.c[name] for name in (*dict.fromkeys(("number", *SOURCES)), *_DERIVED)]
    query = select(*columns, BY_KEY["groups"].sql.label("groups"))
    for row in scene.lines(query):
        person = dict(row._mapping)
        try:
            wrong = [key for key, value in derived(person, person["groups"], country).items() if person[key] != value]
        except (TypeError, ValueError, AttributeError):
            # A damaged file can hold bytes where a text stood.
            wrong = ["a column that cannot be read"]
        if wrong:
            yield f"no. {person['number']}: {', '.join(wrong)}"


def _search_index(scene: _Scene) -> Found:
    """The full-text index holds what the people hold."""
    database = scene.database
    if not database.is_sqlite:
        with database.read() as connection:
            if connection.execute(text("SELECT to_regclass('people_by_search')")).scalar() is None:
                yield "the index people_by_search is missing"
        return
    if database.is_read_only:
        return
    with database.engine.connect().execution_options(writes=True) as connection, connection.begin() as transaction:
        try:
            connection.exec_driver_sql("INSERT INTO people_search(people_search, rank) VALUES ('integrity-check', 1)")
        except DBAPIError as error:
            yield str(error.orig)
        finally:
            # The command stands as an INSERT but changes nothing.
            transaction.rollback()


def _counters(scene: _Scene) -> Found:
    """The next number of each counter, and of PostgreSQL's own, lies above every number in use."""
    with scene.database.read() as connection:
        highest = connection.execute(select(func.coalesce(func.max(Person.c.id), 0))).scalar_one()
        following = connection.execute(select(Counter.c.next).where(Counter.c.name == "people")).scalar()
        if following is None or following <= highest:
            yield f"people: next {following}, highest {highest}"
        if not scene.database.is_sqlite:
            yield from _sequences(connection)


def _sequences(connection: Connection) -> Found:
    rows = connection.execute(
        text(
            "SELECT d.refobjid::regclass::text AS tab, a.attname AS col, s.oid::regclass::text AS seq FROM pg_class s"
            " JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')"
            " JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid"
            " WHERE s.relkind = 'S' AND s.relnamespace = current_schema()::regnamespace"
        )
    ).all()
    for table, column, sequence in rows:
        following = connection.execute(text(f"SELECT last_value + CASE WHEN is_called THEN 1 ELSE 0 END FROM {sequence}")).scalar_one()
        highest = connection.execute(text(f"SELECT coalesce(max({column}), 0) FROM {table}")).scalar_one()
        if following <= highest:
            yield f"{table}: next {following}, highest {highest}"


CHECKS: dict[str, Callable[[_Scene], Found]] = {
    N_("the schema is this program's"): _schema,
    N_("the file and its indexes are sound"): _integrity,
    N_("everything pointed to is there"): _foreign_keys,
    N_("each person has an account"): _accounts,
    N_("balance is the sum of the entries"): _balances,
    N_("balance is lots less owed"): _lots,
    N_("lots belong to their entries"): _lots_of_entries,
    N_("never available and owed at once"): _never_both,
    N_("seq is the number of entries"): _seq,
    N_("the chain of entries is unbroken"): _chain,
    N_("at most one benefit card each"): _one_open_allocation,
    N_("a phone is one member's"): _phones,
    N_("numbers and card codes are right"): _numbers,
    N_("keys agree with what was typed"): _derived,
    N_("the search index agrees with the people"): _search_index,
    N_("counters are ahead of the ids"): _counters,
}
