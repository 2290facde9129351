"""Tiers in the real window: made, edited with a preview, retired; members put into them by hand (features.md 1.6–1.8, 3.16–3.19; T1–T12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from db.database import Database
from db.operations import tiers
from db.operations.tiers import TierShown
from desktop.app import Regulars
from tests.builders import TODAY, a_member, an_act
from tests.builders_tiers import a_ladder, a_reward, causes, earn, issued, standing
from tests.journeys.test_members import dialog_of
from ui.dialogs.change_tier import ChangeTier
from ui.dialogs.record import RecordQuestion
from ui.dialogs.tier import NewTier, RetireTier
from ui.form import Form


def tab_of(window: Regulars, qtbot: QtBot) -> Any:
    """The Tiers tab, with its rows."""
    window.window.show_page("tiers")
    tab: Any = window.tabs["tiers"]
    qtbot.waitUntil(lambda: tab.is_started and tab.is_settled)
    return tab


def known(database: Database) -> dict[str, TierShown]:
    """The tiers by name."""
    with database.read() as connection:
        return {tier.name: tier for tier in tiers.listed(connection)}


def said(part: QWidget) -> str:
    """All words of a part of the window."""
    return " ".join(label.text() for label in part.findChildren(QLabel) if not label.isHidden())


def form_of(panel: QWidget, key: str) -> Form:
    """The form of the panel that holds this field."""
    return next(form for form in panel.findChildren(Form) if form.has(key))


@pytest.fixture
def ladder(engine_url: str) -> Iterator[tuple[Database, list[int]]]:
    """Member 0, Silver 500, Gold 1,000; four members who earned 450, 520, 900 and 1,100 this month."""
    database = a_ladder(engine_url)
    people = []
    for at, points in enumerate((450, 520, 900, 1100)):
        person = a_member(database, last_name=f"Member{at}").id
        earn(database, person, points, "2026-07-10")
        people.append(person)
    yield database, people
    database.close()


def test_members_rise_by_themselves_and_the_list_counts_them(
    open_window: Callable[..., Regulars], ladder: tuple[Database, list[int]], engine_url: str, qtbot: QtBot
) -> None:
    """1.6, 1.7: who earned enough stands in the tier; the list says how many, what each gives, and a click lists them."""
    database, people = ladder
    a_reward(database, "Coffee beans", tier="Gold")
    silver = known(database)["Silver"]
    database.perform(an_act(), tiers.edit, silver.id, {"benefits": (None, "5 % off beans"), "multiplier": (1000, 1250)})
    window = open_window(engine_url)
    tab = tab_of(window, qtbot)
    cells = {row.cells["name"].text: row.cells for row in tab.model.shown()}
    assert [cells[name]["members"].text for name in ("Member", "Silver", "Gold")] == ["1", "2", "1"]
    assert (cells["Silver"]["earns"].text, cells["Silver"]["benefits"].text) == ("×1,25", "5 % off beans")
    assert cells["Gold"]["rewards"].text == "Coffee beans"
    tab.page.table.link_clicked.emit(silver.id, "members")
    qtbot.waitUntil(lambda: window.window.current_key() == "members")
    members = window.people("members")
    qtbot.waitUntil(lambda: members.records.is_settled and set(members.records.model.ids.tolist()) == set(people[1:3]))


def test_a_threshold_says_whom_it_moves_before_it_is_saved(
    open_window: Callable[..., Regulars], ladder: tuple[Database, list[int]], engine_url: str, qtbot: QtBot
) -> None:
    """T10: "1 up, 0 down", *Show the 1* lists them while nothing is saved; saved, they rise at once; undone, they are back."""
    database, people = ladder
    window = open_window(engine_url)
    tab = tab_of(window, qtbot)
    gold = known(database)["Gold"]
    tab.page.table.show_record(gold.id)
    tab.actions.edit.trigger()
    panel = tab.page.details
    field: Any = form_of(panel, "threshold").field("threshold")
    field.selectAll()
    QTest.keyClicks(field, "800")
    qtbot.waitUntil(lambda: "1 up now, 0 down at their review" in said(panel.banners))
    assert known(database)["Gold"].threshold == 1000
    panel.banner_clicked.emit("moves")
    qtbot.waitUntil(lambda: window.window.current_key() == "members")
    members = window.people("members")
    qtbot.waitUntil(lambda: members.records.is_settled and members.records.model.ids.tolist() == [people[2]])
    window.window.show_page("tiers")
    assert form_of(panel, "threshold").text("threshold") == "800"
    panel.save()
    qtbot.waitUntil(lambda: standing(database, people[2])[0] == "Gold")
    qtbot.waitUntil(lambda: not panel.is_editing())
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: standing(database, people[2])[0] == "Silver" and known(database)["Gold"].threshold == 1000)


def test_a_threshold_that_passes_its_neighbour_is_refused_in_place(
    open_window: Callable[..., Regulars], ladder: tuple[Database, list[int]], engine_url: str, qtbot: QtBot
) -> None:
    """T1: ranks and thresholds rise together; said while it is typed, marked at the field when it is saved, nothing typed is lost."""
    database, _people = ladder
    window = open_window(engine_url)
    tab = tab_of(window, qtbot)
    tab.page.table.show_record(known(database)["Gold"].id)
    tab.actions.edit.trigger()
    panel = tab.page.details
    form = form_of(panel, "threshold")
    field: Any = form.field("threshold")
    field.selectAll()
    QTest.keyClicks(field, "400")
    qtbot.waitUntil(lambda: "stands above Silver" in said(panel.banners))
    panel.save()
    qtbot.waitUntil(lambda: "stands above Silver" in form.problem("threshold"))
    assert (panel.is_editing(), form.text("threshold")) == (True, "400")
    panel.revert()


def test_a_new_tier_appears_in_every_list_at_once(
    open_window: Callable[..., Regulars], ladder: tuple[Database, list[int]], engine_url: str, qtbot: QtBot
) -> None:
    """3.16, T10: made here, whom it lifts is said before; then it stands among the choices of *Change tier*."""
    database, people = ladder
    window = open_window(engine_url)
    tab = tab_of(window, qtbot)
    tab.actions.new.trigger()
    dialog = dialog_of(qtbot, window, NewTier)
    QTest.keyClicks(dialog.fields.field("name"), "Platinum")
    QTest.keyClicks(dialog.fields.field("threshold"), "1050")
    qtbot.waitUntil(lambda: dialog.effect.text() == "1 member rises to it at once.")
    dialog.press()
    qtbot.waitUntil(lambda: "Platinum" in known(database))
    assert standing(database, people[3])[0] == "Platinum"
    window.window.show_page("members")
    members = window.people("members")
    members.show_person(people[0])
    qtbot.waitUntil(lambda: members.current.person == people[0])
    members.commands.verbs["tier"].trigger()
    question = dialog_of(qtbot, window, ChangeTier)
    assert [row.name for row in question.tiers.rows.rows] == ["Member", "Silver", "Gold", "Platinum"]
    question.reject()


def test_the_tier_is_changed_by_hand_only_when_the_button_is_pressed(
    open_window: Callable[..., Regulars], ladder: tuple[Database, list[int]], engine_url: str, qtbot: QtBot
) -> None:
    """1.8, 3.17, 3.18, 3.19: note asked, rewards by the tick, hold until a day; cancelled nothing is written; undone as one step."""
    database, people = ladder
    a_reward(database, "Coffee beans", tier="Gold")
    person = people[0]
    before = causes(database, person)
    window = open_window(engine_url)
    members = window.people("members")
    members.show_person(person)
    qtbot.waitUntil(lambda: members.current.person == person)

    def begin() -> Any:
        members.commands.verbs["tier"].trigger()
        dialog = dialog_of(qtbot, window, ChangeTier)
        dialog.tiers.rows.list.setCurrentRow(2)
        QTest.keyClick(dialog.tiers.rows.list, Qt.Key.Key_Space)
        return dialog

    dialog = begin()
    assert dialog.effect.text() == "Up from Member to Gold."
    dialog.note.field("note").line.setText("as agreed")
    dialog.reject()
    qtbot.waitUntil(lambda: window.jobs.running == 0)
    assert (standing(database, person)[0], causes(database, person)) == ("Member", before)

    dialog = begin()
    dialog.press()
    assert dialog.note.problem("note") == "Please fill this in."
    QTest.keyClicks(dialog.note.field("note").line, "as agreed on the phone")
    dialog.hold.set_text("hold", "until")
    dialog._follow_hold()
    dialog.press()
    assert dialog.hold.problem("until") == "Say until which day."
    dialog.hold.field("until").setText("31/12/2026")
    dialog.hold.field("until").edited.emit()
    assert "Coffee beans" in dialog.gives.text()
    dialog.rewards.setChecked(True)
    dialog.press()
    qtbot.waitUntil(lambda: standing(database, person)[0] == "Gold")
    assert issued(database, person) == [("Coffee beans", "issued")]
    # The answer comes to the window a moment after the commit.
    qtbot.waitUntil(window.menus.undo.isEnabled)
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: standing(database, person)[0] == "Member")
    assert issued(database, person) == [("Coffee beans", "revoked")]


def test_many_are_put_into_a_tier_with_the_effect_said_before(
    open_window: Callable[..., Regulars], ladder: tuple[Database, list[int]], engine_url: str, qtbot: QtBot
) -> None:
    """1.8 for many: "4 members; 1 up, 1 down, 2 stay."; one note, one operation."""
    database, people = ladder
    window = open_window(engine_url)
    members = window.people("members")
    members.page.table.select_all_rows()
    members.commands.verbs["tier"].trigger()
    dialog = dialog_of(qtbot, window, ChangeTier)
    dialog.tiers.rows.list.setCurrentRow(1)
    QTest.keyClick(dialog.tiers.rows.list, Qt.Key.Key_Space)
    assert dialog.effect.text() == "4 members; 1 up, 1 down, 2 stay."
    QTest.keyClicks(dialog.note.field("note").line, "spring campaign")
    dialog.press()
    qtbot.waitUntil(lambda: {standing(database, person)[0] for person in people} == {"Silver"})


def test_the_base_tier_stays_and_says_so_and_a_retired_ones_members_move(
    open_window: Callable[..., Regulars], ladder: tuple[Database, list[int]], engine_url: str, qtbot: QtBot
) -> None:
    """T1, T10: *Member* can be neither retired nor deleted; Gold's members go where the clerk says, and come back by undo."""
    database, people = ladder
    window = open_window(engine_url)
    tab = tab_of(window, qtbot)
    tab.page.table.show_record(known(database)["Member"].id)
    qtbot.waitUntil(lambda: "base tier; everybody starts there" in said(tab.page.details))
    assert not tab.actions.retire.isEnabled()
    assert not tab.actions.delete.isEnabled()
    assert "base tier" in tab.actions.delete.toolTip()
    tab.page.table.show_record(known(database)["Gold"].id)
    qtbot.waitUntil(lambda: "can only be retired" in tab.actions.delete.toolTip())
    tab.actions.retire.trigger()
    dialog = dialog_of(qtbot, window, RetireTier)
    assert dialog.effect.text() == "1 member moves; nobody reaches Gold any more."
    dialog.press()
    assert dialog.tiers.problem.text() == "Choose a tier."
    dialog.tiers.rows.list.setCurrentRow(1)
    QTest.keyClick(dialog.tiers.rows.list, Qt.Key.Key_Space)
    dialog.press()
    qtbot.waitUntil(lambda: standing(database, people[3])[0] == "Silver" and not known(database)["Gold"].active)
    qtbot.waitUntil(window.menus.undo.isEnabled)
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: standing(database, people[3])[0] == "Gold" and known(database)["Gold"].active)


def test_a_tier_that_nobody_has_or_had_is_deleted(
    open_window: Callable[..., Regulars], ladder: tuple[Database, list[int]], engine_url: str, qtbot: QtBot
) -> None:
    """T10: deleted by its key, undone by name."""
    database, _people = ladder
    done = database.perform(an_act(), tiers.add, name="Platinum", threshold=50_000)
    window = open_window(engine_url)
    tab = tab_of(window, qtbot)
    tab.page.table.show_record(done.id)
    qtbot.waitUntil(tab.actions.delete.isEnabled)
    tab.actions.delete.trigger()
    qtbot.waitUntil(lambda: "Platinum" not in known(database))
    qtbot.waitUntil(window.menus.undo.isEnabled)
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: "Platinum" in known(database))


def test_reviews_due_stand_below_with_their_outcome_today_and_history_beside_them(
    open_window: Callable[..., Regulars], engine_url: str, qtbot: QtBot
) -> None:
    """T9, T12: members complain when nobody tells them: who is reviewed in 60 days, what it would come to, and every change."""
    database = a_ladder(engine_url, gold=5000)
    person = a_member(database, last_name="Review", joined="2025-01-10").id
    earn(database, person, 600, "2025-08-01")
    earn(database, person, 520, "2025-09-10")
    window = open_window(engine_url)
    tab = tab_of(window, qtbot)
    row = tab.reviews.row(person)
    assert (row.cells["day"].text, row.cells["tier"].text) == ("01/08/2026", "Silver")
    assert (row.cells["value"].text, row.cells["outcome"].text) == ("520 of 500", "keeps")
    assert tab.model.row(known(database)["Silver"].id).cells["reviews"].text == "1"
    assert tab.pane.head.count.text() == "1 in the next 60 days"
    tab.actions.history.trigger()
    assert [each.cells["cause"].text for each in tab.changes.shown()] == ["Earned", "Registered"]
    tab.pane.opened.emit(tab.changes.shown()[0].id)
    qtbot.waitUntil(lambda: window.people("members").current.person == person)
    database.close()


def test_the_page_of_a_member_tells_where_they_stand_and_ends_a_hold(
    open_window: Callable[..., Regulars], ladder: tuple[Database, list[int]], engine_url: str, qtbot: QtBot
) -> None:
    """T7, T11: tier since when and why, what is missing, the hold with what it would be without; *End hold* follows the rules again."""
    database, people = ladder
    gold = known(database)["Gold"]
    database.perform(an_act("Tier", today=TODAY), tiers.change, [people[1]], gold.id, note="as agreed", hold="permanent")
    window = open_window(engine_url)
    members = window.people("members")
    members.show_person(people[1])
    qtbot.waitUntil(lambda: members.current.person == people[1])
    members.person_page.section = "tier"
    members.person_page.open(people[1])
    qtbot.waitUntil(lambda: members.person_page.is_open and members.person_page.is_settled)
    section: Any = members.person_page.sections["tier"]
    view = section.widget()
    assert "Held at Gold or higher for ever. Without the hold it would be Silver." in said(view)
    assert [figure.value for figure in view.figures.texts()] == ["Gold", "520", "None"]
    assert [row.cells["cause"].text for row in section.model.shown()] == ["By hand", "Earned", "Registered"]
    section.end_hold.trigger()
    dialog = dialog_of(qtbot, window, RecordQuestion)
    assert "it becomes Silver" in said(dialog)
    QTest.keyClicks(dialog.fields.field("note").line, "asked for by phone")
    dialog.press()
    qtbot.waitUntil(lambda: standing(database, people[1])[0] == "Silver")
    qtbot.waitUntil(lambda: section.model.shown()[0].cells["cause"].text == "Hold ended")


def test_a_list_that_nobody_looks_at_is_read_again_when_it_is_shown(
    open_window: Callable[..., Regulars], ladder: tuple[Database, list[int]], engine_url: str, qtbot: QtBot
) -> None:
    """A sale at the desk does not wait for lists behind it; shown, the list tells the new counts."""
    database, people = ladder
    window = open_window(engine_url)
    tab = tab_of(window, qtbot)
    silver = known(database)["Silver"]
    window.window.show_page("members")
    assert window.desk is not None
    change = window.desk.write("Change tier", tiers.change, [people[0]], silver.id, note="as agreed")
    window.desk.start(_only(change))
    qtbot.waitUntil(lambda: standing(database, people[0])[0] == "Silver" and window.jobs.running == 0)
    assert tab.model.row(silver.id).cells["members"].text == "2"
    window.window.show_page("tiers")
    qtbot.waitUntil(lambda: tab.model.row(silver.id).cells["members"].text == "3")


async def _only(done: Any) -> None:
    await done
