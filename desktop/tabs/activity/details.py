"""One operation as the details panel shows it: who and when, what it changed, what its undo does, what came before (look.md; A2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.fields import Manner
from db.fields.entries import AREA_OF, KINDS, Signed
from db.fields.kinds import DATE, TIME
from desktop import problems
from desktop.tabs.activity import undoing, wording
from desktop.tabs.activity.source import AREA_ICONS, counted_people
from resources.i18n import _
from ui.details import Fact, RecordDetails, Section
from ui.details import Line as DatedLine
from ui.locales import show_number
from ui.roles import Badge

if TYPE_CHECKING:
    # It loads every operation: whoever reads a trail has done so on another thread.
    from db.operations.trail import Booked, Line, Trail

_POINTS = Signed("number")
# What changed of more records than these is folded until it is looked at.
OPEN = 5


def record_details(record: int, trail: Trail, manner: Manner, currency: str) -> RecordDetails:
    """An operation for the panel; *record* is the id of the row it was chosen by."""
    sections = [
        Section("facts", _("Operation"), "info", facts=_facts(trail, manner)),
        _undo(trail, manner, currency),
        _changed(trail, manner, currency),
        _same(trail),
        _before(trail, manner),
    ]
    return RecordDetails(
        record=record,
        title=trail.label,
        initials="",
        icon=AREA_ICONS[AREA_OF.get(trail.kind.partition(".")[0], "programme")],
        chips=(Badge(_("Undone"), "info"),) if trail.undone else (),
        subtitle=TIME.show(trail.recorded_at, manner),
        sections=tuple(section for section in sections if section is not None),
    )


def _facts(trail: Trail, manner: Manner) -> tuple[Fact, ...]:
    people = trail.counts.get(("person", "moved"), 0)
    who = f"{trail.name}, {trail.number}" if trail.name else counted_people(people) if people > 1 else ""
    told = [
        ("who", _("Member"), who), ("operator", _("Operator"), trail.operator), ("desk", _("Desk"), trail.desk),
        ("points", _("Points"), _POINTS.show(trail.points, manner) if trail.entries else ""),
        ("note", _("Note"), trail.note or ""), ("undoes", _("Undoes"), trail.undoes or ""),
    ]  # fmt: skip
    if trail.undone is not None:
        by, at = trail.undone
        told.append(("undone", _("Undone by"), _("{operator}, {time}").format(operator=by, time=TIME.show(at, manner))))
    return tuple(Fact(key, label, text) for key, label, text in told if text)


def _changed(trail: Trail, manner: Manner, currency: str) -> Section | None:
    """Per record before → after; of one record value by value, of several a line each."""
    told: dict[tuple[str, int], tuple[str, list[tuple[str, str, str]]]] = {}
    for line in trail.lines:
        if found := wording.changes(line, manner, currency):
            told.setdefault((line.entity, line.entity_id), (_heading(line), []))[1].extend(found)
    if not told:
        return None
    if len(told) == 1:
        (only,) = told.values()
        facts = tuple(Fact(f"{place}", label, _arrow(before, after)) for place, (label, before, after) in enumerate(only[1]))
    else:
        facts = tuple(
            Fact(f"{place}", name, "\n".join(f"{label}: {_arrow(before, after)}" for label, before, after in found))
            for place, (name, found) in enumerate(told.values())
        )
    more = sum(trail.counts.values()) - len(trail.lines)
    if more > 0:
        facts = (*facts, Fact("more", "", _("and {count} more").format(count=show_number(more))))
    count = len(told) + max(more, 0)
    return Section("changed", _("Before and after"), "changed", wording.counted(count), facts, folded=count > OPEN)


def _heading(line: Line) -> str:
    """How a record is called among others: a person by the name, anything else by its kind as well."""
    kind = wording.entity(line.entity)
    if not line.name:
        return kind
    return line.name if line.entity == "person" else _("{kind}, {name}").format(kind=kind, name=line.name)


def _arrow(before: str, after: str) -> str:
    return _("{before} → {after}").format(before=before, after=after)


def _undo(trail: Trail, manner: Manner, currency: str) -> Section:
    """What the undo would do, told before it is pressed, and what was changed since; or why it cannot be."""
    if trail.refusal is not None:
        lines: tuple[DatedLine, ...] = (DatedLine("", problems.sentence(trail.refusal)),)
    else:
        lines = tuple(
            [DatedLine("!", text) for text in undoing.warnings(trail)]
            + [DatedLine("✓", text) for text in undoing.sentences(trail, manner, currency)]
        )
    return Section("undo", _("What Undo does"), "undo", lines=lines)


def _same(trail: Trail) -> Section | None:
    """How many records of each kind belong to the same operation."""
    counts: dict[str, int] = {}
    for (entity, _action), count in trail.counts.items():
        counts[entity] = counts.get(entity, 0) + count
    lines = [DatedLine("", wording.entity(entity), wording.counted(count)) for entity, count in counts.items()]
    if trail.entries:
        lines.append(DatedLine("", _("Points entries"), wording.counted(trail.entries)))
    return Section("same", _("In the same operation"), "all", wording.counted(sum(counts.values()) + trail.entries), lines=tuple(lines))


def _before(trail: Trail, manner: Manner) -> Section | None:
    if not trail.earlier:
        return None
    lines = tuple(_booked(each, manner) for each in trail.earlier)
    return Section("before", _("{name} before this").format(name=trail.name), "person", lines=lines)


def _booked(entry: Booked, manner: Manner) -> DatedLine:
    kind = _(KINDS.choices[entry.kind])
    what = _("{kind}, {about}").format(kind=kind, about=entry.about) if entry.about else kind
    return DatedLine(DATE.show(entry.day, manner), what, _POINTS.show(entry.points, manner), "good" if entry.points > 0 else "")
