"""An answer as server-sent events: what was found at once, then the verified text with its evidence, then the whole."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from itertools import pairwise

from fastapi.sse import format_sse_event

from ingest.errors import ReaderFacingError
from server.problems import UNEXPECTED, as_problem, status_of
from server.schema import AskReply, FoundHits, TextPiece, Wire

MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}  # a proxy between must not gather events


def event(name: str, data: Wire) -> bytes:
    """One event."""
    return format_sse_event(event=name, data_str=data.model_dump_json())


def answer_events(hits: FoundHits, answer: Callable[[], AskReply]) -> Iterator[bytes]:
    """The events of an answer that is made when what was found has left; or at last `error`, and no more."""
    yield event("hits", hits)
    try:
        reply = answer()
    except ReaderFacingError as error:
        yield event("error", as_problem(status_of(error), str(error)))
        return
    except Exception:
        yield event("error", as_problem(HTTPStatus.INTERNAL_SERVER_ERROR, UNEXPECTED))
        raise  # so that the server logs it
    yield from _told(reply)


def reply_events(reply: AskReply) -> Iterator[bytes]:
    """The events of an answer that is there already."""
    yield event("hits", FoundHits(hits=reply.hits, understood=reply.understood, library=reply.library))
    yield from _told(reply)


def _told(reply: AskReply) -> Iterator[bytes]:
    """The answer piece by piece, each followed by the evidence for it, and the whole."""
    starts = [0, *(citation.at[0] for citation in reply.citations[1:]), len(reply.answer)]
    for number, (start, end) in enumerate(pairwise(starts)):
        if end > start:
            yield event("text", TextPiece(text=reply.answer[start:end], at=(start, end)))
        if number < len(reply.citations):
            yield event("citation", reply.citations[number])
    yield event("done", reply)
