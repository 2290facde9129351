"""Databases that cannot be opened: the window says why, and asks for another (issue 3, *Bad input*)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.app import Regulars
from desktop.settings import Settings
from tests.desktop.test_cli_bad_input import strange
from tests.journeys.test_members import database_of, dialog_of
from ui.dialogs.new_club import NewClub
from ui.dialogs.problem import Problem


def test_each_database_that_cannot_be_opened_is_told_and_another_is_asked_for(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    """Not ours, newer, missing, a folder, empty, noise, an unreachable server; no password is shown."""
    for place, (address, named) in enumerate(strange(tmp_path).items()):
        window = Regulars(qapp, Settings(tmp_path / f"settings-{place}.json"))
        window.show(address)
        told = dialog_of(qtbot, window, Problem)
        said = " ".join(label.text() for label in told.findChildren(QLabel))
        assert named in said
        assert "hunter2" not in said
        told.press()
        question = dialog_of(qtbot, window, NewClub)
        with qtbot.waitSignal(question.answered):
            question.reject()
        assert window.desk is None
        window.window.close()
        window.window.deleteLater()


def test_a_read_only_club_opens_with_a_banner_and_refuses_to_write(
    open_window: Callable[..., Regulars], sample_club: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    """reliability.md, *Faults*: no traceback, one sentence."""
    file = tmp_path / "kept.regulars"
    file.write_bytes(sample_club.read_bytes())
    file.chmod(0o444)
    window = open_window(str(file))
    assert database_of(window).is_read_only
    assert any("may only be read" in label.text() for label in window.window.banner.findChildren(QLabel))
    table, model = window.ways.people_in_view().page.table, window.ways.people_in_view().records.model
    column = model.column_of("first_name")
    assert column is not None
    table.setCurrentIndex(model.index(0, column))
    QTest.keyClick(table, Qt.Key.Key_F2)
    editor = table.viewport().findChild(QLineEdit)
    if editor is not None:
        editor.setText("Zebedee")
        QTest.keyClick(editor, Qt.Key.Key_Return)
        qtbot.waitUntil(
            lambda: any("only be read" in card.text for card in window.ways.people_in_view().page.notices.shown() if hasattr(card, "text"))
        )
    assert file.read_bytes() == sample_club.read_bytes()


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGULARS_SETTINGS", str(tmp_path / "settings"))
