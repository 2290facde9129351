"""Filters, saved views and groups in the real window (W1–W3; features.md 0.7, 2.7, 2.10, 3.4)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from db import search
from db.database import Database
from db.operations import groups, segments
from db.operations.sales import Line
from db.search import Query, Sort, condition
from desktop.app import Regulars
from desktop.desk import Shown
from desktop.people.tab import PeopleTab
from tests.builders import TODAY, a_club, a_member, an_act, details
from tests.builders_sales import a_sale
from tests.journeys.test_members import database_of, dialog_of
from ui.dialogs.choose_groups import ChooseGroups
from ui.dialogs.group import GroupDialog
from ui.dialogs.save_view import Rename, SaveView
from ui.filter_periods import FigureDaysEditor, FigurePeriodEditor, TextPeriodEditor
from ui.filters import FilterAnswer


def settled(qtbot: QtBot, tab: PeopleTab) -> None:
    """Wait until the table shows the whole answer and the views list knows what there is."""
    qtbot.waitUntil(lambda: tab.is_settled and bool(tab.page.views.sections()))


def shown(tab: PeopleTab) -> set[int]:
    """Whom the table shows."""
    return set(tab.shown_ids())


def chips(tab: PeopleTab) -> list[str]:
    """The filters as they read."""
    return [f"{chip.label} {chip.value_text}".strip() for chip in tab.page.filters.chips()]


def views(tab: PeopleTab) -> dict[str, str]:
    """The keys of the views list by label."""
    return {item.label: item.key for section in tab.page.views.sections() for item in section.items}


def counts(tab: PeopleTab) -> dict[str, int | None]:
    """How many each view holds, by label."""
    return {item.label: item.count for section in tab.page.views.sections() for item in section.items}


# --- filters (W3) --------------------------------------------------------------------------------------------------------------------


def test_every_filter_of_w3_is_offered_and_set_by_keys_alone(open_window: Callable[..., Regulars], engine_url: str, qtbot: QtBot) -> None:
    """W3, 2.7, 3.4: spend, visits, bought text and points expiring, each with its period, found by typing its name."""
    club = a_club(engine_url)
    buyer, other = a_member(club), a_member(club, last_name="Bos")
    a_sale(club, buyer.id, lines=[Line("Filter coffee", 60_000)])
    a_sale(club, other.id, lines=[Line("Tea", 500)])
    window = open_window(engine_url)
    tab = window.people("members")
    settled(qtbot, tab)
    bar = tab.page.filters
    tab.viewing.filter.trigger()
    assert bar.popup.isVisible()
    QTest.keyClicks(bar.popup.fields.search, "spe")
    QTest.keyClick(bar.popup.fields.search, Qt.Key.Key_Return)
    spend = bar.popup.editor
    assert isinstance(spend, FigurePeriodEditor)
    spend.form.set_text("from", "lots")
    bar.popup.apply()
    assert bar.popup.isVisible()
    assert spend.form.text("from") == "lots"
    spend.form.set_text("from", "500")
    spend.when.way.set_text("way", f"{TODAY.year}-01-01..{TODAY.year}-12-31")
    bar.popup.apply()
    qtbot.waitUntil(lambda: shown(tab) == {buyer.id})
    assert chips(tab) == ["Spend ≥ 500 in 2026"]

    bar.edit("bought")
    bought = bar.popup.editor
    assert isinstance(bought, TextPeriodEditor)
    bought.form.set_text("text", "coffee")
    bought.set_period("2026-06-01..")
    bar.popup.apply()
    qtbot.waitUntil(lambda: tab.is_settled)
    assert chips(tab) == ["Spend ≥ 500 in 2026", "Bought coffee since 1 June 2026"]
    assert shown(tab) == {buyer.id}

    bar.set_answers([])
    bar.edit("expiring")
    assert isinstance(bar.popup.editor, FigureDaysEditor)
    bar.popup.apply()
    qtbot.waitUntil(lambda: tab.is_settled and not shown(tab))
    assert chips(tab) == ["Points expiring within 30 days"]
    club.close()


def test_every_column_can_be_filtered(window: Regulars, qtbot: QtBot) -> None:
    """3.4: whatever a table shows can be asked for; each is opened, and applied without anything it removes nothing."""
    tab = window.people("members")
    settled(qtbot, tab)
    bar = tab.page.filters
    offered = [key for key, spec in bar._specs.items() if spec.is_offered]
    with database_of(window).read() as connection:
        rows = search.rows(connection, tab.shown_ids()[:1], ())
    assert rows
    assert {"street", "card_valid_until", "pending", "changed", "spent", "visits", "bought", "expiring", "coming"} <= set(offered)
    for key in offered:
        bar.edit(key)
        assert bar.popup.editor is not None
        assert bar.popup._title.text()
        bar.popup.close()
    assert bar.answers() == ()


def test_a_number_that_was_clicked_lists_exactly_those_people(window: Regulars, qtbot: QtBot) -> None:
    """0.14: exactly these, as one chip that says how many, and away with Backspace."""
    tab = window.people("members")
    settled(qtbot, tab)
    some = tuple(tab.shown_ids()[:31])
    everybody = tab.total
    assert window.desk is not None
    window.desk.people_wanted.emit(Shown("Gold discount", people=some))
    qtbot.waitUntil(lambda: shown(tab) == set(some))
    assert chips(tab) == ["Gold discount 31 people"]
    chip = tab.page.filters._chips["people"]
    QTest.keyClick(chip, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: tab.is_settled and tab.total == everybody)


def test_a_sale_elsewhere_moves_who_has_spent_enough(open_window: Callable[..., Regulars], engine_url: str, qtbot: QtBot) -> None:
    """W2, W3: a filter on purchases is current; another desk's sale brings the buyer in by itself."""
    club = a_club(engine_url)
    buyer = a_member(club)
    a_member(club, last_name="Bos")
    window = open_window(engine_url)
    tab = window.people("members")
    settled(qtbot, tab)
    tab.page.filters.set_answers([FilterAnswer("spent.2026-01-01..2026-12-31", ((">=", "500"),))])
    tab.page.filters.filter_set.emit(tab.page.filters.answers()[0])
    qtbot.waitUntil(lambda: tab.is_settled and not shown(tab))
    other = Database(database_of(window).url, desk="desk 1")
    a_sale(other, buyer.id, lines=[Line("Machine", 60_000)])
    qtbot.waitUntil(lambda: shown(tab) == {buyer.id}, timeout=8000)
    other.close()
    club.close()


# --- saved views (W2) ----------------------------------------------------------------------------------------------------------------


def test_a_view_is_saved_chosen_renamed_replaced_and_deleted(window: Regulars, qtbot: QtBot) -> None:
    """W2: filter, search text, order and columns under a name that every desk sees, with its count; *Save view* shows once it differs."""
    tab = window.people("members")
    settled(qtbot, tab)
    usual = tab.page.table.columns.shown_keys()
    assert not tab.viewing.save.isVisible()
    tab.page.filters.set_answers([FilterAnswer("city", (("!=", ""),))])
    tab.page.filters.filter_set.emit(tab.page.filters.answers()[0])
    tab.set_sort((Sort("points", descending=True),))
    tab.page.table.columns.show(("last_name", "city", "points"))
    qtbot.waitUntil(lambda: tab.is_settled and tab.viewing.save.isVisible())
    tab.viewing.save.trigger()
    dialog = dialog_of(qtbot, window, SaveView)
    dialog.press()
    assert dialog.form.problem("name") == "Please fill this in."
    dialog.form.set_text("name", "Near by")
    dialog.press()
    qtbot.waitUntil(lambda: tab.view.label == "Near by" and not tab.viewing.save.isVisible())
    with database_of(window).read() as connection:
        (kept,) = segments.views(connection)
    assert (kept.name, kept.columns, kept.query.sort) == ("Near by", ("last_name", "city", "points"), (Sort("points", descending=True),))
    qtbot.waitUntil(lambda: counts(tab)["Near by"] == tab.total)

    tab.page.views.take("all")
    tab.page.table.columns.reset()
    tab.set_sort((Sort("number"),))
    tab.page.views.take(views(tab)["Near by"])
    qtbot.waitUntil(lambda: tab.is_settled and tab.query.sort == (Sort("points", descending=True),))
    tab.page.views.take("all")
    qtbot.waitUntil(lambda: tab.is_settled and tab.view.key == "all")
    assert tab.page.table.columns.shown_keys() == usual
    assert tab.query.sort == (Sort("number"),)
    tab.page.views.take(views(tab)["Near by"])
    qtbot.waitUntil(lambda: tab.is_settled and tab.query.sort == (Sort("points", descending=True),))
    assert tab.page.table.columns.shown_keys() == ("last_name", "city", "points")
    assert chips(tab) == ["City not empty"]

    QTest.keyClick(tab.page.views, Qt.Key.Key_F2)
    rename = dialog_of(qtbot, window, Rename)
    rename.form.set_text("name", "With a city")
    rename.press()
    qtbot.waitUntil(lambda: "With a city" in views(tab))
    tab.set_sort((Sort("last_name"),))
    qtbot.waitUntil(tab.viewing.save.isVisible)
    tab.viewing.save.trigger()
    again = dialog_of(qtbot, window, SaveView)
    assert again.action_button.accessibleName() == "Replace “With a city”"
    again.press()
    qtbot.waitUntil(lambda: tab.view.sort == (Sort("last_name"),) and not tab.viewing.save.isVisible())

    tab.page.views.setFocus()
    QTest.keyClick(tab.page.views, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: "With a city" not in views(tab))
    qtbot.waitUntil(window.menus.undo.isEnabled)
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: "With a city" in views(tab))


def test_a_taken_name_is_told_at_the_field_and_nothing_typed_is_lost(window: Regulars, qtbot: QtBot) -> None:
    """W2: names are unique without regard to case."""
    database_of(window).perform(an_act(), segments.save, "Near by", Query(text="an"))
    tab = window.people("members")
    settled(qtbot, tab)
    tab.viewing.save_as.trigger()
    dialog = dialog_of(qtbot, window, SaveView)
    dialog.form.set_text("name", "NEAR BY")
    dialog.press()
    qtbot.waitUntil(lambda: dialog_of(qtbot, window, SaveView) is not dialog)
    again = dialog_of(qtbot, window, SaveView)
    assert again.form.text("name") == "NEAR BY"
    assert "already" in again.form.problem("name")
    again.reject()


def test_a_view_saved_at_another_desk_appears_and_brings_its_search_text(window: Regulars, qtbot: QtBot) -> None:
    """W2: shared in the database; leaving it takes its text out of the search box again."""
    tab = window.people("members")
    settled(qtbot, tab)
    other = Database(database_of(window).url, desk="desk 1")
    other.perform(an_act(), segments.save, "The Anns", Query(text="ann"))
    qtbot.waitUntil(lambda: "The Anns" in views(tab), timeout=8000)
    tab.page.views.take(views(tab)["The Anns"])
    qtbot.waitUntil(lambda: tab.is_settled and tab.query.text == "ann")
    assert window.window.search.text() == "ann"
    assert not tab.viewing.differs()
    tab.page.views.take("all")
    qtbot.waitUntil(lambda: tab.is_settled and tab.query.text == "")
    assert window.window.search.text() == ""
    other.close()


def test_a_segment_of_the_command_line_is_shown_and_changed_without_loss(window: Regulars, qtbot: QtBot) -> None:
    """W2: what no editor of ours would make is still a chip, holds, and is not lost when its editor is opened and applied."""
    tab = window.people("members")
    texts = ("points>3", "visits.90d!=3", "created>=2026-01-01", "birthday=05-17", "city<m")
    query = Query(conditions=tuple(condition(each, tab.manner) for each in texts))
    database_of(window).perform(an_act(), segments.save, "Typed", query)
    settled(qtbot, tab)
    tab.viewing.refresh()
    qtbot.waitUntil(lambda: "Typed" in views(tab))
    tab.page.views.take(views(tab)["Typed"])
    qtbot.waitUntil(lambda: tab.is_settled and tab.view.label == "Typed")
    assert set(tab.query.conditions) == set(query.conditions)
    assert not tab.viewing.differs()
    for key in ("visits.90d", "city"):
        tab.page.filters.edit(key)
        tab.page.filters.popup.apply()
    assert set(tab.query.conditions) == set(query.conditions)


# --- groups (W1, 2.10) ---------------------------------------------------------------------------------------------------------------


def test_a_group_is_made_edited_and_deleted_from_the_views_list(window: Regulars, qtbot: QtBot) -> None:
    """W1: + at the Groups head; name, colour, description; deleting takes the labels, nobody else, and is undone with them."""
    tab = window.people("members")
    settled(qtbot, tab)
    tab.viewing.add_group.trigger()
    dialog = dialog_of(qtbot, window, GroupDialog)
    dialog.press()
    assert dialog.form.problem("name") == "Please fill this in."
    dialog.form.set_text("name", "Tasting")
    before = dialog.form.text("colour")
    QTest.keyClick(dialog.form.field("colour"), Qt.Key.Key_Right)
    assert dialog.form.text("colour") != before
    dialog.press()
    qtbot.waitUntil(lambda: "Tasting" in views(tab))
    key = views(tab)["Tasting"]
    with database_of(window).read() as connection:
        made = next(line for line in groups.listed(connection) if line.name == "Tasting")
    person = tab.shown_ids()[0]
    database_of(window).perform(an_act(), groups.put_in, made.id, [person])
    tab.page.views.take(key)
    qtbot.waitUntil(lambda: shown(tab) == {person})

    QTest.keyClick(tab.page.views, Qt.Key.Key_F2)
    edit = dialog_of(qtbot, window, GroupDialog)
    edit.form.set_text("name", "Tasters")
    edit.form.set_text("description", "Thursdays")
    edit.press()
    qtbot.waitUntil(lambda: "Tasters" in views(tab))
    qtbot.waitUntil(lambda: tab.is_settled and shown(tab) == {person})
    assert views(tab)["Tasters"] == key

    tab.page.views.setFocus()
    QTest.keyClick(tab.page.views, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: "Tasters" not in views(tab))
    assert "Tasters" not in (details(database_of(window), person)["groups"] or "")
    qtbot.waitUntil(window.menus.undo.isEnabled)
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: "Tasters" in (details(database_of(window), person)["groups"] or ""))


def test_many_are_put_into_groups_and_taken_out_by_ticks(open_window: Callable[..., Regulars], engine_url: str, qtbot: QtBot) -> None:
    """2.10: half a tick where some are in it; one step for all of it, told before, undone as one."""
    club = a_club(engine_url)
    one, two = a_member(club, groups="Choir; Chess"), a_member(club, last_name="Bos", groups="Choir")
    window = open_window(engine_url)
    tab = window.people("members")
    settled(qtbot, tab)
    tab.page.table.select_all_rows()
    tab.commands.verbs["groups"].trigger()
    dialog = dialog_of(qtbot, window, ChooseGroups)
    states = {row.name: dialog.list.item(at).checkState() for at, row in enumerate(dialog._rows)}
    assert states == {"Chess": Qt.CheckState.PartiallyChecked, "Choir": Qt.CheckState.Checked}
    chess, choir = (next(row.id for row in dialog._rows if row.name == name) for name in ("Chess", "Choir"))
    dialog.tick(chess)
    dialog.tick(choir)
    QTest.keyClicks(dialog.search, "Book club")
    assert dialog.effect.text() == "1 comes into Chess; 2 leave Choir; “Book club” is made, with everybody in it"
    dialog.press()
    qtbot.waitUntil(lambda: details(club, one.id)["groups"] == "Book club; Chess" == details(club, two.id)["groups"])
    qtbot.waitUntil(window.menus.undo.isEnabled)
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: details(club, one.id)["groups"] == "Chess; Choir")
    assert details(club, two.id)["groups"] == "Choir"
    club.close()


def test_selected_rows_dropped_on_a_group_are_in_it(window: Regulars, qtbot: QtBot) -> None:
    """W1: drag and drop; a view takes no rows."""
    tab = window.people("members")
    database_of(window).perform(an_act(), groups.add, name="Tasting")
    settled(qtbot, tab)
    tab.viewing.refresh()
    qtbot.waitUntil(lambda: "Tasting" in views(tab))
    some = tab.shown_ids()[:2]
    tab.page.table.selection.select(some)
    lists = tab.page.views
    rows = {lists.item(at).data(Qt.ItemDataRole.UserRole): lists.item(at) for at in range(lists.count())}
    begin = tab.page.table.visualRect(tab.records.model.index(0, tab.records.model.column_of("last_name") or 0)).center()
    viewport = tab.page.table.viewport()
    for key, takes in (("all", False), (views(tab)["Tasting"], True)):
        place = lists.viewport().mapToGlobal(lists.visualItemRect(rows[key]).center())
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=begin)
        inside, held = viewport.mapFromGlobal(place), Qt.MouseButton.LeftButton
        moved = QMouseEvent(
            QEvent.Type.MouseMove, inside.toPointF(), place.toPointF(), Qt.MouseButton.NoButton, held, Qt.KeyboardModifier.NoModifier
        )
        QGuiApplication.sendEvent(viewport, moved)
        assert lists.drop_key == (key if takes else "")
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=inside)
        assert set(tab.selected_ids()) == set(some)
    qtbot.waitUntil(lambda: all("Tasting" in (details(database_of(window), person)["groups"] or "") for person in some))


# --- the clipboard (item 7) ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("with_heads", [False, True])
def test_the_shown_columns_are_copied_as_text_and_as_a_table(window: Regulars, qtbot: QtBot, *, with_heads: bool) -> None:
    """TSV and HTML at once, hidden columns left out, headings by Ctrl+Shift+C."""
    tab = window.people("members")
    settled(qtbot, tab)
    tab.page.table.columns.show(("last_name", "points"))
    person = tab.shown_ids()[0]
    tab.page.table.show_record(person)
    held = Qt.KeyboardModifier.ControlModifier | (Qt.KeyboardModifier.ShiftModifier if with_heads else Qt.KeyboardModifier.NoModifier)
    QGuiApplication.clipboard().clear()
    QTest.keyClick(tab.page.table, Qt.Key.Key_C, held)
    clipboard = QGuiApplication.clipboard()
    qtbot.waitUntil(lambda: bool(clipboard.text()))
    lines = clipboard.text().splitlines()
    name = details(database_of(window), person)["last_name"]
    assert len(lines) == 1 + with_heads
    assert lines[-1].split("\t")[0] == name
    assert len(lines[-1].split("\t")) == 2
    html = clipboard.mimeData().html()
    assert f">{name}</td>" in html
    assert ("<th>Last name</th><th>Points</th>" in html) is with_heads
