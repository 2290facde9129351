"""Where cards stand on the paper: the layouts of `resources/prints/`, in millimetres from the top left corner (K1)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from db.errors import Told
from resources.i18n import N_, _

DEFAULT = "a4-c32011"


class CannotPrint(Told):
    """Nothing was printed, and the sentence says why and what to do."""


@dataclass(frozen=True)
class Layout:
    """A paper with places for cards, numbered from 1 in rows from the top left; all lengths in millimetres."""

    name: str
    paper_name: str
    stock: str
    paper: tuple[float, float]
    card: tuple[float, float]
    nx: int
    ny: int
    x0: float
    y0: float
    dx: float
    dy: float
    bleed: float
    marks: bool

    @property
    def places(self) -> int:
        """How many cards one sheet takes."""
        return self.nx * self.ny

    @property
    def label(self) -> str:
        """What a person chooses it by, in the language of the screen."""
        if self.places == 1:
            return _("Single cards, {width} × {height} mm").format(width=f"{self.card[0]:.4g}", height=f"{self.card[1]:.2g}")
        label = _("{paper} sheet, {columns} × {rows} ({stock})")
        return label.format(paper=self.paper_name, columns=self.nx, rows=self.ny, stock=self.stock)

    def rectangle(self, place: int) -> tuple[float, float, float, float]:
        """Left, top, width and height of a place (from 1) in millimetres."""
        row, column = divmod(place - 1, self.nx)
        return self.x0 + column * self.dx, self.y0 + row * self.dy, *self.card

    def sheets(self, cards: int, start: int = 1) -> tuple[int, ...]:
        """How many cards come onto each sheet when the first card goes to place *start* (K1)."""
        self.check_start(start)
        if cards < 1:
            return ()
        first = min(cards, self.places - start + 1)
        whole, rest = divmod(cards - first, self.places)
        return first, *([self.places] * whole), *([rest] if rest else [])

    def check_start(self, start: int) -> None:
        """Raise CannotPrint unless *start* is a place of this sheet."""
        if not 1 <= start <= self.places:
            if self.places == 1:
                raise CannotPrint(N_("Single cards have one place only; start at place 1."))
            raise CannotPrint(N_("The sheet has the places 1 to {places}; there is no place {start}."), places=self.places, start=start)


@cache
def layouts() -> Sequence[Layout]:
    """All layouts, in the order in which they are offered: the usual sheet first."""
    folder = files("resources").joinpath("prints")
    found = [_read(file.read_text(encoding="utf-8")) for file in folder.iterdir() if file.name.endswith(".json")]
    return tuple(sorted(found, key=lambda layout: (layout.name != DEFAULT, layout.paper_name != "A4", layout.places == 1, layout.name)))


def layout(name: str = DEFAULT) -> Layout:
    """The layout of a name; raises CannotPrint, naming the known ones, for any other."""
    for known in layouts():
        if known.name == name.strip().lower():
            return known
    raise CannotPrint(
        N_("There is no print layout named {name}. Known are: {names}."), name=name, names=", ".join(known.name for known in layouts())
    )


def _read(text: str) -> Layout:
    """A layout as its file tells it."""
    fields: dict[str, Any] = json.loads(text)
    fields |= {key: tuple(value) for key, value in fields.items() if isinstance(value, list)}
    return Layout(**fields)
