"""What stands on a page and is no running text: running heads, page numbers, the list of contents.

Furniture is known by its place and its repetition, digits folded, over odd and even pages.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.layout import Line

Page = Sequence[Line]

_EDGE_LINES = 3  # lines counted from the top and from the bottom among which furniture is looked for
_PLACE = 6.0  # points within which two baselines count as the same place
_REPEATED = 3  # pages on which a line must stand to be furniture
_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"^[ivxlc]+$")
_LABEL = re.compile(r"(?:^|\bsida\s+|[–|\-]\s*)(\d+|[ivxlc]+)(?:\s*\(\d+\)|\s*[–-])?$", re.IGNORECASE)
_LABEL_FIRST = re.compile(r"^(\d+|[ivxlc]+)(?:\s*\(\d+\))?\s*[|–-]\s*\D", re.IGNORECASE)
_LEADER = re.compile(r"(?:\.\s?){4,}\s*(\d+|[ivxlc]+)$|\t\s*(\d+)$")
_CONTENTS = re.compile(r"^(?:innehåll|innehållsförteckning)$", re.IGNORECASE)
_MIN_LEADERS = 3


@dataclass(frozen=True, slots=True)
class Cleared:
    """Pages without furniture, the label printed on each (None: none printed), and the lines taken off."""

    pages: tuple[tuple[Line, ...], ...]
    printed: tuple[str | None, ...]
    removed: frozenset[Line]


def clear_furniture(pages: Sequence[Page]) -> Cleared:
    """Takes running heads and page numbers off, and reads the printed label out of what is taken."""
    seen = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    cleared, printed, removed = [], [], set()
    for page in pages:
        furniture = {line for line in _edges(page) if seen[_key(line)] >= min(_REPEATED, len(pages))}
        furniture &= {line for line in furniture if len(pages) > 1}
        removed |= furniture
        cleared.append(tuple(line for line in page if line not in furniture))
        printed.append(next(filter(None, (_label(line.text) for line in _numbers_first(furniture))), None))
    return Cleared(tuple(cleared), tuple(printed), frozenset(removed))


def _numbers_first(lines: set[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (not line.text.isdigit(), line.main.y, line.x))


def _edges(page: Page) -> list[Line]:
    by_height = sorted(page, key=lambda line: line.main.y)
    return list(dict.fromkeys([*by_height[:_EDGE_LINES], *by_height[-_EDGE_LINES:]]))


def _key(line: Line) -> tuple[str, int]:
    folded = _ROMAN.sub("#", _NUMBER.sub("#", line.text.casefold()))
    return folded, round(line.main.y / _PLACE)


def _label(text: str) -> str | None:
    found = _LABEL.search(text) or _LABEL_FIRST.search(text)
    return found.group(1) if found else None


def page_labels(printed: Sequence[str | None], given: Sequence[str]) -> tuple[str, ...]:
    """The printed label of every page: what is printed on it, else what its neighbours imply, else `given`.

    `given` are the labels that the file itself states, one a page.
    """
    offsets = Counter(int(label) - i for i, label in enumerate(printed) if label and label.isdigit())
    offset, support = offsets.most_common(1)[0] if offsets else (0, 0)
    if support * 2 < len(printed):
        return tuple(label or own for label, own in zip(printed, given, strict=True))
    return tuple(
        label if label and not label.isdigit() else str(i + offset) if i + offset > 0 else own
        for i, (label, own) in enumerate(zip(printed, given, strict=True))
    )


def contents_lines(pages: Sequence[Page]) -> frozenset[Line]:
    """The lines of the list of contents, from after its heading to its last entry, over all its pages."""
    return frozenset(_contents(pages))


def _contents(pages: Sequence[Page]) -> Iterator[Line]:
    running = False
    for page in pages:
        entries = [i for i, line in enumerate(page) if _LEADER.search(line.text)]
        head = next((i for i, line in enumerate(page) if _CONTENTS.match(line.text)), None)
        running = bool(entries) and (running or len(entries) >= _MIN_LEADERS)
        if running:
            yield from page[0 if head is None else min(head + 1, entries[0]) : entries[-1] + 1]
