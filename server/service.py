"""Questions to answers: search, answer, verify."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from index.filters import Filter
from index.library import Hit, Library, Mode
from index.serving import ServedLibrary
from index.understanding import Understood
from server.answer import Answer, Answerer
from server.conversation import stand_alone
from server.errors import InvalidQuestion
from server.grounding import verify

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
        begun = time.perf_counter()
        understood = library.understand(stand_alone(_required(question), earlier, library.usage))
        hits = library.search(understood, filters, max(limit, _READ_AT_LEAST))
        answer = verify(self.answerer.answer(understood, hits, library), hits, library)
        took = _since(begun)
        logger.info("ask: %d citations in %.1f ms", len(answer.citations), took)
        return Asked(answer, hits[:limit], understood, filters, took)

    def close(self) -> None:
        """Lets go of the library."""
        self.served.close()


def _required(question: str) -> str:
    if not question.strip():
        raise InvalidQuestion("Frågan är tom. Skriv en fråga.")
    return question


def _since(begun: float) -> float:
    return round((time.perf_counter() - begun) * 1000, 1)
