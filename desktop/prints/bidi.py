"""The order in which the runs of a text stand on the line, from left to right, where right-to-left scripts meet others."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from unicodedata import bidirectional


def visual_runs(text: str) -> list[tuple[str, bool]]:
    """The runs of one line from left to right, each with its letters in reading order and whether it reads from right to left.

    This is the Unicode bidirectional algorithm without explicit embeddings, which names never hold: the first strong letter
    decides the direction of the line, and numbers inside right-to-left text stay numbers.
    """
    levels = _levels(text)
    runs = [(level, "".join(sign for _, sign in pairs)) for level, pairs in groupby(zip(levels, text, strict=True), lambda pair: pair[0])]
    for depth in range(max(levels, default=0), 0, -1):
        runs = list(_turned(runs, depth))
    return [(run, level % 2 == 1) for level, run in runs]


def _turned(runs: list[tuple[int, str]], depth: int) -> Iterator[tuple[int, str]]:
    """The runs with each sequence that lies at least so deep turned round."""
    for inside, group in groupby(runs, lambda run: run[0] >= depth):
        members = list(group)
        yield from reversed(members) if inside else members


def _levels(text: str) -> list[int]:
    """The embedding level of each sign: even reads from left to right, odd from right to left."""
    kinds = [_KIND.get(bidirectional(sign), "") for sign in text]
    base = next((kind for kind in kinds if kind in {"L", "R"}), "L")
    strong = base
    for place, kind in enumerate(kinds):
        if kind == "mark":
            kinds[place] = kinds[place - 1] if place else ""
        elif kind == "digit":
            kinds[place] = "N" if strong == "R" else "L"
        elif kind:
            strong = kind
    place = 0
    for kind, group in groupby(list(kinds)):
        count = len(list(group))
        if not kind:
            before = _side(kinds[place - 1]) if place else base
            after = _side(kinds[place + count]) if place + count < len(kinds) else base
            kinds[place : place + count] = [before if before == after else base] * count
        place += count
    level = {"L": 0, "R": 1, "N": 2} if base == "L" else {"L": 2, "R": 1, "N": 2}
    return [level[kind] for kind in kinds]


def _side(kind: str) -> str:
    """What a neighbour sees of a run: a number inside right-to-left text counts as that."""
    return "R" if kind == "N" else kind


_KIND = {"L": "L", "R": "R", "AL": "R", "EN": "digit", "AN": "digit", "NSM": "mark", "BN": "mark"}
