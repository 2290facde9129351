"""The command `settings`: reading and changing the club's settings (commands.md; rules.md, section 18)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.commands.command import Run, command, table
from resources.i18n import N_, _

if TYPE_CHECKING:
    from db.database import Database
    from db.operations.settings import Shown

_LOGO = "logo"


@command("settings", changes=True, signed=True)
@click.argument("key", required=False)
@click.argument("value", required=False)
@click.argument("more", nargs=-1, metavar="[KEY VALUE]…")
def settings(run: Run, key: str | None, value: str | None, more: tuple[str, ...]) -> None:
    """Show the settings, or the one named KEY; with a VALUE, set it. Settings that need each other are given together."""
    from db.errors import RuleBroken

    if len(more) % 2:
        raise RuleBroken(N_("Give a value for each setting: KEY VALUE, KEY VALUE, …"))
    with run.database() as database:
        if key is None:
            _list(run, database)
        elif value is None:
            _show(run, database, key)
        elif key.strip().lower() == _LOGO:
            _set_logo(run, database, value)
        else:
            _change(run, database, {key: value, **dict(zip(more[::2], more[1::2], strict=True))})


def _list(run: Run, database: Database) -> None:
    from db.operations import settings as operations

    with database.read() as connection:
        found = operations.shown(connection)
        has_logo = operations.logo(connection) is not None
    rows = [(one.key, one.text, one.allowed, _(one.label)) for one in found]
    rows.append((_LOGO, _("a picture") if has_logo else "none", "PNG, JPEG", _("Logo")))
    heads = (_("Setting"), _("Value"), _("Takes"), _("What it is"))
    run.answer({one.key: _plain(one) for one in found} | {_LOGO: has_logo}, lambda: table(heads, rows, (False,) * 4))


def _show(run: Run, database: Database, key: str) -> None:
    from db import settings_keys
    from db.operations import settings as operations

    with database.read() as connection:
        if key.strip().lower() == _LOGO:
            has_logo = operations.logo(connection) is not None
            return run.answer({"key": _LOGO, "value": has_logo}, _("a picture") if has_logo else "none")
        wanted = settings_keys.setting(key).key
        one = next(found for found in operations.shown(connection) if found.key == wanted)
    answer = {"key": one.key, "value": _plain(one), "label": one.label, "allowed": one.allowed, "rule": one.rule}
    return run.answer(answer, one.text)


def _change(run: Run, database: Database, wanted: dict[str, str]) -> None:
    from db import settings_keys
    from db.operations import settings as operations
    from desktop.prints.layouts import layout

    for key, text in wanted.items():
        if key.strip().lower() == "prints.layout":
            # The layouts lie beside the program, so the settings alone cannot know them.
            layout(text)
    act = run.act(_("Change settings"), run.today(run.club(database), database))
    done = database.perform(act, operations.change, wanted)
    told = _("{key} is now {after}; it was {before}.")
    changed = [key for key, after in done.after.items() if after != done.before[key]]
    lines = [told.format(key=key, after=done.after[key], before=done.before[key]) for key in changed]
    first = settings_keys.setting(next(iter(wanted))).key
    answer = {
        "status": "done",
        "key": first,
        "value": done.after[first],
        "changed": {key: {"before": done.before[key], "after": done.after[key]} for key in changed},
    }
    run.answer(answer, "\n".join(lines) or _("Nothing changed: it was so already."))


def _set_logo(run: Run, database: Database, value: str) -> None:
    from db.errors import Unavailable
    from db.operations import settings as operations

    picture: bytes | None = None
    if value.strip().lower() != "none":
        try:
            picture = Path(value).read_bytes()
        except (OSError, ValueError) as error:
            raise Unavailable(N_("The file “{file}” cannot be read."), file=value) from error
    act = run.act(_("Change the logo"), run.today(run.club(database), database))
    has_logo = database.perform(act, operations.set_logo, picture)
    run.answer({"status": "done", "key": _LOGO, "value": has_logo}, _("The logo is set.") if has_logo else _("The club has no logo now."))


def _plain(one: Shown) -> Any:
    """A value as JSON has it: numbers as numbers, nothing as null, everything else as it is typed."""
    return one.value if one.value is None or one.kind == "number" else one.text
