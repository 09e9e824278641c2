"""What stands on a page and is no running text: running heads, page numbers, the list of contents.

Furniture is known by its place and its repetition over odd and even pages: the same words, or words around a number
that grows with the pages. Numbers that do not grow with them are a table's or a date's.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.layout import Line

Page = Sequence[Line]

_EDGE_LINES = 3  # places counted from the top and from the bottom among which furniture is looked for
_PLACE = 6.0  # points within which two baselines count as the same place
_REPEATED = 3  # pages on which a line must stand to be furniture
_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"(?:^|(?<=[–|-]))\s*([ivxlc]+)\s*(?:$|(?=[–|-]))", re.IGNORECASE)
_LEADER = re.compile(r"(?:\.\s?){4,}\s*(\d+|[ivxlc]+)$|\t\s*(\d+)$")
_CONTENTS = re.compile(r"^(?:innehåll|innehållsförteckning)$", re.IGNORECASE)
_ENTRY = re.compile(r"[^\W\d_].*\D[\s._…](\d{1,4})$")
_MIN_LEADERS = 3
_MOST_LINES = 3  # lines over which one entry of the list of contents may run
_MOST_BEYOND = 30  # numbers by which the last page may be beyond the count of pages
_MOST = 0.5  # share of a document's letters above which what repeats is its text, and only bare numbers are taken


@dataclass(frozen=True, slots=True)
class Cleared:
    """Pages without furniture, the label printed on each (None: none printed), and the lines taken off."""

    pages: tuple[tuple[Line, ...], ...]
    printed: tuple[str | None, ...]
    removed: frozenset[Line]


def clear_furniture(pages: Sequence[Page]) -> Cleared:
    """Takes running heads and page numbers off, and reads the printed label out of what is taken."""
    furniture = _furniture(pages)
    if _letters(furniture) > _MOST * _letters(pages):
        furniture = [frozenset(line for line in lines if not _letters([[line]])) for lines in furniture]
    return Cleared(
        tuple(tuple(line for line in page if line not in taken) for page, taken in zip(pages, furniture, strict=True)),
        _printed(furniture),
        frozenset().union(*furniture),
    )


def _letters(pages: Iterable[Iterable[Line]]) -> int:
    return sum(character.isalpha() for page in pages for line in page for character in line.text)


def _furniture(pages: Sequence[Page]) -> list[frozenset[Line]]:
    """What is furniture on each page; in a document of one page, only what the file itself says is."""
    if len(pages) < 2:
        return [frozenset(line for line in page if line.main.paging) for page in pages]
    least = min(_REPEATED, len(pages))
    edges = [_edges(page) for page in pages]
    seen = Counter(mark for i, lines in enumerate(edges) for mark in {m for line in lines for m in _marks(line, i)})
    return [
        frozenset(line for line in lines if line.main.paging or any(seen[mark] >= least for mark in _marks(line, i)))
        for i, lines in enumerate(edges)
    ]


def _edges(page: Page) -> list[Line]:
    """The lines at the lowest and the highest places; lines of several columns may share one."""
    places = sorted({round(line.main.y / _PLACE) for line in page})
    outer = {*places[:_EDGE_LINES], *places[-_EDGE_LINES:]}
    return [line for line in page if line.main.paging or round(line.main.y / _PLACE) in outer]


def _marks(line: Line, index: int) -> Iterator[tuple[str, int, int | None]]:
    """By what a line on the page with this index is known again: its words, its place, and how a number in it grows."""
    place = round(line.main.y / _PLACE)
    text = line.text.casefold()
    yield text, place, None
    folded = _NUMBER.sub("#", _ROMAN.sub("#", text))
    if folded == "#" or _ROMAN.search(text):
        yield folded, place, None
    for number in _NUMBER.findall(text):
        yield folded, place, int(number) - index


def _printed(furniture: Sequence[Iterable[Line]]) -> tuple[str | None, ...]:
    """The label in each page's furniture: the number that grows with the pages, else a Roman one."""
    ordered = [sorted(lines, key=lambda line: (not line.text.isdecimal(), line.main.y, line.x)) for lines in furniture]
    told = [[number for line in lines for number in _NUMBER.findall(line.text)] for lines in ordered]
    support = Counter(offset for i, numbers in enumerate(told) for offset in {int(n) - i for n in numbers})
    return tuple(
        _growing(numbers, i, support) or _roman(lines)
        for i, (numbers, lines) in enumerate(zip(told, ordered, strict=True))
    )


def _growing(numbers: Sequence[str], index: int, support: Mapping[int, int]) -> str | None:
    likeliest = max(numbers, key=lambda number: support[int(number) - index], default=None)
    return likeliest if likeliest and support[int(likeliest) - index] > 1 else None


def _roman(lines: Iterable[Line]) -> str | None:
    found = (_ROMAN.search(line.text) for line in lines)
    return next((match[1] for match in found if match), None)


def page_labels(printed: Sequence[str | None], given: Sequence[str]) -> tuple[str, ...]:
    """The printed label of every page: what is printed on it, else what its neighbours imply, else `given`.

    `given` are the labels that the file itself states, one a page.
    """
    numbered = {i: int(label) - i for i, label in enumerate(printed) if label and label.isdecimal()}
    return tuple(
        label or _implied(i, numbered) or own for i, (label, own) in enumerate(zip(printed, given, strict=True))
    )


def _implied(index: int, numbered: Mapping[int, int]) -> str | None:
    """The number that a page has by the nearest numbered page before it, or else after it."""
    nearest = max((i for i in numbered if i < index), default=min(numbered, default=None))
    number = 0 if nearest is None else index + numbered[nearest]
    return str(number) if number > 0 else None


def contents_lines(pages: Sequence[Page]) -> frozenset[Line]:
    """The lines of the list of contents, from after its heading to its last entry, over all its pages."""
    return frozenset(_contents(pages))


def _contents(pages: Sequence[Page]) -> Iterator[Line]:
    running, last = False, 0
    most = len(pages) + _MOST_BEYOND
    for page in pages:
        head = next((i for i, line in enumerate(page) if _CONTENTS.match(line.text)), None)
        entries = [i for i, line in enumerate(page) if _LEADER.search(line.text)]
        if len(entries) < _MIN_LEADERS and (running or head is not None):
            entries = _without_leaders(page, 0 if head is None else head + 1, last, most) or entries
        first = 0 if running else entries[0] if entries and head is None else min([(head or 0) + 1, *entries])
        running = bool(entries) and (running or len(entries) >= _MIN_LEADERS)
        if running:
            last = _page_told(page[entries[-1]]) or last
            yield from page[first : entries[-1] + 1]


def _without_leaders(page: Page, first: int, last: int, most: int) -> list[int]:
    """Entries that end in the number of a page, without dots before it; the numbers never fall.

    Args:
        page: the lines.
        first: where the list begins.
        last: the number of the page that was told last.
        most: the highest number that a page can have.
    """
    entries: list[int] = []
    for i in range(first, len(page)):
        if i - (entries[-1] if entries else first) > _MOST_LINES:
            break
        number = _page_told(page[i])
        if number is None:
            continue
        if not last <= number <= most:
            break
        entries.append(i)
        last = number
    return entries if len(entries) >= _MIN_LEADERS else []


def _page_told(line: Line) -> int | None:
    *title, number = line.cells
    told = _ENTRY.search(line.text)
    if title and number.isdecimal():
        return int(number)
    return int(told[1]) if told else None
