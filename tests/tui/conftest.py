"""A client of the canned server, and what it takes to look at a screen."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.tui.canned_server import Canned, canned_app
from tui.client import AskClient


@pytest.fixture
def canned() -> Canned:
    return Canned()


@pytest.fixture
async def client(canned: Canned) -> AsyncIterator[AskClient]:
    transport = httpx.ASGITransport(canned_app(canned))
    async with httpx.AsyncClient(transport=transport, base_url="http://prov") as http:
        yield AskClient(http)
