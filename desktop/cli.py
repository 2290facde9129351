"""The command line: the same program without its window, the same operations and sentences (commands.md)."""

from __future__ import annotations

import gc
import importlib
import io
import sys

import click

from desktop.sheets import CHILD_SWITCH
from resources.i18n import _

# Where each command stands: a run loads only its own, opening the window none.
_COMMANDS = {
    "new": "clubs:new",
    "demo": "clubs:demo",
    "list": "lists:listed",
    "export": "sheets:export",
    "example": "sheets:made_example",
    "import": "sheets:imported",
    "cards": "cards:printed",
    "check": "clubs:check",
    "backup": "clubs:backup",
    "sale": "sales:sale",
    "refund": "sales:refund",
    "sales": "sales:sales",
    "follow-ups": "follow_ups:follow_ups",
    "points": "points:points",
    "reverse": "points:reverse",
    "expiry": "points:expiry",
    "redeem": "rewards:redeem",
    "give": "rewards:give",
    "revoke": "rewards:revoke",
    "hand-over": "rewards:hand_over",
    "rewards": "rewards:rewards",
    "activities": "activities:activities",
    "stamp": "stamps:stamp",
    "stamp-cards": "stamps:stamp_cards",
    "register": "members:register",
    "suspend": "members:suspend",
    "resume": "members:resume",
    "remove": "members:remove",
    "reinstate": "members:reinstate",
    "member": "member:member",
    "tier": "members:tier",
    "tiers": "tiers:tiers",
    "passes": "passes:passes",
    "benefit-cards": "benefit_cards:benefit_cards",
    "promotions": "promotions:promotions",
    "groups": "groups:groups",
    "segments": "groups:segments",
    "settings": "settings:settings",
    "daily": "daily:daily",
    "tour": "tour:tour",
}


class _Commands(click.Group):
    """Finds a command by its name when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which the help tells them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; None where there is none."""
        if cmd_name not in _COMMANDS:
            return None
        module, _colon, name = _COMMANDS[cmd_name].partition(":")
        found: click.Command = getattr(importlib.import_module(f"desktop.commands.{module}"), name)
        return found


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--database", metavar="FILE|URL", help="The club's database; default: REGULARS_DATABASE, else the last one opened.")
@click.version_option(package_name="regulars", message="%(prog)s %(version)s")
@click.pass_context
def regulars(context: click.Context, database: str | None) -> int:
    """The back office of a members programme. Without a command it opens the window."""
    if context.invoked_subcommand is not None:
        # A command has no collector of its own, as the window has.
        gc.enable()
        return 0
    from desktop.app import run

    return run(database)


def main(arguments: list[str] | None = None) -> int:
    """Run a command: 0 done, 1 refused with one sentence, 2 wrong usage; a traceback goes to the log only."""
    if (sys.argv[1:] if arguments is None else arguments)[:1] == [CHILD_SWITCH]:
        from desktop.sheets.reader_child import main as read_sheet

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
        from desktop import problems

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
