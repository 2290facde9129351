"""The internal note that goes with a write: when it must be there, and what it may hold (C1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from db.errors import BadValue
from db.fields.kinds import LONG_TEXT
from db.fields.manner import Manner
from db.texts import N_

if TYPE_CHECKING:
    from db.operations.programme import Club

What = Literal["sale", "manual", "other"]
_ASKING: dict[str, tuple[What, ...]] = {
    "everywhere": ("sale", "manual", "other"), "manual_and_sales": ("sale", "manual"), "manual": ("manual",), "never": (),
}  # fmt: skip


def note_for(club: Club, what: What, note: str | None) -> str | None:
    """The note as stored; BadValue where the setting *notes.required* asks for one and there is none (blanks are none)."""
    tidy = cleaned(note)
    if tidy is None and what in _ASKING[club.notes_required]:
        raise BadValue(N_("Write a note: say why this is done."), key="note")
    return tidy


def reason_for(note: str | None) -> str:
    """The reason of a correction, which is always asked (L7, E6, R6, G1, G2)."""
    tidy = cleaned(note)
    if tidy is None:
        raise BadValue(N_("Give a reason: corrections always need one."), key="note")
    return tidy


def cleaned(text: str | None) -> str | None:
    """A free text as stored, or None where there is nothing; BadValue for control signs and for too long a text."""
    found = LONG_TEXT.parse(text or "", Manner())
    return None if found is None else str(found)
