"""Rewards issued, judged and told of: stock, limits, states, and the outbox of notices (R1–R9, N1–N5).

May import `db.books`, `db.entities` and `db.ledger`; operations and `db.books` call it.
Start reading at `db.rewards.issuing`; importing this package loads nothing.
"""
