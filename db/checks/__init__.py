"""`regulars check`: every invariant of a club's data by name, alike on both engines (L2; reliability.md, *Faults*).

May import `db.entities`, `db.fields`, `db.database` and what stands beside them, nothing of the operations but `programme`.
Start reading at `db.checks.ledger`; `db.checks.running` has them all in order.
"""

from __future__ import annotations

from db.checks.running import CHECKS, Check, check
from db.checks.scene import STEP, Scene
from db.in_parts import Progress, Stop

__all__ = ["CHECKS", "STEP", "Check", "Progress", "Scene", "Stop", "check"]
