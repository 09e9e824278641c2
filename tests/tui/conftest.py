"""A client of the canned server, and the real app over a small library."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.server.conftest import app, corpus_folder, library_folder, service
from tests.tui.canned_server import Canned, canned_app
from tui.client import AskClient

__all__ = ["app", "corpus_folder", "library_folder", "service"]


@pytest.fixture
def canned() -> Canned:
    return Canned()


@pytest.fixture
async def client(canned: Canned) -> AsyncIterator[AskClient]:
    transport = httpx.ASGITransport(canned_app(canned))
    async with httpx.AsyncClient(transport=transport, base_url="http://prov") as http:
        yield AskClient(http)
