"""What is shipped of the reader: a small network over the embedding model's token vectors."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from index.errors import ModelMissing

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ReaderWeights:
    """The network's tensors by name, and what makes log odds out of its two figures for "the answer is here".

    `base` is the fingerprint of the embedding model whose token vectors it reads.
    """

    base: str
    tensors: Mapping[str, Floats]
    slopes: tuple[float, float]
    shift: float

    @property
    def blocks(self) -> int:
        """How many blocks it has."""
        return len({name.split(".")[1] for name in self.tensors if name.startswith("blocks.")})


def read_reader(path: Path, fingerprint: str) -> ReaderWeights:
    """The reader's weights in a file.

    Args:
        path: A safetensors file that training wrote.
        fingerprint: Of the embedding model at hand.

    Raises:
        ModelMissing: there is no such file, it is spoilt, or it was trained on another embedding model.
    """
    try:
        with safe_open(path, framework="np") as file:
            told = file.metadata() or {}
            tensors = {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}  # noqa: SIM118 - no dict
        slopes = float(told["slope_has"]), float(told["slope_margin"])
        reader = ReaderWeights(told["base"], tensors, slopes, float(told["shift"]))
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ModelMissing(
            f"Läsmodellen i {path} går inte att läsa. Installera om Belägg, eller svara utan den: ta bort --reader."
        ) from error
    if reader.base != fingerprint:
        raise ModelMissing(
            f"Läsmodellen i {path} är tränad på en annan språkmodell ({reader.base}) än den som används "
            f"({fingerprint}). Installera om Belägg, eller svara utan den: ta bort --reader."
        )
    return reader
