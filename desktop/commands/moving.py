"""What the commands on one member share: who is meant, numbers and money as typed, and the answer of a movement (commands.md)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from desktop.commands.command import Run
from resources.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from db.books import Moved
    from db.database import Act, Database
    from db.operations.programme import Club
    from db.search import Connection

# More digits than any number of the club has: what is longer is told to be too large by the rule that reads it.
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")


def whole(text: str) -> int:
    """A whole number as typed, with a sign or without; BadValue for anything else: fractions, other digits, words."""
    from db.errors import BadValue

    tidy = text.strip().replace("\u2212", "-")
    if not _WHOLE.fullmatch(tidy):
        raise BadValue(N_("“{text}” is not a whole number; write it with the figures 0 to 9, like 50 or -50."), text=text.strip()[:60])
    return int(tidy)


def optional(text: str | None) -> int | None:
    """A whole number where one was given; `none` is none."""
    return None if text is None or text.strip().lower() == "none" else whole(text)


def amount(text: str, club: Club) -> int:
    """An amount of money as typed, in the smallest unit of the club's currency; BadValue where it is none."""
    from db import money

    return money.parse(text, club.currency)


def thousandths(text: str) -> int:
    """A quantity or a factor as typed (`2`, `0.750`, `1.5`), in thousandths; BadValue where it is none or has more than three decimals."""
    from db.errors import BadValue

    tidy = text.strip().replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,7}(\.[0-9]{1,3}0*)?", tidy) or not (scaled := int(Decimal(tidy) * 1000)):
        raise BadValue(N_("“{text}” is not a number above 0 with at most three decimals; write it like 2 or 1.5."), text=text.strip()[:60])
    return scaled


def decimal_of(scaled: int) -> str:
    """Thousandths as a decimal text: 1500 is `1.5`, 2000 is `2`."""
    return f"{Decimal(scaled).scaleb(-3).normalize():f}"


def person(database: Database, text: str) -> int:
    """The one person whom a member no., card code, phone or e-mail names (P6); an error names both where two fit.

    Who left or was merged is meant only where nobody else fits: a removed member's phone may be another's by now (P2).
    """
    from db import search
    from db.errors import NotFound, RuleBroken

    with database.read() as connection:
        found = search.who(connection, text)
        for gone in (("removed", "merged"), ("merged",)):
            found = tuple(match for match in found if match.status not in gone) or found
        if not found:
            raise NotFound(N_("Nobody has the member no., card code, phone or e-mail “{text}”."), text=text.strip()[:100])
        if len(found) > 1:
            raise RuleBroken(
                N_("“{text}” fits several people: {people}. Name the one who is meant by the member no."),
                text=text.strip(), people=_named(connection, [match.id for match in found[:5]]),
            )  # fmt: skip
    return found[0].id


def _named(connection: Connection, ids: list[int]) -> str:
    from db.people_rows import full_name, people

    return "; ".join(
        _("{name}, no. {number}").format(name=full_name(one), number=one["number"]) for one in people(connection, ids).values()
    )


def act_of(run: Run, database: Database, label: str) -> Act:
    """Who does it and when, on the club's day."""
    return run.act(label, run.today(run.club(database), database))


def moved(run: Run, done: Moved, sentence: str, *, sale: bool = False) -> None:
    """Answer what was done to one member; *sentence* says it, the figures follow. *sale*: the answer names it even where there is none."""
    answer: dict[str, Any] = {"status": "done"}
    if sale or done.sale is not None:
        answer["sale"] = done.sale
    answer |= {
        "entry": done.entry,
        "points": done.points,
        "available": done.available,
        "owed": done.owed,
        "pending": done.pending,
        "tier": done.tier,
        "issued": list(done.issued),
        "notices": list(done.notices),
    }
    run.answer(answer, lambda: "\n".join((sentence, standing(done))))


def standing(done: Moved) -> str:
    """What stands on the account after it, in one line."""
    parts = [ngettext("{count} point available", "{count} points available", done.available).format(count=done.available)]
    if done.pending:
        parts.append(_("{count} waiting").format(count=done.pending))
    if done.owed:
        parts.append(_("{count} owed").format(count=done.owed))
    if done.tier:
        parts.append(done.tier)
    parts += [_("issued: no. {id}").format(id=issued) for issued in done.issued]
    parts += done.notices
    return f"{_('{name}, no. {number}').format(name=done.name, number=done.number)}: {', '.join(parts)}."
