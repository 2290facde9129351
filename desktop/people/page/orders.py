"""The section Orders: every sale with its lines, per line what gave points and what gave stamps, refunds, follow-ups (O1–O3; features.md 3.8, 2.16)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from db.dates import months_after
from db.fields.entries import money_in
from db.fields.kinds import DATE, NUMBER
from db.operations import orders
from db.operations.orders import Order
from desktop.lists.copying import copy_rows
from desktop.lists.downloading import download_rows
from desktop.lists.model import Cell, Column, ListModel, Row
from desktop.people.page import order_lines
from desktop.people.page.section import PageSection
from desktop.people.verbs.sale_words import Words
from desktop.people.wording import moment, signed
from resources.i18n import N_, _, ngettext
from ui.menus import pop_up
from ui.roles import Badge
from ui.sections.orders import OrdersView
from ui.sections.parts import FigureText

if TYPE_CHECKING:
    from db.fields import Manner
    from db.search import Connection
    from desktop.desk import Desk

# What a sale is no longer: its word and tone.
STATES = {
    "partly_refunded": (N_("Partly refunded"), "info"),
    "refunded": (N_("Refunded"), "info"),
    "reversed": (N_("Entered by mistake"), "bad"),
}


def columns(unit: str) -> list[Column]:
    """The columns of the orders; *unit* is that of money."""
    return [
        Column("date", _("Date"), "28/06/2026 12:30", muted=True),
        Column("receipt", _("Receipt"), "R-459800", strong=True),
        Column("value", _("Value, {unit}").format(unit=unit), "100,000.00", right=True),
        Column("refunded", _("Refunded"), "10,000.00", right=True, muted=True),
        Column("points", _("Points"), "+10,000", right=True, strong=True),
        Column("stamps", _("Stamps"), "+10", right=True),
        Column("note", _("Internal note"), "Birthday present, wrapped", elides=True),
        Column("follow_up", _("Follow-up"), "Order the second part 12/07/2026", elides=True),
        Column("operator", _("Operator"), "Ingrid", elides=True, muted=True),
    ]


class OrdersSection(PageSection):
    """Orders, with *Register sale*, *Refund*, *Follow-up*."""

    key = "orders"
    icon = "orders"

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(desk, parent)
        self.manner: Manner = desk.club.manner
        self.currency = desk.club.currency
        self.words = Words(desk.club)
        self.model = ListModel(columns(self.words.unit), self)
        self.lines = ListModel(order_lines.columns(self.words.unit), self)
        self._view: OrdersView | None = None
        self._held: dict[int, Order] = {}
        self.refund = self.action("refund", _("Refund…"), self._refund)
        self.follow_up = self.action("follow-up", _("Follow-up…"), self._follow_up)
        self.download = self.action("download", _("Download"), self._download)

    def title(self) -> str:
        """See PageSection."""
        return _("Orders")

    def read(self, connection: Connection, person: int) -> tuple[Order, ...]:
        """See PageSection."""
        return orders.of_person(connection, person)

    def summary(self, held: tuple[Order, ...]) -> str:
        """See PageSection: how many."""
        return self._number(len(held)) if held else ""

    def widget(self) -> OrdersView:
        """See PageSection."""
        if self._view is None:
            keys, line_keys = ([column.key for column in model.columns] for model in (self.model, self.lines))
            self._view = view = OrdersView(self.model, keys, self.lines, line_keys, [self.refund, self.follow_up, self.download])
            view.orders.picked.connect(self._follow)
            view.orders.table.menu_requested.connect(self._menu)
            orders_table, lines_table = view.orders.table, view.lines.table
            orders_table.copy_requested.connect(lambda headers: copy_rows(self.desk, self.model, orders_table, headers=headers))
            lines_table.copy_requested.connect(lambda headers: copy_rows(self.desk, self.lines, lines_table, headers=headers))
        return self._view

    def show(self, held: tuple[Order, ...]) -> None:
        """See PageSection: the latest order is chosen where none is."""
        view = self._view
        assert view is not None
        self._held = {order.sale.id: order for order in held}
        view.figures.show_figures(self._figures(held))
        self.model.set_rows([self._row(order) for order in held])
        view.head.set_count(self._number(len(held)) if held else "")
        current = view.orders.table.selection.current
        if held and (current is None or current not in self._held):
            view.orders.table.show_record(held[0].sale.id)
        self._follow()

    def _figures(self, held: Sequence[Order]) -> list[FigureText]:
        since = months_after(self.desk.today(), -12).isoformat()
        counted = [order.sale for order in held if order.sale.state != "reversed"]
        year = [sale for sale in counted if sale.date > since]
        spent = sum(sale.value - sale.refunded for sale in year)
        average = round(spent / len(year)) if year else 0
        last = max((sale.date for sale in counted), default=None)
        open_ones = [each for order in held for each in order.follow_ups if each.done_on is None]
        due = min((each.due_on for each in open_ones), default=None)
        is_due = due is not None and due <= self.desk.today().isoformat()
        return [
            FigureText(_("Orders in 12 months"), self._number(len(year)), _("last on {day}").format(day=self._day(last)) if last else ""),
            FigureText(_("Bought in 12 months"), self.words.money(spent), _("{amount} on average").format(amount=self.words.money(average)) if year else ""),
            FigureText(
                _("Open follow-ups"), self._number(len(open_ones)), _("next on {day}").format(day=self._day(due)) if due else "",
                "warn" if is_due else "",
            ),
        ]  # fmt: skip

    def _row(self, order: Order) -> Row:
        sale = order.sale
        points = sale.points - sale.points_back
        is_reversed = sale.state == "reversed"
        asked = [each for each in order.follow_ups if each.done_on is None]
        follow = "; ".join(_("{text}, {day}").format(text=each.text, day=self._day(each.due_on)) for each in asked)
        is_due = any(each.due_on <= self.desk.today().isoformat() for each in asked)
        badge = Badge(_(STATES[sale.state][0]), STATES[sale.state][1]) if sale.state in STATES else None
        when, exact = moment(sale.date, order.recorded, self.manner)
        cells = {
            "date": Cell(when, (sale.date, sale.id), tooltip=exact),
            "receipt": Cell(sale.receipt or "", sale.receipt, struck=is_reversed),
            "value": Cell(self._money(sale.value), sale.value, struck=is_reversed),
            "refunded": Cell(self._money(sale.refunded) if sale.refunded else "", sale.refunded or None),
            "points": Cell(
                signed(points, self.manner) if points else "", points or None, tone="good" if points > 0 else "", struck=is_reversed
            ),
            "stamps": Cell(signed(sale.stamps, self.manner) if sale.stamps else "", sale.stamps or None),
            "note": Cell(sale.note or "", sale.note, badge=badge),
            "follow_up": Cell(follow, min((each.due_on for each in asked), default=None), tone="warn" if is_due else ""),
            "operator": Cell(order.operator, order.operator),
        }
        return Row(sale.id, cells)

    # The order chosen ----------------------------------------------------------------------------------------------------------------

    def _chosen(self) -> Order | None:
        chosen = [] if self._view is None else self._view.orders.chosen()
        return self._held.get(chosen[0]) if len(chosen) == 1 else None

    def _follow(self) -> None:
        """Show the lines of the order chosen, then its refunds and what it asked to be done."""
        view, order = self._view, self._chosen()
        assert view is not None
        left = order is not None and order.sale.state in ("recorded", "partly_refunded")
        self.refund.setEnabled(left)
        self.follow_up.setEnabled(order is not None)
        self.status_changed.emit()
        if order is None:
            view.show_lines("", "")
            self.lines.set_rows([])
            return
        sale = order.sale
        named = _("Receipt {number}").format(number=sale.receipt) if sale.receipt else _("Order of {day}").format(day=self._day(sale.date))
        count = len(sale.lines)
        view.show_lines(named, ngettext("{count} line", "{count} lines", count).format(count=self._number(count)) if count else "")
        self.lines.set_rows(order_lines.rows(order, self.desk.club))

    def _menu(self, place: QPoint) -> None:
        assert self._view is not None
        pop_up([self.refund, self.follow_up, None, self.download], place, self._view)

    # Flows ---------------------------------------------------------------------------------------------------------------------------

    def _refund(self) -> None:
        if (order := self._chosen()) is not None:
            self.desk.start(self._start_refund(order.sale.id))

    async def _start_refund(self, sale: int) -> None:
        import importlib

        returns = await self.desk.jobs.run(lambda: importlib.import_module("desktop.people.verbs.returns"))
        await returns.refund(self.desk, [self.person], sale)

    def _follow_up(self) -> None:
        from desktop.people.verbs.registry import perform

        self.desk.start(perform(self.desk, "following:follow_up", [self.person]))

    def _download(self) -> None:
        self.desk.start(download_rows(self.desk, _("Orders"), self.model.columns, self.model.shown()))

    def status_parts(self) -> Sequence[str]:
        """See PageSection: how many, and what they come to."""
        if not self._held:
            return ()
        value = sum(order.sale.value - order.sale.refunded for order in self._held.values() if order.sale.state != "reversed")
        count = ngettext("{count} order", "{count} orders", len(self._held)).format(count=self._number(len(self._held)))
        return (count, _("{amount} bought").format(amount=self.words.money(value)))

    def _money(self, minor: int) -> str:
        return money_in(self.currency).show(minor, self.manner)

    def _number(self, value: int) -> str:
        return NUMBER.show(value, self.manner)

    def _day(self, day: str) -> str:
        return DATE.show(day, self.manner)
