"""Adding people: New member, New prospect; with the warning list that lives while typing, and the question about another name (D2, P3, P4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from db.database import new_op_id
from db.errors import FieldsRefused, KnownPhone, Told
from db.fields import BY_KEY, Value
from db.operations import known as knowing
from db.operations import members, people
from db.operations.people import one
from desktop import problems
from desktop.people.editors import editor_of, parse_all
from resources.i18n import _
from ui.dialogs.known import Known
from ui.dialogs.person import NewPerson, NewPersonAnswer
from ui.form import FieldSpec
from ui.roles import Badge, Chip, Choice, Editor

if TYPE_CHECKING:
    from db.search import Connection
    from desktop.people.tab import PeopleTab

_WIDE = ("phone", "email")
_KEYS = ("first_name", "last_name", "phone", "email", "birthday", "language", "street", "postcode", "city")
# What clubs speak in their shops; a sheet or the details panel takes any other tag.
LANGUAGES = (
    "en",
    "de",
    "es",
    "fr",
    "it",
    "nl",
    "pl",
    "pt",
    "sv",
    "da",
    "nb",
    "fi",
    "cs",
    "el",
    "hu",
    "ro",
    "tr",
    "ru",
    "uk",
    "ar",
    "he",
    "zh",
    "ja",
)


def language_choices(language: str) -> tuple[Choice, ...]:
    """The languages by their own names, the club's first."""
    from babel import Locale

    def named(tag: str) -> str:
        return (Locale.parse(tag.replace("-", "_")).get_display_name() or tag).capitalize()

    tags = dict.fromkeys((language, *LANGUAGES))
    return (Choice(None, ""), *(Choice(tag, named(tag)) for tag in tags))


def fields_of(tab: PeopleTab, values: Mapping[str, str]) -> list[FieldSpec]:
    """The fields of the dialog, with what an earlier try had typed."""
    specs = []
    for key in _KEYS:
        field = BY_KEY[key]
        editor = editor_of(field, tab.manner)
        if key == "language":
            editor = Editor("choice", language_choices(tab.desk.club.language), editor.check)
        specs.append(FieldSpec(key, _(field.label), editor, values.get(key, ""), span=2 if key in _WIDE or key == "street" else 1))
    return specs


async def new_person(tab: PeopleTab, *, prospect: bool) -> None:
    """Ask for a new member or prospect and add them; a refusal brings the dialog back with everything that was typed."""
    act = tab.desk.act(_("New prospect") if prospect else _("New member"))
    typed: dict[str, str] = {}
    faults: dict[str, str] = {}
    while True:
        answer = await tab.desk.ask(
            NewPerson,
            fields_of(tab, typed),
            prospect=prospect,
            shared_allowed=tab.desk.club.phones_shared_allowed,
            problems=faults,
            prepare=lambda dialog: _join(tab, dialog),
        )
        if answer is None:
            return
        if answer.open_id is not None:
            tab.open_person.emit(answer.open_id)
            return
        typed = answer.values
        values, faults = parse_all({key: text for key, text in typed.items() if key in BY_KEY}, tab.manner)
        if faults:
            continue
        try:
            saved = await _add(tab, act, values, answer, prospect=prospect)
        except FieldsRefused as refused:
            faults = {key: problems.sentence(problem) for key, problem in refused.problems.items()}
        except KnownPhone as refused:
            faults = {"phone": problems.sentence(refused)}
        except Told as refused:
            # The server is away, say: what was typed comes back with the dialog, under the same op_id.
            tab.desk.show_problem(refused)
        else:
            tab.desk.tell(_("{name} added, no. {number}").format(name=saved.name, number=saved.number), undo=True)
            tab.open_person.emit(saved.id)
            return
        act.op_id = new_op_id() if faults else act.op_id


def _join(tab: PeopleTab, dialog: NewPerson) -> None:
    """Feed the list of who is known while the dialog is open; what an earlier try had typed is looked at once."""
    dialog.typed.connect(lambda texts: tab.desk.start(_warn(tab, dialog, texts)))
    if any(dialog.values().values()):
        tab.desk.start(_warn(tab, dialog, dialog.values()))


async def _add(tab: PeopleTab, act: Any, values: dict[str, Value], answer: NewPersonAnswer, *, prospect: bool) -> people.Saved:
    """Write what the dialog decided."""
    if values.get("consent") == "yes":
        values["consent_date"] = tab.desk.today().isoformat()
        values["consent_source"] = _("at the desk")
    if prospect:
        stage = "guest" if answer.guest else "invited"
        return await tab.desk.perform(act, people.add_prospect, values, stage=stage)
    if answer.use_id is not None:
        if answer.keeps_name:
            # The record's name is the right one (P3); what else was typed is taken.
            values = {key: value for key, value in values.items() if key not in ("first_name", "last_name")}
        done = await tab.desk.perform(act, members.promote, [answer.use_id], values=values)
    else:
        done = await tab.desk.perform(act, members.enrol, values, shared_phone=answer.shared, another_person=answer.is_another)
    return done.members[0]


async def _warn(tab: PeopleTab, dialog: NewPerson, texts: dict[str, str]) -> None:
    """Feed the list *Already known* while typing."""
    values, _faults = parse_all({key: text for key, text in texts.items() if key in BY_KEY}, tab.manner)
    found, differing = await tab.desk.read(_known_with_names, values)
    dialog.show_known([_known(tab, person, differing.get(person.id, "")) for person in found])
    warnings: dict[str, str] = {}
    for person in found:
        who = _("member") if person.stage == "member" else _("prospect")
        if person.id in differing:
            warnings.setdefault("phone", _("This number is {name}'s, a prospect. Which name is right?").format(name=person.name))
        elif "phone" in person.reasons:
            warnings.setdefault("phone", _("A {who} has this number: {name}").format(who=who, name=person.name))
        if "email" in person.reasons:
            warnings.setdefault("email", _("A {who} has this address: {name}").format(who=who, name=person.name))
    dialog.show_warnings(warnings)


def _known_with_names(connection: Connection, values: Mapping[str, Value]) -> tuple[tuple[knowing.Known, ...], dict[int, str]]:
    """Who is known, and the name typed beside those prospects with that phone whose name is another (P3)."""
    found = knowing.known(connection, values)
    typed = " ".join(str(values[key]) for key in ("first_name", "last_name") if values.get(key))
    prospects = [person for person in found if person.stage != "member" and "phone" in person.reasons]
    return found, {person.id: typed for person in prospects if members.names_differ(one(connection, person.id), values)}


def _known(tab: PeopleTab, person: knowing.Known, other_name: str) -> Known:
    """A known person as the dialog lists them."""
    chip: Chip | Badge | None = None
    tier = next((face for face in tab.tiers.values() if face.id == person.tier_id), None)
    if person.stage != "member":
        chip = Badge(_("Guest") if person.stage == "guest" else _("Invited"), "info")
    elif tier is not None and not tier.is_base:
        chip = Chip(tier.name, tier.colour)
    line = _("No. {number}").format(number=person.number) + (f", {person.city}" if person.city else "")
    is_member = person.stage == "member"
    can_use = not is_member and person.status == "active"
    return Known(person.id, person.name, chip, line, person.reasons, is_member=is_member, can_use=can_use, other_name=other_name)
