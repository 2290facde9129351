"""One of the lists of the Rewards tab: its rows, columns, filters and what the panel shows of them; the tab shows one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QObject, Signal

from desktop.lists.details import Reading
from desktop.lists.model import ListModel, Row
from resources.i18n import _, ngettext
from ui.details import BulkRow, Fact, ManyDetails, RecordDetails, Section
from ui.empty_state import EmptyDetails
from ui.filters import FilterAnswer, FilterSpec, Pairs
from ui.locales import show_number

if TYPE_CHECKING:
    from desktop.tabs.rewards.overview import Overview
    from desktop.tabs.rewards.tab import RewardsTab

DETAILS = "details"
# So many lists meet in one panel, at most.
PLACES = 8


class Listing(QObject):
    """A list as the tab knows it. `counted` comes when it shows other rows.

    key: its view. place: what tells its records apart from those of the other lists in the one panel.
    """

    key = ""
    place = 0
    density = "list"
    counted = Signal()

    def __init__(self, tab: RewardsTab) -> None:
        super().__init__(tab)
        self.tab, self.desk = tab, tab.desk

    @property
    def model(self) -> QAbstractItemModel:
        """The model of the table."""
        raise NotImplementedError

    def columns(self) -> tuple[str, ...]:
        """The columns shown at first."""
        raise NotImplementedError

    def more_columns(self) -> tuple[str, ...]:
        """Those that a wide window shows besides."""
        return ()

    def specs(self) -> Sequence[FilterSpec]:
        """What can be filtered."""
        raise NotImplementedError

    def ask(self, text: str, answers: Sequence[FilterAnswer]) -> None:
        """Show only what fits the search text and the filters."""
        raise NotImplementedError

    def sort_by(self, key: str, descending: bool) -> None:
        """Order the rows by a column."""
        raise NotImplementedError

    @property
    def sorted_by(self) -> tuple[str, bool] | None:
        """The column the rows are ordered by, and whether it descends."""
        raise NotImplementedError

    def take(self, found: Overview) -> None:
        """Show what was read."""
        raise NotImplementedError

    def words(self, count: int) -> str:
        """So many of them in words."""
        raise NotImplementedError

    def emptiness(self, *, filtered: bool) -> EmptyDetails:
        """What is said where there is nothing to show."""
        raise NotImplementedError

    def show(self, records: Sequence[int]) -> None:
        """Show one, many or none in the panel."""
        raise NotImplementedError

    def chosen(self, records: set[int], *, all_but: bool) -> list[int]:
        """Those of these records that are shown, or all but these, in the order of the table."""
        raise NotImplementedError

    def row_of(self, record: int) -> int | None:
        """The row of a record, None where it is not shown."""
        raise NotImplementedError

    def link(self, record: int, key: str) -> None:
        """A click on an underlined cell."""

    def open(self, record: int) -> None:
        """Enter or a double click on a row."""

    def panel_id(self, record: int) -> int:
        """The record's number in the panel, where all lists meet."""
        return record * PLACES + self.place


class KindList(Listing):
    """A list whose records are made and edited here: rewards, kinds of stamp cards, kinds of passes; all of them in memory.

    Each gives its columns, its details, its operations, and the words for them.
    """

    icon = ""
    entity = ""

    def __init__(self, tab: RewardsTab) -> None:
        super().__init__(tab)
        self._model = self._made()
        self.records: dict[int, Any] = {}
        self.reading = Reading(self.desk.club, ())
        self._answers: tuple[FilterAnswer, ...] = ()

    # What a list says ----------------------------------------------------------------------------------------------------------------

    def _made(self) -> ListModel:
        raise NotImplementedError

    def read(self, found: Overview) -> tuple[Mapping[int, Any], Reading, Sequence[Row]]:
        """The records by id, their details, and the rows of the table."""
        raise NotImplementedError

    def values(self, record: Any) -> dict[str, str | int | None]:
        """What the filters go by."""
        raise NotImplementedError

    def subtitle(self, record: Any) -> str:
        """The line below the name in the panel."""
        raise NotImplementedError

    def standing(self, record: Any) -> tuple[Fact, ...]:
        """What is told of a record beside its details."""
        raise NotImplementedError

    def note(self) -> str:
        """What a change does to what there is already."""
        raise NotImplementedError

    def may_delete(self, record: Any) -> bool:
        """Whether a record could be deleted, as far as the list knows."""
        raise NotImplementedError

    def usual(self) -> dict[str, Any]:
        """What a new record has unless it is told otherwise."""
        raise NotImplementedError

    def new_title(self) -> str:
        """*New reward*, say."""
        raise NotImplementedError

    def add_words(self) -> str:
        """*Add reward*, say."""
        raise NotImplementedError

    def new_effect(self) -> str:
        """What a new record does, for its dialog."""
        raise NotImplementedError

    async def add(self, act: Any, values: dict[str, Any]) -> int:
        """Write a new record; gives its id."""
        raise NotImplementedError

    async def edit(self, label: str, record: int, changes: Mapping[str, tuple[Any, Any]]) -> None:
        """Write changed details."""
        raise NotImplementedError

    async def retire(self, label: str, records: Sequence[int], *, retired: bool) -> None:
        """Retire records, or bring them back."""
        raise NotImplementedError

    async def delete(self, label: str, records: Sequence[int]) -> None:
        """Delete records."""
        raise NotImplementedError

    # Rows ----------------------------------------------------------------------------------------------------------------------------

    @property
    def model(self) -> ListModel:
        """See Listing."""
        return self._model

    def columns(self) -> tuple[str, ...]:
        """See Listing."""
        return tuple(column.key for column in self._model.columns if column.key not in self.more_columns())

    def take(self, found: Overview) -> None:
        """See Listing."""
        records, self.reading, rows = self.read(found)
        self.records = dict(records)
        self._model.set_rows(rows)
        self.counted.emit()

    def ask(self, text: str, answers: Sequence[FilterAnswer]) -> None:
        """See Listing."""
        self._answers = tuple(answers)
        self._model.set_filter(self._fits if answers else None)
        self._model.set_text(text)
        self.counted.emit()

    def _fits(self, row: Row) -> bool:
        values = self.values(self.records[row.id])
        return all(fits(values.get(answer.key), answer.pairs) for answer in self._answers)

    def count(self, answers: Sequence[FilterAnswer]) -> int:
        """How many records fit these filters."""
        found = (self.values(record) for record in self.records.values())
        return sum(all(fits(values.get(answer.key), answer.pairs) for answer in answers) for values in found)

    def sort_by(self, key: str, descending: bool) -> None:
        """See Listing."""
        self._model.sort_by(key, descending)

    @property
    def sorted_by(self) -> tuple[str, bool] | None:
        """See Listing."""
        return self._model.sorted_by

    def chosen(self, records: set[int], *, all_but: bool) -> list[int]:
        """See Listing."""
        return self._model.chosen(records, all_but=all_but)

    def row_of(self, record: int) -> int | None:
        """See Listing."""
        return self._model.row_of(record)

    def open(self, record: int) -> None:
        """Turn the details into fields."""
        self.tab.page.open_details()
        self.tab.page.details.edit(DETAILS)

    # The panel -----------------------------------------------------------------------------------------------------------------------

    def show(self, records: Sequence[int]) -> None:
        """See Listing."""
        panel = self.tab.page.details
        if len(records) > 1:
            rows = (
                BulkRow(self.tab.actions.retire, self.words(len(records))),
                BulkRow(self.tab.actions.delete, self.words(len(records))),
            )
            panel.show_many(ManyDetails(self.words(len(records)), rows=rows))
        elif records and records[0] in self.records:
            panel.show_record(self._details(self.records[records[0]]))
        else:
            panel.show_nothing(_("Nothing selected"), _("Choose a line of the table, or add a new one."))

    def _details(self, record: Any) -> RecordDetails:
        chips = self._model.row(record.id)
        badge = None if chips is None else chips.cells["name"].badge
        return RecordDetails(
            self.panel_id(record.id),
            record.name,
            "",
            chips=() if badge is None else (badge,),
            subtitle=self.subtitle(record),
            sections=(
                Section(DETAILS, _("Details"), self.icon, facts=self.reading.facts(record), editable=True, above=True),
                Section(f"standing:{self.key}", _("In use"), "people", facts=self.standing(record)),
                Section(f"note:{self.key}", _("When it is changed"), "info", facts=(Fact("note", _("Effect"), self.note()),), folded=True),
            ),
        )

    def words(self, count: int) -> str:
        """See Listing."""
        return ngettext("{count} line", "{count} lines", count).format(count=show_number(count))


def fits(value: str | int | None, pairs: Pairs) -> bool:
    """Whether a value fits a filter that was set in the bar."""
    return all(_fits_one(value, op, text) for op, text in pairs)


def _fits_one(value: str | int | None, op: str, text: str) -> bool:
    if op in ("=", "!="):
        found = ("" if value is None else str(value)) in text.split("|")
        return found == (op == "=")
    if value is None or not text.lstrip("-").isdigit():
        return False
    number, bound = int(value), int(text)
    return {"<=": number <= bound, ">=": number >= bound, "<": number < bound, ">": number > bound}.get(op, False)
