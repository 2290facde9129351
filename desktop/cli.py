"""The command line: the same program without its window, the same operations and sentences (commands.md)."""

from __future__ import annotations

import io
import sys

import click

from desktop import problems
from desktop.commands import cards, clubs, lists, sheets, tour
from desktop.sheets.reader import CHILD_SWITCH
from desktop.sheets.reader_child import main as read_sheet
from resources.i18n import _


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--database", metavar="FILE|URL", help="The club's database; default: REGULARS_DATABASE, else the last one opened.")
@click.version_option(package_name="regulars", message="%(prog)s %(version)s")
@click.pass_context
def regulars(context: click.Context, database: str | None) -> int:
    """The back office of a members programme. Without a command it opens the window."""
    if context.invoked_subcommand is not None:
        return 0
    from desktop.app import run

    return run(database)


for made in (
    clubs.new, clubs.demo, lists.listed, sheets.export, sheets.made_example, sheets.imported, cards.printed, clubs.check, clubs.backup,
    tour.tour,
):  # fmt: skip
    regulars.add_command(made)


def main(arguments: list[str] | None = None) -> int:
    """Run a command: 0 done, 1 refused with one sentence, 2 wrong usage; a traceback goes to the log only."""
    if (sys.argv[1:] if arguments is None else arguments)[:1] == [CHILD_SWITCH]:
        return read_sheet()
    _unicode()
    try:
        done = regulars.main(arguments, prog_name="regulars", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return 2
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort:
        click.echo(_("Stopped; nothing was changed."), err=True)
        return 1
    except BrokenPipeError:
        # Whoever read our output has enough of it; what was not written yet is of no use.
        sys.stdout = io.StringIO()
        return 0
    except Exception as error:  # noqa: BLE001 - whatever it is becomes one sentence, and its traceback goes to the log.
        click.echo(problems.sentence(error), err=True)
        return 1
    return int(done or 0)


def _unicode() -> None:
    """Names in any script go out as UTF-8, whatever code page a terminal or a pipe of Windows has."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
