"""How growth is measured: the documents that are made up, what is missed, and how it is told."""

from pathlib import Path

import numpy as np
import pytest

from bench.scale import Size
from bench.scale_build import Built, Moved
from bench.scale_report import table
from bench.scale_search import Recalled, Searched, nearest, share
from bench.scale_text import PER_DOCUMENT, Stock, document, names, read_stock, write_documents
from index.vectors import Vectors, write_vectors

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def stock() -> Stock:
    return read_stock((ROOT / "corpus").glob("*.md"))


def test_a_smaller_set_of_documents_is_the_beginning_of_a_larger_one(tmp_path: Path) -> None:
    sources = list((ROOT / "corpus").glob("*.md"))
    for name, passages in (("smaller", PER_DOCUMENT), ("larger", PER_DOCUMENT + 1)):
        write_documents(tmp_path / name, sources, passages)
    first, second = sorted((tmp_path / "larger").iterdir())
    assert [file.name for file in (tmp_path / "smaller").iterdir()] == [first.name]
    assert (tmp_path / "smaller" / first.name).read_text("utf-8") == first.read_text("utf-8")
    assert first.read_text("utf-8") != second.read_text("utf-8")
    assert document(read_stock(sources), first.name, seed=10) != first.read_text("utf-8")


def test_hardly_any_sentence_stands_twice(stock: Stock) -> None:
    texts = [document(stock, name) for name in names(2 * PER_DOCUMENT)]
    said = [line for text in texts for line in text.splitlines() if line.endswith(".") and not line.startswith("#")]
    assert len(said) == 2 * PER_DOCUMENT
    sentences = [sentence for line in said for sentence in line.split(". ")]
    assert len(set(sentences)) > 0.98 * len(sentences)


def test_without_swedish_text_nothing_is_made() -> None:
    with pytest.raises(ValueError, match="svensk text"):
        read_stock([])


def test_a_moved_vector_lies_where_its_text_says_and_near_one_of_the_library(tmp_path: Path) -> None:
    rows = np.eye(6, 64, dtype=np.float32)
    for name, own in (("p", rows[:3]), ("s", rows[3:])):
        write_vectors(tmp_path / name, 64, [own])
    moved = Moved("m", Vectors.read(tmp_path / "p"), Vectors.read(tmp_path / "s"))
    passage, again, other, sentence = moved.embed_passages(["Rubrik\nText.", "Rubrik\nText.", "Rubrik\nAnnat.", "En."])
    assert np.array_equal(passage, again)
    assert not np.array_equal(passage, other)
    assert max(rows[:3] @ passage) == pytest.approx(0.94, abs=0.05)
    assert max(rows[3:] @ sentence) == pytest.approx(0.94, abs=0.05)


def test_the_nearest_are_found_over_the_edges_of_blocks() -> None:
    rows = np.random.default_rng(1).standard_normal((40, 8)).astype(np.float32)
    queries = rows[[3, 25]]
    exact = np.argsort(-(queries @ rows.T), axis=1, kind="stable")[:, :5]
    assert np.array_equal(nearest(queries, [rows[:7], rows[7:30], rows[30:]], 5), exact)


def test_what_is_missed_counts_once_a_question() -> None:
    assert share([{1: 0.5, 2: 0.4}, {7: 0.3}], np.array([[1, 2], [7, 7]])) == 1.0
    assert share([[1], [8]], np.array([[1, 2], [7, 7]])) == 0.25


def size(passages: int, ms: float, *, moved: bool = False) -> Size:
    stages = {"läsning": 60.0, "vektorer": 1.0, "skrivning": 30.0, "kontroll": 20.0, "publicering": 10.0}
    built = Built(passages, 3 * passages, 5, {}, stages, 1500.0, moved)
    times = {"utan filter": (ms, 2 * ms)}
    return Size(built, built, {"tokens": 900.0, "words": 200.0}, Searched(2.0, times, 400.0, 90.0), Recalled(1, 0.985))


def test_the_table_tells_times_as_multiples_of_the_smallest_library_and_the_models_own_pace() -> None:
    fresh = Built(100, 300, 1, {}, {"läsning": 0.5, "vektorer": 1.5}, 1.0)
    rows = dict(
        line.strip("| ").split(" | ", 1)
        for line in table({100_000: size(100_000, 30, moved=True), 10_000: size(10_000, 20)}, fresh).splitlines()[2:]
    )
    assert rows["vektorer"] == "räknade av modellen | flyttade"
    assert rows["sökning utan filter, p50 och p95"] == "20 och 40 ms (1,0 ×) | 30 och 60 ms (1,5 ×)"
    assert rows["bygge: räkna vektorer, i modellens takt"] == "3,3 min | 33,3 min"
    assert rows["bygge: skriva och kontrollera"] == "60,0 s | 60,0 s"
    assert rows["på disk"] == "1,1 GB | 1,1 GB"
    assert rows["av de tio närmaste meningarnas passager hittas"] == "98,5 % | 98,5 %"
