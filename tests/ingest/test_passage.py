"""Passages: what holds for every document, and what a cut costs."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Block, BlockKind, Document, Kind, Metadata, PageMark, Quality, Span
from ingest.passage import Passage, SplitRule, split
from ingest.sentences import sentence_spans

RULE = SplitRule()
LEFT_OUT = {BlockKind.HEADING, BlockKind.CONTENTS, BlockKind.ORIGIN}


def document(*blocks: tuple[BlockKind, str], pages: tuple[PageMark, ...] = (), unit: bool = False) -> Document:
    """A document of these blocks, parted by blank lines; headings are their own labels."""
    text, placed = "", []
    for kind, words in blocks:
        text += "\n\n" if text else ""
        heading = kind is BlockKind.HEADING
        span = Span(len(text), len(text) + len(words))
        placed.append(Block(kind, span, int(heading), words if heading else "", heading and unit))
        text += words
    return Document("prov", Metadata("Prov", Kind.OTHER), text, tuple(placed), pages)


def sentence(words: int, first: str = "Ord") -> str:
    return " ".join([first, *["ord"] * (words - 1)]) + "."


def words_of(passage: Passage, whole: Document) -> int:
    return len(passage.span.of(whole.text).split())


def texts(passages: Sequence[Passage], whole: Document) -> list[str]:
    return [passage.span.of(whole.text) for passage in passages]


words = st.lists(st.integers(1, 60), min_size=1, max_size=12)
running = st.builds(lambda counts: " ".join(map(sentence, counts)), words)
kinds = st.sampled_from([kind for kind in BlockKind if kind not in {BlockKind.HEADING, BlockKind.TITLE}])
headings = st.builds(lambda number: (BlockKind.HEADING, f"{number} Rubrik"), st.integers(1, 99))
documents = st.builds(
    lambda blocks: document(*blocks), st.lists(st.one_of(headings, st.tuples(kinds, running)), max_size=14)
)


@given(documents)
@settings(max_examples=150, deadline=None)
def test_every_sentence_outside_headings_and_contents_stands_in_just_one_passage(whole: Document) -> None:
    held = sorted(s.span for passage in split(whole, RULE) for s in passage.sentences)
    meant = [
        span
        for block in whole.blocks
        if block.kind not in LEFT_OUT
        for span in ([block.span] if block.kind is BlockKind.ROW else sentence_spans(whole.text, block.span))
    ]
    assert held == meant


@given(documents)
@settings(max_examples=150, deadline=None)
def test_a_passage_lies_in_one_section_and_touches_no_heading_nor_contents(whole: Document) -> None:
    left_out = [block.span for block in whole.blocks if block.kind in LEFT_OUT]
    for passage in split(whole, RULE):
        assert whole.section_at(passage.span.start) == whole.section_at(passage.span.end - 1)
        assert not any(passage.span.overlaps(span) for span in left_out)


@given(documents)
@settings(max_examples=150, deadline=None)
def test_passages_stand_in_text_order_overlap_nowhere_and_have_ids_of_their_own(whole: Document) -> None:
    passages = split(whole, RULE)
    assert all(a.span.end <= b.span.start for a, b in pairwise(passages))
    assert len({passage.id for passage in passages}) == len(passages)


@given(documents)
@settings(max_examples=150, deadline=None)
def test_no_passage_is_longer_than_the_rule_allows(whole: Document) -> None:
    for passage in split(whole, RULE):
        longest = max(len(s.span.of(whole.text).split()) for s in passage.sentences)
        assert words_of(passage, whole) <= max(RULE.most, longest) <= 750
        assert words_of(passage, whole) <= RULE.most or len(passage.sentences) == 1


def test_a_section_of_two_thousand_sentences_is_split() -> None:
    whole = document((BlockKind.PARAGRAPH, " ".join(sentence(6) for _ in range(2_000))))
    passages = split(whole, RULE)
    assert sum(len(passage.sentences) for passage in passages) == 2_000
    assert all(100 <= words_of(passage, whole) <= 160 for passage in passages)


def test_a_short_section_is_one_passage() -> None:
    whole = document(
        (BlockKind.HEADING, "1 Mål"), (BlockKind.PARAGRAPH, "Ett mål sattes."), (BlockKind.ITEM, "Det nåddes.")
    )
    assert texts(split(whole, RULE), whole) == ["Ett mål sattes.\n\nDet nåddes."]


def test_a_cut_goes_between_paragraphs_rather_than_within_one() -> None:
    first = " ".join(sentence(10) for _ in range(11))
    second = " ".join(sentence(10, "Andra") for _ in range(15))
    whole = document((BlockKind.PARAGRAPH, first), (BlockKind.PARAGRAPH, second))
    assert texts(split(whole, RULE), whole) == [first, second]


def test_a_list_is_not_parted_from_the_words_that_lead_to_it() -> None:
    before = " ".join(sentence(10) for _ in range(12))
    lead = "Samordnaren har under året:"
    items = [(BlockKind.ITEM, sentence(12, "Hållit")) for _ in range(8)]
    whole = document((BlockKind.PARAGRAPH, f"{before} {lead}"), *items)
    with_lead = next(text for text in texts(split(whole, RULE), whole) if lead in text)
    assert "Hållit" in with_lead
    leads = {s.lead.of(whole.text) for p in split(whole, RULE) for s in p.sentences if s.lead}
    assert leads == {lead}


def test_rows_hang_on_the_head_of_their_table() -> None:
    whole = document((BlockKind.CAPTION, "Län Antal"), (BlockKind.ROW, "Granland 12"), (BlockKind.ROW, "Åmark 7"))
    caption, *rows = split(whole, RULE)[0].sentences
    assert caption.lead is None
    assert [row.lead for row in rows] == [caption.span, caption.span]


def test_a_footnote_is_a_passage_of_its_own_in_its_section() -> None:
    whole = document(
        (BlockKind.HEADING, "1 Mål"), (BlockKind.PARAGRAPH, "Ett mål sattes."), (BlockKind.NOTE, "Se lagen.")
    )
    passages = split(whole, RULE)
    assert texts(passages, whole) == ["Ett mål sattes.", "Se lagen."]
    assert [passage.locator.section for passage in passages] == ["1 Mål", "1 Mål"]


def test_a_title_alone_is_no_passage() -> None:
    assert split(document((BlockKind.TITLE, "Årsrapport"), (BlockKind.HEADING, "1 Mål")), RULE) == ()


def test_an_article_is_a_unit() -> None:
    whole = document((BlockKind.HEADING, "Artikel 3"), (BlockKind.PARAGRAPH, "Barnets bästa."), unit=True)
    assert [passage.unit for passage in split(whole, RULE)] == [True]


def test_a_passage_over_a_page_break_names_both_pages() -> None:
    whole = document((BlockKind.PARAGRAPH, "Ett ord. Två ord."), pages=(PageMark(0, "iv"), PageMark(9, "1")))
    locator = split(whole, RULE)[0].locator
    assert (locator.page, locator.page_end) == ("iv", "1")


def test_a_doubted_sentence_is_marked_and_no_other() -> None:
    plain = document((BlockKind.PARAGRAPH, "Säkert står det här. Osäkert står det där."))
    doubted = sentence_spans(plain.text)[1]
    whole = Document("prov", plain.metadata, plain.text, plain.blocks, unverified=(doubted,))
    assert [s.quality for s in split(whole, RULE)[0].sentences] == [Quality.TEXT, Quality.UNVERIFIED]


def test_an_id_outlives_changes_in_other_passages() -> None:
    kept = sentence(120, "Behållen")
    one = document(
        (BlockKind.HEADING, "A"), (BlockKind.PARAGRAPH, "Före."), (BlockKind.HEADING, "B"), (BlockKind.PARAGRAPH, kept)
    )
    other = document(
        (BlockKind.HEADING, "A"),
        (BlockKind.PARAGRAPH, "Helt annat."),
        (BlockKind.HEADING, "B"),
        (BlockKind.PARAGRAPH, kept),
    )
    assert split(one, RULE)[1].id == split(other, RULE)[1].id
    assert split(one, RULE)[0].id != split(other, RULE)[0].id
