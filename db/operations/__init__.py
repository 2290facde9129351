"""What may be done: one module a noun, functions that read as sentences, each given `db.work.Work`.

May import every other part of db.
Start reading at `db.operations.people`.
"""
