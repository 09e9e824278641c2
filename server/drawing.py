"""What the process that draws pages is told, and what it answers."""

from dataclasses import dataclass
from pathlib import Path

MEMORY_MB = 600


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page to draw, so many pixels wide, with these runs of text marked."""

    path: Path
    page: int
    width: int
    marked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture, and the share of the letters to mark that were found."""

    png: bytes
    found: float
