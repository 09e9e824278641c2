"""Rankings made into one, and the same text in several places made one hit."""

from pathlib import Path

import pytest

from index.ranking import fuse, grams, same_text, scaled
from index.searching import Hit
from tests.index.libraries import built, put, report, served

WORDS = [f"ord{i}" for i in range(60)]
LEAD = "Länsstyrelsens utbildningar om våld i nära relationer nådde skolans personal i hela länet under hösten."


def fused(rankings: dict[str, dict[int, float]], **weights: float) -> list[int]:
    return [number for number, _ in fuse(rankings, weights)]


def test_what_two_rankings_agree_on_comes_first() -> None:
    rankings = {"dense": {1: 0.9, 2: 0.8, 3: 0.1}, "words": {2: 9.0, 3: 1.0, 1: 2.0}}
    assert fused(rankings, dense=1.0, words=1.0)[0] == 2


def test_a_weight_says_what_a_ranking_counts_whatever_its_units() -> None:
    rankings = {"dense": {1: 0.91, 2: 0.90}, "words": {2: 900.0, 1: 100.0}}
    assert fused(rankings, dense=2.0, words=1.0) == [1, 2]
    assert fused(rankings, dense=1.0, words=2.0) == [2, 1]


def test_a_ranking_without_weight_puts_candidates_forward_and_has_no_say() -> None:
    assert fused({"dense": {1: 1.0, 2: 0.5}, "words": {3: 99.0}}, dense=1.0, words=0.0) == [1, 2, 3]


def test_what_a_ranking_did_not_find_has_its_lowest_score_there() -> None:
    assert scaled({1: 5.0, 2: 3.0}, [1, 2, 3]).tolist() == pytest.approx([2**0.5, -(0.5**0.5), -(0.5**0.5)])


def test_equals_go_by_number_and_one_score_for_all_tells_nothing() -> None:
    assert fused({"dense": {3: 0.5, 1: 0.5, 2: 0.5}}, dense=1.0) == [1, 2, 3]
    assert fuse({"dense": {7: 0.5}}, {"dense": 1.0}) == [(7, 0.0)]
    assert fuse({}, {}) == []


@pytest.mark.parametrize(("changed", "same"), [(0, True), (1, True), (2, False), (6, False)])
def test_nine_of_ten_runs_of_three_words_make_the_same_text(changed: int, same: bool) -> None:
    other = [f"annat{i}" if i in range(10, 10 + 8 * changed, 8) else word for i, word in enumerate(WORDS)]
    assert same_text(grams(" ".join(WORDS)), grams(" ".join(other))) is same


def test_a_text_within_a_longer_one_is_another_text() -> None:
    assert not same_text(grams(" ".join(WORDS)), grams(" ".join(WORDS[:40])))


def test_case_and_punctuation_make_no_other_text() -> None:
    assert same_text(grams("Nätverket träffades, fem gånger!"), grams("nätverket träffades fem gånger"))


def found(folder: Path, **sentences: str) -> tuple[Hit, ...]:
    corpus = put(folder / "c", **{name: report(f"Rapport {name}", text) for name, text in sentences.items()})
    built(corpus, folder / "l")
    library = served(folder / "l")
    hits = library.search(library.understand("utbildningar om våld i nära relationer"))
    library.close()
    return hits


def places(hit: Hit) -> set[str]:
    return {hit.stored.passage.doc, *(other.passage.doc for other in hit.also_in)}


def test_only_places_that_hold_the_text_are_named_as_such(tmp_path: Path) -> None:
    other = "Utbildningar om våld i nära relationer saknades helt i två av kommunerna, enligt enkäten i november."
    hits = found(tmp_path, a=LEAD, b=LEAD, c=other)
    assert [places(hit) for hit in hits if LEAD in hit.stored.text] == [{"a", "b"}]
    assert [places(hit) for hit in hits if other in hit.stored.text] == [{"c"}]
    assert all(each.text == LEAD for hit in hits for each in hit.also_in)


def test_three_places_of_a_text_are_one_hit(tmp_path: Path) -> None:
    (hit,) = found(tmp_path, a=LEAD, b=LEAD, c=LEAD)
    assert places(hit) == {"a", "b", "c"}
