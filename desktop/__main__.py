"""`python -m desktop`: the same as `regulars`."""

from __future__ import annotations

import sys

from desktop.cli import main

# A child process that is started anew (the reader of spreadsheets) imports this module under another name and must not run it.
if __name__ == "__main__":
    sys.exit(main())
