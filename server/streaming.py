"""An answer as server-sent events: what was found at once, then the verified text with its evidence, then the whole."""

import logging
from collections.abc import Iterator
from http import HTTPStatus
from itertools import pairwise

from fastapi.sse import format_sse_event

from index.library import Library
from ingest.errors import ReaderFacingError
from server import wire
from server.problems import UNEXPECTED, as_problem, status_of
from server.schema import AskReply, TextPiece, Wire
from server.service import AskService, Found

logger = logging.getLogger(__name__)

MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}  # a proxy between must not gather events


def event(name: str, data: Wire) -> bytes:
    """One event."""
    return format_sse_event(event=name, data_str=data.model_dump_json())


def answer_events(service: AskService, library: Library, found: Found) -> Iterator[bytes]:
    """The events of one answer: `hits`, then `text` and `citation` in turn, then `done`; or `error`, and no more."""
    hits = wire.found_hits(found, library)
    yield event("hits", hits)
    try:
        reply = wire.ask_reply(service.answer(library, found), hits, service.answerer.name)
    except ReaderFacingError as error:
        yield event("error", as_problem(status_of(error), str(error)))
        return
    except Exception:
        yield event("error", as_problem(HTTPStatus.INTERNAL_SERVER_ERROR, UNEXPECTED))
        raise  # so that the server logs it
    for name, data in _told(reply):
        yield event(name, data)
    yield event("done", reply)


def _told(reply: AskReply) -> Iterator[tuple[str, Wire]]:
    """The answer piece by piece, each followed by the evidence for it."""
    starts = [0, *(citation.at[0] for citation in reply.citations[1:]), len(reply.answer)]
    for number, (start, end) in enumerate(pairwise(starts)):
        if end > start:
            yield "text", TextPiece(text=reply.answer[start:end], at=(start, end))
        if number < len(reply.citations):
            yield "citation", reply.citations[number]
