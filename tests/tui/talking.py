"""A plain conversation as a person has it: lines go in, text comes out."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from io import BytesIO, StringIO

import httpx
from fastapi import FastAPI

from tui.client import AskClient
from tui.conversations import Conversations
from tui.keeping import Keeping
from tui.plain_chat import Lines, PlainChat

Given = str | Callable[[], object]
"""A line that is typed, or something that happens before the next is."""


class Typing(BytesIO):
    """Lines that a person types."""

    def __init__(self, given: Iterable[Given]) -> None:
        super().__init__()
        self._left = iter(given)

    def readline(self, _limit: int | None = -1, /) -> bytes:
        for line in self._left:
            if isinstance(line, str):
                return f"{line}\n".encode()
            line()
        return b""


Connect = Callable[[], Awaitable[AskClient]]


@dataclass
class Talk:
    """What was shown, what was complained of, and whether the last question failed."""

    shown: str
    failed: bool
    complaints: list[str] = field(default_factory=list)


def talk(app: FastAPI, *given: Given, store: Conversations | None = None) -> Talk:
    """Has the conversation with the app until the lines are at an end."""
    return talk_to(client_of(app), *given, store=store)


def client_of(app: FastAPI) -> Connect:
    async def connect() -> AskClient:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        return AskClient(httpx.AsyncClient(transport=transport, base_url="http://prov"))

    return connect


def talk_to(connect: Connect, *given: Given, store: Conversations | None = None) -> Talk:
    complaints: list[str] = []
    shown = StringIO()
    chat = PlainChat(Lines(Typing(given), shown, echo=True), Keeping(store, complaints.append))
    chat.run(connect)
    return Talk(shown.getvalue(), chat.failed, complaints)
