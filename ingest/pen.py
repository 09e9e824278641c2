"""What puts text on a page: where it stands, how it looks there, and the runs that it has written."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.fonts import Typeface
from ingest.matrix import IDENTITY, Matrix, apply, framed, quarters, times
from ingest.runs import UNPAINTED, Run

_MOST_RUNS = 60_000  # runs of text on one page; the densest have some thousands
_APART = 1.0  # a gap of this many sizes inside one string parts two runs
_GAP = 0.475  # share of a space from which on a gap inside a string is one


class TooMuchDrawn(Exception):
    """A page draws without end."""


@dataclass(slots=True)
class State:
    """What `q` keeps and `Q` brings back."""

    matrix: Matrix
    face: Typeface | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0
    pale: bool = False
    faint: bool = False
    gray: bool = True


@dataclass(frozen=True, slots=True)
class Marked:
    """What a stretch of drawing is marked as: its number in the page's structure, and whether it is paging."""

    tag: int | None
    paging: bool


UNMARKED = Marked(None, paging=False)


class Pen:
    """Writes runs of text, from the place where the last one ended."""

    def __init__(self, state: State) -> None:
        self.runs: list[Run] = []
        self.state = state
        self.mark = UNMARKED
        self._at = self._line = IDENTITY

    def place(self, matrix: Matrix) -> None:
        """Begins a line."""
        self._at = self._line = matrix

    def move(self, x: float, y: float) -> None:
        """Begins a line so far from where the last one began."""
        self.place(times((1.0, 0.0, 0.0, 1.0, x, y), self._line))

    @property
    def placed(self) -> tuple[Matrix, Matrix]:
        """Where it is, and where its line began."""
        return self._at, self._line

    @placed.setter
    def placed(self, kept: tuple[Matrix, Matrix]) -> None:
        self._at, self._line = kept

    def show(self, pieces: Sequence[Any]) -> None:
        """Shows strings with the gaps between them; a wide gap parts two runs."""
        state = self.state
        if state.face is None:
            return
        text, start = "", self._at
        for piece in pieces:
            if isinstance(piece, (int, float)):
                gap = -float(piece) / 1000
                if gap >= _APART and text:
                    self._add(text, start)
                    text = ""
                elif gap >= _GAP * state.face.space and text and not text.endswith(" "):
                    text += " "
                self._advance(gap * state.size)
                start = start if text else self._at
            elif isinstance(piece, (bytes, str)):
                data = piece if isinstance(piece, bytes) else piece.encode("latin-1", "replace")
                text += self._measured(state, state.face, data)
        if text:
            self._add(text, start)

    def _measured(self, state: State, face: Typeface, data: bytes) -> str:
        shown = face.shown(data)
        width = shown.width * state.size + shown.count * state.spacing
        if face.one_byte:
            width += data.count(b" ") * state.word_spacing
        self._advance(shown.count * state.size if face.vertical else width)
        return shown.text

    def _advance(self, by: float) -> None:
        down = self.state.face is not None and self.state.face.vertical
        x, y = (0.0, -by) if down else (by * self.state.stretch, 0.0)
        m = self._at
        self._at = (m[0], m[1], m[2], m[3], m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])

    def _add(self, text: str, start: Matrix) -> None:
        state, face = self.state, self.state.face
        if face is None or not text.strip("\n"):
            return
        whole = times(start, state.matrix)
        begin = apply(whole, 0.0, state.rise)
        end = apply(times(self._at, state.matrix), 0.0, state.rise)
        down = math.pi / 2 if face.vertical else 0.0
        turned = quarters(math.atan2(whole[1], whole[0]) - down)
        (x, y), (far, _) = framed(begin, turned), framed(end, turned)
        if len(self.runs) >= _MOST_RUNS:
            raise TooMuchDrawn
        scale = math.sqrt(abs(whole[0] * whole[3] - whole[1] * whole[2]))
        self.runs.append(
            Run(
                text.replace("\n", " "),
                min(x, far),
                y,
                round(state.size * scale, 2),
                face.bold,
                max(x, far),
                space=face.space * state.size * scale * state.stretch,
                turned=turned,
                tag=self.mark.tag,
                paging=self.mark.paging,
                pale=state.pale or state.faint,
                unpainted=state.mode in UNPAINTED,
            )
        )
