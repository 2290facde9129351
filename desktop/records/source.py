"""Source: what a table of records needs to know of its kind of record; people are the first of them (house.md, *records*)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol

from db import search
from db.fields import Field, Manner
from db.journal import Change
from db.search import Connection, Ids, Query
from db.search.faces import tier_colours
from desktop.records.cells import Cell, Cells, Shown, column_cell, header_cell
from desktop.records.news import News
from desktop.records.selecting import Selecting, Step, looks_at
from ui.roles import Editor


class Answering(Protocol):
    """Answers questions one after the other on the search thread, and keeps what the next one can use."""

    figures: tuple[str, ...]

    def steps(self, connection: Connection, query: Query, *, quietly: bool = False) -> Iterator[Step]:
        """The answer in steps; *quietly*: the table is shown already and only swaps whole orders."""

    def forget(self, keys: Collection[str] | None) -> None:
        """Drop what is kept of these columns (None: of all), because somebody changed them."""


class Ready(Protocol):
    """Makes rows ready to be painted, on the page thread."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns that are read."""

    def make(self, rows: list[tuple[Any, ...]], beside: Any) -> list[Shown]:
        """Rows of `Source.rows` made ready; *beside* is what `Source.beside` read."""


class Source(Protocol):
    """One kind of record: which ids a question finds, what a row of an id holds, how it looks, and what a change of the journal means."""

    def query(self) -> Query:
        """What is asked at first."""

    def answering(self) -> Answering:
        """What finds the ids; it lives on the search thread alone."""

    def rows(self, connection: Connection, ids: Sequence[int] | Ids, fields: Sequence[Field]) -> list[tuple[Any, ...]]:
        """The rows of these ids in their order, as `cells` takes them; a record that is gone is left out."""

    def beside(self, connection: Connection) -> Any:
        """What every page needs beside its rows (colours of tiers); read once, and again when the news say so."""

    def cells(self, fields: tuple[Field, ...], manner: Manner) -> Ready:
        """What makes rows of these columns ready."""

    def column(self, field: Field, editor: Editor | None) -> Cell:
        """What every cell of a column has."""

    def head(self, field: Field, manner: Manner) -> Cell:
        """What the head of a column tells."""

    def news(self, changes: Sequence[Change]) -> News:
        """Which rows are stale and which columns moved after these changes."""

    def looks_at(self, query: Query) -> frozenset[str]:
        """The columns whose change may change what is found, or in which order."""


class People:
    """Members and prospects."""

    def query(self) -> Query:
        """See Source."""
        return Query()

    def answering(self) -> Answering:
        """See Source."""
        return Selecting()

    def rows(self, connection: Connection, ids: Sequence[int] | Ids, fields: Sequence[Field]) -> list[tuple[Any, ...]]:
        """See Source: (id, version, stage, status, then the values)."""
        return search.rows(connection, ids, fields)

    def beside(self, connection: Connection) -> Mapping[str, str | None]:
        """The colours of the tiers by name."""
        return tier_colours(connection)

    def cells(self, fields: tuple[Field, ...], manner: Manner) -> Ready:
        """See Source."""
        return Cells(fields, manner)

    def column(self, field: Field, editor: Editor | None) -> Cell:
        """See Source."""
        return column_cell(field, editor)

    def head(self, field: Field, manner: Manner) -> Cell:
        """See Source."""
        return header_cell(field, manner)

    def news(self, changes: Sequence[Change]) -> News:
        """See Source."""
        return News.of(changes)

    def looks_at(self, query: Query) -> frozenset[str]:
        """See Source."""
        return looks_at(query)


PEOPLE = People()
