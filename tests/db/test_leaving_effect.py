"""What a change of standing would do, read before it is done."""

from __future__ import annotations

from pathlib import Path

from db.operations import benefit_cards, leaving, leaving_effect
from tests.builders import TODAY, a_member, a_prospect, an_act
from tests.builders_rewards import a_file_club, a_holder, a_reward, give


def test_the_effect_adds_up_over_those_to_whom_it_can_be_done(tmp_path: Path) -> None:
    """G2, C2: points, rewards and benefit cards of the members who fit; the others are left out with their status."""
    database = a_file_club(tmp_path)
    rich, poor, resting = a_holder(database, 120), a_holder(database, 30), a_member(database).id
    guest = a_prospect(database, stage="guest").id
    give(database, rich, a_reward(database, "Cake", 0))
    card = database.perform(an_act(), benefit_cards.add, name="Gold", benefit="10 %", conditions="All days").id
    database.perform(an_act(), benefit_cards.allocate, card, [rich])
    database.perform(an_act(), leaving.suspend, [resting], note="Rest")
    with database.read() as connection:
        found = leaving_effect.of_status(connection, [rich, poor, resting, guest], ("active",), TODAY)
    assert found.people == (rich, poor)
    assert (found.points, found.rewards, dict(found.benefit_cards)) == (150, 1, {"Gold": 1})
    assert [(one.person, one.why) for one in found.left_out] == [(resting, "suspended"), (guest, "guest")]


def test_forfeited_points_are_told_until_they_were_given_back(tmp_path: Path) -> None:
    """G2: what reinstating could give back."""
    database = a_file_club(tmp_path)
    person = a_holder(database, 120)
    database.perform(an_act(), leaving.remove, [person], note="Left", forfeit=True)
    with database.read() as connection:
        assert leaving_effect.of_status(connection, [person], ("removed",), TODAY).forfeited == 120
    database.perform(an_act(), leaving.reinstate, [person], with_points=True)
    database.perform(an_act(), leaving.remove, [person], note="Left again")
    with database.read() as connection:
        found = leaving_effect.of_status(connection, [person], ("removed",), TODAY)
    assert (found.forfeited, found.points) == (0, 120)


def test_only_records_without_history_can_be_deleted(tmp_path: Path) -> None:
    """G4: what keeps each of the others."""
    database = a_file_club(tmp_path)
    empty, holder = a_member(database).id, a_holder(database, 5)
    with database.read() as connection:
        fits, left = leaving_effect.deletable(connection, [empty, holder])
    assert fits == (empty,)
    assert [(one.person, one.why) for one in left] == [(holder, "points")]
