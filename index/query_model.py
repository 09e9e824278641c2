"""The default model without torch: ready in a second."""

from collections.abc import Iterator, Sequence

import numpy as np

from index.bundled_model import PreparedModel
from index.embedder import Counted, Matrix, TokenisedQuery, Vector, unit_rows
from index.session import Hidden, Mask, Session
from index.tokenizer_file import PASSAGE_PROMPT, QUERY_PROMPT
from index.tokenizing import TextTokenizer
from index.weights_file import unpack_rows

MAX_TOKENS = 512
"""Longer texts are cut; start and end are counted."""
_BATCH = 8

Tokens = list[int]


class QueryModel:
    """Questions and passages to vectors. Same text, same vector; safe to call from several threads."""

    def __init__(self, prepared: PreparedModel, session: Session) -> None:
        """Opens what `index.bundled_model.prepare` gave, to be run by a session over its graph."""
        self._name, self._dim = prepared.name, prepared.dim
        self._tokenizer = TextTokenizer(prepared, MAX_TOKENS)
        self._words = np.load(prepared.words, mmap_mode="r")
        self._session = session
        self._before = {prompt: len(self.tokens(prompt)) - 1 for prompt in (QUERY_PROMPT, PASSAGE_PROMPT)}

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
        read = self._tokenizer.read(QUERY_PROMPT + text)
        hidden, mask = self._hidden([read.ids])
        own, prompt = slice(self._before[QUERY_PROMPT], -1), len(QUERY_PROMPT)
        spans = tuple((max(0, a - prompt), max(0, b - prompt)) for a, b in read.offsets[own])
        return TokenisedQuery(_means(hidden, mask)[0], unit_rows(hidden[0, own]), spans)

    def embed_passage_tokens(
        self, texts: Sequence[str], /, progress: Counted | None = None
    ) -> tuple[Matrix, list[Matrix]]:
        """Passages as unit vectors, `(n, dim) float32`, and the tokens of each as unit rows, in the order given."""
        return self._both(PASSAGE_PROMPT, texts, progress)

    def tokens(self, text: str, /) -> Tokens:
        """Ids of `text` with start and end, at most `MAX_TOKENS`; the prompt is the caller's."""
        return self._tokenizer.read(text).ids

    def _both(self, prompt: str, texts: Sequence[str], progress: Counted | None = None) -> tuple[Matrix, list[Matrix]]:
        own = self._before[prompt]
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

    def _hidden(self, batch: Sequence[Tokens]) -> tuple[Hidden, Mask]:
        """Hidden states `(n, longest, dim)` and the mask `(n, longest)` that says which are tokens."""
        longest = max(map(len, batch))
        mask = np.zeros((len(batch), longest), np.int64)
        vectors = np.zeros((len(batch), longest, self._dim), np.float32)
        for row, tokens in enumerate(batch):
            mask[row, : len(tokens)] = 1
            vectors[row, : len(tokens)] = unpack_rows(self._words[tokens])
        return self._session.hidden(vectors, mask), mask


def _means(hidden: Hidden, mask: Mask) -> Matrix:
    weights = mask[:, None, :].astype(np.float32)
    return unit_rows((weights @ hidden)[:, 0] / weights.sum(axis=2))


def _batches(tokens: Sequence[Tokens]) -> Iterator[list[int]]:
    """Places in `tokens`, texts of like length together, so that little is padded."""
    by_length = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
    for first in range(0, len(by_length), _BATCH):
        yield by_length[first : first + _BATCH]
