"""How the running program holds memory: large blocks go back to the system, and what lasts is not looked through again and again."""

from __future__ import annotations

import ctypes
import gc
import sys

# glibc's M_MMAP_THRESHOLD, and from how many bytes on a block is one of its own.
_THRESHOLD, _LARGE = -3, 262_144


def give_back_large_blocks() -> None:
    """On Linux, map large blocks one by one, so that each goes back as soon as it is free.

    glibc would raise the limit to 32 MB by itself, and the text of a million ids, once read, would stay in the heap of its thread: 40 MB
    of the 300 that table.md allows.
    """
    if sys.platform.startswith("linux"):
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_THRESHOLD, _LARGE)


def keep_what_lasts() -> None:
    """Leave what is alive now out of later collections: each would look through 100,000 objects, and stop the window for 40 ms."""
    gc.freeze()
