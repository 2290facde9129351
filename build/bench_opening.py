"""Opening the window: once cold, as a new process does, then warm. `python bench_opening.py URL TIMES` prints milliseconds."""

from __future__ import annotations

import json
import sys

from bench_window import BareTable, application, opened, rest

REPAINTS = 20


def measured(url: str, times: int) -> dict[str, list[float]]:
    """From the first question of the table to painted, and to the whole order; the first is the cold one."""
    app = application()
    painted, whole = [], []
    for _ in range(times + 1):
        window = opened(app, url)
        question = window.table.question
        painted.append((question.painted - question.asked) * 1000)
        whole.append((question.whole - question.asked) * 1000)
        if len(painted) <= times:
            window.close()
    bare = BareTable(window.regulars.ways.people_in_view().desk.database)
    bare.show()
    rest(0.2)
    repaints = bare.repaints(REPAINTS)
    window.close()
    return {"painted": painted, "whole": whole, "repaints": repaints}


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1], int(sys.argv[2]))))
