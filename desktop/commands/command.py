"""What all commands share: their options, the database they open, the day and the operator, and how they answer (commands.md, *Ways*)."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
import unicodedata
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from desktop import problems
from desktop.settings import Settings
from resources.i18n import N_, _

if TYPE_CHECKING:
    from db.database import Act, Database
    from db.operations.programme import Club

DATABASE = "REGULARS_DATABASE"


class Run:
    """One run of a command: what it was told, and how it answers."""

    def __init__(self, database: str | None, as_json: bool | None, today: date | None, op_id: str | None, operator: str | None) -> None:
        self.named = database
        self.as_json = bool(as_json)
        self.given_day = today
        self.op_id = op_id
        self.operator = operator
        self.stopped = False

    def address(self) -> str:
        """The database that is meant: the option, else REGULARS_DATABASE, else the one opened last; RuleBroken where there is none."""
        from db.errors import RuleBroken

        found = self.named or os.environ.get(DATABASE) or Settings().last_database
        if not found:
            raise RuleBroken(N_("Name a database with --database, or make one with “regulars new” or “regulars demo”."))
        return found

    @property
    def is_named(self) -> bool:
        """Whether a database was named, by the option or by REGULARS_DATABASE."""
        return bool(self.named or os.environ.get(DATABASE))

    @contextmanager
    def database(self) -> Iterator[Database]:
        """The database, open and up to date; one that was named is remembered as the last one opened."""
        from db.upgrade import open_database

        address = self.address()
        database = open_database(address)
        if (given := self.given_day) is not None:
            # What is read is as of that day as well (L2).
            database.day = lambda: given
        try:
            if self.named:
                Settings().opened(address)
            yield database
        finally:
            database.close()

    def club(self, database: Database) -> Club:
        """The settings of the club."""
        from db.operations import programme

        with database.read() as connection:
            return programme.read(connection)

    def today(self, club: Club, database: Database) -> date:
        """The club's day: `--today`, else the present day in the club's time zone; only a trial club may be ahead of the real day."""
        return self.day(club.today(database.clock()), may_be_ahead=club.trial)

    def day(self, real: date, *, may_be_ahead: bool) -> date:
        """The day that was given, or the real one; RuleBroken where it lies ahead and may not."""
        from db.errors import RuleBroken

        if self.given_day is None:
            return real
        if self.given_day > real and not may_be_ahead:
            raise RuleBroken(
                N_("The day {day} lies in the future ({today} is today); only a trial club may be ahead of the real day."),
                day=self.given_day.isoformat(), today=real.isoformat(),
            )  # fmt: skip
        return self.given_day

    def act(self, label: str, today: date) -> Act:
        """Who does it and when, under the op_id that was given or a new one."""
        from db.database import Act, Operator, new_op_id
        from db.fields import Manner, kinds

        name = kinds.LINE.parse(self.operator or "", Manner())
        return Act(label, op_id=self.op_id or new_op_id(), operator=Operator(str(name)) if name else Operator.login(), today=today)

    def stop(self) -> bool:
        """Whether the person pressed Ctrl+C."""
        return self.stopped

    def answer(self, value: Any, shown: str | Callable[[], str]) -> None:
        """The answer: one JSON value, or lines for a person."""
        if self.as_json:
            click.echo(json.dumps(value, ensure_ascii=False, indent=1))
            return
        text = shown() if callable(shown) else shown
        if text:
            click.echo(text)

    def answer_or_refuse(self, value: Mapping[str, Any], shown: Callable[[Mapping[str, Any]], str]) -> int:
        """An answer about a file, in words by *shown*; 1 where it is a refusal, whose sentence goes to stderr as well."""
        self.answer(value, lambda: shown(value))
        if value["status"] != "refused":
            return 0
        click.echo(value["message"], err=True)
        return 1

    def refuse(self, sentence: str) -> None:
        """The refusal: one plain sentence on stderr, and with `--json` on stdout too."""
        click.echo(sentence, err=True)
        if self.as_json:
            click.echo(json.dumps({"status": "refused", "message": sentence}, ensure_ascii=False))

    def progress(self, label: str) -> Callable[[int, int], None]:
        """What tells how far long work is: a line on stderr when that is a terminal, else nothing."""
        if not sys.stderr.isatty():
            return lambda done, total: None
        latest = 0.0

        def tell(done: int, total: int) -> None:
            nonlocal latest
            now = time.monotonic()
            if now - latest > 0.1 or done >= total:
                latest = now
                share = 100 * done // total if total else 100
                click.echo(f"\r{label} {share} %" + ("\n" if done >= total else ""), nl=False, err=True)

        return tell


def a_uuid(text: str) -> str:
    """A UUID in its usual form; wrong usage where it is none."""
    try:
        return str(uuid.UUID(text))
    except ValueError as error:
        raise click.BadParameter(_("“{text}” is not a UUID.").format(text=text)) from error


def a_day(text: str) -> date:
    """A day as YYYY-MM-DD; wrong usage where the calendar has no such day."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(_("“{text}” is not a day; write it like 2026-01-31.").format(text=text)) from error


class FilePath(click.Path):
    """A file or folder; wrong usage for a name that no system can have (NUL, half a sign)."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            if b"\0" in os.fsencode(value):
                raise ValueError
        except ValueError:
            self.fail(
                _("“{text}” cannot be the name of a file.").format(text=str(value).encode("ascii", "backslashreplace").decode()), param, ctx
            )
        return super().convert(value, param, ctx)


def command(name: str, *, changes: bool = False, signed: bool = False) -> Callable[[Callable[..., int | None]], click.Command]:
    """Make a function the command *name*: it is given a `Run` and its own options, and answers its exit code (None: 0).

    *changes*: it takes `--op-id` and `--operator`. *signed*: an argument may be a number below 0, which looks like an option. Whatever it
    raises becomes one sentence and exit code 1; never a traceback.
    """

    def wrap(function: Callable[..., int | None]) -> click.Command:
        made = click.command(name, cls=_Signed if signed else click.Command, help=_help(function))
        return made(_door(function, changes=changes))

    return wrap


def group(name: str) -> Callable[[Callable[..., int | None]], click.Group]:
    """Make a function the command *name* that others stand under (`tiers`, `tiers add`); alone it does what the function does, a list mostly."""

    def wrap(function: Callable[..., int | None]) -> click.Group:
        return click.group(name, help=_help(function), invoke_without_command=True)(_door(function, changes=False))

    return wrap


_OPTION = re.compile("-[-a-zA-Z]")


class _Signed(click.Command):
    """A command of which an argument may be a number below 0; whatever else begins like an option is one that there is not."""

    ignore_unknown_options = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments by name; wrong usage for an unknown option."""
        rest = super().parse_args(ctx, args)
        for parameter in self.params:
            if isinstance(parameter, click.Argument) and parameter.name is not None:
                given = ctx.params.get(parameter.name)
                for text in given if isinstance(given, tuple) else (given,):
                    if isinstance(text, str) and _OPTION.match(text):
                        raise click.NoSuchOption(text, ctx=ctx)
        return rest


def _help(function: Callable[..., Any]) -> str:
    return (function.__doc__ or "").strip()


def _door(function: Callable[..., int | None], *, changes: bool) -> Callable[..., int]:
    """The function with the options that all commands have, called with its `Run`."""

    def inner(**options: Any) -> int:
        context = click.get_current_context()
        if context.invoked_subcommand is not None:
            return 0
        own = {name: value for name, value in options.items() if name not in _SHARED}
        # An option may also stand before the subcommand.
        run = Run(*(_given(context, name) for name in _SHARED))
        return _answered(run, lambda: function(run, **own))

    # The options that the function brought by its own decorators go on with it.
    inner.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
    made: Callable[..., int] = inner
    for option in (*(_CHANGING if changes else ()), *_ALWAYS):
        made = option(made)
    return made


_SHARED = ("database", "as_json", "today", "op_id", "operator")


def _given(context: click.Context | None, name: str) -> Any:
    """An option as it was given to the command, else to the one that it stands under."""
    while context is not None:
        if context.params.get(name):
            return context.params[name]
        context = context.parent
    return None


_ALWAYS = (
    click.option("--today", type=a_day, metavar="DATE", help="The club's day (YYYY-MM-DD)."),
    click.option("--json", "as_json", is_flag=True, help="Print exactly one JSON value."),
    click.option("--database", metavar="FILE|URL", help="The club's database; default: REGULARS_DATABASE, else the last one opened."),
)
_CHANGING = (
    click.option("--operator", metavar="NAME", help="Who does it; default: the login name."),
    click.option(
        "--op-id",
        type=a_uuid,
        metavar="UUID",
        help="The action's id: a retry with the same one changes nothing and answers as the first time did.",
    ),
)


def _answered(run: Run, work: Callable[[], int | None]) -> int:
    """Do a command's work; errors and Ctrl+C become one sentence and 1."""
    from db.errors import Stopped

    with _interruptible(run):
        try:
            return work() or 0
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except (KeyboardInterrupt, Exception) as error:  # noqa: BLE001 - every error becomes a sentence; a bug goes to the log.
            run.refuse(problems.sentence(Stopped() if run.stopped else error))
            return 1


@contextmanager
def _interruptible(run: Run) -> Iterator[None]:
    """Let Ctrl+C stop the work at once where Python runs, and inside a long statement of SQLite, which looks at `run.stop`."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        run.stopped = True
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGINT, interrupt)
    except ValueError:
        # Not the main thread (a test): nobody presses keys there.
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def width(text: str) -> int:
    """How many columns of a terminal a text takes: wide signs two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 0 if unicodedata.combining(sign) else 1 for sign in text)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    """Rows under their heads with aligned columns; *right* marks columns of figures. A line break in a cell shows as a blank."""
    cells = [[text.replace("\n", " ") for text in row] for row in (heads, *rows)]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    lines = []
    for row in cells:
        padded = [
            " " * (wide - width(text)) + text if figures else text + " " * (wide - width(text))
            for text, wide, figures in zip(row, widths, right, strict=True)
        ]
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)
