"""Models and migrations agree, on both engines (issue 3, item 1)."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from db import engines, upgrade
from db.entities import every
from db.migrations.scope import include_object


def test_models_and_migrations_agree(engine_url: str) -> None:
    """A database made by the migrations is the one that the models declare."""
    database = upgrade.new_database(engine_url)
    with database.read() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": include_object, "compare_type": True, "target_metadata": every()}
        )
        assert compare_metadata(context, every()) == []
    database.close()


def test_the_program_knows_the_newest_migration() -> None:
    """`engines.SCHEMA` is the head, and there is one head."""
    assert ScriptDirectory.from_config(upgrade.config()).get_heads() == [engines.SCHEMA]
