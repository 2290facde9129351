"""The section Points of a person's page: figures, the balance of twelve months, coming expiry, every entry (L1, L2, E7; features.md 3.6, 4.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction

from db.fields.kinds import DATE, NUMBER
from db.ledger import reading
from db.ledger.reading import EntryLine, LotLine
from db.operations import summary
from db.operations.notices import lead_days
from db.operations.summary import Standing
from desktop.lists.copying import copy_rows
from desktop.lists.downloading import download_rows
from desktop.lists.model import Cell, Column, ListModel, Row
from desktop.people import progress
from desktop.people.page.balance import balance_of, earned, spent
from desktop.people.page.section import PageSection
from desktop.people.verbs.registry import perform
from desktop.people.wording import KIND_ICONS, KIND_WORDS, REASON_WORDS, moment, signed
from resources.i18n import _, ngettext
from ui.menus import pop_up
from ui.roles import Choice
from ui.sections.narrowing import among, within
from ui.sections.parts import FigureText
from ui.sections.points import PointsView
from ui.sections.strip import Segment

if TYPE_CHECKING:
    from db.fields import Manner
    from db.search import Connection
    from desktop.desk import Desk


@dataclass(frozen=True)
class Held:
    """What the section shows: the entries, latest first, the lots, the three figures (available, pending, owed), and beside them names and standing."""

    entries: tuple[EntryLine, ...]
    lots: tuple[LotLine, ...]
    figures: tuple[int, int, int]
    rewards: dict[int, str]
    standing: Standing


def columns() -> list[Column]:
    """The columns of the entries."""
    return [
        Column("date", _("Date"), "28/06/2026 12:30", muted=True),
        Column("kind", _("Kind"), "MM Opening balance"),
        Column("points", _("Points"), "+100,000", right=True, strong=True),
        Column("balance", _("Balance"), "1,000,000", right=True, muted=True),
        Column("note", _("Internal note"), "Returned a mug, receipt 88213", elides=True),
        Column("comment", _("Public comment"), "Manual adjustments", elides=True, muted=True),
        Column("operator", _("Operator"), "Ingrid", elides=True, muted=True),
        Column("reason", _("Reason"), "Special reward", elides=True, muted=True),
    ]


class PointsSection(PageSection):
    """Points, with *Reverse*, *Extend* and *Reinstate* on the entries chosen."""

    key = "points"
    icon = "points"

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(desk, parent)
        self.manner: Manner = desk.club.manner
        self.model = ListModel(columns(), self)
        self._view: PointsView | None = None
        self._held: Held | None = None
        self.extend_all = self.action("extend", _("Extend…"), self._extend_soonest)
        self.download = self.action("download", _("Download"), self._download)
        self.download.setToolTip(_("Download the entries that are shown"))
        self.reverse = self.action("reverse", _("Reverse…"), lambda: self._flow("reversing:reverse_entries", self._chosen()))
        self.extend = self.action("extend", _("Extend…"), lambda: self._flow("expiring:extend_lots", self._chosen()))
        self.reinstate = self.action("restore", _("Reinstate…"), lambda: self._flow("expiring:reinstate_points", self._chosen()))

    def title(self) -> str:
        """See PageSection."""
        return _("Points")

    def read(self, connection: Connection, person: int) -> Held:
        """See PageSection: every query by an index of the person's account."""
        today = self.desk.today()
        return Held(
            reading.entries(connection, person),
            reading.lots(connection, person, today),
            reading.figures(connection, person, today),
            summary.rewards_paid(connection, person),
            summary.standing(connection, person, today),
        )

    def summary(self, held: Held) -> str:
        """See PageSection: what is available, of a prospect what waits."""
        available, pending, _owed = held.figures
        return self._number(available if held.standing.progress is not None else available + pending)

    def widget(self) -> PointsView:
        """See PageSection."""
        if self._view is None:
            self._view = view = PointsView(self.model, self.extend_all, self.download, self.desk.today)
            view.filters.changed.connect(self._narrow)
            view.entries.picked.connect(self._follow)
            view.entries.table.menu_requested.connect(self._menu)
            view.entries.table.copy_requested.connect(lambda headers: copy_rows(self.desk, self.model, view.entries.table, headers=headers))
            view.chart.copied.connect(lambda: self.desk.tell(_("Balance copied"), tone="info"))
        return self._view

    def show(self, held: Held) -> None:
        """See PageSection."""
        view, self._held = self._view, held
        assert view is not None
        view.show_figures(self._figures(held), balance_of(held.entries, self.desk.today()))
        view.set_kinds([Choice(kind, _(KIND_WORDS[kind])) for kind in dict.fromkeys(line.kind for line in held.entries)])
        segments = self._segments(held.lots)
        view.show_expiry(self._expiry_count(held.lots), segments)
        self.extend_all.setEnabled(any(lot.expires is not None for lot in held.lots))
        reversed_ids = {line.reverses for line in held.entries if line.reverses is not None}
        self.model.set_rows([self._row(line, held, is_reversed=line.id in reversed_ids) for line in held.entries])
        self._narrow()
        self._follow()

    # Figures and expiry --------------------------------------------------------------------------------------------------------------

    def _figures(self, held: Held) -> list[FigureText]:
        today, (available, pending, owed) = self.desk.today(), held.figures
        note, tone = "", ""
        if owed:
            note, tone = _("owes {points}").format(points=self._number(owed)), "warn"
        elif pending:
            days = [lot.available_from for lot in held.lots if lot.available_from is not None and lot.available_from > today.isoformat()]
            text = _("{points} pending until {day}") if days else _("{points} pending")
            note = text.format(points=self._number(pending), day=self._day(min(days)) if days else "")
        gained, spending = earned(held.entries, today), spent(held.entries, today)
        standing = held.standing
        way = progress.missing(standing, self.manner)
        rewards = ngettext("{count} reward", "{count} rewards", spending.count).format(count=self._number(spending.count))
        if held.standing.progress is None and not available:
            # Of a prospect everything waits (P7).
            waits = _("usable once registered") if pending else ""
            return [
                FigureText(_("Waiting"), self._number(pending), note if owed else waits, tone),
                FigureText(_("Earned in 12 months"), self._number(gained)),
            ]
        return [
            FigureText(_("Available"), self._number(available), note, tone),
            FigureText(_("Earned in 12 months"), self._number(gained), way),
            FigureText(_("Spent in 12 months"), self._number(spending.points), rewards if spending.count else ""),
        ]

    def _segments(self, lots: Sequence[LotLine]) -> list[Segment]:
        """Every coming expiry, the soonest first, in warn when members are told of it by now (N6); what never ends stands last."""
        coming = self._by_day(lots)
        soonest = min((day for day in coming if day is not None), default=None)
        leads = lead_days(self.desk.club.notices_expiry_lead_days)
        warned = (self.desk.today() + timedelta(days=leads[0])).isoformat() if leads else ""
        ordered = sorted(coming.items(), key=lambda item: (item[0] is None, item[0] or ""))
        return [
            Segment(
                points,
                self._number(points),
                self._day(day) if day else _("no expiry"),
                "muted" if not day else "warn" if day == soonest and day <= warned else "",
            )
            for day, points in ordered
        ]

    @staticmethod
    def _by_day(lots: Sequence[LotLine]) -> dict[str | None, int]:
        coming: dict[str | None, int] = {}
        for lot in lots:
            coming[lot.expires] = coming.get(lot.expires, 0) + lot.remaining
        return coming

    def _expiry_count(self, lots: Sequence[LotLine]) -> str:
        points = sum(lot.remaining for lot in lots)
        text = ngettext("{points} points in {count} lot", "{points} points in {count} lots", len(lots))
        return text.format(points=self._number(points), count=self._number(len(lots)))

    # Entries -------------------------------------------------------------------------------------------------------------------------

    def _row(self, line: EntryLine, held: Held, *, is_reversed: bool) -> Row:
        """One entry; one that was reversed is struck out."""
        note = " · ".join(part for part in (held.rewards.get(line.id), line.note, _receipt(line)) if part)
        when, exact = moment(line.date, line.recorded, self.manner)
        told = _("Reversed") if is_reversed else ""
        word = _(KIND_WORDS[line.kind])
        cells = {
            "date": Cell(when, line.seq, tooltip=exact),
            "kind": Cell(word, word, icon=KIND_ICONS[line.kind], tooltip=told),
            "points": Cell(
                signed(line.points, self.manner), line.points, tone="good" if line.points > 0 else "", struck=is_reversed, tooltip=told
            ),
            "balance": Cell(self._number(line.balance), line.balance),
            "note": Cell(note, note or None),
            "comment": Cell(line.comment or "", line.comment),
            "operator": Cell(line.operator, line.operator),
            "reason": Cell(_(REASON_WORDS.get(line.reason, line.reason)) if line.reason else "", line.reason),
        }
        return Row(line.id, cells)

    def _narrow(self) -> None:
        """Show the entries that fit the filters."""
        view, held = self._view, self._held
        if view is None or held is None:
            return
        kinds, period = view.filters.pairs("kind"), view.filters.pairs("period")
        shown = {line.id for line in held.entries if among(kinds, line.kind) and within(period, line.date)}
        self.model.set_filter(lambda row: row.id in shown)
        total = self._number(len(held.entries))
        count = _("{shown} of {total}").format(shown=self._number(len(shown)), total=total) if len(shown) < len(held.entries) else total
        view.show_count(count)
        self.status_changed.emit()

    def _chosen(self) -> list[int]:
        return [] if self._view is None else self._view.entries.chosen()

    def _lines(self) -> list[EntryLine]:
        chosen = set(self._chosen())
        return [] if self._held is None else [line for line in self._held.entries if line.id in chosen]

    def _follow(self) -> None:
        """Enable what can be done with the entries chosen."""
        held, lines = self._held, self._lines()
        gone = set() if held is None else {line.reverses for line in held.entries}
        open_lots = set() if held is None else {lot.entry for lot in held.lots}
        self.reverse.setEnabled(bool(lines) and all(line.id not in gone for line in lines))
        self.extend.setEnabled(bool(lines) and all(line.id in open_lots for line in lines))
        self.reinstate.setEnabled(bool(lines) and all(line.kind == "expire" and line.id not in gone for line in lines))
        self.status_changed.emit()

    def _menu(self, place: QPoint) -> None:
        assert self._view is not None
        pop_up([self.reverse, self.extend, self.reinstate, None, self.download], place, self._view)

    def _extend_soonest(self) -> None:
        """Extend what ends first; in the dialog the others can be looked at."""
        lots = [lot for lot in (self._held.lots if self._held is not None else ()) if lot.expires is not None]
        self._flow("expiring:extend_lots", [lot.entry for lot in sorted(lots, key=lambda lot: (lot.expires or "", lot.entry))])

    def _flow(self, flow: str, records: Sequence[int]) -> None:
        """One of the actions on entries or lots, by its name."""
        if records:
            self.desk.start(perform(self.desk, flow, list(records)))

    def _download(self) -> None:
        title = _("Entries")
        self.desk.start(download_rows(self.desk, title, self.model.columns, self.model.shown()))

    def actions(self) -> Sequence[QAction]:
        """See PageSection."""
        return ()

    def status_parts(self) -> Sequence[str]:
        """See PageSection: how many entries, from when to when, and the sum of those selected."""
        held = self._held
        if held is None or not held.entries:
            return ()
        count = ngettext("{count} entry", "{count} entries", len(held.entries)).format(count=self._number(len(held.entries)))
        days = sorted(line.date for line in held.entries)
        parts = [count, _("{first} to {last}").format(first=self._day(days[0]), last=self._day(days[-1]))]
        chosen = self._lines()
        if len(chosen) > 1:
            text = _("{count} selected, {points}")
            parts.append(text.format(count=self._number(len(chosen)), points=signed(sum(line.points for line in chosen), self.manner)))
        return parts

    def _number(self, value: int) -> str:
        return NUMBER.show(value, self.manner)

    def _day(self, day: str | date) -> str:
        return DATE.show(str(day), self.manner)


def _receipt(line: EntryLine) -> str:
    return _("Receipt {number}").format(number=line.reference) if line.reference else ""
