"""Words for people, in the clerk's language: gettext catalogues read with Babel (cards.md, *Languages*)."""

from __future__ import annotations

import re
from functools import cache
from gettext import NullTranslations
from importlib.resources import files
from typing import TYPE_CHECKING

from babel.core import Locale

if TYPE_CHECKING:
    # What reads catalogues is imported where there is one to read.
    from babel.support import Translations

SHIPPED = ("en",)
PSEUDO = "x-pseudo"


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a message for the catalogue without translating it yet."""
    return message


@cache
def catalogue(language: str) -> NullTranslations:
    """The messages of one language (BCP 47 or POSIX form); English, or a language not shipped, is the source itself."""
    if language == PSEUDO:
        return _Pseudo()
    name = str(Locale.parse(language.replace("-", "_"))) if language else "en"
    for candidate in (name, name.split("_")[0]):
        file = files(__name__).joinpath(f"{candidate}.po")
        if file.is_file():
            from babel.messages.pofile import read_po

            with file.open("rb") as stream:
                return _translations(read_po(stream, locale=candidate))
    return NullTranslations()


class _Pseudo(NullTranslations):
    """A made-up language to look at the window with: every word has accents, every message is 40 % longer, placeholders stay."""

    _accents = str.maketrans("aceinosuyACEINOSUY", "àçéïñøšûýÀÇÉÏÑØŠÛÝ")

    def gettext(self, message: str) -> str:
        """The message as this language has it."""
        parts = re.split(r"(\{[^}]*\})", message)
        shown = "".join(part if part.startswith("{") else part.translate(self._accents) for part in parts)
        letters = sum(len(part) for part in parts if not part.startswith("{"))
        return shown + "~" * round(letters * 0.4)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The message for *n* things."""
        return self.gettext(msgid1 if n == 1 else msgid2)


def _translations(messages: object) -> Translations:
    """A gettext catalogue made from Babel's, without a compile step."""
    from io import BytesIO

    from babel.messages.mofile import write_mo
    from babel.support import Translations

    buffer = BytesIO()
    write_mo(buffer, messages)  # type: ignore[arg-type]
    buffer.seek(0)
    return Translations(buffer)


class _Current:
    """The language of this process's screen, chosen once at start."""

    language = "en"


def use(language: str) -> None:
    """Choose the language of the screen from now on."""
    catalogue(language)
    _Current.language = language


def language() -> str:
    """The language of the screen; the made-up one writes dates and countries as English does."""
    return "en" if _Current.language == PSEUDO else _Current.language


def _(message: str) -> str:
    """The message in the language of the screen."""
    return catalogue(_Current.language).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The message for *count* things in the language of the screen, still to be formatted."""
    return catalogue(_Current.language).ngettext(one, many, count)
