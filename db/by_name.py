"""By name: which tier, reward, stamp card, pass, activity, group, segment or sale a person means who types its name or number."""

from __future__ import annotations

from datetime import date
from typing import Literal

from sqlalchemy import Connection, Table, or_, select

from db import money, texts
from db.entities.groups import Group, Segment
from db.entities.passes import PassType
from db.entities.people import Person
from db.entities.rewards import Reward
from db.entities.sales import Activity, Sale
from db.entities.stamps import StampType
from db.entities.tiers import Tier
from db.errors import NotFound, RuleBroken
from db.operations import programme
from db.people_rows import full_name
from db.texts import N_

Noun = Literal["tier", "reward", "stamp card", "pass", "activity", "group", "segment"]
_TABLES: dict[Noun, tuple[Table, str, str]] = {
    "tier": (Tier, N_("There is no tier “{name}”. Known are: {known}."), N_("There is no tier “{name}”.")),
    "reward": (Reward, N_("There is no reward “{name}” in the catalogue. Known are: {known}."), N_("There is no reward “{name}”; the catalogue is empty.")),
    "stamp card": (StampType, N_("There is no stamp card “{name}”. Known are: {known}."), N_("There is no stamp card “{name}”; there is none yet.")),
    "pass": (PassType, N_("There is no pass “{name}”. Known are: {known}."), N_("There is no pass “{name}”; there is none yet.")),
    "activity": (Activity, N_("There is no activity “{name}”. Known are: {known}."), N_("There is no activity “{name}”; there is none yet.")),
    "group": (Group, N_("There is no group “{name}”. Known are: {known}."), N_("There is no group “{name}”; there is none yet.")),
    "segment": (Segment, N_("There is no segment “{name}”. Known are: {known}."), N_("There is no segment “{name}”; there is none yet.")),
}  # fmt: skip
MOST_NAMED = 10


def find(connection: Connection, noun: Noun, name: str) -> int:
    """The id of what has this name, whatever the case and accents; NotFound tells the names that there are."""
    table, told, empty = _TABLES[noun]
    tidy = texts.clean(name)
    found = None
    if texts.forbidden_sign(tidy) is None:
        found = connection.execute(select(table.c.id).where(table.c.name_key == texts.fold(tidy))).scalar()
    if found is not None:
        return int(found)
    known = [str(row.name) for row in connection.execute(select(table.c.name).order_by(table.c.name_key).limit(MOST_NAMED + 1))]
    shown = tidy if texts.forbidden_sign(tidy) is None else "?"
    if not known:
        raise NotFound(empty, name=shown[:100])
    raise NotFound(told, name=shown[:100], known=", ".join(known[:MOST_NAMED]) + (", …" if len(known) > MOST_NAMED else ""))


def sale(connection: Connection, text: str, *, sold: date | None = None, by: Literal["receipt", "sale"] | None = None) -> int:
    """The id of the sale that a receipt or an id names (commands.md); RuleBroken names both where two fit, *sold* and *by* tell them apart.

    One that was entered by mistake and reversed is meant only where no other fits (O1).
    """
    tidy = texts.clean(text)
    names = []
    if by != "sale" and tidy and texts.forbidden_sign(tidy) is None:
        names.append(Sale.c.receipt == tidy)
    if by != "receipt" and tidy.isascii() and tidy.isdigit() and len(tidy) <= 18:
        names.append(Sale.c.id == int(tidy))
    rows = []
    if names:
        query = (
            select(
                Sale.c.id, Sale.c.receipt, Sale.c.business_date, Sale.c.value, Sale.c.state,
                *(Person.c[name] for name in ("number", "first_name", "last_name", "phone", "email")),
            )
            .join(Person, Person.c.id == Sale.c.person_id)
            .where(or_(*names))
            .order_by(Sale.c.business_date, Sale.c.id)
        )  # fmt: skip
        rows = list(connection.execute(query if sold is None else query.where(Sale.c.business_date == sold.isoformat())))
    rows = [row for row in rows if row.state != "reversed"] or rows
    if not rows:
        raise NotFound(
            N_("There is no sale with the receipt or the number “{text}”."), text=tidy[:100] if texts.forbidden_sign(tidy) is None else "?"
        )
    if len(rows) > 1:
        currency = programme.read(connection).currency
        sales = "; ".join(
            f"{row.id} ({row.receipt or '-'}, {row.business_date}, {money.shown(row.value, currency)}, {full_name(dict(row._mapping))})"
            for row in rows[:5]
        )
        raise RuleBroken(
            N_("“{text}” fits several sales: {sales}. Name the one that is meant by its number or its date."), text=tidy, sales=sales
        )
    return int(rows[0].id)
