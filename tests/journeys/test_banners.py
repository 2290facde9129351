"""What the desk must know of a member stands at the top of the panel (N5, E7, G1, K8, L8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from pytestqt.qtbot import QtBot
from sqlalchemy import select

from db.entities.rewards import Notice
from db.operations import catalogue, leaving, points
from desktop.app import Regulars
from tests.builders import TODAY, a_club, a_member, an_act
from tests.db.test_points import give
from tests.journeys.test_members import database_of
from ui.details_parts import BannerWidget


def shown(window: Regulars) -> list[str]:
    """The texts of the banners in view."""
    return [widget.label.text() for widget in window.ways.people_in_view().page.details.findChildren(BannerWidget) if widget.isVisible()]


def test_a_notice_waits_at_the_desk_until_it_is_told(open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot) -> None:
    """N1, N5: a member without an address is told at the desk; *Told* takes the banner away and Ctrl+Z brings it back."""
    file = tmp_path / "notice.regulars"
    database = a_club(str(file))
    member = a_member(database).id
    database.perform(an_act(), catalogue.add, "Coffee", points=50)
    give(database, member, 60, TODAY)
    database.close()
    window = open_window(str(file))
    window.ways.people_in_view().page.table.show_record(member)
    qtbot.waitUntil(lambda: len(shown(window)) == 1)
    assert "Coffee" in shown(window)[0]
    notice = next(widget for widget in window.ways.people_in_view().page.details.findChildren(BannerWidget) if widget.link.text() == "Told")
    notice.link.click()
    qtbot.waitUntil(lambda: shown(window) == [])
    with database_of(window).read() as connection:
        assert connection.execute(select(Notice.c.state)).scalar_one() == "told"
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: len(shown(window)) == 1)


def test_a_suspended_member_is_marked(open_window: Callable[..., Regulars], tmp_path: Path, qtbot: QtBot) -> None:
    """G1, E7: the gravest first, with the reason; what ends soon is told of a suspended member too, who gets no notices."""
    file = tmp_path / "owes.regulars"
    database = a_club(str(file))
    member = a_member(database).id
    database.perform(an_act(), points.adjust, [member], -24, note="return", owing=True)
    give(database, member, 84, TODAY, date(2026, 8, 10))
    database.perform(an_act(), leaving.suspend, [member], note="Card shared")
    database.close()
    window = open_window(str(file))
    window.ways.people_in_view().page.table.show_record(member)
    qtbot.waitUntil(lambda: len(shown(window)) == 2)
    assert "Card shared" in shown(window)[0]
    assert "60 points end soon" in shown(window)[1]
