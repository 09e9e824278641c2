"""Columns: where on a page the text stands side by side, and in which order it is read.

A gutter is a place at which many lines begin and across which, over a stretch of the page, nothing is drawn, while
prose fills both sides of it. Lines that cross it (headings, tables, wide notes) cut the page into bands.
The order in which the page is drawn is kept wherever it reads column by column; else the geometry decides.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from ingest import afterthought
from ingest.gutters import MIN_ROWS, gutter_in
from ingest.rows import MIN_GUTTER, SAME_EDGE, Row, Segment, ink, rows_of
from ingest.runs import Run

_LOOSE = 0.7  # share of its column below which a row of a table fills it
_CELL = 1.5  # gap in sizes that parts two cells
_VACANT = 2.1  # leadings without text beside a heading that stands across both columns
_LARGER = 1.08  # sizes of the body from which on a line may be a heading
_MARGIN = 0.09  # share of the page's height, above and below, in which running heads stand
_BACKWARD = 0.2  # share of steps up the page from which on the order of drawing is no order of reading


def reading_groups(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs of a page in the order in which they are read, in groups of which none reaches over a gutter."""
    drawn = [run for run in runs if run.text.strip()]
    regions = list(_regions(rows_of(drawn), 0)) if len(drawn) > 2 * MIN_ROWS else [drawn]
    if len(regions) == 1:
        return [_down_the_page(drawn)]
    return _as_drawn(drawn, regions) or [_by_place(region) for region in regions]


def _regions(rows: Sequence[Row], depth: int) -> Iterator[list[Run]]:
    """The parts of a page, each without columns, in the order in which they are read."""
    gutter = gutter_in(rows, depth)
    if gutter is None:
        yield [run for row in rows for segment in row.segments for run in segment.runs]
        return
    for band, parted in _bands(rows, gutter):
        if not parted:
            yield [run for row in band for segment in row.segments for run in segment.runs]
            continue
        for left in (True, False):
            side = [Row(row.y, found) for row in band if (found := row.side(gutter, left=left))]
            yield from _regions(side, depth + 1)


def _bands(rows: Sequence[Row], gutter: float) -> Iterator[tuple[list[Row], bool]]:
    """Stretches of the page from the top down, and whether each is parted by the gutter."""
    across = _across(rows, gutter)
    band: list[Row] = []
    for i, row in enumerate(rows):
        if band and (i in across) != (i - 1 in across):
            yield band, i - 1 not in across and _is_parted(band, gutter)
            band = []
        band.append(row)
    if band:
        yield band, len(rows) - 1 not in across and _is_parted(band, gutter)


def _is_parted(band: Sequence[Row], gutter: float) -> bool:
    sides = [sum(bool(row.side(gutter, left=left)) for row in band) for left in (True, False)]
    return min(sides) >= 2 or (min(sides) == 1 and max(sides) >= MIN_ROWS)


def _across(rows: Sequence[Row], gutter: float) -> set[int]:
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


def _columns(rows: Sequence[Row], gutter: float) -> tuple[float, float] | None:
    """The widths of the two columns."""
    free = [row for row in rows if not row.crosses(gutter)]
    widths = []
    for left in (True, False):
        side = [found for row in free if (found := row.side(gutter, left=left))]
        if not side:
            return None
        widths.append(max(row[-1].end for row in side) - min(row[0].x for row in side))
    return widths[0], widths[1]


def _is_tabular(row: Row, gutter: float, columns: tuple[float, float]) -> bool:
    sides = [row.side(gutter, left=left) for left in (True, False)]
    loose = all(side and ink(side) < _LOOSE * width for side, width in zip(sides, columns, strict=True))
    gaps = sum(b.x - a.end > _CELL * a.size for a, b in pairwise(row.segments))
    return loose and (gaps > 1 or row.segments[-1].figure)


def _headings(rows: Sequence[Row], gutter: float, across: set[int]) -> set[int]:
    """Rows with a heading on the left, beside which the right column is empty, though it goes on above and below."""
    right = [s for i, row in enumerate(rows) if i not in across for s in row.side(gutter, left=False)]
    gaps = [a.y - b.y for a, b in pairwise(right) if a.y > b.y]
    if len(gaps) < 2:
        return set()
    body, leading = median(s.size for s in right), median(gaps)
    return {
        i
        for i, row in enumerate(rows)
        if i not in across and len(row.segments) == 1 and row.segments[0].x < gutter - SAME_EDGE
        and _is_larger(row.segments[0], body) and _is_vacant(row.segments[0], right, body, leading)
    }  # fmt: skip


def _is_larger(segment: Segment, body: float) -> bool:
    return segment.letters > 0 and (segment.size >= _LARGER * body or segment.bold)


def _is_vacant(heading: Segment, right: Sequence[Segment], body: float, leading: float) -> bool:
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
    backward = any(
        b.y - a.y > 2 * a.size and (b.x < a.x + MIN_GUTTER or region[id(a)] == region[id(b)])
        for a, b in pairwise(inner)
    )
    fits = len(groups) <= 2 * len(regions) + 2 and not backward
    return [_down_the_page(group) for group in groups] if fits else None


def _down_the_page(runs: Sequence[Run]) -> list[Run]:
    """The runs as they are drawn, or by their place where the drawing jumps about."""
    first, *later = _stretches(runs)
    if len(later) > 2 and len(later) >= _BACKWARD * len(runs):
        return _by_place(runs)
    for stretch in later:
        first = afterthought.put_in(first, stretch)
    return first


def _stretches(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs, parted where the drawing goes up the page."""
    stretches: list[list[Run]] = [[]]
    for run in runs:
        if stretches[-1] and run.y - stretches[-1][-1].y > stretches[-1][-1].size:
            stretches.append([])
        stretches[-1].append(run)
    return stretches


def _by_place(runs: Iterable[Run]) -> list[Run]:
    return [run for row in rows_of(runs) for segment in row.segments for run in segment.runs]
