"""The web page: static files beside this module, told apart by address from the API."""

from os import PathLike, stat_result
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_FOLDER = Path(__file__).with_name("web")
_HEADERS = {"Cache-Control": "no-cache"}  # asked for anew, answered 304: after an upgrade no old module meets a new one

front = APIRouter()


@front.get("/", include_in_schema=False)
def index() -> FileResponse:
    """The page."""
    return FileResponse(_FOLDER / "index.html", headers=_HEADERS)


class _Checked(StaticFiles):
    """Files that browsers keep, but ask about before they use them."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update(_HEADERS)
        return response


def add_pages(app: FastAPI) -> None:
    """Serves the page at `/` and its parts under `/web/`."""
    app.include_router(front)
    app.mount("/web", _Checked(directory=_FOLDER), name="web")
