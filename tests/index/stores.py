"""A library in one of the stores that it can lie in, published and rolled back as its users do."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from index.address import read_address
from index.build import build
from index.embedder import Counted, Matrix, Model, TokenisedQuery, unit_rows
from index.engine import Shelf
from index.exporting import Exported, export
from index.files import FileShelf
from index.generations import Generations
from index.library import Library
from index.milvus import Milvus
from index.milvus_layout import collections_of
from index.milvus_shelf import MilvusShelf
from index.swedish import token_spans
from tests.fakes import DIM, WordEmbedder


class TokenEmbedder(WordEmbedder):
    """Embeds every word of a text by itself as well."""

    name = "ordpåse med ord@1"

    def embed_query_tokens(self, text: str, /) -> TokenisedQuery:
        spans = tuple((start, end) for _, start, end in token_spans(text))
        return TokenisedQuery(self.embed_query(text), self._tokens(text), spans)

    def embed_passage_tokens(
        self, texts: Sequence[str], /, progress: Counted | None = None
    ) -> tuple[Matrix, list[Matrix]]:
        return self.embed_passages(texts, progress), [self._tokens(text) for text in texts]

    def _tokens(self, text: str) -> Matrix:
        words = [self.embed_query(word) for word, _, _ in token_spans(text)]
        return unit_rows(np.array(words, dtype=np.float32).reshape(-1, DIM))


EMBEDDER = TokenEmbedder()
MODEL = Model(EMBEDDER.name, DIM, lambda _: EMBEDDER, tokens=True)


class Stored(Protocol):
    """A library in a store."""

    @property
    def shelf(self) -> Shelf: ...
    def publish(self, corpus: Path) -> str: ...
    def roll_back(self) -> str: ...
    def damage(self, generation: str) -> None: ...


class InFiles:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shelf = FileShelf(folder)

    def publish(self, corpus: Path) -> str:
        return build([corpus], self.folder, MODEL).generation

    def roll_back(self) -> str:
        return Generations(self.folder).roll_back()

    def damage(self, generation: str) -> None:
        (Generations(self.folder).path(generation) / "vectors.faiss").unlink()


class InMilvus:
    """In the embedded engine; built in a folder first, as always."""

    def __init__(self, folder: Path, store: Path) -> None:
        self.folder = folder
        self.milvus = Milvus(read_address(str(store)), may_create=True)
        self.shelf = MilvusShelf(self.milvus, look_every_s=0)

    def publish(self, corpus: Path) -> str:
        build([corpus], self.folder, MODEL)
        return self.export().generation

    def export(self, keep: int = 2) -> Exported:
        return export(Generations(self.folder).served(), self.shelf, EMBEDDER, keep, lambda *_: None)

    def roll_back(self) -> str:
        return self.shelf.roll_back()

    def damage(self, generation: str) -> None:
        self.milvus.delete(collections_of(generation).sentences, "number in [0]")


def opened(shelf: Shelf) -> Library:
    return Library.served_by(shelf, EMBEDDER)
