"""Choices: the tiers, benefit cards and groups of the club as every list and filter offers them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from db.entities.benefit_cards import BenefitCard
from db.entities.groups import Group
from db.entities.tiers import Tier


@dataclass(frozen=True)
class Named:
    """Something with a name and the colour that the club picked; *is_base* marks the base tier, which is shown as plain text."""

    id: int
    name: str
    colour: str
    is_base: bool = False


@dataclass(frozen=True)
class Choices:
    """Everything that can be chosen by name, in the order in which it is offered."""

    tiers: tuple[Named, ...]
    benefit_cards: tuple[Named, ...]
    groups: tuple[Named, ...]


def choices(connection: Connection) -> Choices:
    """The active tiers by rank, the benefit cards and groups by name."""
    tiers = connection.execute(select(Tier.c.id, Tier.c.name, Tier.c.colour, Tier.c.rank).where(Tier.c.active).order_by(Tier.c.rank))
    columns = (BenefitCard.c.id, BenefitCard.c.name, BenefitCard.c.colour)
    cards = connection.execute(select(*columns).where(~BenefitCard.c.deleted).order_by(BenefitCard.c.name_key))
    groups = connection.execute(select(Group.c.id, Group.c.name, Group.c.colour).order_by(Group.c.name_key))
    return Choices(
        tuple(Named(row.id, row.name, row.colour, row.rank == 0) for row in tiers),
        tuple(Named(row.id, row.name, row.colour or "") for row in cards),
        tuple(Named(row.id, row.name, row.colour) for row in groups),
    )
