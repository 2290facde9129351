"""Selecting people on the command line: the options shared by `list`, `export` and `cards` (commands.md, *Selecting*)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from db.fields import Field
    from db.operations.programme import Club
    from db.search import Query

STAGES = ("member", "guest", "invited", "prospect", "any")


@dataclass(frozen=True)
class Selection:
    """What was asked for, still as typed; the club's manner is needed to read it."""

    search: str
    filters: tuple[str, ...]
    stage: str
    sort: tuple[str, ...]
    limit: int | None
    columns: str | None

    def query(self, club: Club) -> Query:
        """The selection as the window's filter bar would make it; RuleBroken names what cannot be read."""
        from db.search import Query, condition, sort_by, stages
        from db.search.conditions import NEWEST_FIRST

        return Query(
            stages(self.stage),
            tuple(condition(text, club.manner) for text in self.filters),
            self.search,
            tuple(sort_by(key) for key in self.sort) or NEWEST_FIRST,
        )

    def fields(self, usual: tuple[str, ...]) -> tuple[Field, ...]:
        """The columns that were named, or the *usual* ones; RuleBroken names an unknown one."""
        from db.fields import by_keys

        if self.columns is None:
            return by_keys(usual)
        return by_keys(dict.fromkeys(key.strip() for key in self.columns.split(",") if key.strip()))


def selecting(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the selecting options, as one `Selection` named *selection*."""

    def inner(
        *arguments: Any,
        search: str,
        filters: tuple[str, ...],
        stage: str,
        sort: tuple[str, ...],
        limit: int | None,
        columns: str | None,
        **options: Any,
    ) -> Any:
        return function(*arguments, selection=Selection(search, filters, stage, sort, limit, columns), **options)

    inner.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
    inner.__doc__ = function.__doc__
    made: Callable[..., Any] = inner
    for option in reversed(_OPTIONS):
        made = option(made)
    return made


_OPTIONS = (
    click.option(
        "--search", default="", metavar="TEXT", help="Words in any order, a phone, an e-mail or a card code, as in the search box."
    ),
    click.option(
        "--filter",
        "filters",
        multiple=True,
        metavar="KEY=VALUE",
        help="Also != < <= > >= ~ (contains); KEY= is empty, KEY=a|b either; repeat: all hold.",
    ),
    click.option("--stage", type=click.Choice(STAGES), default="member", show_default=True, help="Whose stage it is."),
    click.option("--sort", multiple=True, metavar="KEY|-KEY", help="Repeat for a second key; default: joined, newest first."),
    click.option("--limit", type=click.IntRange(1), metavar="N", help="At most so many; default: all."),
    click.option("--columns", metavar="KEY,KEY,…", help="Which columns, in this order."),
)
