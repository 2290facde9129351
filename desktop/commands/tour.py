"""The command `tour`: the main job in the real window, with pictures (commands.md)."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.commands.command import FilePath, Run, command
from resources.i18n import _


@command("tour")
@click.argument("folder", type=FilePath(path_type=Path, file_okay=False))
def tour(run: Run, folder: Path) -> int:
    """Go through the main job in the real window and leave pictures, the sheet, the cards and a report in FOLDER."""
    from desktop.tour import tour as go

    steps = go(folder)
    answer = [{"step": step.step, "saw": step.saw, "ok": step.ok, "picture": step.picture} for step in steps]
    lines = [f"{_('ok') if step.ok else _('FAILED')}  {step.step}: {step.saw}" for step in steps]
    run.answer(answer, "\n".join(lines))
    return 0 if all(step.ok for step in steps) else 1
