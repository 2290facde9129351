"""Drawing the people of the sample club: the same number, seed and day give the same people (commands.md, `demo`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from db import codes
from db.demo_names import CULTURES, INTERESTS, NOTES, PLACES, SOURCES
from db.fields.kinds import Value, join_tags
from db.people_keys import derived, number_of

CHUNK = 20_000
MOST = 5_000_000
SPAN = 4 * 365
HOME = "SE"
# Name, threshold and colour of the tiers above the base; how many hold each of all five; the points they have, from and to.
# Name, threshold, colour, what its sales earn in thousandths, what else it brings.
TIERS = (
    ("Bronze", 500, "#a8683a", 1000, "Free refill of filter coffee"),
    ("Silver", 1000, "#8893a3", 1250, "5 % off beans"),
    ("Gold", 2000, "#d19a00", 1500, "10 % off, early access to tastings"),
    ("Platinum", 3000, "#4a63d0", 2000, "15 % off, own cup on the wall"),
)
HOLDERS = (46, 26, 15, 9, 4)
POINTS = ((0, 480), (180, 1000), (400, 2000), (800, 4600), (1500, 14000))
GROUPS = (("Book club", 0.05), ("Barista class", 0.015), ("Tuesday choir", 0.033))
BENEFIT_CARDS = (
    ("Gold discount", "10 % off coffee and cakes", "On what is drunk and eaten in the house; not together with other offers.", "#d19a00"),
    ("Student 15 %", "15 % off all books", "With a valid student card, on books in stock.", "#2f62c0"),
    (
        "Friends of the house",
        "A free filter coffee each week",
        "One cup a week, from Monday to Sunday; unused cups do not add up.",
        "#1f7a43",
    ),
)
CARD_SHARES = (0.06, 0.05, 0.02)
COLUMNS = (
    "id", "number", "code", "card_issued_on", "stage", "status", "first_name", "last_name", "name_key", "first_key", "phone", "phone_e164",
    "shared_phone", "other_phone", "email", "email_key", "street", "postcode", "city", "city_key", "country", "birthday", "anniversary",
    "gender", "language", "joined", "last_visit", "consent", "consent_date", "consent_source", "interests", "came_by", "note", "tier_id",
    "tier_review", "search_text", "created", "changed", "version",
)  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """One made-up person: the columns of people, and what stands beside them; *groups* and *card* count from 0."""

    columns: dict[str, Any]
    points: int
    groups: tuple[int, ...]
    card: int | None


class Draws:
    """Random draws for a run of people, each from one uniform stream, so that nothing but the seed decides."""

    def __init__(self, seed: int, first: int, count: int) -> None:
        self.stream = np.random.Generator(np.random.PCG64([seed, first]))
        self.count = count

    def unit(self) -> NDArray[np.float64]:
        """A fraction from 0 to under 1 for each person."""
        return self.stream.random(self.count)

    def chance(self, share: float) -> list[bool]:
        """True for this share of the people."""
        listed: list[bool] = (self.unit() < share).tolist()
        return listed

    def whole(self, below: int) -> list[int]:
        """A whole number from 0 to under *below*."""
        listed: list[int] = (self.unit() * below).astype(np.int64).tolist()
        return listed

    def weighed(self, weights: tuple[float, ...]) -> list[int]:
        """A place in *weights*, each as often as its weight says."""
        ends = np.cumsum(weights)
        listed: list[int] = np.searchsorted(ends / ends[-1], self.unit(), side="right").tolist()
        return listed


def people(count: int, seed: int, today: date, tiers: tuple[int, ...], country: str) -> Iterator[list[Drawn]]:
    """The people in runs of `CHUNK`, oldest first; *tiers* are the ids from the base tier up, *country* is the programme's (P1)."""
    for first in range(1, count + 1, CHUNK):
        yield list(_run(first, min(CHUNK, count + 1 - first), count, seed, today, tiers, country))


def _run(first: int, size: int, count: int, seed: int, today: date, tiers: tuple[int, ...], country: str) -> Iterator[Drawn]:
    draws = Draws(seed, first, size)
    days = [(today - timedelta(days=back)).isoformat() for back in range(SPAN + 1)]
    since = _days_since(draws, first, count)
    was_there = (np.asarray(since) * draws.unit() ** 2).astype(np.int64).tolist()
    stages = draws.weighed((0.9, 0.055, 0.045))
    statuses = draws.weighed((0.979, 0.006, 0.015))
    tier = draws.weighed(tuple(float(share) for share in HOLDERS))
    more = draws.unit().tolist()
    persons = _Persons(draws, first, seed, today)
    visited, consents, source = draws.chance(0.9), draws.weighed((0.55, 0.3, 0.15)), draws.whole(len(SOURCES))
    tags, note = (
        _tags(draws),
        [NOTES[place] if has else None for has, place in zip(draws.chance(0.06), draws.whole(len(NOTES)), strict=True)],
    )
    labels, card = _labels(draws), draws.weighed((*CARD_SHARES, 1 - sum(CARD_SHARES)))
    hour, reviews, review = draws.whole(600), _reviews(today), draws.whole(12)
    signs = _signs(first, size, seed)
    for place in range(size):
        person_id = first + place
        day = days[since[place]]
        member = stages[place] == 0
        status = ("active", "suspended", "removed")[statuses[place]] if member else "active"
        rank = tier[place] if member else 0
        consent = ("yes", "no", None)[consents[place]]
        groups = labels[place]
        moment = f"{day}T{5 + hour[place] // 60 if since[place] else 5:02d}:{hour[place] % 60:02d}:00Z"
        columns: dict[str, Any] = {
            "id": person_id,
            "number": number_of(person_id),
            "code": codes.readable(signs[place]) if member else None,
            "card_issued_on": day if member else None,
            "stage": ("member", "guest", "invited")[stages[place]],
            "status": status,
            "shared_phone": False,
            "joined": day if member else None,
            "last_visit": days[was_there[place]] if visited[place] and stages[place] != 2 else None,
            "consent": consent,
            "consent_date": day if consent else None,
            "consent_source": SOURCES[source[place]] if consent else None,
            "interests": tags[place],
            "came_by": "demo",
            "note": note[place],
            "tier_id": tiers[rank] if member else None,
            "tier_review": reviews[review[place]] if rank else None,
            "created": moment,
            "changed": moment,
            "version": 1,
        }
        persons.put(columns, place, keeps_contact=member)
        columns.update(derived(columns, "; ".join(sorted(GROUPS[group][0] for group in groups)) or None, country))
        held = card[place] if member and status != "removed" and card[place] < len(CARD_SHARES) else None
        yield Drawn(columns, _points(rank, more[place]) if member else 0, groups, held)


class _Persons:
    """Who the people are: names, phones, addresses, birthdays."""

    def __init__(self, draws: Draws, first: int, seed: int, today: date) -> None:
        self.culture = draws.weighed(tuple(float(culture.weight) for culture in CULTURES))
        self.gender, self.first, self.family = draws.weighed((0.53, 0.45, 0.02)), draws.unit().tolist(), draws.unit().tolist()
        self.one_name = draws.chance(0.7)
        self.no_phone, self.no_email, self.no_address = draws.unit().tolist(), draws.unit().tolist(), draws.unit().tolist()
        self.national, self.second = draws.chance(0.3), draws.chance(0.07)
        self.city, self.street, self.house, self.figures = (
            draws.unit().tolist(),
            draws.unit().tolist(),
            draws.whole(148),
            draws.whole(100_000),
        )
        self.net, self.plain = draws.chance(0.4), draws.chance(0.5)
        self.digits, self.other_digits = _figures(first, draws.count, seed), draws.whole(10_000_000)
        ages = 16 * 365 + (draws.unit() * 0.62 + draws.unit() * 0.38) * 72 * 365
        self.born = (today.toordinal() - ages.astype(np.int64)).tolist()
        self.birthday, self.feast = draws.weighed((0.78, 0.09, 0.13)), draws.unit().tolist()
        self.own_language = draws.chance(0.9)

    def put(self, person: dict[str, Any], place: int, *, keeps_contact: bool) -> None:
        """Fill in one person; a member always leaves a name, and a phone or an e-mail nearly always."""
        culture = CULTURES[self.culture[place]]
        women, men, families = culture.names
        gender = self.gender[place]
        given = women if gender == 0 or (gender == 2 and self.one_name[place]) else men
        first, spelled = given[int(self.first[place] * len(given))]
        last, family = families[int(self.family[place] * len(families))]
        alone = culture.one_name and self.one_name[place]
        person["first_name"], person["last_name"] = (None, last) if alone else (first, last)
        person["gender"] = ("female", "male", "other")[gender] if self.no_address[place] < 0.93 else None
        person["language"] = culture.language if self.own_language[place] else "en"
        home = PLACES[culture.place]
        self._contact(person, place, home.phone, family if alone else f"{spelled}.{family}", keeps_contact)
        self._address(person, place, culture.place)
        born = date.fromordinal(self.born[place]).isoformat()
        person["birthday"] = (born, f"-{born[4:]}", None)[self.birthday[place]]
        feast = self.feast[place]
        person["anniversary"] = f"--{1 + int(feast * 120):02d}-{1 + int(feast * 2800) % 28:02d}" if feast < 0.1 else None

    def _contact(self, person: dict[str, Any], place: int, phone: str, spelled: str, keeps: bool) -> None:
        share = 0.04 if keeps else 0.25
        number = _filled(phone, f"{self.digits[place]:07d}")
        if self.national[place] and phone == PLACES[HOME].phone:
            number = "070-" + number.removeprefix("+46 70 ")
        has_phone = self.no_phone[place] >= share
        person["phone"] = number if has_phone else None
        person["other_phone"] = f"+46 8 {self.other_digits[place] % 900_000 + 100_000}" if self.second[place] and has_phone else None
        tail = "" if person["id"] < 200 else str(person["id"])
        end = "example.net" if self.net[place] else "example.org"
        person["email"] = f"{spelled}{tail}@{end}" if self.no_email[place] >= 3 * share else None

    def _address(self, person: dict[str, Any], place: int, country: str) -> None:
        home = PLACES[country]
        if self.no_address[place] < 0.12:
            person.update(street=None, postcode=None, city=None, country=None)
            return
        city, postcode = home.cities[int(self.city[place] ** 1.5 * len(home.cities))]
        street = home.streets[int(self.street[place] * len(home.streets))]
        person["street"] = home.street.format(name=street, house=self.house[place] + 1) if self.no_address[place] > 0.2 else None
        person["postcode"] = _filled(postcode, f"{self.figures[place]:05d}")
        person["city"], person["country"] = city, country


def _days_since(draws: Draws, first: int, count: int) -> list[int]:
    """How many days ago each came: ever later, and more of them lately, as a club that grows."""
    position = (np.arange(first - 1, first - 1 + draws.count) + draws.unit()) / count
    listed: list[int] = ((1 - position) ** 1.25 * SPAN).astype(np.int64).tolist()
    return listed


def _points(rank: int, share: float) -> int:
    """The points of a member of this tier; some of the base tier have none yet."""
    low, high = POINTS[rank]
    return max(0, int(low + (share**1.7) * (high - low)) - (25 if rank == 0 else 0))


def _tags(draws: Draws) -> list[str | None]:
    """Up to three interests for each."""
    many = draws.weighed((0.45, 0.3, 0.17, 0.08))
    picks = [draws.whole(len(INTERESTS)) for _ in range(3)]
    return [_joined(frozenset(pick[place] for pick in picks[:wanted])) for place, wanted in enumerate(many)]


@cache
def _joined(picks: frozenset[int]) -> str | None:
    return join_tags([INTERESTS[pick] for pick in picks])


def _labels(draws: Draws) -> list[tuple[int, ...]]:
    """The groups of each."""
    within = [draws.chance(share) for _, share in GROUPS]
    return [tuple(group for group, inside in enumerate(within) if inside[place]) for place in range(draws.count)]


def _reviews(today: date) -> list[Value]:
    """The ends of the next twelve months, the days of tier reviews."""
    ends = []
    month = date(today.year, today.month, 1)
    for _ in range(12):
        month = (month + timedelta(days=32)).replace(day=1)
        ends.append((month - timedelta(days=1)).isoformat())
    return list(ends)


def _filled(pattern: str, figures: str) -> str:
    """The pattern with its # filled from the end of the figures, so that all seven count where there are seven."""
    parts = pattern.split("#")
    used = figures[len(figures) - len(parts) + 1 :]
    return "".join(part + sign for part, sign in zip(parts, used, strict=False)) + parts[-1]


def _figures(first: int, size: int, seed: int) -> list[int]:
    """Seven figures for each person, different for each of ten million: a multiplication that has a way back."""
    ids = np.arange(first, first + size, dtype=np.int64)
    listed: list[int] = ((ids * 7_368_787 + seed * 1_299_709) % 10_000_000).tolist()
    return listed


def _signs(first: int, size: int, seed: int) -> list[str]:
    """Eight signs of a card code for each person (K3), different for each: forty bits stirred by steps that each have a way back."""
    mask = np.uint64((1 << 40) - 1)
    bits = (np.arange(first, first + size, dtype=np.uint64) + np.uint64((seed * 0x9E3779B97F) % (1 << 40))) & mask
    for odd in (0xBF58476D1D, 0x94D049BB13, 0xD6E8FEB867):
        bits = (bits * np.uint64(odd)) & mask
        bits ^= bits >> np.uint64(19)
    return ["".join(codes.SIGNS[value >> shift & 31] for shift in range(35, -1, -5)) for value in bits.tolist()]
