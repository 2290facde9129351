"""Sell a pass or a subscription: its kind, price, first day and note; what it gives is told first (PP1, PP5, U1, C2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.errors import BadValue
from db.fields.kinds import DATE
from db.operations import pass_types, passes
from db.operations.pass_types import TypeRow
from db.passes.passes_held import PassDone
from db.passes.passing import begun
from desktop.lists.details import Detail, Reading, at_field
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

PRICE = Detail("price", "", "money")


@dataclass(frozen=True)
class _Seen:
    """Whom it concerns, and the kinds that are sold."""

    concerned: Concerned
    kinds: dict[int, TypeRow]


def _read(connection: Connection, desk: Desk, people: Sequence[int]) -> _Seen:
    known = whom(connection, tuple(people), desk.club.manner)
    return _Seen(known, {each.id: each for each in pass_types.types(connection) if not each.retired})


async def sell_pass(desk: Desk, people: Sequence[int]) -> None:
    """Sell a pass or a subscription to one member or many."""
    act = desk.act(_("Sell a pass"))
    seen = await desk.read(_read, desk, people)
    if not seen.kinds:
        desk.tell(_("There is no kind of pass yet; make the first one in Rewards."), tone="info")
        desk.tab_wanted.emit("rewards")
        return
    reading = Reading(desk.club, [PRICE])

    def ask(typed: WithEffectAnswer | None, faults: Mapping[str, str]) -> Any:
        return desk.ask(
            WithEffect,
            _("Sell a pass"),
            seen.concerned.subject,
            _specs(desk, seen, reading, {} if typed is None else typed.values),
            action=_("Sell a pass"),
            name="sell_pass",
            problems=faults,
            prepare=lambda dialog: _follow(desk, dialog, seen, reading),
        )

    async def do(answer: WithEffectAnswer) -> tuple[PassDone, ...]:
        kind = seen.kinds[int(answer.values["type"])]
        act.label = _("Sell {name}").format(name=kind.name)
        return await desk.perform(
            act,
            passes.sell,
            list(seen.concerned.people),
            kind.id,
            day=asking.business_day(desk, answer.values["day"]),
            price=_price(reading, answer.values),
            note=answer.values["note"] or None,
        )

    done = await until_done(desk, act, ask, do, at="type")
    if done is not None:
        sold = done[1]
        text = ngettext("“{name}” sold to {member}", "“{name}” sold to {count} members", len(sold))
        desk.tell(text.format(name=sold[0].name, member=sold[0].member, count=show_number(len(sold))), undo=True)


def _price(reading: Reading, values: Mapping[str, str]) -> int | None:
    """The price typed, in the smallest unit; BadValue at its field."""
    try:
        found: int | None = reading.read("price", values["price"])
    except BadValue as refused:
        raise at_field(refused, "price") from refused
    return found


def _specs(desk: Desk, seen: _Seen, reading: Reading, typed: Mapping[str, str]) -> list[FieldSpec]:
    """The fields, with what an earlier try had typed."""
    kinds = tuple(Choice(str(each.id), each.name) for each in seen.kinds.values())
    first = next(iter(seen.kinds.values()))
    day, note = asking.day_field(desk, "day", _("Sold on"), desk.today()), asking.note_field(desk, "other")
    price = reading.editor(PRICE)
    label = _("Price ({currency})").format(currency=desk.club.currency)
    return [
        FieldSpec("type", _("Pass"), Editor("choice", kinds), typed.get("type", str(first.id)), span=2, required=True),
        FieldSpec("price", label, price, typed.get("price", reading.typed(PRICE, first.price))),
        FieldSpec("day", day.label, day.editor, typed.get("day", day.value), required=True),
        FieldSpec("note", note.label, note.editor, typed.get("note", ""), span=2, required=note.required),
    ]


def _follow(desk: Desk, dialog: WithEffect, seen: _Seen, reading: Reading) -> None:
    """Tell what the pass gives; its price follows the kind until another one is typed."""

    def changed(values: dict[str, str]) -> None:
        kind = seen.kinds[int(values["type"])]
        dialog.fields.refresh("price", reading.typed(PRICE, kind.price))
        dialog.show_effect(_effect(desk, kind, seen, reading, dialog.values()))

    dialog.typed.connect(changed)
    changed(dialog.values())


def _effect(desk: Desk, kind: TypeRow, seen: _Seen, reading: Reading, values: Mapping[str, str]) -> Effect:
    many = len(seen.concerned.people)
    lines = [SumLine(_("Uses"), _uses(kind))]
    try:
        day = asking.day_typed(desk, values["day"], "day") or desk.today()
        price = reading.read("price", values["price"])
    except BadValue:
        day, price = desk.today(), None
    if kind.starts == "first_use":
        lines.append(SumLine(_("Begins"), _("with its first use")))
    else:
        row = {key: getattr(kind, key) for key in ("period", "valid_days", "valid_months", "starts")}
        expires = begun(row, day.isoformat())["expires_on"]
        lines.append(SumLine(_("Valid to"), DATE.show(expires, desk.club.manner) or _("without end")))
    if price is not None:
        words = _("Price ({currency})").format(currency=desk.club.currency)
        if many > 1:
            lines.append(SumLine(_("Price of each ({currency})").format(currency=desk.club.currency), reading.typed(PRICE, price)))
            words = _("Together ({currency})").format(currency=desk.club.currency)
        lines.append(SumLine(words, reading.typed(PRICE, price * many), "accent", strong=True))
    if many == 1:
        return Effect(tuple(lines), _("Sell the pass"))
    return Effect(tuple(lines), ngettext("Sell {count} pass", "Sell {count} passes", many).format(count=show_number(many)))


def _uses(kind: TypeRow) -> str:
    """How many uses, in all or in each period (U1)."""
    count = _("without limit") if kind.uses is None else show_number(kind.uses)
    words = {None: "{count}", "month": _("{count} a month"), "quarter": _("{count} a quarter"), "year": _("{count} a year")}
    return words[kind.period].format(count=count)
