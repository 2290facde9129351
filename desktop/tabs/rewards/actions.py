"""The commands of the Rewards tab: which can be done with the present list and selection, and how each begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction

from db.database import new_op_id
from db.errors import Told
from desktop.actions import make_action
from desktop.lists.saving import faults_of
from desktop.records import clipboard
from desktop.tabs.rewards.listing import KindList
from resources.i18n import _, ngettext
from ui.icons import icon
from ui.locales import show_number

if TYPE_CHECKING:
    from desktop.tab import Menu
    from desktop.tabs.rewards.tab import RewardsTab


class RewardActions(QObject):
    """All of them, made once; `follow` says what can be done now."""

    def __init__(self, tab: RewardsTab) -> None:
        super().__init__(tab)
        self.tab, self.desk = tab, tab.desk
        self.new = make_action(self, "add", _("New reward"), self._new, keys="Ctrl+N")
        self.edit = make_action(self, "edit", _("Edit"), self._edit)
        self.retire = make_action(self, "retire", _("Retire"), self._retire)
        self.delete = make_action(self, "delete", _("Delete"), self._delete, keys="Del")
        self.hand_over = make_action(self, "used", _("Hand over"), lambda: self._flow("hand_over"), hint=_("The member has it now"))
        self.undo_hand_over = make_action(self, "undo", _("Undo hand-over"), lambda: self._flow("undo_hand_over"))
        self.revoke = make_action(self, "revoked", _("Revoke"), lambda: self._flow("revoke"), hint=_("Take it away again, with a reason"))
        self.member = make_action(self, "person", _("Open member"), self._open_member)
        self.outstanding = make_action(self, "outstanding", _("Outstanding"), lambda: self._lead("outstanding"))
        self.issued = make_action(self, "reward", _("Issued"), lambda: self._lead("issued"))
        self.clear = make_action(self, "close", _("Clear filters"), tab.clear_filters)
        self.to_catalogue = make_action(self, "reward", _("Open the catalogue"), lambda: tab.open_list("catalogue"))
        self.to_stamp_cards = make_action(self, "stamp", _("Stamp cards"), lambda: tab.open_list("stamp_cards"))
        self.to_members = tab.way_to("members", _("Choose members"), "people")
        self.copy = make_action(self, "copy", _("Copy"), lambda: self._copy(headers=False))
        self.copy_headers = make_action(self, "copy", _("Copy with headings"), lambda: self._copy(headers=True))
        self.select_all = make_action(self, "all", _("Select all"), tab.page.table.select_all_rows)
        self.refresh = make_action(self, "refresh", _("Refresh"), tab.refresh, keys="F5")
        tab.page.table.copy_requested.connect(lambda headers: self._copy(headers=headers))

    # Where they stand ----------------------------------------------------------------------------------------------------------------

    def of_one(self) -> list[QAction]:
        """What stands in the panel."""
        if isinstance(self.tab.list, KindList):
            return [self.edit, self.retire, *([self.issued] if self.tab.list.key == "catalogue" else []), self.delete]
        return [self.hand_over, self.member, self.revoke, self.undo_hand_over]

    def tools(self) -> list[QAction]:
        """What stands in the bar above the table."""
        return [self.retire, self.delete] if isinstance(self.tab.list, KindList) else [self.hand_over, self.revoke]

    def menus(self) -> list[Menu]:
        """The tab's own menu."""
        kinds = [self.new, self.edit, self.retire, self.delete, None, self.outstanding, self.issued]
        return [(_("Rewards"), [*kinds, None, self.hand_over, self.undo_hand_over, self.revoke, self.member, None, self.clear])]

    def context(self) -> list[QAction | None]:
        """The menu of the table."""
        lead = [self.outstanding, self.issued] if self.tab.list.key == "catalogue" else []
        mine: list[QAction | None] = [action for action in self.of_one() if action is not self.issued]
        return [*mine, None, *lead, None, self.copy, self.copy_headers, self.select_all, None, self.new]

    def with_keys(self) -> list[QAction]:
        """Those whose keys work while the tab is in view."""
        return [self.new, self.delete, self.refresh]

    def follow(self) -> None:
        """Enable what can be done now, and name it."""
        tab = self.tab
        chosen = tab.selected_ids()
        kinds = tab.list if isinstance(tab.list, KindList) else None
        maker = kinds or tab.catalogue
        self.new.setText(maker.new_title())
        records = [] if kinds is None else [kinds.records[record] for record in chosen if record in kinds.records]
        self.edit.setEnabled(len(records) == 1)
        self.retire.setEnabled(bool(records))
        back = bool(records) and all(record.retired for record in records)
        self.retire.setText(_("Bring back") if back else _("Retire"))
        self.retire.setIcon(icon("restore" if back else "retire", "text"))
        may = kinds is not None and bool(records) and all(kinds.may_delete(record) for record in records)
        self.delete.setEnabled(may)
        refused = bool(records) and not may
        self.delete.setToolTip(_("What was issued, stamped or sold can only be retired") if refused else _("Delete"))
        for action in (self.outstanding, self.issued):
            action.setEnabled(tab.list is tab.catalogue and len(records) == 1)
        states = {row.state for row in tab.issued.looked_at} if kinds is None and chosen else set()
        self.hand_over.setEnabled("issued" in states)
        self.revoke.setEnabled("issued" in states)
        self.undo_hand_over.setEnabled("redeemed" in states)
        self.member.setEnabled(bool(states) and len(chosen) == 1)
        self.clear.setEnabled(tab.is_filtered())
        for action in (self.copy, self.copy_headers):
            action.setEnabled(bool(chosen))

    # What they do --------------------------------------------------------------------------------------------------------------------

    def _flow(self, name: str) -> None:
        self.tab.issued.perform(name)

    def _open_member(self) -> None:
        self.tab.issued.open(0)

    def _lead(self, key: str) -> None:
        if chosen := self.tab.selected_ids():
            self.tab.list.link(chosen[0], key)

    def _edit(self) -> None:
        if chosen := self.tab.selected_ids():
            self.tab.list.open(chosen[0])

    def _new(self) -> None:
        kinds = self.tab.list if isinstance(self.tab.list, KindList) else self.tab.catalogue
        self.desk.start(self._new_one(kinds))

    async def _new_one(self, kinds: KindList) -> None:
        """Ask for a new one and add it; a refusal brings the dialog back with everything that was typed."""
        from ui.dialogs.record import RecordQuestion

        act = self.desk.act(kinds.new_title())
        typed: dict[str, str] = {}
        faults: Mapping[str, str] = {}
        while True:
            answer: dict[str, str] | None = await self.desk.ask(
                RecordQuestion,
                kinds.new_title(),
                kinds.reading.specs(typed, kinds.usual()),
                action=kinds.add_words(),
                note=kinds.new_effect(),
                columns=3,
                problems=faults,
            )
            if answer is None:
                return
            typed = answer
            values, faults = kinds.reading.read_all(typed)
            if faults:
                continue
            try:
                record = await kinds.add(act, values)
            except Told as refused:
                faults = faults_of(refused)
                if faults:
                    act.op_id = new_op_id()
                else:
                    # The server is away, say: what was typed comes back, under the same op_id.
                    self.desk.show_problem(refused)
            else:
                self.desk.tell(_("{name} added").format(name=values["name"]), undo=True)
                self.tab.show_kind(kinds, record)
                return

    def _retire(self) -> None:
        self.desk.start(self._retire_chosen())

    async def _retire_chosen(self) -> None:
        kinds, records = self._chosen_kinds()
        if kinds is None:
            return
        retired = not all(record.retired for record in records)
        label = _("Retire {what}") if retired else _("Bring back {what}")
        await kinds.retire(label.format(what=_named(records, kinds)), [record.id for record in records], retired=retired)
        told = _("{what} retired; what there is stays.") if retired else _("{what} can be had again.")
        self.desk.tell(told.format(what=_named(records, kinds)), undo=True)

    def _delete(self) -> None:
        self.desk.start(self._delete_chosen())

    async def _delete_chosen(self) -> None:
        kinds, records = self._chosen_kinds()
        if kinds is None:
            return
        await kinds.delete(_("Delete {what}").format(what=_named(records, kinds)), [record.id for record in records])
        self.desk.tell(_("{what} deleted").format(what=_named(records, kinds)), undo=True)

    def _chosen_kinds(self) -> tuple[KindList | None, list[Any]]:
        kinds = self.tab.list
        if not isinstance(kinds, KindList):
            return None, []
        records = [kinds.records[record] for record in self.tab.selected_ids() if record in kinds.records]
        return (kinds, records) if records else (None, [])

    def _copy(self, *, headers: bool) -> None:
        """Copy the selected rows' shown columns (cards.md, *The window*)."""
        table, tab = self.tab.page.table, self.tab
        rows = [row for record in tab.selected_ids() if (row := tab.list.row_of(record)) is not None]
        columns = table.columns.shown()
        if not rows:
            return
        model = table.model()
        lines = [[clipboard.guarded(str(model.index(row, column).data() or "")) for column in columns] for row in rows]
        aligned = [int(model.index(rows[0], column).data(Qt.ItemDataRole.TextAlignmentRole) or 0) for column in columns]
        figures = [bool(each & int(Qt.AlignmentFlag.AlignRight)) for each in aligned]
        heads = [table.header.label(column) for column in columns] if headers else ()
        clipboard.put(clipboard.copied(lines, figures, heads))
        self.desk.tell(ngettext("{count} row copied", "{count} rows copied", len(rows)).format(count=show_number(len(rows))), tone="info")


def _named(records: list[Any], kinds: KindList) -> str:
    """One by its name, several by their number."""
    return str(records[0].name) if len(records) == 1 else kinds.words(len(records))
