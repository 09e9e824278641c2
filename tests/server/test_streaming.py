"""Answers as server-sent events, read as any client would."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from index.library import Library
from index.searching import Hit
from index.serving import ServedLibrary
from index.understanding import Understood
from ingest.errors import ReaderFacingError
from server.answer import Answer
from server.app import create_app
from server.embedded import serving
from server.quoting import QuotingAnswerer
from server.schema import AskReply, Citation, FoundHits, TextPiece
from server.service import AskService
from tests.fakes import WordEmbedder
from tests.server.test_api import MEETING, MOON
from tui.client import AskClient, AskFailed
from tui.exchanges import Streamed

Event = tuple[str, Any]


def events(text: str) -> list[Event]:
    """What an SSE body says."""
    found = []
    for block in text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines())
        found.append((lines["event"], json.loads(lines["data"])))
    return found


async def streamed(http: httpx.AsyncClient, question: str, **headers: str) -> list[Event]:
    body = {"question": question} if headers else {"question": question, "stream": True}
    response = await http.post("/api/ask", json=body, headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    return events(response.text)


@pytest.mark.parametrize("question", [MEETING, MOON])
async def test_the_pieces_make_up_the_answer_that_is_given_whole(http: httpx.AsyncClient, question: str) -> None:
    whole = (await http.post("/api/ask", json={"question": question})).json()
    told = await streamed(http, question)
    assert told[0][0] == "hits"
    assert told[0][1] == {key: whole[key] for key in ("hits", "understood", "library")}
    assert told[-1][0] == "done"
    assert told[-1][1] | {"took_ms": 0} == whole | {"took_ms": 0}
    pieces = [data for name, data in told if name == "text"]
    assert "".join(piece["text"] for piece in pieces) == whole["answer"]
    assert all(whole["answer"][slice(*piece["at"])] == piece["text"] for piece in pieces)
    assert [data for name, data in told if name == "citation"] == whole["citations"]


async def test_a_citation_comes_after_the_text_that_it_backs(http: httpx.AsyncClient) -> None:
    text = ""
    for name, data in await streamed(http, MEETING):
        text += data["text"] if name == "text" else ""
        if name == "citation":
            assert text[slice(*data["at"])] == data["quote"]
            assert text.rstrip().removesuffix("[…]").rstrip().endswith(f"[{data['marker']}]")
    assert text


async def test_who_accepts_events_gets_events(http: httpx.AsyncClient) -> None:
    assert (await streamed(http, MOON, accept="text/event-stream"))[-1][0] == "done"


async def test_what_is_wrong_with_the_question_is_a_problem_and_no_stream(http: httpx.AsyncClient) -> None:
    body = {"question": "Hej?", "stream": True, "filters": {"doc": ["finnsinte"]}}
    response = await http.post("/api/ask", json=body)
    assert response.status_code == 422
    assert "finnsinte" in response.json()["detail"]


class Waiting:
    """Answers as the other, but not before it is told to; or not at all, for a reason."""

    def __init__(self, failing: Exception | None = None) -> None:
        self.go = threading.Event()
        self._failing = failing
        self._other = QuotingAnswerer()

    @property
    def name(self) -> str:
        return "waiting"

    def answer(self, question: Understood, hits: Sequence[Hit], library: Library) -> Answer:
        if not self.go.wait(30):
            raise AssertionError("the answer was wanted before the hits had come")
        if self._failing:
            raise self._failing
        return self._other.answer(question, hits, library)


@contextmanager
def served(library: ServedLibrary, answerer: Waiting) -> Iterator[AskClient]:
    """A client of a real server: one that is called in memory gives whole bodies only."""
    with serving(create_app(AskService(library, answerer))) as address:
        yield AskClient.over_socket(str(address.socket))


@pytest.fixture
def held(library_folder: object) -> ServedLibrary:
    return ServedLibrary(library_folder, WordEmbedder())  # type: ignore[arg-type]  # a fixture's Path


async def test_hits_come_before_the_answer_is_made(held: ServedLibrary) -> None:
    answerer = Waiting()
    with served(held, answerer) as client:
        told: list[Streamed] = []
        async for event in client.stream(MEETING):
            if not told:
                assert isinstance(event, FoundHits)
                answerer.go.set()
            told.append(event)
        await client.aclose()
    assert [type(event) for event in told[:3]] == [FoundHits, TextPiece, Citation]
    whole = told[-1]
    assert isinstance(whole, AskReply)
    assert "".join(event.text for event in told if isinstance(event, TextPiece)) == whole.answer


async def test_what_goes_wrong_after_the_hits_is_told_in_the_stream(held: ServedLibrary) -> None:
    answerer = Waiting(ReaderFacingError("Modellen svarar inte. Försök igen."))
    with served(held, answerer) as client:
        stream = client.stream(MEETING)
        assert isinstance(await anext(stream), FoundHits)
        answerer.go.set()
        with pytest.raises(AskFailed, match=r"^Modellen svarar inte\. Försök igen\.$"):
            await anext(stream)
        await client.aclose()


async def test_a_client_that_leaves_in_the_middle_leaves_the_server_well(held: ServedLibrary) -> None:
    answerer = Waiting()
    with served(held, answerer) as client:
        stream = client.stream(MEETING)
        await anext(stream)
        await stream.aclose()
        answerer.go.set()
        assert (await client.ask(MEETING)).answered
        await client.aclose()
