"""A document taken out of the library, and not one byte of it left where it is to be purged."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.build import Gate, build
from index.editors_report import EditorsReport, State
from index.embedding_cache import EmbeddingCache
from index.errors import BuildFailed, LibraryBusy, LibraryDamaged, LibraryMismatch, LibraryMissing, UnknownDocument
from index.files import STORE
from index.generations import Generations
from index.inspection import Inspection
from index.removal import Removal, Wish, remove
from index.removal_told import question, removal_lines
from index.report import Verdict
from index.todo import todo
from ingest.catalogue import CATALOGUE
from tests.fakes import DIM, WORD_MODEL, WordEmbedder
from tests.index.libraries import NEWSLETTER, Counting, first_found, put, report, served, tree

OLDER = "Nyhetsbrevet Barnposten hette förr Ekbladet och hade hemliga läsare."


@pytest.fixture
def library(tmp_path: Path, corpus: Path) -> Generations:
    """Three generations; in the first one the newsletter says something else, and the second has it twice."""
    folder = tmp_path / "l"
    put(corpus, almark=report("Rapport om brevet", OLDER, year=2024))
    build([corpus], folder, WORD_MODEL)
    put(corpus, almark=report("Rapport om brevet", NEWSLETTER, year=2024), kopia=report("Kopia av brevet", NEWSLETTER))
    build([corpus], folder, WORD_MODEL)
    (corpus / "kopia.md").unlink()
    build([corpus], folder, WORD_MODEL)
    return Generations(folder)


def gone(
    library: Generations, corpus: Path, doc: str = "almark", *, purge: bool = False, file: bool = False
) -> Removal:
    gate = Inspection(library, WORD_MODEL).gate()
    return remove(Wish(doc, purge, file), library, corpus, WORD_MODEL, gate)


def holding(folder: Path, *needles: bytes) -> list[str]:
    """The files below a folder that hold one of these, byte by byte; free pages of a database and journals too."""
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(needle in path.read_bytes() for needle in needles)
    ]


def test_what_is_removed_is_not_found_and_the_others_are(library: Generations, corpus: Path) -> None:
    before = library.current()
    done = gone(library, corpus)
    assert done.report is not None
    assert (library.current(), library.current() != before) == (done.report.generation, True)
    with closing(served(library.folder)) as opened:
        assert [record.id for record in opened.manifest.documents] == ["granland", "skolan"]
    assert first_found(library.folder, "nätverket i Granlands län") == "granland"
    assert library.roll_back() == before
    assert first_found(library.folder, "nyhetsbrevet Barnposten") == "almark"


def test_the_report_of_a_removal_says_what_went_and_why(library: Generations, corpus: Path) -> None:
    put(corpus, utan="En enda mening utan rubrik.")
    build([corpus], library.folder, WORD_MODEL)
    gone(library, corpus)
    told = EditorsReport.read(library.served())
    assert [(each.id, each.why) for each in told.removed] == [("almark", "undantaget i katalogen")]
    assert {each.state for each in told.documents} == {State.UNCHANGED}
    (lacking,) = todo(told)
    assert "belagg add FIL --title" in lacking.remedy


def test_nothing_is_read_or_embedded_for_a_removal(library: Generations, corpus: Path) -> None:
    for path in corpus.glob("*.md"):
        path.write_text("# Ändrad\n\nEfter bygget.\n", encoding="utf-8")
    counting = Counting()
    remove(Wish("almark"), library, corpus, counting.model)
    assert (counting.loads, counting.texts) == (0, [])


def test_the_next_build_does_not_take_it_in_again_until_it_is_added(library: Generations, corpus: Path) -> None:
    done = gone(library, corpus)
    assert done.files == (corpus / "almark.md",)
    assert (corpus / "almark.md").exists()
    again = build([corpus], library.folder, WORD_MODEL)
    assert (again.published, again.plan.settled) == (False, True)
    (corpus / CATALOGUE).unlink()
    back = build([corpus], library.folder, WORD_MODEL)
    assert back.plan.added == ("almark",)


def test_every_file_of_the_id_is_excluded(library: Generations, corpus: Path) -> None:
    (corpus / "almark.txt").write_text(NEWSLETTER, encoding="utf-8")
    assert set(gone(library, corpus).files) == {corpus / "almark.md", corpus / "almark.txt"}
    assert build([corpus], library.folder, WORD_MODEL).plan.settled


def test_the_file_and_its_entry_go_only_when_told(library: Generations, corpus: Path) -> None:
    done = gone(library, corpus, file=True)
    assert done.deleted
    assert not (corpus / "almark.md").exists()
    assert "almark" not in (corpus / CATALOGUE).read_text(encoding="utf-8")
    assert (corpus / "granland.md").exists()


def vector(text: str) -> bytes:
    return bytes(WordEmbedder().embed_passages([text])[0].tobytes())


def test_after_a_purge_not_one_byte_of_the_text_is_left(library: Generations, corpus: Path) -> None:
    (library.path(".underkänd-000009-x")).mkdir()
    (library.path(".underkänd-000009-x") / "passages.sqlite").write_text(OLDER, encoding="utf-8")
    texts = [OLDER.encode(), NEWSLETTER.encode(), b"Barnposten", b"barnposten", b"Ekbladet", b"ekbladet"]
    vectors = [vector(OLDER), vector(NEWSLETTER), vector(f"Arbetet\n{OLDER}"), vector(f"1 Arbetet\n{NEWSLETTER}")]
    assert {Path(name).name for name in holding(library.folder, *texts)} >= {STORE, "vocabulary.json"}
    assert "embeddings.sqlite" in holding(library.folder, *vectors)
    gone(library, corpus, "kopia", purge=True)
    done = gone(library, corpus, purge=True)
    assert holding(library.folder, *texts, *vectors) == []
    assert len(done.purged) == 2
    assert library.history() == (library.current(),)
    assert first_found(library.folder, "nätverket i Granlands län") == "granland"
    assert holding(corpus, NEWSLETTER.encode()) == ["almark.md"]


def test_a_purge_keeps_the_vectors_of_what_is_left(library: Generations, corpus: Path) -> None:
    gone(library, corpus, purge=True)
    with EmbeddingCache.open(library.embeddings, WORD_MODEL.name, DIM) as cache:
        assert cache.missing([NEWSLETTER, OLDER], tokens=False) == [NEWSLETTER, OLDER]
    put(corpus, granland=(corpus / "granland.md").read_text(encoding="utf-8").replace("2025", "2026"))
    counting = Counting()
    build([corpus], library.folder, counting.model)
    assert counting.loads == 0


def test_what_is_no_longer_served_can_be_purged(library: Generations, corpus: Path) -> None:
    done = gone(library, corpus, "kopia", purge=True)
    assert done.report is None
    assert len(done.purged) == 1
    assert holding(library.folder, b"Kopia av brevet") == []
    assert first_found(library.folder, "nyhetsbrevet Barnposten") == "almark"
    with pytest.raises(UnknownDocument):
        gone(library, corpus, "kopia", purge=True)


def test_a_generation_that_cannot_be_read_goes_with_a_purge(library: Generations, corpus: Path) -> None:
    oldest = library.history()[0]
    (library.path(oldest) / "manifest.json").write_text("{}", encoding="utf-8")
    assert oldest in gone(library, corpus, purge=True).purged


@pytest.mark.parametrize(("doc", "purge"), [("okänd", False), ("okänd", True), ("kopia", False)])
def test_an_unknown_document_is_told_and_nothing_is_changed(
    library: Generations, corpus: Path, doc: str, *, purge: bool
) -> None:
    before = tree(library.folder), tree(corpus)
    with pytest.raises(UnknownDocument, match=doc):
        gone(library, corpus, doc, purge=purge)
    assert (tree(library.folder), tree(corpus)) == before


def test_the_last_document_cannot_be_removed(tmp_path: Path) -> None:
    corpus = put(tmp_path / "c", ensam="# Ensam\n\nEn enda text.\n")
    build([corpus], tmp_path / "l", WORD_MODEL)
    with pytest.raises(UnknownDocument, match="enda dokumentet"):
        gone(Generations(tmp_path / "l"), corpus, "ensam")


def test_a_library_that_is_missing_damaged_busy_or_of_another_model_is_told(
    library: Generations, corpus: Path, tmp_path: Path
) -> None:
    with pytest.raises(LibraryMissing):
        gone(Generations(tmp_path / "inget"), corpus)
    with pytest.raises(LibraryMismatch, match="annan@1"):
        remove(Wish("almark"), library, corpus, Counting(name="annan@1").model)
    with library.lock(), pytest.raises(LibraryBusy):
        gone(library, corpus)
    (library.served() / "vectors.faiss").write_bytes(b"skadad")
    with pytest.raises(LibraryDamaged, match="belagg build"):
        gone(library, corpus)


def test_a_library_that_would_not_pass_its_check_is_not_published_and_nothing_is_purged(
    library: Generations, corpus: Path
) -> None:
    before = library.history()
    gate = Gate(trial=lambda _: Verdict(("Något stämmer inte.",)))
    with pytest.raises(BuildFailed, match="ligger kvar"):
        remove(Wish("almark", purge=True, delete_file=True), library, corpus, WORD_MODEL, gate)
    assert library.history() == before
    assert (corpus / "almark.md").exists()


def test_a_corpus_elsewhere_is_told(library: Generations, tmp_path: Path) -> None:
    done = gone(library, tmp_path / "borta")
    assert done.files == ()
    assert "en annan mapp" in list(removal_lines(Wish("almark"), done))[-1]


@pytest.fixture
def lines(library: Generations, corpus: Path) -> Iterator[str]:
    wish = Wish("almark", purge=True)
    yield "\n".join(removal_lines(wish, gone(library, corpus, purge=True)))
    shutil.rmtree(corpus)


def test_what_was_done_is_told(lines: str, corpus: Path) -> None:
    assert "almark är borta ur biblioteket." in lines
    assert "3 sparade versioner" in lines
    assert f"belagg add {corpus / 'almark.md'}" in lines


def test_the_question_says_what_cannot_be_undone() -> None:
    assert question(Wish("a")) == "Ta bort a ur biblioteket?"
    asked = question(Wish("a", purge=True, delete_file=True))
    assert asked == (
        "Ta bort a ur biblioteket, radera dess text ur alla sparade versioner och radera filen i corpus/? "
        "Det går inte att ångra."
    )
