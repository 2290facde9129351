"""Stamp cards: the arithmetic of cards, and stamps given by hand and by sales (SC2–SC7).

May import `db.books`, `db.entities` and `db.ledger`; operations and `db.books` call it.
Start reading at `db.stamps.stamping`; importing this package loads nothing.
"""
