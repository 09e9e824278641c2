"""What is written comes back as it was, by several threads at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import LibraryMismatch
from index.store import Entry, Store, write_store
from ingest.corpus import find_sources
from ingest.document import Document, Quality
from ingest.passage import Passage, SplitRule, split
from ingest.readers import read_document
from ingest.remarks import Remark, Subject
from tests.index.libraries import DATA
from tests.pdf_pages import Drawn, Page, write_pdf

Written = list[tuple[Entry, tuple[Passage, ...]]]


def entry(document: Document) -> tuple[Entry, tuple[Passage, ...]]:
    return Entry(document, f"digest-{document.id}", f"source-{document.id}", ".md"), split(document, SplitRule())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    page = Page().line("Säkert står det här.").gap()
    page.runs += [Drawn("3 000", 60, 600, 10), Drawn("2", 60, 604, 6)]
    pdf = write_pdf(tmp_path_factory.mktemp("pdf") / "blad.pdf", [page.line("Mer text."), Page()])
    return [entry(read_document(source)) for source in find_sources([DATA, pdf])]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, written: Written) -> Path:
    made = tmp_path_factory.mktemp("bok #1 ? ö") / "passages.sqlite"
    write_store(made, written)
    return made


@pytest.fixture
def store(path: Path) -> Store:
    return Store(path)


def test_documents_come_back_as_they_were_read(store: Store, written: Written) -> None:
    for each, _ in written:
        assert store.document(each.document.id) == each.document
        assert store.document(each.document.id).warnings == each.document.warnings
        assert store.document(each.document.id).remarks == each.document.remarks
        assert store.document(each.document.id).origins == each.document.origins != {}
        assert store.metadata(each.document.id) == each.document.metadata


def test_what_a_reader_noticed_comes_back(store: Store) -> None:
    assert store.document("blad").remarks == (Remark(Subject.BLANK_PAGE, ("2",)),)


def test_passages_come_back_with_text_headings_and_metadata(store: Store, written: Written) -> None:
    for each, passages in written:
        back = store.passages_of(each.document.id)
        assert tuple(stored.passage for stored in back) == passages
        assert [stored.text for stored in back] == [p.span.of(each.document.text) for p in passages]
        assert all(stored.path == each.document.section_at(stored.passage.span.start).path for stored in back)
        assert {stored.metadata for stored in back} == {each.document.metadata}


def test_numbers_run_over_all_documents_in_the_order_given(store: Store, written: Written) -> None:
    numbers = [stored.number for each, _ in written for stored in store.passages_of(each.document.id)]
    assert numbers == list(range(len(numbers)))


def test_the_passages_of_a_document_are_one_range_and_those_of_none_are_no_range(
    store: Store, written: Written
) -> None:
    begun = 0
    for each, passages in written:
        expected = [(begun, begun + len(passages))] if passages else []
        assert list(store.ranges([each.document.id, "borta"])) == expected
        begun += len(passages)


def test_every_sentence_knows_its_passage_by_number(store: Store, written: Written) -> None:
    owners = store.sentence_owners()
    for each, _ in written:
        for stored in store.passages_of(each.document.id):
            mine = [number for number, owner in enumerate(owners) if owner == stored.number]
            first = stored.first_sentence
            assert mine == list(range(first, first + len(stored.passage.sentences)))


def test_passages_are_found_by_number_and_by_id(store: Store, written: Written) -> None:
    wanted = written[0][1][2]
    assert store.passages([2])[2].passage == wanted
    found = store.passage(wanted.id)
    assert found is not None
    assert (found.number, found.passage) == (2, wanted)
    assert store.passages([]) == {}
    assert store.passage("finns.inte") is None


def test_sources_and_digests_are_told_by_document(store: Store, written: Written) -> None:
    docs = [each.document.id for each, _ in written]
    assert list(store.document_ids()) == sorted(docs)
    assert store.digests() == {doc: f"digest-{doc}" for doc in docs}
    assert store.source(docs[0]) == (f"source-{docs[0]}", ".md")


def test_a_document_that_is_not_there_is_a_key_error(store: Store) -> None:
    for ask in (store.document, store.source, store.metadata):
        with pytest.raises(KeyError, match="borta"):
            ask("borta")


def test_the_least_trusted_sentence_decides_on_a_passage(store: Store, written: Written) -> None:
    told = {stored.passage.doc: stored.quality for each, _ in written for stored in store.passages_of(each.document.id)}
    assert set(told.values()) <= set(Quality)
    assert told[written[0][0].document.id] is Quality.TEXT


def test_several_threads_read_the_same(store: Store, written: Written) -> None:
    docs = [each.document.id for each, _ in written] * 20
    alone = [store.passages_of(doc) for doc in docs]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(store.passages_of, docs)) == alone


def test_reading_writes_nothing_beside_the_file(path: Path) -> None:
    before = path.stat().st_mtime_ns
    store = Store(path)
    store.document_ids()
    store.close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert path.stat().st_mtime_ns == before


def test_a_missing_or_damaged_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    (tmp_path / "skadad").write_bytes(b"inte en databas" * 100)
    (tmp_path / "tom").write_bytes(b"")
    for name in ("skadad", "tom", "borta"):
        with pytest.raises(LibraryMismatch, match=f"Biblioteket är skadat: .*{name} kan inte läsas"):
            Store(tmp_path / name)
    assert not (tmp_path / "borta").exists()
