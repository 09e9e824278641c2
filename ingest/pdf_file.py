"""A PDF file through pypdf: what it says of itself, and what is drawn on its pages."""

import logging
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError
from pypdf.generic import Destination

from ingest.drawing import draw
from ingest.errors import UnreadableDocument
from ingest.fonts import Fonts
from ingest.pdf_tags import Headings, tagged_headings
from ingest.pen import TooMuchDrawn
from ingest.runs import Drawn

_SIGNATURE = b"%PDF-"
_SIGNATURE_WITHIN = 1024  # bytes from the start within which the signature must stand
_INFO = {"/Title": "title", "/Author": "author"}

# what pypdf lets through from inside when a file's objects are not what they claim to be
_BROKEN = (
    PyPdfError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RuntimeError,  # RecursionError and NotImplementedError are two
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A title in the file's outline, and the index of the page that it leads to, where that can be told."""

    title: str
    page: int | None


@dataclass(frozen=True, slots=True)
class PdfFile:
    """What a file tells: a label for each page, bookmarks, title and author, and what is drawn on each page.

    A page is None where pypdf cannot read it. `headings` are those that the file's structure names, by page.
    """

    labels: tuple[str, ...]
    bookmarks: tuple[Bookmark, ...]
    headings: Mapping[int, Headings]
    found: Mapping[str, str]
    pages: tuple[Drawn | None, ...]


def read_file(path: Path, most_pages: int) -> PdfFile | None:
    """Reads a PDF; None where pypdf can make nothing of it.

    Raises:
        UnreadableDocument: no PDF, not there, too large, or locked with a password.
    """
    with _said(path), _hushed():
        _refuse_no_pdf(path)
        try:
            return _read(path, most_pages)
        except (FileNotDecryptedError, DependencyError):
            raise
        except _BROKEN:
            return None


def _refuse_no_pdf(path: Path) -> None:
    with path.open("rb") as file:
        if _SIGNATURE not in file.read(_SIGNATURE_WITHIN):
            raise UnreadableDocument(f"{path.name} är inte en PDF. Spara dokumentet som PDF och försök igen.")


def _read(path: Path, most_pages: int) -> PdfFile:
    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise _locked(path)
    refuse_too_many(path, len(reader.pages), most_pages)
    fonts = Fonts()
    return PdfFile(
        tuple(reader.page_labels),
        tuple(_bookmarks(reader)),
        _headings(reader),
        _info(reader),
        tuple(_drawn(path, page, i, fonts) for i, page in enumerate(reader.pages)),
    )


def refuse_too_many(path: Path, pages: int, most: int) -> None:
    """Raises UnreadableDocument for a file of far too many pages."""
    if pages > most:
        raise UnreadableDocument(
            f"{path.name} har {pages} sidor, och mer än {most} läses inte. "
            "Dela upp filen i flera, eller tillåt fler med --pages-per-file."
        )


def damaged(path: Path) -> UnreadableDocument:
    """What is said of a file that nothing can read."""
    return UnreadableDocument(
        f"{path.name} är skadad och kan inte läsas som PDF. Hämta filen på nytt, eller spara om den som PDF."
    )


def _locked(path: Path) -> UnreadableDocument:
    return UnreadableDocument(f"{path.name} är låst med lösenord. Ta bort lösenordet och försök igen.")


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """Turns what goes wrong into one sentence of ours."""
    try:
        yield
    except (FileNotDecryptedError, DependencyError) as error:
        raise _locked(path) from error
    except FileNotFoundError as error:
        raise UnreadableDocument(f"{path} finns inte. Kontrollera sökvägen.") from error
    except OSError as error:
        raise UnreadableDocument(f"{path.name} kan inte öppnas. Kontrollera att du får läsa filen.") from error


@contextmanager
def _hushed() -> Iterator[None]:
    """Keeps what the library remarks in English off the terminal where nobody has set up logging."""
    logger, silent = logging.getLogger("pypdf"), logging.NullHandler()
    logger.addHandler(silent)
    try:
        yield
    finally:
        logger.removeHandler(silent)


def _drawn(path: Path, page: PageObject, index: int, fonts: Fonts) -> Drawn | None:
    try:
        return draw(page, fonts)
    except TooMuchDrawn as error:
        raise UnreadableDocument(
            f"{path.name} är för stor för att läsas: det ritas orimligt mycket på filens sida {index + 1}. "
            "Spara om den som PDF."
        ) from error
    except _BROKEN:
        return None


def _bookmarks(reader: PdfReader) -> Iterator[Bookmark]:
    try:
        stack: list[object] = list(reader.outline)
    except _BROKEN:
        return
    while stack:
        entry = stack.pop()
        if isinstance(entry, list):
            stack += entry
        elif isinstance(entry, Destination) and entry.title:
            yield Bookmark(str(entry.title), _page_of(reader, entry))


def _page_of(reader: PdfReader, bookmark: Destination) -> int | None:
    try:
        return reader.get_destination_page_number(bookmark)
    except _BROKEN:
        return None


def _headings(reader: PdfReader) -> Mapping[int, Headings]:
    try:
        return tagged_headings(reader)
    except _BROKEN:
        return {}


def _info(reader: PdfReader) -> dict[str, str]:
    try:
        info: Mapping[str, object] = reader.metadata or {}
        return {ours: said for theirs, ours in _INFO.items() if (said := str(info.get(theirs) or "").strip())}
    except _BROKEN:
        return {}


def page_labels_of(file: PdfFile | None, pages: int) -> Sequence[str]:
    """The labels that the file states, one a page; their numbers where it states none."""
    return file.labels if file and len(file.labels) == pages else [str(i) for i in range(1, pages + 1)]
