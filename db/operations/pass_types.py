"""Types of passes and subscriptions: added, edited, retired, deleted, and listed with how many are in use (PP1, PP5, U1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, select

from db import named_rows
from db.entities.passes import PERIODS, Pass, PassType
from db.errors import BadValue, RuleBroken
from db.fields.kinds import Value
from db.texts import N_
from db.work import Work

GONE = N_("This kind of pass is no longer there; somebody deleted it.")
MOST_USES, MOST_DAYS, MOST_MONTHS, MOST_MONEY = 10_000, 36500, 1200, 100_000_000_000


@dataclass(frozen=True)
class TypeDetails:
    """What a pass type is asked (PP1). With a *period* it is a subscription (U1): *uses* are those of each period, None: without limit.

    *price* is information, in the smallest unit, of a subscription for each period. *starts*: "sale" or "first_use".
    """

    name: str
    uses: int | None = None
    period: str | None = None
    renewal: str | None = None
    carries_over: bool = False
    valid_days: int | None = None
    valid_months: int | None = None
    price: int | None = None
    starts: str = "sale"
    household: bool = False


@dataclass(frozen=True)
class TypeRow:
    """A pass type in the list; *open* counts the passes that are not over, as the daily run left them, *sold* all of them."""

    id: int
    name: str
    uses: int | None
    period: str | None
    renewal: str | None
    carries_over: bool
    valid_days: int | None
    valid_months: int | None
    price: int | None
    starts: str
    household: bool
    retired: bool
    version: int
    open: int
    sold: int


def types(connection: Connection) -> tuple[TypeRow, ...]:
    """Every pass type by name, with how many were sold and are open."""
    counts = (
        select(
            Pass.c.type_id,
            func.count().label("sold"),
            func.sum(case((Pass.c.state.in_(("active", "paused")), 1), else_=0)).label("open"),
        )
        .group_by(Pass.c.type_id)
        .subquery()
    )
    columns = [PassType.c[name] for name in TypeRow.__dataclass_fields__ if name not in ("open", "sold")]
    rows = connection.execute(
        select(*columns, func.coalesce(counts.c.open, 0).label("open"), func.coalesce(counts.c.sold, 0).label("sold"))
        .outerjoin(counts, counts.c.type_id == PassType.c.id)
        .order_by(PassType.c.retired, PassType.c.name_key)
    )
    return tuple(TypeRow(**{**row._mapping, "open": int(row.open), "sold": int(row.sold)}) for row in rows)


def holders(connection: Connection, type_id: int) -> tuple[int, ...]:
    """The members who have a pass of a type that is not over, as the daily run left it."""
    query = select(Pass.c.person_id).where(Pass.c.type_id == type_id, Pass.c.state.in_(("active", "paused")))
    return tuple(connection.execute(query.distinct().order_by(Pass.c.person_id)).scalars())


def add_type(work: Work, details: TypeDetails) -> int:
    """Add a pass type (PP1, U1); gives its id. BadValue names the field that does not fit."""
    values = _checked(work.connection, asdict(details))
    key = work.connection.execute(insert(PassType).values(**values, version=1)).inserted_primary_key
    type_id = int(key[0]) if key else 0
    work.journal("pass_type", type_id, "created", None, {name: value for name, value in asdict(details).items() if value is not None})
    return type_id


def edit_type(work: Work, type_id: int, changes: Mapping[str, tuple[Value, Value]]) -> int:
    """Change a pass type, merged with another desk's changes (A1); passes already sold stay as agreed (PP5). Gives the version."""
    row = named_rows.one(work.connection, PassType, type_id, GONE, lock=True)
    wanted = named_rows.merged(row, changes, tuple(TypeDetails.__dataclass_fields__))
    checked = _checked(work.connection, {**{name: row[name] for name in TypeDetails.__dataclass_fields__}, **wanted}, but=type_id)
    return named_rows.write(work, PassType, "pass_type", row, {key: value for key, value in checked.items() if value != row[key]})


def retire_type(work: Work, type_id: int, *, retired: bool = True) -> int:
    """Sell no more passes of a type; those sold go on (PP5). False brings it back. Gives the version."""
    row = named_rows.one(work.connection, PassType, type_id, GONE, lock=True)
    return named_rows.write(work, PassType, "pass_type", row, {} if bool(row["retired"]) == retired else {"retired": retired})


def retire_types(work: Work, types: Sequence[int], *, retired: bool = True) -> int:
    """Retire several types, or bring them back; gives how many."""
    for type_id in sorted(set(types)):
        retire_type(work, type_id, retired=retired)
    return len(set(types))


def delete_types(work: Work, types: Sequence[int]) -> int:
    """Delete several types of which none was ever sold; all or none."""
    for type_id in sorted(set(types)):
        delete_type(work, type_id)
    return len(set(types))


def delete_type(work: Work, type_id: int) -> None:
    """Delete a pass type of which none was ever sold; RuleBroken says to retire it otherwise."""
    row = named_rows.one(work.connection, PassType, type_id, GONE, lock=True)
    sold = int(work.connection.execute(select(func.count()).select_from(Pass).where(Pass.c.type_id == type_id)).scalar_one())
    if sold:
        raise RuleBroken(N_("“{name}” was sold {count} times and cannot be deleted; retire it instead."), name=row["name"], count=sold)
    work.connection.execute(delete(PassType).where(PassType.c.id == type_id))
    work.journal("pass_type", type_id, "deleted", {name: row[name] for name in TypeDetails.__dataclass_fields__}, None)


def _checked(connection: Connection, values: Mapping[str, Any], *, but: int = 0) -> dict[str, Any]:
    """The columns of a type; BadValue names the first field that does not fit."""
    kept = named_rows.named(connection, PassType, values["name"], but=but)
    uses = named_rows.whole(values["uses"], "uses", most=MOST_USES)
    if values["period"] not in (None, *PERIODS):
        raise BadValue(N_("The period of a subscription is a month, a quarter or a year."), key="period")
    if uses is None and values["period"] is None:
        raise BadValue(N_("Write how many uses the pass has; only a subscription has uses without limit."), key="uses")
    if values["renewal"] not in ((None,) if values["period"] is None else ("automatic", "on_payment")):
        raise BadValue(N_("A subscription renews automatically or on payment; a pass without a period does not renew."), key="renewal")
    if values["carries_over"] and (values["period"] is None or uses is None):
        raise BadValue(N_("Only the limited uses of a subscription can carry over into the next period."), key="carries_over")
    if values["starts"] not in ("sale", "first_use"):
        raise BadValue(N_("A pass starts on its sale or on its first use."), key="starts")
    days = named_rows.whole(values["valid_days"], "valid_days", most=MOST_DAYS)
    months = named_rows.whole(values["valid_months"], "valid_months", most=MOST_MONTHS)
    if days is not None and months is not None:
        raise BadValue(N_("Write the validity in days or in months, not in both."), key="valid_days")
    return {
        **kept, "uses": uses, "period": values["period"], "renewal": values["renewal"], "carries_over": bool(values["carries_over"]),
        "valid_days": days, "valid_months": months, "price": named_rows.whole(values["price"], "price", most=MOST_MONEY, least=0),
        "starts": values["starts"], "household": bool(values["household"]),
    }  # fmt: skip
