"""The server over a library that lies in Milvus."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.serving import ServedLibrary
from server.app import create_app
from server.quoting import QuotingAnswerer
from server.service import AskService
from tests.index.libraries import put_three
from tests.index.stores import EMBEDDER, InMilvus


@pytest.fixture
def stored(tmp_path: Path) -> InMilvus:
    stored = InMilvus(tmp_path / "l", tmp_path / "l.db")
    stored.publish(put_three(tmp_path / "corpus"))
    return stored


@pytest.fixture
def client(stored: InMilvus, tmp_path: Path) -> Iterator[TestClient]:
    service = AskService(ServedLibrary(tmp_path / "here", EMBEDDER, stored.shelf), QuotingAnswerer())
    with TestClient(create_app(service)) as client:
        yield client


def test_it_answers_tells_what_it_serves_and_says_what_it_has_not(client: TestClient, stored: InMilvus) -> None:
    served = stored.shelf.served()
    reply = client.post("/api/ask", json={"question": "Hur många gånger träffades nätverket?"}).json()
    assert (reply["library"], reply["citations"][0]["doc"]) == (served, "granland")
    told = client.get("/api/library/generations").json()
    assert [(each["generation"], each["served"], each["passages"]) for each in told["generations"]] == [
        (served, True, 3)
    ]
    assert client.get("/api/documents/granland").json()["sections"]
    assert client.get("/health/ready").is_success
    gone = client.get("/api/documents/granland/file")
    assert (gone.status_code, gone.json()["detail"]) == (
        404,
        "Källfilen till Rapport om nätverket finns inte kvar i biblioteket. Bygg om.",
    )
