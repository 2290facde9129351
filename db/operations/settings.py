"""Settings: reading and changing those of the programme, each checked by its declaration and journaled (rules.md, section 18)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from db import money, settings_keys, texts
from db.entities.passes import PassType
from db.entities.people import Person
from db.entities.programme import Programme
from db.entities.rewards import Reward
from db.entities.sales import Sale
from db.entities.stamps import StampType
from db.errors import BadValue, FieldsRefused, NotFound, RuleBroken, Told
from db.operations import programme
from db.operations.programme import Club
from db.settings_keys import SETTINGS, Setting, Stored, Within
from db.texts import N_
from db.tiers import tier_periods
from db.work import Work

MOST_LOGO = 256 * 1024
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


@dataclass(frozen=True)
class Shown:
    """A setting as a person reads it: *text* is what can be typed to have it so, *value* what is stored."""

    key: str
    label: str
    rule: str
    kind: str
    allowed: str
    text: str
    value: Stored


@dataclass(frozen=True)
class Changed:
    """What a change of settings did, by key: every asked one as it was and as it is, and those that went with them; both as typed."""

    before: dict[str, str]
    after: dict[str, str]


def shown(connection: Connection) -> tuple[Shown, ...]:
    """Every setting but the logo, in the order of section 18."""
    club = programme.read(connection)
    within = _within(connection, club.currency)
    return tuple(
        Shown(one.key, one.label, one.rule, one.kind, one.allowed, one.shown(_value(club, one), within), _value(club, one))
        for one in SETTINGS
    )


def change(work: Work, wanted: Mapping[str, str]) -> Changed:
    """Set these settings, given by key as typed text; all of them or none.

    FieldsRefused names each bad one with what it takes. A changed expiry policy is that of new lots only (E5): lots keep their dates. The
    currency stays once something has a price in it, the country once a phone was read by it (P1).
    """
    club = programme.read(work.connection)
    values, problems = parsed(work.connection, club, wanted)
    before = values_of(club)
    after = {**before, **values}
    if not problems:
        problems = contradictions(after, set(values))
    if problems:
        raise FieldsRefused(problems)
    if after["currency"] != before["currency"]:
        _refuse_currency(work.connection, club.currency)
        _rescale(before, after, set(values))
    if after["country"] != before["country"]:
        _refuse_country(work.connection, club.country)
    changed = [one for one in SETTINGS if after[one.key] != before[one.key]]
    old, new = _within(work.connection, club.currency), _within(work.connection, str(after["currency"]))
    if changed:
        _write(work, club.version, {one.column: before[one.key] for one in changed}, {one.column: after[one.key] for one in changed})
    told = [one for one in SETTINGS if one in changed or one.key in values]
    return Changed({one.key: one.shown(before[one.key], old) for one in told}, {one.key: one.shown(after[one.key], new) for one in told})


def save(work: Work, wanted: Mapping[str, str], *, logo: bytes | None = None, drops_logo: bool = False) -> Changed:
    """Set these settings and give or take the logo, as one step that can be undone; refused as `change` and `set_logo` are."""
    done = change(work, wanted)
    if logo is not None or drops_logo:
        set_logo(work, None if drops_logo else logo)
    return done


def put_back(work: Work, before: Mapping[str, Stored], after: Mapping[str, Stored]) -> None:
    """Undo a change of settings by its journal row; RuleBroken where one of them was changed since (A1)."""
    club = programme.read(work.connection)
    now = {column: _stored(work.connection, club, column) for column in after}
    if now != dict(after):
        raise RuleBroken(N_("The settings were changed since by somebody else; nothing was undone."))
    if "currency" in before:
        _refuse_currency(work.connection, club.currency)
    if "country" in before:
        _refuse_country(work.connection, club.country)
    _write(work, club.version, now, dict(before))


def logo(connection: Connection) -> bytes | None:
    """The logo as it was given: PNG or JPEG; None where the club has none (K2)."""
    found: bytes | None = connection.execute(select(Programme.c.logo)).scalar_one()
    return found


def set_logo(work: Work, picture: bytes | None) -> bool:
    """Give the club a logo, PNG or JPEG, or take it away (K2); answers whether it has one now. BadValue for what is no such picture."""
    if picture is not None and not picture.startswith(_PICTURES):
        raise BadValue(N_("The logo must be a picture in the format PNG or JPEG."), key="logo")
    if picture is not None and len(picture) > MOST_LOGO:
        raise BadValue(
            N_("The logo is too large: {size} KB, at most {most} KB."), key="logo", size=len(picture) // 1024, most=MOST_LOGO // 1024
        )
    club = programme.read(work.connection)
    now = _stored(work.connection, club, "logo")
    wanted = None if picture is None else base64.b64encode(picture).decode("ascii")
    if wanted != now:
        _write(work, club.version, {"logo": now}, {"logo": wanted})
    return picture is not None


def parsed(connection: Connection, club: Club, wanted: Mapping[str, str]) -> tuple[dict[str, Stored], dict[str, Told]]:
    """What these typed texts mean: the values by key, and the refusals by key. A new currency is read first: amounts are typed in it."""
    values: dict[str, Stored] = {}
    problems: dict[str, Told] = {}
    currency = club.currency
    for key, text in sorted(wanted.items(), key=lambda pair: pair[0].strip().lower() != "currency"):
        try:
            found = settings_keys.setting(key)
            values[found.key] = found.parse(text, _within(connection, currency))
        except BadValue as problem:
            problems[key] = problem
            continue
        if found.key == "currency":
            currency = str(values["currency"])
    return values, problems


def contradictions(after: Mapping[str, Stored], changed: set[str]) -> dict[str, Told]:
    """What of the settings as they would be does not go together: a policy and the length or date that it needs (E1)."""
    policy = after["expiry.policy"]
    if not changed & {"expiry.policy", "expiry.length", "expiry.date"}:
        return {}
    if policy in ("days", "months", "inactivity") and after["expiry.length"] is None:
        return {"expiry.policy": BadValue(N_("The policy “{policy}” needs expiry.length, a number; set that first."), policy=policy)}
    if policy == "yearly" and after["expiry.date"] is None:
        return {"expiry.policy": BadValue(N_("The policy “yearly” needs expiry.date, a month and a day like 12-31; set that first."))}
    return {}


def _refuse_currency(connection: Connection, currency: str) -> None:
    """The currency stays once there are amounts in it: sales, prices of passes, money for a stamp."""
    if connection.execute(select(Sale.c.id).limit(1)).first() is not None:
        raise BadValue(N_("The currency stays {currency}: there are sales in it."), key="currency", currency=currency)
    priced = select(PassType.c.id).where(PassType.c.price.is_not(None)).limit(1)
    stamped = select(StampType.c.id).where(StampType.c.earn_per.is_not(None)).limit(1)
    if connection.execute(priced).first() is not None or connection.execute(stamped).first() is not None:
        raise BadValue(N_("The currency stays {currency}: passes or stamp cards have prices in it."), key="currency", currency=currency)


def _rescale(before: Mapping[str, Stored], after: dict[str, Stored], given: set[str]) -> None:
    """Keep 10.00 of the old currency as 10 of the new one, whose smallest unit may be another; RuleBroken where that is no whole number."""
    old, new = 10 ** money.digits(str(before["currency"])), 10 ** money.digits(str(after["currency"]))
    for key in ("earn.per", "earn.minimum"):
        amount = before[key]
        if key in given or amount is None:
            continue
        scaled, rest = divmod(int(amount) * new, old)
        if rest or not scaled:
            raise RuleBroken(N_("{key} has decimals that {currency} does not have; set it together with the currency."), key=key,
                             currency=after["currency"])  # fmt: skip
        after[key] = scaled


def _refuse_country(connection: Connection, country: str) -> None:
    """The country stays once phones without + were read by it: they would be other numbers (P1)."""
    read_by_it = select(func.count()).select_from(Person).where(Person.c.phone_e164.is_not(None), Person.c.phone.not_like("+%"))
    count = int(connection.execute(read_by_it).scalar_one())
    if count:
        raise BadValue(
            N_("The country stays {country}: {count} phones were read as numbers of it. Write them with + and the country first."),
            key="country", country=country, count=count,
        )  # fmt: skip


def _write(work: Work, version: int, before: Mapping[str, Stored], after: Mapping[str, Stored]) -> None:
    """Write columns of the programme under its version, and journal them; open windows read the settings anew by that row."""
    columns: dict[str, object] = dict(after)
    if isinstance(after.get("logo"), str):
        columns["logo"] = base64.b64decode(str(after["logo"]))
    done = work.connection.execute(update(Programme).where(Programme.c.version == version).values(**columns, version=version + 1))
    if done.rowcount != 1:
        raise NotFound(N_("The settings were changed by another desk a moment ago; look again."))
    work.journal("programme", 1, "changed", before, after)
    if "tiers_period" in after:
        tier_periods.changed(work, str(before["tiers_period"]), str(after["tiers_period"]))


def values_of(club: Club) -> dict[str, Stored]:
    """Every setting by key, as it is stored."""
    return {key: _value(club, one) for key, one in settings_keys.BY_KEY.items()}


def _value(club: Club, one: Setting) -> Stored:
    found: Stored = getattr(club, one.column)
    return found


def _stored(connection: Connection, club: Club, column: str) -> Stored:
    """The value of a column as the journal has it."""
    if column != "logo":
        found: Stored = getattr(club, column)
        return found
    picture = logo(connection)
    return None if picture is None else base64.b64encode(picture).decode("ascii")


def gifts(connection: Connection) -> tuple[str, ...]:
    """The names of the rewards that an occasion may bring (N9)."""
    return tuple(connection.execute(select(Reward.c.name).where(Reward.c.retired.is_(False)).order_by(Reward.c.name_key)).scalars())


def _within(connection: Connection, currency: str) -> Within:
    """What the settings are read with."""
    rewards = connection.execute(select(Reward.c.id, Reward.c.name, Reward.c.retired).order_by(Reward.c.id)).all()
    ids = {texts.fold(row.name): int(row.id) for row in rewards if not row.retired}
    return Within(currency, ids, {int(row.id): str(row.name) for row in rewards})
