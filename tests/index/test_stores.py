"""One contract for every store of libraries: in files and in Milvus a library finds, moves and fails alike."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from index.engine import Shelf
from index.errors import LibraryMismatch, LibraryMissing, UnknownGeneration
from index.filters import NO_FILTER, Filter, filters_of
from index.library import Library
from index.searching import Hit, Mode
from index.serving import ServedLibrary
from tests.fakes import WordEmbedder
from tests.index.libraries import DATA, NETWORK, found, put, put_three, report
from tests.index.stores import EMBEDDER, InFiles, InMilvus, Stored, opened

QUERIES = (
    "Hur många gånger träffades nätverket för barnets rättigheter?",
    "barnrättsperspektivet i beslut om boende",
    "utbildning av personal, enligt rapporten 2024",
    "samverkan mellan kommuner",
    "Vad säger avsnitt 2.1 om länsstyrelsen?",
    "how many meetings did the network have",
)
FILTERS = (NO_FILTER, filters_of(year=[2022, 2023]), filters_of(kind=["årsrapport"]), filters_of(doc=["boende"]))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = put_three(tmp_path_factory.mktemp("corpus"))
    for path in DATA.glob("*.md"):
        (folder / path.name).write_bytes(path.read_bytes())
    body = "Barnrättsperspektivet ska prägla varje beslut om boende."
    return put(folder, boende=report("Rapport om boende", body, year=2022), fritid="# Om ”fritid”\n\nGården öppnade.\n")


@pytest.fixture(scope="module")
def in_milvus(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> InMilvus:
    folder = tmp_path_factory.mktemp("library")
    stored = InMilvus(folder / "files", folder / "store.db")
    stored.publish(corpus)
    return stored


@pytest.fixture(scope="module")
def libraries(in_milvus: InMilvus) -> Iterator[tuple[Library, Library]]:
    both = opened(InFiles(in_milvus.folder).shelf), opened(in_milvus.shelf)
    yield both
    for library in both:
        library.close()


@pytest.fixture(params=["files", "milvus"])
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Stored:
    return InFiles(tmp_path / "l") if request.param == "files" else InMilvus(tmp_path / "l", tmp_path / "l.db")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return put_three(tmp_path / "small")


def told(hit: Hit) -> tuple[object, ...]:
    return hit.stored, hit.rank, [each.passage.id for each in hit.also_in], sorted(hit.scores)


@pytest.mark.parametrize("filters", FILTERS, ids=["all", "years", "kind", "document"])
@pytest.mark.parametrize("mode", list(Mode))
def test_both_find_the_same_with_the_same_scores(
    libraries: tuple[Library, Library], mode: Mode, filters: Filter
) -> None:
    for query in QUERIES:
        one, other = (each.search(each.understand(query), filters, 8, mode) for each in libraries)
        assert list(map(told, other)) == list(map(told, one))
        for mine, theirs in zip(one, other, strict=True):
            assert theirs.score == pytest.approx(mine.score, abs=1e-4)
            assert theirs.scores == pytest.approx(dict(mine.scores), abs=1e-4)
            assert theirs.sentence_scores == pytest.approx(mine.sentence_scores, abs=1e-5)
            assert theirs.token_scores == pytest.approx(mine.token_scores, abs=1e-5)


def test_late_interaction_was_part_of_what_they_found(libraries: tuple[Library, Library]) -> None:
    for library in libraries:
        hit = library.search(library.understand(QUERIES[0]))[0]
        assert hit.token_scores
        rows = library.searcher.token_rows(hit.stored)
        assert rows is not None
        assert len(rows) > len(hit.stored.passage.sentences)


def test_threads_get_what_one_alone_gets(libraries: tuple[Library, Library]) -> None:
    for library in libraries:
        alone = [found(library, query) for query in QUERIES * 2]
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(partial(found, library), QUERIES * 2)) == alone


def test_both_give_the_same_by_name(libraries: tuple[Library, Library]) -> None:
    files, milvus = libraries
    assert milvus.manifest == files.manifest
    for record in files.manifest.documents:
        assert milvus.document(record.id) == files.document(record.id)
        assert milvus.store.source(record.id) == files.store.source(record.id)
        passages = files.store.passages_of(record.id)
        assert milvus.store.passages_of(record.id) == passages
        assert milvus.store.passage(passages[0].passage.id) == passages[0]
    labels = {doc: sorted(each) for doc, each in files.store.section_labels().items()}
    assert {doc: sorted(each) for doc, each in milvus.store.section_labels().items()} == labels
    places = [(doc, label) for doc, each in labels.items() for label in each]
    assert milvus.store.in_sections(places, 5) == files.store.in_sections(places, 5)


def test_both_say_alike_that_there_is_no_such_name(libraries: tuple[Library, Library]) -> None:
    for library in libraries:
        assert library.store.passage("borta") is None
        for asked in (library.document, library.store.metadata, library.store.source):
            with pytest.raises(KeyError):
                asked("borta")


def test_nothing_published_is_said_to_be_no_library(stored: Stored) -> None:
    with pytest.raises(LibraryMissing, match="Det finns inget bibliotek"):
        opened(stored.shelf)


def test_another_model_is_refused(stored: Stored, small: Path) -> None:
    stored.publish(small)
    with pytest.raises(LibraryMismatch, match="ordpåse@1"):
        Library.served_by(stored.shelf, WordEmbedder())


def test_a_document_that_is_taken_out_is_not_found_and_is_again_after_a_roll_back(stored: Stored, small: Path) -> None:
    first = stored.publish(small)
    (small / "granland.md").unlink()
    stored.publish(small)
    assert "granland" not in documents(stored.shelf)
    assert stored.roll_back() == first
    assert documents(stored.shelf)[0] == "granland"
    with pytest.raises(UnknownGeneration, match="någon tidigare version"):
        stored.roll_back()


def documents(shelf: Shelf) -> list[str]:
    library = opened(shelf)
    docs = found(library, NETWORK)
    library.close()
    return docs


def test_what_is_lent_stays_while_another_generation_is_moved_to(stored: Stored, small: Path, tmp_path: Path) -> None:
    first = stored.publish(small)
    serving = ServedLibrary(tmp_path, EMBEDDER, stored.shelf)
    with serving.borrow() as held:
        second = stored.publish(put(small, granland=report("Rapport om nätverket", "Nätverket lades ned.")))
        with serving.borrow() as moved:
            assert (held.id, moved.id) == (first, second)
            assert NETWORK in held.search(held.understand(NETWORK))[0].stored.text
            assert "lades ned" in moved.search(moved.understand("nätverket"))[0].stored.text
    serving.close()


def test_where_what_is_served_is_damaged_the_one_before_stands_in(stored: Stored, small: Path) -> None:
    first = stored.publish(small)
    second = stored.publish(put(small, ny=report("Rapport om nytt", "Det nya är nytt.")))
    stored.damage(second)
    library = opened(stored.shelf)
    assert library.id == first
    assert library.notice == f"Version {second} av biblioteket är skadad, så version {first} visas i stället."
    library.close()


def test_a_library_that_is_damaged_while_it_is_served_gives_way(
    stored: Stored, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = stored.publish(small)
    second = stored.publish(put(small, ny=report("Rapport om nytt", "Det nya är nytt.")))
    serving = ServedLibrary(tmp_path, EMBEDDER, stored.shelf)
    with serving.borrow() as library:
        assert library.id == second
    stored.damage(second)
    later = time.monotonic() + 60
    monkeypatch.setattr(time, "monotonic", lambda: later)
    with serving.borrow() as library:
        assert library.id == first
    serving.close()
