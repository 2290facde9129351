"""What dialogs and pages are put together from: cards, lines with an icon, headings, who it concerns."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.controls import Avatar, ChipLabel, ElidedLabel
from ui.details_section import plain_label
from ui.icons import pixmap
from ui.roles import Badge, Chip
from ui.theme import digits, small_font, theme_of, tint_of, weighted


@dataclass(frozen=True)
class Who:
    """A person as a dialog shows one: *line* is muted, as "No. 10472, Ystad"."""

    name: str
    line: str = ""
    chip: Chip | Badge | None = None


def heading(text: str, parent: QWidget) -> QLabel:
    """The name of a part, in weight 600."""
    label = plain_label(text, parent)
    label.setFont(weighted(parent.font(), 600))
    label.setWordWrap(True)
    return label


def wrapped(text: str, parent: QWidget, *, muted: bool = False, small: bool = False) -> QLabel:
    """A sentence that wraps."""
    label = plain_label(text, parent, muted=muted)
    label.setWordWrap(True)
    if small:
        label.setFont(small_font(parent.font()))
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    return label


def initials(name: str) -> str:
    """The first letters of the first and the last word of a name."""
    words = name.replace(".", " ").split()
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


class Card(QWidget):
    """A panel on the ground of tables with a hairline around it; with a tone, a tinted banner."""

    def __init__(self, parent: QWidget, tone: str = "") -> None:
        super().__init__(parent)
        self._tone = tone
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(12, 10, 12, 10)
        self.column.setSpacing(8)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen if self._tone else QPen(QColor(theme.line), 1))
        painter.setBrush(tint_of(self.palette(), self._tone) if self._tone else QColor(theme.base))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


class Picture(QWidget):
    """An icon of 16 px, in line with the first line of the text beside it."""

    def __init__(self, name: str, tone: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name, self._tone = name, tone
        self.setFixedSize(16, QFontMetrics(self.font()).height())

    def set_icon(self, name: str, tone: str) -> None:
        """Show another icon."""
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).drawPixmap(0, (self.height() - 16) // 2, pixmap(self._name, self._tone, 16, self.devicePixelRatioF()))


class IconLine(QWidget):
    """An icon and a sentence beside it that wraps; what is said is never told by the icon alone."""

    def __init__(self, icon: str, tone: str, text: str, parent: QWidget, *, muted: bool = False) -> None:
        super().__init__(parent)
        self.picture = Picture(icon, tone, self)
        self.label = wrapped(text, self, muted=muted)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(8)
        self.row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        self.row.addWidget(self.label, 1)


class WhoLine(QWidget):
    """Avatar, name, chip and a muted line about one person."""

    def __init__(self, who: Who, parent: QWidget, size: int = 32) -> None:
        super().__init__(parent)
        self.avatar = Avatar(size, self)
        self.avatar.set_initials(initials(who.name), who.chip.colour if isinstance(who.chip, Chip) else None)
        self.name = ElidedLabel(who.name, self)
        self.name.setFont(weighted(self.font(), 600))
        under = QHBoxLayout()
        under.setSpacing(8)
        if who.chip is not None:
            under.addWidget(ChipLabel(who.chip, self))
        self.line = ElidedLabel(who.line, self)
        self.line.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.line.setFont(digits(self.font()))
        under.addWidget(self.line, 1)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self.name)
        if who.line or who.chip is not None:
            words.addLayout(under)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.avatar, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
