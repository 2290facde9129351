"""Named activities: listed, made, edited, retired and taken up again from the Tools menu (L14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db.fields import BY_KEY
from db.operations import activities
from db.operations.activities import Named
from desktop.programme.records import Unread, Values, ask_until_saved
from resources.i18n import _, ngettext
from ui.dialogs.named_list import NamedAnswer, NamedLine, NamedList
from ui.form import FieldSpec
from ui.roles import Badge, Choice, Editor

if TYPE_CHECKING:
    from db.fields import Manner
    from desktop.desk import Desk


async def activities_of(desk: Desk) -> None:
    """Show the activities until the list is closed; each can be edited, retired or taken up again, and another one made."""
    while True:
        found = await desk.read(activities.listed)
        answer: NamedAnswer | None = await desk.ask(
            NamedList,
            _("Named activities"),
            [_line(one, desk.club.manner) for one in found],
            add=_("New activity…"),
            empty=_("None yet. An activity gives its points with one click, for instance for a survey or a friend brought."),
            close=_("Close"),
        )
        if answer is None:
            return
        chosen = next((one for one in found if one.id == answer.id), None)
        if answer.verb == "retire" and chosen is not None:
            await desk.write(_("Retire activity"), activities.end, chosen.id)
            desk.tell(_("{name} is retired").format(name=chosen.name), undo=True)
        elif answer.verb == "restore" and chosen is not None:
            await desk.write(_("Take up activity"), activities.edit, chosen.id, chosen.version, **{**_kept(chosen), "active": True})
            desk.tell(_("{name} is given again").format(name=chosen.name), undo=True)
        elif await _save(desk, chosen):
            desk.tell(_("Activity saved"), undo=True)


def _kept(one: Named) -> dict[str, Any]:
    keys = ("name", "points", "at_most", "at_most_per", "qualifies", "active")
    return {key: getattr(one, key) for key in keys}


def _line(one: Named, manner: Manner) -> NamedLine:
    parts = [_limit(one)] if one.at_most is not None else []
    if not one.qualifies:
        parts.append(_("does not count for the tier"))
    verbs = (("edit", _("Edit")), ("retire", _("Retire")) if one.active else ("restore", _("Take up again")))
    badge = None if one.active else Badge(_("Retired"), "info")
    figure = f"+{BY_KEY['points'].kind.show(one.points, manner)}"
    return NamedLine(one.id, one.name, ", ".join(parts) or _("as often as it happens"), figure, badge, verbs)


def _limit(one: Named) -> str:
    count = one.at_most or 0
    sentences = {
        "day": ngettext("at most {count} time a day", "at most {count} times a day", count),
        "year": ngettext("at most {count} time a year", "at most {count} times a year", count),
        "life": ngettext("at most {count} time at all", "at most {count} times at all", count),
    }
    return sentences[str(one.at_most_per)].format(count=count)


async def _save(desk: Desk, one: Named | None) -> bool:
    def fields(typed: Values) -> list[FieldSpec]:
        before = {
            "name": one.name if one else "",
            "points": str(one.points) if one else "",
            "at_most": str(one.at_most) if one and one.at_most is not None else "",
            "at_most_per": (one.at_most_per or "") if one else "",
            "qualifies": "no" if one and not one.qualifies else "yes",
        }
        per = (Choice("", _("no limit")), Choice("day", _("a day")), Choice("year", _("a year")), Choice("life", _("at all")))
        value = {**before, **typed}
        counts = (Choice("yes", _("Yes")), Choice("no", _("No")))
        return [
            FieldSpec("name", _("Name"), Editor("text", hint=_("Survey, event, friend brought")), value["name"], span=2, required=True),
            FieldSpec("points", _("Points"), Editor("number"), value["points"], required=True),
            FieldSpec("qualifies", _("Counts for the tier"), Editor("choice", counts), value["qualifies"]),
            FieldSpec("at_most", _("At most times"), Editor("number"), value["at_most"]),
            FieldSpec("at_most_per", _("in"), Editor("choice", per), value["at_most_per"]),
        ]

    def save(typed: Values) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
        points = _whole("points", typed["points"])
        at_most = _whole("at_most", typed["at_most"]) if typed["at_most"].strip() else None
        values: dict[str, Any] = {
            "at_most": at_most,
            "at_most_per": typed["at_most_per"] or None,
            "qualifies": typed["qualifies"] != "no",
        }
        if one is None:
            return activities.add, (typed["name"], points), values
        values |= {"name": typed["name"], "points": points, "active": one.active}
        return activities.edit, (one.id, one.version), values

    label = _("New activity") if one is None else _("Edit activity")
    note = _("What was given stays as it was.") if one is not None else ""
    return await ask_until_saved(desk, label, fields, save, action=_("Save activity"), note=note)


def _whole(key: str, text: str) -> int:
    plain = text.strip()
    if not plain.isdecimal() or not plain.isascii():
        raise Unread(key, _("Write a whole number, like 50."))
    return int(plain)
