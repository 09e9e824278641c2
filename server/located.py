"""Where a run of letters stands among the letters of a page, though something may stand in the midst of it there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

Range = tuple[int, int]
"""First letter of the page, and the one after the last."""

_SURE = 24  # letters that do not stand twice on a page by chance
_LEAST = 6  # letters: a shorter piece is not looked for
_NEAR = 300  # letters between two pieces of one run: a table or the foot of a column may stand there
_SLIP = 4  # letters between two pieces that are marked with them: the sign of a note, a hyphen read as a letter


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the run, from `at` on, that stands on the page at `start`."""

    at: int
    start: int
    length: int

    @property
    def end(self) -> int:
        return self.start + self.length


def located(run: str, page: str, after: int = 0) -> list[Range]:
    """The ranges of the page that make up the run, in order; those after `after` before others alike."""
    pieces = _pieces(run, 0, page, after, len(page)) or _pieces(run, 0, page, 0, len(page))
    return _joined(_grown(pieces, run, page))


def _pieces(run: str, at: int, page: str, first: int, after: int) -> list[_Piece]:
    """The run, whole or in halves of halves; a short piece counts only where it is the only one alike."""
    start = page.find(run, first, after) if run else -1
    if start >= 0 and (len(run) >= _SURE or page.find(run, start + 1, after) < 0):
        return [_Piece(at, start, len(run))]
    if len(run) < 2 * _LEAST:
        return []
    half = len(run) // 2
    left = _pieces(run[:half], at, page, first, after)
    if left:
        near = min(after, left[-1].end + len(run) - half + _NEAR)
        return left + _pieces(run[half:], at + half, page, left[-1].end, near)
    right = _pieces(run[half:], at + half, page, first, after)
    if right:
        left = _pieces(run[:half], at, page, max(first, right[0].start - half - _NEAR), right[0].start)
    return left + right


def _grown(pieces: list[_Piece], run: str, page: str) -> Iterator[_Piece]:
    """The pieces, each as long as run and page agree, but not into the next one or the one before."""
    before = 0
    for piece, after in zip(pieces, [*pieces[1:], None], strict=False):
        end = piece.at + piece.length
        back = _alike(reversed(run[: piece.at]), reversed(page[before : piece.start]))
        on = _alike(run[end:], page[piece.end : after.start if after else None])
        grown = _Piece(piece.at - back, piece.start - back, back + piece.length + on)
        before = grown.end
        yield grown


def _alike(one: Iterable[str], other: Iterable[str]) -> int:
    """With how many letters two texts begin alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _joined(pieces: Iterable[_Piece]) -> list[Range]:
    joined: list[Range] = []
    for piece in pieces:
        if joined and piece.start - joined[-1][1] <= _SLIP:
            joined[-1] = (joined[-1][0], piece.end)
        else:
            joined.append((piece.start, piece.end))
    return joined
