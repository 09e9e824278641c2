"""Where a PDF's own coordinates lie: matrices of six numbers, and pages and text that are turned."""

import math

from ingest.runs import SLANTED, Box

Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_STRAIGHT = 0.12  # radians by which upright text may lean


def times(m: Matrix, n: Matrix) -> Matrix:
    """What first `m` and then `n` does."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    """The point as it lies after `m`."""
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def around(corners: list[tuple[float, float]]) -> Box:
    """The smallest box that holds these points."""
    xs, ys = zip(*corners, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def turned_upright(sides: tuple[float, float, float, float], rotation: float) -> tuple[Matrix, Box]:
    """What turns a page by so many degrees clockwise, and what of it is shown after that.

    Args:
        sides: left, bottom, right and top of what is shown before that.
        rotation: as /Rotate says; a quarter of a turn is 90.
    """
    left, bottom, right, top = sides
    turn: Matrix = (
        IDENTITY,
        (0.0, -1.0, 1.0, 0.0, -bottom, right),
        (-1.0, 0.0, 0.0, -1.0, right, top),
        (0.0, 1.0, -1.0, 0.0, top, -left),
    )[round(rotation / 90) % 4]
    return turn, around([apply(turn, left, bottom), apply(turn, right, top)])


def quarters(angle: float) -> int:
    """An angle in quarters of a turn, anticlockwise; `SLANTED` where it is no right one."""
    turned = round(angle / (math.pi / 2))
    return turned % 4 if abs(angle - turned * math.pi / 2) <= _STRAIGHT else SLANTED


def framed(point: tuple[float, float], turned: int) -> tuple[float, float]:
    """A point of the page as it lies when the page is turned so that text at this angle stands upright."""
    x, y = point
    return ((x, y), (y, -x), (-x, -y), (-y, x), (x, y))[turned]
