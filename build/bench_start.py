"""From nothing to rows on the screen, as a person waits for it: `python bench_start.py window URL`, or `bare` for the peer.

Prints the moment (of `time.time`) at which the first rows, or the bare table, had been painted; who started the process knows when that was.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


def is_painted() -> None:
    """Tell the moment and end; the rest of the way out is not what is measured."""
    print(repr(time.time()), flush=True)
    os._exit(0)


def bare() -> None:
    """A script that imports SQLAlchemy and Qt's widgets, and shows an empty table."""
    import sqlalchemy
    from PySide6.QtWidgets import QApplication, QTableView

    class Table(QTableView):
        """A bare table."""

        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            is_painted()

    assert sqlalchemy.__version__
    app = QApplication([])
    table = Table()
    table.resize(1366, 768)
    table.show()
    app.exec()


def window(url: str) -> None:
    """The program itself, as the command line starts it."""
    # As the program's own start does first of all; the table is watched, and so imported, before it.
    gc.disable()
    import ui.records_page
    from desktop.__main__ import start
    from ui.record_table import RecordTable

    class Table(RecordTable):
        """The window's table."""

        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            first, last = self.visible_rows()
            rows, column = self.model().rowCount() if self.model() is not None else 0, self.columns.shown()[:1]
            if rows and all(self.model().index(row, column[0]).data() is not None for row in range(first, last + 1)):
                is_painted()

    setattr(ui.records_page, "RecordTable", Table)  # noqa: B010 - the page makes the table by this name
    sys.argv[1:] = ["--database", url]
    start()


if __name__ == "__main__":
    window(sys.argv[2]) if sys.argv[1] == "window" else bare()
