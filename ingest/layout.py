"""What stands where on a page: runs of text gathered into lines, with position, size and weight.

Coordinates are in points, origin at the lower left corner of the page.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from pypdf import PageObject

_SAME_BASELINE = 0.45  # share of the larger size by which a baseline may differ within a line (raised marks)
_CELL_GAP = 3.0  # a gap of this many sizes between two runs separates two cells
_CHARACTER_WIDTH = 0.5  # mean width of a character as a share of the size: ends of runs are not reported


@dataclass(frozen=True, slots=True)
class Run:
    """Text drawn in one go."""

    text: str
    x: float
    y: float
    size: float
    bold: bool


@dataclass(frozen=True)
class Line:
    """Runs on one baseline, in the order in which they were drawn; `page` is the 0-based index."""

    page: int
    runs: tuple[Run, ...]

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
            end = run.x + len(run.text) * run.size * _CHARACTER_WIDTH
        return tuple("".join(cell).strip() for cell in cells)


def page_lines(page: PageObject, index: int) -> tuple[Line, ...]:
    """The lines of a page in the order in which they were drawn.

    Raises:
        pypdf.errors.PyPdfError: the page cannot be parsed.
    """
    runs: list[Run] = []

    def collect(text: str, cm: Sequence[float], tm: Sequence[float], font: object, size: float) -> None:
        if text.strip("\n"):
            runs.append(_run(text, cm, tm, font, size))

    page.extract_text(visitor_text=collect)
    return tuple(line for group in _by_baseline(runs) if (line := Line(index, tuple(group))).text)


def _run(text: str, cm: Sequence[float], tm: Sequence[float], font: object, size: float) -> Run:
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    scale = math.sqrt(abs((tm[0] * tm[3] - tm[1] * tm[2]) * (cm[0] * cm[3] - cm[1] * cm[2])))
    name = str(font.get("/BaseFont", "")) if isinstance(font, dict) else ""
    return Run(text.replace("\n", " "), x, y, round(size * scale, 2), "bold" in name.casefold())


def _by_baseline(runs: Iterable[Run]) -> Iterable[list[Run]]:
    line: list[Run] = []
    for run in runs:
        if line and not _continues(line, run):
            yield line
            line = []
        line.append(run)
    if line:
        yield line


def _continues(line: Sequence[Run], run: Run) -> bool:
    if not run.text.strip():
        return True
    drawn = [other for other in line if other.text.strip()]
    if not drawn:
        return True
    main = max(drawn, key=lambda other: other.size)
    return abs(run.y - main.y) <= _SAME_BASELINE * max(run.size, main.size) and run.x >= drawn[-1].x - main.size


def body_size(lines: Iterable[Line]) -> float:
    """The size in which most characters are set; 0 where there are none."""
    sizes = Counter[float]()
    for line in lines:
        for run in line.runs:
            sizes[run.size] += len(run.text.strip())
    return sizes.most_common(1)[0][0] if sizes else 0.0
