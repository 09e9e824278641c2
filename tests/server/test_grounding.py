"""The check that every answer passes: whatever its citations do not bear out is dropped."""

from dataclasses import replace

import pytest

from index.library import Library
from index.searching import Hit
from ingest.document import Span
from server.answer import Answer, Citation, Quote, Reason, compose
from server.grounding import verify
from tests.server.conftest import hits_for

FIRST = "Under 2023 deltog 61 kommuner och fyra regioner i någon aktivitet inom uppdraget."
SECOND = "Varje hund har rätt till en egen korg, till friskt vatten och till minst tre promenader om dagen."
CROSSING = "Vid höstens möte i Norrvik bestämdes att varje träff ska börja med att en kommun berättar"


@pytest.fixture
def hits(library: Library) -> tuple[Hit, ...]:
    return tuple(hits_for(library, sentence, limit=1)[0] for sentence in (FIRST, SECOND, CROSSING))


def quoted(hits: tuple[Hit, ...], library: Library, *numbers: int) -> Answer:
    """The sentences of these hits that are looked for above, as one answer."""
    quotes = [Quote(hits[n], sentence_span(hits[n], library, (FIRST, SECOND, CROSSING)[n])) for n in numbers]
    return compose(quotes, library, 0.9, ["En anmärkning."])


def sentence_span(hit: Hit, library: Library, start: str) -> Span:
    text = library.document(hit.stored.passage.doc).text
    return next(s.span for s in hit.stored.passage.sentences if s.span.of(text).startswith(start))


def altered(answer: Answer, number: int, **changes: object) -> Answer:
    citations = list(answer.citations)
    citations[number] = replace(citations[number], **changes)  # type: ignore[arg-type]  # fields of a citation
    return replace(answer, citations=tuple(citations))


def reworded(answer: Answer, old: str, new: str) -> Answer:
    """The answer with words of the same length in place of others, so that its spans hold."""
    assert len(old) == len(new)
    assert old in answer.text
    return replace(answer, text=answer.text.replace(old, new))


def dropped(answer: Answer) -> bool:
    return bool(answer.notes) and "struken" in answer.notes[-1]


def test_an_answer_that_holds_is_given_back_as_it_is(hits: tuple[Hit, ...], library: Library) -> None:
    answer = quoted(hits, library, 0, 1, 2)
    assert len(answer.citations) == 3
    assert verify(answer, hits, library) is answer


def test_a_quote_over_a_page_break_holds_on_both_its_pages(hits: tuple[Hit, ...], library: Library) -> None:
    answer = quoted(hits, library, 2)
    locator = answer.citations[0].locator
    assert (locator.page, locator.page_end) == ("4", "5")
    assert verify(answer, hits, library) is answer
    for page in ("4", "5"):
        one = altered(answer, 0, locator=replace(locator, page=page, page_end=page))
        assert not verify(one, hits, library).answered


def only_second(answer: Answer, hits: tuple[Hit, ...], library: Library) -> Answer:
    """What is left when the first of two is dropped: the second, renumbered, and said so."""
    verified = verify(answer, hits, library)
    assert verified.text == f"{SECOND} [1]"
    (citation,) = verified.citations
    assert (citation.marker, citation.at, citation.quote) == (1, Span(0, len(SECOND)), SECOND)
    assert verified.notes[0] == "En anmärkning."
    assert dropped(verified)
    assert verified.confidence == answer.confidence
    return verified


def test_a_quote_changed_by_a_letter_is_dropped(hits: tuple[Hit, ...], library: Library) -> None:
    answer = quoted(hits, library, 0, 1)
    only_second(altered(answer, 0, quote=FIRST.replace("61", "62")), hits, library)
    only_second(altered(answer, 0, quote=FIRST.replace("regioner", "regionen")), hits, library)


def test_a_quote_from_beside_its_place_is_dropped(hits: tuple[Hit, ...], library: Library) -> None:
    answer = quoted(hits, library, 0, 1)
    span = answer.citations[0].span
    only_second(altered(answer, 0, span=Span(span.start + 1, span.end + 1)), hits, library)


def test_a_quote_from_another_page_than_it_names_is_dropped(hits: tuple[Hit, ...], library: Library) -> None:
    answer = quoted(hits, library, 0, 1)
    locator = answer.citations[0].locator
    assert locator.page == "5"
    only_second(altered(answer, 0, locator=replace(locator, page="6", page_end="6")), hits, library)


@pytest.mark.parametrize(("old", "new"), [("61", "16"), ("2023", "2024"), ("fyra", "4,25")])
def test_a_number_that_the_quote_does_not_hold_is_dropped(
    hits: tuple[Hit, ...], library: Library, old: str, new: str
) -> None:
    only_second(reworded(quoted(hits, library, 0, 1), old, new), hits, library)


def test_a_sentence_whose_marker_names_another_citation_is_dropped(hits: tuple[Hit, ...], library: Library) -> None:
    only_second(reworded(quoted(hits, library, 0, 1), "[1]", "[2]"), hits, library)


def test_a_marker_that_resolves_to_nothing_does_not_stay(hits: tuple[Hit, ...], library: Library) -> None:
    answer = quoted(hits, library, 1)
    invented = replace(answer, text=f"{answer.text} Katter får två promenader [7]")
    only_second(invented, hits, library)


def test_text_outside_every_citation_does_not_stay(hits: tuple[Hit, ...], library: Library) -> None:
    answer = quoted(hits, library, 1)
    only_second(replace(answer, text=f"{answer.text} Det gäller även katter."), hits, library)


def test_a_passage_that_was_not_found_cannot_be_cited(hits: tuple[Hit, ...], library: Library) -> None:
    only_second(quoted(hits, library, 0, 1), hits[1:], library)


def test_what_is_kept_is_renumbered_in_order(hits: tuple[Hit, ...], library: Library) -> None:
    answer = altered(quoted(hits, library, 0, 1, 2), 1, quote="Något annat.")
    verified = verify(answer, hits, library)
    assert [citation.marker for citation in verified.citations] == [1, 2]
    assert [citation.at.of(verified.text) for citation in verified.citations] == [
        citation.quote for citation in verified.citations
    ]
    assert [rest_of(verified, citation)[:4] for citation in verified.citations] == [" [1]", " [2]"]
    assert SECOND not in verified.text
    assert dropped(verified)


def rest_of(answer: Answer, citation: Citation) -> str:
    return answer.text[citation.at.end :]


def test_an_answer_with_nothing_left_is_an_abstention(hits: tuple[Hit, ...], library: Library) -> None:
    answer = altered(quoted(hits, library, 0), 0, quote="Något annat.")
    verified = verify(answer, hits, library)
    assert not verified.answered
    assert verified.reason is Reason.NO_SUPPORT
    assert "61" not in verified.text
    assert verified.citations == ()


def test_an_abstention_stays_what_it_is(library: Library) -> None:
    verified = verify(
        Answer("Det framgår inte av källorna.", (), 0.1, Reason.OUT_OF_SCOPE, "Inget om katter."), (), library
    )
    assert not verified.answered
    assert (verified.reason, verified.missing) == (Reason.OUT_OF_SCOPE, "Inget om katter.")
