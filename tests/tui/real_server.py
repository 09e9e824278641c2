"""The real app over a small library, in this process; what differs from build to build is made the same."""

import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from index.building import Order, carry_out
from index.serving import ServedLibrary
from server.access import EVERYTHING
from server.app import create_app
from server.quoting import QuotingAnswerer
from server.rebuilding import Rebuilding
from server.service import AskService
from tests.fakes import WORD_MODEL, WordEmbedder
from tests.server.conftest import write_corpus
from tui.client import AskClient

GENERATION = re.compile(rb"\b(\d{6})-\d{8}-[0-9a-f]{8}\b")
BUILT = re.compile(rb'("built":")[^"]+(")')
QUESTION = '{"id": "k1", "question": "Vad är en hund?", "gold": [{"doc": "hundkonventionen", "section": "Artikel 1"}]}'


class SameEveryTime(httpx.ASGITransport):
    """Gives every generation the same date, and every build the same time."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        body = GENERATION.sub(rb"\1-20260102-0000abcd", await response.aread())
        body = BUILT.sub(rb"\g<1>2026-01-02T10:00:00Z\2", body)
        kept = {name: value for name, value in response.headers.items() if name != "content-length"}
        return httpx.Response(response.status_code, headers=kept, content=body, request=request)


@dataclass(frozen=True)
class RealServer:
    """The app over the library in `folder`; `editing` builds `corpus` anew."""

    folder: Path
    service: AskService
    editing: Rebuilding

    @property
    def corpus(self) -> Path:
        return self.folder / "corpus"

    def connect(self, transport: type[httpx.ASGITransport] = httpx.ASGITransport) -> Callable[[], Awaitable[AskClient]]:
        app = create_app(self.service, access=EVERYTHING, editing=self.editing)

        async def connected() -> AskClient:
            return AskClient(httpx.AsyncClient(transport=transport(app), base_url="http://prov"))

        return connected


@contextmanager
def real_server(folder: Path) -> Iterator[RealServer]:
    """Builds the library in an empty folder, and serves it."""
    corpus = write_corpus(folder / "corpus")
    (folder / "f.jsonl").write_text(QUESTION, encoding="utf-8")
    order = Order((corpus,), folder / "library", WORD_MODEL.name, folder, folder / "s.toml", folder / "f.jsonl", 0)
    carry_out(order, lambda *_: None, lambda *_: WORD_MODEL)
    service = AskService(ServedLibrary(folder / "library", WordEmbedder()), QuotingAnswerer())
    editing = Rebuilding(order, "tests.server.builds.plain")
    try:
        yield RealServer(folder, service, editing)
    finally:
        editing.close()
        service.close()
