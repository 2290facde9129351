"""The command `member`: everything that is held about one person (commands.md, *Answers*; E7, R2, T11)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import click

from desktop import problems
from desktop.commands.command import Run, command, table
from desktop.commands.moving import decimal_of, person
from resources.i18n import _

if TYPE_CHECKING:
    from datetime import date

    from db.fields import Field
    from db.operations.programme import Club
    from db.search import Connection


@command("member")
@click.argument("who")
def member(run: Run, who: str) -> None:
    """Show everything about WHO: a member no., card code, phone or e-mail."""
    with run.database() as database:
        club = run.club(database)
        today = run.today(club, database)
        who_id = person(database, who)
        with database.read() as connection:
            answer = _record(connection, who_id, club, today)
    run.answer(answer, lambda: _for_people(answer))


def _record(connection: Connection, who: int, club: Club, today: date) -> dict[str, Any]:
    """The person as JSON has it: every field, then what belongs to them; reading depends on no daily run (L2, E3)."""
    from db.fields import ALL
    from db.ledger import reading
    from db.operations import benefit_cards, follow_ups, notices, record

    available, pending, owed = reading.figures(connection, who, today)
    coming = [{"date": day, "points": points} for day, points in reading.expiries(connection, who, today)]
    return {
        **fields_of(connection, who, ALL),
        "points": available,
        "owed": owed,
        "pending": pending,
        "lots": [
            {
                "entry": lot.entry,
                "points": lot.points,
                "remaining": lot.remaining,
                "available_from": lot.available_from,
                "expires": lot.expires,
            }
            for lot in reading.lots(connection, who, today)
        ],
        "expiries": coming,
        "entries": [dataclasses.asdict(entry) for entry in reading.entries(connection, who)],
        "sales": _sales(connection, who, club),
        "follow_ups": [_without(one, "person", "number", "name") for one in follow_ups.of_person(connection, who)],
        **_tiers(connection, who, club, today),
        "benefit_card_history": [
            {
                "name": held.card,
                "benefit": held.benefit,
                "conditions": held.conditions,
                "from": held.started_on,
                "to": held.ended_on,
                "operator": held.operator,
                "ended_by": held.ended_by,
                "replaced_by": held.replaced_by,
            }
            for held in benefit_cards.history(connection, who)
        ],
        "rewards": [dataclasses.asdict(one) for one in record.rewards(connection, who, today)],
        "catalogue": _catalogue(connection, who, today),
        **_cards(connection, who, club, today),
        "activity": [dataclasses.asdict(one) for one in record.activity(connection, who)],
        "notices": [
            {**dataclasses.asdict(one), "text": problems.sentence(notices.sentence(one.kind, one.details))}
            for one in record.notices(connection, who)
        ],
    }


def fields_of(connection: Connection, person_id: int, fields: tuple[Field, ...]) -> dict[str, Any]:
    """Fields of one person as JSON has them."""
    from db import search
    from desktop.commands.lists import plain

    values = search.rows(connection, [person_id], fields)[0][4:]
    return {field.key: plain(field, value) for field, value in zip(fields, values, strict=True)}


def _without(one: Any, *names: str) -> dict[str, Any]:
    """The fields of what was read, but those of these names; what it holds is made plain only where it stays."""
    return {field.name: _plain(getattr(one, field.name)) for field in dataclasses.fields(one) if field.name not in names}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _sales(connection: Connection, who: int, club: Club) -> list[dict[str, Any]]:
    """The sales with their lines; money as a decimal text, quantities without needless zeros."""
    from db import money
    from db.operations import record

    def shown(amount: int) -> str:
        return money.shown(amount, club.currency)

    return [
        {
            **_without(sale, "value", "eligible", "refunded", "lines"),
            "value": shown(sale.value),
            "eligible": shown(sale.eligible),
            "refunded": shown(sale.refunded),
            "lines": [
                {
                    **_without(line, "quantity", "amount", "refunded_quantity", "refunded_amount"),
                    "quantity": decimal_of(line.quantity),
                    "amount": shown(line.amount),
                    "refunded_quantity": decimal_of(line.refunded_quantity),
                    "refunded_amount": shown(line.refunded_amount),
                }
                for line in sale.lines
            ],
        }
        for sale in record.sales(connection, who)
    ]


def _tiers(connection: Connection, who: int, club: Club, today: date) -> dict[str, Any]:
    """Progress and history; values in the measure of the club, money as a decimal text (T2, T9, T11)."""
    from db import money
    from db.tiers import tier_reading

    def shown(value: int) -> int | str:
        return money.shown(value, club.currency) if club.tiers_measure == "spend" else value

    progress = tier_reading.progress(connection, who, today)
    return {
        "tier_progress": progress
        and {
            **dataclasses.asdict(progress),
            "value": shown(progress.value),
            "missing": shown(progress.missing),
            "keep_needs": shown(progress.keep_needs),
        },
        "tier_history": [
            {
                "date": change.day,
                "from": change.came_from,
                "to": change.to,
                "cause": change.cause,
                "value": shown(change.value),
                "review": change.review,
                "operator": change.operator,
                "note": change.note,
            }
            for change in tier_reading.history(connection, who)
        ],
    }


def _catalogue(connection: Connection, who: int, today: date) -> list[dict[str, Any]]:
    """What can be had now, then the rest with the reason why not (R2)."""
    from db.operations import offers

    return [
        {
            **_without(offer, "reward", "reason"),
            "id": offer.reward,
            "reason": None if offer.reason is None else problems.sentence(offer.reason),
        }
        for offer in offers.catalogue_for(connection, who, today)
    ]


def _cards(connection: Connection, who: int, club: Club, today: date) -> dict[str, Any]:
    """Stamp cards and passes (SC2, PP1)."""
    from db import money
    from db.operations import pass_record, stamps

    return {
        "stamps": [_without(card, "type_id") for card in stamps.cards(connection, who, today)],
        "stamps_owed": stamps.owed(connection, who),
        "stamp_moves": [_without(move, "type_id") for move in stamps.moves(connection, who)],
        "passes": [
            {
                **_without(one, "type_id", "price", "unused_share"),
                "price": None if one.price is None else money.shown(one.price, club.currency),
                "unused_share": None if one.unused_share is None else money.shown(one.unused_share, club.currency),
                "used": [dataclasses.asdict(use) for use in pass_record.uses(connection, one.id)],
            }
            for one in pass_record.of_person(connection, who, today)
        ],
    }


def _for_people(answer: dict[str, Any]) -> str:
    """The record in lines: details that are filled, what stands on the account, the latest entries, rewards, cards."""
    from db.fields import ALL

    lines = []
    for field in ALL:
        value = answer[field.key]
        if value not in (None, "", []):
            lines.append(f"{_(field.label)}: {'; '.join(value) if isinstance(value, list) else value}")
    progress = answer["tier_progress"]
    if progress and progress["next"]:
        lines.append(_("{missing} more for {next}; {value} so far.").format(**progress))
    lines += [_("{points} points end with {date}.").format(**one) for one in answer["expiries"]]
    lines += [_("Reward no. {id}: {name}, {state}.").format(**one) for one in answer["rewards"]]
    lines += [_("{type}: {stamps} of {needed} stamps.").format(**one) for one in answer["stamps"] if one["state"] == "open"]
    lines += [_("Pass no. {id}: {name}, {state}.").format(**one) for one in answer["passes"]]
    rows = [
        (str(one["id"]), one["date"], one["kind"], f"{one['points']:+d}", str(one["balance"]), one["comment"] or one["reference"] or "")
        for one in answer["entries"]
    ]
    if rows:
        heads = (_("Entry"), _("Date"), _("Kind"), _("Points"), _("Balance"), _("Comment"))
        lines += ["", table(heads, rows, (True, False, False, True, True, False))]
    return "\n".join(lines)
