"""A request's body: read whole before the app sees it, within limits of size and time."""

from http import HTTPStatus

import anyio
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.problems import problem

_CLOSE = {"Connection": "close"}  # what is still on its way is not waited for


class TooLarge(Exception):
    """The body is larger than it may be."""


class BodyLimit:
    """Refuses a body of more than `most` bytes, announced or not, and one that takes more than `seconds` to come."""

    def __init__(self, app: ASGIApp, most: int, seconds: float) -> None:
        self._app = app
        self._most = most
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reads the body up to the limit, and hands it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if {"content-length", "transfer-encoding"} <= set(Headers(scope=scope)):
            # a proxy before us may have believed the one, where we believe the other: then a request hides in a body
            said = "Begäran säger sin längd på två sätt. Skicka den på nytt."
            await problem(HTTPStatus.BAD_REQUEST, said, _CLOSE)(scope, receive, send)
            return
        try:
            with anyio.fail_after(self._seconds):
                body = await self._read(receive)
        except TooLarge:
            said = f"Begäran är för stor: högst {self._most // 1024} kB."
            await problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, said, _CLOSE)(scope, receive, send)
        except TimeoutError:
            said = f"Begäran kom för långsamt: den ska vara framme inom {self._seconds:g} sekunder. Försök igen."
            await problem(HTTPStatus.REQUEST_TIMEOUT, said, _CLOSE)(scope, receive, send)
        else:
            if body is not None:
                await self._app(scope, _replayed(body, receive), send)

    async def _read(self, receive: Receive) -> bytes | None:
        """The body; None where who sent it went away."""
        body, more = bytearray(), True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return None
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._most:
                raise TooLarge
        return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
