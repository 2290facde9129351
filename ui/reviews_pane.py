"""What comes and what came under the list of tiers: reviews due with their outcome, and the changes of members' tiers (look: tiers)."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, Signal
from PySide6.QtWidgets import QWidget

from resources.i18n import _
from ui.controls import LinkButton
from ui.sections.parts import SectionHead, SectionTable, stacked


class ReviewsPane(QWidget):
    """Two tables at one place, one of them shown. `opened` brings the row that was double-clicked or entered; `all_wanted` a click on the link."""

    opened = Signal(int)
    all_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = SectionHead(_("Reviews due"), self, lined=False, end=16)
        self.all = LinkButton(_("Show all"), self.head)
        self.head.add_widget(self.all)
        # Without tools the link ends at the right edge.
        self.head.tools.hide()
        self.reviews = SectionTable(_("Reviews due"), _("No review falls due in the next 60 days."), self)
        self.changes = SectionTable(_("Changes of tiers"), _("No member has changed tiers yet."), self)
        stacked(self, self.head, (self.reviews, 1), (self.changes, 1))
        self.setMinimumHeight(150)
        for each in (self.reviews, self.changes):
            each.setMinimumHeight(90)
            each.table.opened.connect(lambda record: self.opened.emit(record) if isinstance(record, int) else None)
        self.all.clicked.connect(self.all_wanted)
        self.show_changes(False)

    def set_models(
        self, reviews: QAbstractItemModel, review_keys: tuple[str, ...], changes: QAbstractItemModel, change_keys: tuple[str, ...]
    ) -> None:
        """Give both tables their rows."""
        self.reviews.set_model(reviews, review_keys)
        self.changes.set_model(changes, change_keys)

    def show_changes(self, shown: bool) -> None:
        """Show the changes of members' tiers instead of the reviews that come."""
        self.reviews.setVisible(not shown)
        self.changes.setVisible(shown)

    def say(self, title: str, count: str, *, has_all: bool) -> None:
        """Name what is shown, with how many there are; *has_all*: whether *Show all* leads on."""
        self.head.set_title(title, count)
        self.all.setVisible(has_all)
