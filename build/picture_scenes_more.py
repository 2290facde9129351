"""More scenes of `build/pictures.py`: every tab, every section of a person's page, every question of an action, the programme's dialogs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from db.operations import activities, leaving, points, promotions, sales
from db.operations.sales import Line
from db.search import Query
from desktop.people.verbs.all import VERBS
from desktop.tour.hands import SHIFT, Hands
from ui.dialogs.adjust import AdjustBalance
from ui.dialogs.named_list import NamedList
from ui.dialogs.offers import GiveReward
from ui.dialogs.refund import Refund
from ui.dialogs.sale import Sale
from ui.dialogs.sale_lines import LineTyped
from ui.dialogs.settings import SettingsQuestion
from ui.dialogs.standing import StandingQuestion

Scene = Callable[[Hands], Awaitable[None]]
# So many people are tried until an action has something to ask about.
MOST_TRIED = 30
TABS = ("benefit_cards", "rewards", "tiers", "activity")
SECTIONS = ("profile", "points", "rewards", "stamps", "tier", "groups", "orders", "log")
# Those that need a status of their own.
# Nobody of the sample club lost points that can be given back.
_NOBODY = ("reinstate_points",)
_VIEWS = {"resume": "suspended", "reinstate": "removed"}


def _window(hands: Hands) -> Any:
    return hands.regulars.window


def _dialog(hands: Hands) -> QDialog | None:
    return next((dialog for dialog in _window(hands).findChildren(QDialog) if dialog.isVisible()), None)


def _is_idle(hands: Hands) -> bool:
    """Whether what was begun is done, or waits for an answer."""
    waits = _dialog(hands) is not None
    return hands.regulars.jobs.running == 0 and (waits or not any(flow.is_running for flow in hands.desk._flows))


def _is_shown(hands: Hands, person: int) -> bool:
    return hands.page.details.record() == person


async def _tab(hands: Hands, key: str) -> None:
    """Go to a tab, its first row chosen."""
    _window(hands).show_page(key)
    await hands.until(lambda: hands.regulars.tabs[key].is_settled, f"the tab {key}")
    _choose_first(hands.regulars.tabs[key].page.table)
    await hands.pause(300)


def _choose_first(table: Any) -> None:
    if table.model().rowCount():
        table.show_record(table.model().id_at(0))


async def tab_scene(key: str, hands: Hands) -> None:
    """A tab with its first row chosen."""
    await _tab(hands, key)


async def tab_view_scene(key: str, view: str, hands: Hands) -> None:
    """A view of a tab."""
    await _tab(hands, key)
    page = hands.regulars.tabs[key].page
    page.views.take(view)
    await hands.until(lambda: hands.regulars.tabs[key].is_settled, f"the view {view}")
    await hands.pause(300)
    _choose_first(page.table)
    await hands.pause(300)


async def new_scene(key: str, hands: Hands) -> None:
    """The question of *New …* in a tab."""
    await _tab(hands, key)
    action = hands.regulars.tabs[key].new_action
    assert action is not None
    action.trigger()
    await hands.until(lambda: _dialog(hands) is not None, "the question")


async def edit_scene(key: str, hands: Hands) -> None:
    """The question that Enter on a row asks."""
    await _tab(hands, key)
    table = hands.regulars.tabs[key].page.table
    table.opened.emit(table.selection.current)
    await hands.until(lambda: _dialog(hands) is not None, "the question")


async def page_scene(key: str, hands: Hands) -> None:
    """A section of the page about a member who has something to show there."""
    # The newest members have something of everything (picture_club.py).
    hands.tab.person_page.open(hands.tab.shown_ids()[1])
    await hands.until(lambda: hands.tab.person_page.is_open and hands.tab.person_page.is_settled, "the page")
    hands.tab.person_page.choose(key)
    await hands.until(lambda: hands.tab.person_page.is_settled, "the section")
    await hands.pause(300)


async def verb_scene(key: str, hands: Hands) -> None:
    """The question of an action on one member: the first to whom it can be done and who is asked about."""
    if key in _VIEWS:
        hands.tab.page.views.take(_VIEWS[key])
        await hands.settled()
    if key == "delete_prospect":
        _window(hands).show_page("prospects")
        await hands.settled()
    for person in hands.tab.shown_ids()[:MOST_TRIED]:
        hands.page.table.show_record(person)
        await hands.until(partial(_is_shown, hands, person), "details")
        action = hands.tab.commands.verbs[key]
        if not action.isEnabled():
            continue
        action.trigger()
        await hands.pause(50)
        await hands.until(lambda: _is_idle(hands), "the question")
        if _dialog(hands) is not None:
            await hands.pause(200)
            return
    assert _dialog(hands) is not None, f"nobody is asked about by {key}"


async def many_scene(key: str, hands: Hands) -> None:
    """The question of an action on twelve members, with its effect before."""
    hands.click_cell(1, "last_name")
    hands.press(Qt.Key.Key_Down, SHIFT, on=hands.page.table, times=11)
    await hands.until(lambda: hands.tab.selected_count() == 12, "twelve")
    hands.tab.commands.verbs[key].trigger()
    await hands.until(lambda: _dialog(hands) is not None, "the question")
    await hands.pause(300)


async def settings(hands: Hands) -> None:
    """Two changes, one of which cannot be."""
    hands.regulars.menus.tools.settings.trigger()
    dialog = await hands.question(SettingsQuestion)
    hands.fill("20.00", dialog.rows["earn.per"].control)
    dialog.reveal("earn.maximum_points")
    hands.fill("many", dialog.rows["earn.maximum_points"].control)
    await hands.until(lambda: bool(dialog.rows["earn.maximum_points"].problem.text()), "the fault")


async def settings_search(hands: Hands) -> None:
    """Settings that have to do with days."""
    hands.regulars.menus.tools.settings.trigger()
    dialog = await hands.question(SettingsQuestion)
    hands.fill("days", dialog.search)
    await hands.pause(300)


async def apply_policy(hands: Hands) -> None:
    """What the expiry policy would change."""
    hands.regulars.menus.tools.settings.trigger()
    dialog = await hands.question(SettingsQuestion)
    dialog.list.take("expiry")
    dialog.links["apply_policy"].click()
    from ui.dialogs.apply_policy import ApplyPolicy

    await hands.question(ApplyPolicy)


async def promotion_list(hands: Hands) -> None:
    """Promotions: one to come, one that runs, one that ended."""
    for name, month, factor in (("Autumn", 9, 1500), ("Summer nights", 7, 2000), ("Opening", 3, 3000)):
        day = hands.desk.today().replace(month=month, day=1)
        await hands.desk.write("Promotion", promotions.add, name, starts_on=day, ends_on=day.replace(day=28), factor=factor)
    hands.regulars.menus.tools.promotions.trigger()
    await hands.question(NamedList)


async def promotion(hands: Hands) -> None:
    """A new promotion."""
    await promotion_list(hands)
    (await hands.question(NamedList)).action_button.click()
    await hands.pause(400)


async def activity_list(hands: Hands) -> None:
    """Named activities, one of them retired."""
    for name, given, most in (("Newsletter", 20, 1), ("Friend brought", 100, None), ("Tasting", 30, 2)):
        per = "year" if most else None
        made = await hands.desk.write("Activity", activities.add, name, given, at_most=most, at_most_per=per)
    await hands.desk.write("Retire", activities.end, made.id)
    hands.regulars.menus.tools.activities.trigger()
    await hands.question(NamedList)


async def activity(hands: Hands) -> None:
    """A new activity."""
    await activity_list(hands)
    (await hands.question(NamedList)).action_button.click()
    await hands.pause(400)


async def remove_forfeit(hands: Hands) -> None:
    """A member leaves; the reason is missing."""
    await verb_scene("remove", hands)
    dialog = await hands.question(StandingQuestion)
    dialog.action_button.click()


async def sale_lines(hands: Hands) -> None:
    """A sale by lines, with all that can be asked besides."""
    await verb_scene("sale", hands)
    dialog = await hands.question(Sale)
    dialog.mode.button("lines").click()
    dialog.lines.set_lines(
        [
            LineTyped("Coffee beans 500 g", "Beans", "2", "258.00"),
            LineTyped("Cardamom bun", "Bakery", "3", "114.00"),
            LineTyped("Gift card", "", "1", "200.00", False),
        ]
    )
    dialog.lines.edited.emit()
    dialog.more.click()
    await hands.until(lambda: dialog.is_settled, "the effect")
    await hands.pause(300)


async def sale_more(hands: Hands) -> None:
    """A sale by its amount, with all that can be asked besides."""
    await verb_scene("sale", hands)
    dialog = await hands.question(Sale)
    hands.fill("433.00", dialog._amount.field("amount"))
    dialog.more.click()
    await hands.until(lambda: dialog.is_settled, "the effect")
    await hands.pause(300)


async def refund_lines(hands: Hands) -> None:
    """A refund of a sale that has lines."""
    person = hands.tab.shown_ids()[0]
    lines = (Line("Espresso grinder", 99_000, 1000, "Machines", True), Line("Coffee beans 500 g", 25_800, 2000, "Beans", True))
    await hands.desk.write("Sale", sales.sell, person, None, lines=lines, note="Birthday")
    await verb_scene("refund", hands)
    dialog = await hands.question(Refund)
    dialog.lines._rows[0].tick.click()
    await hands.until(lambda: dialog.is_settled, "the effect")
    await hands.pause(300)


async def give_words(hands: Hands) -> None:
    """A reward in free words."""
    await verb_scene("give_reward", hands)
    dialog = await hands.question(GiveReward)
    dialog.in_words.click()
    await hands.pause(300)


async def adjust_number(hands: Hands) -> None:
    """More deducted than there is, with a comment of one's own."""
    await verb_scene("adjust", hands)
    dialog = await hands.question(AdjustBalance)
    hands.fill("-124", dialog.points)
    dialog.comment.custom.click()
    await hands.pause(400)
    dialog.action_button.click()
    await hands.pause(300)


async def many_banners(hands: Hands) -> None:
    """A member about whom there is much to tell."""
    person = hands.tab.shown_ids()[0]
    await hands.desk.write("Adjust", points.adjust, [person], -500, note="Correction", owing=True)
    await hands.desk.write("Suspend", leaving.suspend, [person], note="Card was lent out")
    await hands.settled()
    hands.page.table.show_record(person)
    await hands.until(lambda: hands.page.details.record() == person, "details")
    await hands.pause(400)


async def banners_page(hands: Hands) -> None:
    """The same on the page."""
    await many_banners(hands)
    hands.tab.person_page.open(hands.tab.shown_ids()[0])
    await hands.until(lambda: hands.tab.person_page.is_open and hands.tab.person_page.is_settled, "the page")
    await hands.pause(300)


async def narrow_details(hands: Hands) -> None:
    """The details, which a narrow window shows as a page."""
    hands.click_cell(0, "last_name")
    await hands.until(lambda: hands.page.details.record() is not None, "details")
    hands.page.open_details()
    await hands.pause(300)


async def palette(hands: Hands) -> None:
    """The palette, with a word typed."""
    hands.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier, on=_window(hands))
    await hands.pause(400)
    hands.fill("car", None)
    await hands.pause(400)


async def menus(hands: Hands) -> None:
    """The menu of the table."""
    hands.click_cell(2, "last_name")
    await hands.until(lambda: hands.page.details.record() is not None, "details")
    hands.page.table.menu_requested.emit(hands.page.table.mapToGlobal(hands.page.table.rect().center()))
    await hands.pause(300)


async def duplicates(hands: Hands) -> None:
    """Prospects who resemble somebody, one of them chosen."""
    from db.operations import people

    (member,) = await hands.values((await hands.ids(Query()))[:1], ("first_name", "last_name", "email", "city"))
    named = {
        "first_name": member["first_name"],
        "last_name": member["last_name"],
        "city": member["city"],
        "email": member["email"] or "a@example.org",
    }
    await hands.desk.write("New prospect", people.add_prospect, named, stage="guest")
    await tab_view_scene("prospects", "duplicates", hands)
    await hands.until(lambda: hands.page.details.record() is not None, "details")


SCENES: dict[str, Scene] = {
    **{f"tab-{key}": partial(tab_scene, key) for key in TABS},
    **{f"rewards-{view}": partial(tab_view_scene, "rewards", view) for view in ("issued", "stamp_cards", "passes")},
    **{f"new-{key}": partial(new_scene, key) for key in ("benefit_cards", "rewards", "tiers")},
    **{f"page-{key}": partial(page_scene, key) for key in SECTIONS},
    **{f"verb-{verb.key}": partial(verb_scene, verb.key) for verb in VERBS if verb.key not in _NOBODY},
    **{f"many-{key}": partial(many_scene, key) for key in ("adjust", "tier", "allocate", "groups", "bulk_edit", "suspend", "remove", "delete")},
    "settings": settings, "settings-search": settings_search, "apply-policy": apply_policy, "promotions": promotion_list,
    "promotion": promotion, "activities": activity_list, "activity": activity, "remove-fault": remove_forfeit, "palette": palette,
    "menu": menus, "duplicates": duplicates, "sale-lines": sale_lines, "sale-more": sale_more, "refund-lines": refund_lines,
    "give-words": give_words, "adjust-number": adjust_number, "banners": many_banners, "banners-page": banners_page,
    "narrow-details": narrow_details,
}  # fmt: skip
