"""The section Tier of a person's page: the tier, what counts and is missing, the review with its outcome, the hold, every change (T7, T9, T11, T12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from db.operations import summary, tiers
from db.operations.summary import Standing
from db.operations.tiers import TierShown
from db.tiers import tier_reading
from db.tiers.tier_reading import Line, Review
from desktop.lists.copying import copy_rows
from desktop.lists.model import Cell, Column, ListModel, Row
from desktop.people import progress, wording
from desktop.people.page.section import PageSection
from desktop.people.tier_words import CAUSE_WORDS, amount, outcome, tier_cell
from desktop.people.verbs.registry import perform
from resources.i18n import _, ngettext
from ui.sections.parts import FigureText
from ui.sections.tier import TierView

if TYPE_CHECKING:
    from db.search import Connection
    from desktop.desk import Desk


@dataclass(frozen=True)
class Held:
    """What the section shows: standing, what falls due first, the changes, the latest first, and the tiers."""

    standing: Standing
    review: Review | None
    changes: tuple[Line, ...]
    tiers: tuple[TierShown, ...]


class TierSection(PageSection):
    """Tier, with *Change tier* and *End hold* over the history."""

    key = "tier"
    icon = "tier"

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(desk, parent)
        self.model = ListModel(_columns(), self)
        self._view: TierView | None = None
        self.change = self._action("tier", _("Change tier…"), "tiers:change")
        self.end_hold = self._action("hold", _("End hold…"), "tiers:end_hold")
        self.end_hold.setToolTip(_("The tier follows the rules again from today on"))

    def _action(self, name: str, text: str, flow: str) -> QAction:
        return self.action(name, text, lambda: self.desk.start(perform(self.desk, flow, [self.person])))

    def title(self) -> str:
        """See PageSection."""
        return _("Tier")

    def read(self, connection: Connection, person: int) -> Held:
        """See PageSection."""
        today = self.desk.today()
        return Held(
            summary.standing(connection, person, today),
            tier_reading.review_of(connection, person, today),
            tier_reading.history(connection, person),
            tiers.listed(connection, counted=False),
        )

    def summary(self, held: Held) -> str:
        """See PageSection: the tier."""
        return "" if held.standing.progress is None else held.standing.progress.tier

    def widget(self) -> TierView:
        """See PageSection."""
        if self._view is None:
            self._view = view = TierView(self.model, [self.change, self.end_hold])
            view.changes.table.copy_requested.connect(lambda headers: copy_rows(self.desk, self.model, view.changes.table, headers=headers))
        return self._view

    def show(self, held: Held) -> None:
        """See PageSection."""
        view, now = self._view, held.standing.progress
        assert view is not None
        by_name = {tier.name: tier for tier in held.tiers}
        manner = self.desk.club.manner
        if now is not None:
            note = progress.kept(held.standing, manner) or _("The highest tier.")
            view.show_standing(self._figures(held, by_name), progress.way(held.standing, manner), note, self._hold(held))
        self.end_hold.setVisible(now is not None and now.hold is not None)
        self.model.set_rows([self._row(at, line, by_name) for at, line in enumerate(held.changes)])
        count = len(held.changes)
        view.show_count(ngettext("{count} change", "{count} changes", count).format(count=wording.shown(count, manner)))

    def _figures(self, held: Held, by_name: dict[str, TierShown]) -> list[FigureText]:
        """The tier with since when and why, what counts of what is needed, and the review with its outcome."""
        now, club, manner = held.standing.progress, self.desk.club, self.desk.club.manner
        assert now is not None
        since = ""
        if held.changes:
            last = held.changes[0]
            since = _("since {day}, {cause}").format(day=wording.day(last.day, manner), cause=_(CAUSE_WORDS[last.cause]))
        target = by_name.get(now.next or now.tier)
        needed = (
            "" if target is None else _("of {needed} for {tier}").format(needed=wording.shown(target.threshold, manner), tier=target.name)
        )
        figures = [FigureText(_("Tier"), now.tier, since), FigureText(_("What counts"), amount(club, now.value), needed)]
        if held.review is not None:
            cell = outcome(held.review, by_name)
            caption = _("Hold ends") if held.review.is_hold else _("Review")
            text = _("today: {outcome}").format(outcome=cell.text)
            figures.append(FigureText(caption, wording.day(held.review.day, manner), text, cell.tone))
        elif now.review is None:
            figures.append(FigureText(_("Review"), _("None"), _("this tier stays")))
        return figures

    def _hold(self, held: Held) -> str:
        """The sentence about a hold, with what the rules would give (T7)."""
        now = held.standing.progress
        if now is None or now.hold is None:
            return ""
        text = {
            ("at_least", False): _("Held at {tier} or higher for ever."),
            ("at_least", True): _("Held at {tier} or higher until {day}."),
            ("exactly", False): _("Held at {tier} for ever."),
            ("exactly", True): _("Held at {tier} until {day}."),
        }[now.hold, now.hold_until is not None].format(tier=now.tier, day=wording.day(now.hold_until, self.desk.club.manner))
        would = _("Without the hold it would be {tier}.").format(tier=now.would_be) if now.would_be else ""
        return f"{text} {would}".strip()

    def _row(self, at: int, line: Line, by_name: dict[str, TierShown]) -> Row:
        manner = self.desk.club.manner
        cells = {
            "day": Cell(wording.day(line.day, manner), line.day),
            "from": Cell(line.came_from or "", line.came_from),
            "to": tier_cell(by_name.get(line.to), line.to),
            "cause": Cell(_(CAUSE_WORDS[line.cause]), line.cause),
            "value": Cell(amount(self.desk.club, line.value), line.value),
            "review": Cell(wording.day(line.review, manner), line.review),
            "operator": Cell(line.operator, line.operator),
            "note": Cell(line.note or "", line.note),
        }
        return Row(at + 1, cells)


def _columns() -> Sequence[Column]:
    return (
        Column("day", _("Day"), "31/12/2026", muted=True),
        Column("from", _("From"), "Platinum", muted=True, elides=True),
        Column("to", _("To"), "Platinum XX"),
        Column("cause", _("Why"), "Reversal or refund"),
        Column("value", _("What counts"), _("What counts"), right=True),
        Column("review", _("Review"), "31/12/2026", muted=True),
        Column("operator", _("Operator"), "Ingrid", elides=True, muted=True),
        Column("note", _("Note"), "as agreed on the phone", elides=True, muted=True),
    )
