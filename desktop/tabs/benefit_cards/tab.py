"""The Benefit Cards tab: cards made, edited, allocated, withdrawn, ended and deleted (B1–B7, features.md 0.1–0.16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QAction

from db.fields import Manner
from db.operations import benefit_cards, stories
from db.operations.benefit_cards import Card
from db.operations.stories import CardStory
from db.search import Condition, Connection
from desktop.desk import Desk, Shown
from desktop.lists.model import Row
from desktop.lists.saving import Changes, PanelEdits
from desktop.lists.tab import ListTab
from desktop.people import wording
from desktop.tab import Menu
from desktop.tabs.benefit_cards import details
from desktop.tabs.benefit_cards.actions import CardActions
from resources.i18n import _, ngettext
from ui.card_face import CardFace
from ui.details import BulkRow, ManyDetails
from ui.empty_state import EmptyDetails
from ui.list_bar import ListBar
from ui.locales import show_number
from ui.records_page import RecordsPage


@dataclass(frozen=True)
class _Found:
    """The cards, and when each was changed last."""

    cards: tuple[Card, ...]
    changed: dict[int, str]


class BenefitCardsTab(ListTab):
    """Benefit cards with their holders."""

    entities = frozenset({"benefit_card"})

    def __init__(self, desk: Desk, page: RecordsPage, manner: Manner) -> None:
        super().__init__(desk, page, manner, details.columns())
        self.cards: dict[int, Card] = {}
        self.reading = details.CardReading(desk.club)
        self._stories: dict[int, CardStory] = {}
        self.actions = CardActions(self)
        self.bar = ListBar(page)
        self.bar.set_actions(self.actions.bar())
        page.leave_out_views()
        page.set_bar(self.bar)
        page.table.setAccessibleName(_("Benefit cards"))
        self.face = CardFace(page.details)
        page.details.put_under_head(self.face)
        page.details.head.expand.hide()
        page.details.set_actions([])
        self.edits = PanelEdits(
            desk,
            page.details,
            self,
            reading=lambda: self.reading,
            of=self.cards.get,
            named=lambda card: ("benefit_card", card),
            write=self._write,
        )
        page.empty.show_details(
            EmptyDetails(
                _("No benefit cards yet"),
                _("A benefit card is a standing benefit for the members you choose, like 10 % off. Make one, then allocate it."),
                (self.actions.new, self.way_to("members", _("Choose members"), "people")),
            )
        )
        page.no_hits.show_details(EmptyDetails(_("No benefit card fits"), _("None has these words."), (self.actions.clear,), drawing=False))
        page.table.link_clicked.connect(lambda card, _key: self.show_holders([card]))
        page.table.opened.connect(lambda card: self.actions.edit.trigger() if isinstance(card, int) else None)
        self.bar.link_clicked.connect(lambda: self.show_holders(self.selected_ids()))

    # Rows ----------------------------------------------------------------------------------------------------------------------------

    def read_rows(self, connection: Connection) -> Any:
        """See ListTab."""
        return _Found(benefit_cards.listed(connection, self.desk.today()), stories.changed_at(connection))

    def rows_of(self, found: Any) -> Sequence[Row]:
        """See ListTab."""
        # The same dictionary: whoever edits looks into it.
        self.cards.clear()
        self.cards.update({card.id: card for card in found.cards})
        self._stories.clear()
        self.reading = details.CardReading(self.desk.club)
        return [details.row_of(card, found.changed.get(card.id), self.manner) for card in found.cards]

    def _changed_elsewhere(self, changes: Any) -> None:
        """Cards, and who holds them."""
        if any(change.entity == "benefit_card" or "benefit_card" in change.keys for change in changes):
            self.became_stale()

    # Selection -----------------------------------------------------------------------------------------------------------------------

    def chosen(self) -> list[Card]:
        """The selected cards."""
        return [self.cards[card] for card in self.selected_ids() if card in self.cards]

    def show_selection(self, records: Sequence[int]) -> None:
        """See ListTab."""
        chosen = self.chosen()
        self.actions.follow(chosen)
        held = sum(card.holders for card in chosen)
        if held:
            text = ngettext("Allocated to {count} member.", "Allocated to {count} members.", held)
            self.bar.say(text.format(count=wording.shown(held, self.manner)), _("Show them"))
        else:
            self.bar.say("")
        if len(chosen) == 1:
            self._show_one(chosen[0])
            if chosen[0].id not in self._stories:
                self.desk.start(self._read_story(chosen[0].id))
            return
        self.face.show_face(None)
        if chosen:
            rows = tuple(BulkRow(action) for action in self.actions.for_many())
            self.page.details.show_many(ManyDetails(self._counted(len(chosen)), rows=rows))
        else:
            self.page.details.show_nothing(_("Nothing selected"), _("Choose a card in the table, or make a new one."))

    def _show_one(self, card: Card) -> None:
        self.face.show_face(details.face_of(card, self.desk.club))
        self.page.details.show_record(details.details_of(card, self._stories.get(card.id), self.reading))

    async def _read_story(self, card: int) -> None:
        story = await self.desk.read(stories.of_card, card)
        if card in self.cards and self.selected_ids() == [card]:
            self._stories[card] = story
            self._show_one(self.cards[card])

    def show_holders(self, cards: Sequence[int]) -> None:
        """List the members who hold these cards (B4, 0.14)."""
        names = tuple(self.cards[card].name for card in cards if card in self.cards)
        if names:
            self.desk.people_wanted.emit(Shown(", ".join(names), (Condition("benefit_card", "=", names),)))

    def begin_edit(self) -> None:
        """Turn the texts of the selected card into fields (0.15)."""
        if len(self.chosen()) == 1:
            self.page.open_details()
            self.page.details.edit(details.DETAILS)

    async def _write(self, record: int, changes: Changes) -> None:
        """Every holder sees the new text at once; printed cards may show the old one (B6)."""
        name = self.cards[record].name
        done = await self.desk.write(_("Edit {name}").format(name=name), benefit_cards.edit, record, changes)
        text = _("{name} saved").format(name=done.name)
        if done.holders and set(changes) & {"name", "benefit", "conditions"}:
            count = wording.shown(done.holders, self.manner)
            text = _("{name} saved; printed cards out of date: {count}").format(name=done.name, count=count)
        self.desk.tell(text, undo=True)

    # What the frame shows ------------------------------------------------------------------------------------------------------------

    @property
    def new_action(self) -> QAction | None:
        """See Tab."""
        return self.actions.new

    def search_hint(self) -> str:
        """See Tab."""
        return _("Search benefit cards")

    def menus(self) -> Sequence[Menu]:
        """See Tab."""
        return [(_("Cards"), self.actions.menu())]

    def context_menu(self) -> Sequence[QAction | None]:
        """See Tab."""
        return self.actions.menu()

    def edit_actions(self) -> Sequence[QAction | None]:
        """See Tab."""
        return [self.actions.clear]

    def view_actions(self) -> Sequence[QAction | None]:
        """See Tab."""
        return [self.actions.refresh]

    def shortcuts(self) -> Sequence[QAction]:
        """See Tab."""
        return self.actions.with_keys()

    def status_parts(self) -> list[str]:
        """See Tab."""
        if not self.is_started or not self.is_settled:
            return []
        parts = [self._counted(self.model.rowCount())]
        selected = self.page.table.selection.count(self.model.rowCount())
        if selected:
            parts.append(_("{count} selected").format(count=show_number(selected)))
        held = sum(card.holders for card in self.cards.values())
        return [*parts, _("{count} allocated").format(count=show_number(held))]

    def _counted(self, count: int) -> str:
        return ngettext("{count} benefit card", "{count} benefit cards", count).format(count=show_number(count))
