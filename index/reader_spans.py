"""What a reader is given of a passage, and what it makes of it: where the answer may stand, and how likely at all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embedder import Matrix

LONGEST_ANSWER = 40
"""Tokens that an answer may take."""
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Readable:
    """A text as the embedding model read it: `rows (tokens, dim)` are its own tokens', without prompt, start and end.

    Characters `start` to `end` of it are to be read.
    """

    text: str
    rows: Matrix
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SpanLogits:
    """A passage's tokens as they were read: where they stand in its text, and their logits as start and as end.

    Both are less those of there being no answer. `has` is what the head for that says, `odds` the calibrated log odds
    that the passage answers.
    """

    odds: float
    has: float
    places: tuple[tuple[int, int], ...]
    start: Floats
    end: Floats

    @property
    def margin(self) -> float:
        """By how much the likeliest span stands out against there being no answer."""
        found = self.best()
        return found[0] if found else 0.0

    def best(self, first: int = 0, after: int | None = None) -> tuple[float, int, int] | None:
        """The likeliest span within characters `first` to `after`: its score, start and end; None where none is."""
        inside = [
            i for i, (start, end) in enumerate(self.places) if first <= start < end and (after is None or end <= after)
        ]
        if not inside:
            return None
        low, high = inside[0], inside[-1] + 1
        score, start, end = best_span(self.start[low:high], self.end[low:high])
        return score, self.places[low + start][0], self.places[low + end][1]


def best_span(start: Floats, end: Floats) -> tuple[float, int, int]:
    """The likeliest pair of start and end, not longer than an answer may be, with the sum of their logits."""
    length = len(start)
    sums = start[:, None] + end[None, :]
    allowed = np.tril(np.triu(np.ones((length, length), bool)), LONGEST_ANSWER - 1)
    place = int(np.where(allowed, sums, -np.inf).argmax())
    first, last = divmod(place, length)
    return float(sums[first, last]), first, last
