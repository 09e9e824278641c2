"""The default model through onnxruntime: ready in a second, without torch."""

import os
from collections.abc import Iterator, Sequence

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.bundled_model import PreparedModel
from index.embedder import Counted, Matrix, TokenisedQuery, Vector, unit_rows
from index.tokenizer_file import PASSAGE_PROMPT, QUERY_PROMPT
from index.weights_file import unpack_rows

MAX_TOKENS = 512
"""Longer texts are cut; start and end are counted."""
_BATCH = 8

Tokens = list[int]


class QueryModel:
    """Questions, and a few passages, to vectors. Same text, same vector; safe to call from several threads."""

    def __init__(self, prepared: PreparedModel, *, threads: int | None = None) -> None:
        """Opens the model.

        Args:
            prepared: What `index.bundled_model.prepare` gave.
            threads: That one call may use; all the processor's when left out.
        """
        self._name, self._dim = prepared.name, prepared.dim
        self._tokenizer = Tokenizer.from_file(str(prepared.tokenizer))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._words = np.load(prepared.words, mmap_mode="r")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or os.cpu_count() or 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads take others' time
        self._session = onnxruntime.InferenceSession(str(prepared.graph), options, providers=["CPUExecutionProvider"])

    @property
    def name(self) -> str:
        """Model and fingerprint of its weights."""
        return self._name

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    def embed_query(self, text: str, /) -> Vector:
        """A question as a unit vector, `(dim,) float32`."""
        vector: Vector = self._pooled([self.tokens(QUERY_PROMPT + text)])[0]
        return vector

    def embed_passages(self, texts: Sequence[str], /, progress: Counted | None = None) -> Matrix:
        """Passages as unit vectors, `(n, dim) float32`, in the order given."""
        return self._both(PASSAGE_PROMPT, texts, progress)[0]

    def embed_query_tokens(self, text: str, /) -> TokenisedQuery:
        """A question as a unit vector, and its own tokens (no prompt, start or end) as unit rows."""
        pooled, (tokens,) = self._both(QUERY_PROMPT, [text])
        offsets = self._tokenizer.encode(QUERY_PROMPT + text).offsets[-len(tokens) - 1 : -1] if len(tokens) else []
        prompt = len(QUERY_PROMPT)
        return TokenisedQuery(pooled[0], tokens, tuple((max(0, a - prompt), max(0, b - prompt)) for a, b in offsets))

    def embed_passage_tokens(
        self, texts: Sequence[str], /, progress: Counted | None = None
    ) -> tuple[Matrix, list[Matrix]]:
        """Passages as unit vectors, `(n, dim) float32`, and the tokens of each as unit rows, in the order given."""
        return self._both(PASSAGE_PROMPT, texts, progress)

    def tokens(self, text: str, /) -> Tokens:
        """Ids of `text` with start and end, at most `MAX_TOKENS`; the prompt is the caller's."""
        ids: Tokens = self._tokenizer.encode(text).ids
        return ids

    def _both(self, prompt: str, texts: Sequence[str], progress: Counted | None = None) -> tuple[Matrix, list[Matrix]]:
        own = len(self.tokens(prompt)) - 1  # where the text's own tokens begin
        tokens = [self.tokens(prompt + text) for text in texts]
        rows = np.empty((len(texts), self._dim), np.float32)
        found: dict[int, Matrix] = {}
        for places in _batches(tokens):
            hidden, mask = self._hidden([tokens[i] for i in places])
            rows[places] = _means(hidden, mask)
            found |= {i: unit_rows(row[own : len(tokens[i]) - 1]) for i, row in zip(places, hidden, strict=True)}
            if progress:
                progress(len(found), len(texts))
        return rows, [found[i] for i in range(len(texts))]

    def _pooled(self, batch: Sequence[Tokens]) -> Matrix:
        """The mean over each text's tokens, at unit length, `(n, dim) float32`."""
        return _means(*self._hidden(batch))

    def _hidden(self, batch: Sequence[Tokens]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Hidden states `(n, longest, dim)` and the mask `(n, longest)` that says which are tokens."""
        longest = max(map(len, batch))
        mask = np.zeros((len(batch), longest), np.int64)
        vectors = np.zeros((len(batch), longest, self._dim), np.float32)
        for row, tokens in enumerate(batch):
            mask[row, : len(tokens)] = 1
            vectors[row, : len(tokens)] = unpack_rows(self._words[tokens])
        (hidden,) = self._session.run(None, {"inputs_embeds": vectors, "attention_mask": mask})
        return hidden, mask


def _means(hidden: NDArray[np.float32], mask: NDArray[np.int64]) -> Matrix:
    weights = mask[:, None, :].astype(np.float32)
    return unit_rows((weights @ hidden)[:, 0] / weights.sum(axis=2))


def _batches(tokens: Sequence[Tokens]) -> Iterator[list[int]]:
    """Places in `tokens`, texts of like length together, so that little is padded."""
    by_length = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
    for first in range(0, len(by_length), _BATCH):
        yield by_length[first : first + _BATCH]
