"""`python -m bench.scale_build`: one library of made-up documents, built in a process of its own, told as JSON.

With `--like` what has no vector yet is not embedded: it gets the vector of some text of that library, moved a little in
a direction of its own. So large a library is built in minutes, and searched like one whose vectors are real.
"""

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import numpy as np
import platformdirs

from index.build import build
from index.embedder import Counted, Matrix, Model, Vector, unit_rows
from index.files import PASSAGE_VECTORS, SENTENCE_VECTORS
from index.generations import Generations
from index.models import build_model
from index.options import DEFAULT_MODEL
from index.vectors import Vectors
from ingest.errors import ReaderFacingError

MOVED = 0.35
"""How far a vector is moved, as a part of its length: to a cosine of 0.94 to where it was."""

_SHOWN_EVERY_S = 30.0


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build; `peak_mb` counts mapped files as well."""

    passages: int
    sentences: int
    documents: int
    computed: Mapping[str, str | float]
    seconds: Mapping[str, float]
    peak_mb: float
    moved: bool = False


class Moved:
    """Stands for the model of this name: vectors of a library, each moved in a direction that the new text decides."""

    def __init__(self, name: str, passages: Vectors, sentences: Vectors) -> None:
        self.name = name
        self.dim = passages.dim
        self._passages = passages
        self._sentences = sentences

    def embed_passages(self, texts: Sequence[str], /, progress: Counted | None = None) -> Matrix:
        """Vectors, `(n, dim) float32`."""
        return unit_rows(np.stack([self.embed_query(text) for text in texts]))

    def embed_query(self, text: str, /) -> Vector:
        """A vector; only the texts of passages have line ends in them."""
        among = self._passages if "\n" in text else self._sentences
        chance = np.random.default_rng(int.from_bytes(sha256(text.encode()).digest()[:8]))
        (row,) = among.rows([int(chance.integers(len(among)))])
        direction = chance.standard_normal(self.dim, np.float32)
        moved: Vector = row + MOVED * direction / np.linalg.norm(direction)
        return moved


class Shown:
    """Shows once in a while how far a build is."""

    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """One step."""
        if time.monotonic() > self._last + _SHOWN_EVERY_S:
            self._last = time.monotonic()
            print(f"{stage} {done}/{total}", file=sys.stderr)


def model_of(like: Path | None) -> Model:
    """The default model; or what moves vectors of the library `like`, under its name and without tokens."""
    model = build_model(DEFAULT_MODEL, platformdirs.user_cache_path("belagg"), lambda _stage: None)
    if like is None:
        return model
    served = Generations(like).served()
    moved = Moved(model.name, Vectors.read(served / PASSAGE_VECTORS), Vectors.read(served / SENTENCE_VECTORS))
    return Model(model.name, model.dim, lambda _: moved)


def built(sources: Sequence[Path], library: Path, like: Path | None) -> Built:
    """Builds, and tells what it took."""
    model = model_of(like)
    report = build(sources, library, model, progress=Shown())
    return Built(
        report.passages,
        report.sentences,
        len(report.documents),
        model.computed(),
        report.seconds,
        getrusage(RUSAGE_SELF).ru_maxrss / 1024,
        like is not None,
    )


def main() -> int:
    """Build, and tell."""
    parser = argparse.ArgumentParser(prog="bench.scale_build")
    parser.add_argument("sources", nargs="+", type=Path)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--like", type=Path, help="ett bibliotek vars vektorer flyttas, i stället för att räkna nya")
    options = parser.parse_args()
    try:
        print(json.dumps(asdict(built(options.sources, options.library, options.like))))
    except (ReaderFacingError, OSError) as error:
        print(f"Bygget avbröts: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
