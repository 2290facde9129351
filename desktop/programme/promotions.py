"""Promotions: listed, made, edited and ended from the Tools menu (L14)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from db.errors import BadValue
from db.fields import BY_KEY
from db.operations import promotions
from db.operations.choices import Choices, choices
from db.operations.promotions import THOUSAND, Promoted
from desktop import problems
from desktop.people.editors import editor_of
from desktop.programme.records import Unread, Values, ask_until_saved
from resources.i18n import _
from ui.dialogs.named_list import NamedAnswer, NamedLine, NamedList
from ui.form import FieldSpec
from ui.roles import Badge, Choice, Editor

if TYPE_CHECKING:
    from db.fields import Manner
    from desktop.desk import Desk


async def promotions_of(desk: Desk) -> None:
    """Show the promotions until the list is closed; each can be edited or ended, and another one made."""
    while True:
        found = await desk.read(promotions.listed)
        named = await desk.read(choices)
        today, manner = desk.today().isoformat(), desk.club.manner
        answer: NamedAnswer | None = await desk.ask(
            NamedList,
            _("Promotions"),
            [_line(one, named, today, manner) for one in found],
            add=_("New promotion…"),
            empty=_("None yet. A promotion makes sales of some days earn more, for all, for a tier or for a group."),
            close=_("Close"),
        )
        if answer is None:
            return
        chosen = next((one for one in found if one.id == answer.id), None)
        if answer.verb == "end" and chosen is not None:
            await desk.write(_("End promotion"), promotions.end, chosen.id)
            desk.tell(_("{name} has ended").format(name=chosen.name), undo=True)
        elif await _save(desk, chosen, named):
            desk.tell(_("Promotion saved"), undo=True)


def _line(one: Promoted, named: Choices, today: str, manner: Manner) -> NamedLine:
    show_day = BY_KEY["joined"].kind.show
    badge = None
    if one.ends_on < today:
        badge = Badge(_("Ended"), "info")
    elif one.starts_on > today:
        badge = Badge(_("To come"), "info")
    verbs = [("edit", _("Edit"))]
    if one.starts_on < today <= one.ends_on:
        verbs.append(("end", _("End")))
    who = _whom(one, named)
    line = _("{first} to {last}, {whom}").format(first=show_day(one.starts_on, manner), last=show_day(one.ends_on, manner), whom=who)
    figure = f"× {_factor(one.factor)}" if one.factor is not None else f"+{BY_KEY['points'].kind.show(one.bonus, manner)}"
    return NamedLine(one.id, one.name, line, figure, badge, tuple(verbs))


def _whom(one: Promoted, named: Choices) -> str:
    tier = next((tier.name for tier in named.tiers if tier.id == one.tier_id), None)
    group = next((group.name for group in named.groups if group.id == one.group_id), None)
    return tier or group or _("all members")


def _factor(thousandths: int) -> str:
    """A factor as it is typed: 1500 is 1.5."""
    whole, rest = divmod(thousandths, THOUSAND)
    return str(whole) if not rest else f"{whole}.{rest:03d}".rstrip("0")


async def _save(desk: Desk, one: Promoted | None, named: Choices) -> bool:
    manner = desk.club.manner

    def fields(typed: Values) -> list[FieldSpec]:
        day = editor_of(BY_KEY["joined"], manner)
        show = BY_KEY["joined"].kind.show
        before = {
            "name": one.name if one else "",
            "starts_on": show(one.starts_on if one else desk.today().isoformat(), manner),
            "ends_on": show(one.ends_on, manner) if one else "",
            "factor": _factor(one.factor) if one and one.factor is not None else "",
            "bonus": str(one.bonus) if one and one.bonus is not None else "",
            "whom": _stored(one),
        }
        whom = (
            Choice("", _("All members")),
            *(Choice(f"tier:{tier.id}", _("Tier {name}").format(name=tier.name)) for tier in named.tiers),
            *(Choice(f"group:{group.id}", _("Group {name}").format(name=group.name)) for group in named.groups),
        )
        value = {**before, **typed}
        return [
            FieldSpec("name", _("Name"), Editor("text"), value["name"], span=2, required=True),
            FieldSpec("starts_on", _("First day"), day, value["starts_on"], required=True),
            FieldSpec("ends_on", _("Last day"), day, value["ends_on"], required=True),
            FieldSpec("factor", _("Points times"), Editor("number", hint="2"), value["factor"]),
            FieldSpec("bonus", _("or points more a sale"), Editor("number", hint="50"), value["bonus"]),
            FieldSpec("whom", _("For"), Editor("choice", whom), value["whom"], span=2),
        ]

    def save(typed: Values) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
        kind, _colon, key = typed["whom"].partition(":")
        values: dict[str, Any] = {
            "starts_on": _day("starts_on", typed, manner),
            "ends_on": _day("ends_on", typed, manner),
            "factor": _thousandths(typed["factor"]),
            "bonus": _whole("bonus", typed["bonus"]),
            "tier": int(key) if kind == "tier" else None,
            "group": int(key) if kind == "group" else None,
        }
        if one is None:
            return promotions.add, (typed["name"],), values
        return promotions.edit, (one.id, one.version), {**values, "name": typed["name"]}

    label = _("New promotion") if one is None else _("Edit promotion")
    note = _("Sales that were recorded keep what they earned.") if one is not None else ""
    return await ask_until_saved(desk, label, fields, save, action=_("Save promotion"), note=note)


def _stored(one: Promoted | None) -> str:
    if one is not None and one.tier_id is not None:
        return f"tier:{one.tier_id}"
    return f"group:{one.group_id}" if one is not None and one.group_id is not None else ""


def _day(key: str, typed: Values, manner: Manner) -> date:
    try:
        found = BY_KEY["joined"].kind.parse(typed[key], manner)
    except BadValue as problem:
        raise Unread(key, problems.sentence(problem)) from problem
    if found is None:
        raise Unread(key, _("Please fill this in."))
    return date.fromisoformat(str(found))


_FACTOR = "factor"


def _thousandths(text: str) -> int | None:
    """`1.5` or `1,5` as 1500; nothing as None."""
    whole, _sign, rest = text.strip().replace(",", ".").partition(".")
    if not text.strip():
        return None
    if not whole.isdecimal() or (rest and (not rest.isdecimal() or len(rest) > 3)):
        raise Unread(_FACTOR, _("Write a number above 1 with at most three decimals, like 2 or 1.5."))
    return int(whole) * THOUSAND + int(rest.ljust(3, "0"))


def _whole(key: str, text: str) -> int | None:
    """A whole number; nothing as None."""
    plain = text.strip()
    if not plain:
        return None
    if not plain.isdecimal() or not plain.isascii():
        raise Unread(key, _("Write a whole number, like 50."))
    return int(plain)
