"""PDF through pypdf: running text with its places out, every sentence held against a second extraction."""

import logging
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from ingest.assembly import Assembled, assemble
from ingest.blocks import outline_keys
from ingest.drawing import TooMuchDrawn, draw
from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.fonts import Fonts
from ingest.furniture import clear_furniture, page_labels
from ingest.layout import Line, page_lines
from ingest.parsed import Parsed
from ingest.remarks import Remark, Subject
from ingest.runs import Drawn
from ingest.second_extraction import not_found, page_letters
from ingest.sentences import sentence_spans
from ingest.structure import unique_sections

_SIGNATURE = b"%PDF-"
_SIGNATURE_WITHIN = 1024  # bytes from the start within which the signature must stand
_INFO = {"/Title": "title", "/Author": "author"}
_MOST_PAGES = 2_000

# what pypdf lets through from inside when a file's objects are not what they claim to be
_BROKEN = (
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


def read_pdf(path: Path) -> Parsed:
    """Reads a PDF into running text.

    Raises:
        UnreadableDocument: no PDF, broken, too large, or locked with a password.
        EmptyDocument: no pages, or pages without text (a scan).
    """
    with _said(path), _hushed():
        reader = _open(path)
        _refuse_too_many(path, len(reader.pages))
        labels = tuple(reader.page_labels)
        fonts = Fonts()
        drawn = [_drawn(path, page, i, fonts) for i, page in enumerate(reader.pages)]
        laid = [page_lines(page.runs, i) for i, page in enumerate(drawn)]
        outline = outline_keys(_outline_titles(reader))
        found = _info(reader)
    pages = [page.lines for page in laid]
    moved = frozenset(i for i, page in enumerate(laid) if page.moved)
    _refuse_without_text(path, pages)
    cleared = clear_furniture(pages)
    names = page_labels(cleared.printed, labels)
    read = _checked(path, assemble(cleared.pages, names, outline, moved), names, found)
    blank = tuple(label for label, page in zip(names, pages, strict=True) if not page)
    return replace(read, remarks=(Remark(Subject.BLANK_PAGE, blank),)) if blank else read


def _open(path: Path) -> PdfReader:
    with path.open("rb") as file:
        if _SIGNATURE not in file.read(_SIGNATURE_WITHIN):
            raise UnreadableDocument(f"{path.name} är inte en PDF. Spara dokumentet som PDF och försök igen.")
    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise _locked(path)
    return reader


def _locked(path: Path) -> UnreadableDocument:
    return UnreadableDocument(f"{path.name} är låst med lösenord. Ta bort lösenordet och försök igen.")


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """Turns what the library says into one sentence of ours."""
    try:
        yield
    except (FileNotDecryptedError, DependencyError) as error:
        raise _locked(path) from error
    except FileNotFoundError as error:
        raise UnreadableDocument(f"{path} finns inte. Kontrollera sökvägen.") from error
    except OSError as error:
        raise UnreadableDocument(f"{path.name} kan inte öppnas. Kontrollera att du får läsa filen.") from error
    except (PyPdfError, *_BROKEN) as error:
        raise UnreadableDocument(
            f"{path.name} är skadad och kan inte läsas som PDF. Hämta filen på nytt, eller spara om den som PDF."
        ) from error


@contextmanager
def _hushed() -> Iterator[None]:
    """Keeps what the library remarks in English off the terminal where nobody has set up logging."""
    logger, silent = logging.getLogger("pypdf"), logging.NullHandler()
    logger.addHandler(silent)
    try:
        yield
    finally:
        logger.removeHandler(silent)


def _refuse_too_many(path: Path, pages: int) -> None:
    if pages > _MOST_PAGES:
        raise UnreadableDocument(
            f"{path.name} har {pages} sidor, och mer än {_MOST_PAGES} kan inte läsas. Dela upp filen i flera."
        )


def _drawn(path: Path, page: PageObject, index: int, fonts: Fonts) -> Drawn:
    try:
        return draw(page, fonts)
    except TooMuchDrawn as error:
        raise UnreadableDocument(
            f"{path.name} är för stor för att läsas: det ritas orimligt mycket på filens sida {index + 1}. "
            "Spara om den som PDF."
        ) from error


def _refuse_without_text(path: Path, pages: Sequence[Sequence[Line]]) -> None:
    if not pages:
        raise EmptyDocument(f"{path.name} har inga sidor. Kontrollera att filen är hel och lägg in den på nytt.")
    if not any(pages):
        raise EmptyDocument(
            f"{path.name} har ingen text och är troligen inskannad. "
            "Lägg in en version med text, eller en som har gått genom OCR."
        )


def _outline_titles(reader: PdfReader) -> Iterator[str]:
    stack: list[object] = list(reader.outline)
    while stack:
        entry = stack.pop()
        if isinstance(entry, list):
            stack += entry
        elif title := getattr(entry, "title", None):
            yield str(title)


def _info(reader: PdfReader) -> dict[str, str]:
    info: Mapping[str, object] = reader.metadata or {}
    return {ours: said for theirs, ours in _INFO.items() if (said := str(info.get(theirs) or "").strip())}


def _checked(path: Path, whole: Assembled, labels: Sequence[str], found: Mapping[str, str]) -> Parsed:
    """Holds every sentence against the second extraction; one that counts the pages otherwise holds none of them."""
    second = page_letters(path)
    if second is None or len(second) != len(labels):
        second = ("",) * len(labels)
    spans = [s for block in whole.blocks for s in sentence_spans(whole.text, block.span)]
    by_label: dict[str, str] = {}
    for label, letters in zip(labels, second, strict=True):
        by_label[label] = by_label.get(label, "") + letters
    return Parsed(
        whole.text,
        unique_sections(whole.text, whole.blocks),
        whole.pages,
        dict(found),
        unverified=not_found(whole.text, spans, whole.pages, whole.cuts, by_label),
        page_count=len(labels),
    )
