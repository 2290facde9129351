"""Saving edits: of the details panel and of a cell; a clash with another desk shows both values (A1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from db import search
from db.errors import Conflict, FieldsRefused, KnownPhone, Told
from db.fields import BY_KEY, Value
from db.operations import people
from db.people_rows import full_name
from desktop import problems
from desktop.people.editors import parse_all
from resources.i18n import _

if TYPE_CHECKING:
    from desktop.people.tab import PeopleTab


async def save_details(tab: PeopleTab, texts: Mapping[str, str]) -> None:
    """Save what was changed in the panel; every fault is marked at its field, and the fields keep what was typed."""
    person, seen = tab.page.details.record(), dict(tab.seen())
    if person is None:
        return
    values, faults = parse_all(texts, tab.manner)
    if faults:
        _mark(tab, faults)
        return
    changes = {key: (seen[key], value) for key, value in values.items()}
    label = _("Edit {name}").format(name=full_name(seen))
    try:
        saved = await tab.desk.write(label, people.edit, person, changes)
    except FieldsRefused as refused:
        _mark(tab, {key: problems.sentence(problem) for key, problem in refused.problems.items()})
    except KnownPhone as refused:
        _mark(tab, {"phone": problems.sentence(refused)})
    except Conflict as refused:
        await _tell_conflict(tab, person, full_name(seen), refused)
    except Told as refused:
        tab.page.details.show_refusal(problems.sentence(refused))
    else:
        tab.page.details.end_edit()
        if saved.keys:
            tab.desk.tell(_("{name} saved").format(name=saved.name), undo=True)
        tab.refresh_details()


def _mark(tab: PeopleTab, faults: Mapping[str, str]) -> None:
    for key, sentence in reversed(list(faults.items())):
        tab.page.details.show_problem(key, sentence)


async def _tell_conflict(tab: PeopleTab, person: int, name: str, refused: Conflict) -> None:
    """Show both values; *Take theirs* drops what was typed, *Back to editing* keeps it."""
    from ui.dialogs.refused_save import Clash, RefusedSave, RefusedSaveAnswer

    clashes = [
        Clash(_(BY_KEY[key].label), *(BY_KEY[key].kind.show(value, tab.manner) for value in values))  # type: ignore[arg-type]
        for key, values in refused.clashes.items()
    ]
    by, when = await tab.desk.read(people.last_change, person)
    shown = BY_KEY["changed"].kind.show(when, tab.manner)
    answer: RefusedSaveAnswer | None = await tab.desk.ask(RefusedSave, name, by, shown, clashes)
    if answer is not None and answer.take_theirs:
        tab.page.details.revert()
    tab.refresh_details()


async def save_cell(tab: PeopleTab, person: int, key: str, text: str) -> None:
    """Save one cell that was edited in place."""
    field = BY_KEY[key]
    value = field.kind.parse(text, tab.manner)
    found = await tab.desk.read(
        search.rows, [person], [field, BY_KEY["first_name"], BY_KEY["last_name"], BY_KEY["phone"], BY_KEY["email"], BY_KEY["number"]]
    )
    if not found:
        return
    before: Value = found[0][4]
    if value == before:
        return
    name = full_name(dict(zip(("first_name", "last_name", "phone", "email", "number"), found[0][5:], strict=True)))
    await tab.desk.write(_("Edit {name}").format(name=name), people.edit, person, {key: (before, value)})
    tab.desk.tell(_("{name}: {field} saved").format(name=name, field=_(field.label)), undo=True)
