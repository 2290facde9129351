"""What stands on the cards of members, read for the window and the command line alike (K2, K8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from db import search
from db.fields import Manner, by_keys
from db.operations.choices import choices
from db.people_rows import full_name
from desktop.prints.design import CardFace

_FIELDS = by_keys(
    ("first_name", "last_name", "phone", "email", "number", "code", "tier", "benefit_card", "card_valid_until", "stage", "status")
)


def faces(connection: Any, people: Sequence[int], manner: Manner) -> list[CardFace]:
    """The cards of those people who are active or suspended members, in their order."""
    found = choices(connection)
    tiers = {tier.name: tier for tier in found.tiers}
    cards = []
    valid = next(field for field in _FIELDS if field.key == "card_valid_until").kind
    for page in search.iterate(connection, people, _FIELDS):
        for row in page:
            person = dict(zip((field.key for field in _FIELDS), row, strict=True))
            if person["stage"] != "member" or person["status"] not in ("active", "suspended"):
                continue
            tier = tiers.get(person["tier"])
            cards.append(
                CardFace(
                    full_name(person),
                    person["number"],
                    person["code"],
                    tier.name if tier is not None else None,
                    tier.colour if tier is not None else None,
                    person["benefit_card"],
                    valid.show(person["card_valid_until"], manner) or None,
                )
            )
    return cards
