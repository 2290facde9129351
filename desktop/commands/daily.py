"""The command `daily`: everything that has come due is booked, issued and told (commands.md; E3)."""

from __future__ import annotations

import dataclasses
from datetime import date

import click

from desktop.commands.command import Run, a_day, command
from resources.i18n import _


@command("daily", changes=True)
@click.option("--date", "day", type=a_day, metavar="DATE", help="The day to run; default: the club's day.")
def daily(run: Run, day: date | None) -> None:
    """Do the daily run: expiry, tier reviews, rewards that end, birthdays, notices; what was missed is caught up."""
    from db.operations import daily as operations

    # A day that is named is the club's day for this run, with the same bounds.
    run.given_day = day or run.given_day
    with run.database() as database:
        act = run.act(_("Daily run"), run.today(run.club(database), database))
        done = operations.run(database, act, progress=run.progress(_("Daily run")), stop=run.stop)
    text = _("{date}: {points} points of {lots} lots expired, {tiers} tiers changed, {rewards} rewards issued, {notices} notices.")
    shown = text.format(
        date=done.date,
        points=done.expired_points,
        lots=done.expired_lots,
        tiers=done.tiers_changed,
        rewards=done.rewards_issued,
        notices=done.notices,
    )
    run.answer({"status": "done", **dataclasses.asdict(done)}, shown)
