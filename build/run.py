"""Open Regulars on a sample club: `python3 build/run.py`, on Windows, macOS and Debian with nothing but Python 3.11 to 3.14.

The first start makes an environment in `.cache` and a sample club of 2,000 people in a file of its own; later ones find both.
Where Linux has no display, the tour drives the real window offscreen instead and leaves pictures, the sheet and the cards.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from house_setup import CACHE, ROOT, SetupError, ready_python, say

SAMPLE = CACHE / "sample" / "sample-club.regulars"
TOUR = CACHE / "tour"
PEOPLE, ENTRIES = 2000, 20_000


def has_display() -> bool:
    """A window can be seen here: always, but on a Linux without X11 and Wayland."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def desktop(python: Path, *arguments: str, offscreen: bool = False) -> int:
    """Run the program with these arguments; its exit code."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"} if offscreen else None
    return subprocess.run([str(python), "-m", "desktop", *arguments], cwd=ROOT, env=environment, check=False).returncode


def make_sample(python: Path) -> int:
    """Make the sample club if there is none; it takes its name when it is whole. An exit code."""
    if SAMPLE.exists():
        return 0
    say(f"Making a sample club of {PEOPLE} people…")
    SAMPLE.parent.mkdir(parents=True, exist_ok=True)
    making = SAMPLE.with_name("making.regulars")
    for left in SAMPLE.parent.glob("making.regulars*"):
        left.unlink()
    code = desktop(python, "demo", "--people", str(PEOPLE), "--entries", str(ENTRIES), "--database", str(making))
    if code == 0:
        making.rename(SAMPLE)
    return code


def tour(python: Path) -> int:
    """The main job in the real window, without a screen; the exit code is the tour's."""
    say(f"There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the tour drives the window offscreen, into {TOUR}.")
    code = desktop(python, "tour", str(TOUR), offscreen=True)
    say(
        f"The tour is done; its pictures, sheet, cards and report lie in {TOUR}."
        if code == 0
        else f"The tour failed; what it left lies in {TOUR}."
    )
    return code


def main() -> int:
    """Set up, then open the window, or take the tour where none can be seen."""
    window = has_display()
    try:
        python = ready_python(window=window)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    if not window:
        return tour(python)
    return make_sample(python) or desktop(python, "--database", str(SAMPLE))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
