"""Rows on the clipboard: as TSV for spreadsheets and as an HTML table for mails and documents, both at once (cards.md, *The window*)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from desktop.sheets.apostrophes import guard

_BLANKS = str.maketrans({"\t": " ", "\n": " ", "\r": " "})


@dataclass(frozen=True)
class Copied:
    """The same rows in both forms."""

    text: str
    html: str


def copied(lines: Sequence[Sequence[str]], figures: Sequence[bool], heads: Sequence[str] = ()) -> Copied:
    """Lines of cells as plain text and as a table; *figures*: which columns hold figures, which stand right; *heads* come first, if any.

    Nothing becomes a formula. A spreadsheet that takes the table keeps words as words: a code like 00123 loses no zero.
    """
    plain = [[text.translate(_BLANKS) for text in line] for line in lines]
    rows = [heads, *plain] if heads else plain
    return Copied("\n".join("\t".join(row) for row in rows), _table(plain, figures, heads))


def _table(lines: Sequence[Sequence[str]], figures: Sequence[bool], heads: Sequence[str]) -> str:
    starts = ['<td align="right">' if is_figure else "<td style=\"mso-number-format:'\\@'\">" for is_figure in figures]
    head = f"<thead><tr>{''.join(f'<th>{escape(text)}</th>' for text in heads)}</tr></thead>" if heads else ""
    body = "".join(f"<tr>{''.join(f'{start}{escape(text)}</td>' for start, text in zip(starts, line, strict=True))}</tr>" for line in lines)
    return f'<html><head><meta charset="utf-8"></head><body><table>{head}<tbody>{body}</tbody></table></body></html>'


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return guard(text.translate(_BLANKS))


def put(rows: Copied) -> None:
    """Have the clipboard hold both forms."""
    data = QMimeData()
    data.setText(rows.text)
    data.setHtml(rows.html)
    QGuiApplication.clipboard().setMimeData(data)
