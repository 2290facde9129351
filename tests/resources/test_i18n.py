"""Words for people: the made-up language that the pictures are looked at in (look.md, *Ask of each picture* 10)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from resources import i18n
from resources.i18n import _, ngettext


@pytest.fixture
def made_up() -> Iterator[None]:
    """The screen in the made-up language."""
    before = i18n.language()
    i18n.use(i18n.PSEUDO)
    yield
    i18n.use(before)


@pytest.mark.usefixtures("made_up")
def test_the_made_up_language_is_longer_and_keeps_its_placeholders() -> None:
    """40 % longer, with accents; what is filled in stays as it is."""
    shown = _("Undo: {label}")
    assert shown == "Ûñdø: {label}~~"
    assert shown.format(label="Edit").count("Edit") == 1
    assert ngettext("{count} row", "{count} rows", 2).format(count=2).startswith("2 ")


@pytest.mark.usefixtures("made_up")
def test_the_made_up_language_writes_dates_as_english_does() -> None:
    """Babel knows nothing of it."""
    assert i18n.language() == "en"


def test_a_language_that_is_not_shipped_is_the_source_itself() -> None:
    """Half a translation is no translation."""
    assert i18n.catalogue("de").gettext("Undo") == "Undo"
