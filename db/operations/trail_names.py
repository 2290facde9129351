"""The names of what a journal names by id: the records themselves, and what their values point to (A2)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from db.entities.benefit_cards import BenefitCard
from db.entities.groups import Group, Segment
from db.entities.passes import Pass, PassType, PassUse
from db.entities.people import Person
from db.entities.points import Account, Lot
from db.entities.rewards import Issued, Notice, Reward
from db.entities.sales import Activity, FollowUp, Promotion, Refund, Sale
from db.entities.stamps import StampType
from db.entities.tiers import Tier
from db.fields.entries import name_of_person

Names = dict[tuple[str, int], str]

# How a record is called, by its entity; what has no name of its own is called by whose it is.
_PERSON = name_of_person()
_NAMED: dict[str, Any] = {
    "person": select(Person.c.id, _PERSON), "stamps": select(Person.c.id, _PERSON), "issued": select(Issued.c.id, Issued.c.name),
    "reward": select(Reward.c.id, Reward.c.name), "tier": select(Tier.c.id, Tier.c.name),
    "benefit_card": select(BenefitCard.c.id, BenefitCard.c.name), "group": select(Group.c.id, Group.c.name),
    "segment": select(Segment.c.id, Segment.c.name), "pass": select(Pass.c.id, Pass.c.name),
    "pass_type": select(PassType.c.id, PassType.c.name), "stamp_type": select(StampType.c.id, StampType.c.name),
    "promotion": select(Promotion.c.id, Promotion.c.name), "activity": select(Activity.c.id, Activity.c.name),
    "follow_up": select(FollowUp.c.id, FollowUp.c.text),
    "pass_use": select(PassUse.c.id, Pass.c.name).join(Pass, Pass.c.id == PassUse.c.pass_id),
    "notice": select(Notice.c.id, _PERSON).join(Person, Person.c.id == Notice.c.person_id),
    "sale": select(Sale.c.id, _PERSON).join(Person, Person.c.id == Sale.c.person_id),
    "refund": select(Refund.c.id, _PERSON).join(Sale, Sale.c.id == Refund.c.sale_id).join(Person, Person.c.id == Sale.c.person_id),
    "lot": select(Lot.c.entry_id, _PERSON).join(Account, Account.c.id == Lot.c.account_id).join(Person, Person.c.id == Account.c.person_id),
}  # fmt: skip
# What a journaled value points to, by its key.
_POINTS_TO = {
    "tier_id": "tier", "tier_hold_id": "tier", "reward_id": "reward", "rewards": "reward", "group_id": "group", "person_id": "person",
    "person": "person", "pass_type_id": "pass_type", "stamp_type_id": "stamp_type", "benefit_card_id": "benefit_card",
}  # fmt: skip
# Of a value named `type` the entity says what it points to.
_TYPES = {"pass": "pass_type", "stamps": "stamp_type"}


def named(connection: Connection, rows: Sequence[Any]) -> tuple[Names, list[tuple[dict[str, Any], dict[str, Any]]]]:
    """The names of the records of these rows of the journal, and of each row its values before and after, ids told as names."""
    values = [(row.entity, json.loads(row.before or "{}"), json.loads(row.after or "{}")) for row in rows]
    wanted = {(row.entity, int(row.entity_id)) for row in rows}
    for entity, *sides in values:
        wanted.update(pair for side in sides for pair in _pointed(entity, side))
    names = _read(connection, wanted)
    return names, [(_told(entity, before, names), _told(entity, after, names)) for entity, before, after in values]


def _read(connection: Connection, wanted: Iterable[tuple[str, int]]) -> Names:
    by_entity: dict[str, list[int]] = {}
    for entity, number in wanted:
        by_entity.setdefault(entity, []).append(number)
    names: Names = {}
    for entity, numbers in by_entity.items():
        if entity in _NAMED:
            statement = _NAMED[entity]
            rows = connection.execute(statement.where(statement.selected_columns[0].in_(sorted(numbers))))
            names |= {(entity, int(row[0])): str(row[1]) for row in rows if row[1] is not None}
    return names


def _target(entity: str, key: str) -> str | None:
    return _TYPES.get(entity) if key == "type" else _POINTS_TO.get(key)


def _pointed(entity: str, values: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
    """What the values point to."""
    for key, value in values.items():
        if (target := _target(entity, key)) is not None:
            yield from ((target, each) for each in _numbers(value))
        elif (reward := _gift(value)) is not None:
            yield ("reward", reward)


def _numbers(value: Any) -> list[int]:
    each = value if isinstance(value, list) else [value]
    return [one for one in each if isinstance(one, int) and not isinstance(one, bool)]


def _gift(value: Any) -> int | None:
    """The reward that an occasion brings, as a setting has it (N9)."""
    return int(value[7:]) if isinstance(value, str) and value.startswith("reward:") and value[7:].isdecimal() else None


def _told(entity: str, values: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """Values with names in place of ids; what is gone and has no name any more is left out."""
    told: dict[str, Any] = {}
    for key, value in values.items():
        target, gift = _target(entity, key), _gift(value)
        if target is None:
            told[key] = names.get(("reward", gift), "") if gift is not None else value
        elif value is None:
            told[key] = None
        else:
            told[key] = ", ".join(names[target, each] for each in _numbers(value) if (target, each) in names)
    return told
