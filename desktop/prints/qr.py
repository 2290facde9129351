"""The square code of a card, as one path of a PDF page (K2)."""

from __future__ import annotations

import re
from functools import cache

SCHEME = "REGULARS://MEMBER/"
# Modules of white that belong to the code on each side.
QUIET = 4
# The 45 signs of a square code's alphanumeric mode, in the order of their values.
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {sign: value for value, sign in enumerate(_SIGNS)}
_DARK = re.compile("1+")


def square(code: str) -> tuple[int, str]:
    """Modules a side, and PDF path operators in module units that fill the dark ones, the origin bottom left.

    One path of horizontal runs shows no seams and is a third of the bytes of single modules.
    """
    code = code.upper()
    modules = (_summed if _VALUE.keys() >= set(code) else _modules)(code)
    side = modules.index("\n")
    places = _places(side)
    return side, "\n".join([f"{places[run.start()]}{run.end() - run.start()} 1 re" for run in _DARK.finditer(modules)] + ["f"])


def _modules(code: str) -> str:
    """The rows of modules from the top, each ended by a line break: 1 is dark.

    Error correction H, for cards get scratched; the mask is fixed, because trying all eight takes five times as long and reads no better.
    """
    import segno

    # In capitals the alphanumeric mode holds it, which is smaller than bytes.
    matrix = segno.make(SCHEME + code, error="h", mask=3, boost_error=False, micro=False).matrix
    return "".join("".join(map(str, row)) + "\n" for row in matrix)


def _summed(code: str) -> str:
    """The same rows as `_modules`, twenty times as fast, for a code in the alphanumeric mode.

    Every module is a sum (exclusive or) of bits of the text, for error correction and mask only add. So the square of a code is
    the square of zeros, changed by what each pair of its signs changes.
    """
    length = len(code)
    modules = _zeros(length)
    for place in range(0, length, 2):
        modules ^= _change(length, place, code[place : place + 2])
    side = _side(length)
    digits = f"{modules:0{side * side}b}"
    return "".join([f"{digits[row : row + side]}\n" for row in range(0, side * side, side)])


@cache
def _side(length: int) -> int:
    """Modules a side for codes of a length."""
    return _modules("0" * length).index("\n")


@cache
def _zeros(length: int) -> int:
    """The modules of a code of zeros, as the bits of a number."""
    return _number("0" * length)


@cache
def _change(length: int, place: int, signs: str) -> int:
    """Which modules change when signs of value 0 at a place become these: two signs are a number of 11 bits, the last alone one of 6."""
    value = _VALUE[signs[0]] * 45 + _VALUE[signs[1]] if len(signs) == 2 else _VALUE[signs]
    changed = 0
    for bit in range(value.bit_length()):
        if value >> bit & 1:
            changed ^= _change_of_bit(length, place, len(signs), bit)
    return changed


@cache
def _change_of_bit(length: int, place: int, count: int, bit: int) -> int:
    """Which modules one bit of the text changes."""
    one = (_SIGNS[(1 << bit) // 45] + _SIGNS[(1 << bit) % 45])[-count:]
    return _number("0" * place + one + "0" * (length - place - count)) ^ _zeros(length)


def _number(code: str) -> int:
    """The modules of a code as the bits of a number, the first module the highest."""
    return int(_modules(code).replace("\n", ""), 2)


@cache
def _places(side: int) -> list[str]:
    """For each place in the rows of modules its corner in the path, `x y `."""
    return [f"{place % (side + 1)} {side - 1 - place // (side + 1)} " for place in range(side * (side + 1))]
