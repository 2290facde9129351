"""Steps: what an operation did to one record, as its undo finds it in the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from db.errors import RuleBroken
from db.people_rows import full_name
from db.texts import N_
from db.work import Work


@dataclass(frozen=True)
class Step:
    """One journalled change: of which operation, to which record, and its values before and after."""

    op_id: str
    entity: str
    entity_id: int
    action: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True)
class Kept:
    """Something that an undo left as it is because it was changed since: whose, what (a field key), and its value then and now."""

    number: str
    key: str
    was: str | None
    now: str | None


class Undo(Protocol):
    """Puts back steps of one entity and action; gives what it kept. RuleBroken, by name, where nothing of the operation may be undone."""

    def __call__(self, work: Work, steps: Sequence[Step], /) -> Sequence[Kept]: ...


def changed_since(person: Mapping[str, Any]) -> RuleBroken:
    """The refusal of an undo because of one person who is not as the operation left them."""
    return RuleBroken(N_("{name}, no. {number}, was changed since; nothing was undone."), name=full_name(person), number=person["number"])
