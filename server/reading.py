"""What a reader makes of the hits: how likely each answers, and where in it the answer stands."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from index.library import Library
from index.reader_spans import Readable, SpanLogits
from index.searching import Hit
from ingest.document import Span

WEIGHTS = Path(str(files("server") / "reader" / "reader.safetensors"))
"""Of the reader that comes with the program; its card lies beside them."""
READ_HITS = 5
"""First hits that are read."""
_UNREAD = -8.0
"""Said of a sentence or a passage that was not read; what is read is seldom told to be less likely."""
_LARGEST = 12.0
"""Scores are cut there, so that one that is certain weighs no more than others that are."""
FIGURES = ("read_span", "read_best", "read_odds")
"""Of a sentence: the score of its likeliest span, whether that is the passage's likeliest, the passage's log odds."""


class Reader(Protocol):
    """Reads passages for a question; safe to call from several threads."""

    def read(self, question: Readable, passages: Sequence[Readable], /) -> Sequence[SpanLogits]:
        """What it makes of each passage, in the order given; places are those of the passage's text."""
        ...


class Readings:
    """What was read for one question, by hit."""

    def __init__(self, read: Mapping[int, SpanLogits]) -> None:
        """`read` by the number of the hit's passage; its places are those of the passage's titled text."""
        self._read = read

    def figures(self, hit: Hit, index: int) -> tuple[float, float, float]:
        """Of a sentence, in the order of `FIGURES`."""
        read = self._read.get(hit.stored.number)
        if read is None:
            return _UNREAD, 0.0, _UNREAD
        best, own = read.best(), self._best(read, hit, hit.stored.passage.sentences[index].span)
        if best is None or own is None:
            return _UNREAD, 0.0, _clipped(read.odds)
        return _clipped(own[0]), float(own[0] >= best[0]), _clipped(read.odds)

    def focus(self, hit: Hit, quoted: Span) -> Span | None:
        """The likeliest answer in a quote of a hit, as a span of the quote; None where none is likelier than not."""
        read = self._read.get(hit.stored.number)
        found = self._best(read, hit, quoted) if read else None
        if found is None or found[0] <= 0:
            return None
        shift = _begins(hit) - hit.stored.passage.span.start + quoted.start
        return Span(found[1] - shift, found[2] - shift)

    @staticmethod
    def _best(read: SpanLogits, hit: Hit, within: Span) -> tuple[float, int, int] | None:
        """The likeliest span in a span of the document."""
        shift = _begins(hit) - hit.stored.passage.span.start
        return read.best(within.start + shift, within.end + shift)


def read_hits(reader: Reader, question: str, hits: Sequence[Hit], library: Library) -> Readings | None:
    """Reads the first hits; None where the library does not keep what its model made of tokens."""
    asked = library.searcher.embed(question).tokenised
    readable: dict[int, Readable] = {}
    for hit in hits[:READ_HITS]:
        rows = library.searcher.token_rows(hit.stored)
        if asked is None or rows is None:
            return None
        text = hit.stored.titled_text
        readable[hit.stored.number] = Readable(text, rows, _begins(hit), len(text))
    if asked is None:
        return None
    read = reader.read(Readable(question, asked.tokens, 0, len(question)), list(readable.values()))
    return Readings(dict(zip(readable, read, strict=True)))


def _begins(hit: Hit) -> int:
    """Where a hit's own text begins in its titled text."""
    return len(hit.stored.titled_text) - len(hit.stored.text)


def _clipped(score: float) -> float:
    return min(max(score, -_LARGEST), _LARGEST)
