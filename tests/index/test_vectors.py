"""Exact search over unit vectors."""

from pathlib import Path

import faiss
import numpy as np
import pytest

from index.embedder import Matrix, unit_rows
from index.errors import LibraryMismatch
from index.ranges import Ranges
from index.vectors import Vectors, write_vectors

COUNT, DIM = 500, 64


@pytest.fixture(scope="module")
def rows() -> Matrix:
    return unit_rows(np.random.default_rng(7).normal(size=(COUNT, DIM)).astype(np.float32))


@pytest.fixture(scope="module")
def vectors(rows: Matrix, tmp_path_factory: pytest.TempPathFactory) -> Vectors:
    path = tmp_path_factory.mktemp("vektorer") / "vectors.faiss"
    write_vectors(path, DIM, [rows[:7], rows[7:]])
    return Vectors.read(path)


def test_a_stored_vector_finds_itself_with_one(vectors: Vectors, rows: Matrix) -> None:
    for number in range(0, COUNT, 7):
        ((found, score),) = vectors.nearest(rows[number], 1)
        assert found == number
        assert score == pytest.approx(1.0, abs=1e-5)


def test_all_are_found_nearest_first_with_their_inner_products(vectors: Vectors, rows: Matrix) -> None:
    found = vectors.nearest(rows[3], COUNT + 10)
    products = rows @ rows[3]
    assert [number for number, _ in found] == list(np.argsort(-products, kind="stable"))
    assert [score for _, score in found] == pytest.approx(sorted(products.tolist(), reverse=True), abs=1e-5)


def test_only_the_numbers_that_are_let_through_are_found(vectors: Vectors, rows: Matrix) -> None:
    among = Ranges.of([(90, 91), (4, 6), (300, 303)])
    found = vectors.nearest(rows[3], 10, among)
    best = sorted([4, 5, 90, 300, 301, 302], key=lambda number: -float(rows[number] @ rows[3]))
    assert [number for number, _ in found] == best


def test_no_numbers_let_through_find_nothing(vectors: Vectors, rows: Matrix) -> None:
    assert vectors.nearest(rows[3], 10, Ranges.of([])) == []


def test_products_are_in_the_order_asked_for(vectors: Vectors, rows: Matrix) -> None:
    assert vectors.products(rows[3], [9, 3, 200]) == pytest.approx(rows[[9, 3, 200]] @ rows[3], abs=1e-5)
    assert vectors.products(rows[3], []).shape == (0,)


def test_size_and_length_are_told(vectors: Vectors) -> None:
    assert (len(vectors), vectors.dim) == (COUNT, DIM)


def test_no_vectors_at_all_are_written_and_read(tmp_path: Path) -> None:
    write_vectors(tmp_path / "tom", DIM, [])
    empty = Vectors.read(tmp_path / "tom")
    assert (len(empty), empty.dim) == (0, DIM)
    assert empty.nearest(np.ones(DIM, dtype=np.float32), 5) == []


def test_what_is_written_row_by_row_is_what_faiss_would_write(rows: Matrix, tmp_path: Path) -> None:
    write_vectors(tmp_path / "vectors.faiss", DIM, [rows[:7], rows[7:]])
    index = faiss.IndexFlatIP(DIM)
    index.add(rows)
    assert (tmp_path / "vectors.faiss").read_bytes() == faiss.serialize_index(index).tobytes()


@pytest.mark.parametrize("content", [None, b"", b"inga vektorer alls"])
def test_a_missing_or_damaged_file_is_said_to_be_damaged(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "vectors.faiss"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LibraryMismatch, match=r"Biblioteket är skadat: .*vectors\.faiss kan inte läsas"):
        Vectors.read(path)


def test_a_file_that_was_cut_short_is_said_to_be_damaged(tmp_path: Path, rows: Matrix) -> None:
    path = tmp_path / "vectors.faiss"
    write_vectors(path, DIM, [rows[:7], rows[7:]])
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(LibraryMismatch):
        Vectors.read(path)
