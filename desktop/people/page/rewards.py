"""Rewards of a person: what was issued, how it came, in which state it is, and what can be done with it (features.md 2.12, 3.9, 3.10)."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction

from db.rewards import issued_lines
from db.rewards.issued_lines import IssuedLine
from desktop.lists.model import Cell, Column, ListModel, Row
from desktop.people import wording
from desktop.people.page.section import PageSection
from resources.i18n import N_, _, ngettext
from ui.icons import icon
from ui.menus import pop_up
from ui.roles import Choice
from ui.sections.parts import FigureText
from ui.sections.rewards import RewardsView

if TYPE_CHECKING:
    from db.fields import Manner
    from db.search import Connection
    from desktop.desk import Desk

# A reward that ends within so many days is marked.
SOON_DAYS = 7
STATES = {"issued": N_("Outstanding"), "redeemed": N_("Used"), "expired": N_("Expired"), "revoked": N_("Revoked")}
_ICONS = {"issued": "outstanding", "redeemed": "used", "expired": "expired", "revoked": "revoked"}
SHOWN = ("issued", "reward", "points", "how", "state", "when", "operator", "note")


@dataclass(frozen=True)
class Held:
    """The issued rewards of one person, latest first, and the day they were read on."""

    lines: tuple[IssuedLine, ...]
    today: date

    def of(self, state: str) -> list[IssuedLine]:
        """Those in a state."""
        return [line for line in self.lines if line.state == state]


class RewardsSection(PageSection):
    """Figures, and a table whose selected rewards are handed over, taken back or revoked."""

    key = "rewards"
    icon = "reward"

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(desk, parent)
        self._view: RewardsView | None = None
        self._held: Held | None = None
        self.model = ListModel(_columns(), self)
        self.hand_over = self._action("used", _("Hand over"), "hand_over", ("issued",))
        self.take_back = self._action("undo", _("Undo hand-over"), "undo_hand_over", ("redeemed",))
        self.revoke = self._action("revoked", _("Revoke…"), "revoke", ("issued",))
        self.reverse = QAction(icon("reverse"), _("Reverse the redemption…"), self)
        self.reverse.setToolTip(_("Revoke it even if handed over, and give its points back"))
        self.reverse.triggered.connect(lambda _checked=False: self.desk.start(self._reverse()))
        self.give = QAction(icon("give"), _("Give a reward…"), self)
        self.give.triggered.connect(lambda _checked=False: self.desk.start(self._perform("give_reward", [self.person])))

    def _action(self, sign: str, text: str, flow: str, states: tuple[str, ...]) -> QAction:
        return self.action(sign, text, lambda: self.desk.start(self._perform(flow, self._chosen(*states))))

    # PageSection ---------------------------------------------------------------------------------------------------------------------

    def title(self) -> str:
        """See PageSection."""
        return _("Rewards")

    def read(self, connection: Connection, person: int) -> Held:
        """See PageSection."""
        today = self.desk.today()
        return Held(issued_lines.of_people(connection, [person], today), today)

    def summary(self, held: Held) -> str:
        """How many are outstanding; nothing where none is."""
        count = len(held.of("issued"))
        return wording.shown(count, self.desk.club.manner) if count else ""

    def widget(self) -> RewardsView:
        """See PageSection."""
        if self._view is None:
            view = RewardsView([Choice(state, _(label)) for state, label in STATES.items()])
            view.rows.set_model(self.model, SHOWN, ("issued", True))
            view.set_actions([self.hand_over, self.revoke], self.give)
            view.state_chosen.connect(self._filter)
            view.rows.picked.connect(self._follow)
            view.rows.table.opened.connect(lambda _record: self.hand_over.trigger())
            view.menu_requested.connect(self._menu)
            self._view = view
        return self._view

    def show(self, held: Held) -> None:
        """See PageSection."""
        self._held = held
        view = self.widget()
        manner = self.desk.club.manner
        view.figures.show_figures(_figures(held, manner))
        self.model.set_rows([_row(line, held.today, manner) for line in held.lines])
        self._follow()

    def actions(self) -> Sequence[QAction]:
        """See PageSection."""
        return (self.hand_over, self.take_back, self.revoke, self.reverse, self.give)

    def status_parts(self) -> Sequence[str]:
        """How many rewards, how many selected, how many outstanding."""
        if self._held is None or self._view is None:
            return ()
        manner = self.desk.club.manner
        shown, chosen = len(self.model.shown()), len(self._view.rows.chosen())
        outstanding = len(self._held.of("issued"))
        parts = [ngettext("{count} reward", "{count} rewards", shown).format(count=wording.shown(shown, manner))]
        if chosen:
            parts.append(_("{count} selected").format(count=wording.shown(chosen, manner)))
        if outstanding:
            parts.append(_("{count} outstanding").format(count=wording.shown(outstanding, manner)))
        return parts

    # What is chosen ------------------------------------------------------------------------------------------------------------------

    def _lines(self) -> list[IssuedLine]:
        if self._view is None or self._held is None:
            return []
        chosen = set(self._view.rows.chosen())
        return [line for line in self._held.lines if line.id in chosen]

    def _chosen(self, *states: str) -> list[int]:
        return [line.id for line in self._lines() if line.state in states]

    def _redemptions(self) -> list[int]:
        return [line.entry for line in self._lines() if line.entry is not None and line.state in ("issued", "redeemed")]

    def _follow(self) -> None:
        """Each action can be done where something that is selected suits it."""
        self.hand_over.setEnabled(bool(self._chosen("issued")))
        self.revoke.setEnabled(bool(self._chosen("issued")))
        self.take_back.setEnabled(bool(self._chosen("redeemed")))
        self.reverse.setEnabled(bool(self._redemptions()))
        if self._view is not None:
            self._view.head.set_count(wording.shown(len(self.model.shown()), self.desk.club.manner))
        self.status_changed.emit()

    def _filter(self, state: str) -> None:
        word = _(STATES[state]) if state else ""
        keep: Callable[[Row], bool] = lambda row: row.cells["state"].value == word  # noqa: E731
        self.model.set_filter(keep if state else None)
        if self._view is not None:
            self._view.rows.say_empty(_("No reward is in this state.") if state else _("No reward was issued yet."))
        self._follow()

    def _menu(self, place: QPoint) -> None:
        pop_up([self.hand_over, self.take_back, self.revoke, self.reverse, None, self.give], place, self.widget())

    async def _perform(self, name: str, ids: Sequence[int]) -> None:
        """Do a flow of the actions on rewards; loaded off the window's thread, which it would stop for a moment."""
        if ids:
            flows: Any = await self.desk.jobs.run(lambda: importlib.import_module("desktop.people.verbs.rewards"))
            await getattr(flows, name)(self.desk, ids)

    async def _reverse(self) -> None:
        if entries := self._redemptions():
            flows: Any = await self.desk.jobs.run(lambda: importlib.import_module("desktop.people.verbs.points"))
            await flows.reverse_entries(self.desk, entries)


# How it is shown ---------------------------------------------------------------------------------------------------------------------


def _columns() -> list[Column]:
    return [
        Column("issued", _("Issued"), "28/08/2026", muted=True),
        Column("reward", _("Reward"), "Coffee beans 500 g", elides=True, strong=True),
        Column("points", _("Points"), "−20,000", right=True),
        Column("how", _("How"), "Spend balance", elides=True, muted=True),
        # The sign before the word takes the room of two letters.
        Column("state", _("State"), "\N{EM SPACE}" * 2 + max((_(label) for label in STATES.values()), key=len)),
        Column("when", _("When"), _("valid to {day}").format(day="28/08/2026")),
        Column("operator", _("Operator"), "Ingrid", elides=True, muted=True),
        Column("note", _("Note"), "Wrong colour in stock", elides=True, muted=True),
    ]


def _figures(held: Held, manner: Manner) -> list[FigureText]:
    """How many are in each state, with what matters about them below."""
    outstanding, used, expired, revoked = (held.of(state) for state in STATES)
    ending = sorted(line.expires for line in outstanding if line.expires)
    note, tone = "", ""
    if ending:
        count = ending.count(ending[0])
        text = ngettext("{n} expires {day}", "{n} expire {day}", count)
        note = text.format(n=wording.shown(count, manner), day=wording.day(ending[0], manner))
        tone = "warn" if _is_soon(ending[0], held.today) else ""
    spent = sum(line.points for line in used if line.paid)
    return [
        FigureText(_("Outstanding"), wording.shown(len(outstanding), manner), note, tone),
        FigureText(_("Used"), wording.shown(len(used), manner), wording.points(spent, manner) if spent else ""),
        FigureText(_("Expired"), wording.shown(len(expired), manner), _back(expired, manner)),
        FigureText(_("Revoked"), wording.shown(len(revoked), manner), _back(revoked, manner)),
    ]


def _back(lines: Sequence[IssuedLine], manner: Manner) -> str:
    """How many points of ended rewards were given back; nothing where none had been spent."""
    if not any(line.paid for line in lines):
        return ""
    back = sum(line.points_back for line in lines)
    return _("{points} given back").format(points=wording.points(back, manner)) if back else _("nothing given back")


def _is_soon(day: str, today: date) -> bool:
    return day <= (today + timedelta(days=SOON_DAYS)).isoformat()


def _row(line: IssuedLine, today: date, manner: Manner) -> Row:
    is_open = line.state == "issued"
    when = wording.day(line.changed, manner)
    if is_open:
        when = _("valid to {day}").format(day=wording.day(line.expires, manner)) if line.expires else ""
    word = _(STATES[line.state])
    warns = is_open and line.expires is not None and _is_soon(line.expires, today)
    cells = {
        "issued": Cell(wording.day(line.issued, manner), (line.issued, line.id)),
        "reward": Cell(line.name, line.name),
        "points": Cell(wording.signed(-line.points, manner) if line.paid else "", -line.points if line.paid else None),
        "how": Cell(how := how_it_came(line), how),
        "state": Cell(word, word, icon=_ICONS[line.state], strong=is_open, muted=not is_open),
        "when": Cell(when, (line.expires if is_open else line.changed) or None, tone="warn" if warns else "", muted=not is_open),
        "operator": Cell("" if line.state in ("issued", "expired") else line.operator, line.operator),
        "note": Cell(line.note or "", line.note),
    }
    return Row(line.id, cells)


def how_it_came(line: IssuedLine) -> str:
    """Where an issued reward came from, in words."""
    if line.source == "redeemed":
        return _("With a sale") if line.with_sale else _("Spend balance")
    if line.source == "tier":
        return _("Reached {tier}").format(tier=line.origin) if line.origin else _("Tier")
    if line.source == "stamps":
        return _("{card} full").format(card=line.origin) if line.origin else _("Stamp card full")
    return _("Occasion") if line.source == "occasion" else _("Given")
