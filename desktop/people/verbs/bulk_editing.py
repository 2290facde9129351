"""Changing one field of many people, with what it does shown before and as one step (issue 5, item 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db.errors import BadValue, Told
from db.fields import BY_KEY
from db.fields.kinds import Tags
from db.operations import bulk_edit as operation
from db.operations.bulk_edit import BulkEdited, Edit
from desktop import problems
from desktop.people.editors import editor_of
from desktop.people.many import COUNTED
from desktop.people.verbs.concerned import concerned
from desktop.people.verbs.trying import for_all, until_done
from resources.i18n import _, ngettext
from ui.dialogs.bulk_edit import BulkEdit, BulkEditAnswer, EditableField, Foreseen
from ui.locales import show_number
from ui.roles import Choice, Editor

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.flows import Later

# What is given to many most often stands first.
_FIRST = ("groups", "interests", "city", "consent", "joined", "language", "country")


async def bulk_edit(desk: Desk, people: Sequence[int]) -> None:
    """Ask which field becomes what, show who changes, who stays and who is left out, and do it to the others at once."""
    who = await concerned(desk, people)
    names = await desk.read(_group_names)
    fields = _fields(desk, names)
    act = desk.act(_("Change a field"))

    def ask(typed: Any, faults: Mapping[str, str]) -> Later[Any]:
        return desk.ask(
            BulkEdit,
            who.subject,
            fields,
            typed=typed,
            problems=faults,
            prepare=lambda dialog: dialog.asked.connect(lambda answer: desk.start(_foresee(desk, dialog, people, answer))),
        )

    async def do(answer: BulkEditAnswer) -> BulkEdited:
        edit = _edit(desk, answer)
        count = ngettext("Change {field} of {count} person", "Change {field} of {count} people", len(people))
        act.label = count.format(field=_(BY_KEY[edit.key].label), count=show_number(len(people)))
        return await for_all(desk, act, operation.apply, list(people), edit)

    done = await until_done(desk, act, ask, do, at="value")
    if done is not None:
        _tell(desk, done[1])


def _tell(desk: Desk, done: BulkEdited) -> None:
    if not done.changed:
        desk.tell(_("Nobody changed: they have it so already."), tone="info")
        return
    words = ngettext("{count} person changed", "{count} people changed", done.changed).format(count=show_number(done.changed))
    if done.refused:
        words = _("{changed}, {refused} left out").format(changed=words, refused=show_number(done.refused))
    desk.tell(words, undo=True)


async def _foresee(desk: Desk, dialog: BulkEdit, people: Sequence[int], answer: BulkEditAnswer) -> None:
    """Tell the open dialog what its answer would do; of very many only whether it can be understood: to look at all takes as long as to do it."""
    try:
        edit = _edit(desk, answer)
        if len(people) > COUNTED:
            dialog.show_foreseen(answer, Foreseen(None, 0))
            return
        seen = await desk.read(operation.foresee, people, edit, desk.today())
    except BadValue as refused:
        if dialog.is_open:
            dialog.show_fault(answer, problems.sentence(refused))
        return
    except Told as refused:
        desk.show_problem(refused)
        return
    if dialog.is_open:
        named = tuple((line.name, problems.sentence(line.problem)) for line in seen.refused)
        dialog.show_foreseen(answer, Foreseen(seen.changes, seen.stays, named))


def _edit(desk: Desk, answer: BulkEditAnswer) -> Edit:
    """The answer understood; BadValue where the field cannot hold what was typed."""
    value = BY_KEY[answer.key].kind.parse(answer.text, desk.club.manner)
    return Edit(answer.key, value, answer.way)  # type: ignore[arg-type]


def _group_names(connection: Any) -> tuple[str, ...]:
    """The names of the groups, to be offered while typing."""
    from db.operations.choices import choices

    return tuple(group.name for group in choices(connection).groups)


def _fields(desk: Desk, groups: Sequence[str]) -> list[EditableField]:
    """What many can be given, the likeliest first."""
    order = {key: place for place, key in enumerate(_FIRST)}
    listed = sorted(operation.FIELDS, key=lambda field: order.get(field.key, len(order)))
    made = []
    for field in listed:
        editor = editor_of(field, desk.club.manner)
        if field.key == "groups":
            editor = Editor("tags", tuple(Choice(name, name) for name in groups), editor.check)
        made.append(EditableField(field.key, _(field.label), editor, isinstance(field.kind, Tags)))
    return made
