"""Faces: the colours that the club gave to tiers, for every place that shows a person's tier."""

from __future__ import annotations

from sqlalchemy import Connection, select

from db.entities.tiers import Tier


def tier_colours(connection: Connection) -> dict[str, str | None]:
    """The colour of each tier by its name; None for the base tier, which is shown as plain text."""
    found = connection.execute(select(Tier.c.name, Tier.c.colour, Tier.c.rank))
    return {row.name: row.colour if row.rank else None for row in found}
