"""New member, new prospect: what is typed, and beside it who is known already (D2, P3, P4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QDialogButtonBox, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from resources.i18n import _
from ui.controls import PushButton
from ui.dialogs.known import Known, KnownCard
from ui.dialogs.question import WIDE, Question
from ui.dialogs.register import NameChoice
from ui.form import FieldSpec, Form

TYPED_AFTER_MS = 150


@dataclass(frozen=True)
class NewPersonAnswer:
    """What was decided: *values* are texts as typed by field key, "consent" among them as "yes" or "".

    open_id: open this record instead of adding one (P4). use_id: go on with this prospect's record (P3); keeps_name: under the name it
    has. guest: a new prospect came by themselves; else we invited them. shared: the phone is knowingly another member's as well (P2).
    is_another: somebody alike was said to be another person.
    """

    values: dict[str, str]
    open_id: int | None = None
    use_id: int | None = None
    guest: bool = False
    shared: bool = False
    keeps_name: bool = False
    is_another: bool = False


class NewPerson(Question):
    """Add a member or a prospect. `typed` brings the values 150 ms after the last key, for `show_known` and `show_warnings`.

    On a member's phone the filled button opens that member and adding is disabled (P4), unless the club allows shared
    numbers and *They share this number* is ticked (P2). On a prospect's phone a new member goes on with that record (P3).
    problems: sentences by field key, where an earlier try was refused.
    """

    typed = Signal(dict)

    def __init__(
        self,
        fields: Sequence[FieldSpec],
        *,
        prospect: bool = False,
        shared_allowed: bool = False,
        problems: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("New prospect") if prospect else _("New member"), width=WIDE, parent=parent)
        self._prospect, self._shared_allowed = prospect, shared_allowed
        self._known: tuple[Known, ...] = ()
        self._dismissed: set[int] = set()
        self._warnings: dict[str, str] = {}
        self.form = self.fields = Form(fields, columns=2, parent=self.content)
        self.guest = QRadioButton(_("Came by themselves (guest)"), self.content)
        self.invited = QRadioButton(_("Invited by us"), self.content)
        self.kind = QButtonGroup(self)
        self.consent = QCheckBox(_("Agrees to news by e-mail"), self.content)
        self.shared = QCheckBox(_("They share this phone number"), self.content)
        self.known = KnownCard(self.content)
        self.names: NameChoice | None = None
        self._asked: tuple[str, str] = ("", "")
        self._lay()
        self.add_foot(self._add_text())
        # It is seen only while adding is out of the question, beside what can be done instead.
        self.add_button = PushButton(self._add_text(), self)
        self.add_button.setEnabled(False)
        self.buttons.addButton(self.add_button, QDialogButtonBox.ButtonRole.ActionRole)
        self._late = QTimer(self, singleShot=True, interval=TYPED_AFTER_MS)
        self._late.timeout.connect(lambda: self.typed.emit(self.values()))
        self._connect()
        self._show_state()
        for key, sentence in (problems or {}).items():
            if key in self.fields.values():
                self.fields.set_problem(key, sentence)

    def _add_text(self) -> str:
        return _("Add prospect") if self._prospect else _("Add member")

    def _lay(self) -> None:
        self.guest.setChecked(True)
        for button in (self.guest, self.invited):
            self.kind.addButton(button)
            button.setVisible(self._prospect)
        left = QVBoxLayout()
        left.setSpacing(4)
        if self._prospect:
            row = QHBoxLayout()
            row.setSpacing(16)
            row.addWidget(self.guest)
            row.addWidget(self.invited)
            row.addStretch(1)
            left.addLayout(row)
            left.addSpacing(8)
        left.addWidget(self.fields)
        self._names_place = QVBoxLayout()
        left.addLayout(self._names_place)
        left.addWidget(self.consent)
        left.addWidget(self.shared)
        left.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(16)
        across.addLayout(left, 1)
        across.addWidget(self.known)
        self.body.addLayout(across)
        if self._prospect:
            QWidget.setTabOrder(self.guest, self.invited)
            QWidget.setTabOrder(self.invited, self.fields.field(next(iter(self.fields.values()))))

    def _connect(self) -> None:
        self.fields.edited.connect(lambda _key: self._late.start())
        self.shared.toggled.connect(lambda _on: self._show_state())
        self.known.used.connect(lambda record: self.finish(self._answer_with(use_id=record)))
        self.known.opened.connect(lambda record: self.finish(self._answer_with(open_id=record)))
        self.known.dismissed.connect(self._dismiss)

    def values(self) -> dict[str, str]:
        """All texts as typed, with the consent."""
        return {**self.fields.values(), "consent": "yes" if self.consent.isChecked() else ""}

    def show_known(self, known: Sequence[Known]) -> None:
        """List who may be the same person; those waved aside stay aside."""
        if tuple(known) != self._known:
            self._known = tuple(known)
            self._show_state()

    def show_warnings(self, warnings: Mapping[str, str]) -> None:
        """Say something under these fields that stops nobody; warnings said before and not repeated go."""
        for key, sentence in self._warnings.items():
            if key not in warnings and self.fields.problem(key) == sentence:
                self.fields.set_problem(key, None)
        self._warnings = dict(warnings)
        for key, sentence in warnings.items():
            self.fields.set_problem(key, sentence, "warn")

    def _dismiss(self, record: int) -> None:
        self._dismissed.add(record)
        self._show_state()

    def shown(self) -> tuple[Known, ...]:
        """The people listed now."""
        return tuple(person for person in self._known if person.id not in self._dismissed)

    def holder(self) -> Known | None:
        """The member whose number was typed and who stands in the way of adding (P4)."""
        shares = self._shared_allowed and self.shared.isChecked()
        return None if shares else next((person for person in self.shown() if person.is_member and person.has_phone), None)

    def prospect_to_use(self) -> Known | None:
        """The prospect whose number was typed, with whose record a new member goes on (P3)."""
        return next((person for person in self.shown() if person.can_use and person.has_phone), None)

    def _show_state(self) -> None:
        """Show who is known, and let the filled button say the likeliest next step."""
        holder, to_use = self.holder(), self.prospect_to_use()
        self._ask_name(to_use)
        member = next((person for person in self.shown() if person.is_member and person.has_phone), None)
        self.shared.setVisible(self._shared_allowed and member is not None)
        blocking = frozenset() if holder is None or self._shared_allowed else frozenset((holder.id,))
        self.known.show_known(self.shown(), blocking)
        self.add_button.setVisible(holder is not None or to_use is not None)
        self.hint.setText("")
        if holder is not None:
            self.set_action(_("Open {name}").format(name=holder.name))
            self.hint.setText(_("A number belongs to one member."))
        elif to_use is not None:
            self.set_action(_("Register {name}").format(name=to_use.name))
            self.hint.setText(_("Registering keeps the prospect's record and number."))
        else:
            self.set_action(self._add_text())
        self.add_button.setToolTip(self.hint.text())

    def _ask_name(self, to_use: Known | None) -> None:
        """Show both names where the prospect with that phone has another one, and ask which is right (P3)."""
        asked = (to_use.name, to_use.other_name) if to_use is not None and to_use.other_name and not self._prospect else ("", "")
        if asked == self._asked:
            return
        self._asked = asked
        if self.names is not None:
            self.names.hide()
            self.names.deleteLater()
            self.names = None
        if asked[0]:
            self.names = NameChoice(*asked, self.content)
            self._names_place.addWidget(self.names)
            # The question follows the field it comes from.
            QWidget.setTabOrder(self.fields.field("phone"), self.names.keep)
            QWidget.setTabOrder(self.names.keep, self.names.take)

    def press(self) -> None:
        """Open, go on with a prospect's record, or add: as the filled button says."""
        holder, to_use = self.holder(), self.prospect_to_use()
        if holder is not None:
            self.finish(self._answer_with(open_id=holder.id))
        elif self.check():
            self.finish(self._answer_with(use_id=None if to_use is None else to_use.id))

    def _answer_with(self, open_id: int | None = None, use_id: int | None = None) -> NewPersonAnswer:
        shares = self._shared_allowed and self.shared.isVisibleTo(self.content) and self.shared.isChecked()
        keeps = use_id is not None and self.names is not None and self.names.choice() == "keep"
        guest = self._prospect and self.guest.isChecked()
        return NewPersonAnswer(self.values(), open_id, use_id, guest, shares, keeps, bool(self._dismissed))
