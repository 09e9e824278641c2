"""The pages of a PDF as lines: by pypdf, else by pdfium, else by OCR; without what nobody sees."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium

from ingest.layout import Line, page_lines
from ingest.ocr import DOTS, Recognised, can_recognise, recognise
from ingest.pdf_tags import Headings
from ingest.pdfium import Picture, draw_by_pdfium, load_page, picture
from ingest.runs import Drawn
from ingest.visible import seen

_VISIBLE_DOTS = 108  # an inch, at which text of 5 points still stands out
_BLANK_DOTS = 24
_BLANK = 200  # of 255: darker, and something is drawn
_FEW_WORDS = 25  # on a page that is mostly a picture: a stamp, a running head
_MOSTLY = 0.5  # share of the page that pictures must cover
_GARBLED = 0.1  # share of characters that are none from which on a text is garbled
_LEAST = 20  # characters, or words, below which nothing can be said
_NO_VOWELS = 0.5  # share of words
_VOWELS = re.compile(r"[aeiouyåäöéèüæøáíóúàêô]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{4,}")
_LATIN = re.compile(r"[a-zåäö]", re.IGNORECASE)
_NO_CHARACTER = {"Co", "Cn", "Cc", "Cs"}
_MOST_HEADINGS = 0.3  # share of a document's characters
_LEAST_SURE = 0.5
_LEAST_WORDS = 5
_TIMES_MORE = 3  # what is recognised must hold so many times the words that are written


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's lines in reading order. `moved`: that is not how they are drawn. `hidden`: words nobody sees.

    `layer`: the text is what OCR has put over a picture. `confidence` is that of our own OCR, None for text that is
    written. `unread`: the page has text, which could not be read.
    """

    lines: tuple[Line, ...] = ()
    moved: bool = False
    hidden: str = ""
    layer: bool = False
    confidence: float | None = None
    unread: bool = False
    garbled: bool = False


def read_pages(
    drawn: Sequence[Drawn | None], headings: Mapping[int, Headings], other: pdfium.PdfDocument | None, seconds: float
) -> list[PageText]:
    """Reads every page.

    Args:
        drawn: what pypdf tells is drawn on each; None where it cannot.
        headings: those that the file's structure names, by page.
        other: the same file through pdfium.
        seconds: how long OCR may take.
    """
    pages = _with_headings([_read(i, page, headings.get(i, {}), other) for i, page in enumerate(drawn)])
    scans = [i for i, page in enumerate(pages) if page.unread or page.garbled]
    if not scans or not can_recognise():
        return [_left_unread(page) for page in pages]
    found = recognise(scans, lambda index: _look(load_page(other, index), DOTS), seconds)
    return [_with_scan(page, i, found) for i, page in enumerate(pages)]


def _with_headings(pages: list[PageText]) -> list[PageText]:
    """The pages with the headings that the file names, unless it calls most anything a heading."""
    every = [line for page in pages for line in page.lines]
    named = sum(len(line.text) for line in every if line.depth)
    if named <= _MOST_HEADINGS * sum(len(line.text) for line in every):
        return pages
    return [replace(page, lines=tuple(replace(line, depth=0) for line in page.lines)) for page in pages]


def _read(index: int, drawn: Drawn | None, headings: Headings, other: pdfium.PdfDocument | None) -> PageText:
    page = load_page(other, index)
    if page is not None and (drawn is None or is_garbled(_written(drawn))):
        second = draw_by_pdfium(page)
        drawn = second if drawn is None or not is_garbled(_written(second)) else drawn
    if drawn is None:
        return PageText(unread=True)
    sight = seen(drawn, lambda: _look(page, _VISIBLE_DOTS))
    laid = page_lines(sight.runs, index, headings)
    hidden = " ".join(" ".join(run.text for run in sight.hidden).split())
    read = PageText(laid.lines, laid.moved, hidden, sight.layer, garbled=is_garbled(_written(drawn)))
    return replace(read, unread=not sight.layer and _is_scan(drawn, laid.lines, page))


def _written(drawn: Drawn) -> str:
    return " ".join(run.text for run in drawn.runs)


def _look(page: pdfium.PdfPage | None, dots: float) -> Picture | None:
    return None if page is None else picture(page, dots)


def _words(lines: Sequence[Line]) -> int:
    return sum(len(line.text.split()) for line in lines)


def _is_scan(drawn: Drawn, lines: Sequence[Line], page: pdfium.PdfPage | None) -> bool:
    """Whether a page may be a picture of text: it has none but shows something, or hardly any beside a picture."""
    if not lines:
        return page is not None and int(picture(page, _BLANK_DOTS).min()) < _BLANK
    covered = max((box.shared(drawn.shown).area for box in drawn.pictures), default=0.0)
    return _words(lines) < _FEW_WORDS and covered >= _MOSTLY * drawn.shown.area > 0


def is_garbled(text: str) -> bool:
    """Whether a text is not what the page shows: its font does not tell which characters its signs are."""
    shown = [character for character in text if not character.isspace()]
    if len(shown) < _LEAST:
        return False
    none = sum(character == "\ufffd" or unicodedata.category(character) in _NO_CHARACTER for character in shown)
    words = [word for word in _WORD.findall(text) if _LATIN.search(word)]
    mute = sum(_VOWELS.search(word) is None for word in words)
    return none > _GARBLED * len(shown) or (len(words) >= _LEAST and mute > _NO_VOWELS * len(words))


def _left_unread(page: PageText) -> PageText:
    """A page that is not recognised: what is written on it stands, unless that is garbled."""
    if page.garbled:
        return replace(page, lines=(), unread=False)
    return replace(page, unread=page.unread and not page.lines)


def _with_scan(page: PageText, index: int, found: Mapping[int, Recognised]) -> PageText:
    if not (page.unread or page.garbled):
        return page
    scan = found.get(index)
    if scan is None:
        return _left_unread(page)
    words = _words(scan.lines)
    more = page.garbled or words >= _TIMES_MORE * _words(page.lines)
    if more and words >= _LEAST_WORDS and scan.confidence >= _LEAST_SURE:
        return PageText(scan.lines, hidden=page.hidden, confidence=scan.confidence)
    return replace(_left_unread(page), unread=False)
