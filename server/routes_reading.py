"""The routes that read sources: documents, sections, pages, passages, files."""

from fastapi import APIRouter
from fastapi.responses import FileResponse

from server import schema_reading, wire_reading
from server.dependencies import MISSING, Served, Service
from server.errors import NotFound
from server.freshness import FRESH, UNCHANGED, Fresh
from server.lookups import document_with_page, record_of, source_of
from server.paging import PartQuery

reading = APIRouter(tags=["Källor"], dependencies=FRESH, responses=UNCHANGED)
_ANY_FILE = {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}


@reading.get("/documents", summary="Dokumenten i biblioteket")
def documents(library: Served, part: PartQuery) -> schema_reading.DocumentList:
    """The documents of the library, in the order of their ids; a part of them where one is asked for."""
    return wire_reading.document_list(library, part.of(library.manifest.documents))


@reading.get("/documents/{doc}", summary="Ett dokument med sina avsnitt", responses=MISSING)
def document(doc: str, library: Served) -> schema_reading.DocumentDetail:
    """A document with its section tree."""
    return wire_reading.document_detail(record_of(library, doc), library)


@reading.get("/documents/{doc}/sections/{number}", summary="Ett avsnitt", responses=MISSING)
def section(doc: str, number: int, library: Served) -> schema_reading.SectionReply:
    """A section's text by its number in the section tree; so documents without pages are read from end to end."""
    found = library.document(record_of(library, doc).id)
    if not 0 <= number < len(found.sections):
        raise NotFound(f"{found.metadata.title} har inget avsnitt nummer {number}.")
    return wire_reading.section_reply(found, number, library.store.passages_of(doc))


@reading.get("/documents/{doc}/pages", summary="Sidorna i ett dokument", responses=MISSING)
def pages(doc: str, library: Served, part: PartQuery) -> schema_reading.PageList:
    """The pages of a document in the order of the file, with how much stands on each."""
    found = library.document(record_of(library, doc).id)
    return wire_reading.page_list(found, part.of(found.page_labels))


@reading.get("/documents/{doc}/pages/{label}", summary="En sida", responses=MISSING)
def page(doc: str, label: str, library: Served) -> schema_reading.PageReply:
    """A page's text by its printed label, with the passages on it."""
    found = document_with_page(library, doc, label)
    return wire_reading.page_reply(found, label, library.store.passages_of(doc))


@reading.get(
    "/documents/{doc}/file", summary="Källfilen", response_class=FileResponse, responses=MISSING | {200: _ANY_FILE}
)
def file(doc: str, library: Served, service: Service, headers: Fresh) -> FileResponse:
    """The source file as it was when the library was built."""
    source = source_of(library, service.served.folder, doc)
    name = f"{doc}{source.suffix}"
    return FileResponse(source.path, headers=headers, filename=name, content_disposition_type="inline")


@reading.get("/passages/{passage_id}", summary="En passage i sitt sammanhang", responses=MISSING)
def passage(passage_id: str, library: Served) -> schema_reading.PassageReply:
    """A passage with the text around it."""
    stored = library.store.passage(passage_id)
    if stored is None:
        raise NotFound("Passagen finns inte i biblioteket. Det kan ha byggts om sedan du fick länken.")
    return wire_reading.passage_reply(stored, library)
