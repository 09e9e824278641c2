"""Vectors are counted once a text and model, whatever happens to the cache."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index import embedding_cache
from index.embedder import Matrix
from index.embedding_cache import EmbeddingCache
from index.errors import BuildFailed
from index.token_vectors import pack

DIM = 3


class Lengths:
    """Embeds a text as its length, and remembers what it was given."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def __call__(self, texts: Sequence[str]) -> Matrix:
        self.given += texts
        return np.array([[len(text), 1, 0] for text in texts], dtype=np.float32)


def embed(path: Path, texts: Sequence[str], embed_: Lengths, *, model: str = "m@1", dim: int = DIM) -> Matrix:
    """What a build does: keeps what is missing, and takes all."""
    with EmbeddingCache.open(path, model, dim) as cache:
        new = cache.missing(texts, tokens=False)
        if new:
            cache.keep(new, embed_(new))
        return cache.vectors(texts)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "embeddings.sqlite"


def test_vectors_come_in_the_order_of_the_texts(path: Path) -> None:
    first = embed(path, ["aa", "b"], Lengths())
    again = embed(path, ["ccc", "b", "aa", "b"], Lengths())
    assert first[:, 0].tolist() == [2, 1]
    assert again[:, 0].tolist() == [3, 1, 2, 1]
    assert again.dtype == np.float32


def test_only_new_texts_are_embedded_and_each_once(path: Path) -> None:
    lengths = Lengths()
    embed(path, ["aa", "b", "aa"], lengths)
    embed(path, ["b", "ccc"], lengths)
    assert lengths.given == ["aa", "b", "ccc"]


def test_nothing_is_embedded_where_all_is_kept(path: Path) -> None:
    embed(path, ["aa"], Lengths())
    lengths = Lengths()
    embed(path, ["aa"], lengths)
    assert lengths.given == []


def test_another_model_has_vectors_of_its_own(path: Path) -> None:
    embed(path, ["aa"], Lengths())
    lengths = Lengths()
    embed(path, ["aa"], lengths, model="m@2")
    assert lengths.given == ["aa"]


def test_vectors_of_another_length_are_not_used(path: Path) -> None:
    embed(path, ["aa"], Lengths())
    with EmbeddingCache.open(path, "m@1", 5) as cache:
        assert cache.missing(["aa"], tokens=False) == ["aa"]
        cache.keep(["aa"], np.ones((1, 5), np.float32))
        assert cache.vectors(["aa"]).shape == (1, 5)


def test_a_text_whose_tokens_are_wanted_and_not_kept_is_missing(path: Path) -> None:
    embed(path, ["aa", "b"], Lengths())
    tokens = pack(np.eye(DIM, dtype=np.float32))
    with EmbeddingCache.open(path, "m@1", DIM) as cache:
        cache.keep(["aa"], np.ones((1, DIM), np.float32), [tokens])
        assert cache.missing(["aa", "b"], tokens=True) == ["b"]
        assert cache.missing(["aa", "b"], tokens=False) == []
        assert [each.to_bytes() for each in cache.tokens(["aa", "aa"])] == [tokens.to_bytes()] * 2


def test_a_text_that_is_not_kept_is_a_key_error(path: Path) -> None:
    embed(path, ["aa"], Lengths())
    with EmbeddingCache.open(path, "m@1", DIM) as cache, pytest.raises(KeyError):
        cache.vectors(["aa", "b"])
    with EmbeddingCache.open(path, "m@1", DIM) as cache, pytest.raises(KeyError):
        list(cache.tokens(["aa"]))


def test_more_texts_than_are_asked_for_at_once(path: Path) -> None:
    texts = ["x" * (i + 1) for i in range(1_203)]
    embed(path, texts[:700], Lengths())
    lengths = Lengths()
    assert embed(path, texts, lengths)[:, 0].tolist() == list(range(1, 1_204))
    assert lengths.given == texts[700:]


def test_blocks_are_the_same_rows_some_at_a_time(path: Path) -> None:
    texts = ["x" * (i + 1) for i in range(1_203)]
    whole = embed(path, texts, Lengths())
    with EmbeddingCache.open(path, "m@1", DIM) as cache:
        blocks = list(cache.blocks(texts))
    assert len(blocks) > 1
    assert np.array_equal(np.concatenate(blocks), whole)


def test_no_texts_are_no_rows_of_the_right_length(path: Path) -> None:
    assert embed(path, [], Lengths()).shape == (0, DIM)


def spoil_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)


def spoil_end(path: Path) -> None:
    """The second half, so that it opens."""
    data = path.read_bytes()
    half = len(data) // 2 // 4096 * 4096
    path.write_bytes(data[:half] + b"\xff" * (len(data) - half))


def other_table(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE vectors (something TEXT)")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"inte en databas" * 500),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        spoil_middle,
        other_table,
    ],
    ids=["no-database", "cut-short", "spoilt-inside", "another-table"],
)
def test_a_damaged_cache_is_thrown_away_and_begun_anew(path: Path, spoil: object) -> None:
    texts = ["x" * (i + 1) for i in range(400)]
    embed(path, texts, Lengths())
    assert callable(spoil)
    spoil(path)
    lengths = Lengths()
    assert embed(path, texts, lengths)[:, 0].tolist() == list(range(1, 401))
    assert lengths.given == texts
    again = Lengths()
    embed(path, texts, again)
    assert again.given == []


def test_a_large_cache_is_not_read_through_and_is_thrown_away_where_it_proves_to_be_damaged(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["x" * (i + 1) for i in range(400)]
    embed(path, texts, Lengths())
    spoil_end(path)
    monkeypatch.setattr(embedding_cache, "_READ_THROUGH", 0)
    with pytest.raises(BuildFailed, match="skadade och är borttagna"):
        embed(path, texts, Lengths())
    assert not path.exists()
    assert embed(path, texts, Lengths())[:, 0].tolist() == list(range(1, 401))


def test_a_cache_that_cannot_be_opened_at_all_is_an_error_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError), EmbeddingCache.open(tmp_path / "ingen" / "mapp", "m@1", DIM):
        pass


def test_a_cache_that_another_holds_is_not_thrown_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embed(path, ["aa"], Lengths())
    connect = sqlite3.connect

    def impatient(at: Path) -> sqlite3.Connection:
        return connect(at, timeout=0)

    monkeypatch.setattr(sqlite3, "connect", impatient)
    with closing(connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError, match="locked"), EmbeddingCache.open(path, "m@1", DIM):
            pass
    lengths = Lengths()
    embed(path, ["aa"], lengths)
    assert lengths.given == []
