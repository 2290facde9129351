"""What an action on people is: its words, keys, whom it is for, and the coroutine that performs it; `verbs.all` lists them."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.desk import Desk

ACTIVE = ("active",)
ANY_STATUS = ("active", "suspended", "removed")
MEMBERS = ("member",)
EVERYBODY = ("member", "guest", "invited")


@dataclass(frozen=True)
class Verb:
    """One action.

    flow: "module:coroutine" under desktop.people.verbs, loaded when it is first done. menu: "member", "points" or "cards".
    effect: what it does to many, with {count}. many: whether it can be done to a selection. statuses: those of the one person it suits.
    """

    key: str
    label: str
    icon: str
    flow: str
    menu: str
    keys: str = ""
    hint: str = ""
    effect: str = ""
    many: bool = True
    stages: tuple[str, ...] = MEMBERS
    statuses: tuple[str, ...] = ACTIVE

    def suits(self, stage: str, status: str) -> bool:
        """Whether it can be done to a person of this stage and status."""
        return stage in self.stages and status in self.statuses

    async def perform(self, desk: Desk, people: Sequence[int]) -> None:
        """Do it to these people."""
        await perform(desk, self.flow, people)


async def perform(desk: Desk, flow: str, records: Sequence[int]) -> None:
    """Run a flow by its name, "module:coroutine" under desktop.people.verbs, on people or on what they have (entries, lots)."""
    module, name = flow.split(":")
    # Dialogs and operations are loaded off the window's thread: that would stop it for a moment.
    loaded = await desk.jobs.run(lambda: importlib.import_module(f"desktop.people.verbs.{module}"))
    found: Callable[[Desk, Sequence[int]], Coroutine[Any, Any, None]] = getattr(loaded, name)
    await found(desk, records)
