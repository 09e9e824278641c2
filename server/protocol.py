"""HTTP connections, with an end to the patience: who sends or fetches without end is cut off."""

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState


class ImpatientProtocol(H11Protocol):
    """A connection that is closed where the other side keeps it open and does nothing."""

    head_s: ClassVar = 10.0
    """Seconds within which a request's head must have come."""
    fetch_s: ClassVar = 60.0
    """Seconds for which a reply may wait for who does not fetch it."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._head = _Patience(self.loop, self.head_s)
        self._fetch = _Patience(self.loop, self.fetch_s)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn declares it
        """Waits for a head."""
        super().connection_made(transport)
        self._head.begin(transport.close)

    def data_received(self, data: bytes) -> None:
        """Waits on where the head is not whole, and no longer than from its first byte."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._head.begin(self.transport.close)
        else:
            self._head.over()

    def on_response_complete(self) -> None:
        """From here on uvicorn's own limit holds, until the next head begins."""
        super().on_response_complete()
        self._head.over()

    def pause_writing(self) -> None:
        """The reply waits to be fetched."""
        super().pause_writing()
        self._fetch.begin(self.transport.abort)

    def resume_writing(self) -> None:
        """It is being fetched."""
        super().resume_writing()
        self._fetch.over()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        super().connection_lost(exc)
        self._head.over()
        self._fetch.over()


class _Patience:
    """A time after which something is done, unless the wait ends before."""

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        self._loop = loop
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, end: Callable[[], None]) -> None:
        """Begins to wait, where it does not wait already."""
        if self._timer is None:
            self._timer = self._loop.call_later(self._seconds, end)

    def over(self) -> None:
        """Waits no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
