"""Twenty questions as a coordinator types them, asked of the two real reports and the conventions."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from index.filters import NO_FILTER
from index.models import BUNDLED, query_model
from index.options import cache_folder
from index.serving import ServedLibrary
from server.answer import NOT_IN_SOURCES, Citation
from server.quoting import QuotingAnswerer
from server.service import AskService
from tests.real_builds import RealBuilds

pytestmark = [pytest.mark.shared, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (
    "arsrapport-barnets-rattigheter-2025.pdf",
    "arsrapport-manskliga-rattigheter-2025.pdf",
    "konventioner",
)
LIMIT = 8


class Expected(BaseModel):
    """What an answer must be; `holds` are strings that stand in it, the rest is of one of its citations."""

    model_config = ConfigDict(extra="forbid")

    answered: bool
    doc: str | None
    section: str | None
    page: str | None
    holds: tuple[str, ...]


class GoldenQuestion(BaseModel):
    """One line of twenty.jsonl; `history` holds the questions before it, oldest first."""

    model_config = ConfigDict(extra="forbid")

    question: str
    history: tuple[str, ...]
    expect: Expected


QUESTIONS = [
    GoldenQuestion.model_validate(json.loads(line))
    for line in Path(__file__).with_name("twenty.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="session")
def service(shared: Path, real_builds: RealBuilds) -> Iterator[AskService]:
    folder = real_builds.build("twenty", [shared / "corpus" / name for name in SOURCES])
    service = AskService(
        ServedLibrary(folder, query_model(BUNDLED, cache_folder(None), print)),
        QuotingAnswerer(),
    )
    yield service
    service.close()


def places(citation: Citation) -> set[tuple[str, str, str | None]]:
    """Where a citation's text stands: in its own document, and where the same passage stands as well."""
    others = [stored.passage for stored in citation.hit.also_in]
    return {
        (citation.hit.stored.passage.doc, citation.locator.section, page)
        for page in (citation.locator.page, citation.locator.page_end)
    } | {(other.doc, other.locator.section, other.locator.page) for other in others}


@pytest.mark.parametrize("golden", QUESTIONS, ids=lambda golden: golden.question)
def test_the_answer_could_be_forwarded(service: AskService, golden: GoldenQuestion) -> None:
    with service.served.borrow() as library:
        answer = service.ask(library, golden.question, golden.history, NO_FILTER, LIMIT).answer
    expected = golden.expect
    assert answer.answered == expected.answered, answer.text
    if not expected.answered:
        assert answer.text == NOT_IN_SOURCES
        return
    found = set[tuple[str, str, str | None]]().union(*(places(citation) for citation in answer.citations))
    assert (expected.doc, expected.section, expected.page) in found, answer.text
    assert [wanted for wanted in expected.holds if wanted not in answer.text] == []


def test_there_are_twenty_of_the_kinds_that_are_asked() -> None:
    assert len(QUESTIONS) == 20
    assert sum(not golden.expect.answered for golden in QUESTIONS) == 3
    assert sum(bool(golden.history) for golden in QUESTIONS) == 2
