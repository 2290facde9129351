"""Passes and subscriptions: how one stands on a day, and passes read to be changed (PP1–PP5, U1).

May import `db.books`, `db.entities` and `db.ledger`; operations and `db.books` call it.
Start reading at `db.passes.passing`; importing this package loads nothing.
"""
