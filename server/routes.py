"""The routes of the API."""

from collections.abc import Iterator
from http import HTTPStatus
from importlib.metadata import version
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse

from index.generations import Generations
from index.library import Library, Mode
from index.manifest import DocumentRecord
from server import schema, wire
from server.errors import NotFound
from server.service import AskService

routes = APIRouter(responses={422: {"model": schema.Problem}, 503: {"model": schema.Problem}})
health = APIRouter()
_MISSING: dict[int | str, dict[str, Any]] = {404: {"model": schema.Problem}}


def get_service(request: Request) -> AskService:
    """The service of the app."""
    service: AskService = request.app.state.service
    return service


Service = Annotated[AskService, Depends(get_service)]


def get_library(service: Service) -> Iterator[Library]:
    """The library that is served when the request comes, held open until it is answered."""
    with service.served.borrow() as library:
        yield library


Served = Annotated[Library, Depends(get_library)]


@routes.post("/search", summary="Sök passager")
def search(body: schema.SearchRequest, service: Service, library: Served) -> schema.SearchReply:
    """The passages that hold what is searched for, best first."""
    searched = service.search(library, body.query, wire.to_filter(body.filters), body.limit, Mode(body.mode))
    return wire.search_reply(searched, library)


@routes.post("/ask", summary="Ställ en fråga")
def ask(body: schema.AskRequest, service: Service, library: Served) -> schema.AskReply:
    """An answer quoted from the sources, or that they do not say."""
    earlier = [turn.question for turn in body.history]
    asked = service.ask(library, body.question, earlier, wire.to_filter(body.filters), body.limit)
    return wire.ask_reply(asked, service.answerer.name, library)


@routes.get("/documents", summary="Dokumenten i biblioteket")
def documents(library: Served) -> schema.DocumentList:
    """All documents of the library."""
    return wire.document_list(library)


@routes.get("/documents/{doc}", summary="Ett dokument med sina avsnitt", responses=_MISSING)
def document(doc: str, library: Served) -> schema.DocumentDetail:
    """A document with its section tree."""
    return wire.document_detail(_record(library, doc), library)


@routes.get("/documents/{doc}/pages/{label}", summary="En sida", responses=_MISSING)
def page(doc: str, label: str, library: Served) -> schema.PageReply:
    """A page's text by its printed label, with the passages on it."""
    found = library.document(_record(library, doc).id)
    if label not in found.page_labels:
        raise NotFound(f"{found.metadata.title} har ingen sida {label}.")
    return wire.page_reply(found, label, library.store.passages_of(doc))


@routes.get("/documents/{doc}/file", summary="Källfilen", responses=_MISSING)
def file(doc: str, library: Served, service: Service) -> FileResponse:
    """The source file as it was when the library was built."""
    record = _record(library, doc)
    source, suffix = library.store.source(doc)
    path = Generations(service.served.folder).sources.path(source)
    if not path.exists():
        raise NotFound(f"Källfilen till {record.title} finns inte kvar i biblioteket. Bygg om.")
    return FileResponse(path, filename=f"{doc}{suffix}", content_disposition_type="inline")


@routes.get("/passages/{passage_id}", summary="En passage i sitt sammanhang", responses=_MISSING)
def passage(passage_id: str, library: Served) -> schema.PassageReply:
    """A passage with the text around it."""
    stored = library.store.passage(passage_id)
    if stored is None:
        raise NotFound("Passagen finns inte i biblioteket. Det kan ha byggts om sedan du fick länken.")
    return wire.passage_reply(stored, library)


@routes.get("/status", summary="Bibliotekets tillstånd")
def status(library: Served) -> schema.StatusReply:
    """What is served."""
    manifest = library.manifest
    return schema.StatusReply(
        library=manifest.id,
        built=manifest.built,
        documents=len(manifest.documents),
        passages=manifest.passages,
        sentences=manifest.sentences,
        model=manifest.model,
        version=version("belagg"),
        notice=library.notice,
    )


@health.get("/live", summary="Svarar processen?")
def live() -> schema.Health:
    """The process answers."""
    return schema.Health(status="ok")


@health.get("/ready", summary="Är biblioteket öppet?")
def ready(library: Served, response: Response) -> schema.Health:
    """A library is open, and holds something."""
    if library.manifest.passages:
        return schema.Health(status="ok")
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return schema.Health(status="unavailable")


def _record(library: Library, doc: str) -> DocumentRecord:
    for record in library.manifest.documents:
        if record.id == doc:
            return record
    raise NotFound(f"Dokumentet {doc} finns inte i biblioteket. Se /api/documents för dem som finns.")
