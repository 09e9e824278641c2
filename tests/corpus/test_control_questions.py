"""Our own control questions: their gold stands in our texts, and the library of these texts alone answers them."""

import json
import re
from contextlib import closing
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from index.models import BUNDLED, query_model
from index.options import cache_folder
from index.serving import ServedLibrary
from server.check import run_questions
from server.check_figures import figures
from server.check_questions import read_questions
from server.quoting import QuotingAnswerer
from server.service import AskService
from tests.real_builds import RealBuilds

CORPUS = Path(__file__).parents[2] / "corpus"
QUESTIONS = CORPUS / "kontrollfragor.jsonl"
ROWS = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[|*]", " ", text).split())


def test_there_are_eighty_with_ids_of_their_own_and_some_that_our_texts_do_not_answer() -> None:
    assert len(ROWS) == len({row["id"] for row in ROWS}) == len({row["question"] for row in ROWS}) == 80
    assert sum(not row["answerable"] for row in ROWS) >= 8


@pytest.mark.parametrize("row", [row for row in ROWS if row["answerable"]], ids=lambda row: row["id"])
def test_the_gold_of_a_question_stands_in_our_text_and_holds_the_facts(row: dict[str, list[dict[str, str]]]) -> None:
    for gold in row["gold"]:
        text = _plain((CORPUS / f"{gold['doc']}.md").read_text("utf-8"))
        assert _plain(gold["snippet"]) in text
        assert gold["section"].removeprefix("Bilaga ") in text


@pytest.mark.shared
def test_no_question_is_worded_as_one_of_the_development_questions(shared: Path) -> None:
    lines = (shared / "questions" / "dev.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(line)["question"].casefold() for line in lines]
    near = [
        row["question"]
        for row in ROWS
        if any(SequenceMatcher(None, row["question"].casefold(), other).ratio() > 0.8 for other in asked)
    ]
    assert near == []


@pytest.mark.slow
def test_the_library_of_our_own_texts_answers_them(real_builds: RealBuilds) -> None:
    folder = real_builds.build("egna", [CORPUS])
    embedder = query_model(BUNDLED, cache_folder(None), print)
    service = AskService(ServedLibrary(folder, embedder), QuotingAnswerer())
    with closing(service), service.served.borrow() as library:
        outcomes = run_questions(service, library, read_questions(QUESTIONS))
    found = figures(outcomes).named()
    assert found["hit@5"] is not None and found["hit@5"] >= 0.95
    assert found["facts"] is not None and found["facts"] >= 0.80
    assert found["supported"] == 1.0
