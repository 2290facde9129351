"""Example files to fill in: of new people, of points, of sales (S2; commands.md, `example`)."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from db.errors import RuleBroken
from db.fields import ALL, Manner
from db.texts import N_
from desktop.sheets import headings, writer, xlsx
from desktop.sheets.apostrophes import guard
from desktop.sheets.headings import Heading
from desktop.sheets.outgoing import Out, OutColumn, Shaper, columns_of
from desktop.sheets.writer import Written
from resources.i18n import _

Subject = Literal["members", "points", "sales"]
# A second and third person beside the fields' own samples: one with little, one with a name only.
_OTHERS = (
    {
        "first_name": "José",
        "last_name": "Hernández García",
        "phone": "+34 612 00 55 19",
        "email": "jose@example.org",
        "birthday": "--02-29",
    },
    {"last_name": "Þorsteinsdóttir", "email": "anna@example.org", "city": "Reykjavík", "country": "IS", "interests": "espresso"},
)
_SALES: Sequence[Sequence[Out]] = (
    ("10001", None, None, None, "24.90", "2026-01-31", "R-1001", "two books"),
    (None, None, "+31 6 1200 5518", None, "7.50", "2026-01-31", "R-1002", "coffee"),
)
_POINTS: Sequence[Sequence[Out]] = (
    ("10001", None, None, None, 50, "birthday", "Happy birthday!", "2026-12-31", None),
    (None, None, None, "zoe@example.org", -20, "booked twice", None, None, None),
)


def save(path: Path, subject: Subject, manner: Manner) -> Written:
    """Write the example file, xlsx or csv by its ending, with the headings in the language of the screen and two or three rows."""
    kind = path.suffix.lower()
    if kind not in (".xlsx", ".csv"):
        raise RuleBroken(N_("“{name}” must end in .xlsx or .csv, the two kinds of sheet that Regulars writes."), name=path.name)
    columns, rows = _content(subject, manner, real_days=kind == ".xlsx")
    if kind == ".csv":
        writer.complete(path, lambda part: _write_csv(part, columns, rows))
    else:
        writer.complete(path, lambda part: xlsx.writer().write(part, _title(subject), columns, iter(rows), dict))
    return Written(path, len(rows), tuple(column.key for column in columns))


def _title(subject: Subject) -> str:
    return {"members": _("Members"), "points": _("Points"), "sales": _("Sales")}[subject]


def _content(subject: Subject, manner: Manner, *, real_days: bool) -> tuple[Sequence[OutColumn], Sequence[Sequence[Out]]]:
    if subject != "members":
        return (_columns(headings.SALES), _SALES) if subject == "sales" else (_columns(headings.POINTS), _POINTS)
    # A person's number and card code come from the program, and joined with registering: an example has no such columns to fill.
    fields = [field for field in ALL if field.sheet == "edits" and field.key != "joined"]
    people = [{field.key: field.sample for field in fields}, *_OTHERS]
    shaper = Shaper(fields, manner, real_days=real_days)
    return columns_of(fields), [shaper.shape([person.get(field.key) for field in fields]) for person in people]


def _columns(found: Sequence[Heading]) -> Sequence[OutColumn]:
    """The columns of a file of sales or points."""
    text = ("number", "code", "phone", "receipt")
    return [
        OutColumn(one.key, _(one.label), "text" if one.key in text else "plain", max(len(_(one.label)) + 4, 18), False, "") for one in found
    ]


def _write_csv(part: Path, columns: Sequence[OutColumn], rows: Sequence[Sequence[Out]]) -> None:
    with part.open("w", encoding="utf-8-sig", newline="") as stream:
        out = csv.writer(stream)
        out.writerow([guard(column.label) for column in columns])
        out.writerows([guard(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
