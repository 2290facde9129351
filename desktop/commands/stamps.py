"""The commands `stamp` and `stamp-cards` (commands.md; SC1–SC7)."""

from __future__ import annotations

from datetime import date

import click

from desktop.commands.command import Run, a_day, command, group, table
from desktop.commands.moving import act_of, amount, optional, person, whole
from resources.i18n import _


@command("stamp", changes=True, signed=True)
@click.argument("who")
@click.argument("stamp_card", metavar="TYPE")
@click.argument("stamps", metavar="±N")
@click.option("--note", metavar="TEXT", help="The internal note: why.")
@click.option("--comment", metavar="TEXT", help="What the member may read; default: the club's setting.")
@click.option("--date", "day", type=a_day, metavar="DATE", help="The business date; default: today.")
@click.option("--override", metavar="REASON", help="Give more than the limit of the day, for this reason.")
def stamp(
    run: Run, who: str, stamp_card: str, stamps: str, note: str | None, comment: str | None, day: date | None, override: str | None
) -> None:
    """Give a member stamps (+N) on the stamp card TYPE, or take some back (-N)."""
    from db import by_name
    from db.operations import stamps as operations

    number = whole(stamps)
    with run.database() as database:
        who_id = person(database, who)
        with database.read() as connection:
            type_id = by_name.find(connection, "stamp card", stamp_card)
        (done,) = database.perform(
            act_of(run, database, _("Give stamps") if number > 0 else _("Take stamps back")),
            operations.stamp,
            [who_id],
            type_id,
            number,
            note=note,
            comment=comment,
            day=day,
            override=override,
        )
    answer = {
        "status": "done",
        "stamps": done.stamps,
        "type": done.type,
        "on_card": done.on_card,
        "needed": done.needed,
        "completed": done.completed,
        "owed": done.owed,
        "issued": list(done.issued),
        "revoked": list(done.revoked),
    }
    text = _("{name}, no. {number}: {on_card} of {needed} stamps on {type}.")
    run.answer(answer, text.format(name=done.name, number=done.number, on_card=done.on_card, needed=done.needed, type=done.type))


@group("stamp-cards")
def stamp_cards(run: Run) -> None:
    """List the stamp cards of the club; or add, retire, delete one."""
    from db import money
    from db.operations import stamps as operations

    with run.database() as database:
        club = run.club(database)
        with database.read() as connection:
            found = operations.types(connection, run.today(club, database))
    answer = [
        {
            "id": one.id,
            "name": one.name,
            "stamps": one.needed,
            "reward": one.reward,
            "valid_days": one.valid_days,
            "per_day": one.per_day,
            "renews": one.renews,
            "earns": one.earns,
            "earn_per": None if one.earn_per is None else money.shown(one.earn_per, club.currency),
            "match": one.match,
            "retired": one.retired,
            "open": one.open,
            "complete": one.complete,
        }
        for one in found
    ]
    heads = (_("Stamp card"), _("Stamps"), _("Reward"), _("Open"), _("Complete"))
    rows = [(one.name, str(one.needed), one.reward, str(one.open), str(one.complete)) for one in found]
    run.answer(answer, lambda: table(heads, rows, (False, True, False, True, True)))


@command("add", changes=True)
@click.argument("name")
@click.option("--stamps", "needed", required=True, metavar="N", help="How many fill the card.")
@click.option("--reward", required=True, metavar="NAME", help="The reward that a full card gives.")
@click.option("--valid-days", metavar="N", help="Days after the first stamp; default: for ever.")
@click.option("--per-day", metavar="N", help="At most so many stamps a day.")
@click.option("--once", is_flag=True, help="Does not begin anew by itself.")
@click.option("--per-sale", is_flag=True, help="One stamp for each sale.")
@click.option("--per-amount", metavar="AMOUNT", help="One stamp for each so much money.")
@click.option("--per-item", metavar="WORDS", help="One stamp for each piece of the lines that have these words.")
def add(
    run: Run,
    name: str,
    needed: str,
    reward: str,
    valid_days: str | None,
    per_day: str | None,
    once: bool,
    per_sale: bool,
    per_amount: str | None,
    per_item: str | None,
) -> None:
    """Add the stamp card NAME."""
    from db import by_name
    from db.operations import stamps as operations

    if sum((per_sale, per_amount is not None, per_item is not None)) > 1:
        raise click.UsageError(_("Stamps come by sale, by amount or by item; name one of them."))
    earns = "sale" if per_sale else "amount" if per_amount is not None else "quantity" if per_item is not None else "none"
    with run.database() as database:
        club = run.club(database)
        with database.read() as connection:
            reward_id = by_name.find(connection, "reward", reward)
        details = operations.TypeDetails(
            name,
            whole(needed),
            reward_id,
            valid_days=optional(valid_days),
            per_day=optional(per_day),
            renews=not once,
            earns=earns,
            earn_per=None if per_amount is None else amount(per_amount, club),
            match=per_item,
        )
        new_id = database.perform(act_of(run, database, _("Add a stamp card")), operations.add_type, details)
    run.answer({"status": "done", "id": new_id, "name": name}, _("Added the stamp card {name}.").format(name=name))


@command("retire", changes=True)
@click.argument("name")
def retire(run: Run, name: str) -> None:
    """Open no new card of NAME; open ones can still be filled."""
    from db.operations import chosen

    with run.database() as database:
        database.perform(act_of(run, database, _("Retire a stamp card")), chosen.retire_stamp_card, name)
    run.answer({"status": "done", "name": name}, _("Retired {name}.").format(name=name))


@command("delete", changes=True)
@click.argument("name")
def delete(run: Run, name: str) -> None:
    """Delete the stamp card NAME that nobody ever had a stamp of."""
    from db.operations import chosen

    with run.database() as database:
        database.perform(act_of(run, database, _("Delete a stamp card")), chosen.delete_stamp_card, name)
    run.answer({"status": "done", "name": name}, _("Deleted {name}.").format(name=name))


for made in (add, retire, delete):
    stamp_cards.add_command(made)
