"""Summaries beside their originals: which comes first, and what an answer out of a summary says of the original."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import build
from index.filters import NO_FILTER, Filter, filters_of
from index.library import Library
from index.searching import Hit
from server.answer import Answer
from server.quoting import QuotingAnswerer
from tests.fakes import WORD_MODEL, WordEmbedder

ORIGINAL = """---
title: Årsrapport bibliotek 2025
kind: årsrapport
year: 2025
---

<!-- page 4 -->

## 2 Böcker

Kommunens bibliotek lånade ut 8 400 böcker till läsande personer under året.

<!-- page 5 -->

## 3 Möten

Personalen samlades vid nio överläggningar.
"""
SUMMARY = """---
title: Årsrapport bibliotek 2025 – en sammanfattning
summarises: rapport
original: Årsrapport bibliotek 2025
diarienummer: 77-2025
year: 2025
---

## 2 Böcker

Biblioteket i kommunen hade 8 400 lån av böcker under året.

Sammanfattar avsnitt 2, s. 4.

## 3 Möten

Personalen hade nio möten med chefen.

Sammanfattar avsnitt 3, s. 5.

## Om samtal

Samtal med läsare fördes varje vecka i läsesalen.
"""
MEETINGS = "Hur många möten hade personalen med chefen?"


def _built(folder: Path, **texts: str) -> Library:
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in texts.items():
        (corpus / f"{name}.md").write_text(text, encoding="utf-8")
    build([corpus], folder / "library", WORD_MODEL)
    return Library.open(folder / "library", WordEmbedder())


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Library]:
    library = _built(tmp_path, kort=SUMMARY)
    yield library
    library.close()


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Library]:
    library = _built(tmp_path, kort=SUMMARY, rapport=ORIGINAL)
    yield library
    library.close()


def _hits(library: Library, question: str, filters: Filter = NO_FILTER) -> tuple[Hit, ...]:
    return library.search(library.understand(question), filters, 8)


def _answer(library: Library, question: str) -> Answer:
    return QuotingAnswerer().answer(library.understand(question), _hits(library, question), library)


def test_an_answer_out_of_a_summary_names_the_original_and_its_pages(alone: Library) -> None:
    answer = _answer(alone, MEETINGS)
    assert answer.citations[0].quote == "Personalen hade nio möten med chefen."
    (note,) = answer.notes
    assert note == (
        "Svaret är ur en sammanfattning. Läs originalet innan du hänvisar till det: "
        "Årsrapport bibliotek 2025 (dnr 77-2025), avsnitt 3, s. 5."
    )


def test_the_lines_that_refer_to_the_original_are_neither_found_nor_quoted(alone: Library) -> None:
    hits = _hits(alone, "Sammanfattar avsnitt 3, s. 5")
    assert hits
    assert not any("Sammanfattar" in hit.stored.text for hit in hits)
    assert "Sammanfattar avsnitt 3, s. 5." in alone.document("kort").text


def test_the_original_goes_before_its_summary_even_where_the_summary_has_the_questions_words(both: Library) -> None:
    first = _hits(both, MEETINGS)[0]
    assert first.stored.passage.doc == "rapport"
    assert first.stored.passage.locator.section == "3"
    assert [other.passage.doc for other in first.also_in] == ["kort"]


def test_a_summary_beside_its_original_is_no_hit_of_its_own_but_where_the_original_has_no_such_section(
    both: Library,
) -> None:
    of_the_summary = [hit for hit in _hits(both, "böcker möten samtal") if hit.stored.passage.doc == "kort"]
    assert [hit.stored.passage.locator.heading for hit in of_the_summary] == ["Om samtal"]


def test_every_passage_is_one_hit_and_ranks_count_from_one(both: Library) -> None:
    hits = _hits(both, "böcker möten samtal")
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert len({hit.stored.number for hit in hits}) == len(hits)


def test_who_filters_by_the_summary_gets_the_summary(both: Library) -> None:
    hits = _hits(both, MEETINGS, filters_of(doc=["kort"]))
    assert {hit.stored.passage.doc for hit in hits} == {"kort"}
    assert hits[0].also_in == ()


def test_with_the_original_there_nothing_is_said_of_a_summary(both: Library) -> None:
    answer = _answer(both, "Hur många böcker lånade kommunens bibliotek ut under året?")
    assert [citation.hit.stored.passage.doc for citation in answer.citations] == ["rapport"]
    assert answer.notes == ()
