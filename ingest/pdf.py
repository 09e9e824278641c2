"""PDF: running text with its places out, every sentence held against a second extraction."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pypdfium2 as pdfium

from ingest.assembly import Assembled, assemble
from ingest.blocks import Outline
from ingest.document import touches
from ingest.errors import EmptyDocument
from ingest.furniture import clear_furniture, page_labels
from ingest.labels import told_apart
from ingest.ocr import INSTALL, can_recognise
from ingest.parsed import MOST_PAGES, Parsed
from ingest.pdf_file import damaged, page_labels_of, read_file, refuse_too_many
from ingest.pdf_pages import PageText, read_pages
from ingest.pdfium import load_page, open_pdfium, read_text
from ingest.remarks import Remark, Subject, hidden_text
from ingest.second_extraction import letters, not_found
from ingest.sentences import sentence_spans
from ingest.statutes import open_blocks
from ingest.structure import unique_sections

_OCR_S = 90.0
_OCR_S_PER_MB = 15.0
_OCR_MOST_S = 480.0
_GARBLED = "Texten är inte läst: typsnittet säger inte vilka tecken den består av."


def read_pdf(path: Path, most_pages: int = MOST_PAGES) -> Parsed:
    """Reads a PDF into running text; pages that are pictures of text are read by OCR where that is installed.

    Raises:
        UnreadableDocument: no PDF, broken, too large, or locked with a password.
        EmptyDocument: no pages, or no text on any.
    """
    file = read_file(path, most_pages)
    other = open_pdfium(path)
    if file is None and other is None:
        raise damaged(path)
    drawn = file.pages if file else [None] * len(other or ())
    refuse_too_many(path, len(drawn), most_pages)
    seconds = min(_OCR_MOST_S, _OCR_S + _OCR_S_PER_MB * path.stat().st_size / 1_000_000)
    pages = read_pages(drawn, file.headings if file else {}, other, seconds)
    _refuse_without_text(path, pages)
    cleared = clear_furniture([page.lines for page in pages])
    named = page_labels(cleared.printed, page_labels_of(file, len(pages)))
    names = told_apart(named)
    whole = assemble(
        cleared.pages,
        names,
        Outline.of((mark.title, mark.page) for mark in (file.bookmarks if file else ())),
        moved=_indices(page.moved for page in pages),
        scanned=_indices(page.layer or page.confidence is not None for page in pages),
    )
    parsed = _checked(whole, names, _second(other, len(names)), file.found if file else {})
    return replace(parsed, remarks=tuple(_remarks(named, pages)))


def _indices(told: Iterator[bool]) -> frozenset[int]:
    return frozenset(i for i, holds in enumerate(told) if holds)


def _refuse_without_text(path: Path, pages: Sequence[PageText]) -> None:
    if not pages:
        raise EmptyDocument(f"{path.name} har inga sidor. Kontrollera att filen är hel och lägg in den på nytt.")
    if any(page.lines for page in pages):
        return
    if any(page.unread or page.garbled for page in pages) and not can_recognise():
        raise EmptyDocument(
            f"{path.name} är inskannad och kan inte läsas utan teckenigenkänning. {INSTALL} och bygg om."
        )
    raise EmptyDocument(f"{path.name} har ingen text som kan läsas. Lägg in en version med text.")


def _second(other: pdfium.PdfDocument | None, pages: int) -> tuple[str, ...]:
    """Letters of every page as pdfium reads them; none where it counts the pages otherwise."""
    if other is None or len(other) != pages:
        return ("",) * pages
    loaded = (load_page(other, i) for i in range(pages))
    return tuple(letters(read_text(page)) if page is not None else "" for page in loaded)


def _checked(whole: Assembled, labels: Sequence[str], second: Sequence[str], found: Mapping[str, str]) -> Parsed:
    """Holds every sentence against the second extraction, but for those that OCR has read: there is none of them."""
    blocks = open_blocks(whole.text, whole.blocks)
    spans = [s for block in blocks for s in sentence_spans(whole.text, block.span)]
    written = [span for span in spans if not touches(span, whole.scans)]
    by_label = dict(zip(labels, second, strict=True))
    return Parsed(
        whole.text,
        unique_sections(whole.text, blocks),
        whole.pages,
        dict(found),
        unverified=not_found(whole.text, written, whole.pages, whole.cuts, by_label),
        file_pages=tuple(labels),
        scans=whole.scans,
    )


def _remarks(labels: Sequence[str], pages: Sequence[PageText]) -> Iterator[Remark]:
    """What the editor should know of the pages."""
    told = list(zip(labels, pages, strict=True))
    blank = tuple(label for label, page in told if not (page.lines or page.unread or page.garbled))
    unread = tuple(label for label, page in told if page.unread)
    garbled = tuple(label for label, page in told if page.garbled)
    if blank:
        yield Remark(Subject.BLANK_PAGE, blank)
    if unread:
        yield Remark(Subject.SCANNED_PAGE, unread)
    if garbled:
        yield Remark(Subject.OTHER, garbled, _GARBLED)
    yield from _recognised(told)
    for hidden, held in groupby(told, key=lambda entry: entry[1].hidden):
        if hidden:
            yield hidden_text(tuple(label for label, _ in held), hidden)


def _recognised(told: Sequence[tuple[str, PageText]]) -> Iterator[Remark]:
    ours = [(label, page.confidence) for label, page in told if page.confidence is not None]
    if ours:
        sure = sum(confidence for _, confidence in ours) / len(ours)
        yield Remark(Subject.OCR_PAGE, tuple(label for label, _ in ours), confidence=round(sure, 3))
    layers = tuple(label for label, page in told if page.layer)
    if layers:
        yield Remark(Subject.OCR_PAGE, layers)
