"""Errors as `application/problem+json`, each with one Swedish sentence."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from index.errors import LibraryMismatch, LibraryMissing, UnknownFilter
from ingest.errors import ReaderFacingError
from server.errors import InvalidQuestion, NotFound
from server.schema import MAX_LIMIT, MAX_QUESTION, MAX_TURNS, Problem

_STATUS: Mapping[type[ReaderFacingError], HTTPStatus] = {
    InvalidQuestion: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownFilter: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFound: HTTPStatus.NOT_FOUND,
    LibraryMissing: HTTPStatus.SERVICE_UNAVAILABLE,
    LibraryMismatch: HTTPStatus.SERVICE_UNAVAILABLE,
}
_TITLES = {
    HTTPStatus.BAD_REQUEST: "Felaktig begäran",
    HTTPStatus.NOT_FOUND: "Finns inte",
    HTTPStatus.METHOD_NOT_ALLOWED: "Fel metod",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "För stor begäran",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Kan inte besvaras",
    HTTPStatus.SERVICE_UNAVAILABLE: "Inte tillgängligt",
}
_QUESTION_FIELDS = {"question", "query"}


def problem(status: HTTPStatus, detail: str) -> JSONResponse:
    """The reply."""
    body = Problem(title=_TITLES.get(status, "Fel"), status=status.value, detail=detail)
    return JSONResponse(body.model_dump(), status_code=status, media_type="application/problem+json")


def add_problems(app: FastAPI) -> None:
    """Makes every error of the app a problem."""
    app.add_exception_handler(ReaderFacingError, _reader_facing)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _reader_facing(_: Request, error: Exception) -> JSONResponse:
    status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), HTTPStatus.BAD_REQUEST)
    return problem(status, str(error))


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    said = {
        HTTPStatus.NOT_FOUND: "Adressen finns inte. Se /docs för dem som finns.",
        HTTPStatus.METHOD_NOT_ALLOWED: "Adressen tar inte emot den metoden. Se /docs.",
    }
    return problem(status, said.get(status, "Begäran kan inte besvaras."))


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, _sentence(error.errors()))


def _sentence(errors: Sequence[Mapping[str, object]]) -> str:
    """The first error, in Swedish."""
    first = errors[0]
    where = first.get("loc")
    path = [str(part) for part in where[1:]] if isinstance(where, tuple) else []
    name, kind = ".".join(path), str(first.get("type"))
    if path and path[-1] in _QUESTION_FIELDS and (said := _QUESTION_ERRORS.get(kind)):
        return said
    if path and path[-1] == "limit":
        return f"Värdet på limit ska vara ett heltal från 1 till {MAX_LIMIT}."
    if path and path[-1] == "history" and kind == "too_long":
        return f"Historiken är för lång: högst {MAX_TURNS} tidigare frågor."
    return _ERRORS.get(kind, "Fältet {name} har ett värde som inte går att använda. Se /docs.").format(name=name)


_QUESTION_ERRORS = {
    "string_too_short": "Frågan är tom. Skriv en fråga.",
    "string_too_long": f"Frågan är för lång: högst {MAX_QUESTION} tecken. Korta den.",
    "missing": "Frågan saknas. Skriv en fråga.",
}
_ERRORS = {
    "extra_forbidden": "Fältet {name} är okänt. Se /docs för de fält som finns.",
    "missing": "Fältet {name} saknas. Se /docs.",
    "json_invalid": "Begäran är inte giltig JSON.",
}
