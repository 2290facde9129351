"""What can be done in the Benefit Cards tab, one QAction each."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from db.operations import benefit_cards
from desktop.actions import make_action
from desktop.people.verbs.trying import until_done
from resources.i18n import _, ngettext
from ui.locales import show_number

if TYPE_CHECKING:
    from db.operations.benefit_cards import Card
    from desktop.tabs.benefit_cards.tab import BenefitCardsTab


class CardActions(QObject):
    """The commands; `follow` enables what suits the selection, and says why something does not."""

    def __init__(self, tab: BenefitCardsTab) -> None:
        super().__init__(tab)
        self.tab = tab
        self.new = self._action(
            "add", _("New card"), self._new, keys=QKeySequence(QKeySequence.StandardKey.New), hint=_("Make a benefit card")
        )
        self.allocate = self._action(
            "people", _("Allocate…"), self._allocate, keys=QKeySequence("Ctrl+B"), hint=_("Choose members who get the card")
        )
        self.edit = make_action(
            self, "edit", _("Edit…"), tab.begin_edit, keys=QKeySequence("F2"), hint=_("Change the texts; holders see them at once")
        )
        self.withdraw = self._action("revoked", _("Withdraw…"), self._withdraw, hint=_("Take the card from its holders"))
        self.retire = self._action("retire", _("End"), self._retire)
        self.delete = self._action("delete", _("Delete"), self._delete, keys=QKeySequence(QKeySequence.StandardKey.Delete))
        self.show = make_action(self, "people", _("Show who has it"), lambda: tab.show_holders(tab.selected_ids()))
        self.refresh = make_action(self, "refresh", _("Refresh"), tab.refresh, keys=QKeySequence("F5"))
        self.clear = make_action(self, "close", _("Clear search"), self._clear)
        self.follow([])

    def bar(self) -> list[QAction]:
        """The commands over the table, the likeliest first."""
        return [self.allocate, self.edit, self.withdraw, self.delete]

    def for_many(self) -> list[QAction]:
        """What can be done to several cards."""
        return [self.show, self.retire, self.delete]

    def menu(self) -> list[QAction | None]:
        """The menu of the tab and of its table."""
        return [self.allocate, self.withdraw, self.show, None, self.edit, self.retire, self.delete, None, self.new]

    def with_keys(self) -> list[QAction]:
        """What can be started by a key."""
        return [self.new, self.allocate, self.edit, self.delete, self.refresh]

    def follow(self, chosen: Sequence[Card]) -> None:
        """Enable what can be done with the selected cards; Delete says why it cannot (B5, 0.11)."""
        one, held = len(chosen) == 1, sum(card.holders for card in chosen)
        ended = bool(chosen) and all(card.ended for card in chosen)
        self.allocate.setEnabled(bool(self.tab.cards) and not (one and ended))
        self.edit.setEnabled(one)
        self.withdraw.setEnabled(one and held > 0)
        self.show.setEnabled(held > 0)
        self.retire.setEnabled(bool(chosen))
        self.retire.setText(_("Use again") if ended else _("End"))
        self.retire.setToolTip(
            _("It can be allocated again") if ended else _("Nobody gets it any more; holders keep it until it is withdrawn")
        )
        self.delete.setEnabled(bool(chosen) and not held)
        text = ngettext("{count} member holds it; withdraw it first", "{count} members hold it; withdraw it first", held)
        self.delete.setToolTip(text.format(count=show_number(held)) if held else _("Delete; the history keeps the texts"))

    # Flows ---------------------------------------------------------------------------------------------------------------------------

    async def _new(self) -> None:
        """Make a card; a refusal brings the dialog back with everything that was typed (0.3)."""
        from ui.dialogs.record import RecordQuestion

        desk, reading = self.tab.desk, self.tab.reading
        act = desk.act(_("New benefit card"))
        note = _("Members read these texts; there is room for no more than a sentence or two.")

        def ask(typed: Mapping[str, str] | None, faults: Mapping[str, str]) -> Any:
            specs = reading.specs(typed or {}, {})
            return desk.ask(RecordQuestion, _("New benefit card"), specs, action=_("Create card"), note=note, problems=faults)

        async def do(answer: Mapping[str, str]) -> Card:
            values, _faults = reading.read_all(answer)
            return await desk.perform(act, benefit_cards.add, **values)

        done = await until_done(desk, act, ask, do, at="name")
        if done is not None:
            desk.tell(_("{name} made; allocate it to members now").format(name=done[1].name), undo=True)
            self.tab.show_record(done[1].id)

    async def _allocate(self) -> None:
        from desktop.tabs.benefit_cards import choosing

        chosen = self.tab.chosen()
        await choosing.allocate(self.tab.desk, chosen[0].id if chosen else None)

    async def _withdraw(self) -> None:
        from desktop.tabs.benefit_cards import choosing

        if chosen := self.tab.chosen():
            await choosing.withdraw(self.tab.desk, chosen[0])

    async def _retire(self) -> None:
        chosen = self.tab.chosen()
        again = all(card.ended for card in chosen)
        label = _("Use {names} again") if again else _("End {names}")
        label = label.format(names=_names(chosen))
        await self.tab.desk.write(label, benefit_cards.retire, [card.id for card in chosen], retired=not again)
        text = _("{names} can be allocated again") if again else _("{names} ended: nobody gets it any more, holders keep it")
        self.tab.desk.tell(text.format(names=_names(chosen)), undo=True)

    async def _delete(self) -> None:
        chosen = self.tab.chosen()
        if chosen and not any(card.holders for card in chosen):
            await self.tab.desk.write(_("Delete {names}").format(names=_names(chosen)), benefit_cards.delete, [card.id for card in chosen])
            self.tab.desk.tell(_("{names} deleted").format(names=_names(chosen)), undo=True)

    def _clear(self) -> None:
        self.tab.search("")
        self.tab.search_dropped.emit()

    def _action(
        self, name: str, text: str, flow: Callable[[], Coroutine[Any, Any, None]], *, keys: QKeySequence | None = None, hint: str = ""
    ) -> QAction:
        return make_action(self, name, text, lambda: self.tab.desk.start(flow()), keys=keys, hint=hint)


def _names(cards: Sequence[Card]) -> str:
    return ", ".join(card.name for card in cards)
