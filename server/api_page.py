"""The description of the API as a page: Swagger UI out of an installed package, so that it needs no network."""

from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse

from server.errors import NotFound

_OWN = Path(__file__).with_name("api_docs")
_PACKAGE = "fastapi_offline"
_THEIRS = ("swagger-ui-bundle.js", "swagger-ui.css")

_page = APIRouter(prefix="/docs", include_in_schema=False)


@_page.get("")
def index() -> FileResponse:
    """The page."""
    return FileResponse(_OWN / "index.html")


@_page.get("/{name}")
def part(name: str) -> FileResponse:
    """A part of the page: ours, or the package's."""
    if name == "start.js":
        return FileResponse(_OWN / name)
    if name in _THEIRS:
        return FileResponse(_package_folder() / name)
    raise NotFound("Adressen finns inte. Se /docs för dem som finns.")


def _package_folder() -> Path:
    """Where the package keeps the files; it is not imported, for it would take over the app's own page."""
    spec = find_spec(_PACKAGE)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).with_name("static")


def add_api_page(app: FastAPI) -> None:
    """Serves the page at `/docs`."""
    app.include_router(_page)
