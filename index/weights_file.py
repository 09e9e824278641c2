"""Reads the `E5S1` file: a small BERT with 4-bit weights and its unigram vocabulary, little-endian throughout.

The layout, in order: magic, version, `Shape`, the vocabulary (piece ends, scores, bytes), a character map that we
leave alone, a directory of tensors, the tensors. A tensor is float32, or rows of 4-bit blocks: each block is a
float16 scale and 16 bytes that hold 32 elements, the low halves 0-15 and the high halves 16-31, each minus 8 and
times the scale.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedder import Matrix

BLOCK = 32
"""Elements in a 4-bit block."""
BLOCK_BYTES = 18
"""Bytes of a block: the scale and 16 bytes of element pairs."""
_MAGIC = b"E5S1"
_HEADER = struct.Struct("<4sI7ifi5iQ")
_ENTRY = struct.Struct("<BIQQ")

Packed = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Shape:
    """The transformer's sizes."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    rows: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Unigram pieces with their log probabilities, by token id, and the ids of the special ones."""

    pieces: list[str]
    scores: list[float]
    start: int
    end: int
    pad: int
    unknown: int


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """What the file holds; `packed` are rows of 4-bit blocks, `(rows, row bytes)`, `plain` are float32, flat."""

    shape: Shape
    vocabulary: Vocabulary
    packed: Mapping[str, Packed]
    plain: Mapping[str, NDArray[np.float32]]

    def columns(self, name: str) -> int:
        """Length of a row of the 4-bit tensor `name`, in elements."""
        return len(self.packed[name][0]) // BLOCK_BYTES * BLOCK


def split_blocks(rows: Packed) -> tuple[NDArray[np.float32], Packed]:
    """Scales `(n, blocks) float32` and 4-bit elements `(n, blocks, 32) uint8` of packed rows `(n, row bytes)`."""
    blocks = rows.reshape(len(rows), -1, BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2")[..., 0].astype(np.float32)
    pairs = blocks[..., 2:]
    return scales, np.concatenate([pairs & 0x0F, pairs >> 4], axis=-1)


def unpack_rows(rows: Packed) -> Matrix:
    """Packed rows `(n, row bytes)` as `(n, columns) float32`."""
    scales, elements = split_blocks(rows)
    values = elements.astype(np.float32)
    values -= 8
    values *= scales[..., None]
    return values.reshape(len(rows), -1)


def read_weights(path: Path) -> WeightsFile:
    """The file at `path`, its tensors still on disk until they are read.

    Raises:
        ValueError: It is no such file.
    """
    data = np.memmap(path, np.uint8, "r")
    if len(data) < _HEADER.size or bytes(data[:4]) != _MAGIC:
        raise ValueError(f"{path} does not begin with {_MAGIC!r}")
    header = _HEADER.unpack(bytes(data[: _HEADER.size]))
    shape = Shape(*header[2:10])
    n_pieces, start, end, pad, unknown, text_bytes = header[11:]
    pieces, scores, place = _read_pieces(data, n_pieces, text_bytes)
    packed, plain = _read_tensors(data, place, shape)
    return WeightsFile(shape, Vocabulary(pieces, scores, start, end, pad, unknown), packed, plain)


def _read_pieces(data: Packed, count: int, text_bytes: int) -> tuple[list[str], list[float], int]:
    """Pieces, scores, and where the directory of tensors begins."""
    place = _HEADER.size
    ends = data[place : place + 4 * (count + 1)].view("<u4").tolist()
    place += 4 * (count + 1)
    scores = data[place : place + 4 * count].view("<f4").astype(np.float64).tolist()
    place += 4 * count
    text = bytes(data[place : place + text_bytes])
    place += text_bytes
    (map_bytes,) = struct.unpack("<4xI", bytes(data[place : place + 8]))
    pieces = [text[ends[i] : ends[i + 1]].decode() for i in range(count)]
    return pieces, scores, place + 8 + map_bytes


def _read_tensors(data: Packed, place: int, shape: Shape) -> tuple[dict[str, Packed], dict[str, NDArray[np.float32]]]:
    """The tensors that the directory at `place` names: 4-bit ones, float32 ones."""
    packed: dict[str, Packed] = {}
    plain: dict[str, NDArray[np.float32]] = {}
    (count,) = struct.unpack("<i", bytes(data[place : place + 4]))
    place += 4
    for _ in range(count):
        (length,) = struct.unpack("<H", bytes(data[place : place + 2]))
        name = bytes(data[place + 2 : place + 2 + length]).decode()
        place += 2 + length
        is_packed, _, start, n_bytes = _ENTRY.unpack(bytes(data[place : place + _ENTRY.size]))
        place += _ENTRY.size
        content = data[start : start + n_bytes]
        if is_packed:
            columns = shape.feed_forward if name.endswith(".fo.w") else shape.hidden
            packed[name] = content.reshape(-1, columns // BLOCK * BLOCK_BYTES)
        else:
            plain[name] = content.view("<f4")
    return packed, plain
