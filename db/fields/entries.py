"""The columns of the activity: of every transaction of points (S4), and of every operation of the audit trail (A2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.numbers import get_decimal_symbol
from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.sql.expression import SQLColumnExpression

from db import money
from db.entities.operations import JournalRow, Operation
from db.entities.people import Person
from db.entities.points import Entry, EntryText
from db.entities.rewards import Issued
from db.entities.sales import Refund, RefundPart, Sale
from db.errors import BadValue
from db.fields import kinds
from db.fields.field import Field
from db.fields.kinds import Choice, Kind, Number, Value
from db.fields.manner import Manner
from db.texts import N_

KINDS = Choice(
    "choice",
    elides=False,
    choices={
        "earn": N_("Sale"),
        "bonus": N_("Bonus"),
        "adjust": N_("Adjustment"),
        "redeem": N_("Reward"),
        "refund": N_("Refund"),
        "reversal": N_("Reversal"),
        "expire": N_("Expiry"),
        "reinstate": N_("Reinstated"),
        "forfeit": N_("Forfeit"),
        "opening": N_("Brought along"),
        "write_off": N_("Write-off"),
    },
)
REASONS = Choice(
    "choice",
    choices={
        "special_reward": N_("Special reward"),
        "compensation": N_("Compensation"),
        "promotion": N_("Promotion"),
        "return": N_("Return"),
        "correction": N_("Correction"),
        "change_of_status": N_("Change of status"),
        "use_of_reward": N_("Use of reward"),
        "other": N_("Other"),
    },
)
# What an operation is about, by the first part of its stored kind.
AREAS = Choice(
    "choice",
    choices={
        "sales": N_("Sales"),
        "points": N_("Points"),
        "rewards": N_("Rewards"),
        "tiers": N_("Tiers"),
        "benefit_cards": N_("Benefit cards"),
        "stamps": N_("Stamps"),
        "passes": N_("Passes"),
        "people": N_("People"),
        "sheets": N_("Spreadsheets"),
        "log": N_("Log lines"),
        "programme": N_("Settings"),
        "undo": N_("Undone"),
    },
)
AREA_OF = {
    "sales": "sales", "refunds": "sales", "returns": "sales", "follow_ups": "sales", "points": "points", "activities": "points",
    "daily": "points", "rewards": "rewards", "catalogue": "rewards", "notices": "rewards", "occasions": "rewards",
    "rewards_undo": "rewards", "tiers": "tiers", "tier_undo": "tiers", "benefit_cards": "benefit_cards", "stamps": "stamps",
    "passes": "passes", "pass_types": "passes", "pass_pauses": "passes", "people": "people", "members": "people", "prospects": "people",
    "leaving": "people", "groups": "people", "bulk_edit": "people", "record": "people", "sheets": "sheets", "batches": "sheets",
    "exports": "sheets", "sales_file": "sheets", "log": "log", "settings": "programme", "programme": "programme",
    "promotions": "programme", "segments": "programme", "demo": "programme", "undo": "undo",
}  # fmt: skip


@dataclass(frozen=True)
class Signed(Number):
    """A whole number that was gained or lost: gains with their plus (look.md, *Tables*)."""

    def show(self, value: Value, manner: Manner) -> str:
        shown = super().show(value, manner)
        return f"+{shown}" if isinstance(value, int) and value > 0 else shown


@dataclass(frozen=True)
class Money(Kind):
    """An amount in the smallest unit of a currency, shown as its figure; the unit stands in the head (look.md)."""

    numeric: bool = True
    elides: bool = False
    currency: str = "EUR"

    def show(self, value: Value, manner: Manner) -> str:
        if value is None:
            return ""
        whole, point, rest = money.shown(abs(int(value)), self.currency).partition(".")
        shown = f"{int(whole):,}".replace(",", manner.group) + (get_decimal_symbol(manner.locale) + rest if point else "")
        return f"\u2212{shown}" if int(value) < 0 else shown

    def parse(self, text: str, manner: Manner) -> Value:
        tidy = self.cleaned(text)
        return money.parse(tidy, self.currency, decimal_sign=get_decimal_symbol(manner.locale)) if tidy else None


def money_in(currency: str) -> Money:
    """Amounts of one currency."""
    return Money("money", currency=currency)


@dataclass(frozen=True)
class Clock(Kind):
    """The time of day of a moment in the club's time zone."""

    elides: bool = False

    def show(self, value: Value, manner: Manner) -> str:
        if value is None:
            return ""
        moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
        return moment.astimezone(ZoneInfo(manner.time_zone)).strftime("%H:%M")

    def parse(self, text: str, manner: Manner) -> Value:
        raise BadValue(N_("A time is not typed; filter by the date."))


def _refunded(entry: SQLColumnExpression[int]) -> ColumnElement[int]:
    """The money of the refund that an entry booked, told once though several entries may belong to a refund."""
    return (
        select(Refund.c.amount)
        .join(RefundPart, (RefundPart.c.refund_id == Refund.c.id) & (RefundPart.c.sale_id == Refund.c.sale_id))
        .where(RefundPart.c.entry_id == entry)
        .correlate(Entry)
        .scalar_subquery()
    )


def value_of_entry() -> ColumnElement[int]:
    """What an entry is worth in money: the sale's value, less what was given back, and again what a reversed refund brought back."""
    sold = select(Sale.c.value).where(Sale.c.id == Entry.c.sale_id).correlate(Entry).scalar_subquery()
    return case(
        (Entry.c.kind == "earn", sold),
        (Entry.c.kind == "refund", -_refunded(Entry.c.id)),
        (Entry.c.kind == "reversal", func.coalesce(-_refunded(Entry.c.id), _refunded(Entry.c.reverses_id))),
    )


def name_of_person() -> ColumnElement[str]:
    """The name as people say it; without one, the phone, the e-mail or the number (as `db.people_rows.full_name`)."""
    joined = func.trim(func.coalesce(Person.c.first_name, "") + " " + func.coalesce(Person.c.last_name, ""))
    return func.coalesce(func.nullif(joined, ""), Person.c.phone, Person.c.email, Person.c.number)


def entry_fields(currency: str) -> tuple[Field, ...]:
    """The columns of transactions. What they read beside entries is joined by `db.search.entries`."""
    value = money_in(currency)
    return (
        Field("date", N_("Date"), kinds.DATE, Entry.c.business_date, "2026-01-31"),
        Field("time", N_("Time"), Clock("clock"), Entry.c.recorded_at, "2026-01-31T12:00:00Z", widest="00:00"),
        Field("who", N_("Who"), kinds.LINE, name_of_person(), "Zoë van der Berg", sort=(Person.c.name_key,), widest="Sofía Hernández García"),
        Field("number", N_("Member no."), kinds.CODE, Person.c.number, "10482", sort=(Person.c.id,), widest="1000000", short=N_("No.")),
        Field("kind", N_("Kind"), KINDS, Entry.c.kind, "earn", widest="Brought along mm"),
        Field("value", N_("Value"), value, value_of_entry(), "43300", widest="−10,000.00"),
        Field("points", N_("Points"), Signed("number"), Entry.c.points, "64", widest="+10,000"),
        Field("balance", N_("Balance after"), kinds.NUMBER, Entry.c.balance_after, "2480", widest="100,000"),
        Field("note", N_("Internal note"), kinds.LONG_TEXT, EntryText.c.note, "Beans too dark", widest="Receipt 88213 00", short=N_("Note")),
        Field("comment", N_("Public comment"), kinds.LONG_TEXT, EntryText.c.comment, "Manual adjustments"),
        Field("receipt", N_("Receipt"), kinds.CODE, Entry.c.reference, "88213", widest="R-1000000"),
        Field("reward", N_("Reward"), kinds.LINE, Issued.c.name, "Cappuccino", widest="Barista morning"),
        Field("reason", N_("Reason"), REASONS, Entry.c.reason, "correction", widest="Change of status"),
        Field("operator", N_("Operator"), kinds.LINE, Entry.c.operator, "Ingrid", widest="Ingrid mm"),
        Field("desk", N_("Desk"), kinds.LINE, Entry.c.desk, "Desk 2", widest="Desk 2 mm"),
        Field("recorded", N_("Recorded"), kinds.TIME, Entry.c.recorded_at, "2026-01-31T12:00:00Z"),
    )  # fmt: skip


def operation_fields(currency: str) -> tuple[Field, ...]:
    """The columns of the audit trail; what an operation moved is added up by `db.search.operations`."""
    value = money_in(currency)
    return (
        Field("recorded", N_("Date"), kinds.TIME, Operation.c.recorded_at, "2026-01-31T12:00:00Z"),
        Field("time", N_("Time"), Clock("clock"), Operation.c.recorded_at, "2026-01-31T12:00:00Z", widest="00:00"),
        Field("who", N_("Who"), kinds.LINE, literal(""), "Zoë van der Berg", widest="Sofía Hernández García"),
        Field("label", N_("What was done"), kinds.LINE, Operation.c.label, "Change tier", widest="Allocate benefit card m"),
        Field("area", N_("Area"), AREAS, Operation.c.kind, "tiers", widest="Benefit cards mm"),
        Field("value", N_("Value"), value, literal(0), "43300", widest="−10,000.00"),
        Field("points", N_("Points"), Signed("number"), literal(0), "64", widest="+10,000"),
        Field("records", N_("Records"), kinds.NUMBER, JournalRow.c.line, "12", widest="10,000"),
        Field("note", N_("Note"), kinds.LONG_TEXT, Operation.c.note, "Was Silver in Gdańsk", widest="Was Silver in Gdańsk"),
        Field("operator", N_("Operator"), kinds.LINE, Operation.c.operator, "Ingrid", widest="Ingrid mm"),
        Field("desk", N_("Desk"), kinds.LINE, Operation.c.desk, "Desk 2", widest="Desk 2 mm"),
    )  # fmt: skip
