"""Stand-ins whose output follows from their input, so that tests can say what must come out."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar
from zlib import crc32

import numpy as np

from index.embedder import Counted, Matrix, Model, Vector
from index.swedish import content_words, stem
from ingest.corpus import Source
from ingest.document import Document
from ingest.limits import Limits
from ingest.readers import read_document

DIM = 256
SHARED = Path(__file__).resolve().parents[2] / "shared"


class ReaderHere:
    """Reads files in this process, without limits; those in ../shared once for all tests."""

    _read: ClassVar[dict[tuple[Path, str, str], Document]] = {}

    def __init__(self, limits: Limits) -> None:
        self.limits = limits

    def read(self, source: Source) -> Document:
        if SHARED not in source.path.parents:
            return read_document(source)
        key = (source.path, source.id, source.digest())
        if key not in self._read:
            self._read[key] = read_document(source)
        return self._read[key]

    def end(self) -> None:
        pass


class WordEmbedder:
    """Embeds a text as the bag of its stems: texts that share words are near, others are not."""

    name = "ordpåse@1"
    dim = DIM

    def embed_query(self, text: str, /) -> Vector:
        vector = np.zeros(DIM, dtype=np.float32)
        for word in content_words(text):
            vector[crc32(stem(word).encode()) % DIM] += 1
        return vector

    def embed_passages(self, texts: Sequence[str], /, progress: Counted | None = None) -> Matrix:
        if progress:
            progress(len(texts), len(texts))
        return np.stack([self.embed_query(text) for text in texts])


WORD_MODEL = Model(WordEmbedder.name, DIM, lambda _: WordEmbedder())
