"""What a tour saw, kept for a person (`report.md`) and for a program (`report.json`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from resources.i18n import _


@dataclass(frozen=True)
class Step:
    """One step of the tour: what was done, what was seen in a sentence, whether it was as expected, and the picture's file name."""

    step: str
    saw: str
    ok: bool
    picture: str


def write(folder: Path, steps: Sequence[Step]) -> None:
    """Leave both reports in the folder."""
    (folder / "report.json").write_text(json.dumps([asdict(step) for step in steps], ensure_ascii=False, indent=1) + "\n", "utf-8")
    (folder / "report.md").write_text(_text(steps), "utf-8")


def _text(steps: Sequence[Step]) -> str:
    failed = [step for step in steps if not step.ok]
    lines = [f"# {_('A tour through Regulars')}", "", _("{failed} of {steps} steps failed.").format(failed=len(failed), steps=len(steps))]
    for number, step in enumerate(steps, 1):
        lines += ["", f"## {number}. {step.step}{'' if step.ok else ' – ' + _('FAILED')}", "", step.saw]
        if step.picture:
            lines += ["", f"![{step.step}]({step.picture})"]
    return "\n".join(lines) + "\n"
