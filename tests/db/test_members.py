"""Registering (P3–P10, K3, K8), the same on both engines."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from db import codes, ledger
from db.database import Database
from db.errors import KnownPhone, RuleBroken
from db.operations import members, prospects, undo
from tests.builders import TODAY, a_club, a_member, a_prospect, an_act, details


def test_a_prospect_who_registers_stays_the_same_record(engine_url: str) -> None:
    """P3: same record, number, notes and groups; the card code is new and has a right check sign (K3)."""
    database = a_club(engine_url)
    prospect = a_prospect(database, phone="0612345678", note="window table", groups="Choir")
    done = database.perform(an_act(), members.enrol, {"last_name": "Zieliński", "phone": "+31 6 1234 5678"})
    found = details(database, prospect.id)
    assert done.members[0].id == prospect.id
    assert (found["stage"], found["number"], found["note"], found["groups"]) == ("member", prospect.number, "window table", "Choir")
    assert codes.recognised(found["code"]) == found["code"]
    assert found["joined"] == TODAY.isoformat()
    database.close()


def test_a_members_phone_is_refused_and_names_the_member(engine_url: str) -> None:
    """P4: refuse, open that member."""
    database = a_club(engine_url)
    member = a_member(database, phone="0612345678")
    with pytest.raises(KnownPhone) as refused:
        a_member(database, last_name="Jansen", phone="+31612345678")
    assert refused.value.person == member.id
    database.close()


def test_a_removed_members_phone_offers_to_reinstate(engine_url: str) -> None:
    """P2: registering the phone of a removed member offers that person."""
    database = a_club(engine_url)
    member = a_member(database, phone="0612345678")
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE people SET status = 'removed' WHERE id = :id"), {"id": member.id})
    with pytest.raises(KnownPhone, match="reinstate"):
        a_member(database, last_name="Jansen", phone="0612345678")
    database.close()


def test_of_several_prospects_the_oldest_is_promoted_and_the_others_join_it(engine_url: str) -> None:
    """P5: notes and groups move, the empty record becomes merged."""
    database = a_club(engine_url)
    oldest = a_prospect(database, phone="0612345678", groups="Choir", note="first")
    newest = a_prospect(database, stage="guest", phone="+31612345678", groups="Books", note="second", email="m@example.org")
    done = database.perform(an_act(), members.promote, [newest.id])
    kept, gone = details(database, oldest.id), details(database, newest.id)
    assert (done.members[0].id, done.joined_in) == (oldest.id, (newest.id,))
    assert (kept["groups"], kept["note"], kept["email"]) == ("Books; Choir", "first\nsecond", "m@example.org")
    assert (gone["status"], gone["groups"]) == ("merged", None)
    database.close()


def test_a_registration_is_undone_with_everything_it_joined(engine_url: str) -> None:
    """P8: undo while no entry has been made since."""
    database = a_club(engine_url)
    oldest = a_prospect(database, phone="0612345678", groups="Choir")
    newest = a_prospect(database, stage="guest", phone="+31612345678", groups="Books")
    act = an_act("Register")
    database.perform(act, members.promote, [oldest.id, newest.id])
    database.perform(an_act("Undo"), undo.take_back, act.op_id)
    first, second = details(database, oldest.id), details(database, newest.id)
    assert (first["stage"], first["code"], first["groups"], first["joined"]) == ("invited", None, "Choir", None)
    assert (second["stage"], second["status"], second["groups"]) == ("guest", "active", "Books")
    database.close()


def test_bulk_promotion_is_all_or_nothing(engine_url: str) -> None:
    """P8 with P4: one phone that is a member's refuses all."""
    database = a_club(engine_url)
    a_member(database, phone="0612345678")
    free = a_prospect(database, phone="0687654321")
    clash = a_prospect(database, last_name="Same", phone="0612345678")
    with pytest.raises(KnownPhone):
        database.perform(an_act(), members.promote, [free.id, clash.id])
    assert details(database, free.id)["stage"] == "invited"
    database.close()


def figures(database: Database) -> tuple[object, ...]:
    """Available and waiting points of the one account, and from when its one lot is available."""
    query = "SELECT accounts.points, accounts.pending, lots.available_from FROM accounts JOIN lots ON lots.account_id = accounts.id"
    with database.read() as connection:
        return tuple(connection.execute(text(query)).one())


def test_waiting_points_become_available_on_registering(engine_url: str) -> None:
    """P7: the lots have no *available from* until promotion sets it to that day; an undo makes them wait again (P8)."""
    database = a_club(engine_url)
    prospect = a_prospect(database)
    database.perform(an_act("Opening"), ledger.open_balances, [(prospect.id, 40, TODAY)])
    act = an_act("Register")
    database.perform(act, members.promote, [prospect.id])
    with database.read() as connection:
        row = connection.execute(
            text("SELECT accounts.points, accounts.pending, available_from FROM accounts JOIN lots ON lots.account_id = accounts.id")
        ).one()
    assert tuple(row) == (40, 0, TODAY.isoformat())
    database.perform(an_act("Undo"), undo.take_back, act.op_id)
    with database.read() as connection:
        row = connection.execute(
            text("SELECT accounts.points, accounts.pending, available_from FROM accounts JOIN lots ON lots.account_id = accounts.id")
        ).one()
    assert tuple(row) == (0, 40, None)
    database.close()


def test_inviting_a_guest_makes_them_invited_with_the_date(engine_url: str) -> None:
    """P9, undone as one step; who was invited already stays as they are, and a member is refused by name."""
    database = a_club(engine_url)
    guest, invited = a_prospect(database, stage="guest"), a_prospect(database, last_name="Nowak")
    act = an_act("Invite")
    done = database.perform(act, prospects.invite, [guest.id, invited.id])
    with database.read() as connection:
        dates = connection.execute(text("SELECT stage, invited_on FROM people ORDER BY id")).all()
    assert (done.count, [tuple(row) for row in dates]) == (1, [("invited", TODAY.isoformat()), ("invited", None)])
    database.perform(an_act("Undo"), undo.take_back, act.op_id)
    assert details(database, guest.id)["stage"] == "guest"
    member = a_member(database)
    with pytest.raises(RuleBroken, match="is a member already"):
        database.perform(an_act(), prospects.invite, [member.id])
    database.close()


def test_a_member_is_not_registered_twice(engine_url: str) -> None:
    """The second desk reads a kind sentence."""
    database = a_club(engine_url)
    prospect = a_prospect(database)
    database.perform(an_act(), members.promote, [prospect.id])
    with pytest.raises(RuleBroken, match="member already"):
        database.perform(an_act(), members.promote, [prospect.id])
    database.close()


def test_shared_phones_need_the_setting(engine_url: str) -> None:
    """P2: the flag can be set only where the setting allows it."""
    database = a_club(engine_url)
    a_member(database, phone="0612345678")
    with pytest.raises(RuleBroken, match="settings do not allow"):
        database.perform(an_act(), members.enrol, {"last_name": "Jansen", "phone": "0612345678"}, shared_phone=True)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE programme SET phones_shared_allowed = true"))
    database.perform(an_act(), members.enrol, {"last_name": "Jansen", "phone": "0612345678"}, shared_phone=True)
    database.close()


@pytest.mark.parametrize(
    ("setting", "issued", "until"),
    [
        ("for_ever", date(2026, 7, 15), None),
        ("months:12", date(2026, 7, 15), "2027-07-15"),
        ("months:1", date(2026, 1, 31), "2026-02-28"),
        ("yearly:12-31", date(2026, 7, 15), "2026-12-31"),
        ("yearly:06-30", date(2026, 7, 15), "2027-06-30"),
        ("yearly:02-29", date(2026, 1, 1), "2026-02-28"),
    ],
)
def test_a_card_is_valid_as_the_setting_says(setting: str, issued: date, until: str | None) -> None:
    """K8 with C4: the same day of the month, or its last day if it is shorter."""
    assert members.valid_until(setting, issued) == until
