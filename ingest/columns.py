"""Columns: where on a page the text stands side by side, and in which order it is read.

A gutter is a place at which many lines begin and across which, over a stretch of the page, nothing is drawn, while
prose fills both sides of it. Lines that cross it (headings, tables, wide notes) cut the page into bands.
The order in which the page is drawn is kept wherever it reads column by column; else the geometry decides.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.runs import Run

_FIGURE = re.compile(r"[–-]?\d[\d\s.,–-]*%?")
_WORD_GAP = 0.6  # gap in sizes up to which two runs on a baseline belong together without doubt
_BASELINE = 0.45  # share of the size by which a baseline may differ within a row
_MIN_GUTTER = 5.0  # points
_SAME_EDGE = 2.0  # points within which two lines begin at the same place
_EDGES = 4  # lines that must begin at an edge for a gutter to be looked for there
_MOST_CANDIDATES = 10
_MIN_ROWS = 4  # lines on each side
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
_LOOSE = 0.7  # share of its column below which a row of a table fills it
_CELL = 1.5  # gap in sizes that parts two cells
_TABLE = 3  # rows in a row that make a table
_VACANT = 2.1  # leadings without text beside a heading that stands across both columns
_LARGER = 1.08  # sizes of the body from which on a line may be a heading
_MARGIN = 0.09  # share of the page's height, above and below, in which running heads stand
_DEEPEST = 3
_BACKWARD = 0.2  # share of steps up the page from which on the order of drawing is no order of reading


@dataclass(frozen=True, slots=True)
class _Segment:
    """Runs on one baseline that belong together."""

    x: float
    end: float
    y: float
    size: float
    bold: bool
    letters: int
    figure: bool
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """Segments on about one baseline, from left to right."""

    y: float
    segments: tuple[_Segment, ...]

    def side(self, gutter: float, *, left: bool) -> tuple[_Segment, ...]:
        """The segments on one side of a gutter."""
        return tuple(s for s in self.segments if (s.x < gutter - _SAME_EDGE) == left)

    def crosses(self, gutter: float) -> bool:
        """Whether something is drawn across the gutter."""
        return any(s.x < gutter - _MIN_GUTTER and s.end > gutter - 1 for s in self.segments)


def reading_groups(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs of a page in the order in which they are read, in groups of which none reaches over a gutter."""
    drawn = [run for run in runs if run.text.strip()]
    regions = list(_regions(_rows(drawn), 0)) if len(drawn) > 2 * _MIN_ROWS else [drawn]
    if len(regions) == 1:
        return [_down_the_page(drawn)]
    return _as_drawn(drawn, regions) or [_by_place(region) for region in regions]


def _rows(runs: Iterable[Run]) -> list[_Row]:
    """Rows from the top down."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: -run.y):
        if rows and abs(rows[-1][0].y - run.y) <= _BASELINE * max(run.size, rows[-1][0].size):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [_Row(row[0].y, tuple(_segments(row))) for row in rows]


def _segments(row: Iterable[Run]) -> Iterator[_Segment]:
    held: list[Run] = []
    for run in sorted(row, key=lambda run: run.x):
        if held and _left(run) - max(map(_right, held)) > _WORD_GAP * max(run.size, held[-1].size):
            yield _segment(held)
            held = []
        held.append(run)
    yield _segment(held)


def _left(run: Run) -> float:
    return run.x + run.space * (len(run.text) - len(run.text.lstrip()))


def _right(run: Run) -> float:
    return run.end - run.space * (len(run.text) - len(run.text.rstrip()))


def _segment(runs: Sequence[Run]) -> _Segment:
    main = max(runs, key=lambda run: len(run.text))
    text = "".join(run.text for run in runs).strip()
    return _Segment(
        min(map(_left, runs)),
        max(map(_right, runs)),
        main.y,
        main.size,
        main.bold,
        sum(character.isalpha() for character in text),
        _FIGURE.fullmatch(text) is not None,
        tuple(runs),
    )


def _regions(rows: Sequence[_Row], depth: int) -> Iterator[list[Run]]:
    """The parts of a page, each without columns, in the order in which they are read."""
    gutter = _gutter(rows, depth)
    if gutter is None:
        yield [run for row in rows for segment in row.segments for run in segment.runs]
        return
    for band, parted in _bands(rows, gutter):
        if not parted:
            yield [run for row in band for segment in row.segments for run in segment.runs]
            continue
        for left in (True, False):
            side = [_Row(row.y, found) for row in band if (found := row.side(gutter, left=left))]
            yield from _regions(side, depth + 1)


def _gutter(rows: Sequence[_Row], depth: int) -> float | None:
    """The edge of the right one of two columns; None where the text stands in one."""
    every = [segment for row in rows for segment in row.segments]
    if not every or depth >= _DEEPEST:
        return None
    first, last = min(s.x for s in every), max(s.end for s in every)
    edges = Counter(round(s.x / _SAME_EDGE) for s in every if s.x > first + _MIN_WIDTH * (last - first))
    found = [(edge, count + edges[edge + 1]) for edge, count in edges.items()]
    likely = sorted((e for e in found if e[1] >= _EDGES), key=lambda e: (-e[1], e[0]))[:_MOST_CANDIDATES]
    gutters = sorted(edge * _SAME_EDGE - _SAME_EDGE / 2 for edge, _ in likely)
    scores = [_score(rows, gutter, last - first, depth) for gutter in gutters]
    best = max(scores, default=0)  # of edges as good as one another the first: in a list, text stands right of bullets
    return (
        next((g for g, score in zip(gutters, scores, strict=True) if score >= _AS_GOOD * best), None) if best else None
    )


def _score(rows: Sequence[_Row], gutter: float, width: float, depth: int) -> int:
    """How many letters stand on the smaller side of a gutter; 0 where it parts no prose."""
    sides: tuple[list[tuple[_Segment, ...]], list[tuple[_Segment, ...]]] = ([], [])
    for band in _uncrossed(rows, gutter):
        left, right = ([side for row in band if (side := row.side(gutter, left=it))] for it in (True, False))
        if min(len(left), len(right)) >= _MIN_ROWS and _beside(left, right):
            sides[0].extend(left)
            sides[1].extend(right)
    first = [side if _is_prose(side, width) else _first_column(side, depth) for side in sides]
    if not all(_is_prose(side, width) for side in first) or not _is_even(*map(_leading, first)):
        return 0
    starts = Counter(round(row[0].x / _SAME_EDGE) for row in sides[1]).most_common(_INDENTS)
    aligned = sum(count for _, count in starts)
    letters = [sum(s.letters for row in side for s in row) for side in sides]
    every = sum(s.letters for row in rows for s in row.segments)
    return min(letters) if aligned >= _ALIGNED * len(sides[1]) and sum(letters) >= _SHARE * every else 0


def _uncrossed(rows: Sequence[_Row], gutter: float) -> Iterator[list[_Row]]:
    """Stretches of rows without anything across the gutter."""
    band: list[_Row] = []
    for row in rows:
        if row.crosses(gutter):
            yield band
            band = []
        else:
            band.append(row)
    yield band


def _beside(left: Sequence[Sequence[_Segment]], right: Sequence[Sequence[_Segment]]) -> bool:
    """Whether the two stand beside, and not below, each other."""
    top, bottom = min(left[0][0].y, right[0][0].y), max(left[-1][0].y, right[-1][0].y)
    shorter = min(left[0][0].y - left[-1][0].y, right[0][0].y - right[-1][0].y)
    return top - bottom >= 0.5 * shorter > 0


def _first_column(side: Sequence[tuple[_Segment, ...]], depth: int) -> Sequence[tuple[_Segment, ...]]:
    """The first of the columns that stand on one side of a gutter."""
    rows = [_Row(row[0].y, row) for row in side]
    inner = _gutter(rows, depth + 1)
    return side if inner is None else [found for row in rows if (found := row.side(inner, left=True))]


def _is_prose(side: Sequence[Sequence[_Segment]], width: float) -> bool:
    """Whether lines fill their column as running text does, which the cells of a table do not."""
    if len(side) < _MIN_ROWS:
        return False
    left, right = min(row[0].x for row in side), max(row[-1].end for row in side)
    full = sum(_ink(row) >= _FULL * (right - left) for row in side)
    return (
        right - left >= max(_MIN_WIDTH * width, _MIN_SIZES * median(row[0].size for row in side))
        and median(sum(s.letters for s in row) for row in side) >= _MIN_LETTERS
        and full >= _PROSE * len(side)
    )


def _leading(side: Sequence[Sequence[_Segment]]) -> float:
    """The usual distance between the lines of a column."""
    return median(gap for a, b in pairwise(side) if (gap := a[0].y - b[0].y) > 0)


def _is_even(left: float, right: float) -> bool:
    """Whether lines follow each other on both sides alike, which terms beside their explanations do not."""
    return max(left, right) <= _EVEN * min(left, right)


def _ink(row: Sequence[_Segment]) -> float:
    return sum(segment.end - segment.x for segment in row)


def _bands(rows: Sequence[_Row], gutter: float) -> Iterator[tuple[list[_Row], bool]]:
    """Stretches of the page from the top down, and whether each is parted by the gutter."""
    across = _across(rows, gutter)
    band: list[_Row] = []
    for i, row in enumerate(rows):
        if band and (i in across) != (i - 1 in across):
            yield band, i - 1 not in across and _is_parted(band, gutter)
            band = []
        band.append(row)
    if band:
        yield band, len(rows) - 1 not in across and _is_parted(band, gutter)


def _is_parted(band: Sequence[_Row], gutter: float) -> bool:
    sides = [sum(bool(row.side(gutter, left=left)) for row in band) for left in (True, False)]
    return min(sides) >= 2 or (min(sides) == 1 and max(sides) >= _MIN_ROWS)


def _across(rows: Sequence[_Row], gutter: float) -> set[int]:
    """The rows that belong to both columns: what crosses the gutter, rows of a table over it, and headings."""
    found = {i for i, row in enumerate(rows) if row.crosses(gutter)}
    columns = _columns(rows, gutter)
    if columns is None:
        return found
    tabular = [i not in found and _is_tabular(row, gutter, columns) for i, row in enumerate(rows)]
    found |= {
        i for i, told in enumerate(tabular) if told and (any(tabular[max(0, i - 1) : i]) or any(tabular[i + 1 : i + 2]))
    }
    return found | _headings(rows, gutter, found)


def _columns(rows: Sequence[_Row], gutter: float) -> tuple[float, float] | None:
    """The widths of the two columns."""
    free = [row for row in rows if not row.crosses(gutter)]
    widths = []
    for left in (True, False):
        side = [found for row in free if (found := row.side(gutter, left=left))]
        if not side:
            return None
        widths.append(max(row[-1].end for row in side) - min(row[0].x for row in side))
    return widths[0], widths[1]


def _is_tabular(row: _Row, gutter: float, columns: tuple[float, float]) -> bool:
    sides = [row.side(gutter, left=left) for left in (True, False)]
    loose = all(side and _ink(side) < _LOOSE * width for side, width in zip(sides, columns, strict=True))
    gaps = sum(b.x - a.end > _CELL * a.size for a, b in pairwise(row.segments))
    return loose and (gaps > 1 or row.segments[-1].figure)


def _headings(rows: Sequence[_Row], gutter: float, across: set[int]) -> set[int]:
    """Rows with a heading on the left, beside which the right column is empty, though it goes on above and below."""
    right = [s for i, row in enumerate(rows) if i not in across for s in row.side(gutter, left=False)]
    gaps = [a.y - b.y for a, b in pairwise(right) if a.y > b.y]
    if len(gaps) < 2:
        return set()
    body, leading = median(s.size for s in right), median(gaps)
    return {
        i
        for i, row in enumerate(rows)
        if i not in across and len(row.segments) == 1 and row.segments[0].x < gutter - _SAME_EDGE
        and _is_larger(row.segments[0], body) and _is_vacant(row.segments[0], right, body, leading)
    }  # fmt: skip


def _is_larger(segment: _Segment, body: float) -> bool:
    return segment.letters > 0 and (segment.size >= _LARGER * body or segment.bold)


def _is_vacant(heading: _Segment, right: Sequence[_Segment], body: float, leading: float) -> bool:
    above = min((s for s in right if s.y > heading.y), key=lambda s: s.y, default=None)
    below = max((s for s in right if s.y < heading.y), key=lambda s: s.y, default=None)
    if above is None or below is None or _is_larger(above, body) or _is_larger(below, body):
        return False
    return above.y - below.y >= _VACANT * leading and heading.y - below.y >= 0.6 * leading


def _as_drawn(drawn: Sequence[Run], regions: Sequence[Sequence[Run]]) -> list[list[Run]] | None:
    """The runs in the order of drawing, parted where it goes from one region to another.

    None where that is no order of reading: where it goes to and fro between columns, or up the page to the left.
    """
    region = {id(run): i for i, group in enumerate(regions) for run in group}
    groups: list[list[Run]] = []
    for run in drawn:
        if groups and region[id(groups[-1][-1])] == region[id(run)]:
            groups[-1].append(run)
        else:
            groups.append([run])
    top, bottom = max(run.y for run in drawn), min(run.y for run in drawn)
    edge = _MARGIN * (top - bottom)
    inner = [run for run in drawn if bottom + edge < run.y < top - edge]
    backward = any(b.y - a.y > 2 * a.size and b.x < a.x + _MIN_GUTTER for a, b in pairwise(inner))
    fits = len(groups) <= 2 * len(regions) + 2 and not backward
    return [_down_the_page(group) for group in groups] if fits else None


def _down_the_page(runs: Sequence[Run]) -> list[Run]:
    """The runs as they are drawn, or by their place where the drawing jumps about."""
    ups = sum(b.y - a.y > a.size for a, b in pairwise(runs))
    if ups <= 2 or ups < _BACKWARD * len(runs):
        return list(runs)
    return _by_place(runs)


def _by_place(runs: Iterable[Run]) -> list[Run]:
    return [run for row in _rows(runs) for segment in row.segments for run in segment.runs]
