"""Clients that mean ill, before the real server: whatever they send, it lives, and others are answered."""

import asyncio
import re
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote, urlsplit

import httpx
import pytest
from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from index.build import build
from index.serving import ServedLibrary
from server.app import create_app
from server.headers import browsers_on
from server.limits import Limits
from server.protocol import ImpatientProtocol
from server.quoting import QuotingAnswerer
from server.service import AskService
from tests.clock import within_one_minute
from tests.fakes import WORD_MODEL, WordEmbedder
from tests.loopback import on_loopback

PATIENCE_S = 0.5
SILENCE_S = 0.3
LONG_S = 30  # what must happen at once may take this long on a machine that does other things as well
JSON_HEAD = b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


class Hasty(ImpatientProtocol):
    head_s: ClassVar = PATIENCE_S
    fetch_s: ClassVar = PATIENCE_S


def endless() -> APIRouter:
    """A reply that is far larger than what waits in the buffers between."""
    router = APIRouter()

    @router.get("/endless")
    def reply() -> StreamingResponse:
        return StreamingResponse(b"x" * 65_536 for _ in range(2_000))

    return router


@pytest.fixture(scope="module")
def served(library_folder: Path) -> Iterator[str]:
    service = AskService(ServedLibrary(library_folder, WordEmbedder()), QuotingAnswerer())
    app = create_app(service, limits=Limits(body_s=PATIENCE_S), browsers=browsers_on("127.0.0.1", [], []))
    app.include_router(endless())
    with on_loopback(app, Hasty) as url:
        yield url
    service.close()


@pytest.fixture
def address(served: str) -> Iterator[str]:
    """Where the server is, which must be there whatever it has gone through."""
    yield served
    assert httpx.get(f"{served}/health/ready", timeout=LONG_S).json() == {"status": "ok"}


@contextmanager
def connected(address: str) -> Iterator[socket.socket]:
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=LONG_S) as connection:
        yield connection


def reply_to(address: str, sent: bytes) -> bytes:
    """All that comes back, until the server closes or has nothing more to say."""
    with connected(address) as connection:
        with suppress(OSError):  # cut off before all was sent
            connection.sendall(sent)
        return rest_of(connection)


def rest_of(connection: socket.socket) -> bytes:
    received = b""
    with suppress(ConnectionError, TimeoutError):  # cut off in the middle, or kept for another request
        while piece := connection.recv(65_536):
            received += piece
            connection.settimeout(SILENCE_S)
    return received


def status_of(reply: bytes) -> int:
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", reply)
    assert found, reply[:200]
    return int(found[1])


def drip(connection: socket.socket, pieces: Iterator[bytes]) -> float:
    """Sends piece by piece until the server has had enough; how long that took."""
    begun = time.monotonic()
    connection.settimeout(0.1)
    while time.monotonic() - begun < LONG_S:
        try:
            connection.sendall(next(pieces))
            if not connection.recv(1, socket.MSG_PEEK):
                break
        except TimeoutError:
            continue
        except OSError:
            break
        else:
            break  # it has answered
    connection.settimeout(LONG_S)
    return time.monotonic() - begun


def test_who_says_nothing_is_not_waited_for(address: str) -> None:
    with connected(address) as connection:
        assert connection.recv(1) == b""


@pytest.mark.parametrize("before", [b"", b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"])
def test_a_head_that_drips_is_cut_off(address: str, before: bytes) -> None:
    with connected(address) as connection:
        connection.sendall(before)
        if before:
            assert status_of(connection.recv(65_536)) == 200
        connection.sendall(b"GET / HTTP/1.1\r\n")
        assert drip(connection, (b"X-%d: 1\r\n" % number for number in range(10_000))) < LONG_S


def test_a_body_that_drips_is_told_and_cut_off(address: str) -> None:
    with connected(address) as connection:
        connection.sendall(JSON_HEAD % 10_000)
        drip(connection, (b" " for _ in range(10_000)))
        assert status_of(rest_of(connection)) == 408


def test_who_does_not_fetch_the_reply_is_cut_off(address: str) -> None:
    with connected(address) as connection:
        connection.sendall(b"GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.recv(10)
        begun = time.monotonic()
        while "belagg_requests_under_way 1.0" not in httpx.get(f"{address}/metrics").text:  # the one that asks
            assert time.monotonic() - begun < LONG_S
            time.sleep(0.1)


def test_others_are_answered_while_many_drip(address: str) -> None:
    parts = urlsplit(address)
    dripping = [socket.create_connection((parts.hostname, parts.port)) for _ in range(80)]
    try:
        for connection in dripping:
            connection.sendall(JSON_HEAD % 10_000 + b" ")
        assert httpx.post(f"{address}/api/search", json={"query": "hund"}, timeout=LONG_S).status_code == 200
    finally:
        for connection in dripping:
            connection.close()


MALFORMED = {
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500,
    "no version": b"GET /\r\n\r\n",
    "no host": b"GET /api/status HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /api/status HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n",
    "a head without end": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 200_000,
    "an address without end": b"GET /" + b"x" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "two lengths": b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 9\r\n\r\n{}",
    "a length below nothing": b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    "a length beyond all": JSON_HEAD.replace(b"%d", b"9" * 40) + b"{}",
    "length and chunks": b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/status HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "chunks that are none": b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "a NUL in a header": b"GET /api/status HTTP/1.1\r\nHost: localhost\r\nX: a\x00b\r\n\r\n",
    "a NUL in the address": b"GET /api/documents/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "half a character": b"GET /api/documents/%ff%fe/pages/%c3 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "another server's address": b"GET http://evil.example/api/status HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "a tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "a socket": b"GET /api/ask HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    "too large, said": JSON_HEAD % 10_000_000 + b"x" * 70_000,
    "no JSON": JSON_HEAD % 5 + b"\xff\xfe{}\x00",
}


@pytest.mark.parametrize("sent", MALFORMED.values(), ids=MALFORMED)
def test_what_is_malformed_is_refused_or_cut_off(address: str, sent: bytes) -> None:
    reply = reply_to(address, sent)
    assert not reply or 400 <= status_of(reply) < 500
    assert reply.count(b"HTTP/1.1 2") == 0  # nor is what was hidden in it answered


PASSWD = ["..%2f..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "../../../../etc/passwd", "%2fetc%2fpasswd"]
PLACES = ["/api/documents/%s", "/api/documents/%s/file", "/api/documents/x/pages/%s", "/api/passages/%s", "/web/%s"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("path", [*PASSWD, "..%5c..%5cmanifest.json", "....//....//etc/passwd", "..%252f..%252fetc"])
def test_no_path_leads_out_of_the_library(address: str, place: str, path: str) -> None:
    request = f"GET {place % path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    reply = reply_to(address, request.encode())
    assert status_of(reply) == 404
    assert b"root:" not in reply


def test_a_page_elsewhere_whose_name_leads_here_reads_nothing(address: str) -> None:
    for host in (b"evil.example", b"evil.example:8000", b"localhost.evil.example"):
        reply = reply_to(address, b"GET /api/documents HTTP/1.1\r\nHost: %s\r\n\r\n" % host)
        assert status_of(reply) == 421


async def flood(url: str, clients: int, address: str) -> Counter[int]:
    """Statuses of one question by each of so many clients at once; who is refused is told when to come back."""
    limits = httpx.Limits(max_connections=clients)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=4 * LONG_S) as http:
        headers = {"X-Forwarded-For": address}
        replies = await asyncio.gather(
            *(
                http.post("/api/ask", json={"question": f"Vad menas med hund nummer {number}?"}, headers=headers)
                for number in range(clients)
            )
        )
    refused = [reply for reply in replies if reply.status_code != 200]
    assert all(int(reply.headers["retry-after"]) >= 1 for reply in refused)
    return Counter(reply.status_code for reply in replies)


async def test_two_hundred_clients_at_once_are_answered_or_told_to_come_back(service: AskService) -> None:
    within_one_minute(15)
    app = create_app(service, limits=Limits(per_minute=150, at_once=8))
    with on_loopback(app) as url:
        statuses = await flood(url, 200, "192.0.2.7")
        assert statuses.keys() <= {200, 429, 503}
        assert statuses[429] == 50
        assert statuses[200] >= 8
        async with httpx.AsyncClient(base_url=url, timeout=LONG_S) as http:
            assert (await http.post("/api/ask", json={"question": "Vad menas med hund?"})).status_code == 200


MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>"


async def test_markup_in_titles_texts_and_questions_comes_back_as_text_in_json(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    text = f"---\ntitle: '{MARKUP}'\n---\n\n# Hundar\n\nVarje hund har rätt till `{MARKUP}` och tre promenader.\n"
    (tmp_path / "corpus" / "hundar.md").write_text(text, encoding="utf-8")
    build([tmp_path / "corpus"], tmp_path / "library", WORD_MODEL)
    service = AskService(ServedLibrary(tmp_path / "library", WordEmbedder()), QuotingAnswerer())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(service)), base_url="http://prov") as http:
        asked = {"question": f"Hur många promenader har en hund rätt till? {MARKUP}"}
        replies = [
            await http.get("/api/documents"),
            await http.post("/api/ask", json=asked),
            await http.post("/api/search", json={"query": f"promenader {MARKUP}"}),
            await http.post("/api/search", json={"query": "x", "filters": {"doc": [MARKUP]}}),
            await http.get(f"/api/documents/{quote(MARKUP, safe='')}".replace("%2F", "")),
        ]
    service.close()
    assert replies[0].json()["documents"][0]["title"] == MARKUP
    assert MARKUP in replies[2].json()["hits"][0]["title"]
    assert "<script>" in replies[4].json()["detail"]
    for reply in replies:
        assert reply.headers["content-type"] in {"application/json", "application/problem+json"}
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["content-security-policy"].startswith("default-src 'none'; ")
