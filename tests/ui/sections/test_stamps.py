"""The section Stamps & passes: cards drawn with their stamps, links to what is over (look: member-stamps)."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.roles import Badge
from ui.sections.stamp_marks import StampMarks
from ui.sections.stamps import CardShown, StampsView
from ui.theme import theme_of

COFFEE = CardShown(1, "Coffee card", "Cappuccino when full", 7, 10, "7 of 10", "3 to go")
FULL = CardShown(1, "Coffee card", "Cappuccino, full on 01/07/2026", 10, 10, "10 of 10", badge=Badge("Full", "good"))


def test_a_stamp_is_a_disc_and_a_free_place_a_ring(qtbot: QtBot) -> None:
    """The first place is filled in accent, the last one is not."""
    host = QWidget()
    qtbot.addWidget(host)
    marks = StampMarks(7, 10, host)
    marks.resize(340, 28)
    host.resize(400, 60)
    host.show()
    picture = marks.grab().toImage()
    ratio = picture.devicePixelRatio()
    theme = theme_of(marks.palette())
    # Inside the disc, above its tick.
    first = picture.pixelColor(QPoint(round(14 * ratio), round(5 * ratio)))
    last = picture.pixelColor(QPoint(round((9 * 34 + 14) * ratio), round(6 * ratio)))
    assert first == QColor(theme.accent)
    assert last != QColor(theme.accent)


def test_a_card_of_a_thousand_places_is_a_bar(qtbot: QtBot) -> None:
    """Places that cannot be told apart are not drawn."""
    host = QWidget()
    qtbot.addWidget(host)
    marks = StampMarks(500, 1000, host)
    marks.resize(340, 28)
    picture = marks.grab().toImage()
    ratio = picture.devicePixelRatio()
    theme = theme_of(marks.palette())
    assert picture.pixelColor(QPoint(round(100 * ratio), round(14 * ratio))) == QColor(theme.accent)
    assert picture.pixelColor(QPoint(round(300 * ratio), round(14 * ratio))) == QColor(theme.line)


def test_cards_have_a_button_unless_they_are_over(qtbot: QtBot) -> None:
    """*Stamp* names its card for who cannot see it."""
    view = StampsView()
    qtbot.addWidget(view)
    view.show_cards([COFFEE, FULL])
    view.show()
    coffee, full = view.card_lines()
    assert (coffee.button.isVisible(), full.button.isVisible()) == (True, False)
    assert coffee.accessibleName() == "Coffee card, 7 of 10, 3 to go, Cappuccino when full"
    with qtbot.waitSignal(view.stamp_requested) as asked:
        coffee.button.click()
    assert asked.args == [1]


def test_links_turn_and_say_what_they_do_next(qtbot: QtBot) -> None:
    """Full cards, passes that are over, and the table below."""
    view = StampsView()
    qtbot.addWidget(view)
    heard: list[tuple[str, bool]] = []
    view.all_cards.connect(lambda on: heard.append(("cards", on)))
    view.all_passes.connect(lambda on: heard.append(("passes", on)))
    view.turned.connect(lambda on: heard.append(("stamps", on)))
    for link in (view.completed, view.over, view.other, view.completed):
        link.click()
    assert heard == [("cards", True), ("passes", True), ("stamps", True), ("cards", False)]
    assert (view.completed.text(), view.over.text(), view.other.text()) == ("Show full ones", "Hide those that are over", "Show uses")
