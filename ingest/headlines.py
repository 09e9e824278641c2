"""The headings of a text in order: which of them is the title, and how deep each of the others stands."""

from collections.abc import Iterable
from dataclasses import replace

from ingest.document import BlockKind
from ingest.parts import Part
from ingest.structure import classify_heading, decimal_level


class Headlines:
    """Reads the headings of one file.

    Args:
        told: all of them, with the depth at which the source sets each.
        titled: whether the first may be the title of the document.
    """

    def __init__(self, told: Iterable[tuple[int, str]], *, titled: bool = True) -> None:
        levels = ((depth, decimal_level(text)) for depth, text in told)
        self._shift = next((max(0, depth - level) for depth, level in levels if level), 0)
        self._headed = not titled

    def read(self, part: Part, depth: int) -> Part:
        """The title, if it is the outermost heading and the first, has no number and is no article; else a heading."""
        heading = classify_heading(part.text, depth=max(1, depth - self._shift))
        first, self._headed = not self._headed, True
        if first and depth == 1 and not heading.unit and decimal_level(part.text) is None:
            return replace(part, kind=BlockKind.TITLE)
        return replace(part, kind=BlockKind.HEADING, level=heading.level, section=heading.section, unit=heading.unit)
