"""What must hold of a person's details whoever writes them: a form, a cell or a spreadsheet (rules.md, sections 9 and 11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from db.errors import BadValue, Told
from db.fields.kinds import Value
from db.texts import N_


def tidied(values: Mapping[str, Value]) -> dict[str, Value]:
    """The details with a person's only name as the last name (commands.md: a person with one name only has it as last name)."""
    kept = dict(values)
    if kept.get("first_name") and not kept.get("last_name"):
        kept["last_name"], kept["first_name"] = kept["first_name"], None
    return kept


def problems(person: Mapping[str, Value], changed: set[str], today: date) -> dict[str, Told]:
    """What is wrong with the *changed* details of a person as they would stand, by key; empty when all is well."""
    found: dict[str, Told] = {}
    if "last_name" in changed and person["first_name"] and not person["last_name"]:
        found["last_name"] = BadValue(N_("A person with one name has it as last name; it cannot be empty."), key="last_name")
    if changed & {"first_name", "last_name", "phone", "email"} and not (person["last_name"] or person["phone"] or person["email"]):
        key = "last_name" if "last_name" in changed or "first_name" in changed else next(iter(changed & {"phone", "email"}))
        found[key] = BadValue(N_("A person needs a name, a phone or an e-mail address."), key=key)
    if "joined" in changed:
        found.update(_joined(person, today))
    for key in ("birthday", "anniversary", "consent_date"):
        value = person[key]
        if key in changed and value and not str(value).startswith("--") and str(value) > today.isoformat():
            found[key] = BadValue(N_("The date lies in the future."), key=key)
    return found


def _joined(person: Mapping[str, Value], today: date) -> dict[str, Told]:
    """*Joined* belongs to members, and to the past (commands.md: joined of members only)."""
    joined = person["joined"]
    if person["stage"] == "member":
        if joined is None:
            return {"joined": BadValue(N_("A member has joined on some day; the date cannot be empty."), key="joined")}
        if str(joined) > today.isoformat():
            return {"joined": BadValue(N_("The date lies in the future."), key="joined")}
    elif joined is not None:
        return {"joined": BadValue(N_("Only members have joined; register this person first."), key="joined")}
    return {}
