"""Actions made in one line: sign, words, keys, hint, and what they do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from ui.icons import icon


def make_action(
    parent: QObject,
    name: str,
    text: str,
    then: Callable[[], object] | None = None,
    *,
    keys: QKeySequence | str | None = None,
    hint: str = "",
) -> QAction:
    """An action with the sign *name* of ui.icons, which does *then*; *keys* as text in Qt's portable form."""
    made = QAction(icon(name, "text"), text, parent)
    if keys:
        made.setShortcut(QKeySequence(keys))
    if hint:
        made.setToolTip(hint)
    if then is not None:
        made.triggered.connect(lambda _checked=False: then())
    return made
