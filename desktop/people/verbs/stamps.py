"""Stamp: give stamps, or take them back with a minus sign; one member or many, the card before and after told first (SC3–SC6, C2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.errors import BadValue
from db.operations import notes_used, stamps
from db.rewards.reward_rules import catalogue
from db.stamps import foreseeing
from db.stamps.foreseeing import Foreseen
from db.stamps.stamp_cards import Rule
from db.stamps.stamping import MOST, Stamped
from db.stamps.stamps_held import rules
from db.texts import N_
from desktop.people.verbs import asking
from desktop.people.verbs.concerned import Concerned
from desktop.people.verbs.concerned import read as whom
from desktop.people.verbs.trying import until_done
from resources.i18n import _, ngettext
from ui.dialogs.sum_lines import SumLine
from ui.dialogs.with_effect import Effect, WithEffect, WithEffectAnswer
from ui.form import FieldSpec
from ui.locales import show_number
from ui.roles import Choice, Editor

if TYPE_CHECKING:
    from db.search import Connection
    from desktop.desk import Desk


@dataclass(frozen=True)
class _Seen:
    """What is read when the dialog opens: whom it concerns, the kinds of cards, the names of rewards, the last notes, the likeliest kind."""

    concerned: Concerned
    rules: dict[int, Rule]
    rewards: dict[int, str]
    notes: tuple[str, ...]
    usual: int


def _read(connection: Connection, desk: Desk, people: Sequence[int], preferred: int | None) -> _Seen:
    known = whom(connection, tuple(people), desk.club.manner)
    kinds = {rule.id: rule for rule in rules(connection)}
    # A retired kind takes stamps only where a card of it is open.
    mine = [card.type_id for card in stamps.cards(connection, people[0], desk.today()) if card.state == "open"] if len(people) == 1 else []
    kinds = {key: rule for key, rule in kinds.items() if not rule.retired or key in mine or key == preferred}
    usual = preferred if preferred in kinds else next((key for key in mine if key in kinds), next(iter(kinds), 0))
    names = {reward.id: reward.name for reward in catalogue(connection)}
    notes = notes_used.last(connection, desk.operator.name, "manual")
    return _Seen(known, kinds, names, notes, usual or 0)


async def stamp(desk: Desk, people: Sequence[int]) -> None:
    """Stamp the cards of members; the kind of card is the one that was opened last, until another is chosen."""
    await stamp_on(desk, people, None)


async def stamp_on(desk: Desk, people: Sequence[int], type_id: int | None) -> None:
    """The same on a card of this kind."""
    act = desk.act(_("Stamp"))
    seen = await desk.read(_read, desk, people, type_id)
    if not seen.rules:
        desk.tell(_("There is no stamp card yet; make the first one in Rewards."), tone="info")
        desk.tab_wanted.emit("rewards")
        return

    def ask(typed: WithEffectAnswer | None, faults: Mapping[str, str]) -> Any:
        return desk.ask(
            WithEffect,
            _("Stamp"),
            seen.concerned.subject,
            _specs(desk, seen, {} if typed is None else typed.values),
            kept_back=[FieldSpec("override", _("Reason to pass the limit"), Editor("text"), required=True)],
            action=_("Stamp"),
            name="stamp",
            begin="stamps",
            problems=faults,
            prepare=lambda dialog: _follow(desk, dialog, seen),
        )

    async def do(answer: WithEffectAnswer) -> tuple[Stamped, ...]:
        rule, count = _asked(desk, seen, answer.values)
        act.label = _label(rule, count)
        return await desk.perform(
            act,
            stamps.stamp,
            list(seen.concerned.people),
            rule.id,
            count,
            note=answer.values["note"] or None,
            comment=answer.values["comment"],
            override=answer.values["override"] or None,
        )

    done = await until_done(desk, act, ask, do, at="stamps")
    if done is not None:
        desk.tell(_told(done[1], seen), undo=True)


def _specs(desk: Desk, seen: _Seen, typed: Mapping[str, str]) -> list[FieldSpec]:
    """The fields, with what an earlier try had typed."""
    kinds = tuple(Choice(str(key), rule.name) for key, rule in seen.rules.items())
    note = asking.note_field(desk, "manual", seen.notes)
    return [
        FieldSpec("type", _("Stamp card"), Editor("choice", kinds), typed.get("type", str(seen.usual)), required=True),
        FieldSpec(
            "stamps", _("Stamps"), Editor("number", check=_checked, hint=_("−1 takes one back")), typed.get("stamps", "1"), required=True
        ),
        FieldSpec("note", note.label, note.editor, typed.get("note", ""), span=2, required=note.required),
        FieldSpec(
            "comment", _("Comment the member may read"), Editor("text"), typed.get("comment", desk.club.notes_public_default), span=2
        ),
    ]


def _checked(text: str) -> str | None:
    return None if _count(text) else _("Write how many stamps; with a minus sign they are taken back.")


def _count(text: str) -> int:
    """The number typed; 0 where it is none."""
    tidy = text.strip().replace("\N{MINUS SIGN}", "-").removeprefix("+")
    return int(tidy) if tidy.removeprefix("-").isdigit() and len(tidy) <= len(str(-MOST)) else 0


def _asked(desk: Desk, seen: _Seen, values: Mapping[str, str]) -> tuple[Rule, int]:
    """The kind of card and the number; BadValue where there is none."""
    count = _count(values["stamps"])
    if not count:
        raise BadValue(N_("Write how many stamps; with a minus sign they are taken back."), key="stamps")
    return seen.rules[int(values["type"])], count


def _follow(desk: Desk, dialog: WithEffect, seen: _Seen) -> None:
    """Tell the effect while the dialog is open."""
    dialog.typed.connect(lambda values: desk.start(_show(desk, dialog, seen, values)))
    desk.start(_show(desk, dialog, seen, dialog.values()))


async def _show(desk: Desk, dialog: WithEffect, seen: _Seen, values: Mapping[str, str]) -> None:
    """The effect of what is typed; an older answer is dropped."""
    rule, count = seen.rules[int(values["type"])], _count(values["stamps"])
    found = await desk.read(foreseeing.foresee, seen.concerned.people, rule, count, desk.today())
    if not dialog.is_over and (dialog.values()["type"], dialog.values()["stamps"]) == (values["type"], values["stamps"]):
        dialog.show_effect(_effect(found, rule, count, seen))


def _effect(found: Foreseen, rule: Rule, count: int, seen: _Seen) -> Effect:
    many = len(seen.concerned.people)
    lines = _lines_of_one(found, count) if many == 1 else _lines_of_many(found, count, many)
    reward = seen.rewards.get(rule.reward_id, "")
    if found.complete:
        lines.insert(-1, SumLine(_("Full card gives {reward}").format(reward=reward), f"+{show_number(found.complete)}", "good"))
    if found.reopened:
        lines.insert(-1, SumLine(_("Full card opened again, {reward} revoked").format(reward=reward), show_number(found.reopened), "warn"))
    return Effect(tuple(lines), _label(rule, count) if count else _("Stamp"), _limit(found, rule, many), fault=_fault(found, rule, many))


def _lines_of_one(found: Foreseen, count: int) -> list[SumLine]:
    """The card before and after: 7 of 10, +1, 8 of 10."""
    of = _("{stamps} of {needed}")
    lines = [
        SumLine(_("On the card now"), of.format(stamps=show_number(found.before), needed=show_number(found.needed))),
        SumLine(_("Stamps"), wording_of(count)),
    ]
    if found.paid:
        lines.append(SumLine(_("Owed after a refund, paid first"), show_number(-found.paid), "warn"))
    after = of.format(stamps=show_number(found.after), needed=show_number(found.needed))
    return [*lines, SumLine(_("On the card then"), after, "accent", strong=True)]


def _lines_of_many(found: Foreseen, count: int, many: int) -> list[SumLine]:
    """So many members, so many stamps together."""
    members = ngettext("{count} member", "{count} members", many).format(count=show_number(many))
    return [
        SumLine(_("Each of {members}").format(members=members), wording_of(count)),
        SumLine(_("Stamps together"), wording_of(count * many), "accent", strong=True),
    ]


def wording_of(count: int) -> str:
    """+3 or −3."""
    return f"+{show_number(count)}" if count > 0 else show_number(count)


def _limit(found: Foreseen, rule: Rule, many: int) -> str:
    """What is said where the limit of the day would be passed (SC6)."""
    if not found.over or rule.per_day is None:
        return ""
    if many == 1:
        text = _("At most {limit} a day; {given} were given today. A reason lets it pass.")
        return text.format(limit=show_number(rule.per_day), given=show_number(found.given))
    text = ngettext(
        "{count} member would have more than {limit} today. A reason lets it pass.",
        "{count} members would have more than {limit} today. A reason lets it pass.",
        found.over,
    )
    return text.format(count=show_number(found.over), limit=show_number(rule.per_day))


def _fault(found: Foreseen, rule: Rule, many: int) -> tuple[str, str] | None:
    """Why it would be refused, before it is pressed (SC3, SC4)."""
    if found.full:
        if many == 1:
            return "stamps", _("There is no room for so many: “{card}” opens no next card by itself.").format(card=rule.name)
        return "stamps", _("{count} of them have no room for so many.").format(count=show_number(found.full))
    if found.short:
        if many == 1:
            return "stamps", _("So many cannot be taken back.")
        return "stamps", _("From {count} of them so many cannot be taken back.").format(count=show_number(found.short))
    return None


def _label(rule: Rule, count: int) -> str:
    """What the button and the undo say."""
    if count > 0:
        text = ngettext("Give {count} stamp, {card}", "Give {count} stamps, {card}", count)
    else:
        text = ngettext("Take {count} stamp back, {card}", "Take {count} stamps back, {card}", -count)
    return text.format(count=show_number(abs(count)), card=rule.name)


def _told(done: Sequence[Stamped], seen: _Seen) -> str:
    """What was done, in one sentence."""
    if len(done) > 1:
        return ngettext("{count} member stamped", "{count} members stamped", len(done)).format(count=show_number(len(done)))
    one = done[0]
    values = {"name": one.name, "stamps": show_number(one.on_card), "needed": show_number(one.needed), "card": one.type}
    text = _("{name}: {stamps} of {needed} on “{card}”").format(**values)
    if one.completed:
        text += ", " + ngettext("{count} card full", "{count} cards full", one.completed).format(count=show_number(one.completed))
    return text
