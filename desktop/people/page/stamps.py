"""Stamps & passes of a person: cards and passes as they stand today, every stamp and use, and the steps of a pass (features.md 2.15–2.18, 3.8)."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from db.fields.kinds import DATE
from db.operations import pass_record, stamps
from db.operations.pass_record import PassShown, UseShown
from db.rewards.reward_rules import catalogue
from db.stamps.stamps_held import rules
from desktop.lists.model import ListModel
from desktop.people.page.section import PageSection
from desktop.people.page.stamp_rows import (
    Held,
    card_shown,
    move_columns,
    move_row,
    pass_columns,
    pass_row,
    use_columns,
    use_row,
)
from desktop.people.verbs.pass_words import STEPS
from resources.i18n import N_, _, ngettext
from ui.locales import show_number
from ui.menus import pop_up
from ui.sections.stamps import StampsView

if TYPE_CHECKING:
    from db.search import Connection
    from desktop.desk import Desk

PASS_COLUMNS = ("name", "sold", "left", "state", "about", "valid", "used")
USE_COLUMNS = ("day", "entry", "by", "operator")
MOVE_COLUMNS = ("day", "card", "stamps", "line", "note", "operator")


class StampsSection(PageSection):
    """Cards, passes, and what was stamped and used."""

    key = "stamps"
    icon = "pass"

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(desk, parent)
        self._view: StampsView | None = None
        self._held: Held | None = None
        self._all_cards = self._all_passes = self._is_stamps = False
        self.passes = ListModel(pass_columns(), self)
        self.uses = ListModel(use_columns(), self)
        self.moves = ListModel(move_columns(), self)
        self.new_card = self.action("add", _("New card…"), lambda: self._start("stamps", "stamp", [self.person]))
        self.sell = self.action("add", _("Sell a pass…"), lambda: self._start("selling", "sell_pass", [self.person]))
        self.steps = {
            key: self.action(sign, _(label), partial(self._step, key))
            for key, sign, label in (
                ("use", "used", N_("Use")),
                ("pause", "pause", N_("Pause…")),
                ("resume", "resume", N_("Resume…")),
                ("correct", "adjust", N_("Correct…")),
                ("pay", "sale", N_("Payment…")),
                ("cancel", "revoked", N_("Cancel…")),
            )
        }
        self.undo_use = self.action("undo", _("Undo use"), self._undo_use)

    # PageSection ---------------------------------------------------------------------------------------------------------------------

    def title(self) -> str:
        """See PageSection."""
        return _("Stamps and passes")

    def read(self, connection: Connection, person: int) -> Held:
        """See PageSection."""
        today = self.desk.today()
        names = {reward.id: reward.name for reward in catalogue(connection)}
        gives = {rule.id: names.get(rule.reward_id, "") for rule in rules(connection)}
        passes = pass_record.of_person(connection, person, today)
        uses = {each.id: pass_record.uses(connection, each.id) for each in passes}
        cards, moves = stamps.cards(connection, person, today), stamps.moves(connection, person)
        return Held(today, cards, gives, moves, passes, uses, stamps.owed(connection, person))

    def summary(self, held: Held) -> str:
        """How many cards and passes are open; nothing where none is."""
        count = len(held.open_cards()) + len(held.open_passes())
        return show_number(count) if count else ""

    def widget(self) -> StampsView:
        """See PageSection."""
        if self._view is None:
            view = StampsView()
            view.passes.set_model(self.passes, PASS_COLUMNS)
            view.cards_head.set_actions([self.new_card])
            view.passes_head.set_actions([self.steps["use"], self.steps["pause"], self.steps["resume"], self.steps["cancel"], self.sell])
            view.stamp_requested.connect(lambda kind: self._start("stamps", "stamp_on", [self.person], kind))
            view.all_cards.connect(self._show_all_cards)
            view.all_passes.connect(self._show_all_passes)
            view.turned.connect(self._turn)
            view.passes.picked.connect(self._picked)
            view.passes.table.opened.connect(lambda _record: self.steps["use"].trigger())
            view.history.picked.connect(self._follow)
            view.menu_requested.connect(lambda place: pop_up([*self.steps.values(), None, self.sell], place, view))
            self._view = view
            self._show_history()
        return self._view

    def show(self, held: Held) -> None:
        """See PageSection."""
        self._held = held
        view = self.widget()
        self._show_cards()
        self._show_passes()
        over = len(held.passes) > len(held.open_passes())
        view.set_links(cards_over=len(held.cards) > len(held.open_cards()), passes_over=over, both=bool(held.passes))
        if not held.passes and not self._is_stamps:
            self._is_stamps = True
            self._show_history()
        self._picked()

    def actions(self) -> Sequence[QAction]:
        """See PageSection."""
        return (self.new_card, self.sell, *self.steps.values(), self.undo_use)

    def status_parts(self) -> Sequence[str]:
        """How many cards and passes, how many uses the chosen one has left."""
        if self._held is None:
            return ()
        cards, passes = len(self._held.open_cards()), len(self._held.open_passes())
        parts = [
            ngettext("{count} stamp card", "{count} stamp cards", cards).format(count=show_number(cards)),
            ngettext("{count} pass", "{count} passes", passes).format(count=show_number(passes)),
        ]
        if (each := self._chosen()) is not None and each.uses_left is not None:
            parts.append(ngettext("{count} use left", "{count} uses left", each.uses_left).format(count=show_number(each.uses_left)))
        return parts

    # What is shown -------------------------------------------------------------------------------------------------------------------

    def _show_cards(self) -> None:
        held, view = self._held, self._view
        if held is None or view is None:
            return
        shown = held.cards if self._all_cards else held.open_cards()
        view.show_cards([card_shown(card, held, self.desk.club) for card in shown])
        done = sum(card.state == "complete" for card in held.cards)
        words = _("{open} open, {full} full") if done else _("{open} open")
        view.cards_head.set_count(words.format(open=show_number(len(held.open_cards())), full=show_number(done)))

    def _show_passes(self) -> None:
        held, view = self._held, self._view
        if held is None or view is None:
            return
        shown = held.passes if self._all_passes else held.open_passes()
        self.passes.set_rows([pass_row(each, held, self.desk.club) for each in shown])
        view.fit_passes(len(shown))
        over = len(held.passes) - len(held.open_passes())
        words = _("{open} open, {over} over") if over else _("{open} open")
        view.passes_head.set_count(words.format(open=show_number(len(held.open_passes())), over=show_number(over)))
        view.passes.say_empty(_("No pass is open.") if over else _("No pass was sold to this person yet."))
        if shown and self._chosen() is None:
            view.passes.table.show_record(shown[0].id)

    def _show_history(self) -> None:
        """Put stamps or uses into the table below."""
        if self._view is not None:
            model, keys = (self.moves, MOVE_COLUMNS) if self._is_stamps else (self.uses, USE_COLUMNS)
            self._view.history.table.selection.clear()
            self._view.history.table.selection.set_current(None)
            self._view.history.set_model(model, keys)
            self._view.history.table.columns.set_state({})
            self._view.history_head.set_actions([] if self._is_stamps else [self.undo_use])

    def _picked(self) -> None:
        """Show the uses of the chosen pass, or every stamp."""
        held, view = self._held, self._view
        if held is None or view is None:
            return
        manner = self.desk.club.manner
        if self._is_stamps:
            self.moves.set_rows([move_row(move, DATE.show(move.day, manner)) for move in held.moves])
            view.history_head.set_title(_("Stamps"), show_number(len(held.moves)) if held.moves else "")
            view.history.say_empty(_("Nothing was stamped yet."))
        else:
            each = self._chosen()
            uses = held.uses.get(each.id, ()) if each is not None else ()
            self.uses.set_rows([use_row(use, DATE.show(use.day, manner)) for use in uses])
            title = _("Uses") if each is None else _("Uses of {name}").format(name=each.name)
            view.history_head.set_title(title, show_number(len(uses)) if uses else "")
            view.history.say_empty(_("This pass was not used yet.") if each is not None else _("Choose a pass to see its uses."))
        self._follow()

    def _show_all_cards(self, is_all: bool) -> None:
        self._all_cards = is_all
        self._show_cards()

    def _show_all_passes(self, is_all: bool) -> None:
        self._all_passes = is_all
        self._show_passes()
        self._picked()

    def _turn(self, is_stamps: bool) -> None:
        self._is_stamps = is_stamps
        self._show_history()
        self._picked()

    # What is chosen ------------------------------------------------------------------------------------------------------------------

    def _chosen(self) -> PassShown | None:
        if self._view is None or self._held is None:
            return None
        chosen = self._view.passes.chosen()
        return next((each for each in self._held.passes if each.id in chosen), None)

    def _use(self) -> UseShown | None:
        """The use that is chosen, else the latest that stands."""
        each = self._chosen()
        if self._view is None or self._held is None or each is None or self._is_stamps:
            return None
        uses = [use for use in self._held.uses.get(each.id, ()) if use.undone_at is None]
        chosen = self._view.history.chosen()
        return next((use for use in uses if use.id in chosen), None) if chosen else next(iter(uses), None)

    def _follow(self) -> None:
        """Each step can be done where it suits the pass that is chosen."""
        each = self._chosen()
        for key, action in self.steps.items():
            action.setEnabled(each is not None and STEPS[key].suits(each))
        self.undo_use.setEnabled(self._use() is not None)
        self.status_changed.emit()

    # What is done --------------------------------------------------------------------------------------------------------------------

    def _start(self, module: str, name: str, *arguments: Any) -> None:
        self.desk.start(self._perform(module, name, *arguments))

    async def _perform(self, module: str, name: str, *arguments: Any) -> None:
        """Do an action on people; loaded off the window's thread, which it would stop for a moment."""
        flows: Any = await self.desk.jobs.run(lambda: importlib.import_module(f"desktop.people.verbs.{module}"))
        await getattr(flows, name)(self.desk, *arguments)

    def _step(self, key: str) -> None:
        if (each := self._chosen()) is not None:
            self._start("passes", "step", self.person, key, each.id)

    def _undo_use(self) -> None:
        if (use := self._use()) is not None:
            self.desk.start(self.desk.undo_operation(use.op_id, use.label))
