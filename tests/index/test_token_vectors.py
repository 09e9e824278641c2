"""Token vectors in one byte a number: as near as they were, in the order they came."""

from pathlib import Path

import numpy as np
import pytest

from index.embedder import Matrix, unit_rows
from index.token_vectors import Packed, TokenVectors, pack, write_token_vectors

DIM = 16


def rows(count: int, seed: int) -> Matrix:
    return unit_rows(np.random.default_rng(seed).normal(size=(count, DIM)).astype(np.float32))


def written(folder: Path, *passages: Matrix) -> TokenVectors:
    write_token_vectors(folder / "tokens", (pack(passage) for passage in passages), DIM)
    return TokenVectors(folder / "tokens")


def test_similarities_are_to_the_nearest_token_of_each_passage(tmp_path: Path) -> None:
    passages = [rows(count, count) for count in (5, 1, 9)]
    query = rows(4, 99)
    found = written(tmp_path, *passages).similarities(query, [2, 0, 1])
    for similarities, passage in zip(found, [passages[2], passages[0], passages[1]], strict=True):
        assert similarities == pytest.approx((query @ passage.T).max(axis=1), abs=0.02)


def test_many_passages_are_each_found_as_if_alone(tmp_path: Path) -> None:
    tokens = written(tmp_path, *(rows(seed % 4, seed) for seed in range(25)))  # every fourth holds no token
    query = rows(3, 99)
    alone = [tokens.similarities(query, [number])[0] for number in range(25)]
    assert np.array(tokens.similarities(query, range(25))) == pytest.approx(np.array(alone), abs=1e-6)


def test_a_token_is_nearest_to_itself(tmp_path: Path) -> None:
    passage = rows(6, 1)
    (similarities,) = written(tmp_path, rows(3, 2), passage).similarities(passage, [1])
    assert similarities == pytest.approx(np.ones(6), abs=0.01)


def test_a_passage_without_tokens_is_near_to_nothing(tmp_path: Path) -> None:
    tokens = written(tmp_path, rows(2, 1), np.zeros((0, DIM), np.float32), rows(2, 3))
    assert len(tokens) == 3
    assert [len(each) for each in tokens.similarities(rows(4, 5), [1, 2])] == [4, 4]
    assert tokens.similarities(rows(4, 5), [1])[0].tolist() == [0.0] * 4


def test_no_tokens_or_no_passages_give_nothing(tmp_path: Path) -> None:
    tokens = written(tmp_path, rows(2, 1))
    assert [len(each) for each in tokens.similarities(np.zeros((0, DIM), np.float32), [0])] == [0]
    assert tokens.similarities(rows(2, 1), []) == []


def test_a_library_without_passages_has_none(tmp_path: Path) -> None:
    assert len(written(tmp_path)) == 0


def test_packed_vectors_survive_bytes_and_stay_within_a_byte() -> None:
    packed = pack(rows(7, 4))
    again = Packed.from_bytes(packed.to_bytes(), DIM)
    assert np.array_equal(again.values, packed.values)
    assert np.array_equal(again.scales, packed.scales)
    assert packed.values.min() >= -127
    assert pack(np.zeros((2, DIM), np.float32)).values.tolist() == [[0] * DIM] * 2
