"""Every action on people by key: its words, keys, whom it is for, and the coroutine that performs it (issue 3, items 1 and 2)."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from resources.i18n import N_

if TYPE_CHECKING:
    from desktop.desk import Desk

ACTIVE = ("active",)
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
        module, name = self.flow.split(":")
        # Dialogs and operations are loaded off the window's thread: that would stop it for a moment.
        loaded = await desk.jobs.run(lambda: importlib.import_module(f"desktop.people.verbs.{module}"))
        flow: Callable[[Desk, Sequence[int]], Coroutine[Any, Any, None]] = getattr(loaded, name)
        await flow(desk, people)


VERBS: tuple[Verb, ...] = (
    Verb(
        "sale",
        N_("Register sale"),
        "sale",
        "sales:register_sale",
        "points",
        keys="Ctrl+E",
        hint=N_("Record what was bought; points follow the club's rule"),
        many=False,
        stages=EVERYBODY,
    ),
)
BY_KEY = {verb.key: verb for verb in VERBS}
