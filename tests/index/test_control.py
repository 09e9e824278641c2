"""Control questions: what a new library finds of them, held against what the served one does."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.control import Control, ControlQuestion, Place, Tried, read_control_questions, run_control
from index.errors import BadQuestions
from index.filters import Filter
from index.library import Library
from tests.index.libraries import SCHOOL, built, put, put_three, served

NETWORK = ControlQuestion("nät", "Hur ofta träffades nätverket för barnets rättigheter?", (Place("granland", "1"),))
ARTICLE = ControlQuestion("skol", "Ska grundutbildning vara kostnadsfri?", (Place("skolan", "artikel 28"),))
OWN = Path(__file__).parents[2] / "corpus" / "kontrollfragor.jsonl"


def summary(of: str) -> str:
    return f"---\ntitle: I korthet\nsummarises: {of}\nyear: 1989\n---\n\n## Artikel 28\n\nSkolan ska vara fri.\n"


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Library]:
    built(put_three(tmp_path / "corpus"), tmp_path / "l")
    with closing(served(tmp_path / "l")) as library:
        yield library


def library(folder: Path, **files: str) -> "closing[Library]":
    built(put(folder / "corpus", **files), folder / "l")
    return closing(served(folder / "l"))


def test_a_question_is_found_where_its_section_is_among_the_first_hits(three: Library) -> None:
    control = run_control([NETWORK, ARTICLE], three, None)
    assert [(each.id, each.now, each.compared) for each in control.tried] == [("nät", 1, False), ("skol", 1, False)]
    assert (control.found, control.passed, control.lost) == (2, True, ())


def test_the_right_document_but_the_wrong_section_is_not_found(three: Library) -> None:
    wrong = ControlQuestion("fel", NETWORK.question, (Place("granland", "9"),))
    anywhere = ControlQuestion("dok", NETWORK.question, (Place("granland", ""),))
    assert [each.now for each in run_control([wrong, anywhere], three, None).tried] == [None, 1]


def test_a_question_whose_documents_are_gone_is_left_out(three: Library, tmp_path: Path) -> None:
    with library(tmp_path / "new", skolan=(tmp_path / "corpus" / "skolan.md").read_text(encoding="utf-8")) as now:
        control = run_control([NETWORK, ARTICLE], now, three)
    assert control.left_out == ("nät",)
    assert [(each.id, each.compared) for each in control.tried] == [("skol", True)]


def test_what_was_found_and_is_not_any_more_is_lost(three: Library, tmp_path: Path) -> None:
    emptied = "---\ntitle: Konventionen\ntype: konvention\nyear: 1989\n---\n\n## Artikel 1\n\nHär står något annat.\n"
    granland = (tmp_path / "corpus" / "granland.md").read_text(encoding="utf-8")
    with library(tmp_path / "new", skolan=emptied, granland=granland) as now:
        control = run_control([NETWORK, ARTICLE], now, three, tolerance=0)
        assert [each.id for each in control.lost] == ["skol"]
        assert not control.passed
        assert run_control([NETWORK, ARTICLE], now, three, tolerance=0.5).passed
        back = run_control([NETWORK, ARTICLE], three, now, tolerance=0)
    assert ([each.id for each in back.gained], back.passed) == (["skol"], True)


@pytest.mark.parametrize("kept", [True, False])
def test_an_original_stands_in_for_its_summary(tmp_path: Path, *, kept: bool) -> None:
    question = ControlQuestion("skol", ARTICLE.question, (Place("korthet", "Artikel 28"),))
    original = f"---\ntitle: Skolan\ntype: konvention\nyear: 1989\n---\n\n## Artikel 28\n\n{SCHOOL}\n"
    with_summary = {"korthet": summary("skolan")} if kept else {}
    with (
        library(tmp_path / "before", korthet=summary("skolan")) as before,
        library(tmp_path / "now", skolan=original, **with_summary) as now,
    ):
        (tried,) = run_control([question], now, before).tried
        assert (tried.compared, tried.now) == (True, 1)
        assert run_control([question], now, None).left_out == (() if kept else ("skol",))


def test_a_filter_on_what_the_library_does_not_hold_finds_nothing(three: Library) -> None:
    filtered = ControlQuestion("år", NETWORK.question, NETWORK.gold, Filter(year=frozenset({1900})))
    assert run_control([filtered], three, None).tried[0].now is None


def tried(*outcomes: tuple[int | None, int | None]) -> tuple[Tried, ...]:
    return tuple(Tried(str(i), "?", (), now, before, compared=True) for i, (before, now) in enumerate(outcomes))


@pytest.mark.parametrize(
    ("lost", "gained", "same", "passed"),
    [(1, 0, 19, True), (2, 0, 18, False), (2, 1, 17, True), (1, 0, 1, True), (2, 0, 0, False), (0, 0, 0, True)],
)
def test_of_twenty_questions_one_may_be_lost_net(lost: int, gained: int, same: int, *, passed: bool) -> None:
    outcomes = tried(*[(1, None)] * lost, *[(None, 3)] * gained, *[(1, 2)] * same)
    assert Control(outcomes).passed is passed


def write(folder: Path, *lines: object) -> Path:
    path = folder / "frågor.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return path


def test_questions_that_no_source_answers_or_that_follow_on_another_are_passed_over(tmp_path: Path) -> None:
    gold = [{"doc": "a", "section": "2.1", "snippet": "x"}]
    path = write(
        tmp_path,
        {"question": "Vad?", "gold": gold, "filters": {"kind": "lag", "year": [2024, 2025]}},
        {"question": "Inget?", "answerable": False, "gold": []},
        {"question": "Och då?", "gold": gold, "history": [{"question": "Vad?"}]},
    )
    (question,) = read_control_questions(path)
    assert (question.id, question.gold) == ("rad 1", (Place("a", "2.1"),))
    assert question.filters == Filter(kind=frozenset({"lag"}), year=frozenset({2024, 2025}))


def test_our_own_control_questions_can_be_read() -> None:
    questions = read_control_questions(OWN)
    assert len(questions) == 72
    assert all(place.section for question in questions for place in question.gold)


@pytest.mark.parametrize("gold", [3, ["a"], [{"section": "1"}]])
def test_gold_that_cannot_be_read_is_told_with_its_line(tmp_path: Path, gold: object) -> None:
    with pytest.raises(BadQuestions, match="rad 1: facit"):
        read_control_questions(write(tmp_path, {"question": "Vad?", "gold": gold}))
