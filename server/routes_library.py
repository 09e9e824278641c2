"""The routes of the library itself: what is served, and which generations are kept."""

from importlib.metadata import version

from fastapi import APIRouter

from server import wire_library
from server.dependencies import Served, Service
from server.paging import PartQuery
from server.schema_library import GenerationList, StatusReply

library_routes = APIRouter(tags=["Bibliotek"])


@library_routes.get("/status", summary="Bibliotekets tillstånd")
def status(library: Served) -> StatusReply:
    """What is served."""
    manifest = library.manifest
    return StatusReply(
        library=manifest.id,
        built=manifest.built,
        documents=len(manifest.documents),
        passages=manifest.passages,
        sentences=manifest.sentences,
        model=manifest.model,
        version=version("belagg"),
        notice=library.notice,
    )


@library_routes.get("/library/generations", summary="Bibliotekets versioner")
def generations(service: Service, library: Served, part: PartQuery) -> GenerationList:
    """The generations that are kept, the oldest first."""
    return wire_library.generation_list(service.served.shelf, library, part)
