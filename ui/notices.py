"""Notices at the foot of a page: what happened, with Undo; and progress that can be stopped (look.md, *Notices*)."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QEvent, QObject, QPoint, QPropertyAnimation, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAction, QColor, QEnterEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGraphicsOpacityEffect, QHBoxLayout, QStyle, QVBoxLayout, QWidget

from resources.i18n import _, ngettext
from ui.controls import KeyCap, LinkButton, ToolButton
from ui.details_section import plain_label
from ui.form import TONE_ICONS
from ui.icons import icon, pixmap
from ui.locales import show_number
from ui.theme import DARK, notice_palette, weighted

LIFETIME_MS = 8_000
PROGRESS_AFTER_MS = 400
FADE_MS = 120
MOST_STACKED = 3
WIDTH = 470
EDGE = 12
SHADOW = 6


def announce(widget: QWidget, text: str) -> None:
    """Let screen readers speak a text without moving the focus."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


class Card(QWidget):
    """A dark card with a soft shadow, in light and dark alike."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setPalette(notice_palette())
        self.row = QHBoxLayout()
        self.row.setSpacing(8)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(SHADOW + 14, SHADOW + 6, SHADOW + 10, SHADOW + 6)
        self.column.addLayout(self.row)
        self._fade = QPropertyAnimation(self)

    def fade_in(self) -> None:
        """Show the card, in 120 ms where the system wants motion at all."""
        self.show()
        self.raise_()
        length = min(FADE_MS, self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self))
        if length <= 0:
            return
        effect = QGraphicsOpacityEffect(self)
        effect.setOpacity(0.0)
        self.setGraphicsEffect(effect)
        self._fade = QPropertyAnimation(effect, b"opacity", self)
        self._fade.setDuration(length)
        self._fade.setEndValue(1.0)
        # The effect paints through a pixmap, so it goes as soon as it has done its work.
        self._fade.finished.connect(lambda: self.setGraphicsEffect(None))  # type: ignore[arg-type]
        self._fade.start()

    def close_card(self) -> None:
        """Take the card away for good."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()
            self.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        painter.setPen(Qt.PenStyle.NoPen)
        for step in range(SHADOW, 0, -1):
            painter.setBrush(QColor(0, 0, 0, 10))
            painter.drawRoundedRect(card.adjusted(-step, -step + 2, step, step), 8 + step, 8 + step)
        painter.setPen(QPen(QColor(DARK.edge), 1))
        painter.setBrush(QColor(DARK.raised))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


class Notice(Card):
    """One sentence, perhaps with an action; it goes after 8 s, but stays while pointed at or focused."""

    def __init__(self, text: str, tone: str, action: QAction | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.text, self.action = text, action
        self._picture = _Picture(TONE_ICONS.get(tone, "info"), tone, self)
        self._sentence = plain_label(text, self)
        self._sentence.setWordWrap(True)
        self._sentence.setFont(weighted(self.font(), 600))
        self.button = LinkButton("", self)
        self._cap = KeyCap("", self)
        self.close_button = ToolButton(parent=self)
        self.close_button.set_icon("close", _("Close this notice"))
        self.close_button.setIcon(icon("close", DARK.muted))
        for widget in (self.button, self.close_button):
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            widget.installEventFilter(self)
        self.row.addWidget(self._picture)
        self.row.addWidget(self._sentence, 1)
        self.row.addWidget(self.button)
        self.row.addWidget(self._cap)
        self.row.addWidget(self.close_button)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(LIFETIME_MS)
        self.timer.timeout.connect(self.close_card)
        self.button.clicked.connect(self._act)
        self.close_button.clicked.connect(self.close_card)
        self._show_action()
        self.timer.start()

    def _show_action(self) -> None:
        action = self.action
        keys = "" if action is None else action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.button.setText("" if action is None else action.iconText())
        self.button.setVisible(action is not None)
        self._cap.setText(keys)
        self._cap.setVisible(bool(keys))

    def drop_action(self) -> None:
        """Offer the action no longer: it now means something newer."""
        self.action = None
        self._show_action()

    def _act(self) -> None:
        action = self.action
        self.close_card()
        if action is not None:
            action.trigger()

    def _hold(self) -> None:
        """Stop the time while the notice is pointed at or focused, and start it anew afterwards."""
        held = self.underMouse() or self.button.hasFocus() or self.close_button.hasFocus()
        if held:
            self.timer.stop()
        elif not self.timer.isActive():
            self.timer.start()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not (self.button.hasFocus() or self.close_button.hasFocus()):
            self.timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            QTimer.singleShot(0, self, self._hold)
        return super().eventFilter(watched, event)


class _Picture(QWidget):
    """An icon on the dark card, in the dark theme's colour of its tone."""

    def __init__(self, name: str, tone: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name, self._tone = name, tone
        self.setFixedSize(16, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).drawPixmap(0, 0, pixmap(self._name, getattr(DARK, self._tone, DARK.text), 16, self.devicePixelRatioF()))


class _Bar(QWidget):
    """How far along, as a 6 px bar; empty while the whole is not known."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.share = 0.0
        self.setFixedHeight(6)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for share, colour in ((1.0, DARK.edge), (self.share, DARK.accent)):
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(0, 0, self.width() * share, 6), 3, 3)


class Progress(Card):
    """Work that goes on: what, n of m, time left, Stop. It shows only when the work takes longer than 400 ms."""

    stopped = Signal()

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = text
        self._began = monotonic()
        self._sentence = plain_label(text, self)
        self._sentence.setFont(weighted(self.font(), 600))
        self.state = plain_label("", self, muted=True)
        self.stop = LinkButton(_("Stop"), self)
        self.stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._bar = _Bar(self)
        self.row.addWidget(self._sentence, 1)
        self.row.addWidget(self.state)
        self.row.addWidget(self.stop)
        self.column.addWidget(self._bar)
        self.column.addSpacing(6)
        self.late = QTimer(self)
        self.late.setSingleShot(True)
        self.late.setInterval(PROGRESS_AFTER_MS)
        self.stop.clicked.connect(self._stop)
        self.hide()
        self.late.start()

    def set(self, done: int, total: int) -> None:
        """So much of the whole is done; a total of 0 means that the whole is not known yet."""
        self._bar.share = min(done / total, 1.0) if total else 0.0
        self._bar.update()
        if self.stop.isEnabled():
            self.state.setText(progress_text(done, total, monotonic() - self._began))

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.state.setText(_("Stopping…"))
        self.stopped.emit()

    def finish(self) -> None:
        """The work is over, done or stopped."""
        self.late.stop()
        self.hide()
        self.closed.emit()
        self.deleteLater()


def progress_text(done: int, total: int, elapsed: float) -> str:
    """*7,740 of 12,480, 1 s left*; the time only once a second has shown the pace. elapsed: seconds."""
    if not total:
        return show_number(done) if done else ""
    text = _("{done} of {total}").format(done=show_number(done), total=show_number(total))
    if done <= 0 or done >= total or elapsed < 1:
        return text
    left = max(1, round(elapsed / done * (total - done)))
    minutes = round(left / 60)
    time = _("{n} s left").format(n=left) if left < 90 else ngettext("{n} minute left", "{n} minutes left", minutes).format(n=minutes)
    return f"{text}, {time}"


class Notices(QObject):
    """The notices of one page, at the foot of *over* (the table) while that shows; at most three stacked, the newest lowest.

    None takes the focus.
    """

    def __init__(self, area: QWidget, over: QWidget | None = None) -> None:
        super().__init__(area)
        self._area, self._over = area, over or area
        self._cards: list[Card] = []
        for widget in {area, self._over}:
            widget.installEventFilter(self)

    def tell(self, text: str, tone: str = "good", action: QAction | None = None) -> Notice:
        """Say what happened; *action* (Undo) is offered on the newest notice that has it."""
        for card in self._cards:
            if isinstance(card, Notice) and action is not None and card.action is action:
                card.drop_action()
        notice = Notice(text, tone, action, self._area)
        self._add(notice)
        notice.fade_in()
        announce(self._area, text)
        return notice

    def progress(self, text: str) -> Progress:
        """Show that something goes on, once it has taken 400 ms."""
        progress = Progress(text, self._area)
        progress.late.timeout.connect(lambda: self._show_late(progress))
        return progress

    def _show_late(self, progress: Progress) -> None:
        self._add(progress)
        progress.fade_in()
        announce(self._area, progress.text)

    def shown(self) -> tuple[Card, ...]:
        """The cards on screen from top to bottom: progress, then notices, the newest last."""
        return tuple(self._cards)

    def _add(self, card: Card) -> None:
        # Progress stands above the notices, so that the newest notice is always at the foot.
        self._cards.insert(0 if isinstance(card, Progress) else len(self._cards), card)
        card.closed.connect(lambda: self._remove(card))
        notices = [shown for shown in self._cards if isinstance(shown, Notice)]
        if len(self._cards) > MOST_STACKED and notices:
            notices[0].close_card()
        self._place()

    def _remove(self, card: Card) -> None:
        if card in self._cards:
            self._cards.remove(card)
            self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        room = self._area.rect()
        if self._over.isVisible() and self._over is not self._area:
            room = QRect(self._over.mapTo(self._area, QPoint(0, 0)), self._over.size())
        width = min(WIDTH + 2 * SHADOW, room.width() - 2 * EDGE)
        bottom = room.bottom() - EDGE
        for card in reversed(self._cards):
            height = max(card.heightForWidth(width), card.sizeHint().height())
            bottom -= height
            card.setGeometry(room.left() + (room.width() - width) // 2, bottom, width, height)
            bottom += SHADOW // 2
