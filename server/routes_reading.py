"""The routes that read sources: documents, sections, pages, passages, files."""

from fastapi import APIRouter
from fastapi.responses import FileResponse

from index.generations import Generations
from index.library import Library
from index.manifest import DocumentRecord
from server import schema_reading, wire_reading
from server.dependencies import MISSING, Served, Service
from server.errors import NotFound

reading = APIRouter()


@reading.get("/documents", summary="Dokumenten i biblioteket")
def documents(library: Served) -> schema_reading.DocumentList:
    """All documents of the library."""
    return wire_reading.document_list(library)


@reading.get("/documents/{doc}", summary="Ett dokument med sina avsnitt", responses=MISSING)
def document(doc: str, library: Served) -> schema_reading.DocumentDetail:
    """A document with its section tree."""
    return wire_reading.document_detail(_record(library, doc), library)


@reading.get("/documents/{doc}/sections/{number}", summary="Ett avsnitt", responses=MISSING)
def section(doc: str, number: int, library: Served) -> schema_reading.SectionReply:
    """A section's text by its number in the section tree; so documents without pages are read from end to end."""
    found = library.document(_record(library, doc).id)
    if not 0 <= number < len(found.sections):
        raise NotFound(f"{found.metadata.title} har inget avsnitt nummer {number}.")
    return wire_reading.section_reply(found, number, library.store.passages_of(doc))


@reading.get("/documents/{doc}/pages/{label}", summary="En sida", responses=MISSING)
def page(doc: str, label: str, library: Served) -> schema_reading.PageReply:
    """A page's text by its printed label, with the passages on it."""
    found = library.document(_record(library, doc).id)
    if label not in found.page_labels:
        raise NotFound(f"{found.metadata.title} har ingen sida {label}.")
    return wire_reading.page_reply(found, label, library.store.passages_of(doc))


@reading.get("/documents/{doc}/file", summary="Källfilen", responses=MISSING)
def file(doc: str, library: Served, service: Service) -> FileResponse:
    """The source file as it was when the library was built."""
    record = _record(library, doc)
    source, suffix = library.store.source(doc)
    path = Generations(service.served.folder).sources.path(source)
    if not path.exists():
        raise NotFound(f"Källfilen till {record.title} finns inte kvar i biblioteket. Bygg om.")
    return FileResponse(path, filename=f"{doc}{suffix}", content_disposition_type="inline")


@reading.get("/passages/{passage_id}", summary="En passage i sitt sammanhang", responses=MISSING)
def passage(passage_id: str, library: Served) -> schema_reading.PassageReply:
    """A passage with the text around it."""
    stored = library.store.passage(passage_id)
    if stored is None:
        raise NotFound("Passagen finns inte i biblioteket. Det kan ha byggts om sedan du fick länken.")
    return wire_reading.passage_reply(stored, library)


def _record(library: Library, doc: str) -> DocumentRecord:
    for record in library.manifest.documents:
        if record.id == doc:
            return record
    raise NotFound(f"Dokumentet {doc} finns inte i biblioteket. Se /api/documents för dem som finns.")
