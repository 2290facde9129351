"""What a details panel is told: plain texts about one record, about many, or that nothing is selected."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QAction

from ui.roles import Badge, Chip, Editor


@dataclass(frozen=True)
class Fact:
    """One labelled value. With an editor it can be changed.

    text: as shown. value: as it stands in the field at first (of a choice: as stored). span: columns it takes where labels stand above.
    """

    key: str
    label: str
    text: str
    editor: Editor | None = None
    value: str = ""
    span: int = 2
    required: bool = False


@dataclass(frozen=True)
class Line:
    """One dated line of a section: when, what, and a figure with its tone ("good" for gains)."""

    when: str
    what: str
    figure: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Section:
    """A foldable part of the panel; its summary stands beside the title.

    An editable section shows *Edit* there instead while it is open. folded: how it stands until a person folds it.
    above: its fields stand in two columns with their labels above, and a changed one says what it was.
    leads: it says its sum alone; a click leads to where the rest is told.
    """

    key: str
    title: str
    icon: str
    summary: str = ""
    facts: tuple[Fact, ...] = ()
    lines: tuple[Line, ...] = ()
    editable: bool = False
    folded: bool = False
    above: bool = False
    leads: bool = False


@dataclass(frozen=True)
class Progress:
    """How far along: what is missing, the share from 0 to 1, and what holds meanwhile."""

    label: str
    share: float
    caption: str = ""


@dataclass(frozen=True)
class Figure:
    """A big number with its caption, and either a way to go or a sentence beside it."""

    value: str
    caption: str
    note: str = ""
    progress: Progress | None = None


@dataclass(frozen=True)
class Banner:
    """One line that asks for attention, with one action; tone "info", "warn", "bad" or "good". Most urgent first."""

    tone: str
    text: str
    action_label: str
    key: str
    icon: str = ""


@dataclass(frozen=True)
class RecordDetails:
    """All that the panel shows of one record. colour: the avatar's, `#rrggbb`; None paints it grey. icon: instead of an avatar."""

    record: int
    title: str
    initials: str
    colour: str | None = None
    chips: tuple[Chip | Badge, ...] = ()
    subtitle: str = ""
    figure: Figure | None = None
    banners: tuple[Banner, ...] = ()
    sections: tuple[Section, ...] = ()
    icon: str = ""


@dataclass(frozen=True)
class BulkRow:
    """One action on all selected records, with its effect in words; it follows the action's text, icon and state."""

    action: QAction
    effect: str = ""


@dataclass(frozen=True)
class ManyDetails:
    """What the panel shows of several selected records: *11 members*, *18,807 points together*, how many of each tier."""

    title: str
    sentence: str = ""
    chips: tuple[Chip | Badge, ...] = ()
    rows: tuple[BulkRow, ...] = ()
