"""BM25 as an inner product: what a term weighs in a passage lies with the passage, how rare it is with the query.

The figures are those of the full-text engine of `index.words`, so that every store ranks by the same scores.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.engine import Field
from index.terms import PARTS_OF, TEXT_PARTS, Term

_K1, _B = 1.2, 0.75
_DIMENSIONS = 2**32 - 2  # what a sparse vector has in Milvus, but one
_EXACT_LENGTHS = 40  # up to so many terms the engine keeps a length as it is
_LENGTH_STEP = 24
_LENGTH_BITS = 4

Sparse = dict[int, float]
"""Weight by dimension."""

NO_TERMS: Sparse = {0: 1.0}
"""Stands for a passage without terms; no term has this dimension."""

PassageTerms = Mapping[str, Sequence[str]]
"""Terms by part of the passage."""


def dimension(term: Term) -> int:
    """The dimension of a term. One in four thousand of a million terms shares its own with another."""
    return 1 + crc32(":".join(term).encode()) % _DIMENSIONS


@dataclass(frozen=True, slots=True)
class Statistics:
    """What BM25 knows of all passages; `dimensions` are sorted, `counts` the passages that hold each."""

    passages: int
    lengths: Mapping[str, float]
    """Terms of a passage on average, by part."""
    dimensions: NDArray[np.uint32]
    counts: NDArray[np.uint32]

    @classmethod
    def of(cls, passages: Iterable[PassageTerms]) -> "Statistics":
        """Counts through all passages."""
        number, lengths, held = 0, Counter[str](), Counter[int]()
        for terms in passages:
            number += 1
            lengths.update({part: len(each) for part, each in terms.items()})
            held.update({dimension((part, term)) for part, each in terms.items() for term in each})
        dimensions = np.array(sorted(held), dtype=np.uint32)
        counts = np.array([held[each] for each in dimensions.tolist()], dtype=np.uint32)
        return cls(number, {part: lengths[part] / max(number, 1) for part in TEXT_PARTS}, dimensions, counts)

    def passage(self, terms: PassageTerms, field: Field) -> Sparse:
        """What each term weighs in a passage."""
        weights: Sparse = {}
        for part in PARTS_OF[field]:
            relative = _kept_length(len(terms[part])) / self.lengths[part] if terms[part] else 0.0
            for term, count in Counter(terms[part]).items():
                weight = (1 + _K1) * count / (count + _K1 * (1 - _B + _B * relative))
                at = dimension((part, term))
                weights[at] = weights.get(at, 0.0) + weight
        return weights or NO_TERMS

    def query(self, terms: Mapping[Term, float]) -> Sparse:
        """What each term of a query counts, times how rare it is; terms that no passage holds are left out."""
        weights: Sparse = {}
        for term, weight in terms.items():
            at = dimension(term)
            if count := self._count(at):
                rarity = math.log(1 + (self.passages - count + 0.5) / (count + 0.5))
                weights[at] = weights.get(at, 0.0) + weight * rarity
        return weights

    def _count(self, at: int) -> int:
        place = int(np.searchsorted(self.dimensions, at))
        return int(self.counts[place]) if place < len(self.dimensions) and self.dimensions[place] == at else 0

    def to_bytes(self) -> bytes:
        """The same as bytes."""
        out = BytesIO()
        lengths = np.array([self.lengths[part] for part in TEXT_PARTS])
        np.savez(out, passages=self.passages, lengths=lengths, dimensions=self.dimensions, counts=self.counts)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Statistics":
        """What `to_bytes` made."""
        with np.load(BytesIO(data)) as read:
            lengths = dict(zip(TEXT_PARTS, read["lengths"].tolist(), strict=True))
            return cls(int(read["passages"]), lengths, read["dimensions"], read["counts"])


def _kept_length(terms: int) -> int:
    """A length as the full-text engine keeps it, in one byte: long ones with four leading bits alone."""
    if terms <= _EXACT_LENGTHS:
        return terms
    above = terms - _LENGTH_STEP
    shift = above.bit_length() - _LENGTH_BITS
    return _LENGTH_STEP + ((above >> shift) << shift)
