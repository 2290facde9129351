"""The fields of people: keys and labels are a promise to scripts and sheets (commands.md, *Field keys and English labels*)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FunctionElement

from db.entities.benefit_cards import BenefitCard
from db.entities.people import Person
from db.entities.points import Account
from db.entities.tiers import Tier
from db.errors import RuleBroken
from db.fields import kinds
from db.fields.field import Field
from db.fields.kinds import Choice
from db.texts import N_

STAGE = Choice("choice", choices={"guest": N_("Guest"), "invited": N_("Invited"), "member": N_("Member")})
STATUS = Choice(
    "choice",
    choices={
        "active": N_("Active"),
        "suspended": N_("Suspended"),
        "removed": N_("Removed"),
        "merged": N_("Merged"),
        "anonymised": N_("Anonymised"),
    },
)
GENDER = Choice("choice", choices={"female": N_("Female"), "male": N_("Male"), "other": N_("Other")})
CONSENT = Choice("choice", choices={"yes": N_("Yes"), "no": N_("No")})
CAME_BY = Choice(
    "choice",
    choices={
        "desk": N_("Desk"),
        "sheet": N_("Sheet"),
        "sign-up": N_("Sign-up"),
        "invitation": N_("Invitation"),
        "demo": N_("Demo"),
    },
)


class _GroupNames(FunctionElement[str]):
    """The names of a person's groups with "; " between, in the order of their folded names."""

    inherit_cache = True
    name = "group_names"


@compiles(_GroupNames, "sqlite")
def _group_names_sqlite(element: object, compiler: object, **kw: object) -> str:
    return (
        "(SELECT group_concat(name, '; ') FROM (SELECT groups.name FROM group_members JOIN groups ON groups.id = group_members.group_id"
        " WHERE group_members.person_id = people.id ORDER BY groups.name_key))"
    )


@compiles(_GroupNames, "postgresql")
def _group_names_postgresql(element: object, compiler: object, **kw: object) -> str:
    return (
        "(SELECT string_agg(groups.name, '; ' ORDER BY groups.name_key) FROM group_members JOIN groups ON groups.id = group_members.group_id"
        " WHERE group_members.person_id = people.id)"
    )


def _groups() -> ColumnElement[str]:
    return _GroupNames()


ALL: tuple[Field, ...] = (
    Field("number", N_("Member no."), kinds.CODE, Person.c.number, "10482", sort=(Person.c.id,), sheet="identifies", widest="1000000", short=N_("No.")),
    Field("code", N_("Card code"), kinds.CODE, Person.c.code, "RG1-7F3K-Q2XM-9", sheet="identifies", widest="RG1-MMMM-MMMM-M"),
    Field("stage", N_("Stage"), STAGE, Person.c.stage, "member", widest="Member"),
    Field("status", N_("Status"), STATUS, Person.c.status, "active"),
    Field("first_name", N_("First name"), kinds.LINE, Person.c.first_name, "Zoë", sort=(Person.c.first_key,), write="first_name", sheet="edits", widest="Anne-Sophie"),
    Field("last_name", N_("Last name"), kinds.LINE, Person.c.last_name, "van der Berg", sort=(Person.c.name_key,), write="last_name", sheet="edits", widest="Hernández García Suspended"),
    Field("phone", N_("Phone"), kinds.PHONE, Person.c.phone, "+31 6 1200 5518", write="phone", sheet="edits", widest="+420 601 000 1870"),
    Field("other_phone", N_("Other phone"), kinds.PHONE, Person.c.other_phone, "+31 20 624 1111", write="other_phone", sheet="edits", widest="+420 601 000 1870"),
    Field("email", N_("E-mail"), kinds.EMAIL, Person.c.email, "zoe@example.org", sort=(Person.c.email_key,), write="email", sheet="edits", widest="sofia.hernandez@example.org"),
    Field("street", N_("Street"), kinds.LINE, Person.c.street, "Oudegracht 214", write="street", sheet="edits", widest="Calle de la Feria 118"),
    Field("postcode", N_("Postcode"), kinds.CODE, Person.c.postcode, "3511 NR", write="postcode", sheet="edits", widest="SW1A 1AAA"),
    Field("city", N_("City"), kinds.LINE, Person.c.city, "Utrecht", sort=(Person.c.city_key,), write="city", sheet="edits", widest="Thessaloníki"),
    Field("country", N_("Country"), kinds.COUNTRY, Person.c.country, "NL", write="country", sheet="edits", widest="NL"),
    Field("birthday", N_("Birthday"), kinds.PARTIAL_DATE, Person.c.birthday, "1988-05-17", write="birthday", sheet="edits"),
    Field("anniversary", N_("Anniversary"), kinds.PARTIAL_DATE, Person.c.anniversary, "--06-21", write="anniversary", sheet="edits"),
    Field("gender", N_("Gender"), GENDER, Person.c.gender, "female", write="gender", sheet="edits"),
    Field("language", N_("Language"), kinds.LANGUAGE, Person.c.language, "nl", write="language", sheet="edits", widest="pt-BR"),
    Field("joined", N_("Joined"), kinds.DATE, Person.c.joined, "2026-01-31", write="joined", sheet="edits"),
    Field("last_visit", N_("Last visit"), kinds.DATE, Person.c.last_visit, "2026-02-14"),
    Field("card_valid_until", N_("Card valid until"), kinds.DATE, Person.c.card_valid_until, "2027-12-31"),
    Field("consent", N_("Marketing consent"), CONSENT, Person.c.consent, "yes", write="consent", sheet="edits"),
    Field("consent_date", N_("Consent date"), kinds.DATE, Person.c.consent_date, "2026-01-31", write="consent_date", sheet="edits"),
    Field("consent_source", N_("Consent source"), kinds.LINE, Person.c.consent_source, "signed form", write="consent_source", sheet="edits"),
    Field("interests", N_("Interests"), kinds.TAGS, Person.c.interests, "books; espresso", write="interests", sheet="edits"),
    Field("groups", N_("Groups"), kinds.TAGS, _groups(), "Book club", write="groups", sheet="edits", needs=("groups",)),
    Field("came_by", N_("Came by"), CAME_BY, Person.c.came_by, "desk"),
    Field("note", N_("Internal note"), kinds.LONG_TEXT, Person.c.note, "Prefers the window table", write="note", sheet="edits"),
    Field("tier", N_("Tier"), kinds.NAMED, Tier.c.name, "Gold", sort=(Tier.c.rank,), needs=("tier",), widest="Platinum ••"),
    Field("tier_review", N_("Tier review"), kinds.DATE, Person.c.tier_review, "2027-03-31"),
    Field("benefit_card", N_("Benefit card"), kinds.NAMED, BenefitCard.c.name, "Student 10 %", sort=(BenefitCard.c.name_key,), needs=("benefit_card",), widest="Friends of the house"),
    Field("points", N_("Points"), kinds.NUMBER, Account.c.points, "2480", needs=("account",), widest="1,000,000"),
    Field("owed", N_("Owed points"), kinds.NUMBER, Account.c.owed, "0", needs=("account",), widest="10,000"),
    Field("pending", N_("Pending points"), kinds.NUMBER, Account.c.pending, "0", needs=("account",), widest="10,000", short=N_("Waiting")),
    Field("created", N_("Created"), kinds.TIME, Person.c.created, "2026-01-31T12:00:00Z"),
    Field("changed", N_("Changed"), kinds.TIME, Person.c.changed, "2026-01-31T12:00:00Z"),
)  # fmt: skip

BY_KEY = {field.key: field for field in ALL}

# The columns of a table and of `list` until the person chooses others; and of a sheet (commands.md, `export`).
TABLE = ("number", "first_name", "last_name", "tier", "points", "phone", "joined")
SHEET = tuple(field.key for field in ALL if field.sheet != "shown")


def by_keys(keys: Iterable[str]) -> tuple[Field, ...]:
    """The fields of these keys, in their order; RuleBroken naming the first unknown one."""
    found = []
    for key in keys:
        if key not in BY_KEY:
            raise RuleBroken(N_("“{key}” is not a column; the columns are: {known}."), key=key, known=", ".join(BY_KEY))
        found.append(BY_KEY[key])
    return tuple(found)
