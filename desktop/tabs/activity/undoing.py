"""What Undo does, told as sentences from the journal before it is pressed, and what stands in its way (look.md; house.md, *Changes, undo*)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from db.fields import Manner
from db.fields.entries import Money, Signed
from desktop.tabs.activity import wording
from resources.i18n import N_, _, ngettext
from ui.locales import show_number

if TYPE_CHECKING:
    # It loads every operation: whoever reads a trail has done so on another thread.
    from db.operations.trail import Effect, Line, Trail

_POINTS = Signed("number")
# Of so many records of a kind, and so many values of a record, it is told one by one; of more in one sentence.
FEW = 3
FEW_VALUES = 6

# What becomes of a record that is told by its name alone.
_BY_NAME = {
    ("issued", "handed_over"): N_("{name} is outstanding again"), ("issued", "taken_back"): N_("{name} counts as handed over again"),
    ("issued", "revoked"): N_("{name} is outstanding again"), ("pass", "sold"): N_("The pass {name} is taken back"),
    ("person", "created"): N_("{name} is removed, unless there is a history"), ("person", "registered"): N_("{name} is a prospect again, whose points wait"),
    ("person", "merged"): N_("{name} stands alone again"), ("person", "invited"): N_("{name} is a guest again"),
    ("person", "noted"): N_("The line about {name} is marked as taken back"), ("notice", "told"): N_("The notice for {name} waits at the desk again"),
}  # fmt: skip
_BY_ACTION = {"created": N_("{name} is removed"), "deleted": N_("{name} is there again")}


def sentences(trail: Trail, manner: Manner, currency: str) -> list[str]:
    """What the undo of an operation puts back: value by value where it touched few records."""
    told: list[str] = []
    for effect in trail.effects:
        lines = [line for line in trail.lines if (line.entity, line.action) == effect.step]
        is_whole = len(lines) == trail.counts.get(effect.step, 0) <= FEW
        each = [_with_name(line, text, trail) for line in lines for text in _of_line(line, manner, currency)] if is_whole else []
        told.extend(each or [_of_entries(trail, effect, manner)])
    return list(dict.fromkeys(told))


def warnings(trail: Trail) -> list[str]:
    """Who changed since what the undo would put back: it does not write over that."""
    few = [
        _("{name} was changed since by {operator} (“{label}”); Undo does not write over that.").format(
            name=since.name or _("A record"), operator=since.operator, label=since.label
        )
        for since in trail.since[:FEW]
    ]
    more = len(trail.since) - FEW
    told = ngettext("{count} more was changed since.", "{count} more were changed since.", max(more, 1))
    return few if more <= 0 else [*few, told.format(count=show_number(more))]


def _of_entries(trail: Trail, effect: Effect, manner: Manner) -> str:
    """What becomes of the points by their number; of anything else the sentence of its kind."""
    from db.operations.trail import ENTRIES

    if effect.step != ENTRIES:
        return _(effect.sentence)
    text = (
        _("The {points} points are booked back by a reversal")
        if trail.points > 0
        else _("The {points} points are given back by a reversal")
    )
    return text.format(points=_POINTS.show(trail.points, manner))


def _with_name(line: Line, text: str, trail: Trail) -> str:
    """A sentence about one of several people begins with whom it is about."""
    several = len({each.entity_id for each in trail.lines if each.entity == line.entity}) > 1
    is_named = not line.name or line.name in text
    return text if not several or is_named else _("{name}: {text}").format(name=line.name, text=text)


def _of_line(line: Line, manner: Manner, currency: str) -> Sequence[str]:
    """What becomes of one record; nothing where its kind is better told in one sentence."""
    step = (line.entity, line.action)
    special = _SPECIAL.get(step)
    if special is not None:
        return special(line, manner, currency)
    if line.action in ("changed", "suspended", "resumed", "removed", "reinstated", "extended", "paused", "adjusted", "paid", "cancelled"):
        return _values(line, manner, currency)
    sentence = _BY_NAME.get(step) or _BY_ACTION.get(line.action)
    return [_(sentence).format(name=line.name)] if sentence is not None and line.name else []


def _values(line: Line, manner: Manner, currency: str) -> list[str]:
    """Every value that goes back."""
    told = wording.changes(line, manner, currency)
    if len(told) > FEW_VALUES:
        return []
    none = _("none")
    return [
        _("{label} is empty again").format(label=label)
        if before == none
        else _("{label} goes back to {before}").format(label=label, before=before)
        for label, before, _after in told
    ]


def _stood(line: Line, manner: Manner, currency: str) -> list[str]:
    """A tier with its review, and a hold."""
    before, after = line.before, line.after

    def day(key: str) -> str:
        return wording.shown(key, before, manner, currency)

    told: list[str] = []
    review = before.get("tier_review")
    if "tier_id" in after and before.get("tier_id"):
        text = _("Tier goes back to {tier}, review to {day}") if review else _("Tier goes back to {tier}")
        told.append(text.format(tier=before["tier_id"], day=day("tier_review")))
    elif "tier_id" in after:
        told.append(_("The tier is taken away again"))
    elif "tier_review" in after:
        told.append(_("Review goes back to {day}").format(day=day("tier_review")) if review else _("There is no review any more"))
    if after.get("tier_hold") and not before.get("tier_hold"):
        told.append(_("The hold ends"))
    elif before.get("tier_hold") and {"tier_hold", "tier_hold_until"} & set(after):
        text = _("The hold is there again, until {day}") if before.get("tier_hold_until") else _("The hold is there again, without end")
        told.append(text.format(day=day("tier_hold_until")))
    elif "tier_hold_until" in after and "tier_hold" not in after:
        told.append(_("The hold goes to {day} again").format(day=day("tier_hold_until")))
    if "last_visit" in after and not told:
        told.append(_("The last visit is the one before"))
    return told


def _card(line: Line, _manner: Manner, _currency: str) -> list[str]:
    """A benefit card that came or went."""
    card, now = line.before.get("benefit_card"), line.after.get("benefit_card")
    if card:
        return [_("{card} is allocated again").format(card=card)]
    return [_("{card} is withdrawn").format(card=now)] if now else []


def _issued(line: Line, _manner: Manner, _currency: str) -> list[str]:
    """A reward that was issued, and how it stands by now."""
    if not line.name:
        return []
    if line.now in (None, "issued"):
        return [_("{name} is revoked; it is still outstanding").format(name=line.name)]
    state = wording.shown("state", {"state": line.now}, _manner, _currency)
    return [_("{name} is {state} by now").format(name=line.name, state=state)]


def _sale(line: Line, manner: Manner, currency: str) -> list[str]:
    """Sales that are reversed."""
    amount = Money("money", currency=currency).show(line.after.get("amount"), manner)
    count = int(line.after.get("sales") or 1)
    text = ngettext(
        "The sale of {amount} is reversed, with its points and stamps",
        "{count} sales of {amount} are reversed, with their points and stamps",
        count,
    )
    return [text.format(amount=amount, count=show_number(count))] if amount else []


def _refund(line: Line, manner: Manner, currency: str) -> list[str]:
    """A refund that is taken back."""
    amount = Money("money", currency=currency).show(line.after.get("amount"), manner)
    return [_("The refund of {amount} is taken back").format(amount=amount)] if amount else []


def _stamps(line: Line, _manner: Manner, _currency: str) -> list[str]:
    """Stamps that go again."""
    count, kind = int(line.after.get("stamps") or 0), str(line.after.get("type") or "")
    if count < 0:
        text = ngettext("{count} stamp is given back", "{count} stamps are given back", -count)
    else:
        text = ngettext("{count} stamp is taken off again", "{count} stamps are taken off again", count)
    told = text.format(count=show_number(abs(count)))
    return [_("{kind}: {text}").format(kind=kind, text=told) if kind else told] if count else []


def _use(line: Line, manner: Manner, currency: str) -> list[str]:
    """A use that the pass has again."""
    return (
        [_("{name} has its use of {day} again").format(name=line.name, day=wording.shown("day", line.after, manner, currency))]
        if line.name
        else []
    )


_SPECIAL: dict[tuple[str, str], Callable[[Line, Manner, str], Sequence[str]]] = {
    ("person", "stood"): _stood, ("person", "allocated"): _card, ("person", "withdrawn"): _card, ("issued", "issued"): _issued,
    ("sale", "recorded"): _sale, ("refund", "recorded"): _refund, ("stamps", "stamped"): _stamps, ("pass_use", "used"): _use,
}  # fmt: skip
