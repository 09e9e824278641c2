"""What of a page's text a person can see: the rest is taken out, and told.

Text is hidden that is set in a point or less, lies off what is shown of the page, is not painted, or looks just like
what is behind it. What is not painted over a picture is what an OCR program has put there, and stays.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ingest.pdfium import Picture
from ingest.runs import Box, Drawn, Run

_SMALLEST = 1.0  # points
_OVER = 0.5  # share of a run that must lie over a picture to be the text of it
_CONTRAST = 16  # of 255 that must part text from what is behind it
_PIXELS = 2  # around a run


@dataclass(frozen=True, slots=True)
class Seen:
    """A page's text as a person sees it; `layer` is text over pictures that OCR has put there."""

    runs: tuple[Run, ...]
    hidden: tuple[Run, ...]
    layer: bool


def seen(drawn: Drawn, look: Callable[[], Picture | None]) -> Seen:
    """Parts what a person can see of a page's text from the rest; `look` is asked only where colours leave doubt."""
    runs, hidden, layer = [], [], False
    picture = look() if any(run.pale and run.text.strip() for run in drawn.runs) else None
    for run in drawn.runs:
        covered = run.unpainted and _is_over_a_picture(run, drawn)
        gone = run.size <= _SMALLEST or run.box.shared(drawn.shown).area <= 0 or (run.unpainted and not covered)
        if run.text.strip() and (gone or (run.pale and not run.unpainted and _is_blank(run.box, drawn.shown, picture))):
            hidden.append(run)
        else:
            runs.append(run)
            layer = layer or (covered and bool(run.text.strip()))
    return Seen(tuple(runs), tuple(hidden), layer)


def _is_over_a_picture(run: Run, drawn: Drawn) -> bool:
    area = run.box.area
    return any(run.box.shared(picture).area >= _OVER * area for picture in drawn.pictures)


def _is_blank(box: Box, shown: Box, picture: Picture | None) -> bool:
    """Whether nothing stands out where the text should be."""
    if picture is None:
        return False
    scale = picture.shape[0] / max(1.0, shown.top - shown.bottom)
    left, right = (round((x - shown.left) * scale) for x in (box.left, box.right))
    top, bottom = (round((shown.top - y) * scale) for y in (box.top, box.bottom))
    part = picture[max(0, top - _PIXELS) : bottom + _PIXELS, max(0, left) : right]
    return part.size == 0 or int(part.max()) - int(part.min()) < _CONTRAST
