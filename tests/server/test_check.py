"""What each figure of a check means, on cases small enough to count by hand."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from index.library import Library
from index.searching import Hit
from ingest.document import Span
from server.answer import NOT_IN_SOURCES, Answer, Citation, Reason, abstain
from server.check import Outcome, Reply, Retrieval, judge_answer, judge_hits, run_questions
from server.check_figures import Fault, checked, faults, figures
from server.check_questions import CheckQuestion, Gold, read_questions
from server.schema import Filters, Turn
from server.service import AskService
from tests.server.conftest import DATA, hits_for

REPORT = "arsrapport-barnets-rattigheter-2023"
OTHER = "arsrapport-manskliga-rattigheter-2024"
DOGS = "hundkonventionen"
REACHED = "Under 2023 deltog 61 kommuner och fyra regioner i någon aktivitet inom uppdraget."
BASKET = "Varje hund har rätt till en egen korg, till friskt vatten och till minst tre promenader om dagen."
ABOUT_REACH = "Hur många kommuner deltog i någon aktivitet inom uppdraget?"
MOON = "Vad kostar en flygbiljett till månen?"

GOOD = Reply(answered=True, words=10, citations=1, supported=1, right=1, facts=True)
NONE = Reply(answered=False, words=6, citations=0, supported=0, right=0, facts=False)
FIRST = Retrieval(1, all_docs=True, hit_words=(100,))


def asked(question: str = ABOUT_REACH, *gold: Gold, kind: str = "numeric", answerable: bool = True) -> CheckQuestion:
    return CheckQuestion(question, id="q", kind=kind, answerable=answerable, gold=gold, facts=(("61",),))


def outcome(
    retrieval: Retrieval | None = FIRST, reply: Reply | None = GOOD, *, kind: str = "numeric", answerable: bool = True
) -> Outcome:
    return Outcome(asked(kind=kind, answerable=answerable), retrieval, reply, (), 1.0, 2.0)


def failed(*, answerable: bool = True) -> Outcome:
    return Outcome(asked(answerable=answerable), None, None, ("Det gick inte.",), None, None)


def turned(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(reversed(hits), 1))


@pytest.fixture
def two(library: Library) -> tuple[Hit, ...]:
    """The passage on how many were reached, and the article on baskets."""
    return tuple(replace(hits_for(library, text, 1)[0], rank=i) for i, text in enumerate((REACHED, BASKET), 1))


class TestHits:
    def test_the_first_hit_with_gold_in_it_gives_the_rank(self, two: tuple[Hit, ...]) -> None:
        question = asked(ABOUT_REACH, Gold(REPORT, REACHED))
        assert judge_hits(question, two).rank == 1
        assert judge_hits(question, turned(two)).rank == 2
        assert judge_hits(question, two[1:]).rank is None

    def test_the_same_words_in_another_document_are_no_hit_unless_it_is_said_to_stand_there_too(
        self, two: tuple[Hit, ...]
    ) -> None:
        question = asked(ABOUT_REACH, Gold(DOGS, REACHED))
        assert judge_hits(question, two).rank is None
        also = replace(two[0], also_in=(two[1].stored,))
        assert judge_hits(question, [also]).rank == 1

    def test_an_anchor_is_found_to_the_word(self, two: tuple[Hit, ...]) -> None:
        assert judge_hits(asked(ABOUT_REACH, Gold(REPORT, anchor="deltog 61 kommuner")), two).rank == 1
        assert judge_hits(asked(ABOUT_REACH, Gold(REPORT, anchor="deltog 61 kommun")), two).rank is None

    def test_a_comparison_needs_gold_of_every_document(self, two: tuple[Hit, ...]) -> None:
        question = asked(ABOUT_REACH, Gold(REPORT, REACHED), Gold(REPORT, "står ingenstans"), Gold(DOGS, BASKET))
        assert judge_hits(question, two).all_docs
        assert not judge_hits(question, two[:1]).all_docs
        assert not judge_hits(question, two[1:]).all_docs

    def test_passages_are_counted_in_words(self, two: tuple[Hit, ...]) -> None:
        assert judge_hits(asked(), two).hit_words == tuple(len(hit.stored.text.split()) for hit in two)


def quoting(hit: Hit, quote: str, library: Library) -> Answer:
    document = library.document(hit.stored.passage.doc)
    start = document.text.index(quote)
    span, at = Span(start, start + len(quote)), Span(0, len(quote))
    citation = Citation(1, at, hit, span, quote, document.locate(span), hit.stored.quality)
    return Answer(f"{quote} [1]", (citation,), 0.9)


class TestAnswers:
    def test_a_right_answer_is_right_in_all(self, two: tuple[Hit, ...], library: Library) -> None:
        reply = judge_answer(asked(ABOUT_REACH, Gold(REPORT, REACHED)), quoting(two[0], REACHED, library), library)
        assert reply == Reply(answered=True, words=14, citations=1, supported=1, right=1, facts=True)

    def test_a_marker_is_a_word_as_in_the_outside_scorer(self, two: tuple[Hit, ...], library: Library) -> None:
        assert judge_answer(asked(), quoting(two[0], "61 kommuner", library), library).words == 3

    def test_a_true_quote_from_elsewhere_is_supported_and_not_right(
        self, two: tuple[Hit, ...], library: Library
    ) -> None:
        reply = judge_answer(asked(ABOUT_REACH, Gold(REPORT, REACHED)), quoting(two[1], BASKET, library), library)
        assert (reply.supported, reply.right, reply.facts) == (1, 0, False)

    def test_a_quote_on_the_wrong_page_is_unsupported(self, two: tuple[Hit, ...], library: Library) -> None:
        answer = quoting(two[0], REACHED, library)
        (citation,) = answer.citations
        moved = replace(citation, locator=replace(citation.locator, page="2", page_end="2"))
        assert judge_answer(asked(), replace(answer, citations=(moved,)), library).supported == 0

    def test_an_abstention_that_happens_to_hold_the_fact_does_not_answer(self, library: Library) -> None:
        said = replace(abstain(Reason.NO_SUPPORT, 0.1), text="Det framgår inte, inte ens att det var 61.")
        assert not judge_answer(asked(), said, library).facts


class TestFigures:
    def test_a_hit_at_rank_two_is_half_a_reciprocal(self) -> None:
        found = figures([outcome(replace(FIRST, rank=2))])
        assert (found.hit_at_1, found.hit_at_5, found.mrr) == (0, 1, 0.5)

    def test_comparisons_alone_count_as_comparisons(self) -> None:
        assert figures([outcome(replace(FIRST, all_docs=False))]).compare_at_5 is None
        both = [outcome(kind="compare"), outcome(replace(FIRST, all_docs=False), kind="compare")]
        assert figures(both).compare_at_5 == 0.5

    def test_right_sources_are_counted_among_the_answered_and_facts_among_all(self) -> None:
        wrong = replace(GOOD, right=0, citations=2, supported=1, facts=False)
        found = figures([outcome(), outcome(reply=wrong), outcome(reply=NONE)])
        assert (found.cited_right, found.cite_precision) == (0.5, 0.3333)
        assert (found.facts, found.false_abstain) == (0.3333, 0.3333)
        assert found.supported == 0.6667

    def test_quotes_given_where_nothing_should_be_said_must_hold_as_well(self) -> None:
        given = replace(GOOD, supported=0)
        found = figures([outcome(), outcome(None, given, answerable=False), outcome(None, NONE, answerable=False)])
        assert (found.supported, found.abstain, found.false_abstain) == (0.5, 0.5, 0)

    def test_lengths_are_those_of_answers_given(self) -> None:
        lengths = [outcome(reply=replace(GOOD, words=count)) for count in (10, 20, 30, 60)]
        found = figures([*lengths, outcome(reply=NONE)])
        assert (found.words, found.words_p90, found.hit_words_p90) == (25, 60, 100)

    def test_a_call_that_failed_is_wrong_in_every_figure(self) -> None:
        found = figures([failed(), failed(answerable=False)])
        assert found.errors == 2
        assert (found.hit_at_5, found.mrr, found.facts, found.abstain, found.false_abstain) == (0, 0, 0, 0, 1)

    def test_where_nothing_is_counted_there_is_no_figure(self) -> None:
        found = figures([outcome(None, NONE, answerable=False)])
        assert found.abstain == 1
        assert {found.hit_at_1, found.facts, found.supported, found.words, found.hit_words_p90} == {None}

    def test_kinds_are_counted_apart(self) -> None:
        found = checked("bibliotek", [outcome(), outcome(replace(FIRST, rank=None), kind="who")])
        assert (found.kinds["numeric"].hit_at_5, found.kinds["who"].hit_at_5, found.total.hit_at_5) == (1, 0, 0.5)
        assert (found.search.p50, found.ask.p95) == (1, 2)


def test_every_fault_is_named() -> None:
    lost = Retrieval(None, all_docs=False, hit_words=())
    bad = replace(GOOD, right=0, supported=0, facts=False)
    assert faults(outcome()) == []
    assert faults(outcome(lost, bad, kind="compare")) == [
        Fault.NO_HIT, Fault.NOT_ALL_DOCS, Fault.FACTS, Fault.CITED_WRONG, Fault.UNSUPPORTED,
    ]  # fmt: skip
    assert faults(outcome(reply=NONE)) == [Fault.ABSTAINED]
    assert faults(outcome(None, GOOD, answerable=False)) == [Fault.ANSWERED]
    assert faults(failed()) == [Fault.FAILED]


class TestRun:
    def test_questions_are_searched_asked_and_judged(self, service: AskService, library: Library) -> None:
        told: list[tuple[int, int]] = []
        questions = [asked(ABOUT_REACH, Gold(REPORT, REACHED)), asked(MOON, kind="unanswerable", answerable=False)]
        first, second = run_questions(service, library, questions, lambda *done: told.append(done))
        assert first.retrieval
        assert first.retrieval.rank == 1
        assert len(first.retrieval.hit_words) == 5
        assert second.retrieval is None
        assert second.reply == replace(NONE, words=len(NOT_IN_SOURCES.split()))
        assert first.search_ms is not None
        assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]

    def test_filters_hold(self, service: AskService, library: Library) -> None:
        question = replace(asked("Hur ofta träffades nätverket?", Gold(OTHER, "åtta gånger under 2024")))
        (alone,) = run_questions(service, library, [replace(question, filters=Filters(doc=(DOGS,)))])
        assert alone.retrieval
        assert alone.retrieval.rank is None
        (found,) = run_questions(service, library, [replace(question, filters=Filters(year=(2024,)))])
        assert found.retrieval
        assert found.retrieval.rank is not None

    def test_a_question_with_a_history_is_asked_only(self, service: AskService, library: Library) -> None:
        history = (Turn(question="Hur många kommuner deltog 2023?"),)
        question = replace(asked("Och regioner?", Gold(REPORT, REACHED)), history=history)
        (found,) = run_questions(service, library, [question])
        assert found.search_ms is None
        assert found.retrieval
        assert found.retrieval.rank is not None
        assert len(found.retrieval.hit_words) == 5

    def test_a_question_that_cannot_be_asked_says_why(self, service: AskService, library: Library) -> None:
        (found,) = run_questions(service, library, [replace(asked(), filters=Filters(doc=("okänt",)))])
        assert (found.retrieval, found.reply, found.ask_ms) == (None, None, None)
        assert len(found.errors) == 1
        assert "okänt" in found.errors[0]


def test_the_questions_about_the_made_up_reports_can_all_be_asked(service: AskService, library: Library) -> None:
    questions = read_questions(DATA / "fragor.jsonl")
    found = checked(library.id, run_questions(service, library, questions)).total
    assert (found.n, found.errors) == (10, 0)
    assert found.hit_at_5 is not None
    assert found.hit_at_5 >= 0.6
