"""Connect to a club on a PostgreSQL server: host, port, database, user and password in fields of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtWidgets import QLineEdit, QWidget

from resources.i18n import _
from ui.dialogs.parts import Card, IconLine, wrapped
from ui.dialogs.question import Question
from ui.form import FieldSpec, Form
from ui.roles import Editor

HIGHEST_PORT = 65_535


@dataclass(frozen=True)
class ServerAnswer:
    """Where the club's server is and who connects. The password is never shown, not even in a report."""

    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)


def check_port(text: str) -> str | None:
    """What is wrong with a port, or None."""
    sound = text.strip().isascii() and text.strip().isdecimal() and 0 < int(text) <= HIGHEST_PORT
    return None if sound else _("A port is a number from 1 to 65535.")


class OpenServer(Question):
    """Ask where the server is. values: from an earlier try (without the password); problem: why that one failed."""

    def __init__(self, values: Mapping[str, str] | None = None, *, problem: str = "", parent: QWidget | None = None) -> None:
        super().__init__(_("Connect to PostgreSQL"), parent=parent)
        before = {"port": "5432", **(values or {})}
        text = Editor("text")
        self.form = self.fields = Form(
            [
                FieldSpec("host", _("Server"), Editor("text", hint="db.example.org"), before.get("host", ""), span=2, required=True),
                FieldSpec("port", _("Port"), Editor("number", check=check_port), before["port"], required=True),
                FieldSpec("database", _("Database"), text, before.get("database", ""), span=3, required=True),
                FieldSpec("user", _("User"), text, before.get("user", ""), span=3, required=True),
                FieldSpec("password", _("Password"), text, span=3),
            ],
            columns=3,
            parent=self.content,
        )
        password = self.fields.field("password")
        if isinstance(password, QLineEdit):
            password.setEchoMode(QLineEdit.EchoMode.Password)
        if problem:
            card = Card(self.content, tone="bad")
            card.column.addWidget(IconLine("error", "bad", problem, card))
            self.body.addWidget(card)
        self.body.addWidget(self.fields)
        self.body.addWidget(wrapped(_("Whoever runs the server can tell you these."), self.content, muted=True, small=True))
        self.body.addStretch(1)
        self.add_foot(_("Connect"))

    def answer(self) -> ServerAnswer:
        """The fields, without blanks around them; a password keeps its blanks."""
        values = {key: value.strip() for key, value in self.fields.values().items()}
        return ServerAnswer(values["host"], int(values["port"]), values["database"], values["user"], self.fields.text("password"))
