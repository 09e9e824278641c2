"""What stands where on a page: runs of text gathered into lines, with position, size and weight."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from ingest.columns import reading_groups
from ingest.runs import Run

_SAME_BASELINE = 0.45  # share of the larger size by which a baseline may differ within a line (raised marks)
_RAISED = 0.75  # share of the size by which small figures may be raised within a line
_SMALL = 0.85  # share of the size up to which figures are small
_CELL_GAP = 3.0  # a gap of this many sizes between two runs separates two cells
_WORD_GAP = 0.45  # share of a space from which on a gap between two runs is one
_NO_HEADINGS: Mapping[int, int] = MappingProxyType({})
_SMALL_NUMBER = re.compile(r"\d{1,3}")
_BESIDE = 0.5  # sizes within which a space drawn on its own belongs to the run before it
_SAME_RUN = 1.0  # sizes up to which a gap does not part runs of one look


@dataclass(frozen=True)
class Line:
    """Runs on one baseline, from left to right; `page` is the 0-based index.

    `depth` is how deep a heading the file's own structure says that it is, from 1; 0 for none.
    """

    page: int
    runs: tuple[Run, ...]
    depth: int = 0

    @cached_property
    def text(self) -> str:
        """The line as it reads, without space around it."""
        return "".join(run.text for run in self.runs).strip()

    @cached_property
    def main(self) -> Run:
        """The run with the most text: it decides size, weight and baseline."""
        return max(self.runs, key=lambda run: len(run.text.strip()))

    @cached_property
    def x(self) -> float:
        """Left edge."""
        return min(run.x for run in self.runs if run.text.strip())

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """The line's text, cut where a wide gap stands between two runs."""
        cells: list[list[str]] = []
        end = -math.inf
        for run in self.runs:
            if not run.text.strip():
                continue
            if run.x - end > _CELL_GAP * self.main.size:
                cells.append([])
            cells[-1].append(run.text)
            end = run.end
        return tuple("".join(cell).strip() for cell in cells)


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page in reading order; `moved`: that is not the order in which they are drawn."""

    lines: tuple[Line, ...]
    moved: bool


def page_lines(runs: Sequence[Run], index: int, headings: Mapping[int, int] = _NO_HEADINGS) -> PageLines:
    """The lines of a page; text that stands at another angle than most comes last.

    Args:
        runs: in the order of drawing.
        index: of the page, from 0.
        headings: how deep a heading is, by the number of its stretch in the page's structure.
    """
    shown = _with_spaces(runs)
    groups = [group for frame in _frames(shown) for group in reading_groups(frame)]
    found = [line for group in groups for line in _by_baseline(group)]
    lines = [Line(index, tuple(_joined(line)), _depth(line, headings)) for line in found]
    in_order = [run for group in groups for run in group]
    return PageLines(tuple(line for line in lines if line.text), moved=in_order != shown)


def _depth(line: Sequence[Run], headings: Mapping[int, int]) -> int:
    """How deep a heading is of which all the line is part."""
    depths = {headings.get(run.tag, 0) if run.tag is not None else 0 for run in line}
    return depths.pop() if len(depths) == 1 else 0


def _with_spaces(runs: Iterable[Run]) -> list[Run]:
    """The runs that show something; a space drawn on its own goes to the end of the run before it."""
    kept: list[Run] = []
    for run in runs:
        if run.text.strip():
            kept.append(run)
        elif kept and _follows(kept[-1], run):
            kept[-1] = replace(kept[-1], text=f"{kept[-1].text.rstrip()} ", end=max(kept[-1].end, run.end))
    return kept


def _follows(run: Run, blank: Run) -> bool:
    near = abs(blank.x - run.end) <= _BESIDE * run.size and abs(blank.y - run.y) <= _SAME_BASELINE * run.size
    return near and blank.turned == run.turned


def _frames(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """The runs by the angle at which they stand, that of most letters first."""
    letters = Counter[int]()
    for run in runs:
        letters[run.turned] += len(run.text.strip())
    for turned, _ in letters.most_common():
        yield [run for run in runs if run.turned == turned]


def _by_baseline(runs: Iterable[Run]) -> Iterator[list[Run]]:
    line: list[Run] = []
    for run in runs:
        if line and not _continues(line, run):
            yield line
            line = []
        line.append(run)
    if line:
        yield line


def _continues(line: Sequence[Run], run: Run) -> bool:
    main = max(line, key=lambda other: other.size)
    if abs(run.y - main.y) > _SAME_BASELINE * max(run.size, main.size):
        return _is_raised(run, beside=line[-1], by=main) or (len(line) == 1 and _is_raised(main, beside=run, by=run))
    return run.x >= line[-1].x - main.size


def _is_raised(run: Run, *, beside: Run, by: Run) -> bool:
    """Whether small figures stand raised beside a run, as the mark of a footnote does."""
    near = -_BESIDE * by.size <= max(run.x - beside.end, beside.x - run.end) <= _BESIDE * by.size
    small = run.size <= _SMALL * by.size and _SMALL_NUMBER.fullmatch(run.text.strip()) is not None
    return near and small and 0 < run.y - by.y <= _RAISED * by.size


def _joined(line: Sequence[Run]) -> Iterator[Run]:
    """The runs of a line, those of one look made one, with the spaces that stand between them only as gaps."""
    held, *rest = sorted(line, key=lambda run: run.x)
    for run in rest:
        gap = run.x - held.end
        parted = held.text.endswith(" ") or run.text.startswith(" ")
        text = run.text if parted or gap < _WORD_GAP * min(held.space, run.space) else f" {run.text}"
        if _is_alike(held, run) and gap < _SAME_RUN * run.size:
            held = replace(held, text=held.text + text, end=max(held.end, run.end), paging=held.paging and run.paging)
        else:
            yield held
            held = replace(run, text=text)
    yield held


def _is_alike(run: Run, other: Run) -> bool:
    """Whether two runs look the same; a small number that stands alone may be the mark of a footnote."""
    marked = bool(_SMALL_NUMBER.fullmatch(run.text) or _SMALL_NUMBER.fullmatch(other.text))
    return not marked and (run.size, run.bold) == (other.size, other.bold) and abs(run.y - other.y) < 0.5


def body_size(lines: Iterable[Line]) -> float:
    """The size in which most characters are set; 0 where there are none."""
    sizes = Counter[float]()
    for line in lines:
        for run in line.runs:
            sizes[run.size] += len(run.text.strip())
    return sizes.most_common(1)[0][0] if sizes else 0.0
