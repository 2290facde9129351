"""`python -m desktop` and `regulars`: where the program starts."""

from __future__ import annotations

import gc
import sys


def start() -> int:
    """Run the command line, or the window, of this process."""
    # What is imported lasts; looked through again and again by the collector it would make every start 50 ms slower. `cli` switches it on
    # again for a command; in the window `memory.Collector` collects.
    gc.disable()
    if is_the_window(sys.argv[1:]):
        return open_window(sys.argv[2] if len(sys.argv) > 2 else None)
    from desktop.cli import main

    return main()


def open_window(database: str | None) -> int:
    """Run the window; what keeps it from opening is one sentence, and its traceback goes to the log."""
    try:
        from desktop.app import run

        return run(database)
    except Exception as error:  # noqa: BLE001 - as `desktop.cli` does for every command.
        from desktop import problems

        print(problems.sentence(error), file=sys.stderr)
        return 1


def is_the_window(arguments: list[str]) -> bool:
    """Whether nothing but the window is asked for: it opens without the command line being loaded (12 ms)."""
    return not arguments or (len(arguments) == 2 and arguments[0] == "--database" and not arguments[1].startswith("-"))


# A child process that is started anew (the reader of spreadsheets) imports this module under another name and must not run it.
if __name__ == "__main__":
    sys.exit(start())
