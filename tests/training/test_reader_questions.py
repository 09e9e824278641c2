"""The reader's questions stand on what they say they stand on: sentence in document, answer in sentence."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TypedDict

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "training").glob("reader-*.jsonl"))
REPORTS = {"arsrapport-barnets-rattigheter-2025", "arsrapport-manskliga-rattigheter-2025"}
"""What the development questions are about; the reader never trains on them, nor on our digests of them."""
KINDS = {
    *("numeric", "who", "when", "where", "list", "why", "definition", "how", "paraphrase", "misspelled", "english"),
    "unanswerable",
}


class Row(TypedDict):
    """One question over one document."""

    id: str
    doc: str
    question: str
    answerable: bool
    sentence: str
    answer: str
    kind: str


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


ROWS = [row for path in FILES for row in _rows(path)]


def _folded(text: str) -> str:
    return " ".join(text.split())


@cache
def _documents(shared: Path) -> dict[str, str]:
    """The text of every document that questions may be written over, whitespace folded."""
    folders = [shared / "corpus", ROOT / "corpus", ROOT / "tests" / "data"]
    files = [path for folder in folders for path in folder.rglob("*.md")]
    return {path.stem: _folded(path.read_text("utf-8")) for path in files}


def _is_of_whole_words(answer: str, sentence: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", sentence))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_row_has_the_same_fields_and_a_known_kind(path: Path) -> None:
    rows = _rows(path)
    assert {frozenset(row) for row in rows} == {frozenset(Row.__annotations__)}
    assert {row["kind"] for row in rows} <= KINDS


def test_ids_and_questions_are_said_once() -> None:
    ids = Counter(row["id"] for row in ROWS)
    questions = Counter((row["doc"], row["question"].casefold()) for row in ROWS)
    assert [said for said, times in (ids + questions).items() if times > 1] == []


def test_an_answer_is_whole_words_of_its_sentence_and_a_near_miss_has_none() -> None:
    answered = [row for row in ROWS if row["answerable"]]
    assert [row["id"] for row in answered if not _is_of_whole_words(row["answer"], row["sentence"])] == []
    assert [row["id"] for row in ROWS if not row["answerable"] and row["answer"]] == []
    assert [row["id"] for row in ROWS if row["answerable"] == (row["kind"] == "unanswerable")] == []


def test_no_question_is_over_the_reports_that_development_questions_ask_about() -> None:
    assert {row["doc"] for row in ROWS} & {name + end for name in REPORTS for end in ("", "-sammanfattning")} == set()


@pytest.mark.shared
def test_every_sentence_stands_word_for_word_in_its_document(shared: Path) -> None:
    documents = _documents(shared)
    assert [row["id"] for row in ROWS if _folded(row["sentence"]) not in documents.get(row["doc"], "")] == []
