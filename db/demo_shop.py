"""What the sample club offers beside points: rewards with stock, stamp cards, passes, activities, a promotion; and who has some of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from sqlalchemy import func, select

from db.entities.people import Person
from db.entities.rewards import Reward
from db.entities.stamps import StampType
from db.operations import activities, catalogue, pass_types, passes, promotions, rewards, stamps
from db.texts import N_
from db.work import Work

NOTE = N_("Sample club")
# How many members have a stamp card that is being filled, and how many a pass.
STAMPED, WITH_PASS, GIVEN = 90, 40, 12


@dataclass(frozen=True)
class Furnished:
    """How many members were given something."""

    people: int


def furnish(work: Work, seed: int) -> Furnished:
    """Fill the shelves of a sample club whose members are there already, by the operations that the desk uses. Once only."""
    # The moment is that of the demo's day, as its people have it: the same numbers give the same content.
    work = replace(work, now=f"{work.today.isoformat()}T05:00:00Z")
    connection = work.connection
    if connection.execute(select(func.count()).select_from(StampType)).scalar():
        return Furnished(0)
    by_name = {row.name: row.id for row in connection.execute(select(Reward.c.name, Reward.c.id))}
    coffee, cake = by_name["Filter coffee"], by_name["Slice of cake"]
    catalogue.add(
        work,
        "Coffee tin",
        points=400,
        stock=14,
        at_most=2,
        at_most_per="year",
        valid_days=60,
        description="Blue or red, 250 g of house roast",
    )
    catalogue.add(work, "Tote bag", points=180, stock=0, valid_days=60, description="Natural cotton with our shelf on it")
    birthday = catalogue.add(
        work,
        "Birthday slice",
        points=0,
        at_most=1,
        at_most_per="year",
        valid_days=14,
        description="A slice of cake in the week of the birthday",
    )
    coffee_card = stamps.add_type(work, stamps.TypeDetails("Coffee card", 10, coffee, per_day=3))
    cake_card = stamps.add_type(work, stamps.TypeDetails("Cake card", 6, cake, valid_days=365))
    breakfast = pass_types.add_type(work, pass_types.TypeDetails("Breakfast pass", uses=10, valid_months=6, price=79_000))
    reading = pass_types.add_type(work, pass_types.TypeDetails("Reading room", uses=4, period="month", renewal="automatic", price=19_900))
    activities.add(work, "Friend brought along", 50, at_most=5, at_most_per="year")
    activities.add(work, "Survey answered", 20, at_most=1, at_most_per="life", qualifies=False)
    start = work.today - timedelta(days=3)
    promotions.add(work, "Double points in the reading weeks", starts_on=start, ends_on=start + timedelta(days=14), factor=2000)
    members = _members(work, seed, STAMPED + WITH_PASS + GIVEN)
    if len(members) < GIVEN:
        # Of so few, none has anything yet.
        return Furnished(0)
    first, second = (len(members) * share // (STAMPED + WITH_PASS + GIVEN) for share in (STAMPED, STAMPED + WITH_PASS))
    stamped, with_pass, given = members[:first], members[first:second], members[second:]
    for visit, n in enumerate((3, 2, 3), start=1):
        # A third of them has eight: the next visit gives the coffee.
        day = work.today - timedelta(days=7 * (4 - visit))
        stamps.stamp(work, stamped[: len(stamped) // visit], coffee_card, n, day=day, note=NOTE)
    stamps.stamp(work, stamped[: len(stamped) // 3], cake_card, 4, note=NOTE)
    sold = passes.sell(work, with_pass[: len(with_pass) // 2], breakfast, note=NOTE)
    passes.use(work, [each.pass_id for each in sold[: len(sold) // 2]])
    passes.sell(work, with_pass[len(with_pass) // 2 :], reading, note=NOTE)
    rewards.give(work, given, birthday.id, note=NOTE)
    return Furnished(len(members))


def _members(work: Work, seed: int, count: int) -> list[int]:
    """Some active members, drawn by the seed."""
    query = select(Person.c.id).where(Person.c.stage == "member", Person.c.status == "active").order_by(Person.c.id)
    known = list(work.connection.execute(query).scalars())
    drawn = np.random.Generator(np.random.PCG64([seed, 4711])).permutation(len(known))[:count]
    return [int(known[place]) for place in drawn]
