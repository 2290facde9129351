"""A retry of a command: the same op_id answers the same and changes nothing; other content under it is refused (commands.md, *Ways*)."""

from __future__ import annotations

from db.database import new_op_id
from tests.desktop.command_line import Answered, CommandLine


def retried(line: CommandLine, *arguments: str, who: str = "10001") -> Answered:
    """Run a command twice under one op_id, see that the second time changed nothing, and give the first answer."""
    op_id = new_op_id()
    first = line(*arguments, "--op-id", op_id, "--json")
    assert first.code == 0, first.err
    before = line("member", who, "--json").json
    again = line(*arguments, "--op-id", op_id, "--json")
    assert (again.code, again.json) == (0, first.json), again.err
    assert line("member", who, "--json").json == before
    return first


def refused(line: CommandLine, *arguments: str, says: str, who: str = "10001") -> str:
    """Run a command that is refused with exit 1 and one sentence, which *says* this; see that nothing changed, and give the sentence."""
    before = line("member", who, "--json").json
    told = line(*arguments, "--json")
    assert told.code == 1, told.out
    assert told.json == {"status": "refused", "message": told.err.strip()}
    assert len(told.err.strip().splitlines()) == 1
    assert says in told.json["message"], told.json["message"]
    assert line("member", who, "--json").json == before
    return str(told.json["message"])
