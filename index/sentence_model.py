"""Any sentence-transformers model behind `Embedder`. Imports torch: import this module late."""

import hashlib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from huggingface_hub import snapshot_download
from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from index.bundled_model import PreparedModel
from index.embedder import Matrix, Vector, unit_rows
from index.errors import ModelMissing
from index.processor import multiplies_bfloat16

_BATCH = 16
_WEIGHT_PATTERNS = ("*.safetensors", "pytorch_model*.bin")

Progress = Callable[[int, int], None]


class SentenceModel:
    """Questions and passages to vectors, in bulk. Computes in bfloat16 where that is faster."""

    def __init__(self, model: str | Path, *, name: str | None = None, bfloat16: bool | None = None) -> None:
        """Loads the model from this computer; nothing is fetched.

        Args:
            model: A folder, or the name of a model that has been downloaded before.
            name: For manifests; the model's name and the fingerprint of its weights when left out.
            bfloat16: Whether to compute in bfloat16; where the processor is built for it when left out.

        Raises:
            ModelMissing: There is no such model here.
        """
        folder = _folder(model)
        self._name = name or f"{Path(model).name}@{_fingerprint(folder)}"
        self._model = _loaded(folder)
        if multiplies_bfloat16() if bfloat16 is None else bfloat16:
            self._model.bfloat16()
        prompts = self._model.prompts
        self._query_prompt = _first_prompt(prompts, "query")
        self._passage_prompt = _first_prompt(prompts, "passage", "document")
        self._dim = len(self._embed([""])[0])

    @classmethod
    def bundled(cls, prepared: PreparedModel, *, bfloat16: bool | None = None) -> "SentenceModel":
        """The default model, under the same name as its `QueryModel`."""
        return cls(prepared.sentence_folder, name=prepared.name, bfloat16=bfloat16)

    @property
    def name(self) -> str:
        """Model and fingerprint of its weights."""
        return self._name

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    def embed_query(self, text: str, /) -> Vector:
        """A question, `(dim,) float32`."""
        vector: Vector = self._embed([self._query_prompt + text])[0]
        return vector

    def embed_passages(self, texts: Sequence[str], /, progress: Progress | None = None) -> Matrix:
        """Passages, `(n, dim) float32`, in the order given.

        Args:
            texts: The passages.
            progress: Receives how many are done, and how many there are, after each batch.
        """
        rows = np.empty((len(texts), self._dim), np.float32)
        by_length = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        for first in range(0, len(texts), _BATCH):
            places = by_length[first : first + _BATCH]
            rows[places] = self._embed([self._passage_prompt + texts[i] for i in places])
            if progress:
                progress(first + len(places), len(texts))
        return rows

    def embed_passage_tokens(
        self, texts: Sequence[str], /, progress: Progress | None = None
    ) -> tuple[Matrix, list[Matrix]]:
        """Passages, `(n, dim) float32`, and the tokens of each at unit length, in the order given."""
        own = len(self._model.tokenizer(self._passage_prompt)["input_ids"]) - 1  # where the text's own tokens begin
        rows = np.empty((len(texts), self._dim), np.float32)
        tokens: dict[int, Matrix] = {}
        by_length = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        for first in range(0, len(texts), _BATCH):
            places = by_length[first : first + _BATCH]
            composed = [self._passage_prompt + unicodedata.normalize("NFC", texts[i]) for i in places]
            both: Any = self._model.encode(  # rows of named tensors: their types know one kind of output only
                composed, prompt="", batch_size=len(composed), output_value=None, show_progress_bar=False
            )
            for place, each in zip(places, both, strict=True):
                rows[place] = each["sentence_embedding"].float().numpy()
                kept = each["token_embeddings"][each["attention_mask"].bool()]
                tokens[place] = unit_rows(kept[own:-1].float().numpy())
            if progress:
                progress(len(tokens), len(texts))
        return rows, [tokens[i] for i in range(len(texts))]

    def _embed(self, texts: list[str]) -> Matrix:
        """One batch, prompts in place, `(n, dim) float32`."""
        composed = [unicodedata.normalize("NFC", text) for text in texts]
        rows = self._model.encode(composed, prompt="", batch_size=len(composed), show_progress_bar=False)
        return np.asarray(rows, np.float32)


def _loaded(folder: Path) -> SentenceTransformer:
    """The model in `folder`, without the progress bar that transformers would draw.

    Raises:
        ModelMissing: What lies there is no model.
    """
    was_shown = transformers_logging.is_progress_bar_enabled()
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # theirs has no annotations
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True).eval()
    except (OSError, ValueError) as error:
        raise ModelMissing(
            f"Språkmodellen i {folder} kan inte läsas: ange en mapp som sentence-transformers har skrivit."
        ) from error
    finally:
        if was_shown:
            transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def _folder(model: str | Path) -> Path:
    """The folder of `model`: itself, or where it was downloaded to."""
    if Path(model).is_dir():
        return Path(model)
    try:
        return Path(snapshot_download(str(model), local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as error:
        raise ModelMissing(
            f"Språkmodellen {model} finns inte på den här datorn: hämta den först, eller ange en mapp."
        ) from error


def _fingerprint(folder: Path) -> str:
    """The first 12 hex digits of the sha256 over the weight files, in order of their names."""
    found = sorted({path for pattern in _WEIGHT_PATTERNS for path in folder.rglob(pattern)})
    digest = hashlib.sha256()
    for path in found:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:12]


def _first_prompt(prompts: Mapping[str, str | None], *names: str) -> str:
    return next((prompt for name in names if (prompt := prompts.get(name))), "")
