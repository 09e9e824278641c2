"""How systems are held against one another."""

import json
from pathlib import Path

import pytest

from bench.peer import OWN, PEERS, Found, Job, Outcome, measure
from bench.peers import IN_PROCESS, Question, files, read_questions, row, table
from index.options import cache_folder
from tests.real_builds import RealBuilds

ASKED = Question("Hur många steg är det?", (("metod", "Arbetet har sex steg, från lägesbild till uppföljning."),))
RIGHT = Found("metod", "Inledning. Arbetet har sex steg, från lägesbild till uppföljning. Sedan börjar det om.")


class _Echo:
    def __init__(self, model: str) -> None:
        self._model = model

    def build(self, sources: list[str]) -> int:
        return len(sources)

    def find(self, question: str) -> list[Found]:
        return [Found(self._model, question)]


def test_a_text_of_another_document_or_without_the_passage_is_no_hit() -> None:
    assert ASKED.hit([Found("annan", "x"), RIGHT])
    assert not ASKED.hit([Found("annan", RIGHT.text), Found("metod", "Arbetet har steg.")])


def test_a_peer_is_asked_every_question_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PEERS, "Eko", _Echo)
    outcome = measure(Job("Eko", "modell", ["a.pdf", "b.md"], ["ett", "två"]))
    assert outcome.found == [[Found("modell", "ett")], [Found("modell", "två")]]
    assert (outcome.pieces, len(outcome.times_ms)) == (2, 2)


@pytest.mark.slow
def test_belagg_is_asked_in_its_process_as_the_others_are(tmp_path: Path, real_builds: RealBuilds) -> None:
    (tmp_path / "hundar.md").write_text(
        "# Hundar\n\nVarje hund har rätt till tre promenader om dagen.", encoding="utf-8"
    )
    library = real_builds.build("peer", [tmp_path / "hundar.md"])
    outcome = measure(
        Job(OWN, str(cache_folder(None)), [str(library)], ["Hur många promenader har en hund rätt till?"])
    )
    assert outcome.pieces == 1
    assert outcome.found == [[Found("hundar", "Hundar\n\nVarje hund har rätt till tre promenader om dagen.")]]


def test_the_table_tells_how_many_times_as_fast_belagg_is() -> None:
    slow = row("Annan", Outcome(2.0, 4, [40.0], [[]], 10.0), [ASKED], words=100)
    fast = row(IN_PROCESS, Outcome(1.0, 9, [10.0], [[RIGHT]], 10.0), [ASKED], words=100)
    assert (slow.hit, fast.hit) == (0, 1)
    assert (slow.words_s, fast.words_s) == (50, 100)
    assert "| 2,00 × | 4,00 × |" in table([slow, fast]).splitlines()[2]


def test_questions_with_filters_or_history_or_without_an_answer_are_left_out(tmp_path: Path) -> None:
    gold = [{"doc": "d", "snippet": "s"}]
    usual = {"question": "a", "answerable": True, "gold": gold, "filters": None}
    lines = [usual, usual | {"answerable": False}, usual | {"filters": {"year": 1}}, usual | {"history": ["b"]}]
    (tmp_path / "q.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert read_questions(tmp_path / "q.jsonl") == [Question("a", (("d", "s"),))]


def test_every_system_reads_the_same_files(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.md", "c.toml"):
        (tmp_path / name).touch()
    assert [path.name for path in files([tmp_path])] == ["a.pdf", "b.md"]
