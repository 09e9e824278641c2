"""Errors as `application/problem+json`, each with one Swedish sentence."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from index.errors import (
    LibraryBusy,
    LibraryMismatch,
    LibraryMissing,
    StoreRefused,
    StoreUnreachable,
    UnknownFilter,
    UnknownGeneration,
)
from ingest.errors import ReaderFacingError
from server.errors import (
    AlreadyBuilding,
    CannotDraw,
    InvalidPath,
    InvalidQuestion,
    KeyNeeded,
    KeyTrouble,
    NotAllowed,
    NotFound,
)
from server.schema import MAX_LIMIT, MAX_QUESTION, MAX_TURNS, Problem

PROBLEM_TYPE: Final = "application/problem+json"
_STATUS: Mapping[type[ReaderFacingError], HTTPStatus] = {
    InvalidQuestion: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownFilter: HTTPStatus.UNPROCESSABLE_ENTITY,
    InvalidPath: HTTPStatus.UNPROCESSABLE_ENTITY,
    KeyNeeded: HTTPStatus.UNAUTHORIZED,
    NotAllowed: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    UnknownGeneration: HTTPStatus.NOT_FOUND,
    KeyTrouble: HTTPStatus.SERVICE_UNAVAILABLE,
    AlreadyBuilding: HTTPStatus.CONFLICT,
    LibraryBusy: HTTPStatus.CONFLICT,
    CannotDraw: HTTPStatus.SERVICE_UNAVAILABLE,
    LibraryMissing: HTTPStatus.SERVICE_UNAVAILABLE,
    LibraryMismatch: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreUnreachable: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreRefused: HTTPStatus.SERVICE_UNAVAILABLE,
}
_TITLES = {
    HTTPStatus.BAD_REQUEST: "Felaktig begäran",
    HTTPStatus.UNAUTHORIZED: "Nyckel behövs",
    HTTPStatus.FORBIDDEN: "Inte tillåtet",
    HTTPStatus.NOT_FOUND: "Finns inte",
    HTTPStatus.METHOD_NOT_ALLOWED: "Fel metod",
    HTTPStatus.REQUEST_TIMEOUT: "För långsam begäran",
    HTTPStatus.CONFLICT: "Upptaget",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "För stor begäran",
    HTTPStatus.MISDIRECTED_REQUEST: "Fel värdnamn",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Kan inte besvaras",
    HTTPStatus.TOO_MANY_REQUESTS: "För många frågor",
    HTTPStatus.SERVICE_UNAVAILABLE: "Inte tillgängligt",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Fel i programmet",
}
_HEADERS = {HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "Bearer"}}
UNEXPECTED = "Något gick fel i programmet. Försök igen, eller säg till den som sköter servern."
_QUESTION_FIELDS = {"question", "query"}


def problem(status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The reply."""
    return JSONResponse(as_problem(status, detail).model_dump(), status, headers, media_type=PROBLEM_TYPE)


def as_problem(status: HTTPStatus, detail: str) -> Problem:
    """What the reply says."""
    encodable = detail.encode(errors="replace").decode()  # it may repeat half a character out of the request
    return Problem(title=_TITLES.get(status, "Fel"), status=status.value, detail=encodable)


def status_of(error: ReaderFacingError) -> HTTPStatus:
    """The status that fits what went wrong."""
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), HTTPStatus.BAD_REQUEST)


def add_problems(app: FastAPI) -> None:
    """Makes every error of the app a problem."""
    app.add_exception_handler(ReaderFacingError, _reader_facing)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def _reader_facing(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ReaderFacingError)
    status = status_of(error)
    return problem(status, str(error), _HEADERS.get(status))


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    return problem(status, _SAID.get(status, "Begäran kan inte besvaras."), error.headers)


async def _unexpected(_: Request, __: Exception) -> JSONResponse:
    """What nobody thought of; it is raised again afterwards, so that the server logs it."""
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, UNEXPECTED)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, _sentence(error.errors()))


def _sentence(errors: Sequence[Mapping[str, object]]) -> str:
    """The first error, in Swedish."""
    first = errors[0]
    where, kind = first.get("loc"), str(first.get("type"))
    path = [str(part) for part in where[1:]] if isinstance(where, tuple) else []
    if kind == "json_invalid":
        return _NO_JSON
    if not path:
        return "Begäran ska vara ett JSON-objekt, sänt som Content-Type: application/json. Se /docs."
    last = path[-1]
    if last in _QUESTION_FIELDS and (said := _QUESTION_ERRORS.get(kind)):
        return said
    if last == "limit":
        return f"Värdet på limit ska vara ett heltal från 1 till {MAX_LIMIT}."
    if last == "history" and kind == "too_long":
        return f"Historiken är för lång: högst {MAX_TURNS} tidigare frågor."
    return _ERRORS.get(kind, _UNUSABLE).format(name=".".join(path), values=_values(first))


def _values(error: Mapping[str, object]) -> str:
    """The values that a field takes, where it takes only a few."""
    told = error.get("ctx")
    return ", ".join(re.findall(r"'([^']*)'", str(told.get("expected")))) if isinstance(told, dict) else ""


_NO_JSON = "Begäran är inte giltig JSON."
_UNUSABLE = "Fältet {name} har ett värde som inte går att använda. Se /docs."
_SAID = {
    HTTPStatus.BAD_REQUEST: _NO_JSON,
    HTTPStatus.NOT_FOUND: "Adressen finns inte. Se /docs för dem som finns.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Adressen tar inte emot den metoden. Se /docs.",
}
_QUESTION_ERRORS = {
    "string_too_short": "Frågan är tom. Skriv en fråga.",
    "string_too_long": f"Frågan är för lång: högst {MAX_QUESTION} tecken. Korta den.",
    "missing": "Frågan saknas. Skriv en fråga.",
}
_ERRORS = {
    "extra_forbidden": "Fältet {name} är okänt. Se /docs för de fält som finns.",
    "missing": "Fältet {name} saknas. Se /docs.",
    "literal_error": "Fältet {name} ska ha något av värdena {values}.",
    "int_parsing": "Fältet {name} ska vara ett heltal.",
    "int_type": "Fältet {name} ska vara ett heltal.",
    "tuple_type": "Fältet {name} ska vara en lista.",
}
