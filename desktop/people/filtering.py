"""Every filter of people (W3): which are offered and how they are set, and conditions turned into the bar's answers and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from db import search
from db.errors import Told
from db.fields import ALL, BY_KEY, Manner
from db.fields.kinds import Time
from db.operations.choices import Choices, Named
from db.search import Condition, wider_keys
from desktop import problems
from desktop.people.editors import filter_spec
from resources.i18n import N_, _
from ui.filters import FilterAnswer, FilterSpec
from ui.roles import Choice

# The likeliest first; whatever column is not named here follows in its own order.
_FIRST = (
    "joined", "tier", "benefit_card", "groups", "status", "city", "points", "spent", "visits", "bought", "last_visit", "expiring", "coming", "birthday",
    "consent", "interests", "segment", "duplicates", "came_by", "phone", "email", "created",
)  # fmt: skip
_WIDER = {
    "spent": (N_("Spend"), "amount_period"),
    "visits": (N_("Visits"), "count_period"),
    "bought": (N_("Bought"), "text_period"),
    "expiring": (N_("Points expiring"), "count_days"),
    "coming": (N_("Coming up"), "choice_days"),
    "segment": (N_("Saved view"), "choice"),
    "duplicates": (N_("Possible duplicates"), "number_range"),
}
_OCCASIONS = {"birthday": N_("Birthday"), "anniversary": N_("Anniversary")}


def specs(choices: Choices, segments: Sequence[str], manner: Manner, people_title: str = "") -> list[FilterSpec]:
    """How everything can be filtered; *segments*: the names of saved views; *people_title* names a list of exact people."""

    def check(answer: FilterAnswer) -> str | None:
        """What the search would refuse, before anything is asked."""
        try:
            conditions_of([answer], manner)
        except Told as refused:
            return problems.sentence(refused)
        return None

    def named(some: Iterable[Named], *, coloured: bool = True) -> tuple[Choice, ...]:
        return tuple(Choice(each.name, each.name, each.colour if coloured else None) for each in some)

    lists = {
        "tier": named(choices.tiers),
        "benefit_card": named(choices.benefit_cards, coloured=False),
        "groups": named(choices.groups),
        "segment": tuple(Choice(name, name) for name in segments),
        "coming": tuple(Choice(word, _(label)) for word, label in _OCCASIONS.items()),
    }
    keys = [*_FIRST, *(field.key for field in ALL if field.key not in _FIRST)]
    made = []
    for key in keys:
        if key in _WIDER:
            label, kind = _WIDER[key]
            made.append(FilterSpec(key, _(label), kind, lists.get(key, ()), check, is_offered=key != "segment" or bool(segments)))
        else:
            made.append(filter_spec(key, lists.get(key, ()), check))
    return [*made, FilterSpec(wider_keys.PEOPLE, people_title, "records", is_offered=False)]


def conditions_of(answers: Iterable[FilterAnswer], manner: Manner) -> tuple[Condition, ...]:
    """What the bar's answers ask for; BadValue for one that cannot be understood."""
    return tuple(search.chosen(answer.key, op, text, manner) for answer in answers for op, text in answer.pairs)  # type: ignore[arg-type]


def answers_of(conditions: Sequence[Condition], manner: Manner) -> tuple[FilterAnswer, ...]:
    """Conditions as the filter bar shows them: those of one key together."""
    pairs: dict[str, list[tuple[str, str]]] = {}
    for condition in conditions:
        pairs.setdefault(condition.key, []).append((condition.op, "|".join(_typed(condition, value, manner) for value in condition.values)))
    return tuple(FilterAnswer(key, tuple(found)) for key, found in pairs.items())


def _typed(condition: Condition, value: str, manner: Manner) -> str:
    """A stored value as the bar has it: of a moment the club's day, of a day of the year month and day."""
    field = BY_KEY.get(condition.key)
    first, slash, _end = value.partition("/")
    if field is not None and isinstance(field.kind, Time) and slash:
        moment = datetime.strptime(first, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        return moment.astimezone(ZoneInfo(manner.time_zone)).date().isoformat()
    return value.removeprefix("--")
