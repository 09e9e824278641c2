"""The way to the server, shared by all screens."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from server.schema_library import RebuildJob
from tui.client import AskClient

Connect = Callable[[], Awaitable[AskClient]]
"""Gives the client once the server is up; raises `AskFailed` when it will not be."""
FirstBuild = Callable[[], AsyncIterator[RebuildJob]]
"""Builds the library where there is none, and tells how far it has come; raises `AskFailed` when it cannot begin."""


class Connection:
    """Connects once, however many screens ask for the client, and again after a failure."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._client: AskClient | None = None
        self._connecting = asyncio.Lock()

    async def client(self) -> AskClient:
        """The client, as soon as there is one.

        Raises:
            AskFailed: the server will not come up.
        """
        async with self._connecting:
            if self._client is None:
                self._client = await self._connect()
            return self._client

    async def close(self) -> None:
        """Let go of the client."""
        if self._client is not None:
            await self._client.aclose()
