"""A save that met another's change of the same fields: before, now and mine, a choice for each, all of it in one save (A1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from resources.i18n import _, ngettext
from ui.controls import ElidedLabel, Hairline, LinkButton
from ui.dialogs.parts import Card, IconLine, heading, wrapped
from ui.dialogs.question import WIDE, Question
from ui.theme import digits, field_height, small_font, theme_of, weighted


@dataclass(frozen=True)
class Clash:
    """One field that both changed: as it was, as it is now, and as typed here."""

    key: str
    label: str
    before: str
    now: str
    mine: str


@dataclass(frozen=True)
class Merged:
    """A field that only one of both changed: *words* such as "Birthday 17/05/1988", and whose it is."""

    words: str
    whose: str


@dataclass(frozen=True)
class ConflictAnswer:
    """The keys of the fields for which what was typed here is saved; for the others the value of now stays."""

    mine: frozenset[str]


class _Way(QWidget):
    """One side of a choice: a radio button with a value; struck out where the other side is chosen."""

    chosen = Signal()
    moved = Signal(int, int)

    def __init__(self, text: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = text or _("empty")
        self.is_empty = not text
        self.is_chosen = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name = name
        self.set_chosen(False)

    def set_chosen(self, is_chosen: bool) -> None:
        """Show it as the side that is saved, or as the other."""
        self.is_chosen = is_chosen
        state = _("chosen") if is_chosen else _("not chosen")
        self.setAccessibleName(f"{self._name}: {self.text}, {state}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_chosen else Qt.FocusPolicy.ClickFocus)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(min(QFontMetrics(weighted(self.font(), 600)).horizontalAdvance(self.text) + 52, 240), field_height(self.font()) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(90, field_height(self.font()) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.is_chosen:
            width = 3 if self.hasFocus() else 1
            painter.setPen(QPen(QColor(theme.accent), width))
            painter.setBrush(QColor(theme.selection))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 6, 6)
        option = QStyleOptionButton()
        option.initFrom(self)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        option.rect = option.rect.adjusted(self.width() - 26 if rtl else 10, 0, 0, 0)
        option.rect.setSize(QSize(16, 16))
        option.rect.moveTop((self.height() - 16) // 2)
        option.state = QStyle.StateFlag.State_Enabled | (QStyle.StateFlag.State_On if self.is_chosen else QStyle.StateFlag.State_Off)
        QApplication.style().drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorRadioButton, option, painter, self)
        font = digits(weighted(self.font(), 600 if self.is_chosen else 400))
        font.setStrikeOut(not self.is_chosen and not self.is_empty)
        painter.setFont(font)
        painter.setPen(QColor(theme.text if self.is_chosen else theme.muted))
        room = self.rect().adjusted(10 if rtl else 34, 0, -34 if rtl else -10, 0)
        shown = QFontMetrics(font).elidedText(self.text, Qt.TextElideMode.ElideRight, room.width())
        self.setToolTip(self.text if shown != self.text else "")
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading), shown)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        if event.key() == Qt.Key.Key_Space:
            self.chosen.emit()
        elif Qt.Key(event.key()) in moves:
            across, down = moves[Qt.Key(event.key())]
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            self.moved.emit(-across if mirrored else across, down)
        else:
            super().keyPressEvent(event)


class Conflict(Question):
    """*by* ("Jonas at desk 1") saved *name* at *when* ("10:41") while it was edited here; each field starts on what is there now.

    *who* is the other's short name for the columns and buttons. Left and Right choose a side, Up and Down go from field to field.
    """

    def __init__(
        self,
        name: str,
        by: str,
        who: str,
        when: str,
        clashes: Sequence[Clash],
        merged: Sequence[Merged] = (),
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Save changes"), width=WIDE, parent=parent)
        self._clashes, self._who = tuple(clashes), who
        self._mine: set[str] = set()
        self.ways: dict[str, tuple[_Way, _Way]] = {}
        count = len(clashes)
        differ = ngettext("{count} field differs: choose for it.", "{count} fields differ: choose for each.", count).format(count=count)
        sentence = _("{by} saved {name} at {when}, while you were editing. {differ} Nothing of yours is lost.")
        self.body.addWidget(wrapped(sentence.format(by=by, name=name, when=when, differ=differ), self.content))
        self.body.addLayout(self._head(count))
        self.body.addWidget(self._table(when))
        if merged:
            self.body.addWidget(wrapped(_("Go in as they are"), self.content, muted=True, small=True))
            for line in merged:
                self.body.addWidget(self._merged_line(line))
        self.body.addStretch(1)
        self.add_foot("", cancel=_("Back to editing"))
        self._follow()
        if clashes:
            self.ways[clashes[0].key][0].setFocus()

    def _head(self, count: int) -> QHBoxLayout:
        self.take_theirs = LinkButton(_("Take all from {who}").format(who=self._who), self.content)
        self.take_mine = LinkButton(_("Take all of mine"), self.content)
        self.take_theirs.clicked.connect(lambda: self._take_all(mine=False))
        self.take_mine.clicked.connect(lambda: self._take_all(mine=True))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(heading(ngettext("{n} field", "{n} fields", count).format(n=count), self.content), 1)
        row.addWidget(self.take_theirs)
        row.addWidget(self.take_mine)
        return row

    def _table(self, when: str) -> Card:
        card = Card(self.content)
        card.column.setContentsMargins(0, 6, 0, 6)
        grid = QGridLayout()
        grid.setContentsMargins(12, 0, 12, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(5)
        for column, share in enumerate((3, 4, 6, 6)):
            grid.setColumnStretch(column, share)
        heads = (_("Field"), _("Before"), _("Now, by {who} {when}").format(who=self._who, when=when), _("Mine"))
        for column, text in enumerate(heads):
            label = ElidedLabel(text, card)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setFont(weighted(small_font(self.font()), 500))
            label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
            label.setFixedHeight(field_height(self.font()) - 6)
            grid.addWidget(label, 0, column)
        for at, clash in enumerate(self._clashes):
            grid.addWidget(Hairline(card), 2 * at + 1, 0, 1, 4)
            self._add_row(grid, 2 * at + 2, clash, card)
        card.column.addLayout(grid)
        return card

    def _add_row(self, grid: QGridLayout, row: int, clash: Clash, card: Card) -> None:
        field, before = ElidedLabel(clash.label, card), ElidedLabel(clash.before, card)
        for label in (field, before):
            label.setTextFormat(Qt.TextFormat.PlainText)
        field.setFont(weighted(self.font(), 500))
        before.setFont(digits(self.font()))
        before.setForegroundRole(before.palette().ColorRole.PlaceholderText)
        now = _Way(clash.now, _("{field} now").format(field=clash.label), card)
        mine = _Way(clash.mine, _("{field} mine").format(field=clash.label), card)
        for column, widget in enumerate((field, before, now, mine)):
            grid.addWidget(widget, row, column)
        self.ways[clash.key] = (now, mine)
        for side, way in enumerate((now, mine)):
            way.chosen.connect(lambda key=clash.key, side=side: self.choose(key, mine=bool(side)))
            way.moved.connect(lambda across, down, key=clash.key, side=side: self._move(key, side, across, down))

    def _merged_line(self, line: Merged) -> IconLine:
        made = IconLine("save", "good", line.words, self.content)
        whose = ElidedLabel(line.whose, made)
        whose.setTextFormat(Qt.TextFormat.PlainText)
        whose.setForegroundRole(whose.palette().ColorRole.PlaceholderText)
        made.label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        made.label.setWordWrap(False)
        made.row.setStretch(1, 0)
        made.row.addWidget(whose, 1)
        return made

    # Choosing ------------------------------------------------------------------------------------------------------------------------

    def choose(self, key: str, *, mine: bool) -> None:
        """Save what was typed here for this field, or leave what is there now."""
        (self._mine.add if mine else self._mine.discard)(key)
        self._follow()
        self.ways[key][1 if mine else 0].setFocus()

    def _take_all(self, *, mine: bool) -> None:
        self._mine = set(self.ways) if mine else set()
        self._follow()

    def _move(self, key: str, side: int, across: int, down: int) -> None:
        if across:
            self.choose(key, mine=across > 0)
        elif down:
            keys = list(self.ways)
            at = min(max(0, keys.index(key) + down), len(keys) - 1)
            self.ways[keys[at]][1 if keys[at] in self._mine else 0].setFocus()

    def _follow(self) -> None:
        for key, (now, mine) in self.ways.items():
            now.set_chosen(key not in self._mine)
            mine.set_chosen(key in self._mine)
        count, theirs = len(self._mine), len(self.ways) - len(self._mine)
        if not count:
            self.set_action(_("Save, {theirs} from {who}").format(theirs=theirs, who=self._who))
        elif not theirs:
            self.set_action(_("Save {count} of mine").format(count=count))
        else:
            self.set_action(_("Save {count} of mine, {theirs} from {who}").format(count=count, theirs=theirs, who=self._who))

    def answer(self) -> ConflictAnswer:
        return ConflictAnswer(frozenset(self._mine))
