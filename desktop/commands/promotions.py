"""The commands `promotions`: date ranges in which sales earn more (L14)."""

from __future__ import annotations

from datetime import date

import click

from desktop.commands.command import Run, a_day, command, group, table
from desktop.commands.moving import act_of, decimal_of, optional, thousandths, whole
from resources.i18n import _


@group("promotions")
def promotions(run: Run) -> None:
    """List the promotions, the latest first; or add or end one."""
    from db.operations import choices
    from db.operations import promotions as operations

    with run.database() as database, database.read() as connection:
        found = operations.listed(connection)
        known = choices.choices(connection)
    tiers, groups = ({one.id: one.name for one in named} for named in (known.tiers, known.groups))
    answer = [
        {
            "id": one.id,
            "name": one.name,
            "from": one.starts_on,
            "to": one.ends_on,
            "factor": None if one.factor is None else decimal_of(one.factor),
            "bonus": one.bonus,
            "tier": None if one.tier_id is None else tiers.get(one.tier_id),
            "group": None if one.group_id is None else groups.get(one.group_id),
        }
        for one in found
    ]
    heads = ("No.", _("Promotion"), _("From"), _("To"), _("Earns"), _("For"))
    rows = [
        (
            str(one["id"]),
            str(one["name"]),
            str(one["from"]),
            str(one["to"]),
            f"× {one['factor']}" if one["factor"] else f"+{one['bonus']}",
            str(one["tier"] or one["group"] or _("all")),
        )
        for one in answer
    ]
    run.answer(answer, lambda: table(heads, rows, (True, False, False, False, True, False)))


@command("add", changes=True)
@click.argument("name")
@click.option("--from", "starts_on", type=a_day, required=True, metavar="DATE", help="The first day.")
@click.option("--to", "ends_on", type=a_day, required=True, metavar="DATE", help="The last day.")
@click.option("--factor", metavar="X", help="Points are multiplied by it, for instance 2 or 1.5.")
@click.option("--bonus", metavar="N", help="So many points more for each sale.")
@click.option("--tier", metavar="NAME", help="For this tier only.")
@click.option("--group", "group_name", metavar="NAME", help="For this group only.")
def add(
    run: Run, name: str, starts_on: date, ends_on: date, factor: str | None, bonus: str | None, tier: str | None, group_name: str | None
) -> None:
    """Add the promotion NAME."""
    from db import by_name
    from db.operations import promotions as operations

    with run.database() as database:
        with database.read() as connection:
            tier_id = None if tier is None else by_name.find(connection, "tier", tier)
            group_id = None if group_name is None else by_name.find(connection, "group", group_name)
        done = database.perform(
            act_of(run, database, _("Add a promotion")),
            operations.add,
            name,
            starts_on=starts_on,
            ends_on=ends_on,
            factor=None if factor is None else thousandths(factor),
            bonus=optional(bonus),
            tier=tier_id,
            group=group_id,
        )
    run.answer({"status": "done", "id": done.id, "name": done.name}, _("Added the promotion {name}.").format(name=done.name))


@command("end", changes=True)
@click.argument("promotion", metavar="NO.")
def end(run: Run, promotion: str) -> None:
    """End a running promotion: yesterday was its last day."""
    from db.operations import promotions as operations

    with run.database() as database:
        done = database.perform(act_of(run, database, _("End a promotion")), operations.end, whole(promotion))
    run.answer({"status": "done", "id": done.id, "to": done.ends_on}, _("{name} ended on {day}.").format(name=done.name, day=done.ends_on))


for made in (add, end):
    promotions.add_command(made)
