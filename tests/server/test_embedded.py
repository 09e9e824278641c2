"""The app in a thread of this process."""

import os
import socket
import tempfile
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from server.embedded import Address, serving


def client(address: Address) -> httpx.Client:
    transport = httpx.HTTPTransport(uds=str(address.socket) if address.socket else None)
    return httpx.Client(transport=transport, base_url=address.url, timeout=5)


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "belagg-server"]


def open_files() -> int:
    return len(os.listdir("/dev/fd"))


def test_the_real_app_answers_on_the_socket(app: FastAPI) -> None:
    with serving(app) as address:
        assert address.socket is not None
        assert address.socket.is_socket()
        assert threads() == ["belagg-server"]
        with client(address) as http:
            assert http.get("/health/ready").json() == {"status": "ok"}
            reply = http.post("/api/search", json={"query": "nätverket"}).json()
    assert reply["hits"]


def test_only_the_user_can_reach_the_socket(app: FastAPI) -> None:
    with serving(app) as address:
        assert address.socket is not None
        assert address.socket.parent.stat().st_mode & 0o077 == 0


def test_nothing_is_left_afterwards() -> None:
    with serving(FastAPI()) as warm, client(warm) as http:
        http.get("/docs")
    before = open_files()
    for _ in range(3):
        with serving(FastAPI()) as address, client(address) as http:
            assert http.get("/docs").status_code == 200
        assert address.socket is not None
        assert not address.socket.parent.exists()
    assert threads() == []
    assert open_files() == before


class Stopped(Exception):
    """The user leaves in the middle."""


def test_it_stops_when_the_block_is_left_by_an_error() -> None:
    with pytest.raises(Stopped), serving(FastAPI()) as address:
        raise Stopped
    assert address.socket is not None
    assert not address.socket.exists()
    assert threads() == []


def test_the_app_is_told_to_close_what_it_holds() -> None:
    told: list[str] = []

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        told.append("opened")
        yield
        told.append("closed")

    with serving(FastAPI(lifespan=lifespan)) as address, client(address) as http:
        http.get("/docs")
        assert told == ["opened"]
    assert told == ["opened", "closed"]


def test_a_request_that_comes_before_the_server_is_up_waits_for_it() -> None:
    with serving(FastAPI()) as address, client(address) as http:
        assert http.get("/openapi.json").status_code == 200


def test_a_folder_with_too_long_a_name_for_a_socket_means_loopback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("m" * 120)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    with serving(FastAPI()) as address:
        assert address.socket is None
        with client(address) as http:
            assert http.get("/docs").status_code == 200
        port = int(address.url.rpartition(":")[2])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=2)
    assert list(deep.iterdir()) == []
