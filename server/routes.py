"""The routes that ask: search, and answers; and health."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from fastapi.responses import StreamingResponse

from index.library import Mode
from server import schema, wire
from server.dependencies import Served, Service
from server.streaming import HEADERS, MEDIA_TYPE, answer_events

asking = APIRouter()
health = APIRouter()
_STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
        "description": "The answer, or the events `hits`, `text`, `citation`, `done`, `error` where it is streamed.",
    }
}
Accept = Annotated[str, Header(include_in_schema=False)]


@asking.post("/search", summary="Sök passager")
def search(body: schema.SearchRequest, service: Service, library: Served) -> schema.SearchReply:
    """The passages that hold what is searched for, best first."""
    searched = service.search(library, body.query, wire.to_filter(body.filters), body.limit, Mode(body.mode))
    return wire.search_reply(searched, library)


@asking.post("/ask", summary="Ställ en fråga", response_model=schema.AskReply, responses=_STREAMED)
def ask(
    body: schema.AskRequest, service: Service, library: Served, accept: Accept = ""
) -> schema.AskReply | StreamingResponse:
    """An answer quoted from the sources, or that they do not say; in one piece, or as server-sent events.

    Events come with `"stream": true` or `Accept: text/event-stream`: `hits` (FoundHits) at once, then `text`
    (TextPiece) and `citation` (Citation) in turn, each citation after the text that it backs, and `done` (AskReply).
    What goes wrong after the first event is `error` (Problem).
    """
    earlier = [turn.question for turn in body.history]
    found = service.find(library, body.question, earlier, wire.to_filter(body.filters), body.limit)
    if body.stream or MEDIA_TYPE in accept:
        return StreamingResponse(answer_events(service, library, found), media_type=MEDIA_TYPE, headers=HEADERS)
    return wire.ask_reply(service.answer(library, found), wire.found_hits(found, library), service.answerer.name)


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
