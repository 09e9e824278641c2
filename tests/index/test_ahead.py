"""Documents are embedded while others are read: when, together with what, and what becomes of errors."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from index.ahead import Ahead
from index.embedder import Embedder, Matrix, Model
from index.embedding_cache import EmbeddingCache
from index.errors import BuildFailed
from index.gathering import Gathered
from tests.fakes import WORD_MODEL

LONG = "Barnets bästa ska beaktas vid alla beslut. " * 1500


class Watched:
    """The bag of words, and which texts it was given together, in which thread."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name, self.dim, self.embed_query = embedder.name, embedder.dim, embedder.embed_query
        self.given: list[list[str]] = []
        self.threads: set[str] = set()

    def embed_passages(self, texts: Sequence[str], /, progress: object = None) -> Matrix:
        self.given.append([text.split(" ")[0] for text in texts])
        self.threads.add(threading.current_thread().name)
        return self._embedder.embed_passages(texts)


def watched() -> tuple[Watched, Model]:
    embedder = Watched(WORD_MODEL.load(0))
    return embedder, replace(WORD_MODEL, load=lambda _: embedder)


def passing(gathered: Gathered, *documents: Sequence[str]) -> Iterator[int]:
    """Documents, each of these texts, that are gathered as they pass."""
    for number, texts in enumerate(documents):
        gathered.texts += texts
        gathered.sentences += [f"mening {text}" for text in texts[:1]]
        yield number


def test_what_was_read_is_embedded_in_groups_that_depend_on_the_documents_alone(tmp_path: Path) -> None:
    embedder, model = watched()
    gathered = Gathered()
    with Ahead(tmp_path / "cache", model, gathered) as ahead:
        documents = (["a1 kort"], [f"b1 {LONG}", "b2"], ["c1 kort"], [f"d1 {LONG}"], ["e1 sist"])
        assert list(ahead.following(passing(gathered, *documents))) == [0, 1, 2, 3, 4]
        ahead.finish(lambda *_: None)
    assert [sorted(each) for each in embedder.given[::2]] == [["a1", "b1", "b2"], ["c1", "d1"]]
    assert threading.current_thread().name not in embedder.threads
    with EmbeddingCache.open(tmp_path / "cache", model.name, model.dim) as cache:
        assert cache.missing([*gathered.texts, *gathered.sentences], tokens=False) == ["e1 sist", "mening e1 sist"]


def test_little_text_is_left_until_all_has_been_read(tmp_path: Path) -> None:
    embedder, model = watched()
    gathered = Gathered()
    with Ahead(tmp_path / "cache", model, gathered) as ahead:
        assert list(ahead.following(passing(gathered, ["kort"], ["också kort"]))) == [0, 1]
        ahead.finish(lambda *_: None)
    assert embedder.given == []
    assert not (tmp_path / "cache").exists()


def test_a_model_that_cannot_be_loaded_is_told_when_all_has_been_read(tmp_path: Path) -> None:
    def missing(_: int) -> Embedder:
        raise OSError("borta")

    gathered = Gathered()
    with Ahead(tmp_path / "cache", replace(WORD_MODEL, load=missing), gathered) as ahead:
        assert list(ahead.following(passing(gathered, [LONG], ["a"]))) == [0, 1]
        with pytest.raises(BuildFailed, match="borta"):
            ahead.finish(lambda *_: None)


def slowed(embedder: Watched, begun: threading.Event, go_on: threading.Event) -> None:
    """Lets it begin with each batch, but end only when it is told to go on."""
    embed = embedder.embed_passages

    def slow(texts: Sequence[str], /, progress: object = None) -> Matrix:
        begun.set()
        assert go_on.wait(60)
        return embed(texts)

    embedder.embed_passages = slow  # type: ignore[method-assign]


def test_a_build_that_ends_otherwise_does_not_wait_for_what_is_left(tmp_path: Path) -> None:
    embedder, model = watched()
    gathered, begun, go_on = Gathered(), threading.Event(), threading.Event()
    slowed(embedder, begun, go_on)
    with pytest.raises(KeyboardInterrupt), Ahead(tmp_path / "cache", model, gathered) as ahead:
        assert len(list(ahead.following(passing(gathered, [f"a {LONG}"], [f"b {LONG}"], [f"c {LONG}"])))) == 3
        assert begun.wait(60)
        threading.Timer(0.2, go_on.set).start()
        raise KeyboardInterrupt
    assert embedder.given == [["a"]]


def test_the_bar_moves_while_what_was_handed_over_is_embedded(tmp_path: Path) -> None:
    embedder, model = watched()
    gathered, seen, go_on = Gathered(), list[tuple[str, int, int]](), threading.Event()
    slowed(embedder, threading.Event(), go_on)

    def progress(stage: str, done: int, total: int) -> None:
        seen.append((stage, done, total))
        go_on.set()

    with Ahead(tmp_path / "cache", model, gathered) as ahead:
        assert len(list(ahead.following(passing(gathered, [LONG], [f"b {LONG}"])))) == 2
        ahead.finish(progress)
    assert seen[0] == ("Räknar vektorer", 0, 4)
    assert seen[-1] == ("Räknar vektorer", 4, 4)
