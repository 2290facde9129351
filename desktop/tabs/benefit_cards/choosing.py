"""Allocating a card from its list, or withdrawing it: members chosen in the fast table by joined date, name and more (B2, B7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from db.fields import by_keys
from db.operations import benefit_cards
from db.operations.choices import Choices, choices
from db.operations.segments import listed as saved_views
from db.search import Condition, Query
from desktop.people import filtering, wording
from desktop.people.verbs import cards
from desktop.people.verbs.trying import until_done
from desktop.records import Records
from resources.i18n import _, ngettext
from ui.dialogs.choose_members import ChooseMembers, MembersAnswer
from ui.roles import Choice

if TYPE_CHECKING:
    from db.operations.benefit_cards import Allocated, Card
    from db.search import Connection
    from desktop.desk import Desk

KEYS = ("first_name", "last_name", "tier", "joined", "benefit_card")


class Choosing(QObject):
    """The table of one dialog, kept over its refusals: what was ticked, filtered and searched for is there when it opens again."""

    def __init__(self, desk: Desk, found: Choices, segments: tuple[str, ...], query: Query, *, withdraws: bool) -> None:
        super().__init__()
        self.desk, self._withdraws = desk, withdraws
        self._specs = filtering.specs(found, segments, desk.club.manner)
        self.records = Records(desk.database, desk.club.manner, by_keys(KEYS), query=query, listens=False, parent=self)
        self._everything = withdraws
        self._ids: frozenset[int] = frozenset()
        self._dialog: ChooseMembers | None = None
        self._total = 0
        self._wanted = self._is_reading = False
        self.records.count_changed.connect(self._counted)
        self.records.failed.connect(desk.show_problem)

    def begin(self, dialog: ChooseMembers) -> None:
        """Fill a dialog that is about to open."""
        self._dialog = dialog
        table, records, manner = dialog.table, self.records, self.desk.club.manner
        table.setModel(records.model)
        table.columns.set_usual(KEYS)
        records.model.load_columns(KEYS)
        table.header.set_sorts([(sort.key, sort.descending) for sort in records.query.sort])
        table.header.sort_requested.connect(self._sort)
        if self._everything:
            table.selection.select_everything()
        else:
            table.selection.select(self._ids)
        dialog.filters.set_specs(self._specs)
        dialog.filters.set_answers(filtering.answers_of(records.query.conditions, manner))
        dialog.search.setText(records.query.text)
        dialog.asked.connect(lambda text: self._ask(replace(records.query, text=text)))
        dialog.filtered.connect(self._filtered)
        dialog.effect_wanted.connect(self.want_effect)
        table.selection.changed.connect(self._ticked)
        if not records.is_settled and not self._total:
            records.start()
        self._ticked()
        self.want_effect()

    def close(self) -> None:
        """The dialog is over; nothing is read any more."""
        self._dialog = None
        self.records.close()

    def ticked(self) -> list[int]:
        """Who is ticked, shown now or not; of *all* those who are shown but for the ones that were unticked."""
        if self._everything:
            return self.records.model.chosen(self._ids, all_but=True)
        return sorted(self._ids)

    def _ticked(self) -> None:
        if self._dialog is not None:
            selection = self._dialog.table.selection
            self._everything, self._ids = selection.is_everything, selection.ids()
            self._tell_count()

    def _counted(self, count: int, _is_whole: bool) -> None:
        self._total = count
        self._tell_count()
        if self._everything:
            self.want_effect()

    def _tell_count(self) -> None:
        if self._dialog is None or not self._dialog.is_open:
            return
        count = self._total - len(self._ids) if self._everything else len(self._ids)
        show, manner = wording.shown, self.desk.club.manner
        text = _("{ticked} ticked, {shown} shown").format(ticked=show(count, manner), shown=show(self._total, manner))
        self._dialog.show_count(text)

    def _filtered(self) -> None:
        if self._dialog is not None:
            conditions = filtering.conditions_of(self._dialog.filters.answers(), self.desk.club.manner)
            self._ask(replace(self.records.query, conditions=conditions))

    def _sort(self, key: str, descending: bool, add: bool) -> None:
        self.records.sort_by(key, descending, add)
        if self._dialog is not None:
            self._dialog.table.header.set_sorts([(sort.key, sort.descending) for sort in self.records.query.sort])

    def _ask(self, query: Query) -> None:
        """Ask for others; *all* means those who were shown when it was ticked."""
        if self._dialog is not None and self._everything and self.records.is_settled:
            self._dialog.table.selection.select(self.ticked())
        self.records.set_query(query)

    # What it does --------------------------------------------------------------------------------------------------------------------

    def want_effect(self) -> None:
        """Read what it would do to those who are ticked; while it is read, only the latest wish counts."""
        self._wanted = True
        if not self._is_reading:
            self.desk.start(self._tell_effect())

    async def _tell_effect(self) -> None:
        self._is_reading = True
        try:
            while self._wanted and self._dialog is not None and self._dialog.is_open:
                self._wanted = False
                await self._tell(self._dialog, self.ticked(), int(self._dialog.card.value()))
        finally:
            self._is_reading = False

    async def _tell(self, dialog: ChooseMembers, ticked: list[int], card: int) -> None:
        manner = self.desk.club.manner
        count = wording.shown(len(ticked), manner)
        if self._withdraws:
            losses = await self.desk.read(benefit_cards.losses, ticked)
            sentence, tone = cards.lost_sentence(len(ticked), losses, manner), "warn" if losses else "info"
            action = ngettext("Withdraw from {count}", "Withdraw from {count}", len(ticked)).format(count=count)
        else:
            found = await self.desk.read(cards.read_effect, card, ticked, self.desk.today())
            sentence, tone = (found, "bad") if isinstance(found, str) else (cards.effect_sentence(found, manner), cards.tone_of(found))
            action = ngettext("Allocate to {count}", "Allocate to {count}", len(ticked)).format(count=count)
        if not ticked:
            sentence, tone, action = _("Tick the members."), "info", dialog.windowTitle()
        if not self._wanted and dialog.is_open:
            dialog.show_effect(sentence, action, tone=tone)


async def _choosing(desk: Desk, query: Query, *, withdraws: bool) -> Choosing:
    def beside(connection: Connection) -> tuple[Choices, tuple[str, ...]]:
        return choices(connection), tuple(view.name for view in saved_views(connection, counted=False))

    found, segments = await desk.read(beside)
    return Choosing(desk, found, segments, query, withdraws=withdraws)


async def allocate(desk: Desk, card: int | None) -> None:
    """Choose card and members, then allocate in one action that can be stopped and undone (0.6–0.9)."""
    usable = [each for each in await desk.read(benefit_cards.listed, desk.today()) if not each.ended]
    if not usable:
        desk.tell(_("Every benefit card has ended; none can be allocated."), tone="info")
        return
    names = {each.id: each.name for each in usable}
    act = desk.act(_("Allocate benefit card"))
    choosing = await _choosing(desk, Query(), withdraws=False)
    choice = [Choice(str(each.id), each.name) for each in usable]

    def ask(typed: MembersAnswer | None, faults: Mapping[str, str]) -> Any:
        chosen = typed.card if typed is not None else card if card in names else usable[0].id
        return _ask(choosing, _("Allocate benefit card"), _("Members"), choice, str(chosen), faults)

    async def do(answer: MembersAnswer) -> Allocated:
        act.label = _("Allocate {card}").format(card=names[answer.card])
        return await cards.give(desk, act, answer.card, names[answer.card], answer.ticked)

    try:
        done = await until_done(desk, act, ask, do, at="card")
    finally:
        choosing.close()
    if done is not None:
        desk.tell(cards.allocated(done[1], desk.club.manner), undo=True)


async def withdraw(desk: Desk, card: Card) -> None:
    """Withdraw a card from its holders, all of them ticked at first (B7, 0.16)."""
    act = desk.act(_("Withdraw {card}").format(card=card.name))
    query = Query(conditions=(Condition("benefit_card", "=", (card.name,)),))
    choosing = await _choosing(desk, query, withdraws=True)
    choice = [Choice(str(card.id), card.name)]

    def ask(typed: MembersAnswer | None, faults: Mapping[str, str]) -> Any:
        return _ask(choosing, _("Withdraw benefit card"), _("Its holders"), choice, str(card.id), faults)

    async def do(answer: MembersAnswer) -> Any:
        return await cards.take(desk, act, answer.ticked, card=card.id)

    try:
        done = await until_done(desk, act, ask, do, at="card")
    finally:
        choosing.close()
    if done is not None:
        desk.tell(cards.withdrawn(done[1], desk.club.manner), undo=True)


def _ask(choosing: Choosing, title: str, caption: str, choice: list[Choice], card: str, faults: Mapping[str, str]) -> Any:
    desk = choosing.desk

    def prepare(dialog: ChooseMembers) -> None:
        choosing.begin(dialog)
        if faults:
            dialog.show_effect(" ".join(faults.values()), title, tone="bad")

    return desk.ask(ChooseMembers, title, caption, choice, card, ticked=choosing.ticked, today=desk.today, prepare=prepare)
