"""The check that every answer passes, however it was made: what is not borne out is dropped, and that is said."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.library import Library
from index.searching import Hit
from ingest.document import Document, Span
from server.answer import Answer, Citation, Reason, abstain

_MARKER = re.compile(r"\s*\[(\d+)\]")
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_LETTERS = re.compile(r"[\W_]+")
_DROPPED = "En del av svaret är struken: den gick inte att belägga i källan."


def verify(answer: Answer, hits: Sequence[Hit], library: Library) -> Answer:
    """Keeps the sentences that their citations bear out.

    A citation holds when its passage is among the hits, and its quote stands letter by letter in the document at its
    place and on the pages it names. A stretch of text holds when its marker resolves to such a citation and every
    number in it stands in the quote. What does not hold is dropped; nothing left is an abstention.
    """
    if not answer.answered:
        return answer
    found = {hit.stored.passage.id for hit in hits}
    kept = [c for c in answer.citations if c.hit.stored.passage.id in found and _holds(c, answer, library)]
    if len(kept) == len(answer.citations) and _covers(answer, kept):
        return answer
    if not kept:
        return abstain(Reason.NO_SUPPORT, answer.confidence)
    return replace(_rewritten(answer, kept), notes=(*answer.notes, _DROPPED))


def _holds(citation: Citation, answer: Answer, library: Library) -> bool:
    document = library.document(citation.hit.stored.passage.doc)
    said = citation.at.of(answer.text)
    numbers = set(_NUMBER.findall(said))
    return (
        citation.span.of(document.text) == citation.quote
        and _folded(citation.quote) in _folded(_pages_text(document, citation))
        and numbers <= set(_NUMBER.findall(citation.quote))
        and answer.text[citation.at.end :].lstrip().startswith(f"[{citation.marker}]")
    )


def _pages_text(document: Document, citation: Citation) -> str:
    first, last = citation.locator.page, citation.locator.page_end
    if first is None or last is None:
        return document.text
    labels = document.page_labels
    if first not in labels or last not in labels:
        return ""
    between = labels[labels.index(first) : labels.index(last) + 1]
    spans = sorted(span for label in between for span in document.page_spans(label))
    return "".join(span.of(document.text) for span in spans)


def _folded(text: str) -> str:
    return _LETTERS.sub("", text.casefold())


def _covers(answer: Answer, citations: Iterable[Citation]) -> bool:
    """Whether all of the answer's text lies in a cited stretch or is a marker or space."""
    rest = list(answer.text)
    for citation in citations:
        rest[citation.at.start : citation.at.end] = " " * len(citation.at)
    return not _MARKER.sub("", "".join(rest)).replace("[…]", "").strip()


def _rewritten(answer: Answer, kept: Sequence[Citation]) -> Answer:
    text = ""
    citations = []
    for marker, citation in enumerate(kept, 1):
        text += " " if text else ""
        said = citation.at.of(answer.text)
        citations.append(replace(citation, marker=marker, at=Span(len(text), len(text) + len(said))))
        text += f"{said} [{marker}]"
    return replace(answer, text=text, citations=tuple(citations))
