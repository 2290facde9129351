"""The commands `sale`, `refund` and `sales` (commands.md; O1–O4, L5, L6)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from desktop.commands.command import FilePath, Run, a_day, command
from desktop.commands.moving import act_of, amount, moved, person, thousandths, whole
from desktop.commands.sheets import SHOWN, a_mapping
from resources.i18n import N_, _

if TYPE_CHECKING:
    from datetime import date

    from db.operations.programme import Club
    from db.operations.refunds import RefundLine
    from db.operations.sales import Line


@command("sale", changes=True, signed=True)
@click.argument("who")
@click.argument("value", metavar="AMOUNT", required=False)
@click.option("--note", metavar="TEXT", help="The internal note.")
@click.option("--date", "day", type=a_day, metavar="DATE", help="The business date; default: today.")
@click.option("--receipt", metavar="R", help="The number of the receipt, once a business date.")
@click.option(
    "--line", "lines", multiple=True, metavar="TEXT;AMOUNT[;QUANTITY[;CATEGORY[;no]]]", help="A line; repeat. “no”: it earns no points."
)
@click.option("--reward", "rewards", multiple=True, metavar="NAME", help="A reward handed over with it, for points; repeat.")
@click.option("--follow-up", metavar="TEXT", help="What is still to be done for this order.")
@click.option("--due", type=a_day, metavar="DATE", help="By when the follow-up is due; default: today.")
def sale(
    run: Run,
    who: str,
    value: str | None,
    note: str | None,
    day: date | None,
    receipt: str | None,
    lines: tuple[str, ...],
    rewards: tuple[str, ...],
    follow_up: str | None,
    due: date | None,
) -> None:
    """Record a sale of AMOUNT to WHO: a member no., card code, phone or e-mail. With lines the amount may be left out."""
    from db import by_name, money
    from db.operations import sales as operations
    from db.operations.follow_ups import ToDo

    with run.database() as database:
        club = run.club(database)
        given = None if value is None else amount(value, club)
        bought = [_line(text, club) for text in lines]
        total = operations.value_of(club, given, bought)
        who_id = person(database, who)
        with database.read() as connection:
            reward_ids = [by_name.find(connection, "reward", name) for name in rewards]
        today = run.today(club, database)
        done = database.perform(
            run.act(_("Record a sale"), today),
            operations.sell,
            who_id,
            given,
            lines=bought,
            day=day,
            receipt=receipt,
            note=note,
            rewards=reward_ids,
            follow_up=None if follow_up is None else ToDo(follow_up, due or today),
        )
    text = _("Sale {sale} of {amount} {currency}: {points} points.")
    sentence = text.format(sale=done.sale, amount=money.shown(total, club.currency), currency=club.currency, points=f"{done.points:+d}")
    moved(run, done, sentence)


def _line(text: str, club: Club) -> Line:
    """A line of a sale as typed; BadValue names the part that cannot be read."""
    from db.errors import BadValue
    from db.operations.sales import Line

    parts = [part.strip() for part in text.split(";")]
    if not 2 <= len(parts) <= 5:
        raise BadValue(N_("“{text}” is no line of a sale; write it like “Espresso;2.50;1;coffee”."), text=text[:100])
    description, price, quantity, category, earns = (*parts, "", "", "")[:5]
    if earns.lower() not in ("", "yes", "no"):
        raise BadValue(N_("“{text}” does not say whether the line earns points; write yes or no."), text=earns)
    return Line(description, amount(price, club), thousandths(quantity or "1"), category or None, earns.lower() != "no")


@command("refund", changes=True, signed=True)
@click.argument("bought", metavar="RECEIPT|SALE")
@click.argument("value", metavar="AMOUNT", required=False)
@click.option("--note", metavar="TEXT", help="The internal note.")
@click.option("--date", "day", type=a_day, metavar="DATE", help="The business date of the refund; default: today.")
@click.option("--line", "lines", multiple=True, metavar="PLACE[;QUANTITY]", help="Of a sale with lines: which comes back, from 1; repeat.")
@click.option("--sold", type=a_day, metavar="DATE", help="The business date of the sale, where a receipt number comes again.")
@click.option("--by", type=click.Choice(("receipt", "sale")), help="What RECEIPT|SALE is, where both fit.")
@click.option("--give-back/--keep-back", "give_back", default=None, help="Whether points of rewards had with the sale are given back.")
def refund(
    run: Run,
    bought: str,
    value: str | None,
    note: str | None,
    day: date | None,
    lines: tuple[str, ...],
    sold: date | None,
    by: Literal["receipt", "sale"] | None,
    give_back: bool | None,
) -> None:
    """Give back AMOUNT of a sale, named by its receipt or its number; the points follow by the rule of that sale."""
    from db import by_name
    from db.operations import refunds as operations

    with run.database() as database:
        given = None if value is None else amount(value, run.club(database))
        with database.read() as connection:
            sale_id = by_name.sale(connection, bought, sold=sold, by=by)
        done = database.perform(
            act_of(run, database, _("Refund a sale")),
            operations.refund,
            sale_id,
            given,
            lines=[_returned(text) for text in lines],
            note=note,
            day=day,
            give_back_rewards=give_back,
        )
    moved(run, done, _("Refunded sale {sale}: {points} points.").format(sale=done.sale, points=f"{done.points:+d}"))


def _returned(text: str) -> RefundLine:
    """A line that comes back, as typed."""
    from db.operations.refunds import RefundLine

    place, _colon, quantity = text.partition(";")
    return RefundLine(whole(place), thousandths(quantity or "1"))


@command("sales", changes=True)
@click.argument("file", type=FilePath(path_type=Path))
@click.option("--preview", "only_preview", is_flag=True, help="Only tell what it would come to.")
@click.option(
    "--on-error", type=click.Choice(("refuse", "skip")), default="refuse", show_default=True, help="Whether rows with errors refuse all."
)
@click.option("--map", "mapping", type=a_mapping, multiple=True, metavar="HEADER=KEY", help="Which column means which key; repeat.")
@click.option("--sheet", metavar="NAME", help="Which sheet; default: the first.")
@click.option("--encoding", metavar="E", help="Of a CSV file; default: found out.")
@click.option("--delimiter", metavar="D", help="Of a CSV file; default: found out.")
def sales(
    run: Run,
    file: Path,
    only_preview: bool,
    on_error: str,
    mapping: tuple[tuple[str, str], ...],
    sheet: str | None,
    encoding: str | None,
    delimiter: str | None,
) -> int:
    """Record a file of sales: who, amount, date, receipt, note; FILE is xlsx, xls or csv."""
    from db.errors import Told
    from desktop.sheets import reader, sales_sheet

    with run.database() as database:
        club = run.club(database)
        act = run.act(_("Record {file}").format(file=file.name), run.today(club, database))
        opened = None
        try:
            choices = reader.Choices(sheet, encoding, delimiter)
            skip = only_preview or on_error == "skip"
            opened = sales_sheet.open_file(database, file, club, choices=choices, mapping=dict(mapping), skip_errors=skip, stop=run.stop)
            work = sales_sheet.preview if only_preview else sales_sheet.apply
            return run.answer_or_refuse(work(database, act, opened, progress=run.progress(_("Recording")), stop=run.stop), _for_people)
        except Told as told:
            return run.answer_or_refuse(sales_sheet.refusal(database, act, opened, told, stop=run.stop), _for_people)


def _for_people(answer: Mapping[str, Any]) -> str:
    """The rows that break a rule, then the counts."""
    lines = [
        _("row {row}: {text}").format(row=message["row"], text=message["text"]) if message["row"] else message["text"]
        for message in answer["messages"][:SHOWN]
    ]
    if len(answer["messages"]) > SHOWN:
        lines.append(_("… and {count} more.").format(count=len(answer["messages"]) - SHOWN))
    counts = _("{rows} rows: {recorded} recorded, {already} already there, {errors} with errors; {blank} blank.")
    lines.append(counts.format(**{key: answer[key] for key in ("rows", "recorded", "already", "errors", "blank")}))
    lines.append(_("{amount} for {members} members, {points} points.").format(**{k: answer[k] for k in ("amount", "members", "points")}))
    return "\n".join(lines)
