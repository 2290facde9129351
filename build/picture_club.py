"""The club of the pictures: the sample club with three years of sales, and at its newest members everything that a desk can do."""

from __future__ import annotations

from datetime import date

from db.database import Act, Database, Operator, new_op_id
from db.operations import activities, catalogue, leaving, pass_pauses, pass_types, passes, points, rewards, sales, settings, stamps
from db.search import Query, ids

ENTRIES = 12_000


def furnish(database: Database, day: date) -> None:
    """Give the six newest members purchases, rewards, stamps and passes; one rests, one left. An empty club stays empty."""
    with database.read() as connection:
        people = ids(connection, Query()).tolist()[:8]
    if not people:
        return

    def do(label: str, operation: object, *args: object, **kwargs: object) -> object:
        act = Act(label, op_id=new_op_id(), operator=Operator("Ingrid"), today=day)
        return database.perform(act, operation, *args, **kwargs)  # type: ignore[arg-type]

    do("Settings", settings.change, {"expiry.policy": "end_of_quarter", "expiry.length": "4"})
    cake = do("New reward", catalogue.add, "House bun", points=30, description="With any hot drink", stock=14)
    do("New reward", catalogue.add, "Tour of the harbour", points=1500, description="September to May")
    do("New reward", catalogue.add, "Linen bag", points=60, stock=0)
    card = do("New stamp card", stamps.add_type, stamps.TypeDetails("Morning card", 10, cake.id))  # type: ignore[attr-defined]
    swim = do("New pass", pass_types.add_type, pass_types.TypeDetails("Brewing class, 10 times", 10))
    month = do("New pass", pass_types.add_type, pass_types.TypeDetails("Month of filters", 4, period="month", renewal="on_payment"))
    do("New activity", activities.add, "Guest book", 20, at_most=1, at_most_per="year")
    for place, person in enumerate(people[:6]):
        for amount in (12_900 + 700 * place, 6_400, 21_900):
            do("Sale", sales.sell, person, amount, note="At the counter")
        do("Adjust", points.adjust, [person], 40, note="Compensation for a cold coffee", reason="compensation")
        do("Adjust", points.adjust, [person], -5, note="Typing mistake", reason="correction")
        do("Redeem", rewards.redeem, [person], cake.id, handed_over=place % 2 == 0)  # type: ignore[attr-defined]
        do("Give", rewards.give, [person], None, name="Book of the month", note="Helped at the fair")
        do("Stamp", stamps.stamp, [person], card, 7, note="Coffee morning")
        sold = do("Sell pass", passes.sell, [person], swim, note="Paid in cash")
        do("Sell pass", passes.sell, [person], month, note="Paid for July")
        if place % 2:
            do("Pause", pass_pauses.pause, [sold[0].pass_id], note="Travelling")  # type: ignore[index]
    do("Suspend", leaving.suspend, [people[6]], note="Card was lent out")
    do("Remove", leaving.remove, [people[7]], note="Moved to Gdynia")
