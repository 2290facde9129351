"""Tiers: windows and values, reached at once, reviewed on their day (T2–T9, T11).

May import `db.books`, `db.entities` and `db.ledger`; operations and `db.books` call it.
Start reading at `db.tiers.tiering`; importing this package loads nothing.
"""
