"""The sentences about benefit cards: who loses what, before it is done (B2, B7)."""

from __future__ import annotations

from db.fields import Manner
from db.operations.benefit_cards import Allocated, Loss, Withdrawn
from desktop.people.verbs import cards

MANNER = Manner("en-GB", "GB", "Europe/London")


def test_the_effect_names_every_card_that_is_lost() -> None:
    """ "12 members; 5 will lose Gold discount, 2 already have it"."""
    effect = Allocated("Student", 12, 2, (Loss("Gold discount", 5), Loss("Neighbour", 1)))
    assert cards.effect_sentence(effect, MANNER) == "12 members; 5 will lose Gold discount, 1 will lose Neighbour, 2 already have it."
    assert cards.tone_of(effect) == "warn"
    assert cards.effect_sentence(Allocated("Student", 10_000, 0, ()), MANNER) == "10,000 members; nobody loses a card."


def test_what_was_done_is_told_in_one_sentence() -> None:
    """Whoever had it already does not count."""
    assert cards.allocated(Allocated("Student", 12, 2, ()), MANNER) == "Student allocated to 10 members"
    assert cards.allocated(Allocated("Student", 2, 2, ()), MANNER) == "They have Student already; nothing was changed."
    assert cards.withdrawn(Withdrawn(12, 1), MANNER) == "Benefit card withdrawn from 1 member"
    assert cards.lost_sentence(3, (), MANNER) == "3 members; nobody holds a benefit card."
