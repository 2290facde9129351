"""The bench's PostgreSQL: a server of its own whose data is kept between two runs; as a script it is the server's keeper.

The keeper starts the server, prints its address, and stops it when its standard input ends, however the bench ends
(tests/postgres_server.py does the same for the tests). The first time it keeps the data, later it begins with them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench_processes import BenchError, environment
from house_setup import ROOT

sys.path.insert(0, str(ROOT))

from tests import postgres_server
from tests.postgres_server import Server, find_binaries

KEEP = "keep"


def is_installed() -> bool:
    """A PostgreSQL that is new enough is here."""
    return find_binaries() is not None


class KeptData(Server):
    """A server whose data can be kept in a file, and begin from one."""

    def restore(self, archive: Path) -> None:
        """Begin with the data of this file."""
        shutil.rmtree(self._data)
        with tarfile.open(archive) as packed:
            packed.extractall(self._folder, filter="fully_trusted")

    def keep(self, archive: Path) -> None:
        """Stop, and keep the data in this file."""
        self.stop()
        part = archive.with_name(f"{archive.name}.part")
        with tarfile.open(part, "w") as packed:
            packed.add(self._data, arcname=self._data.name)
        part.replace(archive)


@contextmanager
def server(archive: Path) -> Iterator[str]:
    """The address of a running server with the data of a file; where there is no such file, what is made now is kept there."""
    command = [sys.executable, __file__, str(archive)]
    keeper = subprocess.Popen(
        command, env=environment(archive.parent), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert keeper.stdout is not None
    last_word = ""
    try:
        url = keeper.stdout.readline().strip()
        if not url:
            message = f"PostgreSQL could not be started: {keeper.communicate()[1]}"
            raise BenchError(message)
        yield url
        # What was half made is not kept.
        last_word = KEEP
    finally:
        if keeper.poll() is None:
            keeper.communicate(last_word)


@contextmanager
def passing_server() -> Iterator[str]:
    """The address of a server for one run, which waits for the disk as a real one does; its data are gone afterwards."""
    postgres_server.SETTINGS |= {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "autovacuum": "on"}
    made = Server()
    try:
        made.start()
        yield made.url
    finally:
        made.remove()


def main(archive: Path) -> None:
    """Run the server until standard input ends."""
    kept = KeptData()
    try:
        if archive.exists():
            kept.restore(archive)
        kept.start()
        print(kept.url, flush=True)
        if sys.stdin.read() == KEEP and not archive.exists():
            kept.keep(archive)
    finally:
        kept.remove()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
