"""A walk over every action of every tab: its state for nobody, one and many; no error; keys of its own; names; focus; models (issue 3, proof)."""

from __future__ import annotations

from collections import defaultdict

import pytest
from PySide6.QtCore import QAbstractItemModel
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.app import TABS, Regulars
from desktop.people.tab import PeopleTab
from desktop.people.verbs.all import BY_KEY as VERB
from desktop.people.verbs.all import VERBS
from tests.journeys.every_action import around_by_tab, in_menus, is_idle, leave_everything, of_tab, unnamed

KEYS = [key for key, _title, _name in TABS]
# They leave the club or the program.
_LEAVING = ("Quit", "New club…", "Open…", "Back up…")
# One member as the sample club has them, and how many are "many".
SOME = 3


def shown(window: Regulars, qtbot: QtBot, key: str) -> None:
    """Go to a tab and wait for its rows."""
    window.window.show_page(key)
    qtbot.waitUntil(lambda: key in window.tabs and window.tab.is_settled and is_idle(window), timeout=20_000)


def select(window: Regulars, qtbot: QtBot, count: int) -> bool:
    """Select so many rows of the tab in view; False where there are not enough."""
    table = window.tab.page.table
    model = table.model()
    table.selection.clear()
    table.selection.set_current(None)
    if model is None or model.rowCount() < count:
        return False
    ids = [model.id_at(row) for row in range(count)]  # type: ignore[attr-defined]
    if count:
        table.show_record(ids[0])
    if count > 1:
        table.selection.select(ids)
    qtbot.waitUntil(lambda: is_idle(window), timeout=15_000)
    return True


def name_of(action: QAction) -> str:
    """An action's words without its mnemonic."""
    return action.text().replace("&", "")


@pytest.mark.parametrize("key", KEYS)
def test_every_action_can_be_started_with_one_and_with_many_and_nothing_breaks(window: Regulars, qtbot: QtBot, key: str) -> None:
    """Each enabled one is triggered; what it asks is cancelled; no bug is shown, and every dialog names its parts for a screen reader."""
    shown(window, qtbot, key)
    wrong: list[str] = []
    for count in (0, 1, SOME):
        if not select(window, qtbot, count):
            continue
        for action in dict.fromkeys((*of_tab(window.tab), *in_menus(window))):
            words = name_of(action)
            if not action.isEnabled() or words in _LEAVING or action.isCheckable():
                continue
            action.trigger()
            wrong.extend(f"{words} ({count}): {each}" for each in leave_everything(window, qtbot))
            if window.window.current_key() != key:
                shown(window, qtbot, key)
            select(window, qtbot, count)
    assert wrong == []


@pytest.mark.parametrize("key", ["members", "prospects"])
def test_the_verbs_are_enabled_for_whom_they_suit(window: Regulars, qtbot: QtBot, key: str) -> None:
    """Nobody: none. One: those that suit stage and status. Many: those that can be done to many."""
    shown(window, qtbot, key)
    tab = window.tab
    assert isinstance(tab, PeopleTab)
    select(window, qtbot, 0)
    assert [each for each, action in tab.commands.verbs.items() if action.isEnabled()] == []
    select(window, qtbot, 1)
    person = tab.page.table.selection.current
    qtbot.waitUntil(lambda: tab.page.details.record() == person)
    row = tab.current.seen()
    suits = {verb.key for verb in VERBS if verb.key in tab.commands.verbs and verb.suits(str(row["stage"]), str(row["status"]))}
    assert {each for each, action in tab.commands.verbs.items() if action.isEnabled()} == suits
    assert suits
    select(window, qtbot, SOME)
    many = {each for each in tab.commands.verbs if VERB[each].many}
    assert {each for each, action in tab.commands.verbs.items() if action.isEnabled()} == many


@pytest.mark.parametrize("key", KEYS)
def test_no_key_belongs_to_two_actions_and_every_action_has_words(window: Regulars, qtbot: QtBot, key: str) -> None:
    """A shortcut is unique over the whole window, whatever tab is in view."""
    shown(window, qtbot, key)
    actions = dict.fromkeys([*of_tab(window.tab), *in_menus(window), *window.window.actions()])
    assert [action for action in actions if not name_of(action).strip()] == []
    by_keys: dict[str, set[str]] = defaultdict(set)
    for action in actions:
        for keys in action.shortcuts():
            by_keys[keys.toString(QKeySequence.SequenceFormat.PortableText)].add(name_of(action))
    assert {keys: words for keys, words in by_keys.items() if len(words) > 1} == {}


@pytest.mark.parametrize("key", KEYS)
def test_every_part_has_a_name_and_tab_leads_around(window: Regulars, qtbot: QtBot, key: str) -> None:
    """For a screen reader and for a keyboard alone: nothing is unnamed, nothing is a trap."""
    shown(window, qtbot, key)
    select(window, qtbot, 1)
    assert unnamed(window.window) == []
    seen, comes_back = around_by_tab(window)
    assert comes_back, [type(widget).__name__ for widget in seen[-3:]]
    page = window.tab.page
    assert (page.table if page.table.isVisible() else page.no_hits.buttons[0]) in seen


@pytest.mark.parametrize("key", KEYS)
def test_every_item_model_keeps_qts_rules(window: Regulars, qtbot: QtBot, qtmodeltester: ModelTester, key: str) -> None:
    """house.md: every item model of the tab passes qtmodeltester."""
    shown(window, qtbot, key)
    select(window, qtbot, 1)
    models: dict[int, QAbstractItemModel] = {}
    for view in window.window.findChildren(QAbstractItemView):
        if (model := view.model()) is not None and type(model).__module__.startswith("desktop"):
            models[id(model)] = model
    assert models
    for model in models.values():
        qtmodeltester.check(model)  # type: ignore[no-untyped-call]
