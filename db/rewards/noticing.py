"""Noticing: what a member is to be told, put into the outbox with the movement that caused it (N1–N6, N8)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select, update

from db.entities.rewards import Crossed, Notice
from db.ledger import store
from db.rewards import issuing, reward_rules
from db.texts import N_

if TYPE_CHECKING:
    from db.books import Books, Holder

# The sentence of each kind, with the places that its details fill (N7: texts of the club's own come with the sending).
TEXTS: Mapping[str, str] = {
    "reward": N_("{points} points are reached: “{reward}” can be had now."),
    "rewards": N_("{points} points are reached: “{reward}” can be had now, and so can {others}."),
    "points_expiring": N_("{points} points can be used until {day}."),
    "reward_expiring": N_("“{reward}” can be used until {day}."),
    "tier_reached": N_("The tier {tier} is reached."),
    "tier_review": N_("The tier {tier} is reviewed on {day}."),
    "pass_low": N_("Uses left on “{pass_name}”: {left}."),
    "birthday": N_("For the birthday on {day}: “{gift}”."),
    "birthday_points": N_("For the birthday on {day}: {points} points."),
    "anniversary": N_("For the anniversary on {day}: “{gift}”."),
    "anniversary_points": N_("For the anniversary on {day}: {points} points."),
    "welcome": N_("Welcome to the programme."),
}
# Greetings are marketing and need consent; the rest is about the member's own points and goes out without (N8).
MARKETING = ("birthday", "anniversary")


def channel(kind: str, email: str | None, consent: str | None) -> str:
    """By mail where there is an address and, for greetings, the member agreed; else told at the desk (N5, N8)."""
    return "mail" if email and (kind not in MARKETING or consent == "yes") else "desk"


def add(books: Books, holder: Holder, kind: str, about: str, details: Mapping[str, Any]) -> int | None:
    """Put a notice for an active member into the outbox (N5, N6); gives its id, None where nothing is to be told (N4).

    *details* fill the places of the kind's sentence in TEXTS.
    """
    if kind not in TEXTS:
        raise ValueError(kind)
    if not books.notices or not holder.is_active:
        return None
    notice = books.new_id(Notice)
    books.insert(
        Notice, {"id": notice, **row(holder.person, kind, holder.email, holder.consent, about, details, books.today, books.work.now)}
    )
    holder.notices.append(kind)
    return notice


def row(
    person: int, kind: str, email: str | None, consent: str | None, about: str, details: Mapping[str, Any], day: str, now: str
) -> dict[str, Any]:  # fmt: skip
    """A notice as it is stored, without the operation."""
    return {
        "person_id": person, "kind": kind, "channel": channel(kind, email, consent), "state": "waiting", "day": day, "about": about,
        "details": json.dumps(details, ensure_ascii=False, separators=(",", ":")), "recorded_at": now, "done_at": None,
    }  # fmt: skip


def drop(books: Books, people: Sequence[int], kind: str, about: str) -> int:
    """Drop what was to be told and is no longer true, if it has not been sent or told yet (N5); gives how many."""
    done = 0
    for part in store.steps(sorted(people)):
        done += books.work.connection.execute(
            update(Notice)
            .where(Notice.c.person_id.in_(part), Notice.c.kind == kind, Notice.c.about == about, Notice.c.state == "waiting")
            .values(state="dropped", done_at=books.work.now)
        ).rowcount
    return done


# Rewards that the balance has reached --------------------------------------------------------------------------------------------------


def crossed(books: Books, holders: Sequence[Holder]) -> None:
    """Tell who has reached the cost of a reward, and drop what is no longer true; called once, before the books are written (N1–N5).

    Compared is with what stood in the account when it was last written: points that became available overnight count as reached now,
    whether the daily run or a sale meets them first (N1).
    """
    fallen = {holder.person: holder.available for holder in holders if holder.available < holder.before.available}
    if fallen:
        _drop_untrue(books, fallen)
    if not books.notices:
        return
    risen = [(holder, old, now) for holder in holders if holder.is_active and (now := holder.available) > (old := max(0, _below(holder)))]
    if risen:
        _tell(books, risen)


def _below(holder: Holder) -> int:
    """What was available before this operation: what stood there, less what has lapsed since (points that waited may have lapsed unseen)."""
    if holder.before.pending:
        return holder.before.available
    return holder.before.available + sum(posted.points for posted in holder.posted if posted.kind == "expire")


def _tell(books: Books, risen: Sequence[tuple[Holder, int, int]]) -> None:
    """One notice a member, for the dearest reward reached, naming the others (N2), each not told in the last days (N3)."""
    known, wanted = issuing.of(books), []
    for holder, old, now in risen:
        rank = known.rank(holder)
        reached = [
            reward
            for reward in known.rewards.values()
            if old < reward.points <= now
            and reward_rules.judge(reward, today=books.today, tiers=known.tiers, rank=rank, had=known.had(reward, holder)) is None
        ]
        if reached:
            wanted.append((holder, now, reached))
    told = _told(books, [holder.person for holder, _, _ in wanted])
    again: list[dict[str, Any]] = []
    for holder, now, reached in wanted:
        fresh = sorted(
            (reward for reward in reached if _may_tell(books, told.get((holder.person, reward.id)))), key=lambda one: (-one.points, one.id)
        )
        for reward in fresh:
            if (holder.person, reward.id) in told:
                again.append({"person": holder.person, "reward": reward.id})
            else:
                books.insert(Crossed, {"person_id": holder.person, "reward_id": reward.id, "told_on": books.today})
        if fresh:
            add(books, holder, "reward", f"reward:{fresh[0].id}", _details(now, [(one.id, one.name, one.points) for one in fresh]))
    if again:
        statement = update(Crossed).where(Crossed.c.person_id == bindparam("person"), Crossed.c.reward_id == bindparam("reward"))
        books.work.connection.execute(statement.values(told_on=books.today), again)


def _details(available: int, rewards: Sequence[tuple[int, str, int]]) -> dict[str, Any]:
    """The dearest of the rewards, the others, and all of them with their costs."""
    return {
        "reward": rewards[0][1], "points": rewards[0][2], "others": [name for _, name, _ in rewards[1:]], "available": available,
        "rewards": [list(one) for one in rewards],
    }  # fmt: skip


def _told(books: Books, people: Sequence[int]) -> dict[tuple[int, int], str]:
    """When each of these people was told of each reward."""
    found: dict[tuple[int, int], str] = {}
    for part in store.steps(sorted(people)):
        rows = books.work.connection.execute(select(Crossed).where(Crossed.c.person_id.in_(part)))
        found.update({(int(row.person_id), int(row.reward_id)): str(row.told_on) for row in rows})
    return found


def _may_tell(books: Books, told_on: str | None) -> bool:
    """That the balance was below the cost again is what crossing it means; the days must have passed as well (N3)."""
    return told_on is None or (books.work.today - date.fromisoformat(told_on)).days >= books.club.notices_repeat_days


def _drop_untrue(books: Books, available: Mapping[int, int]) -> None:
    """Of waiting notices, drop the rewards that the balance no longer pays for: they were never told (N5)."""
    for part in store.steps(sorted(available)):
        rows = books.work.connection.execute(
            select(Notice.c.id, Notice.c.person_id, Notice.c.details).where(
                Notice.c.person_id.in_(part), Notice.c.kind == "reward", Notice.c.state == "waiting"
            )
        ).all()
        for found in rows:
            _correct(books, found.id, found.person_id, json.loads(found.details)["rewards"], available[found.person_id])


def _correct(books: Books, notice: int, person: int, rewards: Sequence[tuple[int, str, int]], available: int) -> None:
    listed = [(int(key), str(name), int(points)) for key, name, points in rewards]
    lost = [one[0] for one in listed if one[2] > available]
    if not lost:
        return
    left = [one for one in listed if one[2] <= available]
    values: dict[str, Any] = {"state": "dropped", "done_at": books.work.now}
    if left:
        values = {"about": f"reward:{left[0][0]}", "details": json.dumps(_details(available, left), ensure_ascii=False)}
    connection = books.work.connection
    if connection.execute(update(Notice).where(Notice.c.id == notice, Notice.c.state == "waiting").values(**values)).rowcount:
        connection.execute(delete(Crossed).where(Crossed.c.person_id == person, Crossed.c.reward_id.in_(lost)))
