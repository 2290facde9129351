"""Figures of the bench: what was measured, beside its limit and its peer, and how they are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase

WHOLE = 1_000_000


@dataclass(frozen=True)
class Figure:
    """One figure. *limit* is in the same unit, and None where nothing is asked; *peer* is the physical limit measured in the same run."""

    name: str
    value: float
    unit: str
    limit: float | None
    peer: float | None
    ok: bool
    at_least: bool = False

    def for_json(self) -> dict[str, object]:
        """The figure as `--json` prints it."""
        told = asdict(self)
        del told["at_least"]
        return {key: round(part, 4) if isinstance(part, float) else part for key, part in told.items()}

    def line(self) -> str:
        """The figure as a person reads it."""
        limit = "" if self.limit is None else f"{'≥' if self.at_least else '≤'} {number(self.limit)}"
        peer = "" if self.peer is None else f"peer {number(self.peer)}"
        verdict = "" if self.limit is None else "ok" if self.ok else "MISSED"
        return f"{self.name:<36}{number(self.value):>10} {self.unit:<8}{limit:<12}{peer:<16}{verdict}".rstrip()


def number(value: float) -> str:
    """A figure with three digits that count."""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def figure(
    name: str,
    value: float,
    unit: str,
    *,
    limit: float | None = None,
    times: float | None = None,
    peer: float | None = None,
    at_least: bool = False,
) -> Figure:
    """A figure; its limit is given, or is so many *times* its peer."""
    if times is not None and peer is not None:
        limit = times * peer
    ok = limit is None or (value >= limit if at_least else value <= limit)
    return Figure(name, value, unit, limit, peer, ok, at_least)


def suffix(people: int) -> str:
    """What follows a name where the club has another size than the million of the limits: "-10k", "-300"."""
    if people == WHOLE:
        return ""
    return f"-{people // 1_000_000}m" if people % 1_000_000 == 0 else f"-{people // 1000}k" if people % 1000 == 0 else f"-{people}"


class Wanted:
    """Which figures were asked for: all, or those that a pattern of `--only` names ("type-*", "export")."""

    def __init__(self, patterns: Sequence[str] = ()) -> None:
        self._patterns = patterns

    def has(self, name: str, people: int) -> bool:
        """Whether this figure was asked for, by its name with or without the size of the club."""
        full = name + suffix(people)
        return not self._patterns or any(fnmatchcase(each, pattern) for pattern in self._patterns for each in (name, full))

    def any(self, names: Sequence[str], people: int) -> bool:
        """Whether one of these was."""
        return any(self.has(name, people) for name in names)


def growth(figures: Sequence[Figure], sizes: Sequence[int]) -> str:
    """The figures of all sizes side by side, so that growth shows."""
    by_name = {each.name: each for each in figures}
    lines = [f"{'':<36}" + "".join(f"{size:>12,}" for size in sizes)]
    for each in figures:
        if each.name.endswith(suffix(sizes[0])):
            base = each.name.removesuffix(suffix(sizes[0]))
            row = [by_name.get(base + suffix(size)) for size in sizes]
            if all(row):
                lines.append(f"{base:<36}" + "".join(f"{number(one.value):>12}" for one in row if one is not None) + f" {each.unit}")
    return "\n".join(lines)


def told(figures: Sequence[Figure], sizes: Sequence[int]) -> str:
    """The end of the list: how figures grow, and which limits are missed."""
    missed = ", ".join(each.name for each in figures if not each.ok)
    last = f"MISSED: {missed}" if missed else "Every limit is kept." if figures else "There is no such figure."
    return "\n".join(["", *([growth(figures, sizes), ""] if len(sizes) > 1 else []), last])


def verdict(figures: Sequence[Figure]) -> int:
    """The exit code: 1 where a limit is missed, or nothing was measured."""
    return 0 if figures and all(each.ok for each in figures) else 1
