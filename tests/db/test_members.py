"""Registering (P3–P10, K3, K8), the same on both engines."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from db import codes
from db.checks import check
from db.database import Database
from db.errors import KnownPhone, RuleBroken
from db.ledger import openings
from db.operations import members, people, points, prospects, sheets, undo
from db.operations.members import NameDiffers
from db.operations.sheets import SheetEdit, SheetNew, SheetPlan
from tests.builders import TODAY, a_club, a_member, a_prospect, an_act, details
from tests.builders_sales import a_sale, a_tier, set_club, the_account


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
    database.perform(an_act("Opening"), openings.open_balances, [(prospect.id, 40, TODAY)])
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


def test_another_name_on_a_prospects_phone_is_asked_about(engine_url: str) -> None:
    """P3: name differs → show both, ask; said to be the same person, the prospect is promoted under the new name."""
    database = a_club(engine_url)
    prospect = a_prospect(database, phone="0612345678")
    typed = {"first_name": "Anna", "last_name": "Bos", "phone": "06 1234 5678"}
    with pytest.raises(NameDiffers, match=r"06 1234 5678 belongs to Marek Zieliński, no\. 10001, a prospect, and Anna Bos") as refused:
        database.perform(an_act(), members.enrol, typed)
    assert (refused.value.person, details(database, prospect.id)["stage"]) == (prospect.id, "invited")
    done = database.perform(an_act(), members.enrol, typed, same_person=True)
    assert (done.members[0].id, details(database, prospect.id)["first_name"]) == (prospect.id, "Anna")
    database.close()


@pytest.mark.parametrize("come", ["desk", "prospect", "sheet"])
def test_a_new_member_gets_the_welcome_bonus_once(engine_url: str, come: str) -> None:
    """P3: prospects.welcome_points, for whoever is registered, and the base tier with its history (T9)."""
    database = a_club(engine_url)
    set_club(database, prospects_welcome_points=25)
    if come == "desk":
        person = a_member(database).id
    elif come == "prospect":
        person = a_prospect(database).id
        assert the_account(database, person)["points"] == 0
        database.perform(an_act(), members.promote, [person])
    else:
        plan = SheetPlan("new.csv", "0" * 64, 1, (), (SheetNew(2, {"last_name": "Bos"}),), register=True)
        database.perform(an_act(), sheets.apply, plan)
        person = 1
    with database.read() as connection:
        entries = [(row.kind, row.points) for row in connection.execute(text("SELECT kind, points FROM entries"))]
        causes = [row.cause for row in connection.execute(text("SELECT cause FROM tier_history"))]
    assert (entries, causes, the_account(database, person)["points"]) == ([("bonus", 25)], ["registered"], 25)
    assert [one.name for one in check(database) if not one.ok] == []
    database.close()


def test_an_undone_registration_takes_the_bonus_back_and_the_points_wait_again(engine_url: str) -> None:
    """P8, P3, P7: refused once an entry has been made since."""
    database = a_club(engine_url)
    set_club(database, prospects_welcome_points=25)
    first, second = a_prospect(database).id, a_prospect(database, last_name="Nowak").id
    database.perform(an_act("Points"), points.adjust, [first, second], 40, note="gift")
    act, other = an_act("Register"), an_act("Register")
    database.perform(act, members.promote, [first])
    assert figures_of(database, first) == (65, 0)
    database.perform(an_act("Undo"), undo.take_back, act.op_id)
    assert (figures_of(database, first), details(database, first)["stage"]) == ((0, 40), "invited")
    database.perform(an_act(), members.promote, [first])
    assert figures_of(database, first) == (65, 0)
    database.perform(other, members.promote, [second])
    database.perform(an_act("Points"), points.adjust, [second], 1, note="gift")
    with pytest.raises(RuleBroken, match="has points since"):
        database.perform(an_act("Undo"), undo.take_back, other.op_id)
    assert [one.name for one in check(database) if not one.ok] == []
    database.close()


def figures_of(database: Database, person: int) -> tuple[int, int]:
    """Available and waiting points."""
    account = the_account(database, person)
    return (account["points"], account["pending"])


def test_a_sale_to_a_prospect_waits_and_counts_for_the_tier_from_registering(engine_url: str) -> None:
    """P7: the points, and their tier, come on that day."""
    database = a_club(engine_url)
    a_tier(database, "Silver", rank=1, threshold=100)
    prospect = a_prospect(database).id
    a_sale(database, prospect, 120000)
    assert figures_of(database, prospect) == (0, 120)
    done = database.perform(an_act("Register"), members.promote, [prospect])
    assert figures_of(database, prospect) == (120, 0)
    with database.read() as connection:
        tier, version = connection.execute(
            text("SELECT tiers.name, people.version FROM people JOIN tiers ON tiers.id = people.tier_id WHERE people.id = :id"),
            {"id": prospect},
        ).one()
    assert (tier, version) == ("Silver", done.members[0].version)
    database.close()


def test_the_day_of_a_birthday_is_kept_and_an_undo_brings_the_old_one_back(engine_url: str) -> None:
    """N9: since when birthday and anniversary stand as they do, by addition, edit and sheet."""
    database = a_club(engine_url)
    member = a_member(database, birthday="1990-05-17").id
    later = date(2026, 7, 20)
    act = an_act("Edit", today=later)
    database.perform(act, people.edit, member, {"birthday": ("1990-05-17", "1990-05-18"), "anniversary": (None, "--06-21")})
    assert since(database, member) == ("2026-07-20", "2026-07-20")
    database.perform(an_act("Undo", today=date(2026, 7, 21)), undo.take_back, act.op_id)
    assert since(database, member) == (TODAY.isoformat(), None)
    plan = SheetPlan("some.csv", "0" * 64, 1, (SheetEdit(2, member, {"anniversary": (None, "--01-02")}),), ())
    database.perform(an_act(today=later), sheets.apply, plan)
    assert since(database, member) == (TODAY.isoformat(), "2026-07-20")
    database.close()


def since(database: Database, person: int) -> tuple[object, object]:
    """Since when birthday and anniversary stand."""
    found = details(database, person)
    return (found["birthday_since"], found["anniversary_since"])


def test_without_a_phone_the_only_prospect_with_that_email_is_promoted(engine_url: str) -> None:
    """P6: number, card, phone, e-mail in this order; several with one address are left to the operator."""
    database = a_club(engine_url)
    prospect = a_prospect(database, email="marek@example.org", phone="0612345678")
    done = database.perform(an_act(), members.enrol, {"last_name": "Zieliński", "email": "Marek@Example.org"})
    assert done.members[0].id == prospect.id
    twins = [a_prospect(database, last_name=name, email="home@example.org").id for name in ("One", "Two")]
    third = database.perform(an_act(), members.enrol, {"last_name": "Three", "email": "home@example.org"}).members[0]
    assert third.id not in twins
    with database.read() as connection:
        code = details(database, prospect.id)["code"]
        assert [one.id for one in members.find_person(connection, phone="0612345678", email="home@example.org")] == [prospect.id]
        assert [one.id for one in members.find_person(connection, code=code, phone="0699999999")] == [prospect.id]
        assert len(members.find_person(connection, number="99999", email="home@example.org")) == 3
        assert members.find_person(connection, phone="0699999999") == ()
    database.close()


def test_the_waiting_points_of_joined_prospects_move_and_an_undo_gives_them_back(engine_url: str) -> None:
    """P5, P7, P8: points of the younger prospect go to the one that is registered; from sales they cannot without joining the records."""
    database = a_club(engine_url)
    oldest, newest = a_prospect(database, phone="0612345678").id, a_prospect(database, phone="+31612345678").id
    database.perform(an_act("Points"), points.adjust, [oldest], 10, note="gift")
    database.perform(an_act("Points"), points.adjust, [newest], 40, note="gift")
    act = an_act("Register")
    database.perform(act, members.promote, [newest])
    assert (figures_of(database, oldest), figures_of(database, newest)) == ((50, 0), (0, 0))
    database.perform(an_act("Undo"), undo.take_back, act.op_id)
    assert (figures_of(database, oldest), figures_of(database, newest)) == ((0, 10), (0, 40))
    assert details(database, newest)["status"] == "active"
    assert [(one.name, one.found) for one in check(database) if not one.ok] == []
    a_sale(database, newest, 10000)
    with pytest.raises(RuleBroken, match="points from sales waiting"):
        database.perform(an_act(), members.promote, [oldest])
    database.close()
