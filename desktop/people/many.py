"""Several selected people as the details panel shows them: how many, their points together, how many of each tier."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from db import search
from db.fields import BY_KEY, Manner
from db.operations.choices import Named
from resources.i18n import _, ngettext
from ui.details import ManyDetails
from ui.roles import Badge, Chip

# Of more people only their number is shown: the panel must answer at once.
COUNTED = 50_000


def many_details(
    connection: Any, people: Sequence[int], figure: str, counted: Callable[[int], str], manner: Manner, tiers: Mapping[str, Named]
) -> ManyDetails:
    """The panel for at most COUNTED people, read in one go."""
    show = BY_KEY["points"].kind.show
    count = len(people)
    title = counted(count)
    points, by_tier = 0, dict.fromkeys(tiers, 0)
    for page in search.iterate(connection, people, (BY_KEY[figure], BY_KEY["tier"])):
        for value, tier in page:
            points += value or 0
            if tier in by_tier:
                by_tier[tier] += 1
    chips: list[Chip | Badge] = [
        Chip(f"{show(number, manner)} {name}", tiers[name].colour) for name, number in by_tier.items() if number and not tiers[name].is_base
    ]
    sentence = ngettext("{points} point together", "{points} points together", points).format(points=show(points, manner))
    return ManyDetails(title, sentence if points else _("No points yet"), tuple(chips))
