"""Answers to what is asked of documents by name: of one, out of that one; of several, out of each by itself."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from index.library import Library
from index.searching import Hit
from index.understanding import Understood
from ingest.document import Kind, Metadata
from server.answer import Answer, Quote, Reason, abstain, compose

_SHORT_NAME = re.compile(r"\(([^()\d][^()]*)\)")

Ask = Callable[[Understood, Sequence[Hit], Library], Answer]


def out_of_source(question: Understood, hits: Sequence[Hit], library: Library, ask: Ask) -> Answer:
    """What `ask` answers out of the documents that alone are asked of."""
    named = sorted(question.scope.source & question.scope.docs)
    if question.scope.absent:
        said = ", ".join(question.scope.absent).capitalize()
        missing = f"{said} finns inte i {_listed(named, library, english=False)}."
        return abstain(Reason.NO_SUPPORT, 0.0, missing)
    own = of_documents(hits, question.scope.source)
    if not own:  # the filter leaves them out
        elsewhere = ask(question, hits, library)
        return replace(elsewhere, notes=(_left_out(named, library, english=question.english), *elsewhere.notes))
    answer = ask(question, own, library)
    if answer.answered:
        return _restored(answer, hits)
    nothing = _nothing_in(named, library, english=question.english)
    return replace(answer, reason=Reason.NO_SUPPORT, missing=" ".join(filter(None, [nothing, answer.missing])))


def side_by_side(question: Understood, hits: Sequence[Hit], library: Library, ask: Ask) -> Answer:
    """What `ask` answers out of each document, in the order they are named; an abstention where none answers."""
    asked = {side.doc: library.understand(side.question) for side in question.scope.sides}
    own = {doc: of_documents(hits, {doc} | one.scope.source) for doc, one in asked.items()}
    answers = {doc: ask(asked[doc], each, library) for doc, each in own.items() if each}
    given = [answer for answer in answers.values() if answer.answered]
    if not given:
        return max(answers.values(), key=lambda answer: answer.confidence, default=abstain(Reason.NO_SUPPORT, 0.0))
    quotes = [
        Quote(citation.hit, citation.span, citation.focus)
        for answer in given
        for citation in _restored(answer, hits).citations
    ]
    told = _told(answers, [doc for doc, each in own.items() if not each], library, english=question.english)
    notes = dict.fromkeys([*told, *(note for answer in given for note in answer.notes)])
    return compose(quotes, library, min(answer.confidence for answer in given), list(notes), apart=True)


def of_documents(hits: Sequence[Hit], docs: AbstractSet[str]) -> list[Hit]:
    """The hits of some documents, ranked among themselves."""
    own = [hit for hit in hits if hit.stored.passage.doc in docs]
    return [replace(hit, rank=rank) for rank, hit in enumerate(own, 1)]


def _restored(answer: Answer, hits: Sequence[Hit]) -> Answer:
    """The answer with its hits as they are ranked among all."""
    found = {hit.stored.number: hit for hit in hits}
    return replace(answer, citations=tuple(replace(c, hit=found[c.hit.stored.number]) for c in answer.citations))


def _told(answers: Mapping[str, Answer], left_out: Sequence[str], library: Library, *, english: bool) -> Iterator[str]:
    """What is said of the documents that are not quoted, or that no comparison is made of those that are."""
    silent = [doc for doc, answer in answers.items() if not answer.answered]
    if silent:
        yield _nothing_in(silent, library, english=english)
    if left_out:
        yield _left_out(left_out, library, english=english)
    if len(answers) - len(silent) > 1:
        quoted_apart = "Källorna citeras var för sig; jämförelsen är din."
        yield "Each is quoted by itself; the comparison is yours." if english else quoted_apart


def _left_out(docs: Sequence[str], library: Library, *, english: bool) -> str:
    said = "The filter leaves out" if english else "Urvalet av källor utelämnar"
    return f"{said} {_listed(docs, library, english=english)}."


def _nothing_in(docs: Sequence[str], library: Library, *, english: bool) -> str:
    said = "Nothing was found on this in" if english else "Om det här hittades inget i"
    return f"{said} {_listed(docs, library, english=english)}."


def _listed(docs: Sequence[str], library: Library, *, english: bool) -> str:
    names = [_name(library.store.metadata(doc)) for doc in docs]
    joined = " and " if english else " och "
    return joined.join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _name(metadata: Metadata) -> str:
    """What a document is called for short, as it stands in brackets in the title and is no number; else the title."""
    if metadata.kind is Kind.SUMMARY and metadata.original:
        return f"sammanfattningen av {_short(metadata.original)}"
    return _short(metadata.title)


def _short(title: str) -> str:
    short = _SHORT_NAME.search(title)
    return short[1] if short else title
