"""A client of the canned server, and the real app over a small library."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from tests.server.conftest import app, corpus_folder, library_folder, service
from tests.tui.canned_server import Canned, canned_app
from tests.tui.real_server import RealServer, real_server
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


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    """The real app over a small library; nobody builds it anew."""
    with real_server(tmp_path_factory.mktemp("verkligt")) as server:
        yield server


@pytest.fixture
def edited(tmp_path: Path) -> Iterator[RealServer]:
    """The real app over a library of one's own, to be built anew."""
    with real_server(tmp_path) as server:
        yield server
