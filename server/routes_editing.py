"""The routes for editors: building the library again, its report, and going back."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from index.editors_report import EditorsReport
from index.generations import Generations
from server import schema, wire_library
from server.dependencies import MISSING, Editing, Served, Service
from server.errors import AlreadyBuilding
from server.problems import problem
from server.rebuilding import Job
from server.schema_library import RebuildJob, RebuildRequest, RollbackReply, RollbackRequest
from server.schema_report import BuildReport

editing_routes = APIRouter(tags=["Redaktörer"])
_BUSY: dict[int | str, dict[str, Any]] = {409: {"model": schema.Problem}}
_LOOK_S = 0.2  # how often a build is looked at for those who listen to it


def get_job(job: str, editing: Editing, service: Service) -> Job:
    """The build that is asked about; one that is not there is told before anything is streamed."""
    found = editing.job(job)
    if found.outcome:
        service.served.catch_up()  # who is told that it is over asks the new library
    return found


FoundJob = Annotated[Job, Depends(get_job)]


@editing_routes.get("/library/report", summary="Rapporten från bygget")
def report(service: Service, library: Served) -> BuildReport:
    """The editor's report of the build that is served."""
    folder = Generations(service.served.folder).path(library.id)
    return wire_library.build_report(EditorsReport.read(folder))


@editing_routes.post(
    "/library/rebuild",
    summary="Bygg om biblioteket",
    status_code=HTTPStatus.ACCEPTED,
    response_model=RebuildJob,
    responses=_BUSY,
)
def rebuild(editing: Editing, response: Response, body: RebuildRequest | None = None) -> RebuildJob | JSONResponse:
    """Begins to build the library of just the paths that are named, or of the whole corpus folder.

    What is served stays until the new library has passed its check. `Location` says where the build is followed, also
    where one was under way already.
    """
    try:
        job = editing.start(body.paths if body else ())
    except AlreadyBuilding as error:
        return problem(HTTPStatus.CONFLICT, str(error), {"Location": f"/api/library/rebuild/{error.job}"})
    response.headers["Location"] = f"/api/library/rebuild/{job.id}"
    return wire_library.rebuild_job(job)


@editing_routes.get("/library/rebuild/{job}", summary="Hur långt ett bygge har kommit", responses=MISSING)
def rebuild_job(found: FoundJob) -> RebuildJob:
    """How far a build has come, and at last what came of it."""
    return wire_library.rebuild_job(found)


@editing_routes.get(
    "/library/rebuild/{job}/events",
    summary="Följ ett bygge",
    response_class=EventSourceResponse,
    responses=MISSING,
)
async def rebuild_events(found: FoundJob, editing: Editing, service: Service) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events: `progress` each time that it has come farther, and `done` when it is over (RebuildJob)."""
    told = None
    while told is None or told.outcome is None:
        now = await anyio.to_thread.run_sync(get_job, found.id, editing, service)
        if now != told:
            name = "done" if now.outcome else "progress"
            yield ServerSentEvent(event=name, data=wire_library.rebuild_job(now))
            told = now
        await anyio.sleep(_LOOK_S)


@editing_routes.post("/library/rollback", summary="Gå tillbaka till en tidigare version", responses=MISSING | _BUSY)
def rollback(editing: Editing, service: Service, body: RollbackRequest | None = None) -> RollbackReply:
    """Serves an earlier generation: the one that is named, or the one before."""
    now, before = editing.roll_back(body.generation if body else None)
    service.served.catch_up()
    return RollbackReply(library=now, before=before)
