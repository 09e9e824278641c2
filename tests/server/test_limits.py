"""What is too much for the server: requests of one caller, requests at once, bodies."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from server.access import Access
from server.app import create_app
from server.keys import KeyFile, Scope
from server.limits import Limits
from server.service import AskService
from tests.clock import within_one_minute
from tests.server.test_access import bearing
from tests.server.test_api_refusals import problem_in

FAR = "192.0.2.1"
Headers = Mapping[str, str]
NONE: Headers = {}


@asynccontextmanager
async def client_of(app: FastAPI, address: str | None = FAR) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, client=(address, 1) if address else None)  # type: ignore[arg-type]  # None: a socket
    async with httpx.AsyncClient(transport=transport, base_url="http://prov") as client:
        yield client


async def statuses(app: FastAPI, address: str | None, times: int, headers: Headers = NONE) -> list[int]:
    async with client_of(app, address) as http:
        return [(await http.get("/api/status", headers=headers)).status_code for _ in range(times)]


@pytest.fixture(autouse=True)
def _counted_in_one_minute() -> None:
    within_one_minute(3)


@pytest.fixture
def limited(service: AskService) -> FastAPI:
    return create_app(service, limits=Limits(per_minute=3))


async def test_who_asks_too_often_is_told_to_wait(limited: FastAPI) -> None:
    async with client_of(limited) as http:
        for _ in range(3):
            assert (await http.get("/api/status")).status_code == 200
        refused = await http.get("/api/status")
    assert "högst 3 gånger i minuten" in problem_in(refused, 429)
    assert 1 <= int(refused.headers["retry-after"]) <= 120


async def test_one_callers_haste_is_not_anothers(limited: FastAPI) -> None:
    assert await statuses(limited, FAR, 4) == [200, 200, 200, 429]
    assert await statuses(limited, "192.0.2.2", 3) == [200, 200, 200]


async def test_addresses_of_one_home_are_one_caller(limited: FastAPI) -> None:
    assert await statuses(limited, "2001:db8::1", 2) == [200, 200]
    assert await statuses(limited, "2001:db8::ffff:2", 2) == [200, 429]
    assert await statuses(limited, "2001:db8:0:1::1", 1) == [200]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", None])
async def test_this_machine_may_ask_as_often_as_it_likes(limited: FastAPI, address: str | None) -> None:
    assert await statuses(limited, address, 8) == [200] * 8


async def test_health_is_answered_however_often(limited: FastAPI) -> None:
    async with client_of(limited) as http:
        assert {(await http.get("/health/live")).status_code for _ in range(8)} == {200}


async def test_keys_are_counted_each_for_itself_wherever_they_are_used(service: AskService, tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    one, other = (bearing(keys.add(name, Scope.READ)) for name in ("en", "annan"))
    app = create_app(service, access=Access(keys, reading_open=False), limits=Limits(per_minute=3))
    assert await statuses(app, FAR, 2, headers=one) == [200, 200]
    assert await statuses(app, "192.0.2.2", 2, headers=one) == [200, 429]
    assert await statuses(app, FAR, 3, headers=other) == [200, 200, 200]


async def test_trying_keys_is_counted_by_address(service: AskService, tmp_path: Path) -> None:
    access = Access(KeyFile(tmp_path / "keys.json"), reading_open=False)
    app = create_app(service, access=access, limits=Limits(per_minute=3))
    tried = [(await statuses(app, FAR, 1, headers=bearing(f"belagg_{number}")))[0] for number in range(5)]
    assert tried == [401, 401, 401, 429, 429]


class Held:
    """A route that answers when it is let."""

    def __init__(self) -> None:
        self.let = asyncio.Event()
        self.under_way = 0

    def router(self) -> APIRouter:
        router = APIRouter()

        @router.get("/api/held")
        async def held() -> str:
            self.under_way += 1
            await self.let.wait()
            return "klart"

        return router


async def test_more_than_can_be_answered_at_once_are_told_to_come_back(service: AskService) -> None:
    app, held = create_app(service, limits=Limits(at_once=2)), Held()
    app.include_router(held.router())
    async with client_of(app) as http:
        first = [asyncio.create_task(http.get("/api/held")) for _ in range(2)]
        while held.under_way < 2:
            await asyncio.sleep(0.01)
        refused = await http.get("/api/status")
        assert problem_in(refused, 503) == "Servern har fullt upp just nu. Försök igen om en stund."
        assert refused.headers["retry-after"] == "1"
        assert (await http.get("/health/live")).status_code == 200
        held.let.set()
        assert [(await each).status_code for each in first] == [200, 200]
        assert (await http.get("/api/status")).status_code == 200


async def test_who_goes_away_leaves_the_place_to_others(service: AskService) -> None:
    app, held = create_app(service, limits=Limits(at_once=1)), Held()
    app.include_router(held.router())
    async with client_of(app) as http:
        gone = asyncio.create_task(http.get("/api/held"))
        while not held.under_way:
            await asyncio.sleep(0.01)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        assert (await http.get("/api/status")).status_code == 200


async def dripping(pieces: Iterator[bytes], pause_s: float) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
        await asyncio.sleep(pause_s)


async def test_a_body_that_drips_is_not_waited_for(service: AskService) -> None:
    app = create_app(service, limits=Limits(body_s=0.3))
    async with client_of(app) as http:
        content = dripping((b" " for _ in range(1_000)), 0.05)
        refused = await http.post("/api/ask", content=content, headers={"content-type": "application/json"})
    assert "för långsamt" in problem_in(refused, 408)
    assert refused.headers["connection"] == "close"
