"""The HTTP face of the service."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.access import EDITORS, READING, REFUSED, Access, readers
from server.pages import add_pages
from server.problems import add_problems, problem
from server.rebuilding import Rebuilding
from server.routes import asking, health
from server.routes_editing import editing_routes
from server.routes_library import library_routes
from server.routes_reading import reading
from server.schema import Problem
from server.service import AskService

MAX_BODY = 64 * 1024
"""Bytes of a request's body."""
_PROBLEMS: dict[int | str, dict[str, Any]] = {status: {"model": Problem} for status in (401, 422, 503)}


def create_app(service: AskService, *, access: Access = READING, editing: Rebuilding | None = None) -> FastAPI:
    """The app. Routes are plain `def`: embedding and search block, so they run in threads.

    The service is ready when it is given; the app only closes it. Unless `access` says otherwise nobody may edit, and
    without `editing` nobody can.
    """
    app = FastAPI(
        title="Belägg",
        version=version("belagg"),
        description="Svar med belägg ur årsrapporter, konventioner och metodstöd.",
        lifespan=_closing(service, editing),
    )
    app.state.service = service
    app.state.access = access
    app.state.editing = editing
    add_problems(app)
    for routes in (asking, reading, library_routes):
        app.include_router(routes, prefix="/api", dependencies=readers(access), responses=_PROBLEMS)
    app.include_router(editing_routes, prefix="/api", dependencies=EDITORS, responses=_PROBLEMS | REFUSED)
    app.include_router(health, prefix="/health")
    add_pages(app)
    app.add_middleware(BodyLimit, most=MAX_BODY)
    return app


def _closing(service: AskService, editing: Rebuilding | None) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        if editing is not None:
            editing.close()
        service.close()

    return lifespan


class BodyLimit:
    """Refuses a body of more than `most` bytes, whether or not its length was announced."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reads the body up to the limit, and hands it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = b""
        more = True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._most:
                refusal = problem(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"Begäran är för stor: högst {self._most // 1024} kB."
                )
                await refusal(scope, receive, send)
                return
        await self._app(scope, _replayed(body, receive), send)


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
