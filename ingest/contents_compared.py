"""A document's list of contents held against its headings: which are missing, and which stand on another page."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from ingest.document import BlockKind, Document
from ingest.labels import printed

_ENTRY = re.compile(r"^(?P<title>.*?)[\s._…·]*[\s._…·](?P<page>\d+|[ivxlc]+)$", re.IGNORECASE | re.DOTALL)
_LIKE = 0.9  # how alike two headings must be to be the same one, read twice
_MOST_LINES = 4  # lines over which one entry may run


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a list of contents, and the printed label of the page that it names."""

    title: str
    page: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of the comparison. `moved` are entries whose heading stands on another page, with that page's label."""

    entries: int = 0
    missing: tuple[Listed, ...] = ()
    moved: tuple[tuple[Listed, str], ...] = ()


def compare_contents(document: Document) -> Compared:
    """Looks every entry of the list of contents up among the headings; without a list nothing is compared."""
    listed = tuple(_entries([b.span.of(document.text) for b in document.blocks if b.kind is BlockKind.CONTENTS]))
    pages = _heading_pages(document)
    missing, moved = [], []
    for entry in listed:
        found = _pages_of(entry, pages)
        if found is None:
            missing.append(entry)
        elif document.pages and entry.page.casefold() not in found:
            moved.append((entry, found[0]))
    return Compared(len(listed), tuple(missing), tuple(moved))


def _entries(lines: Sequence[str]) -> Iterator[Listed]:
    """Entries; a line that names no page is the beginning of the next one."""
    begun: list[str] = []
    for line in lines:
        begun = [*begun, line][-_MOST_LINES:]
        if entry := _ENTRY.match(" ".join(begun)):
            if _key(entry["title"]):
                yield Listed(" ".join(entry["title"].split()), entry["page"])
            begun = []


def _heading_pages(document: Document) -> dict[str, list[str]]:
    """The pages on which a heading stands, by its letters; a heading with a number is also known without it."""
    pages: dict[str, list[str]] = {}
    for block in document.blocks:
        if block.kind in {BlockKind.HEADING, BlockKind.TITLE}:
            label = (printed(document.page_at(block.span.start)) or "").casefold()
            text = block.span.of(document.text)
            for key in {_key(text), _key(text.lstrip("0123456789. "))}:
                pages.setdefault(key, []).append(label)
    return pages


def _pages_of(entry: Listed, pages: Mapping[str, list[str]]) -> list[str] | None:
    key = _key(entry.title)
    if key not in pages:
        close = get_close_matches(key, pages, n=1, cutoff=_LIKE)
        return pages[close[0]] if close else None
    return pages[key]


def _key(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
