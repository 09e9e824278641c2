"""Which passages or sentences of a library a filter lets through, told so that millions take next to no room."""

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


class Ranges:
    """Numbers from each of `starts` up to its `ends`, exclusive; never changes."""

    def __init__(self, starts: Numbers, ends: Numbers) -> None:
        """Takes ranges that ascend and do not overlap."""
        self._starts = starts
        self._ends = ends

    @classmethod
    def of(cls, ranges: Iterable[tuple[int, int]]) -> "Ranges":
        """From half-open ranges in any order."""
        starts_and_ends = np.array(sorted(ranges), dtype=np.int64).reshape(-1, 2)
        return cls(starts_and_ends[:, 0], starts_and_ends[:, 1])

    def __len__(self) -> int:
        return int((self._ends - self._starts).sum())

    def of_parts(self, firsts: Numbers) -> "Ranges":
        """The same of the parts of these numbers: those of number n run from `firsts[n]` up to `firsts[n + 1]`."""
        return Ranges(firsts[self._starts], firsts[self._ends])

    @property
    def numbers(self) -> Numbers:
        """All numbers, ascending."""
        lengths = self._ends - self._starts
        before = np.cumsum(lengths) - lengths
        numbers: Numbers = np.arange(len(self), dtype=np.int64) + np.repeat(self._starts - before, lengths)
        return numbers

    @cached_property
    def bits(self) -> NDArray[np.uint8]:
        """A bit for each number up to the last one, set where it is among them; the lowest bit of a byte first."""
        mask = np.zeros(int(self._ends.max(initial=0)), dtype=np.bool_)
        mask[self.numbers] = True
        return np.packbits(mask, bitorder="little")
