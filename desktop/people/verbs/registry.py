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
    Verb(
        "refund",
        N_("Refund…"),
        "refund",
        "returns:refund",
        "points",
        keys="Ctrl+Shift+R",
        hint=N_("Give money of a sale back; what it takes back is told before"),
        many=False,
        stages=EVERYBODY,
        statuses=ANY_STATUS,
    ),
    Verb(
        "follow_up",
        N_("Follow-ups…"),
        "follow-up",
        "following:follow_up",
        "points",
        hint=N_("What this person's orders still ask to be done"),
        many=False,
        stages=EVERYBODY,
        statuses=ANY_STATUS,
    ),
    Verb(
        "adjust",
        N_("Adjust balance"),
        "adjust",
        "points:adjust",
        "points",
        keys="Ctrl+Shift+A",
        hint=N_("Give points, or deduct them with a minus sign"),
        effect=N_("the same number for each, one operation"),
        stages=EVERYBODY,
    ),
    Verb(
        "spend",
        N_("Spend balance"),
        "reward",
        "rewards:spend",
        "points",
        keys="Ctrl+Shift+P",
        hint=N_("Have a reward for points"),
        effect=N_("one reward each, for all or for nobody"),
    ),
    Verb(
        "give_reward",
        N_("Give a reward…"),
        "give",
        "rewards:give_reward",
        "points",
        hint=N_("A personal reward without points, of the catalogue or in free words"),
        effect=N_("one reward each, without points"),
    ),
    Verb(
        "activity",
        N_("Give an activity…"),
        "promotion",
        "rewards:activity",
        "points",
        hint=N_("The points of a named activity, within its limit"),
        effect=N_("the points of a named activity for each"),
        stages=EVERYBODY,
    ),
    Verb(
        "hand_over",
        N_("Hand over…"),
        "used",
        "rewards:hand_over_of",
        "points",
        hint=N_("Hand over what is outstanding"),
        effect=N_("what is outstanding, chosen by name"),
    ),
    Verb(
        "undo_hand_over",
        N_("Undo hand-over…"),
        "undo",
        "rewards:undo_hand_over_of",
        "points",
        hint=N_("What was handed over is outstanding again"),
        effect=N_("what was handed over is outstanding again"),
        statuses=ANY_STATUS,
    ),
    Verb(
        "revoke",
        N_("Revoke rewards…"),
        "revoked",
        "rewards:revoke_of",
        "points",
        hint=N_("Take outstanding rewards away, with a reason"),
        effect=N_("outstanding rewards, with their points given back"),
        statuses=ANY_STATUS,
    ),
    Verb(
        "reverse",
        N_("Reverse an entry…"),
        "reverse",
        "points:reverse",
        "points",
        hint=N_("Cancel an entry by a mirrored one; what it does is shown before"),
        many=False,
        stages=EVERYBODY,
        statuses=ANY_STATUS,
    ),
    Verb(
        "extend",
        N_("Extend points…"),
        "extend",
        "points:extend",
        "points",
        hint=N_("Give points that end a later last day"),
        effect=N_("points that end, chosen by their last day"),
        stages=EVERYBODY,
        statuses=ANY_STATUS,
    ),
    Verb(
        "reinstate_points",
        N_("Reinstate expired points…"),
        "restore",
        "points:reinstate",
        "points",
        hint=N_("Give expired points back, with a last day of their own"),
        effect=N_("expired points, chosen by the day they expired"),
        statuses=ANY_STATUS,
    ),
    Verb(
        "allocate",
        N_("Allocate benefit card…"),
        "benefit-card",
        "cards:allocate",
        "cards",
        keys="Ctrl+B",
        hint=N_("Give a benefit card; it takes the place of the one held now"),
        effect=N_("it takes the place of the card that each has now"),
        statuses=("active", "suspended"),
    ),
    Verb(
        "withdraw_card",
        N_("Withdraw benefit card…"),
        "revoked",
        "cards:withdraw",
        "cards",
        hint=N_("Take back the benefit card that is held now"),
        effect=N_("whoever holds a benefit card loses it"),
        statuses=("active", "suspended"),
    ),
    Verb(
        "tier",
        N_("Change tier…"),
        "tier",
        "tiers:change",
        "member",
        keys="Ctrl+T",
        hint=N_("Put into a tier by hand, up or down, held or not"),
        effect=N_("the same tier for all, with one note"),
        statuses=("active", "suspended"),
    ),
    Verb(
        "stamp",
        N_("Stamp"),
        "stamp",
        "stamps:stamp",
        "cards",
        keys="Ctrl+Shift+S",
        hint=N_("Give stamps, or take them back with a minus sign"),
        effect=N_("the same stamps for each, one operation"),
    ),
    Verb(
        "sell_pass",
        N_("Sell a pass…"),
        "pass",
        "selling:sell_pass",
        "cards",
        hint=N_("A pass with so many uses, or a subscription"),
        effect=N_("one pass each"),
    ),
    Verb(
        "use_pass",
        N_("Use a pass…"),
        "used",
        "passes:use_pass",
        "cards",
        hint=N_("Record one use, with whatever marks it"),
        many=False,
    ),
    Verb(
        "pause_pass",
        N_("Pause a pass…"),
        "pause",
        "passes:pause_pass",
        "cards",
        hint=N_("Let it rest from a day until another, or until it is resumed"),
        many=False,
        statuses=("active", "suspended"),
    ),
    Verb(
        "resume_pass",
        N_("Resume a pass…"),
        "resume",
        "passes:resume_pass",
        "cards",
        hint=N_("Have a paused pass go on"),
        many=False,
        statuses=("active", "suspended"),
    ),
    Verb(
        "correct_pass",
        N_("Correct the uses of a pass…"),
        "adjust",
        "passes:correct_pass",
        "cards",
        hint=N_("Add uses, or take them with a minus sign; a reason is asked"),
        many=False,
        statuses=ANY_STATUS,
    ),
    Verb(
        "pay_pass",
        N_("Note a payment…"),
        "sale",
        "passes:pay_pass",
        "cards",
        hint=N_("The next period of a subscription opens when it is paid"),
        many=False,
        statuses=("active", "suspended"),
    ),
    Verb(
        "cancel_pass",
        N_("Cancel a pass…"),
        "revoked",
        "passes:cancel_pass",
        "cards",
        hint=N_("For good, with a reason; the unused share of the price is shown"),
        many=False,
        statuses=ANY_STATUS,
    ),
    Verb(
        "groups",
        N_("Groups…"),
        "group",
        "grouping:groups",
        "member",
        keys="Ctrl+G",
        hint=N_("Put into groups and take out of others"),
        effect=N_("put into groups, or taken out of them"),
        stages=EVERYBODY,
        statuses=ANY_STATUS,
    ),
    Verb(
        "bulk_edit",
        N_("Change a field…"),
        "edit",
        "bulk_editing:bulk_edit",
        "member",
        hint=N_("Give one field to everybody selected; what it does is shown before"),
        effect=N_("one field for all; who changes is shown before"),
        stages=EVERYBODY,
        statuses=ANY_STATUS,
    ),
    Verb(
        "log_line",
        N_("Log line…"),
        "log",
        "log:log_line",
        "member",
        hint=N_("Write down something that happened"),
        effect=N_("the same line in the log of each"),
        stages=EVERYBODY,
        statuses=ANY_STATUS,
    ),
    Verb(
        "suspend",
        N_("Suspend…"),
        "suspended",
        "standing:suspend",
        "member",
        hint=N_("Neither earns nor redeems until resumed; keeps everything"),
        effect=N_("may not earn or redeem; a reason is asked"),
    ),
    Verb(
        "resume",
        N_("Resume…"),
        "resume",
        "standing:resume",
        "member",
        hint=N_("A suspended member earns and redeems again"),
        effect=N_("those who are suspended are active again"),
        statuses=("suspended",),
    ),
    Verb(
        "remove",
        N_("Remove from the programme…"),
        "removed",
        "standing:remove",
        "member",
        keys="Del",
        hint=N_("Leaves the programme; points and rewards are kept frozen or forfeited"),
        effect=N_("points and rewards frozen or forfeited"),
        statuses=("active", "suspended"),
    ),
    Verb(
        "reinstate",
        N_("Reinstate…"),
        "restore",
        "standing:reinstate",
        "member",
        hint=N_("A removed member is a member again"),
        effect=N_("those who left are members again"),
        statuses=("removed",),
    ),
    Verb(
        "delete",
        N_("Delete record…"),
        "delete",
        "standing:delete",
        "member",
        hint=N_("Only a record without history, entered by mistake"),
        effect=N_("only records without any history"),
        statuses=("active", "suspended", "removed"),
    ),
    Verb(
        "delete_prospect",
        N_("Delete record…"),
        "delete",
        "standing:delete",
        "member",
        keys="Del",
        hint=N_("Only a record without history, entered by mistake"),
        effect=N_("only records without any history"),
        stages=("guest", "invited"),
    ),
)
BY_KEY = {verb.key: verb for verb in VERBS}
