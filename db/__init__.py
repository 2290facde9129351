"""What the club is: who is a member, what is stored, what is allowed. SQL is written here only.

May import SQLAlchemy, numpy and the standard library; no Qt and no other room.
Start reading at `db.database`, then `db.fields` (what a column is) and `db.operations` (what may be done).
"""
