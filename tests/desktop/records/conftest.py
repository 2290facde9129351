"""The club to search in, shared with the database's tests."""

from __future__ import annotations

from tests.db.conftest import searched

__all__ = ["searched"]
