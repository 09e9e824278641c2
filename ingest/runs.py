"""Text as it is drawn on a page: runs with their place, size and weight.

Coordinates are in points, origin at the lower left corner of the page as it is shown, that is, turned upright.
"""

from dataclasses import dataclass

SLANTED = 4
"""The turn of text that stands at no right angle."""


PALE = 0.88
"""Light from which on a colour may be white; 1 is white."""

FAINT = 0.1
"""How opaque text is at most that cannot be seen."""

UNPAINTED = {3, 7}
"""Rendering modes of text that paint nothing."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        """Square points; 0 for a rectangle turned inside out."""
        return max(0.0, self.right - self.left) * max(0.0, self.top - self.bottom)

    def shared(self, other: "Box") -> "Box":
        """What both cover."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )


@dataclass(frozen=True, slots=True)
class Run:
    """Text drawn in one go, from `x` to `end` on the baseline `y`, in the frame in which it stands upright.

    `turned` is the angle at which it stands on the page, in quarters of a turn anticlockwise. `space` is the width of a
    space. `tag` is its number in the page's structure; `paging`: the file itself says it is a running head or a page
    number; `pale`: it may be white on white; `unpainted`: it is not drawn at all.
    """

    text: str
    x: float
    y: float
    size: float
    bold: bool
    end: float
    space: float = 0.0
    turned: int = 0
    tag: int | None = None
    paging: bool = False
    pale: bool = False
    unpainted: bool = False

    @property
    def box(self) -> Box:
        """What the run covers on the page, about."""
        left, bottom, right, top = self.x, self.y - 0.2 * self.size, self.end, self.y + 0.75 * self.size
        return (
            Box(left, bottom, right, top),
            Box(-top, left, -bottom, right),
            Box(-right, -top, -left, -bottom),
            Box(bottom, -right, top, -left),
            Box(left, bottom, right, top),
        )[self.turned]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn on a page: text in the order of drawing, pictures, and what of the page is shown."""

    runs: tuple[Run, ...]
    pictures: tuple[Box, ...]
    shown: Box
