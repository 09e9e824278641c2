"""The head of a Markdown file, between two lines of hyphens: what the file says of itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import frontmatter
from frontmatter.default_handlers import YAMLHandler
from yaml import YAMLError  # type: ignore[import-untyped]  # ships no types

_HEAD = re.compile(r"\A---[ ]*\n(.*?)^---[ ]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_KEYS = {
    "title": ("title", "titel"),
    "author": ("author", "authors", "författare"),
    "year": ("year", "år", "utgivningsår"),
    "kind": ("kind", "type", "typ"),
    "diarienummer": ("diarienummer", "dnr"),
    "publisher": ("publisher", "utgivare"),
    "language": ("language", "lang", "språk"),
    "summarises": ("summarises", "sammanfattar"),
    "original": ("original",),
}


@dataclass(frozen=True, slots=True)
class Head:
    """What the head says, under the keys of `Parsed.found`, and the text that follows it."""

    found: Mapping[str, str]
    body: str
    warnings: tuple[str, ...] = ()


def read_head(name: str, text: str) -> Head:
    """Takes the head off the text of the file `name`; one that cannot be read is skipped with a warning."""
    head = _HEAD.match(text)
    if head is None:
        return Head({}, text)
    try:
        said, body = frontmatter.parse(text, handler=YAMLHandler())
    except (YAMLError, ValueError) as error:
        problem = " ".join(str(error).split())
        return Head({}, text[head.end() :], (f"Huvudet i {name} kan inte tolkas och hoppades över: {problem}",))
    if not said and head[1].strip():  # text between two rules, not a head
        return Head({}, text)
    return Head(_known(said), body)


def _known(said: Mapping[str, object]) -> dict[str, str]:
    lowered = {str(key).lower(): _as_text(value) for key, value in said.items()}
    chosen = {ours: next((lowered[key] for key in keys if lowered.get(key)), "") for ours, keys in _KEYS.items()}
    return {key: value for key, value in chosen.items() if value}


def _as_text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_as_text, value))
    return " ".join(str(value).split()) if value is not None else ""
