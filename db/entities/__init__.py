"""What is stored: one module a noun, declared with SQLAlchemy; no behaviour.

May import `db.base` only.
Start reading at `db.entities.people`; importing this package declares every table.
"""

from __future__ import annotations

from db.entities import benefit_cards, groups, operations, people, points, programme, tiers

__all__ = ["benefit_cards", "groups", "operations", "people", "points", "programme", "tiers"]
