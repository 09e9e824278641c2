"""The product's own evaluation: a file of questions with gold, searched and asked, and what came of each."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.library import Library
from index.searching import Hit, Mode
from ingest.errors import ReaderFacingError
from server.answer import Answer, Citation
from server.check_matching import has_facts, is_supported, words
from server.check_questions import CheckQuestion, Gold
from server.service import Asked, AskService, Searched
from server.wire import to_filter

_READ = 5
"""Hits that are judged."""

Progress = Callable[[int, int], None]
"""Told how many calls are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What a question's first hits held. `rank` is that of the first with gold in it, from 1; None where none has."""

    rank: int | None
    all_docs: bool
    hit_words: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What an answer held: its length in words, and of its citations how many, how many supported, how many right."""

    answered: bool
    words: int
    citations: int
    supported: int
    right: int
    facts: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question; a call that failed leaves nothing, and says why in `errors`.

    `retrieval` is None for an unanswerable question as well. Times are milliseconds.
    """

    question: CheckQuestion
    retrieval: Retrieval | None
    reply: Reply | None
    errors: tuple[str, ...]
    search_ms: float | None
    ask_ms: float | None


def run_questions(
    service: AskService, library: Library, questions: Sequence[CheckQuestion], progress: Progress | None = None
) -> tuple[Outcome, ...]:
    """Searches all questions, asks them all in another order, and judges.

    A question with a history is asked only, and its retrieval judged on the hits of that.
    """
    tell = progress or (lambda _, __: None)
    total = 2 * len(questions)
    found: dict[int, _Failed | Searched] = {}
    for number, question in enumerate(questions):
        if not question.history:
            found[number] = _searched(service, library, question)
        tell(number + 1, total)
    asked: dict[int, _Failed | Asked] = {}
    for number in random.Random(7).sample(range(len(questions)), len(questions)):
        asked[number] = _asked(service, library, questions[number])
        tell(len(questions) + len(asked), total)
    return tuple(
        _outcome(question, found.get(number), asked[number], library) for number, question in enumerate(questions)
    )


@dataclass(frozen=True, slots=True)
class _Failed:
    """A call that was refused."""

    reason: str


def _searched(service: AskService, library: Library, question: CheckQuestion) -> Searched | _Failed:
    try:
        return service.search(library, question.question, to_filter(question.filters), _READ, Mode.HYBRID)
    except ReaderFacingError as error:
        return _Failed(str(error))


def _asked(service: AskService, library: Library, question: CheckQuestion) -> Asked | _Failed:
    body = question.request()
    earlier = [turn.question for turn in body.history]
    try:
        return service.ask(library, body.question, earlier, to_filter(body.filters), body.limit)
    except ReaderFacingError as error:
        return _Failed(str(error))


def _outcome(
    question: CheckQuestion, searched: Searched | _Failed | None, asked: Asked | _Failed, library: Library
) -> Outcome:
    retrieved = searched or asked
    return Outcome(
        question,
        judge_hits(question, retrieved.hits[:_READ])
        if question.answerable and not isinstance(retrieved, _Failed)
        else None,
        None if isinstance(asked, _Failed) else judge_answer(question, asked.answer, library),
        tuple(dict.fromkeys(call.reason for call in (searched, asked) if isinstance(call, _Failed))),
        searched.took_ms if isinstance(searched, Searched) else None,
        asked.took_ms if isinstance(asked, Asked) else None,
    )


def judge_hits(question: CheckQuestion, hits: Sequence[Hit]) -> Retrieval:
    """Where the gold stands in the hits."""
    rank = next((hit.rank for hit in hits if any(_holds(hit, gold) for gold in question.gold)), None)
    found = {gold.doc for gold in question.gold if any(_holds(hit, gold) for hit in hits)}
    lengths = tuple(len(words(hit.stored.text)) for hit in hits)
    return Retrieval(rank, found == {gold.doc for gold in question.gold}, lengths)


def _holds(hit: Hit, gold: Gold) -> bool:
    """Whether a hit holds the gold, in its own document or in another that has the same text."""
    docs = {stored.passage.doc for stored in (hit.stored, *hit.also_in)}
    return gold.doc in docs and gold.in_passage(hit.stored.text)


def judge_answer(question: CheckQuestion, answer: Answer, library: Library) -> Reply:
    """What the answer held of the facts and of the gold."""
    return Reply(
        answered=answer.answered,
        words=len(words(answer.text)),
        citations=len(answer.citations),
        supported=sum(_supported(citation, library) for citation in answer.citations),
        right=sum(_right(citation, question) for citation in answer.citations),
        facts=answer.answered and has_facts(answer.text, question.facts),
    )


def _supported(citation: Citation, library: Library) -> bool:
    place = citation.locator
    return is_supported(citation.quote, library.document(place.doc), place.page, place.page_end)


def _right(citation: Citation, question: CheckQuestion) -> bool:
    return any(citation.locator.doc == gold.doc and gold.in_quote(citation.quote) for gold in question.gold)
