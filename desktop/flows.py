"""Flows: an action told from top to bottom as a coroutine, driven one step at a time by Qt's own event loop (house.md)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Later(Generic[T]):
    """Something that comes later: awaited in a flow, or followed by *then*. It is settled once, on the GUI thread."""

    def __init__(self) -> None:
        self._value: T | None = None
        self._error: BaseException | None = None
        self._is_settled = False
        self._then: Callable[[], None] | None = None

    def done(self, value: T) -> None:
        """Settle with a value."""
        self._settle(value, None)

    def failed(self, error: BaseException) -> None:
        """Settle with an error, which is raised at the `await`."""
        self._settle(None, error)

    def _settle(self, value: T | None, error: BaseException | None) -> None:
        if self._is_settled:
            return
        self._value, self._error, self._is_settled = value, error, True
        if self._then is not None:
            self._then()

    def follow(self, then: Callable[[], None]) -> None:
        """Have *then* called when it is settled; at once where it is already."""
        self._then = then
        if self._is_settled:
            then()

    def result(self) -> T:
        """The value, or its error raised."""
        if self._error is not None:
            raise self._error
        return self._value  # type: ignore[return-value]

    def __await__(self) -> Generator[Later[T], None, T]:
        yield self
        return self.result()


class Flow:
    """One running action. A flow whose tab is closed drops its remaining steps."""

    def __init__(self, coroutine: Coroutine[Later[Any], None, None], failed: Callable[[BaseException], None]) -> None:
        self._coroutine = coroutine
        self._failed = failed
        self.is_running = True
        self._step()

    def _step(self) -> None:
        if not self.is_running:
            return
        try:
            waiting = self._coroutine.send(None)
        except StopIteration:
            self.is_running = False
        except Exception as error:  # noqa: BLE001 - whatever it is, the flow's owner shows it
            self.is_running = False
            self._failed(error)
        else:
            waiting.follow(self._step)

    def drop(self) -> None:
        """Leave the remaining steps undone."""
        if self.is_running:
            self.is_running = False
            self._coroutine.close()


__all__ = ["Flow", "Later"]
