"""Draws every screen, light and dark: `python3 build/pictures.py [FOLDER] [--only NAME…]`, into `.cache/pictures` unless a folder is named.

Each picture is the real window on the sample club, at 1366×768; some also small, wide, at 200 %, and in a made-up language whose
words are 40 % longer and full of accents. They are there to be looked at, beside each other and with the questions of the look.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from house_setup import CACHE, ROOT, SetupError, ready_python, say

# The scenes of picture_scenes.py, and of picture_scenes_more.py, which are drawn in processes with the program's own Python.
SCENES = (
    "members", "details", "cell-edit", "columns", "filter", "many", "no-hits", "prospects", "new-member", "register", "download", "preview",
    "refused-file", "print", "print-single", "conflict", "empty", "empty-prospects", "empty-benefit_cards", "empty-rewards", "empty-issued",
    "empty-stamp_cards", "empty-passes", "empty-tiers", "empty-activity", "new-club", "tab-benefit_cards", "tab-rewards", "tab-tiers", "tab-activity",
    "rewards-issued", "rewards-stamp_cards", "rewards-passes", "new-benefit_cards", "new-rewards", "new-tiers", "page-profile", "page-points",
    "page-rewards", "page-stamps", "page-tier", "page-groups", "page-orders", "page-log", "verb-sale", "verb-refund", "verb-follow_up",
    "verb-adjust", "verb-spend", "verb-give_reward", "verb-activity", "verb-hand_over", "verb-undo_hand_over", "verb-revoke", "verb-reverse",
    "verb-extend", "verb-allocate", "verb-withdraw_card", "verb-tier", "verb-stamp", "verb-sell_pass",
    "verb-use_pass", "verb-pause_pass", "verb-resume_pass", "verb-correct_pass", "verb-pay_pass", "verb-cancel_pass", "verb-groups",
    "verb-bulk_edit", "verb-log_line", "verb-suspend", "verb-resume", "verb-remove", "verb-reinstate", "verb-delete", "verb-delete_prospect",
    "many-adjust", "many-tier", "many-allocate", "many-groups", "many-bulk_edit", "many-suspend", "many-remove", "many-delete", "settings",
    "settings-search", "apply-policy", "promotions", "promotion", "activities", "activity", "remove-fault", "palette", "menu", "duplicates",
    "sale-lines", "sale-more", "refund-lines", "give-words", "adjust-number", "banners", "banners-page", "narrow-details",
)  # fmt: skip


@dataclass(frozen=True)
class Variant:
    """One way to draw scenes: the window's size in pixels, the scale, the language, and which scenes (all, where none is named)."""

    name: str
    width: int
    height: int
    scenes: tuple[str, ...] = SCENES
    scale: str = "1"
    language: str = ""


VARIANTS = (
    Variant("", 1366, 768),
    Variant(
        "small",
        900,
        500,
        (
            "members",
            "many",
            "prospects",
            "new-member",
            "preview",
            "print",
            "empty",
            "new-club",
            "settings",
            "page-points",
            "tab-rewards",
            "tab-tiers",
            "tab-activity",
            "tab-benefit_cards",
            "verb-sale",
            "verb-adjust",
            "narrow-details",
            "banners-page",
        ),
    ),
    Variant("wide", 1920, 1040, ("members", "prospects", "preview", "tab-activity", "page-points")),
    Variant("2x", 1366, 768, ("members",), scale="2"),
    Variant("longer", 1366, 768, language="x-pseudo"),
)


def draw(python: Path, variant: Variant, folder: Path, only: list[str]) -> int:
    """Draw one variant in a process of its own, since scale and language are chosen at its start; the exit code."""
    scenes = [scene for scene in variant.scenes if scene in only]
    if not scenes:
        return 0
    say(f"{variant.name or 'usual'}, {variant.width} × {variant.height}: {', '.join(scenes)}")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": variant.scale, "PYTHONPATH": str(ROOT)}
    size = (str(variant.width), str(variant.height))
    arguments = ["--folder", str(folder), "--suffix", variant.name, "--size", *size, "--language", variant.language, *scenes]
    script = Path(__file__).with_name("picture_scenes.py")
    return subprocess.run([str(python), str(script), *arguments], cwd=ROOT, env=environment, check=False).returncode


def main(arguments: list[str]) -> int:
    """Set up, then draw all variants of the scenes asked for; 1 when any could not be drawn."""
    parser = argparse.ArgumentParser(description="Draw every screen, light and dark.")
    parser.add_argument("folder", nargs="?", type=Path, default=CACHE / "pictures", metavar="FOLDER")
    parser.add_argument("--only", nargs="+", choices=SCENES, default=list(SCENES), metavar="NAME", help=f"only these: {', '.join(SCENES)}")
    parser.add_argument("--variants", nargs="+", metavar="NAME", help="only these: usual, small, wide, 2x, longer")
    chosen = parser.parse_args(arguments)
    try:
        python = ready_python(window=False)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    folder = chosen.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [variant for variant in VARIANTS if chosen.variants is None or (variant.name or "usual") in chosen.variants]
    codes = [draw(python, variant, folder, chosen.only) for variant in wanted]
    say(f"The pictures lie in {folder}.")
    return 1 if any(codes) else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
