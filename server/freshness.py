"""Reads that have not changed since are not sent again: the library's generation is what a client has to hold."""

import secrets
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Request, Response

from server.dependencies import Served

UNCHANGED: dict[int | str, dict[str, Any]] = {
    304: {"description": "As the client has it: the `If-None-Match` that it sent names the library that is served."}
}
"""What a route that reads may answer besides."""

_ANEW = "private, no-cache"  # kept by the client alone, and asked about each time


class Unchanged(Exception):
    """The client has it already."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


def add_freshness(app: FastAPI) -> None:
    """Makes the app tell what has not changed. Tags hold for one run of it: another may be another version."""
    app.state.run = secrets.token_hex(4)
    app.add_exception_handler(Unchanged, _unchanged)


async def _unchanged(_: Request, error: Exception) -> Response:
    assert isinstance(error, Unchanged)
    return Response(status_code=304, headers=_headers(error.tag))


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": _ANEW}


async def fresh(
    request: Request,
    response: Response,
    library: Served,
    if_none_match: Annotated[str, Header(description="The `ETag` of what the client has.")] = "",
) -> dict[str, str]:
    """The headers by which a client knows later whether this has changed.

    Raises:
        Unchanged: it has not.
    """
    tag = f'"{library.id}-{request.app.state.run}"'
    if tag in (held.strip().removeprefix("W/") for held in if_none_match.split(",")):
        raise Unchanged(tag)
    headers = _headers(tag)
    response.headers.update(headers)
    return headers


Fresh = Annotated[dict[str, str], Depends(fresh)]
"""For a route that makes its own response; others get them without."""
FRESH = [Depends(fresh)]
