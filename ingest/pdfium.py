"""A PDF through pdfium: the second reading of every page, its picture, and its text where pypdf cannot tell it."""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from ingest.matrix import Matrix, apply, around, framed, quarters, turned_upright
from ingest.runs import FAINT, PALE, UNPAINTED, Drawn, Run

Picture = NDArray[np.uint8]
"""(height, width): gray, 0 is black."""

_BOLD = 600  # weight
_HYPHEN = "-"
_NEXT = 0.6  # sizes by which a character may stand off the one before it within a run
_MOST_SIDE = 6_000  # pixels of a picture's longer side


def open_pdfium(path: Path) -> pdfium.PdfDocument | None:
    """The file as pdfium reads it; None where it cannot."""
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError:
        return None


def load_page(pdf: pdfium.PdfDocument | None, index: int) -> pdfium.PdfPage | None:
    """A page of the file; None where pdfium has none such, or cannot read it."""
    try:
        return pdf[index] if pdf is not None and index < len(pdf) else None
    except pdfium.PdfiumError:
        return None


def read_text(page: pdfium.PdfPage) -> str:
    """All text of a page; a part of it cannot be asked for on a page that is turned."""
    text = page.get_textpage()
    return str(text.get_text_range() if page.get_rotation() else text.get_text_bounded())


def picture(page: pdfium.PdfPage, dots: float) -> Picture:
    """What a page looks like, in gray, at so many dots an inch; fewer where the page is very large."""
    scale = min(dots / 72, _MOST_SIDE / max(1.0, *page.get_size()))
    seen: Picture = page.render(scale=scale, grayscale=True).to_numpy()
    return seen.reshape(seen.shape[0], seen.shape[1])


def draw_by_pdfium(page: pdfium.PdfPage) -> Drawn:
    """What is drawn on a page as far as pdfium tells it: text and pictures."""
    turn, shown = turned_upright(tuple(page.get_cropbox()), page.get_rotation())
    runs = tuple(_gathered(_characters(page, turn)))
    pictures = []
    for held in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = held.get_bounds()
        pictures.append(around([apply(turn, left, bottom), apply(turn, right, top)]))
    return Drawn(runs, tuple(pictures), shown)


def _characters(page: pdfium.PdfPage, turn: Matrix) -> Iterator[Run]:
    """Every character as a run of its own; a space that pdfium has made up widens the one before it."""
    text = page.get_textpage()
    for i in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, i)
        character = _HYPHEN if raw.FPDFText_IsHyphen(text, i) == 1 else chr(code) if code < 0x110000 else "\ufffd"
        if character in "\r\n\x00":
            continue
        yield _character(text, i, character, turn)


def _character(text: pdfium.PdfTextPage, i: int, character: str, turn: Matrix) -> Run:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text, i, x, y)
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text, i, box)
    m = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, i, m)
    scale = math.sqrt(abs(m.a * m.d - m.b * m.c)) or 1.0
    size = round(raw.FPDFText_GetFontSize(text, i) * scale, 2)
    stands = quarters(raw.FPDFText_GetCharAngle(text, i) + math.atan2(turn[1], turn[0]))
    start = framed(apply(turn, x.value, y.value), stands)
    far = [framed(apply(turn, *corner), stands) for corner in ((box.left, box.bottom), (box.right, box.top))]
    return Run(
        character,
        start[0],
        start[1],
        size,
        raw.FPDFText_GetFontWeight(text, i) >= _BOLD,
        max(start[0], *(corner[0] for corner in far)),
        space=0.25 * size,
        turned=stands,
        pale=_is_pale(text, i),
        unpainted=_mode(text, i) in UNPAINTED,
    )


def _is_pale(text: pdfium.PdfTextPage, i: int) -> bool:
    red, green, blue, opaque = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFText_GetFillColor(text, i, red, green, blue, opaque):
        return False
    return min(red.value, green.value, blue.value) >= PALE * 255 or opaque.value <= FAINT * 255


def _mode(text: pdfium.PdfTextPage, i: int) -> int:
    held = raw.FPDFText_GetTextObject(text, i)
    return int(raw.FPDFTextObj_GetTextRenderMode(held)) if held else 0


def _gathered(characters: Iterator[Run]) -> Iterator[Run]:
    """Characters that look the same and follow each other on a baseline, as runs."""
    held: Run | None = None
    for run in characters:
        if held is not None and _follows(held, run):
            held = replace(held, text=held.text + run.text, end=max(held.end, run.end))
            continue
        if held is not None:
            yield held
        held = run
    if held is not None:
        yield held


def _follows(held: Run, run: Run) -> bool:
    if run.text == " ":
        return abs(run.y - held.y) < held.size
    look = (run.size, run.bold, run.turned, run.pale, run.unpainted)
    alike = look == (held.size, held.bold, held.turned, held.pale, held.unpainted)
    return alike and abs(run.y - held.y) < 0.5 and -run.size <= run.x - held.end <= _NEXT * run.size
