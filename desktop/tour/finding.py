"""The first steps of the tour: open, search, open a person by their card, filter, sort."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt

from db import search
from db.fields import BY_KEY, Manner
from db.search import Query, Sort
from db.texts import fold
from desktop.tour.hands import CONTROL, Hands, Unseen
from resources.i18n import _, ngettext
from ui.filter_editors import ChoiceEditor

TIER = "Gold"


def members(count: int) -> str:
    """*126 members*."""
    return ngettext("{count} member", "{count} members", count).format(count=f"{count:,}")


async def opened(hands: Hands) -> str:
    """The sample club opens with everybody, those who joined last first."""
    await hands.until(lambda: hands.regulars.desk is not None and hands.tab.total, _("the club"))
    await hands.settled()
    expected = await hands.ids(Query())
    hands.same(hands.tab.shown_ids(), expected, _("The members in their order"))
    await hands.until(lambda: hands.regulars.window.tabs.count_of(0) == len(expected), _("the count on the tab"))
    await hands.until(lambda: hands.regulars.window.status.text().startswith(members(len(expected))), _("the count in the status bar"))
    return _("{club} with {members}, the newest first.").format(club=hands.desk.club.name, members=members(len(expected)))


async def searched(hands: Hands) -> str:
    """Words in any order, without accents, find somebody whose name has some."""
    person, words = await _accented(hands)
    hands.press(Qt.Key.Key_F, CONTROL)
    hands.fill(words, hands.regulars.window.search)
    await hands.until(lambda: hands.tab.query.text == words, _("the search"))
    await hands.settled()
    hands.same(hands.tab.shown_ids(), await hands.ids(Query(text=words)), _("The people found"))
    if person not in hands.tab.shown_ids():
        raise Unseen(_("“{words}” does not find the person it was made from.").format(words=words))
    (found,) = await hands.values([person], ("first_name", "last_name"))
    await hands.take_picture()
    hands.press(Qt.Key.Key_Escape)
    everybody = len(await hands.ids(Query()))
    await hands.until(lambda: hands.tab.records.is_settled and hands.tab.total == everybody, _("everybody again"))
    return _("“{words}” finds {first} {last}; Esc shows everybody again.").format(
        words=words, first=found["first_name"], last=found["last_name"]
    )


async def _accented(hands: Hands) -> tuple[int, str]:
    """A member with accents in the name, and the words that a clerk in haste types for them: the last name's beginning first."""
    people = await hands.ids(Query())
    for person, names in zip(people, await hands.values(people, ("first_name", "last_name")), strict=True):
        first, last = str(names["first_name"] or ""), str(names["last_name"] or "")
        typed = f"{fold(last)[:5]} {fold(first)[:3]}"
        if not last.isascii() and typed.isascii() and typed.replace(" ", "").isalpha() and len(typed) >= 8:
            return person, typed
    raise Unseen(_("Nobody in the sample club has an accent in the name."))


async def opened_by_code(hands: Hands) -> str:
    """A whole card code and Enter opens the page of its member; Esc leads back to the table (K4)."""
    person = hands.tab.shown_ids()[33]
    (found,) = await hands.values([person], ("code", "number", "first_name", "last_name"))
    hands.fill(str(found["code"]).lower().replace("-", ""), hands.regulars.window.search)
    hands.press(Qt.Key.Key_Return)
    await hands.until(lambda: hands.tab.current.person == person, _("the member of that card in the details"))
    await hands.until(lambda: hands.tab.person_page.is_open, _("the page of that member"))
    await hands.settled()
    await hands.take_picture()
    hands.press(Qt.Key.Key_Escape)
    await hands.until(lambda: not hands.tab.person_page.is_open, _("the table again"))
    hands.same(hands.regulars.window.search.text(), "", _("The search field"))
    hands.same(hands.page.table.selection.current, person, _("The selected member"))
    return _("Card {code}, typed without dashes, opens {first} {last}, no. {number}.").format(
        code=found["code"], first=found["first_name"], last=found["last_name"], number=found["number"]
    )


def gold(manner: Manner) -> Query:
    """What the filter of the tour asks for."""
    return Query(conditions=(search.chosen("tier", "=", TIER, manner),))


async def filtered(hands: Hands) -> str:
    """A filter is added through the bar: its field, its value, Enter."""
    filters = hands.page.filters
    hands.click(filters.add_button)
    hands.fill("tier", filters.popup.fields.search)
    await hands.until(lambda: _marked(hands) == _(BY_KEY["tier"].label), _("the field Tier in the list"))
    hands.press(Qt.Key.Key_Return, on=filters.popup.fields.search)
    editor = filters.popup.editor
    if not isinstance(editor, ChoiceEditor):
        raise Unseen(_("Tier is not chosen from a list."))
    for _row in range(editor.list.count()):
        item = editor.list.currentItem()
        if item is not None and item.text() == TIER:
            break
        hands.press(Qt.Key.Key_Down, on=editor.list)
    hands.press(Qt.Key.Key_Space, on=editor.list)
    await hands.take_picture()
    hands.click(filters.popup.apply_button)
    await hands.until(lambda: bool(hands.tab.query.conditions), _("the filter"))
    await hands.settled()
    expected = await hands.ids(gold(hands.tab.manner))
    hands.same(hands.tab.shown_ids(), expected, _("The members of the tier"))
    chips = [f"{chip.label} {chip.value_text}" for chip in filters.chips()]
    await hands.until(lambda: hands.regulars.window.status.text().startswith(members(len(expected))), _("the count in the status bar"))
    return _("The chip “{chip}” leaves {members}.").format(chip=", ".join(chips), members=members(len(expected)))


def _marked(hands: Hands) -> str:
    item = hands.page.filters.popup.fields.list.currentItem()
    return "" if item is None else item.text()


async def ordered(hands: Hands) -> str:
    """A click on a header sorts by that column, within the filter."""
    table, header = hands.page.table, hands.page.table.header
    section = hands.tab.records.model.column_of("last_name")
    if section is None:
        raise Unseen(_("The column {key} is not shown.").format(key="last_name"))
    table.scrollToTop()
    hands.click(header.viewport(), QPoint(header.sectionViewportPosition(section) + 24, header.height() // 2))
    await hands.until(lambda: hands.tab.query.sort[0] == Sort("last_name"), _("the sort"))
    await hands.settled()
    expected = await hands.ids(replace(gold(hands.tab.manner), sort=(Sort("last_name"),)))
    hands.same(hands.tab.shown_ids(), expected, _("The members by last name"))
    first, last = await hands.values([expected[0], expected[-1]], ("last_name",))
    return _("By last name, from {first} to {last}.").format(first=first["last_name"], last=last["last_name"])
