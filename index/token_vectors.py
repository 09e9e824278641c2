"""Vectors of every token of every passage, in one byte a number, for late interaction with a question's tokens."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from index.embedder import Matrix, unit_rows

FOLDER = "tokens"
_LARGEST = 127
_AT_ONCE = 6
"""Passages whose tokens are unpacked at once: they stay in the processor's cache, and leave it the model's weights."""
_HELPER = ThreadPoolExecutor(1, "belagg-tokens")
"""Takes half of the passages, where it is free."""
_LEAST = 1e-2  # so that the scale of a row of zeros is no zero in half precision

Similarities = NDArray[np.float32]
"""For every token of a question, how near it is to the nearest token of a text, `(tokens,)`."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Token vectors of one passage: `values (tokens, dim) int8`, times `scales (tokens,) float16`."""

    values: NDArray[np.int8]
    scales: NDArray[np.float16]

    def to_bytes(self) -> bytes:
        """The scales, then the values."""
        return self.scales.tobytes() + self.values.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes, dim: int) -> "Packed":
        """What `to_bytes` wrote."""
        count = len(data) // (dim + 2)
        scales = np.frombuffer(data, np.float16, count)
        return cls(np.frombuffer(data, np.int8, count * dim, offset=2 * count).reshape(count, dim), scales)


def pack(rows: Matrix) -> Packed:
    """Unit rows, `(tokens, dim) float32`, in one byte a number."""
    largest = np.abs(rows).max(axis=1, initial=_LEAST)
    scales = (largest / _LARGEST).astype(np.float16)
    return Packed(np.rint(rows / scales[:, None].astype(np.float32)).clip(-_LARGEST, _LARGEST).astype(np.int8), scales)


def write_token_vectors(folder: Path, passages: Iterable[Packed], dim: int) -> None:
    """Writes the passages' token vectors, in order, as arrays that can be mapped into memory.

    They are written as they come: those of a large library do not fit in memory.
    """
    folder.mkdir()
    scales, starts = [np.zeros(0, np.float16)], [0]
    with (folder / "values.npy").open("wb") as file:
        _write_head(file, 0, dim)
        for each in passages:
            file.write(each.values.tobytes())
            scales.append(each.scales.copy())  # alone: a view would keep the values in memory
            starts.append(starts[-1] + len(each.scales))
        file.seek(0)
        _write_head(file, starts[-1], dim)
    np.save(folder / "scales.npy", np.concatenate(scales))
    np.save(folder / "starts.npy", np.array(starts, dtype=np.int64))


def _write_head(file: BinaryIO, rows: int, dim: int) -> None:
    """The head of an array of so many rows; it is equally long for any number of them."""
    told = {"descr": np.lib.format.dtype_to_descr(np.dtype(np.int8)), "fortran_order": False, "shape": (rows, dim)}
    np.lib.format.write_array_header_1_0(file, told)


class TokenVectors:
    """Reads what `write_token_vectors` wrote."""

    def __init__(self, folder: Path) -> None:
        self._values = np.load(folder / "values.npy", mmap_mode="r").view(np.ndarray)  # a memmap is slow to slice
        self._scales = np.load(folder / "scales.npy")
        self._starts = np.load(folder / "starts.npy")

    def __len__(self) -> int:
        return len(self._starts) - 1

    def packed(self, number: int) -> Packed:
        """The tokens of a passage, as they lie here."""
        own = slice(self._starts[number], self._starts[number + 1])
        return Packed(self._values[own], self._scales[own])

    def rows(self, number: int) -> Matrix:
        """The tokens of a passage, unit rows `(tokens, dim) float32`."""
        return unpacked(self.packed(number))

    def similarities(self, query: Matrix, numbers: Sequence[int]) -> list[Similarities]:
        """Similarities of the question's tokens, unit rows `(tokens, dim)`, to each of these passages."""
        return similarities(query, [self.packed(number) for number in numbers])


def unpacked(packed: Packed) -> Matrix:
    """Unit rows, `(tokens, dim) float32`."""
    return unit_rows(packed.values.astype(np.float32) * packed.scales[:, None].astype(np.float32))


def similarities(query: Matrix, passages: Sequence[Packed]) -> list[Similarities]:
    """Similarities of a question's tokens, unit rows `(tokens, dim)`, to each of these passages."""
    found = [np.zeros(len(query), np.float32)] * len(passages)
    held = [i for i, each in enumerate(passages) if len(each.scales)] if len(query) else []
    full = [passages[i] for i in held]
    own, other = full[: len(full) // 2], full[len(full) // 2 :]
    helped = _HELPER.submit(_nearest, query, other)
    near = _nearest(query, own)
    near += _nearest(query, other) if helped.cancel() else helped.result()
    for i, best in zip(held, near, strict=True):
        found[i] = best
    return found


def _nearest(query: Matrix, passages: Sequence[Packed]) -> list[Similarities]:
    """The similarities to passages that hold tokens."""
    parts = [passages[at : at + _AT_ONCE] for at in range(0, len(passages), _AT_ONCE)]
    return [best for part in parts for best in _best(query, part)]


def _best(query: Matrix, passages: Sequence[Packed]) -> Matrix:
    """The similarities to each of some passages that hold tokens, `(passages, tokens)`."""
    values = np.concatenate([each.values for each in passages], dtype=np.float32)
    products = values @ query.T  # this way round: the long side first is nearly twice as fast
    products *= np.concatenate([each.scales for each in passages], dtype=np.float32)[:, None]
    ends = np.cumsum([len(each.scales) for each in passages])
    best: Matrix = np.maximum.reduceat(products, [0, *ends[:-1]])
    return best
