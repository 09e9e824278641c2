"""The check agrees with the scorer from outside: text by text, quote by quote, and over HTTP question by question."""

import json
import math
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from itertools import product
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.build import build
from index.library import Library
from index.searching import Hit
from index.serving import ServedLibrary
from index.swedish import content_words
from index.understanding import Understood
from ingest.document import BlockKind
from server.answer import Answer, Quote, Reason, abstain, compose
from server.app import create_app
from server.check import run_questions
from server.check_figures import Checked, checked
from server.check_matching import contains, has_facts, is_supported, letters, overlaps, words
from server.check_questions import read_questions
from server.service import AskService
from tests.fakes import WORD_MODEL, WordEmbedder
from tests.loopback import on_loopback
from tests.server.conftest import DATA

pytestmark = pytest.mark.shared

PIECES = (
    "rätt", "Barn", "barnets", "78", "1", "5 080", "12\u00a0000", " ", ", ", ".", "-\n ", "[^1]", "[^1]:", "[1]",
    "<br>", "<", ">", "*", "_", "`", "#", "|", "¹", "²", "\u00ad", "\u200b", "\u00a0", "\u202f", "ß", "İ", "—", "\n",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@pytest.fixture(scope="module")
def scorer(shared: Path) -> ModuleType:
    spec = spec_from_file_location("score", shared / "score.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@given(one=TEXTS, other=TEXTS)
def test_texts_are_compared_as_from_outside(scorer: ModuleType, one: str, other: str) -> None:
    assert words(one) == scorer.words(one)
    assert letters(one) == scorer.letters(one)
    assert contains(one, other) == scorer.contains(one, other)
    assert overlaps(one, other) == scorer.overlaps(one, other)
    assert has_facts(one, [[other, "78"]]) == scorer.has_facts(one, [[other, "78"]])


def test_quotes_are_held_against_their_pages_as_from_outside(scorer: ModuleType, library: Library) -> None:
    truth = scorer.Truth(DATA)
    outcomes = set()
    for doc in truth.pages:
        document = library.document(doc)
        quotes = [s.span.of(document.text) for p in library.store.passages_of(doc) for s in p.passage.sentences]
        for quote, first, last in product(quotes, document.page_labels, document.page_labels):
            held = is_supported(quote, document, first, last)
            assert held == truth.supports({"doc": doc, "quote": quote, "page": first, "page_end": last}), quote
            outcomes.add(held)
    assert outcomes == {True, False}


class SharedWords:
    """Quotes the first sentences of the first hits that share two words with the question; abstains where none does."""

    name = "gemensamma ord"

    def answer(self, question: Understood, hits: Sequence[Hit], library: Library) -> Answer:
        wanted = set(content_words(question.text))
        quotes = [
            Quote(hit, sentence.span)
            for hit in hits
            for sentence in hit.stored.passage.sentences
            if sentence.kind is not BlockKind.NOTE  # the scorer takes an address in a note's <…> for a tag
            and len(wanted & set(content_words(sentence.span.of(library.document(hit.stored.passage.doc).text)))) > 1
        ]
        return compose(quotes[:2], library, 0.9) if quotes else abstain(Reason.NO_SUPPORT, 0.1)


@pytest.fixture(scope="module")
def service(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskService]:
    """The service over the library that is scored, with words for a model and no judgement in its answers."""
    folder = tmp_path_factory.mktemp("bedömt")
    corpus = shared / "corpus"
    build([*sorted(corpus.glob("*-2025.pdf")), corpus / "konventioner"], folder, WORD_MODEL)
    service = AskService(ServedLibrary(folder, WordEmbedder()), SharedWords())
    yield service
    service.close()


@pytest.fixture(scope="module")
def questions(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The questions for development, which are of every kind, and one that cannot be asked."""
    lines = (shared / "questions" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    refused = json.dumps(json.loads(lines[0]) | {"id": "vägras", "filters": {"doc": "okänt"}})
    path = tmp_path_factory.mktemp("frågor") / "frågor.jsonl"
    path.write_text("\n".join([*lines, refused]), encoding="utf-8")
    return path


def from_inside(service: AskService, questions: Path) -> Checked:
    with service.served.borrow() as library:
        return checked(library.id, run_questions(service, library, read_questions(questions)))


@pytest.mark.slow
def test_every_figure_agrees_with_the_scorer(
    service: AskService, questions: Path, shared: Path, tmp_path: Path
) -> None:
    out = tmp_path / "utfall.json"
    with on_loopback(create_app(service)) as url:
        scoring = [shared / "score.py", questions, "--url", url, "--corpus", shared / "corpus", "--out", out]
        subprocess.run([sys.executable, *map(str, scoring)], check=True, capture_output=True, timeout=120)
    outside = json.loads(out.read_text(encoding="utf-8"))
    inside = from_inside(service, questions)
    assert inside.kinds.keys() == outside["kinds"].keys()
    for figures, expected in [
        (inside.total, outside["all"]),
        *((inside.kinds[k], outside["kinds"][k]) for k in inside.kinds),
    ]:
        assert figures.named() == {name: None if math.isnan(value) else value for name, value in expected.items()}
    assert {inside.total.errors, len(inside.kinds)} == {1, 15}
    assert inside.total.cited_right not in {None, 0, 1}  # an agreement on nothing would be none
    assert inside.total.abstain not in {None, 0}
