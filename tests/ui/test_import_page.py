"""The upload page: counts that add up, *Apply* that says what it does or why it waits (X4, X5, X9)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.import_page import ImportPage
from ui.import_state import ImportCounts, ImportOptions, ImportSource, rows_to_apply
from ui.roles import Choice, Role

COUNTS = ImportCounts(new=12, changed=50, conflicts=3, errors=12, unchanged=1923, empty_rows=4, cells_changed=61, cells_emptied=2)
SOUND = ImportCounts(new=12, changed=50, unchanged=3)


class Lines(QStandardItemModel):
    """Two lines of a preview, as the caller's model tells them."""

    def __init__(self) -> None:
        super().__init__(0, 2)
        self.setHorizontalHeaderLabels(["Row", "File"])
        for row in range(2):
            items = [QStandardItem(str(row)), QStandardItem("Málaga")]
            for item in items:
                item.setData(row, int(Role.ID))
            self.appendRow(items)

    def id_at(self, row: int) -> int | None:
        return row

    def row_of(self, record: int) -> int | None:
        return record if record < self.rowCount() else None


@pytest.fixture
def page(qtbot: QtBot) -> ImportPage:
    made = ImportPage("Members")
    qtbot.addWidget(made)
    made.resize(1366, 676)
    made.show()
    return made


@pytest.fixture
def model() -> Lines:
    return Lines()


def test_the_counts_add_up(page: ImportPage, model: Lines) -> None:
    page.show_preview(COUNTS, model)
    kinds = page.side.kinds
    assert kinds["all"].count == sum(kinds[key].count for key in ("new", "changed", "conflicts", "errors", "unchanged")) == 2000
    assert page.side.empty.text() == "4 empty rows skipped"
    assert kinds["errors"].accessibleName() == "Errors, 12"
    assert page.bar.accessibleName() == "New 12, Changed 50, Conflicts 3, Errors 12, Unchanged 1,923"


def test_nothing_is_applied_while_rows_have_errors(page: ImportPage, model: Lines, qtbot: QtBot) -> None:
    page.show_preview(COUNTS, model)
    assert not page.apply_button.isEnabled()
    assert page.reason.text() == "12 rows have an error; skip or correct them."
    page.side.skip.click()
    assert page.apply_button.text() == "Apply 62 rows"
    assert page.sum.text() == "12 new + 50 changed"
    with qtbot.waitSignal(page.apply_requested) as asked:
        page.apply_button.click()
    assert asked.args == [ImportOptions(skip_errors=True)]


def test_a_double_click_applies_once(page: ImportPage, model: Lines) -> None:
    asked: list[ImportOptions] = []
    page.apply_requested.connect(asked.append)
    page.show_preview(SOUND, model)
    page.apply_button.click()
    page.apply_button.click()
    assert len(asked) == 1


def test_skipping_needs_no_new_preview_but_erasing_does(page: ImportPage, model: Lines) -> None:
    asked: list[ImportOptions] = []
    page.options_changed.connect(asked.append)
    page.show_preview(COUNTS, model)
    page.side.skip.click()
    assert asked == []
    page.side.erase.click()
    assert asked == [ImportOptions(erase_empty=True, skip_errors=True)]
    assert not page.apply_button.isEnabled()
    assert page.reason.text() == "Reading again…"
    page.show_preview(COUNTS, model)
    assert page.apply_button.isEnabled()


def test_a_file_that_changes_nothing_says_so(page: ImportPage, model: Lines) -> None:
    page.show_preview(ImportCounts(unchanged=7), model)
    assert not page.apply_button.isEnabled()
    assert page.reason.text() == "The file changes nothing."
    assert not page.side.skip.isVisible()


def test_a_click_on_a_count_filters_and_the_arrows_go_on(page: ImportPage, model: Lines, qtbot: QtBot) -> None:
    chosen: list[str] = []
    page.kind_chosen.connect(chosen.append)
    page.show_preview(COUNTS, model)
    qtbot.waitUntil(page.isActiveWindow)
    page.side.kinds["changed"].setFocus()
    page.side.kinds["changed"].click()
    QTest.keyClick(page.side.kinds["changed"], Qt.Key.Key_Down)
    assert chosen == ["all", "changed", "conflicts"]


def test_a_new_preview_keeps_the_kind_that_was_chosen(page: ImportPage, model: Lines) -> None:
    page.show_preview(COUNTS, model)
    page.side.kinds["errors"].setChecked(True)
    chosen: list[str] = []
    page.kind_chosen.connect(chosen.append)
    page.show_preview(COUNTS, Lines())
    assert chosen == ["errors"]


def test_typing_in_the_search_is_told(page: ImportPage, model: Lines) -> None:
    page.show_preview(COUNTS, model)
    told: list[str] = []
    page.search_changed.connect(told.append)
    QTest.keyClicks(page.search, "Ma")
    assert told == ["M", "Ma"]


def test_csv_and_sheets_offer_their_choices_only_where_there_are_any(page: ImportPage, model: Lines) -> None:
    page.show_source(ImportSource("july.xlsx", "sheet Members", ("Members", "Old"), "Members"))
    page.show_preview(SOUND, model)
    assert page.side.sheet.isVisible()
    assert not page.side.encoding.isVisible()
    assert page.options().sheet == "Members"
    page.show_source(
        ImportSource(
            "july.csv",
            encodings=(Choice("utf-8", "UTF-8"), Choice("cp1252", "Western")),
            encoding="utf-8",
            delimiters=(Choice(";", ";"),),
            delimiter=";",
        )
    )
    assert not page.side.sheet.isVisible()
    assert page.options() == ImportOptions(encoding="utf-8", delimiter=";")


def test_a_refused_file_says_why_and_can_be_read_in_another_way(page: ImportPage, qtbot: QtBot) -> None:
    page.show_reading("july.csv")
    page.show_source(ImportSource("july.csv", encodings=(Choice("utf-8", "UTF-8"), Choice("cp1252", "Western")), encoding="utf-8"))
    page.show_refused("Row 7 is not UTF-8.")
    assert page.told.text() == "Row 7 is not UTF-8."
    assert page.untouched.isVisible()
    assert page.side.encoding.isVisible()
    assert not page.side.what.isVisible()
    with qtbot.waitSignal(page.closed):
        page.back_button.click()


def test_reading_and_applying_can_be_stopped_once(page: ImportPage, model: Lines) -> None:
    stops: list[bool] = []
    page.stop_requested.connect(lambda: stops.append(True))
    page.show_reading("july.xlsx")
    assert page.busy.title.text() == "Reading july.xlsx"
    page.busy.stop.click()
    page.busy.stop.click()
    assert stops == [True]
    page.show_preview(SOUND, model)
    page.show_applying(300, 2000)
    assert page.busy.state.text() == "300 of 2,000"
    page.busy.stop.click()
    assert stops == [True, True]


def test_done_says_the_result_and_leads_back(page: ImportPage, model: Lines, qtbot: QtBot) -> None:
    page.show_preview(SOUND, model)
    page.show_done("12 people added, 50 changed.")
    assert page.told.text() == "12 people added, 50 changed."
    assert not page.untouched.isVisible()
    assert page.back_button.text() == "Back to Members"
    assert page.back_button.hasFocus()
    with qtbot.waitSignal(page.closed):
        page.head.back.click()


def test_many_notices_fold(page: ImportPage, model: Lines) -> None:
    page.show_preview(SOUND, model, [f"The column {n} is not known." for n in range(5)])
    assert page.notices.count() == 4


@pytest.mark.parametrize(
    ("counts", "options", "rows"),
    [
        (COUNTS, ImportOptions(), 0),
        (COUNTS, ImportOptions(skip_errors=True), 62),
        (SOUND, ImportOptions(), 62),
        (ImportCounts(conflicts=3), ImportOptions(), 0),
    ],
)
def test_conflicts_keep_what_is_there_and_errors_stop_all(counts: ImportCounts, options: ImportOptions, rows: int) -> None:
    assert rows_to_apply(counts, options) == rows


def test_the_steps_name_the_present_one_where_room_is_scarce(page: ImportPage, model: Lines) -> None:
    page.show_preview(SOUND, model)
    assert page.steps.accessibleName() == "Step 3 of 4: Preview"
    assert page.steps.minimumSizeHint().width() < page.steps.sizeHint().width() / 2
