"""A PostgreSQL server of the tests' own: on loopback, as an ordinary user, gone with the process that asked for it.

Run as a script it is the keeper: it starts a server, prints its address, and stops it when its standard input ends. The system
closes that pipe however the tests end, killed ones too, so no server outlives them. Standard library only: `build/check.py` looks
for the binaries with it before anything is installed.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

OLDEST = 15
PLACES = (
    ("/", "usr/lib/postgresql/*/bin"),
    ("/", "usr/pgsql-*/bin"),
    ("/", "opt/homebrew/opt/postgresql*/bin"),
    ("/", "usr/local/opt/postgresql*/bin"),
    ("C:/", "Program Files/PostgreSQL/*/bin"),
)
# A test's database is thrown away, so nothing need reach the disk; C collation would hide what a real server's language rules do.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}
LANGUAGE = ("--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=und")


def _version(folder: Path) -> int:
    """The major version of the server in this folder, 0 where there is none that runs."""
    server = shutil.which("postgres", path=str(folder))
    if server is None or shutil.which("initdb", path=str(folder)) is None or shutil.which("pg_ctl", path=str(folder)) is None:
        return 0
    told = subprocess.run([server, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)", told)
    return int(found[1]) if found else 0


@cache
def find_binaries() -> Path | None:
    """The folder of the newest PostgreSQL here that is new enough (15), or None."""
    folders = [folder for root, pattern in PLACES for folder in Path(root).glob(pattern)]
    on_path = shutil.which("initdb")
    if on_path is not None:
        folders.append(Path(on_path).resolve().parent)
    version, folder = max(((_version(folder), folder) for folder in folders), default=(0, Path()))
    return folder if version >= OLDEST else None


def ordinary_user() -> str | None:
    """Who the server runs as: PostgreSQL refuses root, so its own user or nobody then; else whoever runs the tests."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def free_port() -> int:
    """A port on loopback that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One server in a temporary folder; `start` and `stop` may be called in turn, the data stays until `remove`."""

    def __init__(self) -> None:
        """Make an empty cluster; RuntimeError where no PostgreSQL is installed or it cannot be made."""
        binaries = find_binaries()
        if binaries is None:
            message = f"PostgreSQL {OLDEST} or newer is not installed here."
            raise RuntimeError(message)
        self._binaries = binaries
        self._user = ordinary_user()
        self._folder = Path(tempfile.mkdtemp(prefix="regulars-postgres-"))
        if self._user is not None:
            shutil.chown(self._folder, self._user)
        self._data = self._folder / "data"
        self.port = free_port()
        self._run("initdb", "-D", str(self._data), "-U", "regulars", "--auth=trust", "--no-sync", "--no-instructions", *LANGUAGE)

    @property
    def url(self) -> str:
        """The address of the server's own `postgres` database, as SQLAlchemy takes it."""
        return f"postgresql+psycopg://regulars@127.0.0.1:{self.port}/postgres"

    @property
    def pid(self) -> int:
        """The process number of the running server."""
        return int((self._data / "postmaster.pid").read_text().splitlines()[0])

    def start(self) -> None:
        """Start and wait until it answers; RuntimeError with the server's own words where it does not."""
        options = " ".join(f'-c "{name}={value}"' for name, value in {**SETTINGS, "port": str(self.port)}.items())
        self._run("pg_ctl", "start", "-w", "-t", "60", "-D", str(self._data), "-l", str(self._folder / "log"), "-o", options)

    def stop(self, mode: str = "fast") -> None:
        """Stop: `fast` breaks off open sessions, `immediate` is a crash."""
        self._run("pg_ctl", "stop", "-w", "-t", "60", "-D", str(self._data), "-m", mode)

    def remove(self) -> None:
        """Stop if it runs, and take the folder away."""
        if (self._data / "postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self._folder)

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the ordinary user."""
        command = [shutil.which(program, path=str(self._binaries)) or program, *arguments]
        # The daemon inherits open files, so a pipe would never end: what the program says goes to a file.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, cwd=self._folder, user=self._user, check=False
            )
            if done.returncode != 0:
                said.seek(0)
                log = self._folder / "log"
                message = f"{program} failed: {said.read()}{log.read_text() if log.exists() else ''}"
                raise RuntimeError(message)


class KeptServer:
    """A server that ends with this process, whatever ends it."""

    def __init__(self) -> None:
        """Start it through a keeper; RuntimeError with the reason where it does not start."""
        self._keeper = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Ctrl+C reaches the tests alone; the keeper goes when they have gone.
            start_new_session=True,
        )
        assert self._keeper.stdout is not None
        self.url = self._keeper.stdout.readline().strip()
        if not self.url:
            message = f"PostgreSQL could not be started: {self._keeper.communicate()[1]}"
            raise RuntimeError(message)

    def stop(self) -> None:
        """Stop it, remove its data and wait until both are done."""
        _, said = self._keeper.communicate()
        if self._keeper.returncode != 0:
            message = f"PostgreSQL could not be stopped: {said}"
            raise RuntimeError(message)


def keep() -> None:
    """Run a server until standard input ends."""
    server = Server()
    try:
        server.start()
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        sys.stdin.read()
    finally:
        server.remove()


if __name__ == "__main__":
    keep()
