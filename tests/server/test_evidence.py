"""How far the sentences of hits bear out a question."""

from contextlib import closing
from pathlib import Path

import pytest

from index.build import build
from index.library import Library
from server.evidence import Wording, candidates, sentence_text
from server.question import Expected
from tests.fakes import WORD_MODEL, WordEmbedder
from tests.server.conftest import hits_for


def wording(library: Library, question: str) -> Wording:
    return Wording(library.understand(question), library.vocabulary)


def test_a_question_is_read_into_years_numbers_and_names(library: Library) -> None:
    read = wording(library, "Hade Siv Dikteby 22 kommuner i Åmark 2024?")
    assert (read.years, read.numbers, read.names) == (["2024"], ["22"], ["siv", "dikteby", "åmark"])
    assert read.asked.expected is not Expected.WHO


def test_what_the_library_does_not_hold_is_told(library: Library) -> None:
    assert wording(library, "Vad kostar flygbiljetten till nätverket?").unknown == ["kostar", "flygbiljetten"]


def test_coverage_is_the_share_of_a_questions_words_and_rare_words_count_more(library: Library) -> None:
    read = wording(library, "ungdomsråd i länen")
    assert read.coverage(read.keys_of("Ungdomsråden i alla län")) == pytest.approx(1.0)
    assert read.coverage(frozenset()) == 0.0
    rare, common = (read.coverage(read.keys_of(word)) for word in ("ungdomsråd", "länen"))
    assert rare > common > 0


def test_a_compound_is_covered_by_its_part(library: Library) -> None:
    read = wording(library, "rådgivning")
    assert read.coverage(read.keys_of("Rådgivningen öppnade.")) == 1.0


def test_names_stand_in_the_genitive_too(library: Library) -> None:
    read = wording(library, "Vad hände i Åmark?")
    assert read.stands("åmark", {"åmarks", "län"}, set())
    assert not read.stands("åmark", {"granlands", "län"}, set())


def test_the_sentence_that_was_asked_for_is_a_candidate_with_the_best_coverage(library: Library) -> None:
    question = "Hur många prenumeranter hade nyhetsbrevet Barnposten?"
    found = candidates(wording(library, question), hits_for(library, question))
    best = max(found, key=lambda candidate: candidate.coverage)
    assert "840 prenumeranter" in sentence_text(best.hit, best.index)
    assert best.holds == 1.0
    assert all(0 <= candidate.coverage <= 1 for candidate in found)


def test_an_entry_of_a_list_is_read_after_what_it_hangs_on(library: Library) -> None:
    hits = hits_for(library, "De vanligaste ämnena vid prövning: placeringar av syskon i olika familjehem")
    texts = [sentence_text(hit, i) for hit in hits for i in range(len(hit.stored.passage.sentences))]
    entry = next(text for text in texts if text.endswith("placeringar av syskon i olika familjehem,"))
    assert entry.startswith("De vanligaste ämnena var följande:")


def test_a_title_page_answers_no_question_for_a_figure(library: Library) -> None:
    hits = hits_for(library, "Titel Årsrapport barnets rättigheter 2023 diarienummer", limit=8)
    assert any(hit.stored.passage.locator.section == "Titelsida" for hit in hits)
    found = candidates(wording(library, "Hur många diarienummer?"), hits)
    assert all(candidate.hit.stored.passage.locator.section != "Titelsida" for candidate in found)


def test_a_question_in_a_source_is_no_answer(tmp_path: Path) -> None:
    (tmp_path / "enkät.md").write_text(
        "# Enkät\n\nVilka kurser har hållits i länet? Tre kurser har hållits i länet.\n", encoding="utf-8"
    )
    build([tmp_path / "enkät.md"], tmp_path / "bibliotek", WORD_MODEL)
    with closing(Library.open(tmp_path / "bibliotek", WordEmbedder())) as library:
        question = "Vilka kurser har hållits i länet?"
        found = candidates(wording(library, question), hits_for(library, question))
        texts = [sentence_text(each.hit, each.index) for each in found]
        assert "Tre kurser har hållits i länet." in texts
        assert question not in texts


def test_without_hits_there_are_no_candidates(library: Library) -> None:
    assert candidates(wording(library, "Vad är en hund?"), []) == []
