"""The daily run of the window: when the program starts and just after midnight of the club's zone, behind the screen (E3)."""

from __future__ import annotations

import threading
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from db.errors import RuleBroken, Stopped
from desktop import memory
from resources.i18n import _, ngettext

if TYPE_CHECKING:
    from db.database import Act
    from db.operations.daily import Daily
    from desktop.desk import Desk

MINUTE = 60_000


class DailyRun(QObject):
    """Looks every minute whether a new day has begun, and runs it once; nothing that is shown ever waits for it."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self._done_for: date | None = None
        self._stop = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(MINUTE)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to look; a database that may only be read is left alone."""
        if not self.desk.database.is_read_only and not self._timer.isActive():
            self._timer.start()
            self.look()

    def close(self) -> None:
        """Stop after the step that is being done."""
        self._timer.stop()
        self._stop.set()

    def look(self) -> None:
        """Run the day unless this window has done so."""
        today = self.desk.today()
        if today != self._done_for:
            self._done_for = today
            self.desk.start(self._run(today))

    async def _run(self, today: date) -> None:
        act = self.desk.act(_("Daily run"))
        try:
            done = await self.desk.jobs.run(lambda: self._work(act))
        except (RuleBroken, Stopped):
            # Another desk runs it, or this window closes: the day is due still for whoever looks next.
            self._done_for = None
            return
        if done is not None and (done.expired_lots or done.tiers_changed or done.rewards_issued):
            self.desk.wrote.emit()
            self.desk.front.tell(told(done), tone="info")

    def _work(self, act: Act) -> Daily | None:
        """Do the run on another thread, where it is loaded too: that would stop the window for a moment."""
        with memory.undisturbed():
            from db.operations import daily

            with self.desk.database.read() as connection:
                if not daily.is_due(connection, act.today.isoformat()):
                    return None
            return daily.run(self.desk.database, act, stop=self._stop.is_set)


def told(done: Daily) -> str:
    """What a run did, in one sentence."""
    parts = (
        (done.expired_points, ngettext("{count} point expired", "{count} points expired", done.expired_points)),
        (done.tiers_changed, ngettext("{count} tier changed", "{count} tiers changed", done.tiers_changed)),
        (done.rewards_issued, ngettext("{count} reward issued", "{count} rewards issued", done.rewards_issued)),
    )
    shown = ", ".join(text.format(count=count) for count, text in parts if count)
    return _("Daily run: {what}.").format(what=shown)
