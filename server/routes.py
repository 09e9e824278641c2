"""The routes that ask: search, and answers; and health."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from fastapi.responses import StreamingResponse

from server import schema
from server.dependencies import Answers, Served
from server.streaming import HEADERS, MEDIA_TYPE

asking = APIRouter(tags=["Fråga"])
health = APIRouter(tags=["Drift"])
_TEXT = {"type": "string"}
_EXAMPLE = """event: hits
data: {"hits": [], "understood": {"question": "Hur ofta?", "filters": {}}, "library": "000012-20260115-3f6c2a90"}

event: text
data: {"text": "Nätverket möttes fem gånger. [1]", "at": [0, 32]}

"""
_STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            MEDIA_TYPE: {
                "itemSchema": {"type": "object", "properties": {"event": _TEXT, "data": _TEXT}},
                "example": _EXAMPLE,
            }
        },
        "description": "The answer, or the events `hits`, `text`, `citation`, `done`, `error` where it is streamed.",
    }
}
_JSON = "application/json"
Accept = Annotated[str, Header(include_in_schema=False)]


@asking.post("/search", summary="Sök passager", response_model=schema.SearchReply)
def search(body: schema.SearchRequest, library: Served, answering: Answers) -> Response:
    """The passages that hold what is searched for, best first."""
    return Response(answering.search(library, body), media_type=_JSON)


@asking.post("/ask", summary="Ställ en fråga", response_model=schema.AskReply, responses=_STREAMED)
def ask(body: schema.AskRequest, library: Served, answering: Answers, accept: Accept = "") -> Response:
    """An answer quoted from the sources, or that they do not say; in one piece, or as server-sent events.

    Events come with `"stream": true` or `Accept: text/event-stream`: `hits` (FoundHits) at once, then `text`
    (TextPiece) and `citation` (Citation) in turn, each citation after the text that it backs, and `done` (AskReply).
    What goes wrong after the first event is `error` (Problem).
    """
    if body.stream or MEDIA_TYPE in accept:
        return StreamingResponse(answering.events(library, body), media_type=MEDIA_TYPE, headers=HEADERS)
    return Response(answering.ask(library, body), media_type=_JSON)


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
