"""The API keeps to its own description, whatever it is sent: no fault, no reply that is not described."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.core.parameters import ParameterLocation
from schemathesis.schemas import BaseSchema

from index.building import Order, carry_out
from index.serving import ServedLibrary
from server.access import Access
from server.app import create_app
from server.keys import KeyFile, Scope
from server.quoting import QuotingAnswerer
from server.rebuilding import Rebuilding
from server.service import AskService
from tests.fakes import WORD_MODEL, WordEmbedder
from tests.server.conftest import CONTROL, write_corpus

BOUNDED = settings(
    max_examples=25, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> Order:
    """An order that has been carried out once."""
    folder = tmp_path_factory.mktemp("kontrakt")
    corpus, questions = write_corpus(folder / "corpus"), folder / "frågor.jsonl"
    questions.write_text(CONTROL, encoding="utf-8")
    order = Order((corpus,), folder / "library", WORD_MODEL.name, folder, folder / "inga", questions, tolerance=0)
    carry_out(order, lambda *_: None, lambda *_: WORD_MODEL)
    return order


@pytest.fixture
def api(order: Order) -> Iterator[BaseSchema]:
    """Everything takes a key; a build that is begun goes on until all is over, so that there is one at most."""
    editing = Rebuilding(order, "tests.server.builds.waiting")
    service = AskService(ServedLibrary(order.library, WordEmbedder()), QuotingAnswerer())
    access = Access(KeyFile(order.library / "keys.json"), reading_open=False)
    app = create_app(service, access=access, editing=editing)
    yield _held_to(schemathesis.openapi.from_asgi("/openapi.json", app))
    editing.close()
    service.close()


def _held_to(described: BaseSchema) -> BaseSchema:
    """What is said in words beside the schemas: a filter names what the library holds, a body is of 64 kB at most."""
    checks = described.config.checks
    checks.positive_data_acceptance.expected_statuses = ["2xx", "404", "409", "422"]
    checks.negative_data_rejection.expected_statuses = ["400", "401", "404", "409", "413", "422"]
    return described


@pytest.fixture(scope="module")
def headers(order: Order) -> dict[str, str]:
    secret = KeyFile(order.library / "keys.json").add("prov", Scope.EDIT)
    return {"Authorization": f"Bearer {secret}"}


described = schemathesis.pytest.from_fixture("api")


@described.parametrize()
@BOUNDED
def test_the_api_keeps_to_its_description(case: Case[Any], headers: dict[str, str]) -> None:
    case.call_and_validate(headers={} if _spoils_headers(case) else headers)


def _spoils_headers(case: Case[Any]) -> bool:
    """Whether it leaves out or spoils a header: with a key put in, such a case would be refused by nobody."""
    component = case.meta.components.get(ParameterLocation.HEADER) if case.meta else None
    return component is not None and component.mode.is_negative


DOC = "arsrapport-barnets-rattigheter-2023"
READ = [
    ("/api/documents", {}),
    ("/api/documents/{doc}", {"doc": DOC}),
    ("/api/documents/{doc}", {"doc": "hundkonventionen"}),
    ("/api/documents/{doc}/sections/{number}", {"doc": DOC, "number": 0}),
    ("/api/documents/{doc}/pages/{label}", {"doc": DOC, "label": "5"}),
    ("/api/documents/{doc}/file", {"doc": DOC}),
    ("/api/status", {}),
    ("/api/library/generations", {}),
    ("/api/library/report", {}),
    ("/health/live", {}),
    ("/health/ready", {}),
    ("/metrics", {}),
]


@pytest.mark.parametrize(("path", "named"), READ, ids=str)
def test_what_there_is_reads_as_described(
    api: BaseSchema, headers: dict[str, str], path: str, named: dict[str, str | int]
) -> None:
    case = api[path]["GET"].Case(path_parameters=named)
    assert case.call_and_validate(headers=headers).status_code == 200


@pytest.mark.parametrize(("path", "field"), [("/api/search", "query"), ("/api/ask", "question")])
def test_what_is_asked_is_answered_as_described(
    api: BaseSchema, headers: dict[str, str], path: str, field: str
) -> None:
    case = api[path]["POST"].Case(body={field: "Hur många promenader har en hund rätt till?"})
    found = case.call_and_validate(headers=headers).json()["hits"][0]
    passage = api["/api/passages/{passage_id}"]["GET"].Case(path_parameters={"passage_id": found["passage_id"]})
    assert passage.call_and_validate(headers=headers).json()["text"] == found["text"]


def test_a_question_that_is_streamed_is_answered_as_described(api: BaseSchema, headers: dict[str, str]) -> None:
    case = api["/api/ask"]["POST"].Case(body={"question": "Vad menas med hund?", "stream": True})
    assert case.call_and_validate(headers=headers).headers["content-type"][0].startswith("text/event-stream")
