"""Every check in a fixed order, and how one is made: what it found, and that a damaged file breaks no program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError

from db import engines
from db.checks import files, ledger, lots, people, rewards, sales, standing
from db.checks.scene import Found, Scene
from db.database import Database
from db.errors import Told
from db.in_parts import Progress, Stop
from db.texts import N_

_SHOWN = 5


@dataclass(frozen=True)
class Check:
    """One invariant: its name, whether it holds, and where not, what was found (the first few, and how many)."""

    name: str
    ok: bool
    found: str | None


def check(database: Database, *, progress: Progress | None = None, stop: Stop | None = None) -> tuple[Check, ...]:
    """Every invariant, in a fixed order; a check that cannot be made because the file is damaged counts as broken. Stopped by *stop*."""
    done: list[Check] = []
    scene = Scene(database, stop)
    for place, (name, made) in enumerate(CHECKS.items()):
        if progress is not None:
            progress(place, len(CHECKS))
        scene.pause()
        done.append(_one(name, made, scene))
    return tuple(done)


def _one(name: str, made: Callable[[Scene], Found], scene: Scene) -> Check:
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


CHECKS: dict[str, Callable[[Scene], Found]] = {
    N_("the schema is this program's"): files.schema,
    N_("the file and its indexes are sound"): files.integrity,
    N_("everything pointed to is there"): files.foreign_keys,
    N_("each person has an account"): people.accounts,
    N_("balance is the sum of the entries"): ledger.balances,
    N_("balance is lots less owed"): ledger.balances_of_lots,
    N_("stored figures are those of the lots"): ledger.figures,
    N_("what is owed is the sum of the debts"): ledger.debts,
    N_("the next change of an account is right"): ledger.next_changes,
    N_("never available and owed at once"): ledger.never_both,
    N_("seq is the number of entries"): ledger.seq,
    N_("the chain of entries is unbroken"): ledger.chained,
    N_("the last entry is the one its account knows"): ledger.heads,
    N_("lots belong to their entries"): lots.lots_of_entries,
    N_("what was taken came from lots or is owed"): lots.taken,
    N_("what is missing from lots was taken"): lots.used,
    N_("points wait for prospects only"): lots.waiting,
    N_("sales agree with their refunds and lines"): sales.figures,
    N_("points of sales are those of their entries"): sales.points,
    N_("a receipt is one sale's"): sales.receipts,
    N_("tiers rise with their ranks"): standing.tiers,
    N_("each member has a tier that is there"): standing.held_tiers,
    N_("stock is never below 0"): rewards.stock,
    N_("rewards were paid for by redemptions"): rewards.paid,
    N_("at most one open stamp card of a type"): standing.one_open_stamp_card,
    N_("stamps fit their cards"): standing.stamps,
    N_("at most one benefit card each"): standing.one_open_allocation,
    N_("only members hold benefit cards"): standing.holders,
    N_("a phone is one member's"): people.phones,
    N_("numbers and card codes are right"): people.numbers,
    N_("keys agree with what was typed"): people.derived_keys,
    N_("the search index agrees with the people"): files.search_index,
    N_("counters are ahead of the ids"): files.counters,
}
