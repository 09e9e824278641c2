"""What the API refuses: always a problem with one Swedish sentence, never anything in English."""

import json
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

MOST = 64 * 1024
ENGLISH = re.compile(
    r"\b(the|not found|not allowed|invalid|valid|field|required|input|should|value|error|request|must|unknown|"
    r"extra|permitted|parsing|internal|string|integer)\b",
    re.IGNORECASE,
)


def problem_in(response: httpx.Response, status: int) -> str:
    """The sentence of a problem, whose form is checked."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem.keys() == {"type", "title", "status", "detail"}
    assert (problem["type"], problem["status"]) == ("about:blank", status)
    assert not ENGLISH.search(problem["title"] + problem["detail"]), problem
    assert problem["detail"].endswith(".")
    return str(problem["detail"])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "Frågan saknas"),
        ({"question": ""}, "Frågan är tom"),
        ({"question": " \n\t "}, "Frågan är tom"),
        ({"question": "å" * 2_001}, "högst 2000 tecken"),
        ({"question": 7}, "question"),
        ({"question": None}, "question"),
        ({"question": "x", "limit": 51}, "1 till 50"),
        ({"question": "x", "limit": 0}, "1 till 50"),
        ({"question": "x", "limit": "många"}, "1 till 50"),
        ({"question": "x", "frågan": "y"}, "frågan är okänt"),
        ({"question": "x", "filters": {"slag": ["lag"]}}, "filters.slag är okänt"),
        ({"question": "x", "filters": {"year": 2023}}, "filters.year ska vara en lista"),
        ({"question": "x", "filters": {"year": ["i fjol"]}}, "filters.year.0 ska vara ett heltal"),
        ({"question": "x", "filters": None}, "filters"),
        ({"question": "x", "history": [{"question": "y"}] * 21}, "högst 20"),
        ({"question": "x", "history": [{"answer": "y"}]}, "Frågan saknas"),
        ({"question": "x", "history": [{"question": "y", "when": 1}]}, "history.0.when är okänt"),
        ({"question": "x", "stream": "kanske"}, "stream"),
        ([], "JSON-objekt"),
        ("x", "JSON-objekt"),
        (None, "JSON-objekt"),
    ],
)
async def test_a_question_that_cannot_be_taken_is_refused(http: httpx.AsyncClient, body: object, said: str) -> None:
    assert said in problem_in(await http.post("/api/ask", json=body), 422)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"query": ""}, "Frågan är tom"),
        ({"query": "å" * 2_001}, "högst 2000 tecken"),
        ({"query": "x", "mode": "magi"}, "hybrid, dense, words"),
        ({"query": "x", "limit": 51}, "1 till 50"),
        ({"query": "x", "history": []}, "history är okänt"),
    ],
)
async def test_a_search_that_cannot_be_made_is_refused(http: httpx.AsyncClient, body: object, said: str) -> None:
    assert said in problem_in(await http.post("/api/search", json=body), 422)


@pytest.mark.parametrize("path", ["/api/search", "/api/ask"])
@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"kind": ["dikt"]}, ["dikt", "konvention", "årsrapport"]),
        ({"year": [1999]}, ["1999", "1989, 2023, 2024"]),
        ({"doc": ["hundkonventionen", "katt"]}, ["katt", "hundkonventionen"]),
        ({"year": [10**30]}, ["2023"]),
        ({"doc": ["\ud800"]}, ["hundkonventionen"]),
    ],
)
async def test_an_unknown_filter_value_is_refused_with_those_that_there_are(
    http: httpx.AsyncClient, path: str, filters: object, said: list[str]
) -> None:
    body = json.dumps({"query" if path == "/api/search" else "question": "x", "filters": filters})
    response = await http.post(path, content=body, headers={"content-type": "application/json"})
    detail = problem_in(response, 422)
    assert [word for word in said if word not in detail] == []


@pytest.mark.parametrize("body", [b"{", b'{"question": "x"', b"inte json", b"{'question': 'x'}", b"\xff\xfe"])
async def test_what_is_no_json_is_refused(http: httpx.AsyncClient, body: bytes) -> None:
    response = await http.post("/api/ask", content=body, headers={"content-type": "application/json"})
    assert response.status_code in {400, 422}
    assert problem_in(response, response.status_code) == "Begäran är inte giltig JSON."


async def test_json_nested_without_end_is_refused(http: httpx.AsyncClient) -> None:
    response = await http.post("/api/ask", content=b"[" * 60_000, headers={"content-type": "application/json"})
    assert problem_in(response, 400) == "Begäran är inte giltig JSON."


async def test_json_under_another_name_is_refused_with_the_right_one(http: httpx.AsyncClient) -> None:
    response = await http.post("/api/ask", content=b'{"question": "x"}', headers={"content-type": "text/plain"})
    assert "application/json" in problem_in(response, 422)


def body_of(size: int) -> bytes:
    """A question whose body is of just this size."""
    start, end = b'{"question": "hund", "history": [{"question": "y", "answer": "', b'"}]}'
    return start + b"x" * (size - len(start) - len(end)) + end


async def in_pieces(body: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(body), 10_000):
        yield body[at : at + 10_000]


JSON_HEADERS = {"content-type": "application/json"}


async def test_a_body_of_64_kb_is_read_and_a_byte_more_is_refused(http: httpx.AsyncClient) -> None:
    assert (await http.post("/api/ask", content=body_of(MOST), headers=JSON_HEADERS)).status_code == 200
    refused = await http.post("/api/ask", content=body_of(MOST + 1), headers=JSON_HEADERS)
    assert "64 kB" in problem_in(refused, 413)


async def test_a_body_in_pieces_without_a_length_is_held_to_the_same_limit(http: httpx.AsyncClient) -> None:
    taken = await http.post("/api/ask", content=in_pieces(body_of(MOST)), headers=JSON_HEADERS)
    assert "content-length" not in taken.request.headers
    assert taken.status_code == 200
    refused = await http.post("/api/ask", content=in_pieces(body_of(10 * MOST)), headers=JSON_HEADERS)
    assert "64 kB" in problem_in(refused, 413)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("GET", "/api/ask", "POST"), ("DELETE", "/api/documents", "GET"), ("POST", "/api/status", "GET")],
)
async def test_a_method_that_an_address_does_not_take_is_refused_with_those_it_takes(
    http: httpx.AsyncClient, method: str, path: str, allowed: str
) -> None:
    response = await http.request(method, path)
    assert problem_in(response, 405)
    assert response.headers["allow"] == allowed


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/api/finns-inte", "Adressen finns inte"),
        ("/finns-inte", "Adressen finns inte"),
        ("/api/documents/katt", "Dokumentet katt finns inte"),
        ("/api/documents/katt/pages/1", "Dokumentet katt finns inte"),
        ("/api/documents/katt/file", "Dokumentet katt finns inte"),
        ("/api/documents/arsrapport-barnets-rattigheter-2023/pages/10", "ingen sida 10"),
        ("/api/documents/arsrapport-barnets-rattigheter-2023/pages/v", "ingen sida v"),
        ("/api/documents/arsrapport-barnets-rattigheter-2023/pages/05", "ingen sida 05"),
        ("/api/documents/hundkonventionen/pages/1", "ingen sida 1"),
        ("/api/passages/hundkonventionen.0000000000", "Passagen finns inte"),
        ("/api/passages/%27%20OR%201=1", "Passagen finns inte"),
        ("/api/documents/..%2F..%2Fetc%2Fpasswd/file", "finns inte"),
        ("/api/documents/%2e%2e/file", "finns inte"),
        ("/api/documents/..%5C..%5Cmanifest.json/file", "finns inte"),
        ("/api/documents/hundkonventionen%00/file", "finns inte"),
        ("/api/documents/%F0%9F/file", "finns inte"),
    ],
)
async def test_what_does_not_exist_is_not_found(http: httpx.AsyncClient, path: str, said: str) -> None:
    assert said in problem_in(await http.get(path), 404)


async def test_what_nobody_thought_of_is_a_problem_too(app: FastAPI, http: httpx.AsyncClient) -> None:
    @app.get("/api/olycka")
    def accident() -> None:
        raise RuntimeError("the secret of the house")

    detail = problem_in(await http.get("/api/olycka"), 500)
    assert "secret" not in detail
