"""The words and filters of the Activity tab, without its window (look.md; W3; A2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from db.errors import BadValue
from db.fields import Manner
from db.fields.entries import Clock, Money, Signed, entry_fields, operation_fields
from db.operations.trail import ENTRIES, Booked, Effect, Line, Since, Trail
from db.search import Condition
from desktop.tabs.activity import filtering, undoing, wording
from desktop.tabs.activity.details import record_details
from desktop.tabs.activity.source import AREA_ICONS, KIND_ICONS, TRAIL, TRANSACTIONS, USUAL, ActivitySource, question
from desktop.tabs.activity.views import trail_views, transaction_views
from ui.filters import FilterAnswer
from ui.icons import icon
from ui.roles import Role

MANNER = Manner("en-GB", "NL", "Europe/Amsterdam")
FIELDS = entry_fields("EUR")


def conditions(*pairs: tuple[str, str], key: str) -> tuple[Condition, ...]:
    return filtering.conditions_of([FilterAnswer(key, pairs)], (*FIELDS, *operation_fields("EUR")), MANNER)


def test_an_answer_of_the_bar_becomes_a_condition_as_stored() -> None:
    """Money in whole units is asked in the smallest; days stay ISO."""
    assert conditions((">=", "20"), key="value") == (Condition("value", ">=", ("2000",)),)
    assert conditions(("<=", "-24"), key="points") == (Condition("points", "<=", ("-24",)),)
    assert conditions(("=", "adjust|refund"), key="kind") == (Condition("kind", "=", ("adjust", "refund")),)
    assert conditions((">=", "2026-07-01"), key="date") == (Condition("date", ">=", ("2026-07-01",)),)
    assert conditions(("~", "Beans"), key="note") == (Condition("note", "~", ("Beans",)),)
    assert conditions(("=", "yes"), key="undone") == (Condition("undone", "=", ("yes",)),)


def test_a_day_of_the_trail_is_the_clubs_day() -> None:
    """UTC is stored; the day begins and ends in the club's zone, in summer two hours earlier."""
    assert conditions((">=", "2026-07-14"), ("<=", "2026-07-14"), key="recorded") == (
        Condition("recorded", ">=", ("2026-07-13T22:00:00Z",)),
        Condition("recorded", "<", ("2026-07-14T22:00:00Z",)),
    )


@pytest.mark.parametrize(("key", "text"), [("recorded", "soon"), ("points", "many"), ("note", "\u202ehidden"), ("note", "x" * 2000)])
def test_what_cannot_be_understood_is_refused(key: str, text: str) -> None:
    """One sentence; nothing is asked."""
    with pytest.raises(BadValue):
        conditions(("=", text), key=key)


def test_a_single_day_is_known_as_one() -> None:
    """A filter on one day turns Date into Time (look.md)."""
    day = date(2026, 7, 14)
    views = {view.key: view for view in (*transaction_views(day, "Ingrid"), *trail_views(day, "Ingrid"))}
    assert {key for key, view in views.items() if filtering.only_day(view.answers)} == {"today", "mine", "trail-today", "trail-mine"}


def test_every_view_can_be_asked_and_every_filter_is_offered() -> None:
    """The bar knows each key that a view uses."""
    source = ActivitySource("EUR")
    for view in (*transaction_views(date(2026, 7, 14), "Ingrid"), *trail_views(date(2026, 7, 14), "Ingrid")):
        offered = {spec.key for spec in filtering.specs(view.which, source.fields[view.which])}
        assert {answer.key for answer in view.answers} <= offered
        assert question(view.which, filtering.conditions_of(view.answers, source.fields[view.which], MANNER)).stages == (view.which,)


def test_the_usual_columns_and_icons_are_there(qapp: object) -> None:
    """Each list's columns; an icon for each kind and area."""
    source = ActivitySource("EUR")
    for which in (TRANSACTIONS, TRAIL):
        assert set(USUAL[which]) <= {field.key for field in source.fields[which]}
        assert source.is_trail(source.fields[which]) == (which == TRAIL)
    assert all(not icon(name).isNull() for name in (*KIND_ICONS.values(), *AREA_ICONS.values()))
    value = next(field for field in source.fields[TRANSACTIONS] if field.key == "value")
    assert source.head(value, MANNER)[0] == "Value, €"
    records = next(field for field in source.fields[TRAIL] if field.key == "records")
    assert source.head(records, MANNER)[int(Role.SORTABLE)] is False


def test_figures_are_shown_with_their_signs() -> None:
    """Minus is U+2212, gains have their plus, the unit stands in the head (look.md, *Tables*)."""
    assert [Signed("number").show(value, MANNER) for value in (64, -12, 0, None)] == ["+64", "\u221212", "0", ""]
    assert [Money("money", currency="EUR").show(value, MANNER) for value in (123456, -990, None)] == ["1,234.56", "\u22129.90", ""]
    assert Money("money", currency="JPY").show(5000, MANNER) == "5,000"
    assert Money("money", currency="EUR").parse("12.50", MANNER) == 1250
    assert Clock("clock").show("2026-07-14T08:31:07Z", MANNER) == "10:31"
    with pytest.raises(BadValue):
        Clock("clock").parse("10:31", MANNER)


def a_line(before: Mapping[str, Any], after: Mapping[str, Any], *, name: str = "Zoë", number: int = 1) -> Line:
    return Line("person", number, "changed", name, before, after)


def test_values_read_as_people_say_them() -> None:
    """Nothing is *none*; words, days and money as everywhere else; what means nothing to a person is left out."""
    line = a_line(
        {"city": None, "consent": "no", "tier_review": "2026-03-04", "amount": 1250, "active": True, "version": 1, "same": 1},
        {"city": "Utrecht", "consent": "yes", "tier_review": None, "amount": 990, "active": False, "version": 2, "same": 1},
    )
    assert wording.changes(line, MANNER, "EUR") == [
        ("City", "none", "Utrecht"), ("Marketing consent", "No", "Yes"), ("Review on", "04/03/2026", "none"), ("Amount", "12.50", "9.90"),
        ("Active", "yes", "no"),
    ]  # fmt: skip
    assert wording.label("unheard_of") == "Unheard of"
    reward = Line("issued", 1, "issued", "Cappuccino", {}, {"reward_id": "Cappuccino", "entry_id": 7, "state": "issued", "source": "given"})
    assert wording.changes(reward, MANNER, "EUR") == [("State", "none", "outstanding"), ("Came by", "none", "given by hand")]
    club = Line("programme", 1, "changed", "", {"tiers_measure": "points", "earn_per": 100}, {"tiers_measure": "spend", "earn_per": 200})
    assert wording.changes(club, MANNER, "EUR")[1][1:] == ("1.00", "2.00")
    assert wording.entity("benefit_card") == "Benefit card"


def a_trail(**more: Any) -> Trail:
    values: dict[str, Any] = {
        "op_id": "1", "kind": "people.edit", "label": "Edit Zoë", "operator": "Jonas", "desk": "Desk 2", "recorded_at": "2026-07-14T08:31:07Z",
        "note": None, "person": 1, "name": "Zoë van der Berg", "number": "10482", "lines": (a_line({"city": "A"}, {"city": "B"}),),
        "counts": {("person", "changed"): 1}, "entries": 0, "points": 0, "undone": None, "undoes": None, "refusal": None,
        "effects": (Effect(("person", "changed"), "Changed fields go back to what they were"),), "since": (),
        "earlier": (Booked("2026-07-13", "earn", "88190", 95),),
    }  # fmt: skip
    return Trail(**{**values, **more})


def test_one_operation_is_told_whole() -> None:
    """Who and when, what Undo does, before and after, the same operation, what came before."""
    shown = record_details(7, a_trail(), MANNER, "EUR")
    assert (shown.title, shown.subtitle, shown.icon) == ("Edit Zoë", "14/07/2026 10:31", "person")
    sections = {section.key: section for section in shown.sections}
    assert list(sections) == ["facts", "undo", "changed", "same", "before"]
    assert sections["changed"].facts[0].text == "A → B"
    assert sections["before"].lines[0].what == "Sale, 88190"
    assert sections["before"].lines[0].figure == "+95"


def told_undo(*lines: Line, points: int = 0) -> list[str]:
    """What the undo of these lines is told as."""
    counts: dict[tuple[str, str], int] = {}
    for line in lines:
        counts[line.entity, line.action] = counts.get((line.entity, line.action), 0) + 1
    effects = tuple(Effect(step, f"General: {step}") for step in (*counts, *((ENTRIES,) if points else ())))
    return undoing.sentences(a_trail(lines=lines, counts=counts, effects=effects, points=points), MANNER, "EUR")


def test_undo_is_told_as_sentences_from_the_journal() -> None:
    """look.md, *activity*: the tier and its review, the hold, the reward that is still outstanding; money, stamps, cards."""
    stood = Line(
        "person", 1, "stood", "Zoë", {"tier_id": "Bronze", "tier_review": "2027-03-04", "tier_hold": False},
        {"tier_id": "Silver", "tier_review": "2027-07-14", "tier_hold": True, "tier_hold_until": "2026-12-31"},
    )  # fmt: skip
    issued = Line("issued", 3, "issued", "Cappuccino", {}, {"state": "issued"}, "issued")
    assert told_undo(stood, issued) == [
        "Tier goes back to Bronze, review to 04/03/2027", "The hold ends", "Cappuccino is revoked; it is still outstanding",
    ]  # fmt: skip
    assert told_undo(replace(issued, now="redeemed")) == ["Cappuccino is used by now"]
    assert told_undo(Line("person", 1, "allocated", "Zoë", {"benefit_card": None}, {"benefit_card": "Gold discount"})) == [
        "Gold discount is withdrawn"
    ]
    assert told_undo(Line("sale", 1, "recorded", "Zoë", {}, {"sales": 1, "amount": 1250, "points": 12})) == [
        "The sale of 12.50 is reversed, with its points and stamps"
    ]
    assert told_undo(Line("stamps", 1, "stamped", "Zoë", {}, {"type": "Coffee card", "stamps": 2})) == [
        "Coffee card: 2 stamps are taken off again"
    ]
    assert told_undo(a_line({"city": None}, {"city": "Delft"}), points=24) == [
        "City is empty again", "The +24 points are booked back by a reversal",
    ]  # fmt: skip
    several = [a_line({"city": "A"}, {"city": "B"}, name=name, number=place) for place, name in enumerate(("Zoë", "Marek"))]
    assert told_undo(*several) == ["Zoë: City goes back to A", "Marek: City goes back to A"]
    assert told_undo(*several, *several) == ["General: ('person', 'changed')"]


def test_what_was_changed_since_is_told_before_undo_is_pressed() -> None:
    """A1: by name, by whom; of many three, and how many more."""
    trail = a_trail(since=tuple(Since(name, "Amina", "Edit again") for name in ("Zoë", "Marek", "Ana", "Li", "Olu")))
    told = undoing.warnings(trail)
    assert told[0] == "Zoë was changed since by Amina (“Edit again”); Undo does not write over that."
    assert told[-1] == "2 more were changed since."
    (undo,) = [section for section in record_details(7, trail, MANNER, "EUR").sections if section.key == "undo"]
    assert [line.when for line in undo.lines] == ["!"] * 4 + ["✓"]


def test_many_records_are_folded_and_an_undone_one_says_by_whom() -> None:
    """Of several records a line each; beyond five they are folded."""
    lines = tuple(a_line({"city": "A"}, {"city": "B"}, name=f"Member {number}", number=number) for number in range(8))
    trail = a_trail(
        lines=lines,
        counts={("person", "changed"): 40, ("person", "moved"): 40},
        person=None,
        name=None,
        undone=("Amina", "2026-07-14T09:00:00Z"),
    )
    shown = record_details(7, trail, MANNER, "EUR")
    sections = {section.key: section for section in shown.sections}
    assert sections["changed"].folded
    assert sections["changed"].facts[0].text == "City: A → B"
    assert sections["changed"].facts[-1].text == "and 72 more"
    facts = {fact.key: fact.text for fact in sections["facts"].facts}
    assert facts["undone"] == "Amina, 14/07/2026 11:00"
    assert facts["who"] == "40 people"
