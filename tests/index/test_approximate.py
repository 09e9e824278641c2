"""Many vectors: candidates come from an approximate search, scores from the exact vectors."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import cast

import faiss
import numpy as np
import pytest

from index import writing
from index.approximate import Approximate, one_thread
from index.build import build
from index.embedder import Matrix, unit_rows
from index.errors import LibraryDamaged
from index.files import PASSAGE_VECTORS, SENTENCE_VECTORS
from index.filters import NO_FILTER, Filter, filters_of
from index.generations import Generations
from index.library import Library
from index.manifest import Manifest
from index.ranges import Ranges
from index.searching import Mode
from index.vectors import Vectors, counted, write_candidates, write_vectors
from tests.fakes import WordEmbedder
from tests.index.libraries import DATA, Counting, built, put, put_three, report

COUNT, DIM, FEW = 2400, 32, 200
WIDE = Ranges.of([(100, 1000), (1300, 2000)])
NARROW = Ranges.of([(100, 150), (1900, 2000)])


def clustered(count: int, seed: int) -> Matrix:
    """Rows about two hundred points, as texts lie about their subjects."""
    random = np.random.default_rng(seed)
    about = np.random.default_rng(1).normal(size=(200, DIM))
    return unit_rows((about[random.integers(200, size=count)] + random.normal(0, 0.6, (count, DIM))).astype(np.float32))


ROWS, QUERIES = clustered(COUNT, 7), clustered(40, 8)


def written(folder: Path, rows: Matrix, before: Path | None = None, flat_up_to: int = 100) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "vectors.faiss"
    write_vectors(path, rows.shape[1], [rows[:7], rows[7:]])
    with one_thread():
        write_candidates(path, before, flat_up_to)
    return path


def beside(path: Path) -> Path:
    return path.with_suffix(".ivf")


def cells(path: Path) -> bytes:
    """The middles of the cells."""
    index = cast(faiss.IndexIVFPQFastScan, faiss.read_index(str(beside(path))))
    middles: Matrix = index.quantizer.reconstruct_n(0, index.nlist)
    return middles.tobytes()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("många"), ROWS)


@pytest.fixture(scope="module")
def vectors(path: Path) -> Vectors:
    return Vectors.read(path, few=FEW)


def exact(query: Matrix, numbers: Sequence[int]) -> list[int]:
    return sorted(numbers, key=lambda number: -float(ROWS[number] @ query))


def recall(vectors: Vectors, among: Ranges | None) -> float:
    numbers = range(COUNT) if among is None else among.numbers.tolist()
    found = [{number for number, _ in vectors.nearest(query, 10, among)} for query in QUERIES]
    wanted = [exact(query, numbers)[:10] for query in QUERIES]
    return float(np.mean([len(own.intersection(best)) / 10 for own, best in zip(found, wanted, strict=True)]))


@pytest.mark.parametrize("among", [None, WIDE], ids=["all", "wide"])
def test_nearly_all_of_the_nearest_are_found(vectors: Vectors, among: Ranges | None) -> None:
    assert recall(vectors, among) >= 0.97


def test_not_all_vectors_are_candidates(path: Path) -> None:
    candidates = Approximate.read(beside(path)).candidates(QUERIES[0], 10)
    assert 10 < len(candidates) < COUNT / 2


def test_scores_are_exact_and_fall(vectors: Vectors) -> None:
    for query in QUERIES:
        numbers, scores = zip(*vectors.nearest(query, 20), strict=True)
        assert scores == pytest.approx(ROWS[list(numbers)] @ query, abs=1e-6)
        assert list(scores) == sorted(scores, reverse=True)


def test_only_what_a_wide_filter_lets_through_is_found(vectors: Vectors) -> None:
    let_through = set(WIDE.numbers.tolist())
    for query in QUERIES:
        found = vectors.nearest(query, 50, WIDE)
        assert len(found) == 50
        assert {number for number, _ in found} <= let_through


def test_of_the_few_that_a_narrow_filter_leaves_the_nearest_are_exactly_those_found(vectors: Vectors) -> None:
    for query in QUERIES:
        assert [number for number, _ in vectors.nearest(query, 30, NARROW)] == exact(query, NARROW.numbers.tolist())[
            :30
        ]


def test_more_than_a_filter_leaves_is_not_found(vectors: Vectors) -> None:
    assert len(vectors.nearest(QUERIES[0], COUNT, NARROW)) == len(NARROW)
    assert vectors.nearest(QUERIES[0], 5, Ranges.of([])) == []


def test_up_to_the_limit_nothing_is_approximated(tmp_path: Path) -> None:
    few = written(tmp_path, ROWS, flat_up_to=COUNT)
    assert not beside(few).exists()
    assert recall(Vectors.read(few), None) == 1


def test_without_the_file_of_candidates_all_are_compared(tmp_path: Path) -> None:
    many = written(tmp_path, ROWS)
    beside(many).unlink()
    assert recall(Vectors.read(many), None) == 1


def test_the_same_vectors_give_the_same_file(path: Path, tmp_path: Path) -> None:
    assert beside(written(tmp_path, ROWS)).read_bytes() == beside(path).read_bytes()


class TestAgain:
    """What a generation before has learnt is used until there are twice as many vectors."""

    def test_cells_are_kept_and_new_vectors_are_found(self, path: Path, tmp_path: Path) -> None:
        more = np.concatenate([QUERIES, ROWS, clustered(500, 9)])
        grown = written(tmp_path, more, before=path)
        assert cells(grown) == cells(path)
        assert counted(grown) == (len(more), len(more))
        found = Vectors.read(grown, few=FEW)
        assert [found.nearest(query, 1)[0][0] for query in QUERIES] == list(range(len(QUERIES)))

    @pytest.mark.parametrize(
        ("count", "kept"), [(2 * COUNT + 200, False), (COUNT // 2 - 200, False), (COUNT - 9, True)]
    )
    def test_cells_are_made_anew_for_twice_or_half_as_many(
        self, path: Path, tmp_path: Path, count: int, kept: bool
    ) -> None:
        rows = clustered(count, 10)
        again, anew = written(tmp_path / "a", rows, before=path), written(tmp_path / "b", rows)
        assert (beside(again).read_bytes() != beside(anew).read_bytes()) is kept

    def test_vectors_of_another_length_get_cells_of_their_own(self, path: Path, tmp_path: Path) -> None:
        rows = unit_rows(np.random.default_rng(3).normal(size=(COUNT, 15)).astype(np.float32))
        other = written(tmp_path, rows, before=path)
        assert Vectors.read(other).nearest(rows[5], 1)[0][0] == 5

    @pytest.mark.parametrize("before", [b"skadad", None])
    def test_without_the_file_before_cells_are_made_anew(
        self, path: Path, tmp_path: Path, before: bytes | None
    ) -> None:
        if before:
            (tmp_path / "before.ivf").write_bytes(before)
        again = written(tmp_path / "a", ROWS, before=tmp_path / "before.faiss")
        assert beside(again).read_bytes() == beside(path).read_bytes()


class TestDamage:
    @pytest.fixture
    def copy(self, path: Path, tmp_path: Path) -> Path:
        for each in (path, beside(path)):
            (tmp_path / each.name).write_bytes(each.read_bytes())
        return tmp_path / path.name

    @pytest.mark.parametrize("damage", ["cut", "empty", "other"])
    def test_an_unreadable_file_is_said_to_be_damaged(self, copy: Path, damage: str) -> None:
        data = beside(copy).read_bytes()
        beside(copy).write_bytes({"cut": data[:-500], "empty": b"", "other": copy.read_bytes()}[damage])
        with pytest.raises(LibraryDamaged, match=r"Biblioteket är skadat: .*vectors\.ivf kan inte läsas"):
            Vectors.read(copy)

    def test_one_with_another_number_of_vectors_is_said_to_be_damaged_and_is_counted(
        self, copy: Path, tmp_path: Path
    ) -> None:
        other = written(tmp_path / "annan", ROWS[:-3])
        beside(copy).write_bytes(beside(other).read_bytes())
        assert counted(copy) == (COUNT, COUNT - 3)
        with pytest.raises(LibraryDamaged, match=r"vectors\.ivf kan inte läsas"):
            Vectors.read(copy)

    def test_a_full_disk_is_told_as_by_the_system(self, path: Path) -> None:
        if not Path("/dev/full").exists():
            pytest.skip("/dev/full saknas på den här datorn")
        full = path.with_name("full.faiss")
        full.symlink_to(path)
        beside(full).symlink_to("/dev/full")
        with pytest.raises(OSError, match="No space left"), one_thread():
            write_candidates(full, flat_up_to=100)


QUESTIONS = ("Hur många gånger träffades nätverket?", "barnrättsperspektivet i beslut", "utbildning av personal")


def hits(library: Library, filters: Filter) -> list[list[tuple[str, float]]]:
    found = (library.search(library.understand(each), filters, 10, Mode.HYBRID) for each in QUESTIONS)
    return [[(hit.stored.passage.id, hit.score) for hit in each] for each in found]


def test_a_small_library_gives_the_same_hits_by_way_of_candidates(tmp_path: Path) -> None:
    corpus = put_three(tmp_path / "corpus")
    for each in DATA.glob("*.md"):
        (corpus / each.name).write_bytes(each.read_bytes())
    built(corpus, tmp_path / "library")
    folder = Generations(tmp_path / "library").served()
    told = []
    for _ in range(2):
        library = Library.at(folder, WordEmbedder())
        told.append([hits(library, filters) for filters in (NO_FILTER, filters_of(kind=["årsrapport"]))])
        library.close()
        with one_thread():
            for name in (PASSAGE_VECTORS, SENTENCE_VECTORS):
                write_candidates(folder / name, flat_up_to=0)
    assert counted(folder / SENTENCE_VECTORS)[0] == counted(folder / SENTENCE_VECTORS)[1]
    assert told[1] == told[0]


def about(subject: str, corpus: Path) -> Path:
    """The corpus, with a document of many sentences about this."""
    return put(
        corpus, ny=report("Rapport", *(f"Kapitel{subject}{each} rör {subject}ämne{each}." for each in range(30)))
    )


def sentences_of(corpus: Path, tmp_path: Path, model: str = WordEmbedder.name) -> Path:
    """The vectors of sentences in the generation that is built of the corpus now."""
    assert build([corpus], tmp_path / "library", Counting(name=model).model).published
    return Generations(tmp_path / "library").served() / SENTENCE_VECTORS


class TestABuild:
    @pytest.fixture(autouse=True)
    def few_are_many(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setattr(writing, "write_candidates", partial(write_candidates, flat_up_to=15))
        with one_thread():
            yield

    @pytest.fixture
    def corpus(self, tmp_path: Path) -> Path:
        return about("ett", put_three(tmp_path / "corpus"))

    def test_the_next_one_uses_the_cells_again_though_its_texts_are_others(self, corpus: Path, tmp_path: Path) -> None:
        first = sentences_of(corpus, tmp_path)
        assert "sentences.ivf" in Manifest.read(first.parent).files
        assert cells(sentences_of(about("två", corpus), tmp_path)) == cells(first)

    def test_one_with_another_model_makes_its_own(self, corpus: Path, tmp_path: Path) -> None:
        first = sentences_of(corpus, tmp_path)
        assert cells(sentences_of(about("två", corpus), tmp_path, model="annan@1")) != cells(first)

    def test_one_without_a_document_makes_its_own_so_that_nothing_is_left_of_it(
        self, corpus: Path, tmp_path: Path
    ) -> None:
        first = sentences_of(corpus, tmp_path)
        (corpus / "skolan.md").unlink()
        assert cells(sentences_of(about("två", corpus), tmp_path)) != cells(first)

    def test_one_that_leaves_vectors_out_of_the_candidates_is_not_served(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def short(path: Path, before: Path | None) -> None:
            other = written(tmp_path / "kort", ROWS[:20], flat_up_to=15)
            beside(path).write_bytes(beside(other).read_bytes())

        monkeypatch.setattr(writing, "write_candidates", short)
        done = built(put_three(tmp_path / "corpus"), tmp_path / "library")
        assert not done.published
        assert "Bygget stämmer inte: vektorer för passager är 20 men skulle vara 3." in done.objections
