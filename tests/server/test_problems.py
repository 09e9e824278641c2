"""Errors that a reader is told, and the status that each is sent with."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from index.errors import LibraryBusy, LibraryMismatch, LibraryMissing, UnknownFilter
from ingest.errors import CorpusError, ReaderFacingError
from server.errors import InvalidQuestion, NotFound
from server.problems import add_problems

STATUS = {
    InvalidQuestion: 422,
    UnknownFilter: 422,
    NotFound: 404,
    LibraryMissing: 503,
    LibraryMismatch: 503,
    LibraryBusy: 409,
    CorpusError: 400,
    ReaderFacingError: 400,
}


def failing(error: ReaderFacingError) -> FastAPI:
    app = FastAPI()
    add_problems(app)

    @app.get("/")
    def fail() -> None:
        raise error

    return app


@pytest.fixture
async def replies() -> AsyncIterator[dict[type[ReaderFacingError], httpx.Response]]:
    found = {}
    for kind in STATUS:
        transport = httpx.ASGITransport(failing(kind(f"Det gick inte: {kind.__name__}.")))
        async with httpx.AsyncClient(transport=transport, base_url="http://prov") as http:
            found[kind] = await http.get("/")
    yield found


async def test_each_error_is_sent_with_its_status_and_its_own_sentence(
    replies: dict[type[ReaderFacingError], httpx.Response],
) -> None:
    assert {kind: reply.status_code for kind, reply in replies.items()} == STATUS
    for kind, reply in replies.items():
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.json()["detail"] == f"Det gick inte: {kind.__name__}."


async def test_half_a_character_in_a_message_does_not_stop_it_from_being_sent() -> None:
    transport = httpx.ASGITransport(failing(NotFound("Dokumentet \ud83d finns inte.")))
    async with httpx.AsyncClient(transport=transport, base_url="http://prov") as http:
        assert (await http.get("/")).json()["detail"] == "Dokumentet ? finns inte."
