"""From the domain to the wire."""

from collections.abc import Sequence

from index.filters import Filter, filters_of
from index.library import Hit, Library
from index.manifest import DocumentRecord
from index.store import StoredPassage
from index.words import highlight_spans
from ingest.document import Document, Span
from server import schema
from server.answer import Citation
from server.service import Asked, Searched

_AROUND = 1_200  # characters of text shown before and after a passage


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


def ask_reply(asked: Asked, answerer: str, library: Library) -> schema.AskReply:
    """Answer of a question."""
    answer = asked.answer
    return schema.AskReply(
        answer=answer.text,
        answered=answer.answered,
        reason=answer.reason.value if answer.reason else None,
        missing=answer.missing,
        understood=schema.UnderstoodQuestion(
            question=asked.understood.text,
            filters=_filters(asked.filters),
            corrections=asked.understood.corrections,
            scope=asked.understood.scope.told,
        ),
        focus=tuple(_pair(_shifted(span, c.at.start)) for c in answer.citations for span in c.focus),
        notes=answer.notes,
        citations=tuple(_citation(c) for c in answer.citations),
        hits=_hits(asked.hits, asked.understood.searched, library),
        confidence=round(answer.confidence, 3),
        answerer=answerer,
        took_ms=asked.took_ms,
        library=library.id,
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
        page=place.page,
        page_end=place.page_end,
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
            page=other.passage.locator.page,
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
        page=place.page,
        page_end=place.page_end,
        quote=citation.quote,
        focus=tuple(_pair(span) for span in citation.focus),
        passage_id=citation.hit.stored.passage.id,
        quality=citation.quality.value,
        also_in=_places(citation.hit),
    )


def document_list(library: Library) -> schema.DocumentList:
    """All documents."""
    entries = tuple(_entry(record, library) for record in library.manifest.documents)
    return schema.DocumentList(documents=entries, library=library.id)


def _entry(record: DocumentRecord, library: Library) -> schema.DocumentEntry:
    metadata = library.store.metadata(record.id)
    return schema.DocumentEntry(
        doc=record.id,
        title=record.title,
        kind=record.kind,
        year=record.year,
        author=metadata.author,
        diarienummer=metadata.diarienummer,
        publisher=metadata.publisher,
        pages=record.pages,
        passages=record.passages,
        warnings=record.warnings,
    )


def document_detail(record: DocumentRecord, library: Library) -> schema.DocumentDetail:
    """One document with its section tree."""
    document = library.document(record.id)
    sections = tuple(
        schema.SectionEntry(
            section=section.label,
            heading=section.heading,
            level=max(1, section.level),
            page=document.page_at(section.span.start),
        )
        for section in document.sections
    )
    entry = _entry(record, library).model_dump()
    return schema.DocumentDetail(**entry, sections=sections, page_labels=document.page_labels)


def page_reply(document: Document, label: str, passages: Sequence[StoredPassage]) -> schema.PageReply:
    """One page's text; `label` is one of the document's."""
    spans = document.page_spans(label)
    labels = document.page_labels
    at = labels.index(label)
    return schema.PageReply(
        doc=document.id,
        title=document.metadata.title,
        page=label,
        text=_SEPARATOR.join(span.of(document.text).strip() for span in spans),
        passages=tuple(_passages_on(document, spans, passages)),
        previous=labels[at - 1] if at else None,
        next=labels[at + 1] if at + 1 < len(labels) else None,
    )


_SEPARATOR = "\n\n"


def _passages_on(
    document: Document, spans: Sequence[Span], passages: Sequence[StoredPassage]
) -> list[schema.PagePassage]:
    found = []
    offset = 0
    for span in spans:
        shown = span.of(document.text)
        begun = span.start + len(shown) - len(shown.lstrip())
        for stored in passages:
            own = stored.passage.span
            if own.overlaps(span):
                start, end = max(own.start, begun), min(own.end, begun + len(shown.strip()))
                at = (start - begun + offset, max(start, end) - begun + offset)
                found.append(
                    schema.PagePassage(passage_id=stored.passage.id, section=stored.passage.locator.section, at=at)
                )
        offset += len(shown.strip()) + len(_SEPARATOR)
    return found


def passage_reply(stored: StoredPassage, library: Library) -> schema.PassageReply:
    """A passage with what stands before and after it."""
    document = library.document(stored.passage.doc)
    siblings = library.store.passages_of(stored.passage.doc)
    at = next(i for i, other in enumerate(siblings) if other.number == stored.number)
    span, place = stored.passage.span, stored.passage.locator
    return schema.PassageReply(
        passage_id=stored.passage.id,
        doc=document.id,
        title=stored.metadata.title,
        kind=stored.metadata.kind.value,
        year=stored.metadata.year,
        section=place.section,
        heading=place.heading,
        path=stored.path,
        page=place.page,
        page_end=place.page_end,
        text=stored.text,
        before=_from_word(document.text[max(0, span.start - _AROUND) : span.start], cut=span.start > _AROUND),
        after=_to_word(document.text[span.end : span.end + _AROUND], cut=len(document.text) > span.end + _AROUND),
        previous=siblings[at - 1].passage.id if at else None,
        next=siblings[at + 1].passage.id if at + 1 < len(siblings) else None,
    )


def _from_word(text: str, *, cut: bool) -> str:
    return "… " + text.partition(" ")[2] if cut else text


def _to_word(text: str, *, cut: bool) -> str:
    return text.rpartition(" ")[0] + " …" if cut else text
