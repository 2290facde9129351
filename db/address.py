"""Addresses of databases: a file or a URL, read with allow-listed drivers and options; passwords never come out again."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from db.errors import RuleBroken, Unavailable
from db.texts import N_

_POSTGRES_OPTIONS = {"sslmode", "sslrootcert", "sslcert", "sslkey", "application_name", "connect_timeout", "options"}
_SYNCED = ("onedrive", "dropbox", "google drive", "googledrive", "icloud drive", "mobile documents", "nextcloud", "pcloud")
_REMOTE = ("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "webdav", "fuse.sshfs", "9p.remote")
_LOOPBACK = ("", "localhost", "127.0.0.1", "::1")


def parse(text: str) -> URL:
    """The address that a person gave: a file path, or a URL of SQLite or PostgreSQL. RuleBroken where it is neither."""
    text = text.strip()
    if not text or "\x00" in text:
        raise RuleBroken(N_("Name a database: a file, or the address of a PostgreSQL server."))
    if "://" not in text:
        return URL.create("sqlite+pysqlite", database=str(Path(text).expanduser().absolute()))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise RuleBroken(N_("The address of the database cannot be read; it looks like postgresql://user@server/database.")) from None
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        return _file(url)
    if url.drivername in ("postgresql", "postgresql+psycopg", "postgres"):
        return _server(url)
    raise RuleBroken(N_("“{driver}” databases cannot be opened; a database is an SQLite file or on PostgreSQL."), driver=url.drivername)


def _file(url: URL) -> URL:
    if url.query or url.host or not url.database or url.database == ":memory:":
        raise RuleBroken(N_("The address of an SQLite database names its file and nothing else."))
    return URL.create("sqlite+pysqlite", database=str(Path(url.database).absolute()))


def _server(url: URL) -> URL:
    unknown = sorted(set(url.query) - _POSTGRES_OPTIONS)
    if unknown:
        raise RuleBroken(N_("The address of the database has an option that is not allowed: {option}."), option=unknown[0])
    if not url.database:
        raise RuleBroken(N_("The address of the database names no database: postgresql://user@server/database."))
    query = dict(url.query)
    if (url.host or "") not in _LOOPBACK and not (url.host or "").startswith("/"):
        query.setdefault("sslmode", "verify-full")
    return url.set(drivername="postgresql+psycopg", query=query)


def of_server(host: str, port: int, database: str, user: str, password: str) -> str:
    """The address of a database on PostgreSQL, from separate fields (reliability.md, *Bad input*); it holds the password."""
    url = URL.create("postgresql+psycopg", user, password or None, host, port, database)
    return _server(url).render_as_string(hide_password=False)


def without_password(text: str) -> str:
    """An address as it may be remembered: a file as its whole path, a URL without its password; "" where it cannot be read."""
    if "://" not in text:
        return str(Path(text).expanduser().absolute())
    try:
        url = make_url(text)
        return URL.create(url.drivername, url.username, None, url.host, url.port, url.database, url.query).render_as_string()
    except (ArgumentError, ValueError):
        return ""


def shown(url: URL) -> str:
    """The address for messages and logs: the file, or the URL with its password hidden."""
    return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def refuse_shared_folder(file: Path) -> None:
    """Refuse a file where another computer may write it too: SQLite's locks do not hold there (reliability.md, *Engines*)."""
    text = str(file)
    parts = [part.lower() for part in file.parts]
    if text.startswith(("\\\\", "//")) or _filesystem(file) in _REMOTE:
        raise Unavailable(
            N_(
                "{file} is on a network drive, where a database file can be damaged. Keep it on this computer; several desks share a PostgreSQL server."
            ),
            file=text,
        )
    if any(part.startswith(name) for part in parts for name in _SYNCED):
        raise Unavailable(
            N_(
                "{file} is in a folder that is synchronised, where a database file can be damaged. Keep it in a plain folder of this computer."
            ),
            file=text,
        )


def _filesystem(file: Path) -> str:
    """The type of the file system under a file, "" where the system does not tell."""
    if not sys.platform.startswith("linux"):
        return ""
    import psutil

    best, kind = "", ""
    for part in psutil.disk_partitions(all=True):
        if os.path.commonpath([part.mountpoint, str(file)]) == part.mountpoint and len(part.mountpoint) > len(best):
            best, kind = part.mountpoint, part.fstype
    return kind
