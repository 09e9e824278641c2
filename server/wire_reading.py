"""From the domain to the wire: documents, sections, pages and passages."""

from bisect import bisect_left
from collections.abc import Sequence

from index.library import Library
from index.manifest import DocumentRecord
from index.passages import StoredPassage
from ingest.document import Document, Span
from ingest.labels import printed
from server import schema_reading

_AROUND = 1_200  # characters of text shown before and after a passage


def document_list(library: Library, records: Sequence[DocumentRecord]) -> schema_reading.DocumentList:
    """Some of the documents."""
    entries = tuple(_entry(record, library) for record in records)
    return schema_reading.DocumentList(documents=entries, total=len(library.manifest.documents), library=library.id)


def _entry(record: DocumentRecord, library: Library) -> schema_reading.DocumentEntry:
    metadata = library.store.metadata(record.id)
    return schema_reading.DocumentEntry(
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


def document_detail(record: DocumentRecord, library: Library) -> schema_reading.DocumentDetail:
    """One document with its section tree."""
    document = library.document(record.id)
    passages = library.store.passages_of(record.id)
    sections = tuple(_section(document, number, passages) for number in range(len(document.sections)))
    entry = _entry(record, library).model_dump()
    return schema_reading.DocumentDetail(**entry, sections=sections, page_labels=document.page_labels)


def _section(document: Document, number: int, passages: Sequence[StoredPassage]) -> schema_reading.SectionEntry:
    section = document.sections[number]
    page = document.page_at(section.span.start)
    return schema_reading.SectionEntry(
        section=section.label,
        heading=section.heading,
        level=max(1, section.level),
        page=printed(page),
        page_key=page,
        number=number,
        span=(section.span.start, section.span.end),
        passage_id=_first_within(section.span, passages),
    )


def _first_within(span: Span, passages: Sequence[StoredPassage]) -> str | None:
    at = bisect_left(passages, span.start, key=lambda stored: stored.passage.span.start)
    first = passages[at].passage if at < len(passages) else None
    return first.id if first is not None and first.span.start < span.end else None


def section_reply(document: Document, number: int, passages: Sequence[StoredPassage]) -> schema_reading.SectionReply:
    """One section's text; `number` is that of one of the document's."""
    section = document.sections[number]
    page = document.page_at(section.span.start)
    text, on_it = _shown(document, [section.span], passages)
    return schema_reading.SectionReply(
        doc=document.id,
        title=document.metadata.title,
        number=number,
        section=section.label,
        heading=section.heading,
        level=max(1, section.level),
        path=section.path,
        page=printed(page),
        page_key=page,
        text=text,
        passages=on_it,
        previous=number - 1 if number else None,
        next=number + 1 if number + 1 < len(document.sections) else None,
    )


def page_list(document: Document, keys: Sequence[str]) -> schema_reading.PageList:
    """Some of the pages of a document."""
    return schema_reading.PageList(
        doc=document.id,
        title=document.metadata.title,
        pages=tuple(
            schema_reading.PageEntry(
                page=printed(key), page_key=key, characters=sum(map(len, document.page_spans(key)))
            )
            for key in keys
        ),
        total=len(document.page_labels),
    )


def page_reply(document: Document, key: str, passages: Sequence[StoredPassage]) -> schema_reading.PageReply:
    """One page's text; `key` is one of the document's page labels."""
    labels = document.page_labels
    at = labels.index(key)
    text, on_it = _shown(document, document.page_spans(key), passages)
    return schema_reading.PageReply(
        doc=document.id,
        title=document.metadata.title,
        page=printed(key),
        page_key=key,
        text=text,
        passages=on_it,
        previous=labels[at - 1] if at else None,
        next=labels[at + 1] if at + 1 < len(labels) else None,
    )


_SEPARATOR = "\n\n"


def _shown(
    document: Document, spans: Sequence[Span], passages: Sequence[StoredPassage]
) -> tuple[str, tuple[schema_reading.PagePassage, ...]]:
    """The text of these spans of the document, one after the other, and where in it the passages stand."""
    found, shown = [], []
    offset = 0
    for span in spans:
        words = span.of(document.text)
        begun = span.start + len(words) - len(words.lstrip())
        words = words.strip()
        shown.append(words)
        for stored in passages:
            own = stored.passage.span
            if own.overlaps(span):
                start, end = max(own.start, begun), min(own.end, begun + len(words))
                at = (start - begun + offset, max(start, end) - begun + offset)
                found.append(
                    schema_reading.PagePassage(
                        passage_id=stored.passage.id, section=stored.passage.locator.section, at=at
                    )
                )
        offset += len(words) + len(_SEPARATOR)
    return _SEPARATOR.join(shown), tuple(found)


def passage_reply(stored: StoredPassage, library: Library) -> schema_reading.PassageReply:
    """A passage with what stands before and after it."""
    document = library.document(stored.passage.doc)
    siblings = library.store.passages_of(stored.passage.doc)
    at = next(i for i, other in enumerate(siblings) if other.number == stored.number)
    span, place = stored.passage.span, stored.passage.locator
    return schema_reading.PassageReply(
        passage_id=stored.passage.id,
        doc=document.id,
        title=stored.metadata.title,
        kind=stored.metadata.kind.value,
        year=stored.metadata.year,
        section=place.section,
        heading=place.heading,
        path=stored.path,
        page=printed(place.page),
        page_end=printed(place.page_end),
        page_key=place.page,
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
