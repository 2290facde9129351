"""What Qt and numpy alone take, with a bare window: the peer of the window's memory. Prints MB."""

from __future__ import annotations

import json

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QTableView

from bench_processes import peak_memory


def measured() -> float:
    """The most memory of a process that shows an empty table."""
    assert np.ones(1).size
    app = QApplication([])
    table = QTableView()
    table.resize(1366, 768)
    table.show()
    QTimer.singleShot(200, app.quit)
    app.exec()
    return peak_memory()


if __name__ == "__main__":
    print(json.dumps(measured()))
