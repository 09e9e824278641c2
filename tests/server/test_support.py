"""Whether hits bear an answer, and what is said to be missing."""

import pytest

from index.library import Library
from index.searching import Hit
from server.answer import Reason
from server.evidence import Wording, candidates
from server.quoting import rank_sentences
from server.support import SUPPORT_FEATURES, Fitted, Support, judge, support_features
from tests.server.conftest import hits_for

WALKS = "Har varje hund rätt till en egen korg, till friskt vatten och till minst tre promenader om dagen?"


def read(library: Library, question: str) -> tuple[Wording, tuple[Hit, ...]]:
    return Wording(library.understand(question), library.vocabulary), hits_for(library, question, limit=8)


def judged(library: Library, question: str) -> Support:
    wording, hits = read(library, question)
    return judge(wording, rank_sentences(candidates(wording, hits))[0][0], hits, library.manifest.model)


def test_what_the_sources_say_word_for_word_is_answered(library: Library) -> None:
    support = judged(library, WALKS)
    assert support.answers
    assert 0.5 < support.confidence <= 1
    assert (support.reason, support.missing) == (None, None)


def test_without_hits_nothing_is_answered(library: Library) -> None:
    wording, _ = read(library, WALKS)
    assert judge(wording, None, [], "ordpåse@1") == Support(False, 0.0, Reason.OUT_OF_SCOPE)


def test_what_no_source_speaks_of_is_out_of_scope_and_named(library: Library) -> None:
    support = judged(library, "Vad kostar flygbiljetter till Köpenhamn?")
    assert not support.answers
    assert support.reason is Reason.OUT_OF_SCOPE
    assert support.missing is not None
    assert "”Köpenhamn”" in support.missing
    assert "”flygbiljetter”" in support.missing


@pytest.mark.parametrize(("question", "year"), [("Hur ofta möttes nätverket under 1987?", "1987")])
def test_another_year_than_that_of_the_evidence_is_hardly_believed(library: Library, question: str, year: str) -> None:
    support = judged(library, question)
    assert support.confidence <= 0.2
    assert support.missing is not None
    assert f"”{year}”" in support.missing


def test_a_county_that_the_evidence_does_not_name_is_hardly_believed(library: Library) -> None:
    asked = "Hur många barnrättsombud utbildades i {} län?"
    assert judged(library, asked.format("Blekinge")).confidence <= 0.2
    assert judged(library, asked.format("Sjöbygdens")).confidence > 0.2


def test_an_abbreviation_that_no_source_knows_is_hardly_believed(library: Library) -> None:
    asked = "Har varje {} rätt till en egen korg, till friskt vatten och till minst tre promenader om dagen?"
    assert judged(library, asked.format("HVQX")).confidence <= 0.2
    assert judged(library, asked.format("HUND")).confidence > 0.2
    assert judged(library, asked.format("hund").upper()).confidence > 0.2


def test_nothing_is_said_to_be_missing_of_an_english_question(library: Library) -> None:
    assert judged(library, "What is the price of a ticket to the moon?").missing is None


def test_the_figures_are_those_that_the_model_was_fitted_on(library: Library) -> None:
    wording, hits = read(library, WALKS)
    best = rank_sentences(candidates(wording, hits))[0][0]
    figures = support_features(wording, best, hits)
    assert set(figures) == set(SUPPORT_FEATURES)
    assert figures["coverage"] == pytest.approx(1.0)
    assert figures["unknown"] == figures["year_absent"] == figures["name_absent"] == 0.0


def test_a_figure_that_speaks_for_an_answer_raises_the_probability() -> None:
    model = Fitted({"coverage": 0.5}, {"coverage": 0.25}, {"coverage": 2.0}, 0.0, 0.5)
    low, middle, high = (model.probability({"coverage": value}) for value in (0.0, 0.5, 1.0))
    assert low < middle == 0.5 < high < 1
