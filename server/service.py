"""Questions to answers: search, answer, verify."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from index.filters import Filter
from index.library import Library
from index.searching import Hit, Mode
from index.serving import ServedLibrary
from index.understanding import Understood
from server.answer import Answer, Answerer
from server.conversation import stand_alone
from server.errors import InvalidQuestion
from server.grounding import verify
from server.tally import ANSWERED, Tally

logger = logging.getLogger(__name__)

_READ_AT_LEAST = 8  # hits that are read for an answer, however few are asked for


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search gave."""

    hits: tuple[Hit, ...]
    query: str
    understood: Understood
    filters: Filter
    took_ms: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a question found, before it is answered; the first `limit` hits are shown. `begun` is on our own clock."""

    hits: tuple[Hit, ...]
    understood: Understood
    filters: Filter
    limit: int
    begun: float

    @property
    def shown(self) -> tuple[Hit, ...]:
        """The hits that were asked for."""
        return self.hits[: self.limit]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question gave."""

    answer: Answer
    hits: tuple[Hit, ...]
    understood: Understood
    filters: Filter
    took_ms: float


class AskService:
    """Answers questions out of the served library. Safe to use from several threads."""

    def __init__(self, served: ServedLibrary, answerer: Answerer) -> None:
        self.served = served
        self.answerer = answerer
        self.tally = Tally()

    def search(self, library: Library, query: str, filters: Filter, limit: int, mode: Mode) -> Searched:
        """Passages for a query.

        Raises:
            UnknownFilter: a filter names what the library does not hold.
        """
        begun = time.perf_counter()
        understood = library.understand(_required(query))
        hits = library.search(understood, filters, limit, mode)
        took = _since(begun)
        logger.info("search: %d hits in %.1f ms", len(hits), took)
        return Searched(hits, query, understood, filters, took)

    def ask(self, library: Library, question: str, earlier: Sequence[str], filters: Filter, limit: int) -> Asked:
        """An answer to a question, verified.

        Raises:
            UnknownFilter: a filter names what the library does not hold.
        """
        return self.answer(library, self.find(library, question, earlier, filters, limit))

    def find(self, library: Library, question: str, earlier: Sequence[str], filters: Filter, limit: int) -> Found:
        """What a question finds, which an answer is then made of.

        Raises:
            UnknownFilter: a filter names what the library does not hold.
        """
        begun = time.perf_counter()
        understood = library.understand(stand_alone(_required(question), earlier, library.usage))
        hits = library.search(understood, filters, max(limit, _READ_AT_LEAST))
        return Found(hits, understood, filters, limit, begun)

    def answer(self, library: Library, found: Found) -> Asked:
        """An answer out of what was found, verified."""
        answer = verify(self.answerer.answer(found.understood, found.hits, library), found.hits, library)
        self.tally.add(answer.reason.value if answer.reason else ANSWERED)
        took = _since(found.begun)
        logger.info("ask: %d citations in %.1f ms", len(answer.citations), took)
        return Asked(answer, found.shown, found.understood, found.filters, took)

    def close(self) -> None:
        """Lets go of the library."""
        self.served.close()


def _required(question: str) -> str:
    if not question.strip():
        raise InvalidQuestion("Frågan är tom. Skriv en fråga.")
    return question


def _since(begun: float) -> float:
    return round((time.perf_counter() - begun) * 1000, 1)
