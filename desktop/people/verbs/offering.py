"""Spend a balance, give a reward, give a named activity: one thing chosen of a list, for one person or many (R2, R5, L14, C2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from db.errors import BadValue, Told
from db.operations import activities, offers, rewards
from db.operations.offers import Offer
from db.texts import N_
from desktop import problems
from desktop.people import wording
from desktop.people.verbs import asking
from desktop.people.verbs.concerned import Concerned, concerned
from desktop.people.verbs.trying import for_all, until_done
from resources.i18n import _, ngettext
from ui.dialogs.adjust import MINUS
from ui.dialogs.offers import GiveReward, OfferAnswer, Offered, Offers
from ui.dialogs.sum_row import Term
from ui.form import FieldSpec
from ui.roles import Editor

if TYPE_CHECKING:
    from db.books import Moved
    from db.fields import Manner
    from desktop.desk import Desk

_PER = {"day": N_("at most {n} a day"), "year": N_("at most {n} a year"), "life": N_("at most {n} in all")}
EACH = "\N{MULTIPLICATION SIGN}"


# Spending ----------------------------------------------------------------------------------------------------------------------------


async def spend(desk: Desk, people: Sequence[int]) -> None:
    """Spend points on a reward: what is out of reach can be read and says why; all of a selection, or nobody (R2, L4)."""
    known = await concerned(desk, people)
    found = await desk.read(offers.rewards_for, people, desk.today())
    if not found:
        desk.tell(_("There is no reward yet; make the first one in Rewards."), tone="info")
        desk.tab_wanted.emit("rewards")
        return
    act = desk.act(_("Spend balance"))

    def ask(typed: Any, faults: Mapping[str, str]) -> Any:
        return desk.ask(
            Offers,
            _("Spend balance"),
            known.subject,
            _("Reward"),
            [_offered(desk, offer, known, *_spent(desk, offer, known)) for offer in found],
            name="spend",
            action=_("Spend balance"),
            resting=_resting(desk, known),
            fields=[asking.note_field(desk, "other")],
            tick=_("Handed over now"),
            typed=typed,
            problems=faults,
        )

    async def do(answer: OfferAnswer) -> tuple[Moved, ...]:
        reward = _chosen(found, answer)
        act.label = _("Spend balance: {reward}").format(reward=reward.name)
        note = answer.values["note"]
        return await for_all(desk, act, rewards.redeem, list(people), reward.id, handed_over=answer.ticked, note=note)

    done = await until_done(desk, act, ask, do, at="key")
    if done is not None:
        answer, moved = done
        name = _chosen(found, answer).name
        if len(moved) == 1:
            text = _("“{reward}” handed over to {name}; {points} left") if answer.ticked else None
            text = text or _("“{reward}” is outstanding for {name}; {points} left")
            left = wording.points(moved[0].available, desk.club.manner)
            desk.tell(text.format(reward=name, name=moved[0].name, points=left), undo=True)
        else:
            text = _("“{reward}” spent for {people}")
            desk.tell(text.format(reward=name, people=known.subject.count_text), undo=True)


def _spent(desk: Desk, offer: Offer, known: Concerned) -> tuple[tuple[Term, ...], str]:
    """What spending on a reward comes to, and the words of the button."""
    manner = desk.club.manner
    cost = wording.shown(offer.points, manner)
    action = ngettext("Spend {points} point", "Spend {points} points", offer.points).format(points=cost)
    if len(known.people) > 1:
        return _each(desk, offer, known), _("{action} each").format(action=action)
    left = wording.shown(known.points - offer.points, manner)
    terms = (*_resting(desk, known), Term(cost, offer.name, MINUS), Term(left, _("points left"), "=", "accent"))
    return terms, action


# Giving ------------------------------------------------------------------------------------------------------------------------------


async def give_reward(desk: Desk, people: Sequence[int]) -> None:
    """Give a personal reward without points, from the catalogue or in free words (R5)."""
    known = await concerned(desk, people)
    found = await desk.read(offers.gifts_for, people, desk.today())
    act = desk.act(_("Give a reward"))
    words = [
        FieldSpec("name", _("Reward"), Editor("text", hint=_("What is given")), required=True),
        FieldSpec("description", _("Description"), Editor("long_text", hint=_("What the member reads"))),
    ]

    def ask(typed: Any, faults: Mapping[str, str]) -> Any:
        last_day = asking.day_field(desk, "expires_on", _("Last day"), hint=_("As the reward has it"))
        return desk.ask(
            GiveReward,
            _("Give a reward"),
            known.subject,
            _("Reward"),
            [_offered(desk, offer, known, (), _("Give “{reward}”").format(reward=offer.name), priced=False) for offer in found],
            words=words,
            name="give_reward",
            action=_("Give a reward"),
            fields=[last_day, replace(asking.note_field(desk, "other"), span=1)],
            tick=_("Handed over now"),
            ticked=False,
            typed=typed,
            problems=faults,
        )

    async def do(answer: OfferAnswer) -> tuple[Moved, ...]:
        is_free = answer.key is None
        act.label = _("Give a reward: {reward}").format(reward=answer.values["name"] if is_free else _chosen(found, answer).name)
        return await for_all(
            desk,
            act,
            rewards.give,
            list(people),
            answer.key,
            name=answer.values["name"] if is_free else None,
            description=answer.values["description"] if is_free else None,
            expires_on=asking.day_typed(desk, answer.values["expires_on"], "expires_on"),
            handed_over=answer.ticked,
            note=answer.values["note"],
        )

    done = await until_done(desk, act, ask, do, at="name" if not found else "key")
    if done is not None:
        name = done[0].values["name"].strip() if done[0].key is None else _chosen(found, done[0]).name
        desk.tell(_("“{reward}” given to {people}").format(reward=name, people=known.name or known.subject.count_text), undo=True)


# Activities --------------------------------------------------------------------------------------------------------------------------


async def activity(desk: Desk, people: Sequence[int]) -> None:
    """Give the points of a named activity, within its limit (L14)."""
    known = await concerned(desk, people)
    found = await desk.read(offers.activities_for, people, desk.today())
    if not found:
        desk.tell(_("The club has no activities yet; make them in the settings."), tone="info")
        return
    act = desk.act(_("Give an activity"))

    def ask(typed: Any, faults: Mapping[str, str]) -> Any:
        return desk.ask(
            Offers,
            _("Give an activity"),
            known.subject,
            _("Activity"),
            [_offered(desk, offer, known, *_given(desk, offer, known)) for offer in found],
            name="activity",
            action=_("Give points"),
            resting=_resting(desk, known),
            fields=[asking.day_field(desk, "day", _("Business date"), desk.today()), replace(asking.note_field(desk, "other"), span=1)],
            typed=typed,
            problems=faults,
        )

    async def do(answer: OfferAnswer) -> tuple[Moved, ...]:
        named = _chosen(found, answer)
        act.label = _("Activity: {activity}").format(activity=named.name)
        day = asking.business_day(desk, answer.values["day"])
        return await for_all(desk, act, activities.give, list(people), named.id, day=day, note=answer.values["note"])

    done = await until_done(desk, act, ask, do, at="key")
    if done is not None:
        named = _chosen(found, done[0])
        text = _("{points} for “{activity}” given to {people}")
        size, people_text = wording.points(named.points, desk.club.manner), known.name or known.subject.count_text
        desk.tell(text.format(points=size, activity=named.name, people=people_text), undo=True)


def _given(desk: Desk, offer: Offer, known: Concerned) -> tuple[tuple[Term, ...], str]:
    """What giving an activity comes to, and the words of the button."""
    manner = desk.club.manner
    size = wording.shown(offer.points, manner)
    action = ngettext("Give {points} point", "Give {points} points", offer.points).format(points=size)
    if len(known.people) > 1:
        return _each(desk, offer, known), _("{action} each").format(action=action)
    after = known.points - known.owed + offer.points
    terms = (*_resting(desk, known), Term(size, offer.name, "+"), Term(wording.shown(after, manner), _("points after"), "=", "accent"))
    return terms, action


# Shared ------------------------------------------------------------------------------------------------------------------------------


def _chosen(found: Sequence[Offer], answer: OfferAnswer) -> Offer:
    offer = next((offer for offer in found if offer.id == answer.key), None)
    if offer is None:
        raise BadValue(N_("Choose one."), key="key")
    return offer


def _resting(desk: Desk, known: Concerned) -> tuple[Term, ...]:
    """The sum while nothing is chosen: what there is, or how many people."""
    manner, count = desk.club.manner, len(known.people)
    if count > 1:
        return (Term(wording.shown(count, manner), ngettext("person", "people", count)),)
    return (Term(wording.shown(known.points - known.owed, manner), _("now")),)


def _each(desk: Desk, offer: Offer, known: Concerned) -> tuple[Term, ...]:
    """So many people times so many points."""
    manner, count = desk.club.manner, len(known.people)
    return (
        *_resting(desk, known),
        Term(wording.shown(offer.points, manner), offer.name, EACH),
        Term(wording.shown(offer.points * count, manner), _("points together"), "=", "accent"),
    )


def _offered(
    desk: Desk, offer: Offer, known: Concerned, terms: tuple[Term, ...], action: str, *, priced: bool = True
) -> Offered:  # fmt: skip
    """An offer as it stands in the list; *why* somebody cannot have it, by name where several are meant (R2)."""
    manner = desk.club.manner
    reason, hint = "", offer.description or ""
    if offer.closed is not None:
        reason = _why(offer.closed, manner)
    elif offer.refused and len(known.people) == 1:
        reason = _why(offer.refusals[0].reason, manner)
    elif offer.refused:
        text = ngettext("{n} of {count} cannot", "{n} of {count} cannot", offer.refused)
        reason = text.format(n=wording.shown(offer.refused, manner), count=wording.shown(len(known.people), manner))
        hint = _refusals(offer, manner)
    line = hint if offer.refused and len(known.people) > 1 else _facts(offer, manner)
    figure = wording.shown(offer.points, manner) if priced else ""
    return Offered(offer.id, offer.name, line, figure, reason, offer.is_open, hint, terms, action)


def _why(told: Told, manner: Manner) -> str:
    """A reason in words, its figures as people read them."""
    values = {name: wording.shown(value, manner) if isinstance(value, int) else value for name, value in told.values.items()}
    return problems.sentence(Told(told.template, **values))


def _refusals(offer: Offer, manner: Manner) -> str:
    """Who cannot, by name and why; the first few."""
    named = [f"{each.name}: {_why(each.reason, manner)}" for each in offer.refusals]
    more = offer.refused - len(named)
    if more > 0:
        named.append(ngettext("and {n} more", "and {n} more", more).format(n=wording.shown(more, manner)))
    return "; ".join(named)


def _facts(offer: Offer, manner: Manner) -> str:
    """What the member should know, below the name."""
    parts = [(offer.description or "").split("\n")[0]]
    if offer.valid_days is not None:
        parts.append(ngettext("valid {n} day", "valid {n} days", offer.valid_days).format(n=wording.shown(offer.valid_days, manner)))
    if offer.stock:
        parts.append(_("{n} in stock").format(n=wording.shown(offer.stock, manner)))
    if offer.at_most is not None:
        parts.append(_(_PER[str(offer.at_most_per)]).format(n=wording.shown(offer.at_most, manner)))
    if offer.left is not None:
        parts.append(_("{n} left").format(n=wording.shown(offer.left, manner)))
    return ", ".join(part for part in parts if part)
