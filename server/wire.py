"""From the domain to the wire: what is found and answered."""

from collections.abc import Sequence

from index.filters import Filter, filters_of
from index.library import Library
from index.searching import Hit
from index.words import highlight_spans
from ingest.document import Span
from ingest.labels import printed
from server import schema
from server.answer import Citation
from server.service import Asked, Found, Searched


def to_filter(filters: schema.Filters) -> Filter:
    """The domain's filter."""
    return filters_of(filters.doc, filters.kind, filters.year)


def _filters(filters: Filter) -> schema.Filters:
    return schema.Filters(
        doc=tuple(sorted(filters.doc)), kind=tuple(sorted(filters.kind)), year=tuple(sorted(filters.year))
    )


def search_reply(searched: Searched, library: Library) -> schema.SearchReply:
    """Answer of a search."""
    return schema.SearchReply(
        query=searched.query,
        hits=_hits(searched.hits, searched.understood.searched, library),
        understood=schema.UnderstoodQuery(
            query=searched.understood.text,
            filters=_filters(searched.filters),
            scope=searched.understood.scope.told,
        ),
        took_ms=searched.took_ms,
        library=library.id,
    )


def found_hits(found: Found, library: Library) -> schema.FoundHits:
    """What was found for a question, before it is answered."""
    return schema.FoundHits(
        hits=_hits(found.shown, found.understood.searched, library),
        understood=schema.UnderstoodQuestion(
            question=found.understood.text,
            filters=_filters(found.filters),
            corrections=found.understood.corrections,
            scope=found.understood.scope.told,
        ),
        library=library.id,
    )


def ask_reply(asked: Asked, found: schema.FoundHits, answerer: str) -> schema.AskReply:
    """Answer of a question; `found` is what was found for it."""
    answer = asked.answer
    return schema.AskReply(
        answer=answer.text,
        answered=answer.answered,
        reason=answer.reason.value if answer.reason else None,
        missing=answer.missing,
        understood=found.understood,
        focus=tuple(_pair(_shifted(span, c.at.start)) for c in answer.citations for span in c.focus),
        notes=answer.notes,
        citations=tuple(_citation(c) for c in answer.citations),
        hits=found.hits,
        confidence=round(answer.confidence, 3),
        answerer=answerer,
        took_ms=asked.took_ms,
        library=found.library,
    )


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _pair(span: Span) -> schema.SpanPair:
    return span.start, span.end


def _hits(hits: Sequence[Hit], query: str, library: Library) -> tuple[schema.SearchHit, ...]:
    return tuple(_hit(hit, query, library) for hit in hits)


def _hit(hit: Hit, query: str, library: Library) -> schema.SearchHit:
    stored = hit.stored
    place = stored.passage.locator
    return schema.SearchHit(
        rank=hit.rank,
        passage_id=stored.passage.id,
        doc=stored.passage.doc,
        title=stored.metadata.title,
        kind=stored.metadata.kind.value,
        year=stored.metadata.year,
        section=place.section,
        heading=place.heading,
        page=printed(place.page),
        page_end=printed(place.page_end),
        page_key=place.page,
        text=stored.text,
        score=round(hit.score, 4),
        scores={name: round(score, 4) for name, score in hit.scores.items()},
        highlights=tuple(highlight_spans(stored.text, query, library.vocabulary)),
        quality=stored.quality.value,
        also_in=_places(hit),
    )


def _places(hit: Hit) -> tuple[schema.Place, ...]:
    return tuple(
        schema.Place(
            doc=other.passage.doc,
            title=other.metadata.title,
            section=other.passage.locator.section,
            page=printed(other.passage.locator.page),
            page_key=other.passage.locator.page,
        )
        for other in hit.also_in
    )


def _citation(citation: Citation) -> schema.Citation:
    metadata = citation.hit.stored.metadata
    place = citation.locator
    return schema.Citation(
        id=citation.id,
        marker=citation.marker,
        at=_pair(citation.at),
        doc=place.doc,
        title=metadata.title,
        kind=metadata.kind.value,
        year=metadata.year,
        section=place.section,
        heading=place.heading,
        page=printed(place.page),
        page_end=printed(place.page_end),
        page_key=place.page,
        quote=citation.quote,
        focus=tuple(_pair(span) for span in citation.focus),
        passage_id=citation.hit.stored.passage.id,
        quality=citation.quality.value,
        also_in=_places(citation.hit),
    )
