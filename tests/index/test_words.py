import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.compounds import Vocabulary
from index.filters import Filter
from index.terms import WordEntry
from index.words import Words, highlight_spans, write_words

TEXTS = [
    ("Barnrättsperspektivet ska prägla varje beslut.", "Perspektiv i vardagen", "a", "årsrapport", 2024),
    ("Kunskapskonferensen hölls i maj med 380\u00a0000 kronor.", "Konferens", "a", "årsrapport", 2024),
    ("Av kommunerna svarade 78 procent på enkäten.", "Enkäten", "b", "årsrapport", 2025),
    ("Varje barn har rätt till skola. Får betar, och barn leker.", "Artikel 28", "c", "konvention", 1989),
    ("Den som far vidare kör bil.", "Resor", "d", "övrigt", None),
    ("Nätverket träffas; perspektiv och kunskap delas. Kor råmar.", "Nätverk", "b", "årsrapport", 2025),
    ("Barnrätt är ett eget ämne, med ett eget perspektiv.", "Ämnet", "e", "metodstöd", 2023),
]
ENTRIES = [WordEntry(number, *text) for number, text in enumerate(TEXTS)]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.of(f"{entry.heading} {entry.text} konferens" for entry in ENTRIES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary) -> Path:
    made = tmp_path_factory.mktemp("library") / "words"
    write_words(made, reversed(ENTRIES), vocabulary)
    return made


@pytest.fixture(scope="module")
def words(folder: Path, vocabulary: Vocabulary) -> Iterator[Words]:
    opened = Words.open(folder, vocabulary)
    yield opened
    opened.close()


def numbers(found: list[tuple[int, float]]) -> list[int]:
    return [number for number, _ in found]


def test_barnrattsperspektiv_is_found_by_perspektiv(words: Words) -> None:
    assert 0 in numbers(words.search("perspektiv", 10))


def test_barnrattsperspektiv_is_found_by_barnratt(words: Words) -> None:
    assert set(numbers(words.search("barnrätt", 10))) == {0, 6}


def test_a_compound_in_the_query_finds_its_parts_below_itself(words: Words) -> None:
    found = numbers(words.search("barnrättsperspektiv", 10))
    assert found[0] == 0
    assert {5, 6} <= set(found)


def test_far_does_not_find_far_with_a_ring(words: Words) -> None:
    assert numbers(words.search("far", 10)) == [4]
    assert numbers(words.search("kor", 10)) == [5]
    assert numbers(words.search("kör", 10)) == [4]


@pytest.mark.parametrize("query", ["78 %", "78%", "78 procent"])
def test_a_percent_sign_finds_the_word(words: Words, query: str) -> None:
    assert numbers(words.search(query, 10)) == [2]


@pytest.mark.parametrize("query", ["380 000", "380000", "380\u202f000 kr"])
def test_grouped_numbers_are_found_however_they_are_written(words: Words, query: str) -> None:
    assert numbers(words.search(query, 10)) == [1]


def test_a_slip_is_found_by_ngrams(words: Words) -> None:
    assert words.search("kunskapskonfrens nätvrk", 1) == []
    assert numbers(words.search("kunskapskonfrens", 10, field="ngrams"))[0] == 1


def test_inflections_find_each_other(words: Words) -> None:
    assert 2 in numbers(words.search("kommunens enkäter", 10))


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filter(doc=frozenset({"b"})), {5}),
        (Filter(kind=frozenset({"metodstöd"})), {6}),
        (Filter(year=frozenset({2024, 2025})), {0, 5}),
        (Filter(kind=frozenset({"årsrapport"}), year=frozenset({2025})), {5}),
        (Filter(kind=frozenset({"konvention"}), year=frozenset({2025})), set()),
        (Filter(doc=frozenset({"saknas"})), set()),
    ],
)
@pytest.mark.parametrize("field", ["stems", "ngrams"])
def test_filters_let_only_their_documents_through(
    words: Words, filters: Filter, expected: set[int], field: str
) -> None:
    found = words.search("perspektiv", 10, field="ngrams" if field == "ngrams" else "stems", filters=filters)
    assert set(numbers(found)) == expected
    assert all(filters.allows(ENTRIES[n].doc, ENTRIES[n].kind, ENTRIES[n].year) for n in numbers(found))


def test_filters_do_not_change_scores(words: Words) -> None:
    every, some = words.search("perspektiv", 10), words.search("perspektiv", 10, filters=Filter(doc=frozenset("ab")))
    assert dict(some).items() <= dict(every).items()


def test_a_limit_holds_after_filtering(words: Words) -> None:
    assert numbers(words.search("perspektiv", 1, filters=Filter(doc=frozenset("a")))) == [0]


def test_filter_knows_whether_it_is_empty() -> None:
    assert Filter().empty
    assert not Filter(year=frozenset({2025})).empty
    assert Filter().allows("x", "lag", None)
    assert not Filter(year=frozenset({2025})).allows("x", "lag", None)


@pytest.mark.parametrize(
    "query",
    [
        'AND OR NOT "perspektiv" field:bar ~2 [a TO b]',
        "stems:perspektiv^9 -perspektiv +(perspektiv",
        "perspektiv* /.*/ {a TO *} \\ \x00 \ud7ff 😀",
        '"""perspektiv"""~~^^::',
    ],
)
@pytest.mark.parametrize("field", ["stems", "ngrams"])
def test_characters_of_a_query_are_no_syntax(words: Words, query: str, field: str) -> None:
    assert set(numbers(words.search(query, 10, field="ngrams" if field == "ngrams" else "stems"))) == {0, 5, 6}


@pytest.mark.parametrize("query", ["", "   ", "?!", "vad är det", "the of and"])
def test_a_query_without_content_finds_nothing(words: Words, query: str) -> None:
    assert words.search(query, 10) == words.search(query, 10, field="ngrams") == []


def test_no_limit_no_hits(words: Words) -> None:
    assert words.search("perspektiv", 0) == []


def test_best_comes_first_and_equals_by_number(tmp_path: Path) -> None:
    texts = ["nätverk", "kommun nätverk", "kommun", "kommun", "kommun"]
    entries = [WordEntry(9 - n, text, "", "d", "lag", None) for n, text in enumerate(texts)]
    vocabulary = Vocabulary.of(texts)
    write_words(tmp_path / "w", entries, vocabulary)
    found = Words.open(tmp_path / "w", vocabulary).search("kommun", 3)
    assert numbers(found) == [5, 6, 7]
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_the_same_entries_are_ranked_alike_in_every_build(tmp_path: Path, words: Words, vocabulary: Vocabulary) -> None:
    write_words(tmp_path / "again", ENTRIES, vocabulary)
    again = Words.open(tmp_path / "again", vocabulary)
    for query in ("perspektiv barn", "nätverk kunskap 78 %", "varje barnrättsperspektiv"):
        assert again.search(query, 10) == words.search(query, 10)
        assert again.search(query, 10, field="ngrams") == words.search(query, 10, field="ngrams")


def test_opening_writes_nothing(folder: Path, vocabulary: Vocabulary) -> None:
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    Words.open(folder, vocabulary).search("perspektiv", 3)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert not any(name.endswith(".lock") for name in before)


def test_every_file_is_as_readable_as_the_others(folder: Path) -> None:
    assert len({stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}) == 1


def test_a_folder_that_nobody_may_write_to_can_be_opened(tmp_path: Path, vocabulary: Vocabulary) -> None:
    write_words(tmp_path / "w", ENTRIES, vocabulary)
    for file in (*(tmp_path / "w").iterdir(), tmp_path / "w"):
        file.chmod(file.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    try:
        assert numbers(Words.open(tmp_path / "w", vocabulary).search("nätverk", 1)) == [5]
    finally:
        (tmp_path / "w").chmod(0o700)


def test_what_is_open_outlives_its_folder(tmp_path: Path, vocabulary: Vocabulary) -> None:
    write_words(tmp_path / "w", ENTRIES, vocabulary)
    opened = Words.open(tmp_path / "w", vocabulary)
    for file in (tmp_path / "w").iterdir():
        os.unlink(file)
    assert numbers(opened.search("nätverk", 1)) == [5]


def test_a_folder_in_use_is_not_written_over(folder: Path, vocabulary: Vocabulary) -> None:
    with pytest.raises(FileExistsError):
        write_words(folder, ENTRIES, vocabulary)


def test_no_index_is_said(tmp_path: Path, vocabulary: Vocabulary) -> None:
    with pytest.raises(ValueError, match="no index"):
        Words.open(tmp_path / "none", vocabulary)


def test_an_index_without_passages_finds_nothing(tmp_path: Path) -> None:
    vocabulary = Vocabulary.of([])
    write_words(tmp_path / "w", [], vocabulary)
    assert Words.open(tmp_path / "w", vocabulary).search("nätverk", 5) == []


def test_a_closed_index_refuses(folder: Path, vocabulary: Vocabulary) -> None:
    opened = Words.open(folder, vocabulary)
    opened.close()
    with pytest.raises(ValueError, match="closed"):
        opened.search("nätverk", 1)


def test_five_thousand_passages_are_searched_quickly(tmp_path: Path, vocabulary: Vocabulary) -> None:
    texts = [f"{TEXTS[n % 7][0]} Nummer {n} gäller samordning och uppföljning i län {n % 21}." * 4 for n in range(5000)]
    write_words(tmp_path / "w", (WordEntry(n, t, "", "d", "lag", None) for n, t in enumerate(texts)), vocabulary)
    opened = Words.open(tmp_path / "w", vocabulary)
    began = time.perf_counter()
    for _ in range(5):
        opened.search("Vilket barnrättsperspektiv har nätverket för samordning i kommunerna?", 50)
        opened.search("Vilket barnrättsperspektiv har nätverket för samordning i kommunerna?", 50, field="ngrams")
    assert time.perf_counter() - began < 2.5


def test_highlights_cover_words_that_share_a_stem_or_a_part(vocabulary: Vocabulary) -> None:
    text = "Barnrättsperspektivet och perspektiven, men inte enkäten."
    spans = highlight_spans(text, "vilket perspektiv?", vocabulary)
    assert [text[start:end] for start, end in spans] == ["Barnrättsperspektivet", "perspektiven"]


def test_highlights_count_characters_of_the_text_as_it_was(vocabulary: Vocabulary) -> None:
    text = "Na\u0308tverket växer, 78 % svarade"
    spans = highlight_spans(text, "nätverk 78 procent", vocabulary)
    assert [text[start:end] for start, end in spans] == ["Na\u0308tverket", "78", "%"]


def test_a_query_without_content_highlights_nothing(vocabulary: Vocabulary) -> None:
    assert highlight_spans("Vad är det här?", "vad är det", vocabulary) == []
