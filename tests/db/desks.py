"""One of several desks, as a process of its own: it works on the same few people as all the others (reliability.md, *Faults*).

Run as `python -m tests.db.desks URL DESK OPERATIONS`; it prints how each of its operations ended, as JSON.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import text

from db.database import Act, Database
from db.errors import Conflict, KnownPhone, NotFound, RuleBroken
from db.fields.kinds import Value
from db.operations import members, people, sheets
from db.operations.sheets import SheetEdit, SheetPlan
from db.work import Work
from tests.builders import an_act, details

DESKS, SHARED = 8, 4
CITIES = ("Utrecht", "Delft", "Leiden", "Gouda")


class Desk:
    """What one desk does; *ended* counts how it ended. The people: the club's members and prospects in the order of their ids."""

    def __init__(self, url: str, name: int) -> None:
        self.database = Database(url, desk=f"desk {name}")
        self.name = name
        self.drawn = random.Random(name)
        self.ended: Counter[str] = Counter()
        with self.database.read() as connection:
            rows = connection.execute(text("SELECT id, stage FROM people ORDER BY id")).all()
        self.members = [int(row.id) for row in rows if row.stage == "member"]
        self.prospects = [int(row.id) for row in rows if row.stage != "member"]
        self.mine = self.members[SHARED + name :: DESKS]

    def work(self, operations: int) -> None:
        """Do so many operations of all sorts, in the same order as the other desks, so that they meet."""
        sorts: tuple[Callable[[int], None], ...] = (
            self.edit,
            self.take_phone,
            self.replay,
            self.register,
            self.group,
            self.batch,
            self.edit,
            self.edit,
        )
        for turn in range(operations):
            sorts[turn % len(sorts)](turn)
        self.database.close()

    def edit(self, turn: int) -> None:
        """Change one detail of somebody whom all desks change."""
        person = self.drawn.choice(self.members[:SHARED])
        key = self.drawn.choice(("city", "street", "note"))
        seen = details(self.database, person)[key]
        self._do("edit", an_act("Edit"), people.edit, person, {key: (seen, f"{self.drawn.choice(CITIES)} {self.name} {turn}")})

    def take_phone(self, turn: int) -> None:
        """Every desk has somebody before it who gives the same free number: half of them are new, half are members already."""
        number = f"06 5000 {turn:04}"
        if self.name % 2:
            self._do("phone", an_act("Phone"), members.enrol, {"last_name": f"Member {self.name} {turn}", "phone": number})
            return
        person = self.mine.pop()
        self._do("phone", an_act("Phone"), people.edit, person, {"phone": (None, number)})

    def replay(self, turn: int) -> None:
        """All desks send one action of the same id, and this one sends it twice."""
        act = an_act("Replay", op_id=str(uuid5(NAMESPACE_URL, f"turn {turn}")))
        for _ in range(2):
            self._do("replay", act, noted, turn)

    def register(self, turn: int) -> None:
        """Every desk registers the same prospect."""
        self._do("register", an_act("Register"), members.promote, [self.prospects[turn % len(self.prospects)]])

    def group(self, turn: int) -> None:
        """Every desk puts a member of its own into a group that none of them has made yet."""
        person = self.members[SHARED + self.name]
        self._do("group", an_act("Group"), people.edit, person, {"groups": (details(self.database, person)["groups"], f"Group {turn}")})

    def batch(self, turn: int) -> None:
        """Many people at once, each desk in an order of its own (rule 8)."""
        wanted = self.drawn.sample(self.members[:SHARED], 4)
        seen: dict[int, Value] = {person: details(self.database, person)["postcode"] for person in wanted}
        edits = tuple(SheetEdit(row, person, {"postcode": (seen[person], f"{self.name} {turn}")}) for row, person in enumerate(wanted, 2))
        self._do("batch", an_act("Batch"), sheets.apply, SheetPlan("a.csv", "0" * 64, 4, edits, ()))

    def _do(self, sort: str, act: Act, operation: Callable[..., object], *args: object) -> None:
        try:
            self.database.perform(act, operation, *args)
        except Conflict:
            self.ended[f"{sort} met another desk's change"] += 1
        except KnownPhone as refused:
            # The refusal names who has the number, so that the desk can open that person.
            self.ended[f"{sort} taken" if refused.person else f"{sort} by nobody"] += 1
        except (RuleBroken, NotFound) as refused:
            self.ended[f"{sort}: {refused.template}"] += 1
        else:
            self.ended[f"{sort} done"] += 1


def noted(work: Work, turn: int) -> int:
    """An action that can be counted in the journal."""
    work.journal("programme", 1, "noted", None, {"turn": turn})
    return turn


def main(url: str, name: str, operations: str) -> None:
    """Work as desk *name*."""
    desk = Desk(url, int(name))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    desk.work(int(operations))
    json.dump(desk.ended, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
