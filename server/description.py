"""The OpenAPI document, as FastAPI writes it and with what it does not know: how refusals look."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from server.problems import PROBLEM_TYPE

_PROBLEM: Final = {"$ref": "#/components/schemas/Problem"}
_OF_BODIES: Final = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
"""How a body may be refused before any route sees it."""


def with_refusals(described: dict[str, Any]) -> dict[str, Any]:
    """The document in which every refusal is a problem, under the media type that it is sent with."""
    for operation in _operations(described):
        responses = operation["responses"]
        if "requestBody" in operation:
            for status in _OF_BODIES:
                responses.setdefault(str(status.value), {"description": status.phrase})
        for status, response in responses.items():
            if status >= "400":
                response["content"] = {PROBLEM_TYPE: {"schema": _PROBLEM}}
    return described


def _operations(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in described["paths"].values():
        yield from (operation for operation in path.values() if "responses" in operation)
