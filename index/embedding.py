"""Texts that have no vectors yet are embedded, and their vectors kept."""

import logging
from collections.abc import Iterator, Sequence

import numpy as np

from index.embedder import Embedder, Matrix, Model, TokenEmbedder
from index.embedding_cache import EmbeddingCache
from index.errors import BuildFailed
from index.report import Progress
from index.token_vectors import pack

logger = logging.getLogger(__name__)

EMBEDDING = "Räknar vektorer"
_AT_ONCE = 64  # texts embedded between two steps of the progress bar, and kept from then on


def embed_missing(
    cache: EmbeddingCache, texts: Sequence[str], sentences: Sequence[str], model: Model, progress: Progress
) -> None:
    """Embeds what is not kept: passages with their tokens where the model gives them, sentences without.

    Raises:
        BuildFailed: the model cannot be loaded, or gives what are no vectors.
    """
    new_texts = cache.missing(texts, tokens=model.tokens)
    new_sentences = cache.missing(sentences, tokens=False)
    total = len(new_texts) + len(new_sentences)
    if not total:
        return
    progress(EMBEDDING, 0, 0)
    embedder = _loaded(model, sum(map(len, (*new_texts, *new_sentences))))
    done = 0
    for batch in _batches(new_texts):
        rows, tokens = _rows_and_tokens(model, embedder, batch)
        cache.keep(batch, _sound(model, rows, len(batch)), [pack(each) for each in tokens])
        progress(EMBEDDING, done := done + len(batch), total)
    for batch in _batches(new_sentences):
        cache.keep(batch, _sound(model, embedder.embed_passages(batch), len(batch)))
        progress(EMBEDDING, done := done + len(batch), total)
    logger.info("embedded %d texts", total)


def _loaded(model: Model, characters: int) -> Embedder:
    try:
        return model.load(characters)
    except OSError as error:
        raise BuildFailed(f"Modellen {model.name} kan inte läsas in, så biblioteket är som förut: {error}.") from error


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """The texts some at a time; those of like length come together."""
    by_length = sorted(texts, key=len)
    for at in range(0, len(by_length), _AT_ONCE):
        yield by_length[at : at + _AT_ONCE]


def _rows_and_tokens(model: Model, embedder: Embedder, batch: Sequence[str]) -> tuple[Matrix, list[Matrix]]:
    if model.tokens and isinstance(embedder, TokenEmbedder):
        return embedder.embed_passage_tokens(batch)
    return embedder.embed_passages(batch), []


def _sound(model: Model, rows: Matrix, count: int) -> Matrix:
    if rows.shape != (count, model.dim) or not np.isfinite(rows).all():
        raise BuildFailed(f"Modellen {model.name} ger vektorer som inte kan användas, så biblioteket är som förut.")
    return rows
