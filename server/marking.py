"""What a mark means: the runs of text on a page that belong to a passage or a quote, by its id."""

import re
from collections.abc import Iterator

from index.library import Library
from ingest.document import Document, Span

_QUOTE = re.compile(r"(?P<doc>.*)@(?P<start>\d{1,9})-(?P<end>\d{1,9})", re.DOTALL)


def marked_runs(library: Library, document: Document, key: str, mark: str) -> tuple[str, ...]:
    """The runs of text that a mark means on one page of a document; none where it means nothing there."""
    span = _marked(library, document, mark)
    return tuple(run.of(document.text) for run in _on_page(document, key, span)) if span else ()


def _marked(library: Library, document: Document, mark: str) -> Span | None:
    """The span of a quote or a passage, by its id."""
    quote = _QUOTE.fullmatch(mark)
    if quote and quote["doc"] == document.id:
        start, end = int(quote["start"]), int(quote["end"])
        return Span(start, end) if start < end <= len(document.text) else None
    stored = library.store.passage(mark)
    return stored.passage.span if stored and stored.passage.doc == document.id else None


def _on_page(document: Document, key: str, span: Span) -> Iterator[Span]:
    """The parts of a span that stand on the page, block by block: what lies between blocks is not its text."""
    for on_page in document.page_spans(key):
        for block in document.blocks:
            start = max(span.start, on_page.start, block.span.start)
            end = min(span.end, on_page.end, block.span.end)
            if start < end:
                yield Span(start, end)
