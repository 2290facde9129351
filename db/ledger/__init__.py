"""The ledger: accounts, immutable chained entries, lots and what was used of them (L1–L14, E1–E6).

May import `db.entities`, `db.work` and what stands beside it; operations go through `db.books`.
Start reading at `db.ledger.account`; importing this package loads nothing.
"""
