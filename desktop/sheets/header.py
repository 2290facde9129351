"""Stage 4: find the row of headings and say which column is which field (X3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from db.errors import RuleBroken
from db.texts import N_
from desktop.sheets.card import SHEET as CARD
from desktop.sheets.card import Card
from desktop.sheets.container import column_letters
from desktop.sheets.headings import Heading, folded
from desktop.sheets.reader import Row, Sheet
from resources.i18n import _

DEEPEST = 20
SAMPLES = 3


@dataclass(frozen=True)
class Header:
    """Where the headings stand and what they mean.

    *place* is the index of their row in `Sheet.rows`, *row* its number in the file; *columns* maps a key to its column (from 0), *texts* to
    the heading as it stands there; *unknown* are the headings that mean nothing to us; *card* is the column of the export id in a CSV.
    """

    place: int
    row: int
    columns: Mapping[str, int]
    texts: Mapping[str, str]
    unknown: tuple[str, ...] = ()
    card: int | None = None


class HeadingsUnknown(RuleBroken):
    """No heading was recognised. *columns* are the texts of the first row with the values below each, for a person to say what they hold."""

    def __init__(self, template: str, *, columns: tuple[tuple[str, tuple[str, ...]], ...], **values: object) -> None:
        super().__init__(template, **values)
        self.columns = columns


@dataclass
class _Match:
    columns: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    twice: list[tuple[str, int, int]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    card: int | None = None


def find(sheet: Sheet, headings: Sequence[Heading], mapping: Mapping[str, str] | None = None) -> Header:
    """The header of a sheet. *mapping* is the person's own word, heading to key (`--map`), and stands above everything.

    RuleBroken where no row within the first twenty holds a known heading, where two columns mean the same field, or where *mapping* names
    a heading or a field that is not there.
    """
    if not sheet.rows:
        raise RuleBroken(N_("The sheet “{sheet}” holds no rows."), sheet=sheet.name)
    names = _names(headings, sheet.card)
    wished = _wishes(mapping or {}, headings)
    best, best_place = _Match(), -1
    for place, row in enumerate(sheet.rows[:DEEPEST]):
        if sheet.numbers[place] > DEEPEST:
            break
        match = _match(row, names, wished)
        if len(match.columns) > len(best.columns):
            best, best_place = match, place
    if best_place < 0:
        known = ", ".join(_(heading.label) for heading in headings)
        text = N_("No row of headings was found in the first {rows} rows. Headings may be, in any order: {known}.")
        raise HeadingsUnknown(text, columns=_samples(sheet), rows=DEEPEST, known=known)
    if best.twice:
        label, first, second = best.twice[0]
        raise RuleBroken(
            N_("Columns {first} and {second} both mean “{label}”. Rename or remove one of them."),
            first=column_letters(first), second=column_letters(second), label=label,
        )  # fmt: skip
    found = {folded(text) for text in best.texts.values()}
    for text in mapping or {}:
        if folded(text) not in found:
            raise RuleBroken(N_("No column has the heading “{heading}”, which you mapped to a field."), heading=text)
    return Header(best_place, sheet.numbers[best_place], best.columns, best.texts, tuple(best.unknown), best.card)


def _samples(sheet: Sheet) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The texts of the first row, each with up to three values below it."""
    first, below = sheet.rows[0], sheet.rows[1 : 1 + SAMPLES]
    texts = [(place, cell.strip()) for place, cell in enumerate(first) if isinstance(cell, str) and cell.strip()]
    return tuple((text, tuple(str(row[place]) for row in below if place < len(row) and row[place] is not None)) for place, text in texts)


def _names(headings: Sequence[Heading], card: Card | None) -> dict[str, tuple[str, str]]:
    """Folded names to key and label. The card's own labels come first, then keys, labels, synonyms; who claims a name first keeps it."""
    names: dict[str, tuple[str, str]] = {}
    labels = {heading.key: _(heading.label) for heading in headings}
    if card is not None:
        for key, label in zip(card.keys, card.labels, strict=False):
            if key in labels:
                names.setdefault(folded(label), (key, labels[key]))
    for claims in (lambda one: (one.key,), Heading.labels, lambda one: one.synonyms):
        for heading in headings:
            for name in claims(heading):
                names.setdefault(folded(name), (heading.key, labels[heading.key]))
    return names


def _wishes(mapping: Mapping[str, str], headings: Sequence[Heading]) -> dict[str, tuple[str, str]]:
    """The person's own mapping by folded heading; RuleBroken for a field that there is not."""
    labels = {heading.key: _(heading.label) for heading in headings}
    for key in mapping.values():
        if key not in labels:
            raise RuleBroken(N_("“{key}” is not a field; the fields are: {known}."), key=key, known=", ".join(labels))
    return {folded(text): (key, labels[key]) for text, key in mapping.items()}


def _match(row: Row, names: Mapping[str, tuple[str, str]], wished: Mapping[str, tuple[str, str]]) -> _Match:
    """What one row would mean as a header."""
    match = _Match()
    for column, cell in enumerate(row):
        if not isinstance(cell, str) or not cell.strip():
            continue
        name = folded(cell)
        if cell.strip() == CARD:
            match.card = column
            continue
        key, label = wished.get(name) or names.get(name) or ("", "")
        if not key:
            match.unknown.append(" ".join(cell.split())[:80])
        elif key in match.columns:
            match.twice.append((label, match.columns[key], column))
        else:
            match.columns[key] = column
            match.texts[key] = cell
    return match
