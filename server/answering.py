"""Requests to finished bodies, each made once for as long as the library is the same."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import TypeAdapter

from index.library import Library
from index.searching import Mode
from server import streaming, wire
from server.remembered import Remembered
from server.schema import AskReply, AskRequest, SearchReply, SearchRequest
from server.service import AskService, Found
from server.tally import ANSWERED

question_log = logging.getLogger(f"{__name__}.questions")
"""Logs what is asked, at DEBUG: nowhere, unless that is asked for."""

_MOST_BYTES = 16 * 1_048_576  # of answers, and of searches
_KEY_BYTES = 4_096  # about what a request takes besides its body
_SEARCH, _ASK = TypeAdapter(SearchReply), TypeAdapter(AskReply)


@dataclass(frozen=True, slots=True)
class _Answered:
    """An answer as it is sent, and the outcome that is counted each time that it is."""

    body: bytes
    outcome: str


class Answering:
    """Answers requests; what is remembered is known by the generation that it came from. For several threads."""

    def __init__(self, service: AskService) -> None:
        self._service = service
        self._searches: Remembered[tuple[str, SearchRequest], bytes] = Remembered(_MOST_BYTES)
        self._answers: Remembered[tuple[str, AskRequest], _Answered] = Remembered(_MOST_BYTES)

    def search(self, library: Library, request: SearchRequest) -> bytes:
        """The body of a `SearchReply`.

        Raises:
            UnknownFilter: a filter names what the library does not hold.
        """
        question_log.debug("search: %r", request.query)
        key = library.id, request
        if held := self._searches.get(key):
            return held
        filters, mode = wire.to_filter(request.filters), Mode(request.mode)
        searched = self._service.search(library, request.query, filters, request.limit, mode)
        body = _SEARCH.dump_json(wire.search_reply(searched, library))
        self._searches.keep(key, body, len(body) + _KEY_BYTES)
        return body

    def ask(self, library: Library, request: AskRequest) -> bytes:
        """The body of an `AskReply`.

        Raises:
            UnknownFilter: a filter names what the library does not hold.
        """
        if held := self._held(library, request):
            return held
        found = self._find(library, request)
        reply = wire.ask_reply(self._service.answer(library, found), wire.found_hits(found, library), self._answerer)
        return self._kept(library, request, reply)

    def events(self, library: Library, request: AskRequest) -> Iterator[bytes]:
        """The same as server-sent events; what is found is found at once, the rest while it is sent.

        Raises:
            UnknownFilter: a filter names what the library does not hold.
        """
        if held := self._held(library, request):
            return streaming.reply_events(_ASK.validate_json(held))
        found = self._find(library, request)
        hits = wire.found_hits(found, library)

        def answer() -> AskReply:
            reply = wire.ask_reply(self._service.answer(library, found), hits, self._answerer)
            self._kept(library, request, reply)
            return reply

        return streaming.answer_events(hits, answer)

    @property
    def _answerer(self) -> str:
        return self._service.answerer.name

    def _find(self, library: Library, request: AskRequest) -> Found:
        earlier = [turn.question for turn in request.history]
        return self._service.find(library, request.question, earlier, wire.to_filter(request.filters), request.limit)

    def _held(self, library: Library, request: AskRequest) -> bytes | None:
        """The answer that was given before, counted as one that is given now."""
        question_log.debug("ask: %r", request.question)
        held = self._answers.get((library.id, _unstreamed(request)))
        if held is None:
            return None
        self._service.tally.add(held.outcome)
        return held.body

    def _kept(self, library: Library, request: AskRequest, reply: AskReply) -> bytes:
        body = _ASK.dump_json(reply)
        answered = _Answered(body, reply.reason or ANSWERED)
        self._answers.keep((library.id, _unstreamed(request)), answered, len(body) + _KEY_BYTES)
        return body


def _unstreamed(request: AskRequest) -> AskRequest:
    """The request without how the answer is to be sent."""
    return request.model_copy(update={"stream": False}) if request.stream else request
