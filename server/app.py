"""The HTTP face of the service."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version
from typing import Any, Protocol

from fastapi import FastAPI
from starlette.types import ASGIApp

from server.access import EDITORS, READING, REFUSED, Access, readers
from server.answering import Answering
from server.api_page import add_api_page
from server.description import ABOUT, whole
from server.freshness import add_freshness
from server.headers import ANY_NAME, Browsers, SecurityHeaders, add_browser_rules
from server.limits import USUAL, Limits, add_limits
from server.metrics import Metrics, Observed, metrics_route
from server.page_images import PageImages
from server.pages import add_pages
from server.problems import add_problems
from server.rebuilding import Rebuilding
from server.routes import asking, health
from server.routes_editing import editing_routes
from server.routes_images import images_routes
from server.routes_library import library_routes
from server.routes_reading import reading
from server.schema import Problem
from server.service import AskService

_KEYS: dict[int | str, dict[str, Any]] = {401: {"model": Problem}}
_PROBLEMS: dict[int | str, dict[str, Any]] = {status: {"model": Problem} for status in (401, 422, 429, 503)}


class App(FastAPI):
    """An app of which every reply is counted and has its headers, also one that tells of a fault."""

    def build_middleware_stack(self) -> ASGIApp:
        """Puts these around what tells of faults, which Starlette has outermost."""
        observed = Observed(super().build_middleware_stack(), self.state.metrics)
        return SecurityHeaders(observed, shared=bool(self.state.browsers.origins))

    def openapi(self) -> dict[str, Any]:
        """The description of the API."""
        if self.openapi_schema is None:
            self.openapi_schema = whole(super().openapi())
        return self.openapi_schema


def create_app(  # noqa: PLR0913 - what may be chosen is named where it is called
    service: AskService,
    *,
    access: Access = READING,
    editing: Rebuilding | None = None,
    images: PageImages | None = None,
    limits: Limits = USUAL,
    browsers: Browsers = ANY_NAME,
) -> FastAPI:
    """The app. Routes are plain `def`: embedding and search block, so they run in threads.

    What is given is ready; the app only closes it. Unless `access` says otherwise nobody may edit, and
    without `editing` nobody can.
    """
    images = images or PageImages()
    app = App(
        title="Belägg",
        version=version("belagg"),
        description=ABOUT,
        docs_url=None,  # it would fetch its parts from elsewhere
        redoc_url=None,
        lifespan=_closing(*([editing] if editing else []), images, service),
    )
    app.state.service = service
    app.state.answering = Answering(service)
    app.state.access = access
    app.state.editing = editing
    app.state.images = images
    app.state.browsers = browsers
    app.state.metrics = Metrics(service)
    add_problems(app)
    add_freshness(app)
    for routes in (asking, reading, images_routes, library_routes):
        app.include_router(routes, prefix="/api", dependencies=readers(access), responses=_PROBLEMS)
    app.include_router(editing_routes, prefix="/api", dependencies=EDITORS, responses=_PROBLEMS | REFUSED)
    app.include_router(health, prefix="/health")
    app.include_router(metrics_route, dependencies=readers(access), responses=_KEYS)
    add_pages(app)
    add_api_page(app)
    add_limits(app, limits)
    add_browser_rules(app, browsers)
    return app


class Closed(Protocol):
    """What lets go of something when the app ends."""

    def close(self) -> None:
        """Lets go."""
        ...


def _closing(*held: Closed) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        for each in held:
            each.close()

    return lifespan
