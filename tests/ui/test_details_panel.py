"""The details panel: fields in place, drafts that are never lost, banners, many selected (look.md, *Filters, details, page*)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import theme
from ui.controls import LinkButton
from ui.details import Banner, BulkRow, Fact, Figure, Line, ManyDetails, Progress, RecordDetails, Section
from ui.details_panel import DetailsPanel
from ui.details_parts import BannerWidget, BulkButton
from ui.details_section import FactText
from ui.form import Form
from ui.roles import Badge, Chip, Editor


def too_short(text: str) -> str | None:
    return None if len(text) >= 8 else "Too short for a Dutch number"


def a_profile(phone: str = "+34 612 00 41 87", city: str = "Sevilla") -> Section:
    return Section(
        "profile",
        "Profile",
        "person",
        facts=(
            Fact("phone", "Phone", phone, Editor("phone", check=too_short), phone),
            Fact("city", "City", city, Editor("text"), city),
            Fact("birthday", "Birthday", "", Editor("date"), ""),
            Fact("card", "Card", "RG1-7F3K-Q2XM-9"),
        ),
        editable=True,
    )


POINTS = Section("points", "Points", "chart-line", "2,480", lines=(Line("14/07", "Sale, 2 lines", "+64", "good"),), folded=True)


def a_record(record: int = 1, profile: Section | None = None, banners: tuple[Banner, ...] = ()) -> RecordDetails:
    return RecordDetails(
        record,
        "Sofía Hernández García",
        "SH",
        "#d4a017",
        (Chip("Gold", "#d4a017"), Badge("Suspended", "warn")),
        "No. 10482",
        Figure("2,480", "points available", progress=Progress("520 to Platinum", 0.83, "Gold is kept until 31/03/2027")),
        banners,
        (profile or a_profile(), POINTS),
    )


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> DetailsPanel:
    theme.apply(qapp, dark=False)
    made = DetailsPanel()
    qtbot.addWidget(made)
    made.resize(348, 640)
    made.show_record(a_record())
    made.show()
    return made


def form_of(panel: DetailsPanel) -> Form:
    form = panel._sections["profile"].form
    assert form is not None
    return form


def test_facts_turn_into_fields_in_place(panel: DetailsPanel, qtbot: QtBot) -> None:
    assert not panel.foot.isVisible()
    with qtbot.waitSignal(panel.edit_started):
        panel._sections["profile"].head.edit.click()
    assert form_of(panel).keys() == ("phone", "city", "birthday")
    assert panel.foot.isVisible()


def test_save_brings_only_what_was_changed(panel: DetailsPanel, qtbot: QtBot) -> None:
    panel.edit("profile")
    form_of(panel).set_text("city", "Malmö")
    with qtbot.waitSignal(panel.save_requested) as said:
        panel.foot.save.click()
    assert said.args == [{"city": "Malmö"}]
    assert panel.is_editing()
    panel.end_edit()
    assert not panel.is_editing()
    assert not panel.is_dirty()


def test_saving_without_a_change_asks_for_nothing(panel: DetailsPanel, qtbot: QtBot) -> None:
    panel.edit("profile")
    with qtbot.assertNotEmitted(panel.save_requested):
        panel.save()
    assert not panel.is_editing()


def test_a_fault_is_marked_and_gets_the_focus(panel: DetailsPanel, qtbot: QtBot) -> None:
    panel.activateWindow()
    panel.edit("profile", "city")
    form_of(panel).set_text("phone", "+31 6")
    with qtbot.assertNotEmitted(panel.save_requested):
        panel.save()
    assert form_of(panel).problem("phone") == "Too short for a Dutch number"
    qtbot.waitUntil(form_of(panel).field("phone").hasFocus)


def test_a_refresh_keeps_what_was_typed_and_shows_the_rest_anew(panel: DetailsPanel) -> None:
    panel.edit("profile")
    form_of(panel).set_text("city", "Malmö")
    panel.show_record(a_record(profile=a_profile(phone="+34 699 99 99 99", city="Lund")))
    assert form_of(panel).text("city") == "Malmö"
    assert form_of(panel).text("phone") == "+34 699 99 99 99"
    assert form_of(panel).changed() == {"city": "Malmö"}


def test_a_draft_waits_while_other_records_are_looked_at(panel: DetailsPanel) -> None:
    panel.edit("profile")
    form_of(panel).set_text("city", "Malmö")
    panel.show_record(a_record(2))
    assert not panel.is_editing()
    assert panel.is_dirty()
    assert panel.drafts() == (1,)
    panel.show_many(ManyDetails("11 members"))
    panel.show_nothing("Nothing selected")
    panel.show_record(a_record(1))
    assert form_of(panel).text("city") == "Malmö"
    assert panel.foot.isVisible()


def test_revert_lets_go_of_what_was_typed(panel: DetailsPanel, qtbot: QtBot) -> None:
    panel.edit("profile")
    with qtbot.waitSignal(panel.dirty_changed) as said:
        field = form_of(panel).field("city")
        QTest.keyClicks(field, "!")
    assert said.args == [True]
    with qtbot.waitSignal(panel.reverted):
        panel.foot.revert.click()
    assert not panel.is_dirty()


def test_a_refusal_stands_at_the_top_and_keeps_the_text(panel: DetailsPanel) -> None:
    panel.edit("profile")
    form_of(panel).set_text("city", "Malmö")
    panel.show_refusal("You typed Malmö; Jonas at desk 1 saved Lund at 10:41.")
    panel.show_problem("city", "Jonas saved Lund.")
    assert panel.refusal.isVisible()
    assert form_of(panel).text("city") == "Malmö"
    assert form_of(panel).problem("city") == "Jonas saved Lund."
    panel.revert()
    assert not panel.refusal.isVisible()


def test_an_empty_fact_offers_add_and_opens_its_own_field(panel: DetailsPanel, qtbot: QtBot) -> None:
    panel.activateWindow()
    add = next(link for link in panel.findChildren(LinkButton) if link.accessibleName() == "Add Birthday")
    add.click()
    qtbot.waitUntil(form_of(panel).field("birthday").hasFocus)


def test_at_most_three_banners_then_more(panel: DetailsPanel, qtbot: QtBot) -> None:
    banners = tuple(Banner("warn", f"Banner {at}", "Do", f"key{at}") for at in range(5))
    panel.show_record(a_record(banners=banners))
    qtbot.waitUntil(lambda: len(shown_banners(panel)) == 3)
    more = next(link for link in panel.findChildren(LinkButton) if link.text() == "2 more" and link.isVisible())
    more.click()
    qtbot.waitUntil(lambda: len(shown_banners(panel)) == 5)


def shown_banners(panel: DetailsPanel) -> list[BannerWidget]:
    return [banner for banner in panel.banners.findChildren(BannerWidget) if banner.isVisible()]


def test_a_banner_tells_which_one_was_answered(panel: DetailsPanel, qtbot: QtBot) -> None:
    panel.show_record(a_record(banners=(Banner("info", "Same phone as M. Zielinski", "Compare", "duplicate"),)))
    with qtbot.waitSignal(panel.banner_clicked) as said:
        shown_banners(panel)[0].link.click()
    assert said.args == ["duplicate"]


def test_sections_fold_by_key_and_the_folding_is_remembered(panel: DetailsPanel, qtbot: QtBot) -> None:
    points = panel._sections["points"]
    assert not points.body.isVisible()
    assert points.head.summary.text() == "2,480"
    QTest.keyClick(points.head, Qt.Key.Key_Space)
    assert points.body.isVisible()
    panel.show_record(a_record(2))
    assert panel._sections["points"].body.isVisible()
    assert panel.folded() == {"points": False}
    assert points.head.accessibleName() == "Points, 2,480"


def test_a_section_that_says_its_sum_alone_leads_elsewhere(panel: DetailsPanel, qtbot: QtBot) -> None:
    """look.md, *Filters, details, page*: *Rewards: 2 outstanding* has nothing to unfold; Enter or a click opens it on the page."""
    sums = Section("rewards", "Rewards", "reward", "2 outstanding", leads=True)
    panel.show_record(replace(a_record(2), sections=(a_profile(), sums)))
    head = panel._sections["rewards"].head
    assert head.folded
    with qtbot.waitSignal(panel.section_opened) as opened:
        QTest.keyClick(head, Qt.Key.Key_Return)
    assert opened.args == ["rewards"]
    with qtbot.waitSignal(panel.section_opened):
        QTest.mouseClick(head, Qt.MouseButton.LeftButton)
    assert not panel._sections["rewards"].body.isVisible()
    assert head.accessibleDescription() == "opens on the page"


def test_a_section_that_the_next_record_lacks_goes(panel: DetailsPanel) -> None:
    panel.show_record(replace(a_record(2), sections=(a_profile(),)))
    assert list(panel._sections) == ["profile"]


def test_while_facts_are_fields_save_is_the_one_filled_button(panel: DetailsPanel) -> None:
    sale, adjust = QAction("Register sale", panel), QAction("Adjust", panel)
    panel.set_actions([sale, adjust])
    assert is_filled(panel, sale)
    panel.edit("profile")
    assert not is_filled(panel, sale)
    panel.revert()
    assert is_filled(panel, sale)


def is_filled(panel: DetailsPanel, action: QAction) -> bool:
    button = panel.actions_row.button(action)
    assert button is not None
    return button.isDefault()


def test_many_selected_offer_actions_with_their_effects(panel: DetailsPanel, qtbot: QtBot) -> None:
    suspend = QAction("Suspend…", panel)
    panel.show_many(
        ManyDetails("11 members", "18,807 points together", (Chip("3 Gold", "#d4a017"),), (BulkRow(suspend, "none is suspended"),))
    )
    button = panel.many.findChild(BulkButton)
    assert isinstance(button, BulkButton)
    assert button.accessibleName() == "Suspend…, none is suspended"
    with qtbot.waitSignal(suspend.triggered):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    suspend.setEnabled(False)
    with qtbot.assertNotEmitted(suspend.triggered):
        QTest.keyClick(button, Qt.Key.Key_Return)
    with qtbot.waitSignal(panel.clear_requested):
        panel.many.clear.click()


def test_icon_buttons_have_names(panel: DetailsPanel) -> None:
    assert panel.head.expand.accessibleName()
    assert panel.many.clear.accessibleName()
    assert panel.actions_row.more.accessibleName()


def test_a_long_address_breaks_and_leaves_the_panel_as_wide_as_it_is(panel: DetailsPanel, qtbot: QtBot) -> None:
    """Never clip: *Edit* stays in sight, and what is copied is the address itself."""
    address = "lukasz.zielinski2000@a-rather-long-name.example.net"
    profile = replace(a_profile(), facts=(Fact("email", "E-mail", address, Editor("email"), address),))
    panel.resize(348, 600)
    panel.show_record(a_record(profile=profile))
    label = next(each for each in panel.findChildren(FactText) if each.text() == address)
    qtbot.waitUntil(lambda: label.height() > 1.5 * label.fontMetrics().height())
    assert label.mapTo(panel, label.rect().topRight()).x() <= panel.width()
