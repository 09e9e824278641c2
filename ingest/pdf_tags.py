"""The headings that a tagged PDF itself names: its structure says which stretches of a page are headings, how deep."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

_HEADING = re.compile(r"/H([1-6])?")
_MOST_NODES = 20_000  # of the tree that finds the structure of a page
_MOST_ABOVE = 6  # elements around a stretch of text within which its heading must stand
_MOST_ROLES = 10  # names that stand for one another; more is a circle

Headings = Mapping[int, int]
"""How deep a heading is, from 1, by the number of its stretch of the page."""


def tagged_headings(reader: PdfReader) -> dict[int, Headings]:
    """The headings of each page, by the page's index; empty where the file is not tagged."""
    root = _held(reader.root_object.get("/StructTreeRoot"))
    if not isinstance(root, DictionaryObject):
        return {}
    roles = _held(root.get("/RoleMap"))
    roles = roles if isinstance(roles, DictionaryObject) else DictionaryObject()
    by_key = dict(_entries(root.get("/ParentTree")))
    found: dict[int, Headings] = {}
    for index, page in enumerate(reader.pages):
        elements = by_key.get(_held(page.get("/StructParents")))
        if isinstance(elements, ArrayObject):
            depths = ((number, _depth(_held(element), roles)) for number, element in enumerate(elements))
            found[index] = {number: depth for number, depth in depths if depth}
    return found


def _held(value: Any) -> Any:  # noqa: ANN401  # whatever stands there
    return value.get_object() if hasattr(value, "get_object") else value


def _entries(tree: Any) -> Iterator[tuple[int, Any]]:  # noqa: ANN401  # whatever stands there
    """Keys and values of a number tree."""
    nodes, seen = [_held(tree)], 0
    while nodes and seen < _MOST_NODES:
        node, seen = nodes.pop(), seen + 1
        if not isinstance(node, DictionaryObject):
            continue
        numbers, kids = _held(node.get("/Nums")), _held(node.get("/Kids"))
        if isinstance(numbers, ArrayObject):
            yield from ((int(key), _held(value)) for key, value in zip(numbers[::2], numbers[1::2], strict=False))
        if isinstance(kids, ArrayObject):
            nodes += [_held(kid) for kid in kids]


def _depth(element: Any, roles: DictionaryObject) -> int:  # noqa: ANN401  # whatever stands there
    """How deep the heading is that the element is, or stands in; 0 for what is none."""
    for _ in range(_MOST_ABOVE):
        if not isinstance(element, DictionaryObject):
            return 0
        heading = _HEADING.fullmatch(_role(element, roles))
        if heading:
            return int(heading[1] or 1)
        element = _held(element.get("/P"))
    return 0


def _role(element: DictionaryObject, roles: DictionaryObject) -> str:
    """What an element is, in the words of the format: producers have names of their own for it."""
    name = element.get("/S")
    for _ in range(_MOST_ROLES):
        meant = _held(roles.get(name)) if name in roles and not _HEADING.fullmatch(str(name)) else None
        if meant is None or meant == name:
            break
        name = meant
    return str(name)
