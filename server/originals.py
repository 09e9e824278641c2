"""What is said of an answer out of a summary: which original it is of, and where there the same is told."""

import re
from collections.abc import Iterator, Sequence

from index.library import Library
from ingest.document import BlockKind, Document, Kind, Metadata, Section
from server.answer import Quote

_OF_ORIGIN = re.compile(r"Sammanfattar (?P<place>.+?)\.?")
_SUMMARY = "Svaret är ur en sammanfattning. Läs originalet innan du hänvisar till det"
_OVERVIEW = "Svaret är ur en översikt. Läs källorna som den bygger på innan du hänvisar till den."


def original_notes(quotes: Sequence[Quote], library: Library) -> tuple[str, ...]:
    """A Swedish sentence or two for each summary that is quoted, with the places of its original; else nothing."""
    places: dict[Metadata, list[str]] = {}
    for quote in quotes:
        metadata = quote.hit.stored.metadata
        if metadata.kind is Kind.SUMMARY:
            document = library.document(quote.hit.stored.passage.doc)
            places.setdefault(metadata, []).extend(_places(document, quote))
    return tuple(dict.fromkeys(_note(metadata, list(dict.fromkeys(told))) for metadata, told in places.items()))


def _note(metadata: Metadata, places: Sequence[str]) -> str:
    if metadata.summarises is None:
        return _OVERVIEW
    if metadata.original is None:
        return f"{_SUMMARY}."
    number = f" (dnr {metadata.diarienummer})" if metadata.diarienummer else ""
    return f"{_SUMMARY}: {', '.join([metadata.original + number, *places])}."


def _places(document: Document, quote: Quote) -> Iterator[str]:
    """Where in the original the section of a quote comes from: what the section says of it, or the article's name."""
    section = document.section_at(quote.span.start)
    told = next(_told(document, section), None)
    if told is not None:
        yield told
    elif section.unit:
        yield section.label[0].lower() + section.label[1:]


def _told(document: Document, section: Section) -> Iterator[str]:
    for block in section.blocks:
        if block.kind is BlockKind.ORIGIN and (found := _OF_ORIGIN.fullmatch(block.span.of(document.text))):
            yield found["place"]
