"""The same pages read by another library, to hold every sentence against: letters and digits only."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise

from ingest.document import PageMark, Span

_NEITHER = re.compile(r"[\W_]+")


def letters(text: str) -> str:
    """Letters and digits of `text`, casefolded."""
    return _NEITHER.sub("", text.casefold())


def not_found(
    text: str,
    sentences: Sequence[Span],
    pages: Sequence[PageMark],
    cuts: Sequence[int],
    second: Mapping[str, str],
) -> tuple[Span, ...]:
    """The sentences of which some part does not stand on its page in the second extraction.

    Args:
        text: the document's text.
        sentences: spans of it.
        pages: from where on the text stands on which page.
        cuts: offsets, ascending, at which something was lifted out of a sentence.
        second: letters by page label.
    """
    starts = [mark.start for mark in pages]
    bounds = sorted({*starts, *cuts})

    def stands(start: int, end: int) -> bool:
        label = pages[max(0, bisect_right(starts, start) - 1)].label
        return letters(text[start:end]) in second.get(label, "")

    def whole(span: Span) -> bool:
        inner = bounds[bisect_right(bounds, span.start) : bisect_right(bounds, span.end - 1)]
        edges = [span.start, *inner, span.end]
        return all(stands(a, b) for a, b in pairwise(edges))

    return tuple(span for span in sentences if not whole(span))
