"""What is done with views and groups from the views list, each told from top to bottom (W1, W2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from db.database import new_op_id
from db.errors import BadValue, Conflict, FieldsRefused, RuleBroken, Told
from db.fields import BY_KEY, Value
from db.operations import groups, segments
from db.people_rows import GROUP_COLOURS
from db.search import Query
from desktop import problems
from desktop.people.views import View
from resources.i18n import N_, _, ngettext
from ui.dialogs.group import GroupAnswer, GroupDialog
from ui.dialogs.save_view import Rename, RenameAnswer, SaveView, SaveViewAnswer
from ui.locales import show_number
from ui.roles import Choice

if TYPE_CHECKING:
    from desktop.people.tab import PeopleTab


# --- saved views ---------------------------------------------------------------------------------------------------------------------


async def save(tab: PeopleTab, *, is_new: bool = False) -> None:
    """Keep what is shown as a view: a new one, or in the place of the saved one that is chosen; a refusal brings the dialog back."""
    act = tab.desk.act(_("Save view"))
    view, query, columns = tab.view, shown(tab), tab.page.table.columns.shown_keys()
    current = view.label if view.saved is not None and not is_new else ""
    name, faults = "", dict[str, str]()
    replaces = bool(current)
    while True:
        answer: SaveViewAnswer | None = await tab.desk.ask(
            SaveView, _kept(tab), name=name, current=current, replace=replaces, problems=faults
        )
        if answer is None:
            return
        name, replaces = answer.name, answer.replace
        try:
            if answer.replace and view.saved is not None:
                saved = await tab.desk.perform(act, segments.change, view.saved, query, columns)
            else:
                saved = await tab.desk.perform(act, segments.save, answer.name, query, columns)
        except (BadValue, RuleBroken) as refused:
            faults, act.op_id = {"name": problems.sentence(refused)}, new_op_id()
        except Told as refused:
            # The server is away, say: what was typed comes back with the dialog, under the same op_id.
            tab.desk.show_problem(refused)
        else:
            await _show_saved(tab, f"segment:{saved.id}")
            tab.desk.tell(_("View “{name}” saved").format(name=saved.name), undo=True)
            return


async def replace(tab: PeopleTab, view: View) -> None:
    """Have a saved view be what is shown now."""
    assert view.saved is not None
    label = _("Replace view “{name}”").format(name=view.label)
    await tab.desk.write(label, segments.change, view.saved, shown(tab), tab.page.table.columns.shown_keys())
    await _show_saved(tab, view.key)
    tab.desk.tell(_("View “{name}” replaced").format(name=view.label), undo=True)


async def rename(tab: PeopleTab, view: View) -> None:
    """Give a saved view another name."""
    assert view.saved is not None
    act = tab.desk.act(_("Rename view “{name}”").format(name=view.label))
    name, fault = view.label, ""
    while True:
        answer: RenameAnswer | None = await tab.desk.ask(Rename, _("Rename view"), name, problem=fault)
        if answer is None:
            return
        name = answer.name
        try:
            await tab.desk.perform(act, segments.rename, view.saved, name)
        except BadValue as refused:
            fault, act.op_id = problems.sentence(refused), new_op_id()
        except Told as refused:
            tab.desk.show_problem(refused)
        else:
            return


async def delete(tab: PeopleTab, view: View) -> None:
    """Delete a saved view; nobody changes, and *Undo* brings it back."""
    assert view.saved is not None
    gone = await tab.desk.write(_("Delete view “{name}”").format(name=view.label), segments.remove, view.saved)
    tab.desk.tell(_("View “{name}” deleted").format(name=gone.name), undo=True)


def shown(tab: PeopleTab) -> Query:
    """What the table asks for now, as a view keeps it."""
    query = tab.query
    return Query(query.stages, query.conditions, " ".join(query.text.split()), query.sort)


async def _show_saved(tab: PeopleTab, key: str) -> None:
    """Choose a view that has just been written, once the list knows it."""
    tab.saved = await tab.desk.read(segments.views)
    tab.viewing.show_saved(key)


def _kept(tab: PeopleTab) -> list[tuple[str, str]]:
    """What a view would keep, in words."""
    query, columns = tab.query, tab.page.table.columns.shown_keys()
    chips = [f"{chip.label} {chip.value_text}".strip() for chip in tab.page.filters.chips()]
    told = [("filter", "; ".join(chips) if chips else _("No filter"))]
    if query.text.strip():
        told.append(("search", _("Search “{text}”").format(text=query.text.strip())))
    order = [_(BY_KEY[sort.key].label) + (" \N{DOWNWARDS ARROW}" if sort.descending else " \N{UPWARDS ARROW}") for sort in query.sort]
    told.append(("list", _("Order: {columns}").format(columns=", ".join(order))))
    told.append(("columns", ngettext("{count} column", "{count} columns", len(columns)).format(count=len(columns))))
    return told


# --- groups --------------------------------------------------------------------------------------------------------------------------


async def add_group(tab: PeopleTab) -> None:
    """Make a group (W1)."""
    act = tab.desk.act(_("New group"))
    typed = GroupAnswer("", GROUP_COLOURS[len(tab.choices.groups) % len(GROUP_COLOURS)], "")
    faults: Mapping[str, str] = {}
    while True:
        answer: GroupAnswer | None = await tab.desk.ask(GroupDialog, _("New group"), _("Make group"), _colours(), typed, problems=faults)
        if answer is None:
            return
        typed = answer
        try:
            made = await tab.desk.perform(act, groups.add, name=answer.name, colour=answer.colour, description=answer.description or None)
        except (BadValue, FieldsRefused) as refused:
            faults, act.op_id = _faults(refused), new_op_id()
        except Told as refused:
            tab.desk.show_problem(refused)
        else:
            tab.desk.tell(_("Group “{name}” made").format(name=made.name), undo=True)
            return


async def edit_group(tab: PeopleTab, group: int) -> None:
    """Change name, colour and description; what another desk changed meanwhile is told at its field, with what was typed kept (A1)."""
    seen = await _details(tab, group)
    act = tab.desk.act(_("Edit group “{name}”").format(name=seen["name"]))
    typed = GroupAnswer(str(seen["name"]), str(seen["colour"]), str(seen["description"] or ""))
    faults: Mapping[str, str] = {}
    while True:
        answer: GroupAnswer | None = await tab.desk.ask(GroupDialog, _("Edit group"), _("Save group"), _colours(), typed, problems=faults)
        if answer is None:
            return
        typed = answer
        now: dict[str, Value] = {"name": answer.name, "colour": answer.colour, "description": answer.description or None}
        changes = {key: (seen[key], value) for key, value in now.items() if value != seen[key]}
        try:
            await tab.desk.perform(act, groups.edit, group, changes)
        except Conflict as refused:
            sentence = _("Another desk wrote “{value}” here; save again to keep yours.")
            faults = {key: sentence.format(value=values[1]) for key, values in refused.clashes.items()}
            seen, act.op_id = await _details(tab, group), new_op_id()
        except (BadValue, FieldsRefused) as refused:
            faults, act.op_id = _faults(refused), new_op_id()
        except Told as refused:
            tab.desk.show_problem(refused)
        else:
            return


async def delete_group(tab: PeopleTab, group: int) -> None:
    """Delete a group: the labels go, nobody else; *Undo* brings both back (W1)."""
    name = str((await _details(tab, group))["name"])
    done = await tab.desk.write(_("Delete group “{name}”").format(name=name), groups.remove, [group])
    sentence = ngettext(
        "Group “{name}” deleted; {count} person is no longer in it",
        "Group “{name}” deleted; {count} people are no longer in it",
        done.labels,
    )
    tab.desk.tell(sentence.format(name=name, count=show_number(done.labels)), undo=True)


async def put_in(tab: PeopleTab, group: int, people: Sequence[int]) -> None:
    """Put people into a group, as when their rows are dropped on it."""
    name = str((await _details(tab, group))["name"])
    done = await tab.desk.write(_("Put into “{group}”").format(group=name), groups.put_in, group, list(people))
    if done.changed:
        sentence = ngettext("{count} person put into {group}", "{count} people put into {group}", done.changed)
        tab.desk.tell(sentence.format(count=show_number(done.changed), group=name), undo=True)
    else:
        tab.desk.tell(_("They are in {group} already.").format(group=name), tone="info")


async def _details(tab: PeopleTab, group: int) -> dict[str, Value]:
    """A group as it stands now."""
    line = await tab.desk.read(groups.one, group)
    return {"name": line.name, "colour": line.colour, "description": line.description}


_COLOURS = (N_("Violet"), N_("Green"), N_("Rust"), N_("Blue"), N_("Ochre"), N_("Plum"), N_("Teal"), N_("Olive"))


def _colours() -> list[Choice]:
    """The colours that are offered, with their names for those who do not see them."""
    return [Choice(colour, _(name)) for colour, name in zip(GROUP_COLOURS, _COLOURS, strict=True)]


def _faults(refused: BadValue | FieldsRefused) -> dict[str, str]:
    if isinstance(refused, FieldsRefused):
        return {key: problems.sentence(problem) for key, problem in refused.problems.items()}
    return {refused.key or "name": problems.sentence(refused)}
