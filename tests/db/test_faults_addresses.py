"""Addresses of databases: only what is allowed, and a password never comes out again (reliability.md, *Bad input*)."""

from __future__ import annotations

import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import make_url

from db import address
from db.database import Database
from db.errors import Told, Unavailable
from db.upgrade import open_database
from tests.postgres_server import free_port

SECRET = "hunter2-Söcret"


def everything(error: BaseException) -> str:
    """All that a message, a log or a report could show of an error."""
    return "".join(traceback.format_exception(error)) + repr(error) + str(error)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ingrid:{secret}@127.0.0.1:{port}/club",
        "postgresql://ingrid:{secret}@127.0.0.1:{port}/club?sslmode=require",
        "postgresql://ingrid:{secret}@127.0.0.1:{port}/club?password={secret}",
        "postgresql://ingrid:{secret}@127.0.0.1:{port}/club?hostaddr=10.0.0.1",
        "postgresql+psycopg2://ingrid:{secret}@127.0.0.1:{port}/club",
        "postgresql://ingrid:{secret}@127.0.0.1:99999999/club",
        "postgresql://ingrid:{secret}@127.0.0.1:{port}/",
        "oracle://ingrid:{secret}@127.0.0.1/club",
        "sqlite://ingrid:{secret}@host/club",
        "{secret}://ingrid:{secret}@host/club",
        "postgresql://ingrid:{secret}@[::1/club",
    ],
)
def test_no_address_gives_its_password_away(url: str) -> None:
    """Messages, reports and tracebacks alike."""
    named = url.format(secret=SECRET, port=free_port())
    with pytest.raises(Told) as refused:
        open_database(named)
    if not url.startswith("{secret}"):
        assert SECRET not in everything(refused.value)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=4, max_size=30))
def test_any_password_is_hidden_wherever_an_address_is_shown(password: str) -> None:
    """From separate fields, with any signs in it."""
    text = address.of_server("127.0.0.1", 5432, "club", "ingrid", "§" + password + "§")
    url = address.parse(text)
    assert url.password == "§" + password + "§"
    assert "§" not in address.shown(url)
    assert make_url(address.without_password(text)).password is None


@pytest.mark.parametrize("option", ["host", "hostaddr", "service", "passfile", "sslkeylogfile", "load_balance_hosts", "plugin"])
def test_options_that_could_lead_elsewhere_are_refused_by_name(option: str) -> None:
    """An allow-list of options."""
    with pytest.raises(Told, match=option):
        address.parse(f"postgresql://ingrid@127.0.0.1/club?{option}=/etc/passwd")


def test_elsewhere_than_loopback_the_server_must_prove_who_it_is() -> None:
    """reliability.md, *Engines*: TLS verify-full unless loopback."""
    assert address.parse("postgresql://ingrid@db.example.org/club").query["sslmode"] == "verify-full"
    assert "sslmode" not in address.parse("postgresql://ingrid@localhost/club").query


def test_a_refused_login_names_neither_password_nor_more_than_the_address(postgres_url: str) -> None:
    """The server's own no is a sentence too."""
    url = make_url(postgres_url).set(username="nobody_of_that_name", password=SECRET).render_as_string(hide_password=False)
    with pytest.raises(Unavailable) as refused:
        open_database(url)
    assert SECRET not in everything(refused.value)


def test_a_database_shows_itself_without_its_password() -> None:
    """For titles, settings and logs."""
    database = Database(f"postgresql://ingrid:{SECRET}@127.0.0.1:{free_port()}/club")
    assert SECRET not in database.shown + repr(database.url) + repr(database.engine)
    database.close()
