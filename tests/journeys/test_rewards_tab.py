"""The Rewards tab in the real window: its four lists made, edited, retired, and what was issued (features.md 2.15, 2.17, 2.18, 3.9, 3.10, 4.14)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from db.operations import catalogue, pass_types, rewards, stamps
from db.rewards import reward_rules
from desktop.app import Regulars
from desktop.tabs.rewards.tab import RewardsTab
from tests.builders import TODAY, a_club, a_member, an_act
from tests.builders_rewards import a_reward, give, stock, the_issued
from tests.builders_stamps import a_pass_type, a_stamp_type
from ui.dialogs.conflict import Conflict
from ui.dialogs.pick import Pick
from ui.dialogs.record import RecordQuestion
from ui.notices import Notice

Opened = Callable[..., Regulars]


class Desk:
    """The Rewards tab of a club with three rewards, a stamp card, a pass, and a member who was given something."""

    def __init__(self, open_window: Opened, folder: Path, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        file = folder / "rewards.regulars"
        self.club = a_club(str(file), country="GB", currency="GBP", time_zone="Europe/London")
        self.zoe = a_member(self.club).id
        self.anna = a_member(self.club, first_name="Anna", last_name="Boer").id
        self.tin = a_reward(self.club, "Coffee tin", 2000, stock=14, description="Blue or red", valid_days=60)
        self.slice = a_reward(self.club, "Birthday slice", 0, at_most=1, at_most_per="year")
        self.tote = a_reward(self.club, "Tote bag", 600, stock=0)
        self.given = give(self.club, self.zoe, self.slice)
        self.card = a_stamp_type(self.club, "Coffee card", reward=self.slice.id)
        self.ten = a_pass_type(self.club, "Ten coffees", price=3000)
        self.window = open_window(str(file))
        self.window.window.show_page("rewards")
        tab = self.window.tabs["rewards"]
        assert isinstance(tab, RewardsTab)
        self.tab = tab
        self.settled()

    def settled(self) -> None:
        """Wait until everything is read, the rows in view among it, and nothing runs."""

        def is_settled() -> bool:
            model = self.tab.page.table.model()
            rows = (model.index(row, 0).data() for row in range(model.rowCount()))
            return self.tab.is_settled and self.window.jobs.running == 0 and all(cell is not None for cell in rows)

        self.qtbot.waitUntil(is_settled)

    def view(self, key: str) -> None:
        """Choose a list or a view."""
        self.tab.page.views.take(key)
        self.settled()

    def names(self, key: str = "name") -> list[str]:
        """What the table shows in a column."""
        table = self.tab.page.table
        model = table.model()
        column = next(at for at in range(model.columnCount()) if table.header.key(at) == key)
        return [str(model.index(row, column).data()) for row in range(model.rowCount())]

    def choose(self, record: int) -> None:
        """Select a row."""
        self.qtbot.waitUntil(lambda: self.tab.page.table.show_record(record))
        self.settled()

    def dialog(self, kind: type[QDialog]) -> Any:
        """The open dialog of this kind."""

        def shown() -> list[QDialog]:
            return [dialog for dialog in self.window.window.findChildren(kind) if dialog.isVisible()]

        self.qtbot.waitUntil(lambda: bool(shown()))
        return shown()[0]

    def asked(self, values: dict[str, str]) -> Any:
        """*New …* pressed, and these texts put into its dialog."""
        self.tab.actions.new.trigger()
        dialog = self.dialog(RecordQuestion)
        for key, text in values.items():
            dialog.form.set_text(key, text)
        return dialog

    def over(self) -> None:
        """Wait until no dialog is open and all is written and read again."""

        def is_over() -> bool:
            return not any(dialog.isVisible() for dialog in self.window.window.findChildren(QDialog))

        self.qtbot.waitUntil(is_over)
        self.settled()

    def edit(self, values: dict[str, str]) -> Any:
        """Turn the facts into fields and type these texts; gives the form."""
        self.tab.actions.edit.trigger()
        form: Any = self.tab.page.details._sections["details"].form
        for key, text in values.items():
            field = form.field(key)
            field.set_value(text)
            field.edited.emit()
        return form

    def reward(self, name: str) -> reward_rules.RewardRow:
        """A reward of the catalogue as another desk sees it."""
        with self.club.read() as connection:
            return next(reward for reward in reward_rules.catalogue(connection) if reward.name == name)

    def told(self) -> list[str]:
        """The notices in view."""
        return [notice.text for notice in self.tab.page.notices.shown() if isinstance(notice, Notice)]

    def undo(self) -> None:
        """Ctrl+Z."""
        self.qtbot.waitUntil(self.window.menus.undo.isEnabled)
        self.window.menus.undo.trigger()
        self.settled()


@pytest.fixture
def desk(open_window: Opened, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    """See Desk."""
    made = Desk(open_window, tmp_path, qtbot)
    yield made
    made.club.close()


def test_four_lists_and_four_views_say_how_much_is_in_them(desk: Desk) -> None:
    """Catalogue, issued, stamp cards, passes; at the desk now, running out, outstanding, expire this month."""
    counts = {item.key: item.count for section in desk.tab.page.views.sections() for item in section.items}
    assert counts == {
        "catalogue": 3, "issued": 1, "stamp_cards": 1, "passes": 1, "now": 1, "running_out": 0, "outstanding": 1, "expiring": 0,
    }  # fmt: skip
    assert desk.names() == ["Birthday slice", "Tote bag", "Coffee tin"]
    assert desk.names("points") == ["given", "600", "2,000"]
    desk.view("now")
    assert desk.names() == ["Coffee tin"]
    desk.view("stamp_cards")
    assert (desk.names(), desk.names("needed"), desk.tab.new_action.text()) == (["Coffee card"], ["10"], "New stamp card")
    desk.view("passes")
    assert (desk.names(), desk.names("price"), desk.tab.new_action.text()) == (["Ten coffees"], ["30.00"], "New pass")
    assert desk.window.window.status.text().startswith("1 pass")


def test_a_reward_is_made_with_name_points_and_description(desk: Desk) -> None:
    """4.14: and it stands in the list, selected; Ctrl+Z takes it back."""
    dialog = desk.asked({"name": "Latte art evening", "points": "2,900", "description": "Eight places, with coffee", "stock": "16"})
    dialog.press()
    desk.over()
    made = desk.reward("Latte art evening")
    assert (made.points, made.description, made.stock) == (2900, "Eight places, with coffee", 16)
    desk.qtbot.waitUntil(lambda: desk.tab.selected_ids() == [made.id])
    desk.undo()
    desk.qtbot.waitUntil(lambda: "Latte art evening" not in desk.names())


def test_a_refused_reward_comes_back_with_everything_that_was_typed(desk: Desk) -> None:
    """The fault stands at its field; what is put right is added once."""
    dialog = desk.asked({"name": "coffee tin", "points": "100", "staff_note": "Second shelf"})
    dialog.press()
    desk.qtbot.waitUntil(lambda: desk.dialog(RecordQuestion) is not dialog)
    again = desk.dialog(RecordQuestion)
    assert "Coffee tin" in again.form.problem("name")
    assert again.form.text("staff_note") == "Second shelf"
    again.form.set_text("name", "Small tin")
    again.press()
    desk.over()
    assert desk.reward("Small tin").staff_note == "Second shelf"


def test_facts_are_edited_in_place_and_say_what_they_were(desk: Desk) -> None:
    """Look: rewards: *was 14* below the changed field; Save writes, Ctrl+Z puts it back."""
    desk.choose(desk.tin.id)
    form = desk.edit({"stock": "24"})
    assert form.problem("stock") == "was 14"
    assert desk.tab.is_dirty()
    desk.tab.page.details.save()
    desk.qtbot.waitUntil(lambda: not desk.tab.page.details.is_editing())
    assert stock(desk.club, desk.tin) == 24
    desk.settled()
    desk.undo()
    desk.qtbot.waitUntil(lambda: stock(desk.club, desk.tin) == 14)


def test_a_value_that_cannot_be_is_marked_and_kept(desk: Desk) -> None:
    """The sentence stands at the field, and Revert lets go of it."""
    desk.choose(desk.tin.id)
    form = desk.edit({"active_from": "01/08/2026", "active_to": "01/07/2026"})
    desk.tab.page.details.save()
    desk.qtbot.waitUntil(lambda: form.problem("active_to") == "The last day lies before the first one.")
    assert form.text("active_to") == "01/07/2026"
    desk.tab.page.details.revert()
    assert not desk.tab.is_dirty()


def test_another_desks_change_of_the_same_field_is_chosen_between(desk: Desk) -> None:
    """A1: before, now and mine; nothing is overwritten unseen."""
    desk.choose(desk.tin.id)
    desk.edit({"stock": "24", "staff_note": "Second shelf"})
    desk.club.perform(an_act("Edit", operator="Jonas"), catalogue.edit, desk.tin.id, {"stock": (14, 20)})
    desk.tab.page.details.save()
    dialog = desk.dialog(Conflict)
    assert stock(desk.club, desk.tin) == 20
    dialog.take_mine.click()
    dialog.press()
    desk.qtbot.waitUntil(lambda: stock(desk.club, desk.tin) == 24)
    assert desk.reward("Coffee tin").staff_note == "Second shelf"
    desk.over()


def test_a_reward_is_retired_and_brought_back(desk: Desk) -> None:
    """R8: what was issued stays; the action says what it does next."""
    desk.choose(desk.tin.id)
    assert desk.tab.actions.retire.text() == "Retire"
    desk.tab.actions.retire.trigger()
    desk.qtbot.waitUntil(lambda: desk.reward("Coffee tin").retired)
    desk.qtbot.waitUntil(lambda: desk.tab.actions.retire.text() == "Bring back")
    desk.tab.actions.retire.trigger()
    desk.qtbot.waitUntil(lambda: not desk.reward("Coffee tin").retired)


def test_a_reward_that_a_stamp_card_gives_is_not_retired_and_says_so(desk: Desk) -> None:
    """The sentence names who gives it."""
    desk.choose(desk.slice.id)
    desk.tab.actions.retire.trigger()
    desk.qtbot.waitUntil(lambda: "Coffee card" in " ".join(desk.told()))
    assert not desk.reward("Birthday slice").retired


def test_what_was_issued_cannot_be_deleted_and_the_panel_says_why(desk: Desk) -> None:
    """R8: disabled with the reason; one that was never issued goes, and comes back by Ctrl+Z."""
    desk.choose(desk.slice.id)
    assert not desk.tab.actions.delete.isEnabled()
    facts = {fact.key: fact.text for section in desk.tab.page.details._details.sections for fact in section.facts}  # type: ignore[union-attr]
    assert facts["delete"].startswith("Not any more")
    desk.choose(desk.tote.id)
    assert desk.tab.actions.delete.isEnabled()
    desk.tab.actions.delete.trigger()
    desk.qtbot.waitUntil(lambda: "Tote bag" not in desk.names())
    desk.undo()
    desk.qtbot.waitUntil(lambda: "Tote bag" in desk.names())


def test_outstanding_leads_to_the_issued_rewards_of_this_one(desk: Desk) -> None:
    """3.9: the underlined figure opens the list, filtered by the reward and its state."""
    give(desk.club, desk.anna, desk.tin)
    desk.tab.page.table.link_clicked.emit(desk.slice.id, "outstanding")
    desk.settled()
    assert (desk.tab.list.key, desk.names("member"), desk.names("state")) == ("issued", ["Zoë van der Berg"], ["Outstanding"])
    assert [(chip.label, chip.value_text) for chip in desk.tab.page.filters.chips()] == [
        ("Reward", "Birthday slice"), ("State", "Outstanding"),
    ]  # fmt: skip
    desk.tab.actions.clear.trigger()
    desk.qtbot.waitUntil(lambda: desk.names("name") == ["Coffee tin", "Birthday slice"])


def test_issued_rewards_are_found_by_member_and_by_reward(desk: Desk) -> None:
    """Text and filters go to the database: the list may hold millions."""
    give(desk.club, desk.anna, desk.tin)
    give(desk.club, desk.anna, name="A seat by the window")
    desk.view("issued")
    desk.tab.search("boer")
    desk.qtbot.waitUntil(lambda: desk.names("name") == ["A seat by the window", "Coffee tin"])
    desk.tab.search("slice")
    desk.qtbot.waitUntil(lambda: desk.names("member") == ["Zoë van der Berg"])
    desk.tab.search("window")
    desk.qtbot.waitUntil(lambda: desk.names("name") == ["A seat by the window"])
    desk.tab.search("nobody of this name")
    desk.qtbot.waitUntil(lambda: desk.names("name") == [] and desk.tab.page.no_hits.headline.text() == "No issued reward fits")


def test_an_issued_reward_is_handed_over_and_taken_back(desk: Desk) -> None:
    """3.9: used and outstanding, as icon and word."""
    desk.view("issued")
    desk.choose(desk.given)
    desk.qtbot.waitUntil(desk.tab.actions.hand_over.isEnabled)
    desk.tab.actions.hand_over.trigger()
    desk.qtbot.waitUntil(lambda: desk.names("state") == ["Used"])
    assert the_issued(desk.club, desk.given).state == "redeemed"
    desk.qtbot.waitUntil(desk.tab.actions.undo_hand_over.isEnabled)
    desk.tab.actions.undo_hand_over.trigger()
    desk.qtbot.waitUntil(lambda: desk.names("state") == ["Outstanding"])


def test_an_issued_reward_is_revoked_with_a_reason(desk: Desk) -> None:
    """3.10: removed from the account; the reason is asked."""
    desk.view("issued")
    desk.choose(desk.given)
    desk.qtbot.waitUntil(desk.tab.actions.revoke.isEnabled)
    desk.tab.actions.revoke.trigger()
    dialog = desk.dialog(Pick)
    dialog.fields.set_text("note", "Given by mistake")
    dialog.press()
    desk.over()
    assert the_issued(desk.club, desk.given).state == "revoked"
    desk.qtbot.waitUntil(lambda: desk.names("state") == ["Revoked"])


def test_enter_on_an_issued_reward_opens_its_member(desk: Desk) -> None:
    """Whose it is, is one key away."""
    desk.view("issued")
    desk.choose(desk.given)
    desk.qtbot.waitUntil(desk.tab.actions.member.isEnabled)
    QTest.keyClick(desk.tab.page.table, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: desk.window.window.current_key() == "members")
    desk.qtbot.waitUntil(lambda: desk.window.people("members").current.person == desk.zoe)


def test_what_another_desk_issues_appears(desk: Desk) -> None:
    """News of other desks: rows and counts follow."""
    desk.view("outstanding")
    assert len(desk.names("name")) == 1
    desk.club.perform(an_act("Give", operator="Jonas"), rewards.give, [desk.anna], desk.tin.id)
    desk.qtbot.waitUntil(lambda: desk.names("name") == ["Coffee tin", "Birthday slice"], timeout=10_000)


def test_a_stamp_card_is_made_edited_and_retired(desk: Desk) -> None:
    """2.15: a new kind of card with its reward; stamps by the amount need the amount."""
    desk.view("stamp_cards")
    dialog = desk.asked({"name": "Lunch card", "needed": "6", "reward_id": str(desk.tin.id), "earns": "amount"})
    dialog.press()
    desk.qtbot.waitUntil(lambda: desk.dialog(RecordQuestion) is not dialog)
    again = desk.dialog(RecordQuestion)
    assert again.form.problem("earn_per")
    again.form.set_text("earn_per", "15.00")
    again.press()
    desk.over()
    with desk.club.read() as connection:
        made = next(each for each in stamps.types(connection, TODAY) if each.name == "Lunch card")
    assert (made.needed, made.reward, made.earns, made.earn_per) == (6, "Coffee tin", "amount", 1500)
    desk.qtbot.waitUntil(lambda: desk.tab.selected_ids() == [made.id])
    desk.edit({"valid_days": "90"})
    desk.tab.page.details.save()
    desk.qtbot.waitUntil(lambda: "90 days" in desk.names("valid"))
    desk.tab.actions.retire.trigger()
    desk.qtbot.waitUntil(lambda: desk.tab.actions.retire.text() == "Bring back")
    assert desk.tab.actions.delete.isEnabled()


def test_a_subscription_is_made_with_period_renewal_and_price(desk: Desk) -> None:
    """2.17: uses of each period, carried over, on payment."""
    desk.view("passes")
    texts = {"name": "Bread club", "uses": "4", "period": "month", "renewal": "on_payment", "price": "18.00", "carries_over": "yes"}
    desk.asked(texts).press()
    desk.over()
    with desk.club.read() as connection:
        made = next(each for each in pass_types.types(connection) if each.name == "Bread club")
    assert (made.uses, made.period, made.renewal, made.price, made.carries_over) == (4, "month", "on_payment", 1800, True)
    desk.qtbot.waitUntil(lambda: "4 a month" in desk.names("uses"))


def test_each_list_keeps_its_order_and_is_copied(desk: Desk) -> None:
    """Another list looked at meanwhile changes nothing of it."""
    desk.tab.sort_by("points", True)
    assert desk.names() == ["Coffee tin", "Tote bag", "Birthday slice"]
    desk.view("issued")
    desk.view("catalogue")
    assert desk.names() == ["Coffee tin", "Tote bag", "Birthday slice"]
    desk.choose(desk.tin.id)
    desk.tab.actions.copy.trigger()
    assert QGuiApplication.clipboard().text().startswith("Coffee tin\t2,000\t14")
    state = desk.tab.state()
    assert state["sorts"]["catalogue"] == ("points", True)


def test_the_models_keep_qts_contract(desk: Desk) -> None:
    """Every list, while it is filled, narrowed and shown."""
    testers = [
        QAbstractItemModelTester(each.model, QAbstractItemModelTester.FailureReportingMode.Warning) for each in desk.tab.lists.values()
    ]
    for key in ("issued", "stamp_cards", "passes", "running_out", "expiring", "catalogue"):
        desk.view(key)
    desk.tab.search("tin")
    desk.settled()
    assert desk.names() == ["Coffee tin"]
    assert len(testers) == 4


def test_an_empty_list_says_what_to_do(desk: Desk) -> None:
    """Look: empty: one sentence and the next two steps."""
    desk.club.perform(an_act("Delete"), pass_types.delete_type, desk.ten)
    desk.view("passes")
    desk.qtbot.waitUntil(lambda: desk.names() == [], timeout=10_000)
    assert desk.tab.page.no_hits.headline.text() == "No passes yet"
    assert [button.text() for button in desk.tab.page.no_hits.buttons] == ["New pass", "Choose members"]
