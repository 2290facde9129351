"""What a person may read: every refusal is one plain sentence that says what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Mapping


class Told(Exception):
    """A refusal to be shown. *template* is the English sentence with `{name}` places; *values* fill them after translation."""

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template, values)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template.format(**self.values)


class RuleBroken(Told):
    """A rule of the club, or bad input: nothing was changed."""


class BadValue(RuleBroken):
    """A value that its field cannot take. *key* names the field where it is known."""

    def __init__(self, template: str, *, key: str | None = None, **values: object) -> None:
        # The key may stand in the sentence as well.
        super().__init__(template, **(values if key is None else {"key": key, **values}))
        self.key = key


class FieldsRefused(RuleBroken):
    """Several fields of one form are refused at once; *problems* holds one refusal for each key."""

    def __init__(self, problems: Mapping[str, Told]) -> None:
        super().__init__("{sentences}", sentences=" ".join(str(problem) for problem in problems.values()))
        self.problems = problems


class KnownPhone(RuleBroken):
    """The phone is a member's already (P4): *person* is the id to open."""

    def __init__(self, template: str, *, person: int, **values: object) -> None:
        super().__init__(template, **values)
        self.person = person


class Conflict(Told):
    """Somebody else changed the same fields meanwhile (A1): *clashes* maps a key to (before, now, mine)."""

    def __init__(self, template: str, *, clashes: Mapping[str, tuple[object, object, object]], **values: object) -> None:
        super().__init__(template, **values)
        self.clashes = clashes


class NotFound(Told):
    """What was named is not there."""


class Unavailable(Told):
    """The world's fault: a file, a server, a right or room on the disk is missing."""


class TooNew(Told):
    """The database was made or upgraded by a newer Regulars."""


class Stopped(Exception):
    """The person pressed *Stop*; nothing was changed."""
