"""The tour: the main job in the real window, step by step, each looked at twice: on the screen and in the database.

May import `desktop`, `ui`, `db`, `resources`, and of Qt what presses keys and buttons (QtTest), no widget.
Start reading at `desktop.tour.tour`, then `finding`, `sheets` and `people` in the order of the steps.
"""

from __future__ import annotations

from desktop.tour.report import Step
from desktop.tour.tour import tour

__all__ = ["Step", "tour"]
