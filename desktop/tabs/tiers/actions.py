"""What can be done in the Tiers tab, one QAction each."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from db.errors import BadValue, Told
from db.operations import tiers
from desktop import problems
from desktop.actions import make_action
from desktop.people import wording
from desktop.people.verbs import asking
from desktop.people.verbs.trying import until_done
from desktop.tabs.tiers import details
from resources.i18n import _, ngettext

if TYPE_CHECKING:
    from db.operations.tiers import Retired, Saved, TierShown
    from desktop.tabs.tiers.tab import TiersTab
    from ui.dialogs.tier import NewTier, RetireTierAnswer


class TierActions(QObject):
    """The commands; `follow` enables what suits the selection, and says why something does not."""

    def __init__(self, tab: TiersTab) -> None:
        super().__init__(tab)
        self.tab = tab
        self.new = self._action("add", _("New tier"), self._new, keys=QKeySequence(QKeySequence.StandardKey.New), hint=_("Make a tier"))
        self.edit = make_action(
            self, "edit", _("Edit"), tab.begin_edit, keys=QKeySequence("F2"), hint=_("Change the tier; what it does is shown first")
        )
        self.show = make_action(self, "people", _("Show its members"), lambda: tab.show_members(tab.selected_ids()))
        self.retire = self._action("retire", _("Retire…"), self._retire)
        self.delete = self._action("delete", _("Delete"), self._delete, keys=QKeySequence(QKeySequence.StandardKey.Delete))
        self.history = make_action(self, "activity", _("History"), lambda: None, hint=_("The latest changes of members' tiers"))
        self.history.setCheckable(True)
        self.refresh = make_action(self, "refresh", _("Refresh"), tab.refresh, keys=QKeySequence("F5"))
        self.clear = make_action(self, "close", _("Clear search"), self._clear)
        self.follow([], None)

    def menu(self) -> list[QAction | None]:
        """The menu of the tab and of its table."""
        return [self.show, None, self.edit, self.retire, self.delete, None, self.new]

    def with_keys(self) -> list[QAction]:
        """What can be started by a key."""
        return [self.new, self.edit, self.delete, self.refresh]

    def follow(self, chosen: Sequence[TierShown], beside: details.Beside | None) -> None:
        """Enable what can be done with the selected tiers; the base tier stays, and says so (T1, T10)."""
        one = chosen[0] if len(chosen) == 1 else None
        is_base = one is not None and one.rank == 0
        base = _("{name} is the base tier; everybody starts there, so it stays.").format(name=one.name) if one is not None else ""
        retired = one is not None and not one.active
        self.edit.setEnabled(one is not None)
        self.show.setEnabled(any(tier.members for tier in chosen))
        self.retire.setEnabled(one is not None and not is_base)
        self.retire.setText(_("Use again") if retired else _("Retire…"))
        said = _("Members can reach it again") if retired else _("Nobody reaches it any more; its members move to another tier")
        self.retire.setToolTip(base if is_base else said)
        refusal = beside.refusal if beside is not None else None
        self.delete.setEnabled(one is not None and beside is not None and refusal is None)
        self.delete.setToolTip(problems.sentence(refusal) if refusal is not None else _("Delete a tier that nobody has or had"))

    # Flows ---------------------------------------------------------------------------------------------------------------------------

    async def _new(self) -> None:
        """Make a tier; whom its threshold lifts is said while it is typed, and a refusal comes back into the dialog (T10)."""
        from ui.dialogs.tier import NewTier

        desk, reading = self.tab.desk, self.tab.reading
        act = desk.act(_("New tier"))
        usual = {"multiplier": 1000, "colour": self._next_colour(), "rewards": ()}

        def ask(typed: Mapping[str, str] | None, faults: Mapping[str, str]) -> Any:
            return desk.ask(
                NewTier,
                reading.specs(typed or {}, usual),
                problems=faults,
                prepare=lambda dialog: dialog.typed.connect(lambda texts: desk.start(self._tell_moves(dialog, texts))),
            )

        async def do(answer: Mapping[str, str]) -> Saved:
            values, _faults = reading.read_all(answer)
            return await desk.perform(act, tiers.add, **values)

        done = await until_done(desk, act, ask, do, at="name")
        if done is not None:
            saved = done[1]
            text = ngettext("{name} made; {count} member rises to it", "{name} made; {count} members rise to it", saved.up)
            desk.tell(text.format(name=saved.name, count=wording.shown(saved.up, desk.club.manner)), undo=True)
            self.tab.show_record(saved.id)

    def _next_colour(self) -> str:
        used = {tier.colour for tier in self.tab.tiers.values()}
        return next((colour for colour, _name in details.COLOURS if colour not in used), details.COLOURS[-1][0])

    async def _tell_moves(self, dialog: NewTier, texts: Mapping[str, str]) -> None:
        try:
            threshold = self.tab.reading.read("threshold", texts["threshold"])
        except BadValue:
            return
        if threshold is None:
            return
        moves = await self.tab.read_moves(int(threshold), tier=None)
        if not dialog.is_open or dialog.fields.text("threshold") != texts["threshold"]:
            return
        if isinstance(moves, Told):
            dialog.show_effect(problems.sentence(moves), "bad")
        else:
            count = len(moves.up)
            text = ngettext("{count} member rises to it at once.", "{count} members rise to it at once.", count)
            dialog.show_effect(text.format(count=wording.shown(count, self.tab.manner)))

    async def _retire(self) -> None:
        chosen = self.tab.chosen()
        if len(chosen) != 1:
            return
        tier, desk = chosen[0], self.tab.desk
        if not tier.active:
            saved = await desk.write(_("Use {name} again").format(name=tier.name), tiers.restore, tier.id)
            text = _("{name} can be reached again; {count} up").format(name=saved.name, count=wording.shown(saved.up, desk.club.manner))
            desk.tell(text, undo=True)
            return
        await self._retire_one(tier)

    async def _retire_one(self, tier: TierShown) -> None:
        """Ask where its members go, then move them (T10)."""
        from ui.dialogs.choice_rows import ChoiceRow
        from ui.dialogs.tier import RetireTier

        desk, manner = self.tab.desk, self.tab.manner
        act = desk.act(_("Retire {name}").format(name=tier.name))
        rows = [
            ChoiceRow(other.id, other.name, details.needs(desk.club, other.threshold))
            for other in self.tab.tiers.values()
            if other.active and other.id != tier.id
        ]
        effect = ngettext(
            "{count} member moves; nobody reaches {name} any more.", "{count} members move; nobody reaches {name} any more.", tier.members
        )

        def ask(typed: RetireTierAnswer | None, faults: Mapping[str, str]) -> Any:
            return desk.ask(
                RetireTier,
                _("Retire {name}").format(name=tier.name),
                rows,
                asking.note_field(desk, "other"),
                effect=effect.format(count=wording.shown(tier.members, manner), name=tier.name),
                action=_("Retire {name}").format(name=tier.name),
                typed=typed,
                problems=faults,
            )

        async def do(answer: RetireTierAnswer) -> Retired:
            return await desk.perform(act, tiers.retire, tier.id, to=answer.to, note=answer.note)

        done = await until_done(desk, act, ask, do, at="to")
        if done is not None:
            moved = done[1]
            text = ngettext("{name} retired; {count} member moved to {to}", "{name} retired; {count} members moved to {to}", moved.moved)
            desk.tell(text.format(name=moved.name, count=wording.shown(moved.moved, manner), to=moved.to), undo=True)

    async def _delete(self) -> None:
        for tier in self.tab.chosen()[:1]:
            done = await self.tab.desk.write(_("Delete {name}").format(name=tier.name), tiers.remove, tier.id)
            self.tab.desk.tell(_("{name} deleted").format(name=done.name), undo=True)

    def _clear(self) -> None:
        self.tab.search("")
        self.tab.search_dropped.emit()

    def _action(
        self, name: str, text: str, flow: Callable[[], Coroutine[Any, Any, None]], *, keys: QKeySequence | None = None, hint: str = ""
    ) -> QAction:
        return make_action(self, name, text, lambda: self.tab.desk.start(flow()), keys=keys, hint=hint)
