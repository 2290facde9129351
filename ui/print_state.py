"""What the print page is told and gives back: papers, the document as it will come out, and what was chosen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Paper:
    """A paper to print on, with its places across and down; one place for single cards."""

    key: str
    label: str
    columns: int = 1
    rows: int = 1

    @property
    def places(self) -> int:
        """How many cards a sheet holds."""
        return self.columns * self.rows


@dataclass(frozen=True)
class PrintDocument:
    """What would be printed now. title: "11 cards on 2 sheets"; line: how they spread; cards: for the button.

    pages: as many as there are pictures to ask for, of this size in millimetres. notes: names that cannot be printed and the like.
    """

    title: str
    line: str
    cards: int
    pages: int
    width_mm: float
    height_mm: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PrintOptions:
    """What the person chose. start: the first place to use, from 1. printer: "" where none was offered."""

    paper: str
    start: int = 1
    copies: int = 1
    cut_outlines: bool = True
    back_sides: bool = False
    printer: str = ""
