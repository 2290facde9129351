"""The settings of a programme: grouped, searched, each with what it was, and what they mean by an example (look.md, *Settings*)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from resources.i18n import _, ngettext
from ui.controls import Hairline, LinkButton
from ui.dialogs.parts import Card, IconLine, wrapped
from ui.dialogs.question import Question
from ui.dialogs.settings_group import GroupPart, SettingRow
from ui.search_field import SearchField
from ui.setting_controls import LogoControl, SettingSpec
from ui.views_list import ViewItem, ViewSection, ViewsList

WIDTH, HEIGHT = 900, 680
SIDE = 196
TYPED_AFTER_MS = 200


@dataclass(frozen=True)
class SettingGroup:
    """Settings that belong together; *link* is a command of the group, named by its key and words."""

    key: str
    title: str
    icon: str
    settings: tuple[SettingSpec, ...]
    link: tuple[str, str] | None = None
    note: str = ""


@dataclass(frozen=True)
class SettingsAnswer:
    """What was changed: texts as typed by key, and the logo: another picture, or that there is to be none."""

    values: dict[str, str]
    logo: bytes | None = None
    drops_logo: bool = False


class SettingsQuestion(Question):
    """Ask for the settings. `typed` brings the changed texts a moment after the last key, for `show_example` and `show_faults`.

    typed: what an earlier try had changed; problems: why it was refused, by key. `logo_wanted` asks for a picture, `link_clicked` names
    a group's command.
    """

    typed = Signal(dict)
    logo_wanted = Signal()
    link_clicked = Signal(str)

    def __init__(
        self,
        groups: Sequence[SettingGroup],
        *,
        logo: bytes | None = None,
        typed: SettingsAnswer | None = None,
        problems: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Programme settings"), width=WIDTH, parent=parent)
        self._groups = tuple(groups)
        self.pane.hide()
        self.side = QWidget(self)
        self.search = SearchField(self.side)
        self.search.set_hint(_("Search settings"))
        self.list = ViewsList(self.side)
        self.list.setAccessibleName(_("Groups of settings"))
        self.area = QScrollArea(self)
        self.sheet = QWidget()
        self.nothing = wrapped(_("No setting is called like that."), self.sheet, muted=True)
        self.logo = LogoControl(logo, self.sheet)
        self.parts = {group.key: GroupPart(group.key, group.title, group.settings, self.sheet, note=group.note) for group in self._groups}
        self.rows: dict[str, SettingRow] = {key: row for part in self.parts.values() for key, row in part.rows.items()}
        self.links: dict[str, LinkButton] = {}
        self.example = Card(self, tone="info")
        self.example_line = IconLine("lightbulb", "info", "", self.example)
        self._late = QTimer(self, singleShot=True, interval=TYPED_AFTER_MS)
        self._lay()
        self.add_foot(_("Save"))
        self._connect()
        self._take_up(typed, problems or {})
        self._follow()
        self._late.start()

    def _lay(self) -> None:
        self.search.setMinimumWidth(0)
        side = QVBoxLayout(self.side)
        side.setContentsMargins(12, 12, 8, 12)
        side.setSpacing(8)
        side.addWidget(self.search)
        side.addWidget(self.list, 1)
        self.side.setFixedWidth(SIDE + 20)
        items = tuple(ViewItem(group.key, group.title, group.icon) for group in self._groups)
        self.list.set_sections([ViewSection(_("Programme"), items)])
        self._lay_sheet()
        self.example.column.setContentsMargins(16, 10, 16, 10)
        self.example.column.addWidget(self.example_line)
        self.example.hide()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.area, 1)
        told = QHBoxLayout()
        told.setContentsMargins(12, 8, 12, 10)
        told.addWidget(self.example)
        right.addLayout(told)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.side)
        across.addWidget(Hairline(self, upright=True))
        across.addLayout(right, 1)
        self._column.insertLayout(self._column.indexOf(self.pane), across, 1)

    def _lay_sheet(self) -> None:
        column = QVBoxLayout(self.sheet)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(0)
        column.addWidget(self.nothing)
        for at, group in enumerate(self._groups):
            part = self.parts[group.key]
            if at == 0:
                part.add_line(_("Logo"), self.logo)
            if group.link is not None:
                key, words = group.link
                self.links[key] = LinkButton(words, part)
                self.links[key].clicked.connect(lambda _on=False, at=key: self.link_clicked.emit(at))
                part.add_line("", self.links[key])
            column.addWidget(part)
        column.addStretch(1)
        self.nothing.hide()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self.sheet)
        for ground in (self.area.viewport(), self.sheet):
            ground.setBackgroundRole(QPalette.ColorRole.Base)
            ground.setAutoFillBackground(True)

    def _connect(self) -> None:
        self._late.timeout.connect(lambda: self.typed.emit(self.changed()))
        self.search.search_changed.connect(self._search)
        self.list.chosen.connect(self.show_group)
        self.logo.wanted.connect(self.logo_wanted)
        self.logo.edited.connect(self._follow)
        for row in self.rows.values():
            row.edited.connect(self._edited)

    def _take_up(self, typed: SettingsAnswer | None, problems: Mapping[str, str]) -> None:
        """Show again what an earlier try had typed, unfolded where something is at fault."""
        if typed is not None:
            for key, text in typed.values.items():
                self.rows[key].control.set_value(text)
                self.rows[key].follow()
            if typed.drops_logo or typed.logo is not None:
                self.logo.picture = typed.logo
                self.logo._show()
        self.show_faults(problems)
        if first := next((key for key in problems if key in self.rows), None):
            self.reveal(first)
        else:
            self.list.choose(self._groups[0].key)
            self.search.setFocus()

    # What the flow feeds ---------------------------------------------------------------------------------------------------------------

    def show_example(self, text: str) -> None:
        """What the settings as they stand would mean."""
        self.example_line.label.setText(text)
        self.example.setVisible(bool(text))

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Mark what cannot be saved, each at its control; marks that are not repeated go."""
        for key, row in self.rows.items():
            row.mark(faults.get(key, ""))
            if key in faults:
                self.parts[row.group].unfold()
            if key in faults and self.focusWidget() is not None and row.isAncestorOf(self.focusWidget()):
                # What is being typed into keeps its sentence in sight, though the example below may have grown.
                QTimer.singleShot(0, self, partial(self._bring, row))

    def set_logo(self, picture: bytes) -> bool:
        """Show another logo; False where it is no picture."""
        return self.logo.set_picture(picture)

    # What is shown -----------------------------------------------------------------------------------------------------------------------

    def show_group(self, key: str) -> None:
        """Bring a group to the top, unfolded."""
        self.search.clear()
        part = self.parts[key]
        part.unfold()
        # The layout is made anew first: what is unfolded has no place yet.
        QTimer.singleShot(0, self, lambda: self.area.verticalScrollBar().setValue(part.y()))

    def reveal(self, key: str) -> None:
        """Show one setting and put the focus into it."""
        row = self.rows[key]
        self.parts[row.group].unfold()
        self.list.choose(row.group)
        row.control.setFocus()
        QTimer.singleShot(0, self, lambda: self._bring(row))

    def _bring(self, row: SettingRow) -> None:
        """Scroll to a row with its sentence, never sideways."""
        self.area.ensureWidgetVisible(row, 0, 24)
        self.area.horizontalScrollBar().setValue(0)

    def _search(self, text: str) -> None:
        found = [part.search(text) for part in self.parts.values()]
        self.nothing.setVisible(not any(found))

    def _edited(self) -> None:
        self._follow()
        self._late.start()

    def _follow(self) -> None:
        """Say how much would be saved."""
        labels = [self.rows[key].spec.label for key in self.changed()]
        if self.logo.is_changed():
            labels.append(_("Logo"))
        count = len(labels)
        self.cancel_button.setVisible(bool(count))
        for link in self.links.values():
            link.setEnabled(not count)
            link.setToolTip(_("Save the changes first.") if count else "")
        if not count:
            self.hint.setText(_("Nothing changed yet."))
            self.set_action(_("Close"))
            return
        named = ", ".join(labels[:3]) + (" …" if count > 3 else "")
        self.hint.setText(ngettext("{count} change: {names}", "{count} changes: {names}", count).format(count=count, names=named))
        self.set_action(ngettext("Save {count} change", "Save {count} changes", count).format(count=count))

    def changed(self) -> dict[str, str]:
        """The texts that differ from what the settings are, by key."""
        return {key: row.control.value() for key, row in self.rows.items() if row.is_changed()}

    # The answer --------------------------------------------------------------------------------------------------------------------------

    def press(self) -> None:
        """Save, or close where nothing was changed."""
        if self.changed() or self.logo.is_changed():
            self.finish(self.answer())
        else:
            self.reject()

    def answer(self) -> SettingsAnswer:
        """What was changed."""
        changed = self.logo.is_changed()
        return SettingsAnswer(self.changed(), self.logo.picture if changed else None, changed and self.logo.picture is None)

    def _fit(self) -> None:
        """This one has its own scrolling: as large as it needs to be, never larger than the screen."""
        if not self.isVisible():
            screen = self.screen().availableSize()
            self.resize(min(WIDTH, screen.width()), min(HEIGHT, screen.height() - 32))
