"""The commands `passes`: kinds of passes and subscriptions, selling, using, pausing, correcting, paying, cancelling (PP1–PP5, U1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from desktop.commands.command import Run, a_day, command, group, table
from desktop.commands.moving import act_of, amount, optional, person, whole
from resources.i18n import _

if TYPE_CHECKING:
    from db.passes.passes_held import PassDone


@group("passes")
def passes(run: Run) -> None:
    """List the kinds of passes; or add, retire, delete one, sell a pass, use, pause, resume, adjust, pay, cancel it."""
    from db import money
    from db.operations import pass_types

    with run.database() as database:
        currency = run.club(database).currency
        with database.read() as connection:
            found = pass_types.types(connection)
    answer = [
        {
            "id": one.id,
            "name": one.name,
            "uses": one.uses,
            "period": one.period,
            "renewal": one.renewal,
            "carries_over": one.carries_over,
            "valid_days": one.valid_days,
            "valid_months": one.valid_months,
            "price": None if one.price is None else money.shown(one.price, currency),
            "starts": one.starts,
            "household": one.household,
            "retired": one.retired,
            "open": one.open,
            "sold": one.sold,
        }
        for one in found
    ]
    heads = (_("Pass"), _("Uses"), _("Period"), _("Price"), _("Open"), _("Sold"))
    rows = [
        (
            one.name,
            _("unlimited") if one.uses is None else str(one.uses),
            one.period or "",
            "" if one.price is None else money.shown(one.price, currency),
            str(one.open),
            str(one.sold),
        )
        for one in found
    ]
    run.answer(answer, lambda: table(heads, rows, (False, True, False, True, True, True)))


@command("add", changes=True)
@click.argument("name")
@click.option("--uses", metavar="N", help="How many, in all or in each period; default: without limit (subscriptions only).")
@click.option("--period", type=click.Choice(("month", "quarter", "year")), help="A subscription of such periods.")
@click.option("--renewal", type=click.Choice(("automatic", "on_payment")), help="Of a subscription; default: automatic.")
@click.option("--carries-over", is_flag=True, help="Unused uses go into the next period.")
@click.option("--valid-days", metavar="N")
@click.option("--valid-months", metavar="N")
@click.option("--price", metavar="AMOUNT", help="For information.")
@click.option("--starts", type=click.Choice(("sale", "first_use")), default="sale", show_default=True)
@click.option("--household", is_flag=True, help="Others of the household may use it.")
def add(
    run: Run,
    name: str,
    uses: str | None,
    period: str | None,
    renewal: str | None,
    carries_over: bool,
    valid_days: str | None,
    valid_months: str | None,
    price: str | None,
    starts: str,
    household: bool,
) -> None:
    """Add the kind of pass NAME."""
    from db.operations import pass_types

    with run.database() as database:
        club = run.club(database)
        details = pass_types.TypeDetails(
            name,
            uses=optional(uses),
            period=period,
            renewal=renewal or ("automatic" if period else None),
            carries_over=carries_over,
            valid_days=optional(valid_days),
            valid_months=optional(valid_months),
            price=None if price is None else amount(price, club),
            starts=starts,
            household=household,
        )
        new_id = database.perform(act_of(run, database, _("Add a pass")), pass_types.add_type, details)
    run.answer({"status": "done", "id": new_id, "name": name}, _("Added the pass {name}.").format(name=name))


@command("retire", changes=True)
@click.argument("name")
def retire(run: Run, name: str) -> None:
    """Sell no more passes NAME; those sold go on."""
    from db.operations import chosen

    with run.database() as database:
        database.perform(act_of(run, database, _("Retire a pass")), chosen.retire_pass, name)
    run.answer({"status": "done", "name": name}, _("Retired {name}.").format(name=name))


@command("delete", changes=True)
@click.argument("name")
def delete(run: Run, name: str) -> None:
    """Delete the kind of pass NAME of which none was ever sold."""
    from db.operations import chosen

    with run.database() as database:
        database.perform(act_of(run, database, _("Delete a pass")), chosen.delete_pass, name)
    run.answer({"status": "done", "name": name}, _("Deleted {name}.").format(name=name))


@command("sell", changes=True)
@click.argument("who")
@click.argument("name")
@click.option("--date", "day", type=a_day, metavar="DATE", help="The business date; default: today.")
@click.option("--price", metavar="AMOUNT", help="Default: that of the kind.")
@click.option("--note", metavar="TEXT", help="The internal note.")
def sell(run: Run, who: str, name: str, day: date | None, price: str | None, note: str | None) -> None:
    """Sell the pass NAME to WHO."""
    from db import by_name
    from db.operations import passes as operations

    with run.database() as database:
        asked = None if price is None else amount(price, run.club(database))
        who_id = person(database, who)
        with database.read() as connection:
            type_id = by_name.find(connection, "pass", name)
        act = act_of(run, database, _("Sell a pass"))
        done = database.perform(act, operations.sell, [who_id], type_id, day=day, price=asked, note=note)
    _answer(run, done)


@command("use", changes=True)
@click.argument("pass_id", metavar="PASS")
@click.argument("text", required=False)
@click.option("--date", "day", type=a_day, metavar="DATE", help="The business date; default: today.")
@click.option("--by", metavar="WHO", help="Who came, of the household.")
def use(run: Run, pass_id: str, text: str | None, day: date | None, by: str | None) -> None:
    """Record one use of PASS, with a text that marks it."""
    from db.operations import passes as operations

    with run.database() as database:
        came = None if by is None else person(database, by)
        act = act_of(run, database, _("Use a pass"))
        done = database.perform(act, operations.use, [whole(pass_id)], text=text, day=day, by=came)
    _answer(run, done)


@command("undo-use", changes=True)
@click.argument("use_id", metavar="USE")
def undo_use(run: Run, use_id: str) -> None:
    """Take back a use; it comes back to the pass."""
    from db.operations import passes as operations

    with run.database() as database:
        done = database.perform(act_of(run, database, _("Take back a use")), operations.undo_use, whole(use_id))
    _answer(run, [done])


@command("pause", changes=True)
@click.argument("pass_id", metavar="PASS")
@click.option("--from", "starts", type=a_day, metavar="DATE", help="Default: today.")
@click.option("--to", "ends", type=a_day, metavar="DATE", help="Default: until it is resumed.")
@click.option("--note", metavar="TEXT", help="The internal note.")
def pause(run: Run, pass_id: str, starts: date | None, ends: date | None, note: str | None) -> None:
    """Let PASS rest."""
    from db.operations import pass_pauses

    with run.database() as database:
        act = act_of(run, database, _("Pause a pass"))
        done = database.perform(act, pass_pauses.pause, [whole(pass_id)], starts=starts, ends=ends, note=note)
    _answer(run, done)


@command("resume", changes=True)
@click.argument("pass_id", metavar="PASS")
@click.option("--date", "day", type=a_day, metavar="DATE", help="From which day on; default: today.")
def resume(run: Run, pass_id: str, day: date | None) -> None:
    """Resume PASS."""
    from db.operations import pass_pauses

    with run.database() as database:
        done = database.perform(act_of(run, database, _("Resume a pass")), pass_pauses.resume, [whole(pass_id)], day=day)
    _answer(run, done)


@command("adjust", changes=True, signed=True)
@click.argument("pass_id", metavar="PASS")
@click.argument("uses", metavar="±N")
@click.option("--note", default="", metavar="TEXT", help="The reason.")
def adjust(run: Run, pass_id: str, uses: str, note: str) -> None:
    """Correct the number of uses of PASS."""
    from db.operations import passes as operations

    with run.database() as database:
        act = act_of(run, database, _("Correct a pass"))
        done = database.perform(act, operations.adjust, [whole(pass_id)], whole(uses), note=note)
    _answer(run, done)


@command("pay", changes=True)
@click.argument("pass_id", metavar="PASS")
@click.option("--date", "day", type=a_day, metavar="DATE", help="The business date; default: today.")
@click.option("--note", metavar="TEXT", help="The internal note.")
def pay(run: Run, pass_id: str, day: date | None, note: str | None) -> None:
    """Note the payment of the subscription PASS: its next period opens."""
    from db.operations import passes as operations

    with run.database() as database:
        act = act_of(run, database, _("Note a payment"))
        done = database.perform(act, operations.pay, [whole(pass_id)], day=day, note=note)
    _answer(run, done)


@command("cancel", changes=True)
@click.argument("pass_id", metavar="PASS")
@click.option("--note", default="", metavar="TEXT", help="The reason.")
@click.option("--at-period-end", is_flag=True, help="A subscription: not at once.")
def cancel(run: Run, pass_id: str, note: str, at_period_end: bool) -> None:
    """Cancel PASS for good."""
    from db.operations import passes as operations

    with run.database() as database:
        act = act_of(run, database, _("Cancel a pass"))
        done = database.perform(act, operations.cancel, [whole(pass_id)], reason=note, at_period_end=at_period_end)
    _answer(run, done)


def _answer(run: Run, done: Sequence[PassDone]) -> None:
    """The pass as it stands after it."""
    from db import money

    (one,) = done
    with run.database() as database:
        currency = run.club(database).currency
    answer: dict[str, Any] = {
        "status": "done",
        "pass": one.pass_id,
        "number": one.number,
        "name": one.name,
        "state": one.state,
        "uses_left": one.uses_left,
        "expires": one.expires_on,
        "use": one.use_id,
        "unused_share": None if one.unused_share is None else money.shown(one.unused_share, currency),
    }
    left = _("unlimited") if one.uses_left is None else str(one.uses_left)
    text = _("{member}, no. {number}: pass {id} “{name}” is {state}; uses left: {left}.")
    run.answer(answer, text.format(member=one.member, number=one.number, id=one.pass_id, name=one.name, state=one.state, left=left))


for made in (add, retire, delete, sell, use, undo_use, pause, resume, adjust, pay, cancel):
    passes.add_command(made)
