"""How Alembic runs here: on the connection that `db.upgrade` gives, whose transaction holds the whole upgrade."""

from __future__ import annotations

from alembic import context

from db.migrations.scope import include_object

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("metadata"),
    transactional_ddl=True,
    include_object=include_object,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
