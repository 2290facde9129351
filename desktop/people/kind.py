"""What makes the tabs of people different from one another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from db.search import Sort
from desktop.people.views import View


@dataclass(frozen=True)
class Kind:
    """How one tab of people differs from another."""

    key: str
    title: Callable[[], str]
    counted: Callable[[int], str]
    stages: tuple[str, ...]
    columns: tuple[str, ...]
    more_columns: tuple[str, ...]
    sort: tuple[Sort, ...]
    views: Callable[[date], tuple[View, ...]]
    figure: str
