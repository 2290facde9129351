"""What a tab of people says in words: in the status bar, and about what a search found elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from db.fields import BY_KEY
from resources.i18n import _, ngettext

if TYPE_CHECKING:
    from desktop.people.tab import PeopleTab


def parts(tab: PeopleTab) -> list[str]:
    """How many there are, how many are selected, the sum and average of their figures; nothing before the first answer."""
    if tab.total is None:
        return []
    show = BY_KEY["points"].kind.show
    words = [tab.kind.counted(tab.total)]
    selected = tab.selected_count()
    if selected:
        words.append(_("{count} selected").format(count=show(selected, tab.manner)))
    if tab.kind.figure in tab.sums and tab.total:
        together = tab.sums[tab.kind.figure]
        text = _("Points: sum {sum}, average {average}")
        words.append(text.format(sum=show(together, tab.manner), average=show(round(together / tab.total), tab.manner)))
    return words


def hint(tab: PeopleTab, kind: str, count: int) -> None:
    """Say what a search found elsewhere: "inside" words, or so many among "prospects" (table.md, *Search*)."""
    line = tab.page.line
    if kind == "inside":
        line.say(_("No word begins like this; found inside words."))
    elif kind == "prospects":
        text = ngettext("No member found. {count} among prospects", "No member found. {count} among prospects", count)
        action = QAction(_("Show them"), tab)
        action.triggered.connect(lambda: tab.prospects_wanted.emit(tab.query.text))
        line.say(text.format(count=count), action)
    else:
        line.say("")
