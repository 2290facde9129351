"""The cable between a desk and its PostgreSQL: a relay on loopback that can be cut at the worst moment, or fall silent."""

from __future__ import annotations

import select
import socket
import threading
from types import TracebackType

from sqlalchemy.engine import make_url


class Cable:
    """Carries bytes both ways until told otherwise; `url` is the server's address by way of it."""

    def __init__(self, server: str) -> None:
        url = make_url(server)
        self._target = (str(url.host), int(url.port or 5432))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = url.set(port=self._listener.getsockname()[1]).render_as_string(hide_password=False)
        self._wake, self._woken = socket.socketpair()
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._from_desk: set[socket.socket] = set()
        self._is_silent = False
        self._lose = ""
        self.lost = 0
        self._is_over = False
        self._thread = threading.Thread(target=self._carry, name="cable", daemon=True)
        self._thread.start()

    def __enter__(self) -> Cable:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._is_over = True
        self._wake.send(b"!")
        self._thread.join()
        for one in (*self._pairs, self._listener, self._wake, self._woken):
            one.close()

    def lose(self, what: str) -> None:
        """Cut the desk off at its next COMMIT: before it arrives ("commit"), or before its answer comes back ("answer")."""
        self._lose = what

    def fall_silent(self) -> None:
        """From now on nothing arrives, and nobody is told: a cable pulled, a server that hangs."""
        self._is_silent = True

    def _carry(self) -> None:
        while not self._is_over:
            ready, _, _ = select.select([self._listener, self._woken, *self._pairs], [], [])
            for one in ready:
                if one is self._listener:
                    self._join(one.accept()[0])
                elif one in self._pairs:
                    self._pass_on(one)

    def _join(self, desk: socket.socket) -> None:
        server = socket.create_connection(self._target)
        self._pairs.update({desk: server, server: desk})
        self._from_desk.add(desk)

    def _pass_on(self, one: socket.socket) -> None:
        other = self._pairs[one]
        try:
            content = one.recv(65536)
            if self._is_silent and content:
                return
            if not content:
                self._cut(one)
            elif self._lose and one in self._from_desk and b"COMMIT" in content:
                if self._lose == "answer":
                    other.sendall(content)
                    other.recv(65536)
                self._lose = ""
                self.lost += 1
                self._cut(one)
            else:
                other.sendall(content)
        except OSError:
            self._cut(one)

    def _cut(self, one: socket.socket) -> None:
        other = self._pairs.pop(one)
        self._pairs.pop(other)
        for end in (one, other):
            end.close()
