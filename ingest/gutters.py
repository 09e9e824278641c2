"""Gutters: places at which many lines begin and across which nothing is drawn, while prose fills both sides."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from ingest.rows import SAME_EDGE, Row, Segment, ink

_EDGES = 4  # lines that must begin at an edge for a gutter to be looked for there
_MOST_CANDIDATES = 10
_HUNG = 4.0  # sizes by which markers and headings may stand left of the edge at which most lines begin
MIN_ROWS = 4  # lines on each side
_MIN_SIZES = 9  # a column is at least so many sizes wide
_INDENTS = 3  # places at which the lines of a column begin: its edge, paragraphs, lists
_ALIGNED = 0.6  # share of the right column's lines that begin at one of them
_AS_GOOD = 0.9  # share of the best gutter's letters from which on another is as good
_SHARE = 0.15  # share of a page's letters that stand in columns
_MIN_WIDTH = 0.18  # share of the text's width
_MIN_LETTERS = 8  # a line of prose has more
_FULL = 0.6  # share of a column's width from which on a line is full
_PROSE = 0.5  # share of a column's lines that must be full
_EVEN = 1.5  # times by which one column's leading may be wider than the other's
_DEEPEST = 3


def gutter_in(rows: Sequence[Row], depth: int) -> float | None:
    """The edge of the right one of two columns; None where the text stands in one."""
    every = [segment for row in rows for segment in row.segments]
    if not every or depth >= _DEEPEST:
        return None
    first, last = min(s.x for s in every), max(s.end for s in every)
    edges = Counter(round(s.x / SAME_EDGE) for s in every if s.x > first + _MIN_WIDTH * (last - first))
    found = [(edge, count + edges[edge + 1]) for edge, count in edges.items()]
    likely = sorted((e for e in found if e[1] >= _EDGES), key=lambda e: (-e[1], e[0]))[:_MOST_CANDIDATES]
    gutters = sorted({_before_hung(rows, edge * SAME_EDGE - SAME_EDGE / 2) for edge, _ in likely})
    scores = [_score(rows, gutter, last - first, depth) for gutter in gutters]
    best = max(scores, default=0)  # of edges as good as one another the first: in a list, text stands right of bullets
    return (
        next((g for g, score in zip(gutters, scores, strict=True) if score >= _AS_GOOD * best), None) if best else None
    )


def _before_hung(rows: Sequence[Row], gutter: float) -> float:
    """The gutter, or the place left of it at which a list's markers and headings hang out of their column."""
    hung = {s.x for row in rows for s in row.segments if -_HUNG * s.size < s.x - gutter < -SAME_EDGE}
    crossed = sum(row.crosses(gutter) for row in rows)
    places = (x - SAME_EDGE / 2 for x in sorted(hung))
    return next((place for place in places if sum(row.crosses(place) for row in rows) <= crossed), gutter)


def _score(rows: Sequence[Row], gutter: float, width: float, depth: int) -> int:
    """How many letters stand on the smaller side of a gutter; 0 where it parts no prose."""
    sides: tuple[list[tuple[Segment, ...]], list[tuple[Segment, ...]]] = ([], [])
    for band in _uncrossed(rows, gutter):
        left, right = ([side for row in band if (side := row.side(gutter, left=it))] for it in (True, False))
        if min(len(left), len(right)) >= MIN_ROWS and _beside(left, right):
            sides[0].extend(left)
            sides[1].extend(right)
    first = [side if _is_prose(side, width) else _first_column(side, depth) for side in sides]
    if not all(_is_prose(side, width) for side in first) or not _is_even(*map(_leading, first)):
        return 0
    starts = Counter(round(row[0].x / SAME_EDGE) for row in sides[1]).most_common(_INDENTS)
    aligned = sum(count for _, count in starts)
    letters = [sum(s.letters for row in side for s in row) for side in sides]
    every = sum(s.letters for row in rows for s in row.segments)
    return min(letters) if aligned >= _ALIGNED * len(sides[1]) and sum(letters) >= _SHARE * every else 0


def _uncrossed(rows: Sequence[Row], gutter: float) -> Iterator[list[Row]]:
    """Stretches of rows without anything across the gutter."""
    band: list[Row] = []
    for row in rows:
        if row.crosses(gutter):
            yield band
            band = []
        else:
            band.append(row)
    yield band


def _beside(left: Sequence[Sequence[Segment]], right: Sequence[Sequence[Segment]]) -> bool:
    """Whether the two stand beside, and not below, each other."""
    top, bottom = min(left[0][0].y, right[0][0].y), max(left[-1][0].y, right[-1][0].y)
    shorter = min(left[0][0].y - left[-1][0].y, right[0][0].y - right[-1][0].y)
    return top - bottom >= 0.5 * shorter > 0


def _first_column(side: Sequence[tuple[Segment, ...]], depth: int) -> Sequence[tuple[Segment, ...]]:
    """The first of the columns that stand on one side of a gutter."""
    rows = [Row(row[0].y, row) for row in side]
    inner = gutter_in(rows, depth + 1)
    return side if inner is None else [found for row in rows if (found := row.side(inner, left=True))]


def _is_prose(side: Sequence[Sequence[Segment]], width: float) -> bool:
    """Whether lines fill their column as running text does, which the cells of a table do not."""
    if len(side) < MIN_ROWS:
        return False
    left, right = min(row[0].x for row in side), max(row[-1].end for row in side)
    full = sum(ink(row) >= _FULL * (right - left) for row in side)
    return (
        right - left >= max(_MIN_WIDTH * width, _MIN_SIZES * median(row[0].size for row in side))
        and median(sum(s.letters for s in row) for row in side) >= _MIN_LETTERS
        and full >= _PROSE * len(side)
    )


def _leading(side: Sequence[Sequence[Segment]]) -> float:
    """The usual distance between the lines of a column."""
    return median(gap for a, b in pairwise(side) if (gap := a[0].y - b[0].y) > 0)


def _is_even(left: float, right: float) -> bool:
    """Whether lines follow each other on both sides alike, which terms beside their explanations do not."""
    return max(left, right) <= _EVEN * min(left, right)
