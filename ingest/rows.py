"""Rows: what stands on about one baseline of a page, in segments of runs that belong together."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.runs import Run

_FIGURE = re.compile(r"[–-]?\d[\d\s.,–-]*%?")
_WORD_GAP = 0.6  # gap in sizes up to which two runs on a baseline belong together without doubt
_BASELINE = 0.45  # share of the size by which a baseline may differ within a row
MIN_GUTTER = 5.0  # points
SAME_EDGE = 2.0  # points within which two lines begin at the same place


@dataclass(frozen=True, slots=True)
class Segment:
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
class Row:
    """Segments on about one baseline, from left to right."""

    y: float
    segments: tuple[Segment, ...]

    def side(self, gutter: float, *, left: bool) -> tuple[Segment, ...]:
        """The segments on one side of a gutter."""
        return tuple(s for s in self.segments if (s.x < gutter - SAME_EDGE) == left)

    def crosses(self, gutter: float) -> bool:
        """Whether something is drawn across the gutter."""
        return any(s.x < gutter - MIN_GUTTER and s.end > gutter - 1 for s in self.segments)


def rows_of(runs: Iterable[Run]) -> list[Row]:
    """Rows from the top down."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: -run.y):
        if rows and abs(rows[-1][0].y - run.y) <= _BASELINE * max(run.size, rows[-1][0].size):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [Row(row[0].y, tuple(_segments(row))) for row in rows]


def _segments(row: Iterable[Run]) -> Iterator[Segment]:
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


def _segment(runs: Sequence[Run]) -> Segment:
    main = max(runs, key=lambda run: len(run.text))
    text = "".join(run.text for run in runs).strip()
    return Segment(
        min(map(_left, runs)),
        max(map(_right, runs)),
        main.y,
        main.size,
        main.bold,
        sum(character.isalpha() for character in text),
        _FIGURE.fullmatch(text) is not None,
        tuple(runs),
    )


def ink(row: Sequence[Segment]) -> float:
    """How much of a row's width is drawn on."""
    return sum(segment.end - segment.x for segment in row)
