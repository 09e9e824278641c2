"""Question files: what is read, and what is told of a line that cannot be."""

import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import BadQuestions
from server.check_questions import read_questions
from tests.server.conftest import DATA

ROOT = DATA.parents[1]
BELAGG = Path(sys.executable).with_name("belagg")


@pytest.mark.parametrize(
    "name", ["corpus/kontrollfragor.jsonl", "training/questions-law.jsonl", "training/questions-authority.jsonl"]
)
def test_our_own_files_can_be_read(name: str) -> None:
    questions = read_questions(ROOT / name)
    assert len({question.id for question in questions}) == len(questions) >= 20
    assert all(question.answerable == bool(question.gold) for question in questions)


def written(folder: Path, text: str) -> Path:
    path = folder / "frågor.jsonl"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_question_alone_is_enough_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    (question,) = read_questions(written(tmp_path, '\ufeff\n \n{"question": "Vad\u2028då?"}\r\n\n'))
    assert (question.question, question.id, question.kind) == ("Vad\u2028då?", "rad 3", "övrigt")
    assert question.answerable
    assert question.request().limit == 8


def test_a_filter_may_be_one_value_or_several_or_none(tmp_path: Path) -> None:
    lines = ('{"question": "a", "filters": {"doc": "x", "year": [2023, 2024]}}', '{"question": "a", "filters": null}')
    first, second = read_questions(written(tmp_path, "\n".join(lines)))
    assert (first.filters.doc, first.filters.kind, first.filters.year) == (("x",), (), (2023, 2024))
    assert second.filters.doc == ()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("inte JSON", "inte JSON"),
        ("[" * 100_000, "inte JSON"),
        ('["fråga"]', "inget JSON-objekt"),
        ('{"id": "a"}', "saknar fråga"),
        ('{"question": " "}', "saknar fråga"),
        ('{"question": null}', "saknar fråga"),
        (f'{{"question": "{"å" * 2001}"}}', "fältet question"),
        ('{"question": "a", "gold": [{"doc": "x"}]}', "fältet gold.0"),
        ('{"question": "a", "gold": [{"snippet": "x"}]}', "fältet gold.0"),
        ('{"question": "a", "facts": ["x"]}', "fältet facts.0"),
        ('{"question": "a", "filters": {"dok": "x"}}', "fältet filters.dok"),
        ('{"question": "a", "history": ["x"]}', "fältet history.0"),
        ('{"question": "a", "answerable": "kanske"}', "fältet answerable"),
    ],
)
def test_a_line_that_is_no_question_is_told_with_its_number(tmp_path: Path, line: str, told: str) -> None:
    path = written(tmp_path, f'{{"question": "Vad?"}}\n\n{line}\n')
    with pytest.raises(BadQuestions) as caught:
        read_questions(path)
    assert str(caught.value).startswith(f"{path}, rad 3: ")
    assert told in str(caught.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    latin = tmp_path / "latin.jsonl"
    latin.write_bytes('{"question": "Är det så?"}'.encode("latin-1"))
    for path, told in (
        (tmp_path / "borta.jsonl", "finns inte"),
        (tmp_path, "kan inte läsas"),
        (latin, "UTF-8"),
        (written(tmp_path, "\n \n"), "inga frågor"),
    ):
        with pytest.raises(BadQuestions, match=told) as caught:
            read_questions(path)
        assert str(path) in str(caught.value)


def test_the_command_tells_it_in_one_line_before_anything_is_opened(tmp_path: Path) -> None:
    path = written(tmp_path, "{}\n")
    run = subprocess.run([BELAGG, "check", path, "--library", tmp_path], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == f"{path}, rad 1: raden saknar fråga. Skriv den i fältet question.\n"
