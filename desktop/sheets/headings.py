"""What a heading may be called: keys, labels in every shipped language, and the words that clubs use (commands.md, *synonyms*; X3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from db.fields import Field
from db.texts import N_, words
from resources import i18n

# The words that people write for a field, by language; a language that is shipped later adds its own table.
SYNONYMS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "en": {
        "number": (
            "Member number",
            "Member no",
            "Member nr",
            "Member #",
            "Member ID",
            "Membership number",
            "Membership no",
            "Membership ID",
            "No.",
            "Person no.",
        ),
        "code": ("Card", "Card number", "Card no", "Barcode", "QR code", "Loyalty card"),
        "first_name": ("Given name", "Forename", "Christian name", "First", "Firstname"),
        "last_name": ("Surname", "Family name", "Last", "Lastname", "Name"),
        "phone": (
            "Mobile",
            "Mobile phone",
            "Mobile number",
            "Tel.",
            "Telephone",
            "Telephone number",
            "Phone number",
            "Phone no",
            "Cell",
            "Cell phone",
            "Cellphone",
        ),
        "other_phone": ("Second phone", "Phone 2", "Home phone", "Work phone", "Landline", "Other telephone"),
        "email": ("Mail", "E-mail address", "Mail address", "Email address", "Email"),
        "street": ("Address", "Street address", "Address line 1", "Street and number"),
        "postcode": ("ZIP", "ZIP code", "Postal code", "Post code"),
        "city": ("Town", "Place", "Locality", "Post town"),
        "country": ("Country code", "Nation", "Land"),
        "birthday": ("Date of birth", "Birth date", "Birthdate", "DOB", "Born"),
        "anniversary": ("Wedding day", "Wedding anniversary"),
        "gender": ("Sex",),
        "language": ("Preferred language", "Lang"),
        "joined": ("Join date", "Joining date", "Date joined", "Member since", "Joined on", "Registered on"),
        "last_visit": ("Last seen",),
        "card_valid_until": ("Valid until", "Card expiry"),
        "consent": ("Consent", "Marketing", "Newsletter", "Opt-in", "Opt in", "GDPR consent"),
        "consent_date": ("Date of consent", "Consent given on"),
        "consent_source": ("Source of consent", "Consent from"),
        "interests": ("Tags", "Hobbies", "Interest"),
        "groups": ("Group", "Lists"),
        "note": ("Notes", "Remark", "Remarks", "Comment", "Comments", "Note"),
        "tier": ("Tier name", "Membership tier"),
        "points": ("Balance", "Points balance", "Active points"),
    }
}


@dataclass(frozen=True)
class Heading:
    """A column that a file may have: its key, its label (English, to be translated), and the other names it goes by."""

    key: str
    label: str
    synonyms: tuple[str, ...] = ()

    def labels(self) -> Iterable[str]:
        """The label in each shipped language."""
        return (i18n.catalogue(language).gettext(self.label) for language in i18n.SHIPPED)


def of_fields(fields: Iterable[Field]) -> tuple[Heading, ...]:
    """The headings of a file of people."""
    return tuple(Heading(field.key, field.label, _synonyms(field.key)) for field in fields)


def _synonyms(key: str) -> tuple[str, ...]:
    return tuple(name for table in SYNONYMS.values() for name in table.get(key, ()))


def folded(text: str) -> str:
    """A heading as it is compared: no case, accents, line breaks, blanks, underscores or punctuation (X3)."""
    return "".join(words(text.removeprefix("\ufeff"))) or text.strip().casefold()


_WHO = tuple(
    Heading(key, label, _synonyms(key))
    for key, label in (("number", N_("Member no.")), ("code", N_("Card code")), ("phone", N_("Phone")), ("email", N_("E-mail")))
)
_NOTE = Heading("note", N_("Note"), ("Notes", "Internal note", "Reason", "Remark"))
_DATE = Heading("date", N_("Date"), ("Day", "Date of sale", "Sale date"))
SALES = (
    *_WHO,
    Heading("amount", N_("Amount"), ("Total", "Value", "Sum", "Spent")),
    _DATE,
    Heading("receipt", N_("Receipt"), ("Receipt no.", "Receipt number", "Invoice", "Order")),
    _NOTE,
)
POINTS = (
    *_WHO,
    Heading("points", N_("Points"), ("Score", "Pts")),
    _NOTE,
    Heading("comment", N_("Comment"), ("Public comment", "Comments")),
    Heading("expires", N_("Expires"), ("Expiry", "Expiry date", "Valid until")),
    Heading("stamp_card", N_("Stamp card"), ("Stamps", "Punch card")),
)
