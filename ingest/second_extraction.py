"""The same pages read by another library, to hold every sentence against: letters and digits only."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise

from ingest.document import PageMark, Span

_NEITHER = re.compile(r"[\W_]+")
_MARKER = re.compile(r"\(?(?:\d{1,3}|[a-zåäö])[.)]\s+")  # of a list; many programs draw it apart from its text


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
    """The sentences of which some part does not stand on its page in the second extraction; a list's marker may.

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

    def whole(start: int, end: int) -> bool:
        inner = bounds[bisect_right(bounds, start) : bisect_right(bounds, end - 1)]
        return all(stands(a, b) for a, b in pairwise([start, *inner, end]))

    def unmarked(span: Span) -> int:
        marker = _MARKER.match(text, span.start, span.end)
        return marker.end() if marker else span.start

    return tuple(s for s in sentences if not (whole(s.start, s.end) or whole(unmarked(s), s.end)))
