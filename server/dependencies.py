"""What routes are given."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, Request

from index.library import Library
from server import schema
from server.answering import Answering
from server.errors import NotAllowed
from server.rebuilding import Rebuilding
from server.service import AskService

MISSING: dict[int | str, dict[str, Any]] = {404: {"model": schema.Problem}}


async def get_service(request: Request) -> AskService:
    """The service of the app."""
    service: AskService = request.app.state.service
    return service


Service = Annotated[AskService, Depends(get_service)]


async def get_answering(request: Request) -> Answering:
    """What makes the bodies of answers."""
    answering: Answering = request.app.state.answering
    return answering


Answers = Annotated[Answering, Depends(get_answering)]


def get_library(service: Service) -> Iterator[Library]:
    """The library that is served when the request comes, held open until it is answered."""
    with service.served.borrow() as library:
        yield library


Served = Annotated[Library, Depends(get_library)]


async def get_editing(request: Request) -> Rebuilding:
    """What editors can do here.

    Raises:
        NotAllowed: nothing.
    """
    editing: Rebuilding | None = request.app.state.editing
    if editing is None:
        raise NotAllowed("Biblioteket kan inte ändras här. Bygg om det med belagg build där det ligger.")
    return editing


Editing = Annotated[Rebuilding, Depends(get_editing)]
