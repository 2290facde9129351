"""Alembic's migrations, from the first table on; each runs in one transaction on both engines.

May import `db.base` for the shared types, nothing else of ours: a migration must not change when a model does.
Start reading at `env.py`; `db.upgrade` runs them.
"""
