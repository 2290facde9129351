"""The full page of one record: crumb, head with all actions, banners, sections at the left, the one in view (look.md, *Filters, details, page*)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QKeySequence, QPalette, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from resources.i18n import _, ngettext
from ui.bars import ActionRow
from ui.controls import Avatar, ChipLabel, ElidedLabel, Hairline, LinkButton, ToolButton
from ui.details import Banner, RecordDetails
from ui.details_parts import BannerWidget, clear_layout
from ui.details_section import plain_label
from ui.flow import FlowLayout
from ui.notices import Notices
from ui.page_head import PageHead
from ui.theme import digits, page_font, weighted
from ui.views_list import ViewItem, ViewSection, ViewsList

SECTIONS_WIDTH = 196
MOST_BANNERS = 3
# A lower page shows one banner, so that its sections keep room.
LOW = 560
# A banner longer than this takes a second line.
LONGEST_BANNER = 560


class RecordHead(QWidget):
    """Who it is, in one line what names them, and what can be done; the facts give way before the actions do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.avatar = Avatar(52, self)
        self.title = ElidedLabel("", self)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setFont(weighted(page_font(self.font()), 600))
        self.facts = ElidedLabel("", self)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.facts.setFont(digits(self.font()))
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self.title, self.facts):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.actions_row = ActionRow(self)
        self.actions_row.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(6)
        under = QHBoxLayout()
        under.setSpacing(10)
        under.addLayout(self._chips)
        under.addWidget(self.facts, 1)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addStretch()
        words.addWidget(self.title)
        words.addLayout(under)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 14, 12, 14)
        row.setSpacing(14)
        row.addWidget(self.avatar)
        row.addLayout(words, 1)
        row.addWidget(self.actions_row)

    def show_record(self, details: RecordDetails, facts: Sequence[str]) -> None:
        """Tell who it is, and these facts about them."""
        self.avatar.set_initials(details.initials, details.colour)
        self.title.setText(details.title)
        self.facts.setText("     ".join(fact for fact in facts if fact))
        clear_layout(self._chips)
        for chip in details.chips:
            self._chips.addWidget(ChipLabel(chip, self))


class BannerFlow(QWidget):
    """Banners beside each other as long as there is room, the most urgent first; those beyond the limit as *2 more*."""

    clicked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        inner = QWidget(self)
        self._flow = FlowLayout(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 0, 20, 12)
        column.addWidget(inner)
        self._shown: tuple[Banner, ...] = ()
        self._most: int | None = MOST_BANNERS
        self.hide()

    def show_banners(self, banners: tuple[Banner, ...], most: int | None) -> None:
        """Show these banners, at most so many; all of them stay in sight once they were asked for."""
        is_other = banners != self._shown
        most = most if is_other or self._most is not None else None
        if not is_other and most == self._most:
            return
        self._shown, self._most = banners, most
        clear_layout(self._flow)
        for banner in banners[:most]:
            widget = BannerWidget(banner, self._flow.parentWidget() or self)
            widget.clicked.connect(self.clicked)
            wide = QFontMetrics(self.font()).horizontalAdvance(banner.text) > LONGEST_BANNER
            widget.label.setWordWrap(wide)
            if wide:
                widget.label.setMinimumWidth(LONGEST_BANNER)
            self._flow.addWidget(widget)
        left = len(banners[most:]) if most is not None else 0
        if left:
            more = LinkButton(ngettext("{n} more", "{n} more", left).format(n=left), self)
            more.clicked.connect(self._show_all)
            self._flow.addWidget(more)
        self.setVisible(bool(banners))
        self.updateGeometry()

    def _show_all(self) -> None:
        banners, self._shown = self._shown, ()
        self.show_banners(banners, None)

    def banners(self) -> tuple[Banner, ...]:
        """All banners, shown or folded away."""
        return self._shown


class RecordPage(QWidget):
    """One record as a page. The owner names the sections, gives each its widget when it is chosen, and walks on `walk_requested` (−1, 1).

    `closed` asks to go back; `typed` brings a sign typed where nothing takes text: a code may be scanned at any moment.
    """

    closed = Signal()
    walk_requested = Signal(int)
    section_chosen = Signal(str)
    banner_clicked = Signal(str)
    typed = Signal(str)

    def __init__(self, back: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.crumb = PageHead(back, "", self)
        self.place = plain_label("", self.crumb, muted=True)
        self.place.setFont(digits(self.font()))
        self.crumb.add_tool(self.place)
        self.before = self._walker("up", _("Previous (Alt+Up)"), "Alt+Up", -1)
        self.after = self._walker("down", _("Next (Alt+Down)"), "Alt+Down", 1)
        self.head = RecordHead(self)
        self.banners = BannerFlow(self)
        self.sections = ViewsList(self)
        self.sections.setAccessibleName(_("Sections"))
        self.sections.setFixedWidth(SECTIONS_WIDTH)
        self.stack = QStackedWidget(self)
        self._areas: dict[str, QScrollArea] = {}
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.sections)
        across.addWidget(Hairline(self, upright=True))
        across.addWidget(self.stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.crumb, Hairline(self), self.head, self.banners, Hairline(self)):
            column.addWidget(part)
        column.addLayout(across, 1)
        self.notices = Notices(self, self.stack)
        self.crumb.back_requested.connect(self.closed)
        self.banners.clicked.connect(self.banner_clicked)
        self.sections.chosen.connect(self.section_chosen)

    def _walker(self, name: str, label: str, keys: str, step: int) -> ToolButton:
        button = ToolButton(None, self.crumb)
        button.set_icon(name, label)
        button.clicked.connect(lambda: self.walk_requested.emit(step))
        self.crumb.add_tool(button)
        shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: self.walk_requested.emit(step))
        return button

    def show_record(self, details: RecordDetails, facts: Sequence[str]) -> None:
        """Show whose page it is."""
        self.crumb.title.setText(details.title)
        self.head.show_record(details, facts)
        self.banners.show_banners(details.banners, self._most_banners())

    def _most_banners(self) -> int:
        return MOST_BANNERS if self.height() >= LOW else 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.banners.show_banners(self.banners.banners(), self._most_banners())

    def show_place(self, words: str, *, first: bool, last: bool) -> None:
        """Where the record stands in the table, *1 of 126*, and whether there is one before and after it."""
        self.place.setText(words)
        self.before.setEnabled(not first)
        self.after.setEnabled(not last)

    def set_sections(self, items: Sequence[ViewItem]) -> None:
        """Name the sections; the widgets follow one by one."""
        self.sections.set_sections([ViewSection(_("Sections"), tuple(items))])

    def has_section(self, key: str) -> bool:
        """Whether a section's widget is there."""
        return key in self._areas

    def add_section(self, key: str, widget: QWidget) -> None:
        """Put a section's widget in its place; in a low window it scrolls."""
        area = QScrollArea(self.stack)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for ground in (area.viewport(), widget):
            ground.setBackgroundRole(QPalette.ColorRole.Base)
            ground.setAutoFillBackground(True)
        area.setWidget(widget)
        self._areas[key] = area
        self.stack.addWidget(area)

    def show_section(self, key: str) -> None:
        """Show a section whose widget is there."""
        self.sections.choose(key)
        self.stack.setCurrentWidget(self._areas[key])

    def focusInEvent(self, event: QFocusEvent) -> None:
        # The likeliest next step has the focus, so that Enter takes it; without one the sections have it.
        super().focusInEvent(event)
        button = next((each for each in self.head.actions_row.buttons[:1] if each.isEnabled() and not each.isHidden()), None)
        (button or self.sections).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if plain and text.isprintable() and text.strip():
            self.typed.emit(text)
            return
        super().keyPressEvent(event)
