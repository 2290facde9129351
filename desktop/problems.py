"""Problems in plain words: what the world or a rule refused as one translated sentence, our own bugs in the log with its path told."""

from __future__ import annotations

import logging
import platform
import re
import traceback
from functools import cache
from pathlib import Path

from db.errors import BadValue, FieldsRefused, Stopped, Told
from desktop.settings import log_folder
from resources.i18n import _

_PASSWORD = re.compile(r"(://[^:/@\s]*):[^@\s]+@|(password\s*=\s*)\S+", re.IGNORECASE)
LOG = "regulars.log"


def sentence(error: BaseException) -> str:
    """What a person reads of an error: a refusal's own sentence, refused fields one after the other by name, a stop, or a bug's report."""
    if isinstance(error, FieldsRefused):
        return " ".join(named(problem, key) for key, problem in error.problems.items())
    if isinstance(error, Told):
        return _(error.template).format(**{name: _value(name, value) for name, value in error.values.items()})
    if isinstance(error, (Stopped, KeyboardInterrupt)):
        return _("Stopped; nothing was changed.")
    return report(error)


def named(error: BaseException, key: str | None = None) -> str:
    """The sentence with the label of its field before it, where there is one."""
    from db.fields import BY_KEY

    key = error.key if key is None and isinstance(error, BadValue) else key
    field = BY_KEY.get(key or "")
    told = sentence(error)
    return told if field is None else _("{field}: {problem}").format(field=_(field.label), problem=told)


def _value(name: str, value: object) -> object:
    """A value as it stands in a sentence; the labels of a choice are translated."""
    if name == "choices":
        return ", ".join(_(label) for label in str(value).split(", "))
    if isinstance(value, Told):
        return sentence(value)
    return value


def report(error: BaseException) -> str:
    """Log a bug of ours with its traceback and the versions; gives the sentence that tells where the log lies."""
    log().error("Regulars on Python %s, %s", platform.python_version(), platform.platform(), exc_info=error)
    return _("Something went wrong in the program itself: {kind}. Nothing was changed; the details are in {log}.").format(
        kind=type(error).__name__, log=log_file()
    )


def details(error: BaseException) -> str:
    """The report of a bug that a person may copy and send: versions and traceback, without passwords."""
    lines = "".join(traceback.format_exception(error))
    return _discreet(f"Regulars on Python {platform.python_version()}, {platform.platform()}\n\n{lines}")


def log_file() -> Path:
    """The file of the log."""
    return log_folder() / LOG


@cache
def _log(file: Path) -> logging.Logger:
    logger = logging.getLogger(f"regulars.{file}")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    from logging.handlers import RotatingFileHandler

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(file, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True)
        file.open("a", encoding="utf-8").close()
    except OSError:
        # Nowhere to write: better a traceback on stderr than none.
        handler = logging.StreamHandler()
    handler.setFormatter(_Discreet("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    return logger


def log() -> logging.Logger:
    """The log of this program, rotated at a megabyte; passwords in addresses are blotted out."""
    return _log(log_file())


class _Discreet(logging.Formatter):
    """Writes a record without the passwords that an address may hold (reliability.md, *Bad input*)."""

    def format(self, record: logging.LogRecord) -> str:
        return _discreet(super().format(record))


def _discreet(text: str) -> str:
    return _PASSWORD.sub(lambda found: f"{found[1]}:***@" if found[1] is not None else f"{found[2]}***", text)
