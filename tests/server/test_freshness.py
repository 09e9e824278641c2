"""Reads that are sent once for as long as the library is the same, and answers that are made once."""

import json

import httpx
import pytest

from server.answering import Answering
from server.schema import AskRequest, SearchRequest
from server.service import AskService
from tests.server.test_api import MEETING, MOON
from tests.server.test_api_reading import CONVENTION, REPORT

PATHS = (
    "/api/documents",
    f"/api/documents/{REPORT}",
    f"/api/documents/{REPORT}/pages",
    f"/api/documents/{REPORT}/pages/5",
    f"/api/documents/{CONVENTION}/sections/1",
    f"/api/documents/{REPORT}/file",
)


@pytest.mark.parametrize("path", PATHS)
async def test_what_a_client_has_is_not_sent_again(http: httpx.AsyncClient, path: str) -> None:
    first = await http.get(path)
    assert first.headers["cache-control"] == "private, no-cache"
    tag = first.headers["etag"]
    for held in (tag, f"W/{tag}", f'"annat", {tag}'):
        again = await http.get(path, headers={"if-none-match": held})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (await http.get(path, headers={"if-none-match": '"annat"'})).content == first.content


async def test_a_part_of_a_file_is_asked_for_by_the_tag_of_the_whole(http: httpx.AsyncClient) -> None:
    path = f"/api/documents/{REPORT}/file"
    tag = (await http.get(path)).headers["etag"]
    assert (await http.get(path, headers={"range": "bytes=0-3", "if-range": tag})).status_code == 206
    assert (await http.get(path, headers={"range": "bytes=0-3", "if-range": '"annat"'})).status_code == 200


async def test_what_is_not_there_is_told_as_it_is(http: httpx.AsyncClient) -> None:
    assert "etag" not in (await http.get("/api/documents/nej")).headers


async def test_a_list_is_given_in_parts_with_its_length(http: httpx.AsyncClient) -> None:
    whole = (await http.get("/api/documents")).json()
    assert (whole["total"], len(whole["documents"])) == (3, 3)
    parts = [(await http.get("/api/documents", params={"limit": 2, "offset": at})).json() for at in (0, 2, 4)]
    assert [len(part["documents"]) for part in parts] == [2, 1, 0]
    assert [each for part in parts for each in part["documents"]] == whole["documents"]
    for wrong in ("limit=0", "limit=1001", "offset=-1", "limit=x", "antal=3"):
        assert (await http.get(f"/api/documents?{wrong}")).status_code == 422


async def test_the_pages_of_a_document_are_listed(http: httpx.AsyncClient) -> None:
    pages = (await http.get(f"/api/documents/{REPORT}/pages", params={"offset": 3, "limit": 2})).json()
    assert (pages["total"], [page["page_key"] for page in pages["pages"]]) == (9, ["4", "5"])
    assert all(page["characters"] > 100 for page in pages["pages"])
    assert (await http.get(f"/api/documents/{CONVENTION}/pages")).json()["pages"] == []


async def test_the_same_question_gets_the_very_same_answer(http: httpx.AsyncClient) -> None:
    for path, body in (("search", {"query": MEETING}), ("ask", {"question": MEETING})):
        first, again = [await http.post(f"/api/{path}", json=body) for _ in range(2)]
        assert first.content == again.content  # with the time that it took
    streamed = await http.post("/api/ask", json={"question": MEETING, "stream": True})
    assert json.loads(streamed.text.rstrip().rpartition("data: ")[2]) == again.json()


async def test_what_is_asked_otherwise_is_another_question(http: httpx.AsyncClient) -> None:
    bodies = [
        {"question": MEETING},
        {"question": MEETING, "limit": 2},
        {"question": MEETING, "filters": {"doc": [CONVENTION]}},
        {"question": MEETING, "history": [{"question": MOON}]},
    ]
    replies = [(await http.post("/api/ask", json=body)).json() for body in bodies]
    assert [len(reply["hits"]) for reply in replies[:2]] == [8, 2]
    assert {hit["doc"] for hit in replies[2]["hits"]} == {CONVENTION}


async def test_an_answer_given_again_is_counted_again(http: httpx.AsyncClient, service: AskService) -> None:
    for _ in range(3):
        await http.post("/api/ask", json={"question": MEETING})
    await http.post("/api/ask", json={"question": MOON, "stream": True})
    await http.post("/api/ask", json={"question": MOON})
    counts = dict(service.tally.counts())
    assert counts.pop("answered") == 3
    assert sum(counts.values()) == 2


def test_what_is_remembered_has_an_end(service: AskService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.answering._MOST_BYTES", 200_000)
    answering = Answering(service)
    with service.served.borrow() as library:
        first = answering.search(library, SearchRequest(query="hund 0"))
        assert answering.search(library, SearchRequest(query="hund 0")) is first
        for number in range(40):
            answering.search(library, SearchRequest(query=f"hund {number}"))
        assert answering._searches._bytes <= 200_000
        assert answering.search(library, SearchRequest(query="hund 0")) is not first
        assert answering.ask(library, AskRequest(question=MOON))
