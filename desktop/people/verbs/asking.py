"""Fields that the dialogs of actions share: days, the reason, the note and the business date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from db.errors import BadValue
from db.fields import BY_KEY
from db.operations.points import REASONS
from desktop.people.editors import editor_of
from desktop.people.wording import REASON_WORDS
from desktop.people.wording import day as shown_day
from resources.i18n import _
from ui.form import FieldSpec
from ui.roles import Choice, Editor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.desk import Desk

_DAY = BY_KEY["joined"]
# The setting of notes asks at these kinds of actions (C1).
_ASKED = {"manual": ("everywhere", "manual_and_sales", "manual"), "other": ("everywhere",)}


def day_field(desk: Desk, key: str, label: str, value: date | None = None, *, hint: str = "") -> FieldSpec:
    """A field for a day."""
    editor = editor_of(_DAY, desk.club.manner)
    text = "" if value is None else shown_day(value.isoformat(), desk.club.manner)
    return FieldSpec(key, label, Editor(editor.kind, editor.choices, editor.check, hint or editor.hint), text)


def day_typed(desk: Desk, text: str, key: str) -> date | None:
    """The day that was typed into a field; None where it is empty, BadValue where it is none."""
    try:
        found = _DAY.kind.parse(text, desk.club.manner)
    except BadValue as refused:
        refused.key = key
        raise
    return None if found is None else date.fromisoformat(str(found))


def business_day(desk: Desk, text: str) -> date | None:
    """The business date typed; None for today, so that midnight is no matter (C3)."""
    found = day_typed(desk, text, "day")
    return None if found == desk.today() else found


def note_field(desk: Desk, what: str, notes: Sequence[str] = (), *, is_reason: bool = False) -> FieldSpec:
    """The internal note: asked by the setting for this kind of action ("manual", "other"), as a *reason* of a correction always (C1)."""
    asked = is_reason or desk.club.notes_required in _ASKED[what]
    label = _("Reason") if is_reason else _("Internal note")
    hint = "" if notes else _("Why? Staff only")
    missing = _("Give a reason: corrections always need one.") if is_reason else _("Write a note: this club asks for one.")
    editor = Editor("note", tuple(Choice(note, note) for note in notes), hint=hint)
    return FieldSpec("note", label, editor, span=2, required=asked, missing=missing)


def reason_field() -> FieldSpec:
    """The short list of reasons (L1), which may be left empty."""
    choices = (Choice(None, _("None")), *(Choice(reason, _(REASON_WORDS[reason])) for reason in REASONS))
    return FieldSpec("reason", _("Reason"), Editor("choice", choices))
