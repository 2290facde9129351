"""Problems in plain words (reliability.md, *Bad input*)."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.errors import BadValue, FieldsRefused, RuleBroken, Stopped
from db.fields import BY_KEY, Manner
from desktop import problems


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The log of this test."""
    monkeypatch.setenv("REGULARS_SETTINGS", str(tmp_path))
    return tmp_path


def test_a_refusal_is_its_sentence() -> None:
    """With its values in place."""
    assert problems.sentence(RuleBroken("{name} is gone.", name="Zoë")) == "Zoë is gone."


def test_a_stop_says_that_nothing_was_changed() -> None:
    """commands.md, *Ways*: nothing half done."""
    assert problems.sentence(Stopped()) == problems.sentence(KeyboardInterrupt()) == "Stopped; nothing was changed."


def test_refused_fields_are_named() -> None:
    """Issue 3, *Bad input*: naming the field where there is one."""
    refused = FieldsRefused({"phone": BadValue("Too short.", key="phone"), "email": BadValue("No @.", key="email")})
    assert problems.sentence(refused) == "Phone: Too short. E-mail: No @."


def test_a_choice_names_the_others() -> None:
    """The labels that a person may write."""
    with pytest.raises(BadValue) as caught:
        BY_KEY["gender"].kind.parse("blue", Manner())
    assert problems.sentence(caught.value) == "“blue” is not one of: Female, Male, Other."


def test_a_sentence_within_a_sentence_is_told() -> None:
    """A filter names its key before what is wrong with it."""
    assert problems.sentence(BadValue("{key}: {problem}", key="joined", problem=RuleBroken("No date."))) == "joined: No date."


def test_a_bug_is_logged_and_told_where(own_folder: Path) -> None:
    """commands.md, *Ways*: never a traceback; it goes to the log, whose path is told. Passwords stay out of it."""
    try:
        raise ZeroDivisionError("postgresql://ingrid:hunter2@server/club password=hunter2")
    except ZeroDivisionError as error:
        told = problems.sentence(error)
    log = own_folder / "regulars.log"
    assert str(log) in told
    assert "hunter2" not in told
    written = log.read_text("utf-8")
    assert "Traceback" in written
    assert "hunter2" not in written
