"""Member cards as PDF: how many, onto which paper, from which place, into which file (K1, K2)."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from db.errors import Stopped
from desktop.prints.design import MM, CardFace, CardTexts, Club, Design
from desktop.prints.layouts import CannotPrint, Layout
from desktop.prints.typesetting import missing, printable
from resources.i18n import N_

__all__ = ["CannotPrint", "CardFace", "CardTexts", "Club", "Missing", "Printed", "missing_glyphs", "print_cards"]

# A page waits in memory until its file is written: 7 KB a card.
CARDS_A_FILE = 50_000


@dataclass(frozen=True)
class Printed:
    """What was printed: cards with their copies, pages with their back sides, and the files (none for a stream)."""

    cards: int
    pages: int
    files: tuple[Path, ...]


@dataclass(frozen=True)
class Missing:
    """A card with signs that no font of the program holds; without *has_name* its number stands where the name would be."""

    index: int
    name: str
    signs: str
    has_name: bool


def missing_glyphs(cards: Iterable[CardFace]) -> list[Missing]:
    """The cards that cannot show all they should, by their place in *cards*: to be told before printing."""
    found = []
    for index, face in enumerate(cards):
        signs = missing(" ".join(filter(None, (face.name, face.tier, face.benefit_card, face.conditions))))
        if signs:
            found.append(Missing(index, face.name, signs, printable(face.name) is not None))
    return found


def print_cards(
    target: Path | str | BinaryIO,
    cards: Iterable[CardFace],
    club: Club,
    layout: Layout,
    *,
    start: int = 1,
    copies: int = 1,
    outlines: bool = True,
    backs: bool = False,
    texts: CardTexts | None = None,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Printed:
    """Print member cards from place *start* of the first sheet on (K1).

    With *backs* every sheet is followed by its back side, for a printer that turns the paper on the long edge. More than 50,000
    cards go into several files, numbered `-1`, `-2` and so on. Files appear only when all are whole. *progress* is told (cards
    done, cards in all) after each sheet, and *stop* is asked before it. Raises CannotPrint with nothing printed, and Stopped
    with nothing left behind.
    """
    layout.check_start(start)
    faces = [face for face in cards for _copy in range(copies)]
    if not faces:
        raise CannotPrint(N_("There is no card to print: cards are printed for members only."))
    slots: list[CardFace | None] = [*[None] * (start - 1), *faces]
    a_file = CARDS_A_FILE // layout.places * layout.places
    parts = [slots[first : first + a_file] for first in range(0, len(slots), a_file)]
    job = _Job(club, layout, texts or CardTexts(), outlines, backs, len(faces), progress or _quiet, stop or _never)
    if not isinstance(target, (str, Path)):
        if len(parts) > 1:
            raise CannotPrint(N_("At most {count} cards can be shown at once; print them into a file instead."), count=CARDS_A_FILE)
        job.write(target, parts[0])
        return Printed(len(faces), job.pages, ())
    path = Path(target)
    files = [path] if len(parts) == 1 else [path.with_stem(f"{path.stem}-{number}") for number in range(1, len(parts) + 1)]
    _write_files(job, files, parts)
    return Printed(len(faces), job.pages, tuple(files))


def _write_files(job: _Job, files: Sequence[Path], parts: Sequence[Sequence[CardFace | None]]) -> None:
    """Write every file beside its place and move them there when all are whole; otherwise nothing is left."""
    halves = [file.with_name(f"{file.name}.part") for file in files]
    file = files[0]
    try:
        for file, half, part in zip(files, halves, parts, strict=True):
            if file.is_dir():
                raise IsADirectoryError(errno.EISDIR, "is a folder")
            with half.open("wb") as stream:
                job.write(stream, part)
        for file, half in zip(files, halves, strict=True):
            half.replace(file)
    except OSError as error:
        raise refusal(error, file) from error
    finally:
        for half in halves:
            _remove(half)


def _remove(half: Path) -> None:
    """Take away what is left of a file that was not finished, as far as the folder lets us."""
    try:
        half.unlink(missing_ok=True)
    except OSError:
        # The folder refused the file in the first place, and that has been said.
        return


def refusal(error: OSError, file: Path) -> CannotPrint:
    """Why a file could not be written, and what to do about it."""
    if isinstance(error, IsADirectoryError):
        return CannotPrint(N_("{file} is a folder; give the cards a file name of their own."), file=file)
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return CannotPrint(N_("There is no folder {folder}; nothing was printed. Choose another place."), folder=file.parent)
    if isinstance(error, PermissionError):
        return CannotPrint(
            N_("{file} cannot be written: it is open in another program, or you may not write there. Close it, or choose another place."),
            file=file,
        )
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return CannotPrint(N_("The disk is full: {file} was not written. Make room, or choose another place."), file=file)
    return CannotPrint(N_("{file} cannot be written ({reason}). Choose another place."), file=file, reason=error.strerror or error)


def _quiet(done: int, total: int) -> None:
    """Nobody wants to know."""


def _never() -> bool:
    """Nobody can stop it."""
    return False


class _Job:
    """One print job over its files: the settings, the pages so far."""

    def __init__(
        self,
        club: Club,
        layout: Layout,
        texts: CardTexts,
        outlines: bool,
        backs: bool,
        total: int,
        progress: Callable[[int, int], None],
        stop: Callable[[], bool],
    ) -> None:
        self._club, self._layout, self._texts, self._outlines, self._backs = club, layout, texts, outlines, backs
        self._total, self._progress, self._stop = total, progress, stop
        self._done = 0
        self.pages = 0

    def write(self, stream: BinaryIO, slots: Sequence[CardFace | None]) -> None:
        """Write one PDF: the places in order, None for one that is used already."""
        canvas = self._canvas(stream)
        design = Design(canvas, self._club, self._layout, self._texts, outlines=self._outlines)
        for first in range(0, len(slots), self._layout.places):
            if self._stop():
                raise Stopped
            sheet = slots[first : first + self._layout.places]
            self._page(canvas, design, sheet)
            self._done += sum(face is not None for face in sheet)
            self._progress(self._done, self._total)
        canvas.save()

    def _canvas(self, stream: BinaryIO) -> Any:
        """A new document in the paper's size, its streams compressed and binary."""
        from reportlab import rl_config
        from reportlab.pdfgen.canvas import Canvas

        # Wrapping the compressed streams in letters, as mail once needed, would make files a quarter larger.
        rl_config.useA85 = 0
        width, height = self._layout.paper
        canvas = Canvas(stream, pagesize=(width * MM, height * MM), pageCompression=1)
        canvas.setTitle(self._club.name)
        canvas.setCreator("Regulars")
        return canvas

    def _page(self, canvas: Any, design: Design, sheet: Sequence[CardFace | None]) -> None:
        """One sheet, and its back where that is wanted: turned on the long edge, left and right change places."""
        paper_width, paper_height = self._layout.paper
        faces = [(face, self._layout.rectangle(place)) for place, face in enumerate(sheet, 1) if face is not None]
        for face, (x, y, _width, height) in faces:
            design.front(face, x * MM, (paper_height - y - height) * MM)
        canvas.showPage()
        self.pages += 1
        if self._backs:
            for face, (x, y, width, height) in faces:
                design.back(face, (paper_width - x - width) * MM, (paper_height - y - height) * MM)
            canvas.showPage()
            self.pages += 1
