"""The process that draws pages of PDFs, from the inside; `server.page_images` begins it and holds it to its limits."""

import io
import pickle
import unicodedata
from collections.abc import Callable, Iterator, Sequence

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw
from pypdfium2 import raw

from ingest.child import answer_each, channels, limit_memory
from ingest.second_extraction import letters
from server.drawing import Drawing, Drawn
from server.located import Range, located

_MOST_SIDE = 4_000  # pixels of a picture's longer side
_MARKED = (255, 235, 120)
_EDGE = (176, 120, 0)
_AROUND = 2  # pixels by which a mark goes beyond the letters
_COLOURS = 256  # of a picture: a page of text needs no more, and takes a quarter of the bytes


def drawn(drawing: Drawing) -> Drawn | None:
    """A page of a file; None where it cannot be drawn."""
    try:
        with pdfium.PdfDocument(drawing.path) as pdf:
            return draw(pdf[drawing.page], drawing.width, drawing.marked)
    except (pdfium.PdfiumError, OSError, ValueError, MemoryError):
        return None


def serve(answer: Callable[[Drawing], Drawn | None] = drawn) -> None:
    """Draws what it is told to, one page after the other."""
    asked, told = channels()
    limit_memory(pickle.load(asked))
    answer_each(asked, told, lambda drawing: pickle.dumps(answer(drawing)))


def draw(page: pdfium.PdfPage, width: int, marked: Sequence[str]) -> Drawn:
    """Draws a page, and marks text on it."""
    wide, high = page.get_size()
    bitmap = page.render(scale=min(width / max(wide, 1.0), _MOST_SIDE / max(wide, high, 1.0)))
    picture = bitmap.to_pil().convert("RGB")
    found = 0.0
    if marked:
        text = PageLetters(page.get_textpage())
        ranges, found = text.find(marked)
        place = bitmap.get_posconv(page)
        for left, bottom, right, top in text.boxes(ranges):
            _mark(picture, place.to_bitmap(left, top), place.to_bitmap(right, bottom))
    file = io.BytesIO()
    picture.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE).save(file, "PNG")
    return Drawn(file.getvalue(), found)


def _mark(picture: Image.Image, one: tuple[int, int], other: tuple[int, int]) -> None:
    """Marks what is written between two corners as a pen would: what is dark stays dark; the edge is seen in gray."""
    (left, right), (top, bottom) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    box = (
        max(0, left - _AROUND),
        max(0, top - _AROUND),
        min(picture.width, right + _AROUND),
        min(picture.height, bottom + _AROUND),
    )
    if box[0] >= box[2] or box[1] >= box[3]:
        return
    part = picture.crop(box)
    picture.paste(ImageChops.multiply(part, Image.new("RGB", part.size, _MARKED)), box)
    ImageDraw.Draw(picture).line((box[0], box[3] - 1, box[2] - 1, box[3] - 1), fill=_EDGE)


class PageLetters:
    """The letters and digits of a page, as pdfium tells them, and which character each belongs to."""

    def __init__(self, text: pdfium.PdfTextPage) -> None:
        self._text = text
        told = [(i, letter) for i, written in _characters(text) for letter in letters(written)]
        self._owners = [i for i, _ in told]
        self._letters = "".join(letter for _, letter in told)

    def find(self, marked: Sequence[str]) -> tuple[list[Range], float]:
        """Where these runs of text stand, and the share of their letters that was found."""
        wanted = [run for run in map(letters, marked) if run]
        ranges: list[Range] = []
        for run in wanted:
            ranges += located(run, self._letters, ranges[-1][1] if ranges else 0)
        total = sum(map(len, wanted))
        return ranges, sum(end - start for start, end in ranges) / total if total else 0.0

    def boxes(self, ranges: Sequence[Range]) -> Iterator[tuple[float, float, float, float]]:
        """The boxes around these letters, one a line: left, bottom, right, top."""
        for start, end in ranges:
            first, last = self._owners[start], self._owners[end - 1]
            for i in range(self._text.count_rects(first, last - first + 1)):
                yield self._text.get_rect(i)


def _characters(text: pdfium.PdfTextPage) -> Iterator[tuple[int, str]]:
    """The characters with their numbers; signs that are put onto a letter come with it."""
    held, written = 0, ""
    for i in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, i)
        character = chr(code) if code < 0x110000 else "\ufffd"
        if written and unicodedata.combining(character):
            written += character
            continue
        if written:
            yield held, unicodedata.normalize("NFKC", written)
        held, written = i, character
    if written:
        yield held, unicodedata.normalize("NFKC", written)
