"""Saving edits: of the details panel and of a cell; where another desk changed the same, each field is chosen and all saved at once (A1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from db import search
from db.database import new_op_id
from db.errors import Conflict, FieldsRefused, KnownPhone, Told
from db.fields import BY_KEY, Value
from db.operations import people
from db.people_rows import TYPED, full_name
from desktop import problems
from desktop.people.editors import parse_all, shown_value
from resources.i18n import _
from ui.roles import Role

if TYPE_CHECKING:
    from desktop.people.tab import PeopleTab
    from ui.details_panel import DetailsPanel
    from ui.dialogs.conflict import ConflictAnswer


async def save_details(tab: PeopleTab, panel: DetailsPanel, seen: Mapping[str, Value], texts: Mapping[str, str]) -> None:
    """Save what was changed in a panel that showed *seen*; every fault is marked at its field, and the fields keep what was typed."""
    person = panel.record()
    if person is None:
        return
    values, faults = parse_all(texts, tab.manner)
    if faults:
        _mark(panel, faults)
        return
    changes = {key: (seen[key], value) for key, value in values.items()}
    try:
        saved = await _merged(tab, person, full_name(seen), seen, changes)
    except FieldsRefused as refused:
        _mark(panel, {key: problems.sentence(problem) for key, problem in refused.problems.items()})
    except KnownPhone as refused:
        _mark(panel, {"phone": problems.sentence(refused)})
    except Told as refused:
        panel.show_refusal(problems.sentence(refused))
    else:
        if saved is None:
            tab.current.refresh()
            return
        panel.end_edit()
        if saved.keys:
            tab.desk.tell(_("{name} saved").format(name=saved.name), undo=True)
        tab.current.refresh()


async def _merged(
    tab: PeopleTab, person: int, name: str, seen: Mapping[str, Value], changes: Mapping[str, tuple[Value, Value]]
) -> people.Saved | None:
    """Save these changes; where another desk changed the same fields meanwhile, ask for each whose holds, and save all of it at once (A1).

    *changes* maps a key to what was seen and what was typed. None where the person went back to editing; nothing is then saved.
    """
    act = tab.desk.act(_("Edit {name}").format(name=name))
    wanted = dict(changes)
    while True:
        try:
            return await tab.desk.perform(act, people.edit, person, wanted)
        except Conflict as refused:
            clashes = cast("Mapping[str, tuple[Value, Value, Value]]", refused.clashes)
        answer = await _ask(tab, person, name, clashes, wanted, seen)
        if answer is None:
            return None
        # What is left as it is now is no change of this desk; what is mine is now written over what was shown in the dialog.
        wanted = {key: pair for key, pair in wanted.items() if key not in clashes}
        wanted.update({key: (now, mine) for key, (_before, now, mine) in clashes.items() if key in answer.mine})
        act.op_id = new_op_id()


async def _ask(
    tab: PeopleTab,
    person: int,
    name: str,
    clashes: Mapping[str, tuple[Value, Value, Value]],
    wanted: Mapping[str, tuple[Value, Value]],
    seen: Mapping[str, Value],
) -> ConflictAnswer | None:
    """Show before, now and mine of each field that clashes, and below what goes in as it is."""
    # Nobody who opens the window waits for this dialog.
    from ui.dialogs.conflict import Clash, Conflict, Merged

    def show(key: str, value: Value) -> str:
        return shown_value(BY_KEY[key], value, tab.manner)

    (by, when), now = await tab.desk.read(_now, person)
    operator, _comma, desk = by.partition(", ")
    moment = BY_KEY["changed"].kind.show(when, tab.manner).rpartition(" ")[2]
    lines = [Clash(key, _(BY_KEY[key].label), *(show(key, value) for value in clashes[key])) for key in BY_KEY if key in clashes]
    mine = [(key, value) for key, (_before, value) in wanted.items() if key not in clashes and value != now.get(key)]
    theirs = [(key, now[key]) for key in TYPED if key in seen and key in now and key not in wanted and now[key] != seen[key]]
    merged = [
        Merged(_("{field} {value}").format(field=_(BY_KEY[key].label), value=show(key, value) or _("empty")), whose)
        for some, whose in ((mine, _("yours")), (theirs, _("from {who}").format(who=operator)))
        for key, value in some
    ]
    told = _("{operator} at {desk}").format(operator=operator, desk=desk) if desk else operator
    answer: ConflictAnswer | None = await tab.desk.ask(Conflict, name, told, operator, moment, lines, merged)
    return answer


def _now(connection: search.Connection, person: int) -> tuple[tuple[str, str], dict[str, Value]]:
    """Who changed a person last and when, and the details as they stand now."""
    return people.last_change(connection, person), people.one(connection, person)


def _mark(panel: DetailsPanel, faults: Mapping[str, str]) -> None:
    for key, sentence in reversed(list(faults.items())):
        panel.show_problem(key, sentence)


async def save_cell(tab: PeopleTab, person: int, key: str, text: str) -> None:
    """Save one cell that was edited in place: over what the cell showed, so that another desk's change is never overwritten unseen (A1)."""
    field = BY_KEY[key]
    value, shown = field.kind.parse(text, tab.manner), _shown(tab, person, key)
    found = await tab.desk.read(search.rows, [person], [field, *(BY_KEY[each] for each in _NAMED)])
    if not found:
        return
    seen: Value = shown[0] if shown else found[0][4]
    if value in (seen, found[0][4]):
        return
    name = full_name(dict(zip(_NAMED, found[0][5:], strict=True)))
    saved = await _merged(tab, person, name, {key: seen}, {key: (seen, value)})
    if saved is not None and saved.keys:
        tab.desk.tell(_("{name}: {field} saved").format(name=name, field=_(field.label)), undo=True)


def _shown(tab: PeopleTab, person: int, key: str) -> tuple[Value] | None:
    """What the cell showed while it was edited; None where its row is not here."""
    model = tab.records.model
    row, column = model.row_of(person), model.column_of(key)
    if row is None or column is None or model.row_at(row) is None:
        return None
    return (model.index(row, column).data(int(Role.VALUE)),)


_NAMED = ("first_name", "last_name", "phone", "email", "number")
