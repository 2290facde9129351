"""What an operation answered, kept as JSON under its op_id, so that a retry answers the same (reliability.md, rule 1)."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import typing
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePath
from typing import Any


def digest(kind: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """A hash of the operation's name and arguments; callables (progress, stop) do not count."""
    kept = {name: value for name, value in kwargs.items() if not callable(value)}
    shown = json.dumps([kind, [value for value in args if not callable(value)], kept], default=_plain, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest()


def dump(result: object) -> str:
    """The JSON of a frozen dataclass, a plain value, or nothing."""
    return json.dumps(result, default=_plain, ensure_ascii=False)


def load(stored: str, operation: Callable[..., Any]) -> object:
    """The result as the operation answered it, made anew by its return annotation."""
    annotation = typing.get_type_hints(operation).get("return")
    return _rebuild(json.loads(stored) if stored else None, annotation)


def _rebuild(value: Any, annotation: Any) -> Any:
    if value is None or annotation is None:
        return value
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        hints = typing.get_type_hints(annotation)
        return annotation(**{name: _rebuild(value[name], hints[name]) for name in value})
    if typing.get_origin(annotation) is tuple:
        inner = typing.get_args(annotation)
        return tuple(_rebuild(item, inner[0] if len(inner) == 2 and inner[1] is ... else inner[place]) for place, item in enumerate(value))
    return value


def _plain(value: object) -> object:
    """What JSON can hold of a value that it does not know."""
    summary = getattr(value, "summary", None)
    if callable(summary):
        # A large argument tells in few words what makes it itself: encoding all of it would hold the interpreter (table.md, *Limits*).
        return summary()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (Decimal, PurePath)):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, bytes):
        # Megabytes of a sheet: hashing lets other threads work meanwhile, writing them out would stop the window.
        return hashlib.sha256(value).hexdigest()
    raise TypeError(f"{type(value).__name__} cannot be kept as the argument or result of an operation")
