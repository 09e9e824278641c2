"""From the domain to the wire: what the API's own tests cannot bring about from outside."""

from dataclasses import replace

from index.filters import Filter
from index.library import Library
from index.passages import StoredPassage
from ingest.document import Block, BlockKind, Document, Kind, Metadata, PageMark, Span
from ingest.passage import SplitRule, split
from server.answer import Citation, Quote, compose
from server.schema import AskReply, Filters
from server.service import Asked, Found, Searched
from server.wire import ask_reply, found_hits, search_reply, to_filter
from server.wire_reading import page_reply, passage_reply
from tests.server.conftest import hits_for


def test_the_same_text_elsewhere_is_told_with_its_place(library: Library) -> None:
    first, second, *_ = hits_for(library, "Hur ofta möttes nätverket?")
    shown_once = replace(first, also_in=(second.stored,))
    understood = library.understand("nätverket")
    searched = Searched((shown_once,), "nätverket", understood, to_filter(Filters()), 1.0)
    (place,) = search_reply(searched, library).hits[0].also_in
    other = second.stored
    assert place.model_dump() == {
        "doc": other.passage.doc,
        "title": other.metadata.title,
        "section": other.passage.locator.section,
        "page": other.passage.locator.page,
        "page_key": other.passage.locator.page,
    }
    assert place.doc != first.stored.passage.doc


def cited(library: Library, query: str, focus: tuple[Span, ...]) -> tuple[Citation, Asked]:
    """An answer of two quotes, the second with a focus."""
    first, second, _ = hits_for(library, query)
    quotes = [Quote(hit, hit.stored.passage.sentences[0].span, of) for hit, of in ((first, ()), (second, focus))]
    answer = compose(quotes, library, 0.87654)
    filters = to_filter(Filters(year=(2023,)))
    return answer.citations[1], Asked(answer, (first, second), library.understand(query), filters, 2.0)


def told(asked: Asked, library: Library) -> AskReply:
    found = Found(asked.hits, asked.understood, asked.filters, len(asked.hits), 0.0)
    return ask_reply(asked, found_hits(found, library), "quoting")


def test_focus_is_told_within_the_quote_and_within_the_answer(library: Library) -> None:
    citation, asked = cited(library, "nätverket möttes", (Span(2, 9),))
    reply = told(asked, library)
    assert reply.citations[1].focus == ((2, 9),)
    ((start, end),) = reply.focus
    assert start > citation.at.start > 0
    assert reply.answer[start:end] == citation.quote[2:9]


def test_confidence_is_rounded_and_filters_are_told_in_order(library: Library) -> None:
    _, asked = cited(library, "nätverket möttes", ())
    reply = told(asked, library)
    assert reply.confidence == 0.877
    assert reply.understood.filters == Filters(year=(2023,))


def test_filters_on_the_wire_mean_any_of_their_values() -> None:
    wanted = to_filter(Filters(kind=("lag", "konvention"), year=(1989, 1989)))
    assert wanted == Filter(kind=frozenset({"lag", "konvention"}), year=frozenset({1989}))
    assert to_filter(Filters()).empty


def two_pages() -> tuple[Document, list[StoredPassage]]:
    """A page label that comes back after another page, as when a footnote is moved: its text is in two stretches."""
    text = "Först detta.\n\nSedan det.\n\nSist detta."
    spans = [Span(0, 12), Span(14, 24), Span(26, 37)]
    metadata = Metadata("Prov", Kind.OTHER)
    pages = (PageMark(0, "i"), PageMark(14, "ii"), PageMark(26, "i"))
    document = Document("prov", metadata, text, tuple(Block(BlockKind.PARAGRAPH, span) for span in spans), pages)
    passages = split(document, SplitRule(wanted=2, most=2))
    stored = [StoredPassage(i, i, p, p.span.of(text), (), metadata) for i, p in enumerate(passages)]
    return document, stored


def test_a_page_in_two_stretches_is_shown_whole_with_its_passages_in_place() -> None:
    document, stored = two_pages()
    reply = page_reply(document, "i", stored)
    assert reply.text == "Först detta.\n\nSist detta."
    assert [reply.text[slice(*passage.at)] for passage in reply.passages] == ["Först detta.", "Sist detta."]
    assert (reply.previous, reply.next) == (None, "ii")
    assert page_reply(document, "ii", stored).previous == "i"


def test_a_long_text_around_a_passage_is_cut_at_a_space(library: Library) -> None:
    (hit, *_) = hits_for(library, "Samordningen föreslår därför att resurserna flyttas")
    reply = passage_reply(hit.stored, library)
    text = library.document(hit.stored.passage.doc).text
    assert reply.before.startswith("… ")
    assert reply.before.removeprefix("… ") + reply.text in text
    assert 1_100 < len(reply.before) < 1_210
