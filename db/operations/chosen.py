"""Operations on what is named or chosen in words, looked up in the same transaction: a retry is the same as it was asked (rule 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db import by_name, search
from db.operations import activities, benefit_cards, catalogue, groups, pass_types, segments, stamps, tiers
from db.operations.benefit_cards import Allocated, Card, Deleted, Withdrawn
from db.operations.groups import Labelled
from db.operations.segments import SegmentLine
from db.operations.tiers import Saved
from db.rewards.reward_rules import RewardRow
from db.search import Query
from db.tiers import tier_rows
from db.work import Work


@dataclass(frozen=True)
class Chosen:
    """Who is meant: a query, and at most how many of them in its order."""

    query: Query
    limit: int | None = None


def allocate(work: Work, card: str, chosen: Chosen) -> Allocated:
    """Give the benefit card of this name to everybody chosen (B2)."""
    return benefit_cards.allocate(work, benefit_cards.named(work.connection, card), _people(work, chosen))


def withdraw(work: Work, chosen: Chosen) -> Withdrawn:
    """Take the benefit card of everybody chosen (B7)."""
    return benefit_cards.withdraw(work, _people(work, chosen))


def edit_card(work: Work, card: str, changes: Mapping[str, str]) -> Card:
    """Change details of the benefit card of this name, whatever they were (B6)."""
    card_id = benefit_cards.named(work.connection, card)
    now = next(one for one in benefit_cards.listed(work.connection, work.today) if one.id == card_id)
    return benefit_cards.edit(work, card_id, {key: (getattr(now, key), text or None) for key, text in changes.items()})


def delete_cards(work: Work, cards: Sequence[str]) -> Deleted:
    """Delete the benefit cards of these names (B5)."""
    return benefit_cards.delete(work, [benefit_cards.named(work.connection, card) for card in cards])


def retire_stamp_card(work: Work, name: str) -> int:
    """Open no new card of the stamp card of this name (SC1); gives its version."""
    return stamps.retire_type(work, by_name.find(work.connection, "stamp card", name))


def delete_stamp_card(work: Work, name: str) -> None:
    """Delete the stamp card of this name that nobody ever had a stamp of."""
    stamps.delete_type(work, by_name.find(work.connection, "stamp card", name))


def retire_pass(work: Work, name: str) -> int:
    """Sell no more passes of this name (PP5); gives the version of the kind."""
    return pass_types.retire_type(work, by_name.find(work.connection, "pass", name))


def delete_pass(work: Work, name: str) -> None:
    """Delete the kind of pass of this name of which none was ever sold."""
    pass_types.delete_type(work, by_name.find(work.connection, "pass", name))


def edit_reward(work: Work, name: str, changes: Mapping[str, Any]) -> RewardRow:
    """Change fields of the reward of this name, whatever they were (R8)."""
    reward = by_name.find(work.connection, "reward", name)
    now = catalogue.one(work.connection, reward)
    return catalogue.edit(work, reward, {key: (getattr(now, key), value) for key, value in changes.items()})


def retire_rewards(work: Work, names: Sequence[str], *, retired: bool) -> int:
    """Take the rewards of these names out of the catalogue, or bring them back (R8); gives how many changed."""
    return catalogue.retire(work, [by_name.find(work.connection, "reward", name) for name in names], retired=retired)


def delete_rewards(work: Work, names: Sequence[str]) -> int:
    """Delete the rewards of these names that were never issued (R8)."""
    return catalogue.remove(work, [by_name.find(work.connection, "reward", name) for name in names])


def end_activity(work: Work, name: str) -> activities.Named:
    """Retire the activity of this name (L14)."""
    return activities.end(work, by_name.find(work.connection, "activity", name))


def label(work: Work, group: str, chosen: Chosen, *, enters: bool) -> Labelled:
    """Put everybody chosen under the group of this name, or take them out of it (W1)."""
    group_id = by_name.find(work.connection, "group", group)
    return (groups.put_in if enters else groups.take_out)(work, group_id, _people(work, chosen))


def delete_groups(work: Work, names: Sequence[str]) -> groups.Deleted:
    """Delete the groups of these names: their labels go, nobody else (W1)."""
    return groups.remove(work, [by_name.find(work.connection, "group", name) for name in names])


def delete_segment(work: Work, name: str) -> SegmentLine:
    """Delete the segment of this name (W2)."""
    return segments.remove(work, by_name.find(work.connection, "segment", name))


def edit_tier(work: Work, name: str, changes: Mapping[str, Any]) -> Saved:
    """Change details of the tier of this name, whatever they were (T10)."""
    tier = by_name.find(work.connection, "tier", name)
    rows = tier_rows.every(work.connection)
    now = tier_rows.details(work.connection, tier_rows.one_of(rows, tier))
    return tiers.edit(work, tier, {key: (now[key], value) for key, value in changes.items()})


def retire_tier(work: Work, name: str, to: str, note: str | None) -> tiers.Retired:
    """Have the tier of this name reached no longer; its members move to another one (T10)."""
    return tiers.retire(work, by_name.find(work.connection, "tier", name), to=by_name.find(work.connection, "tier", to), note=note)


def restore_tier(work: Work, name: str) -> Saved:
    """Have a retired tier reached again (T10)."""
    return tiers.restore(work, by_name.find(work.connection, "tier", name))


def delete_tier(work: Work, name: str) -> Saved:
    """Delete the tier of this name that nobody has or had (T10)."""
    return tiers.remove(work, by_name.find(work.connection, "tier", name))


def _people(work: Work, chosen: Chosen) -> list[int]:
    return [int(person) for person in search.ids(work.connection, chosen.query, chosen.limit).tolist()]
