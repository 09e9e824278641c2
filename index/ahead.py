"""Documents that have been read are embedded in a thread while others are read, in a process of their own."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Self, TypeVar

from index.embedder import Model
from index.embedding import EMBEDDING, embed_missing
from index.embedding_cache import EmbeddingCache
from index.gathering import Gathered
from index.report import Progress

_GROUP = 60_000
"""Characters after which what has been read is handed over, a short report: less is embedded when all has been read."""
_LOOK_EVERY_S = 0.2

T = TypeVar("T")
_Group = tuple[Sequence[str], Sequence[str]]


class _StoppedError(Exception):
    """The build has ended otherwise."""


class Ahead:
    """Fills the cache of vectors while documents pass by; which texts are embedded together depends on these alone."""

    def __init__(self, cache: Path, model: Model, gathered: Gathered) -> None:
        self._cache = cache
        self._model = model
        self._gathered = gathered
        self._groups: SimpleQueue[_Group | None] = SimpleQueue()
        self._thread = ThreadPoolExecutor(1, "embedding")
        self._work: Future[None] | None = None
        self._texts = self._sentences = 0
        self._done = 0
        self._stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped = True
        self._groups.put(None)
        self._thread.shutdown()

    def following(self, passing: Iterable[T]) -> Iterator[T]:
        """Hands on what passes by; what is gathered of it is embedded meanwhile."""
        for each in passing:
            yield each
            texts, sentences = self._gathered.texts[self._texts :], self._gathered.sentences[self._sentences :]
            if sum(map(len, texts)) + sum(map(len, sentences)) >= _GROUP:
                self._hand_over(texts, sentences)

    def _hand_over(self, texts: Sequence[str], sentences: Sequence[str]) -> None:
        self._texts += len(texts)
        self._sentences += len(sentences)
        self._groups.put((texts, sentences))
        self._work = self._work or self._thread.submit(self._embed)

    def finish(self, progress: Progress) -> None:
        """Waits until what was handed over is embedded.

        Raises:
            BuildFailed: the model cannot be loaded, or gives what are no vectors.
        """
        if self._work is None:
            return
        self._groups.put(None)
        handed_over = self._texts + self._sentences
        while not wait([self._work], _LOOK_EVERY_S).done:
            progress(EMBEDDING, self._done, handed_over)
        self._work.result()
        progress(EMBEDDING, handed_over, handed_over)

    def _embed(self) -> None:
        """In the thread: the groups one by one, until there are no more."""
        with EmbeddingCache.open(self._cache, self._model.name, self._model.dim) as cache:
            for texts, sentences in iter(self._groups.get, None):
                before = self._done
                embed_missing(cache, texts, sentences, self._model, self._counting(before))
                self._done = before + len(texts) + len(sentences)

    def _counting(self, before: int) -> Progress:
        def progress(_stage: str, done: int, _total: int) -> None:
            if self._stopped:
                raise _StoppedError
            self._done = before + done

        return progress
