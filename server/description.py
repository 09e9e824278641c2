"""The OpenAPI document, as FastAPI writes it and with what it does not know: refusals, events, what fields mean."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from server.glossary import FIELDS, PARAMETERS
from server.problems import PROBLEM_TYPE
from server.schema import FoundHits, TextPiece

_PROBLEM: Final = {"$ref": "#/components/schemas/Problem"}
_OF_BODIES: Final = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
"""How a body may be refused before any route sees it."""


ABOUT: Final = """Svar med belägg ur årsrapporter, konventioner och metodstöd.

In English: every answer quotes its sources; each citation names document, section and printed page. Spans are
half-open, `[start, end]` in characters. Errors are `application/problem+json` with one Swedish sentence in `detail`.
Where keys are needed they are sent as `Authorization: Bearer`.

**Versions.** Within one major version of the program nothing is taken away from a reply or changed in meaning, and what
is sent today goes on being accepted. Fields, events and addresses may be added: pass over those you do not know.
What is to go is marked as deprecated for at least one minor version before.
"""

_EVENTS: Final = (FoundHits, TextPiece)
"""Models that events alone are made of."""
_REFERENCE: Final = "#/components/schemas/{model}"


def whole(described: dict[str, Any]) -> dict[str, Any]:
    """The document with all that is to be said."""
    _, events = models_json_schema([(model, "serialization") for model in _EVENTS], ref_template=_REFERENCE)
    schemas = described["components"]["schemas"]
    schemas.update({name: schema for name, schema in events["$defs"].items() if name not in schemas})
    for schema in schemas.values():
        for name, field in schema.get("properties", {}).items():
            _explain(field, FIELDS.get(name))
    for operation in _operations(described):
        for parameter in operation.get("parameters", ()):
            _explain(parameter, PARAMETERS.get(parameter["name"]))
    return with_refusals(described)


def _explain(field: dict[str, Any], told: tuple[str, Any] | None) -> None:
    """Says what a field means, where it does not itself."""
    if told is None:
        return
    description, example = told
    field.setdefault("description", description)
    if example is not None and "example" not in field and "examples" not in field and _fits(field, example):
        field["example" if "in" in field else "examples"] = example if "in" in field else [example]


def _fits(field: dict[str, Any], example: object) -> bool:
    """Whether the example is of the field's own type: a name may stand for a thing here and for many there."""
    schema = field.get("schema", field)
    types = {schema.get("type"), *(each.get("type") for each in schema.get("anyOf", ()))}
    return _TYPES[type(example)] in types


_TYPES: Final = {str: "string", int: "integer", float: "number", bool: "boolean", list: "array"}


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
