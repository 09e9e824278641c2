"""A build plans, embeds what is new, publishes in one step, and leaves what is served alone when it fails."""

import errno
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index import build as building
from index import gathering, writing
from index.build import Gate, build
from index.compounds import Vocabulary
from index.embedder import Embedder, Matrix, Model
from index.errors import BuildFailed, LibraryBusy
from index.files import STORE, WORDS_FOLDER
from index.generations import KEPT, Generations
from index.library import Library
from index.manifest import MANIFEST, Manifest
from index.plan import Plan, plan_build
from index.report import Report, Verdict
from index.store import Store
from index.terms import WordEntry
from index.vectors import write_vectors
from index.words import write_words
from ingest.catalogue import CATALOGUE
from ingest.corpus import Source
from ingest.document import Document
from ingest.errors import CorpusError, ReaderFacingError
from ingest.passage import Passage, SplitRule, split
from ingest.readers import read_document
from tests.fakes import DIM, WORD_MODEL, ReaderHere, WordEmbedder
from tests.index.libraries import (
    DATA,
    NETWORK,
    NEWSLETTER,
    SCHOOL,
    Counting,
    built,
    first_found,
    found,
    put,
    report,
    served,
    tree,
)
from tests.pdf_pages import Page, write_pdf


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


def contents(folder: Path) -> list[tuple[str, str]]:
    """Ids and texts of all passages, in order."""
    generations = Generations(folder)
    store = Store(generations.served() / STORE)
    told = [(each.passage.id, each.text) for doc in store.document_ids() for each in store.passages_of(doc)]
    store.close()
    return told


def groups(report: Report) -> tuple[tuple[str, ...], ...]:
    plan = report.plan
    return plan.added, plan.changed, plan.removed, plan.unchanged


def broken(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(b"%PDF-1.7 och sedan inget mer")
    return path


class TestWhatIsDone:
    def test_the_first_build_adds_everything_and_serves_it(self, corpus: Path, library: Path) -> None:
        done = built(corpus, library)
        assert groups(done) == (("almark", "granland", "skolan"), (), (), ())
        assert (done.published, done.generation, done.failures) == (True, Generations(library).current(), ())
        assert done.passages == len(contents(library)) == 3
        assert first_found(library, "nyhetsbrevet Barnposten") == "almark"

    def test_the_second_build_of_the_same_does_nothing_and_loads_no_model(self, corpus: Path, library: Path) -> None:
        built(corpus, library)
        before = tree(library)
        counting = Counting()
        done = build([corpus], library, counting.model)
        assert counting.loads == 0
        assert not done.published
        assert groups(done) == ((), (), (), ("almark", "granland", "skolan"))
        assert (done.passages, [record.id for record in done.documents]) == (3, ["almark", "granland", "skolan"])
        assert tree(library) == before

    def test_changes_are_told_apart(self, corpus: Path, library: Path) -> None:
        built(corpus, library)
        put(
            corpus, granland=report("Rapport om nätverket", NETWORK, "Det var fler än förut."), ny=report("Ny", "Nytt.")
        )
        (corpus / "skolan.md").unlink()
        assert groups(built(corpus, library)) == (("ny",), ("granland",), ("skolan",), ("almark",))

    def test_a_removed_file_is_gone_from_search(self, corpus: Path, library: Path) -> None:
        built(corpus, library)
        assert first_found(library, "obligatorisk grundutbildning") == "skolan"
        (corpus / "skolan.md").unlink()
        built(corpus, library)
        held = served(library)
        assert "skolan" not in found(held, "obligatorisk grundutbildning")
        assert {record.id for record in held.manifest.documents} == {"almark", "granland"}
        held.close()

    def test_one_changed_document_embeds_its_new_texts_alone(self, corpus: Path, library: Path) -> None:
        built(corpus, library)
        new = "Samordnaren for till Söderö."
        put(corpus, granland=report("Rapport om nätverket", NETWORK, new))
        counting = Counting()
        build([corpus], library, counting.model)
        assert counting.texts == [f"Rapport om nätverket\n1 Arbetet\n{NETWORK} {new}", new]
        assert counting.loads == 1

    def test_a_model_is_loaded_once_with_all_that_is_new(self, corpus: Path, library: Path) -> None:
        counting = Counting()
        done = build([corpus], library, counting.model)
        assert counting.loads == 1
        assert len(counting.texts) == len(set(counting.texts)) == done.passages + done.sentences

    def test_an_unchanged_document_is_not_read_again(
        self, corpus: Path, library: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        built(corpus, library)
        put(corpus, ny=report("Ny", "Något nytt hände."))
        read: list[str] = []
        real = read_document

        def remembered(_: ReaderHere, source: Source) -> Document:
            read.append(source.id)
            return real(source)

        monkeypatch.setattr(ReaderHere, "read", remembered)
        built(corpus, library)
        assert read == ["ny"]

    def test_another_model_embeds_everything_anew(self, corpus: Path, library: Path) -> None:
        built(corpus, library)
        counting = Counting(name="annan@1")
        done = build([corpus], library, counting.model)
        assert done.published
        assert len(counting.texts) == done.passages + done.sentences

    def test_two_builds_of_the_same_give_the_same_passages_and_ids(self, corpus: Path, tmp_path: Path) -> None:
        copy = shutil.copytree(corpus, tmp_path / "kopia")
        built(corpus, tmp_path / "a")
        built(copy, tmp_path / "b")
        assert contents(tmp_path / "a") == contents(tmp_path / "b")
        one, other = (Manifest.read(Generations(tmp_path / name).served()) for name in "ab")
        assert one.corpus == other.corpus
        assert one.files[STORE] == other.files[STORE]
        assert one.files["vectors.faiss"] == other.files["vectors.faiss"]

    def test_the_reports_of_the_tests_are_built_with_pages_and_notes(self, library: Path) -> None:
        done = built(DATA, library)
        record = next(each for each in done.documents if each.id == "arsrapport-barnets-rattigheter-2023")
        assert (record.kind, record.year, record.pages) == ("årsrapport", 2023, 9)
        held = served(library)
        hit = held.search(held.understand("Hur många prenumeranter hade nyhetsbrevet Barnposten?"))[0]
        assert (hit.stored.passage.doc, hit.stored.passage.locator.section) == (record.id, "2.2")
        held.close()

    def test_source_files_are_kept_as_they_were(self, corpus: Path, library: Path) -> None:
        done = built(corpus, library)
        before = (corpus / "skolan.md").read_bytes()
        put(corpus, skolan=report("Annat", "Helt annat."))
        built(corpus, library)
        kept = next(record.source for record in done.documents if record.id == "skolan")
        assert (library / "sources" / kept).read_bytes() == before

    def test_a_file_that_is_one_endless_word_or_sentence_costs_the_others_nothing(
        self, corpus: Path, library: Path
    ) -> None:
        put(corpus, ord="a" * 200_000, mening="ord om barn " * 20_000)
        counting = Counting()
        done = build([corpus], library, counting.model)
        assert (done.published, done.failures, done.objections) == (True, (), ())
        assert max(map(len, counting.texts)) <= 10_000
        assert first_found(library, "nyhetsbrevet Barnposten") == "almark"

    def test_headings_alone_make_a_library_without_passages(self, tmp_path: Path, library: Path) -> None:
        done = built(put(tmp_path / "corpus", tom="## 1 Rubrik\n\n## 2 Rubrik\n"), library)
        assert (done.published, done.passages) == (True, 0)
        held = served(library)
        assert found(held, "rubrik") == []
        held.close()

    def test_a_passage_whose_vector_is_zero_does_not_stop_the_build(self, tmp_path: Path, library: Path) -> None:
        corpus = put(tmp_path / "corpus", tom="Det är den som är det.\n")
        assert built(corpus, library).published

    def test_progress_is_told_in_swedish_and_reaches_its_end(self, corpus: Path, library: Path) -> None:
        told: list[tuple[str, int, int]] = []
        build([corpus], library, WORD_MODEL, progress=lambda *step: told.append(step))
        stages = list(dict.fromkeys(stage for stage, _, _ in told))
        assert stages == ["Läser", "Räknar vektorer", "Skriver vektorer", "Skriver ordindex"]
        for stage in stages:
            done, total = [step[1:] for step in told if step[0] == stage][-1]
            assert done == total > 0


class TestTheCatalogue:
    def test_it_decides_id_kind_year_and_title(self, corpus: Path, library: Path) -> None:
        (corpus / CATALOGUE).write_text(
            '[[document]]\nfile = "granland.md"\nid = "eget"\ntitle = "Egen titel"\nkind = "metodstöd"\nyear = 2001\n',
            encoding="utf-8",
        )
        record = next(each for each in built(corpus, library).documents if each.id == "eget")
        assert (record.title, record.kind, record.year) == ("Egen titel", "metodstöd", 2001)

    def test_a_change_in_it_changes_the_document_without_new_vectors(self, corpus: Path, library: Path) -> None:
        built(corpus, library)
        (corpus / CATALOGUE).write_text('[[document]]\nfile = "granland.md"\nyear = 2001\n', encoding="utf-8")
        counting = Counting()
        done = build([corpus], library, counting.model)
        assert done.plan.changed == ("granland",)
        assert counting.texts == []
        assert next(each.year for each in done.documents if each.id == "granland") == 2001

    def test_of_two_files_with_one_id_the_pdf_is_built(self, corpus: Path, library: Path) -> None:
        write_pdf(corpus / "granland.pdf", [Page().line("Detta står bara i filen med sidor.")])
        built(corpus, library)
        assert first_found(library, "filen med sidor") == "granland"
        assert not any(NETWORK in text for _, text in contents(library))


class TestBrokenFiles:
    def test_a_broken_file_costs_only_itself(self, corpus: Path, library: Path) -> None:
        path = broken(corpus, "trasig.pdf")
        done = built(corpus, library)
        assert done.published
        assert [(failure.path, failure.kept) for failure in done.failures] == [(path, False)]
        assert done.failures[0].reason.startswith("trasig.pdf är skadad")
        assert [record.id for record in done.documents] == ["almark", "granland", "skolan"]

    def test_its_earlier_version_stays_served_and_nothing_new_is_published_for_it(
        self, tmp_path: Path, corpus: Path, library: Path
    ) -> None:
        write_pdf(corpus / "blad.pdf", [Page().line("Samordnaren besökte Söderö.")])
        first = built(corpus, library)
        broken(corpus, "blad.pdf")
        second = built(corpus, library)
        assert [failure.kept for failure in second.failures] == [True]
        assert (second.published, second.generation) == (False, first.generation)
        put(corpus, ny=report("Ny", "Något nytt hände."))
        third = built(corpus, library)
        assert third.published
        assert [failure.kept for failure in third.failures] == [True]
        assert first_found(library, "samordnaren besökte Söderö") == "blad"

    def test_a_mended_file_is_read(self, corpus: Path, library: Path) -> None:
        broken(corpus, "blad.pdf")
        built(corpus, library)
        write_pdf(corpus / "blad.pdf", [Page().line("Samordnaren besökte Söderö.")])
        assert built(corpus, library).plan.added == ("blad",)
        assert first_found(library, "samordnaren besökte Söderö") == "blad"

    def test_where_all_are_broken_nothing_is_published_and_the_first_reason_is_told(
        self, tmp_path: Path, library: Path
    ) -> None:
        corpus = tmp_path / "trasigt"
        corpus.mkdir()
        broken(corpus, "trasig.pdf")
        with pytest.raises(BuildFailed, match=r"Inget dokument kunde läsas.*trasig\.pdf är skadad"):
            built(corpus, library)
        assert Generations(library).current() is None
        assert Generations(library).history() == ()

    def test_where_all_have_broken_since_what_is_served_stays(self, tmp_path: Path, library: Path) -> None:
        corpus = tmp_path / "corpus"
        corpus.mkdir()
        write_pdf(corpus / "blad.pdf", [Page().line("Samordnaren besökte Söderö.")])
        first = built(corpus, library)
        broken(corpus, "blad.pdf")
        done = built(corpus, library)
        assert (done.published, done.generation) == (False, first.generation)
        assert [failure.kept for failure in done.failures] == [True]

    def test_a_file_that_vanishes_after_the_plan_costs_only_itself(
        self, corpus: Path, library: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plan = plan_build

        def planned_then_gone(*told: object) -> Plan:
            made = plan(*told)  # type: ignore[arg-type]  # as it was called
            (corpus / "skolan.md").unlink()
            return made

        monkeypatch.setattr(building, "plan_build", planned_then_gone)
        done = built(corpus, library)
        assert [failure.path.name for failure in done.failures] == ["skolan.md"]
        assert "finns inte" in done.failures[0].reason
        assert [record.id for record in done.documents] == ["almark", "granland"]

    def test_a_file_that_vanishes_while_it_is_read_costs_only_itself(
        self, corpus: Path, library: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def read_then_gone(_: ReaderHere, source: Source) -> Document:
            document = read(source)
            if source.id == "skolan":
                source.path.unlink()
            return document

        read = read_document
        monkeypatch.setattr(ReaderHere, "read", read_then_gone)
        done = built(corpus, library)
        assert [failure.reason for failure in done.failures] == [
            "skolan.md försvann medan den lästes. Lägg tillbaka filen."
        ]

    def test_no_files_at_all_are_said_to_be_none(self, library: Path) -> None:
        with pytest.raises(BuildFailed, match="Inget dokument kunde läsas"):
            build([], library, WORD_MODEL)

    def test_a_path_that_is_not_there_stops_before_anything_is_written(self, corpus: Path, library: Path) -> None:
        built(corpus, library)
        before = tree(library)
        with pytest.raises(CorpusError, match="finns inte"):
            built(corpus / "borta", library)
        assert tree(library) == before


class TestFailures:
    """Whatever goes wrong on the way, what is served stays, and the next build leaves no rubbish."""

    @pytest.fixture
    def first(self, corpus: Path, library: Path) -> str:
        first = built(corpus, library).generation
        put(corpus, granland=report("Rapport om nätverket", "Samordnaren besökte Söderö."))
        return first

    def check(self, corpus: Path, library: Path, first: str) -> None:
        """What is served is as it was, and a build that succeeds leaves nothing of the one that did not."""
        assert Generations(library).current() == first
        assert Generations(library).history() == (first,)
        assert first_found(library, "nätverket träffades fem gånger") == "granland"
        second = built(corpus, library).generation
        assert first_found(library, "samordnaren besökte Söderö") == "granland"
        assert sorted(path.name for path in (library / "generations").iterdir()) == sorted([first, second])
        assert {path.name for path in library.iterdir()} <= {
            "build.lock", "current", "embeddings.sqlite", "generations", "sources",
        }  # fmt: skip
        assert not [path for path in (library / "sources").iterdir() if path.name.startswith(".")]

    def test_an_embedder_that_fails(self, corpus: Path, library: Path, first: str) -> None:
        def fail(texts: Sequence[str]) -> Matrix:
            raise ZeroDivisionError(len(texts))

        with pytest.raises(ZeroDivisionError):
            build([corpus], library, Counting(fail).model)
        self.check(corpus, library, first)

    @pytest.mark.parametrize(
        "rows",
        [lambda n: np.full((n, DIM), np.nan, np.float32), lambda n: np.zeros((n, 3), np.float32)],
        ids=["no-numbers", "another-length"],
    )
    def test_an_embedder_whose_vectors_are_none(self, corpus: Path, library: Path, first: str, rows: object) -> None:
        assert callable(rows)
        with pytest.raises(BuildFailed, match="vektorer som inte kan användas"):
            build([corpus], library, Counting(lambda texts: rows(len(texts))).model)
        self.check(corpus, library, first)

    def test_a_model_that_cannot_be_loaded(self, corpus: Path, library: Path, first: str) -> None:
        def load(_: int) -> Embedder:
            raise OSError(errno.ENOENT, "No such file or directory", "vikter.safetensors")

        with pytest.raises(BuildFailed, match=r"Modellen ordpåse@1 kan inte läsas in.*vikter\.safetensors"):
            build([corpus], library, Model(WORD_MODEL.name, DIM, load))
        self.check(corpus, library, first)

    @pytest.mark.parametrize("step", ["write_words", "write_store", "sealed"])
    def test_a_disk_that_fills_up_is_said_in_one_sentence(
        self, corpus: Path, library: Path, first: str, step: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with monkeypatch.context() as patch:
            place = {"write_words": writing, "write_store": building, "sealed": Manifest}[step]
            patch.setattr(place, step, full)
            with pytest.raises(BuildFailed, match=r"Det går inte att skriva i biblioteket .* som förut\. Kontrollera"):
                built(corpus, library)
        self.check(corpus, library, first)

    @pytest.mark.parametrize("call", ["copyfile", "rename", "fsync", "replace"])
    def test_a_file_system_that_refuses_at_any_step(
        self, corpus: Path, library: Path, first: str, call: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))

        place = {"copyfile": shutil, "fsync": os}.get(call, Path)
        with monkeypatch.context() as patch:
            patch.setattr(place, call, refuse)
            with pytest.raises(BuildFailed, match="Det går inte att skriva i biblioteket"):
                built(corpus, library)
        self.check(corpus, library, first)

    def test_a_build_that_died_leaves_rubbish_that_the_next_one_clears(
        self, corpus: Path, library: Path, first: str
    ) -> None:
        left = library / "generations" / ".ny-död"
        left.mkdir()
        (left / STORE).write_bytes(b"halv")
        (library / ".current-död").write_text("halv", encoding="utf-8")
        (library / "sources" / ".död.part").write_bytes(b"halv")
        self.check(corpus, library, first)


class TestTheCheck:
    """What does not pass is set aside, with what was found, and not published unless that is forced."""

    @pytest.fixture
    def first(self, corpus: Path, library: Path) -> str:
        first = built(corpus, library).generation
        put(corpus, granland=report("Rapport om nätverket", "Samordnaren besökte Söderö."))
        return first

    def check(self, done: Report, library: Path, first: str, said: str) -> None:
        assert (done.published, done.generation) == (False, first)
        assert [each for each in done.objections if said in each]
        assert done.aside is not None
        assert Manifest.read(done.aside).damaged(done.aside) == ()
        assert Generations(library).history() == (first,)
        assert Generations(library).current() == first
        assert first_found(library, "nätverket träffades fem gånger") == "granland"

    def test_counts_that_do_not_agree(
        self, corpus: Path, library: Path, first: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(gathering, "sentence_texts", lambda *_: [])
            done = built(corpus, library)
        self.check(done, library, first, "meningar i databasen är 3 men skulle vara 0")
        assert built(corpus, library).published

    def test_a_passage_that_is_not_nearest_to_itself(
        self, corpus: Path, library: Path, first: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def turned(path: Path, dim: int, blocks: Iterable[Matrix]) -> None:
            write_vectors(path, dim, [block[::-1] for block in blocks])

        with monkeypatch.context() as patch:
            patch.setattr(writing, "write_vectors", turned)
            done = built(corpus, library)
        self.check(done, library, first, "hittar inte sig själv")

    def test_a_passage_that_its_words_do_not_find(
        self, corpus: Path, library: Path, first: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def other_words(folder: Path, entries: Sequence[WordEntry], vocabulary: Vocabulary) -> None:
            write_words(folder, [replace(entry, text="något helt annat") for entry in entries], vocabulary)

        with monkeypatch.context() as patch:
            patch.setattr(writing, "write_words", other_words)
            done = built(corpus, library)
        self.check(done, library, first, "hittas inte med sina egna ord")

    def test_a_doubted_sentence_that_is_not_marked(
        self, corpus: Path, library: Path, first: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = read_document

        def doubting(_: ReaderHere, source: Source) -> Document:
            document = real(source)
            return replace(document, unverified=(document.blocks[-1].span,))

        def unmarking(document: Document, rule: SplitRule) -> tuple[Passage, ...]:
            return split(replace(document, unverified=()), rule)

        with monkeypatch.context() as patch:
            patch.setattr(ReaderHere, "read", doubting)
            patch.setattr(gathering, "split", unmarking)
            done = built(corpus, library)
        self.check(done, library, first, "1 av meningarna i granland är varken återfunna")

    def test_a_trial_that_objects_and_an_annex_that_is_kept_with_it(
        self, corpus: Path, library: Path, first: str
    ) -> None:
        opened: list[int] = []

        def trial(folder: Path) -> Verdict:
            tried = Library.at(folder, WordEmbedder())
            opened.append(len(tried.manifest.documents))
            tried.close()
            return Verdict(("Kontrollfrågorna tappar för mycket.",), {"recall": 0.25})

        def annex(folder: Path, done: Report) -> None:
            (folder / "report.html").write_text(done.objections[0], encoding="utf-8")

        done = build([corpus], library, WORD_MODEL, gate=Gate(trial, annex))
        self.check(done, library, first, "Kontrollfrågorna tappar")
        assert opened == [3]
        assert done.aside is not None
        assert Manifest.read(done.aside).check == {"recall": 0.25}
        assert "report.html" in Manifest.read(done.aside).files

    def test_it_is_published_knowingly(self, corpus: Path, library: Path, first: str) -> None:
        gate = Gate(lambda _: Verdict(("Kontrollfrågorna tappar för mycket.",)), force=True)
        done = build([corpus], library, WORD_MODEL, gate=gate)
        assert (done.published, done.aside) == (True, None)
        assert done.objections == ("Kontrollfrågorna tappar för mycket.",)
        assert Generations(library).history() == (first, done.generation)


class TestADamagedLibrary:
    @pytest.mark.parametrize("name", [STORE, "vectors.faiss", "vocabulary.json", f"{WORDS_FOLDER}/meta.json", MANIFEST])
    @pytest.mark.parametrize("how", ["spoilt", "gone"])
    def test_it_is_built_anew_from_the_same_corpus(self, corpus: Path, library: Path, name: str, how: str) -> None:
        first = built(corpus, library).generation
        file = Generations(library).path(first) / name
        if how == "gone":
            file.unlink()
        else:
            file.write_bytes(b"skadad")
        done = built(corpus, library)
        assert done.published
        assert done.generation != first
        assert first_found(library, "nyhetsbrevet Barnposten") == "almark"

    def test_a_lost_name_of_what_is_served_is_written_anew_where_there_is_nothing_to_do(
        self, corpus: Path, library: Path
    ) -> None:
        first = built(corpus, library).generation
        (library / "current").write_text("halv", encoding="utf-8")
        assert not built(corpus, library).published
        assert Generations(library).named() == first

    def test_a_damaged_cache_of_vectors_is_made_anew(self, corpus: Path, library: Path) -> None:
        built(corpus, library)
        (library / "embeddings.sqlite").write_bytes(b"skadad" * 1000)
        put(corpus, ny=report("Ny", "Något nytt hände."))
        assert built(corpus, library).published


class TestTheFolder:
    def test_a_dry_run_changes_nothing_on_disk(self, corpus: Path, library: Path, tmp_path: Path) -> None:
        plan = plan_build([corpus], Generations(library), WORD_MODEL.name)
        assert plan.added == ("almark", "granland", "skolan")
        assert not library.exists()
        built(corpus, library)
        before = tree(tmp_path)
        put(corpus, ny=report("Ny", "Nytt."))
        after_put = tree(tmp_path)
        assert plan_build([corpus], Generations(library), WORD_MODEL.name).added == ("ny",)
        assert tree(tmp_path) == after_put != before

    def test_a_second_build_while_one_runs_is_told_to_wait(self, corpus: Path, library: Path) -> None:
        refused: list[str] = []

        def second(texts: Sequence[str]) -> Matrix:
            with pytest.raises(LibraryBusy) as caught:
                built(corpus, library)
            refused.append(str(caught.value))
            return np.ones((len(texts), DIM), np.float32)

        assert build([corpus], library, Counting(second).model).published
        assert set(refused) == {f"Ett annat bygge pågår i {library}. Vänta tills det är klart och försök igen."}

    def test_a_library_that_cannot_be_written_is_said_in_one_sentence(self, corpus: Path, tmp_path: Path) -> None:
        (tmp_path / "fil").write_text("här finns redan en fil", encoding="utf-8")
        for folder in (tmp_path / "fil", tmp_path / "fil" / "library"):
            with pytest.raises(ReaderFacingError, match=r"^Det går inte att skriva i biblioteket .*inte är full\.$"):
                built(corpus, folder)

    def test_a_lock_that_may_not_be_taken_is_said_in_one_sentence(
        self, corpus: Path, library: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        built(corpus, library)
        opened = os.open

        def refuse(path: object, *told: object, **named: object) -> int:
            if str(path).endswith("build.lock"):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
            return opened(path, *told, **named)  # type: ignore[arg-type]  # as called

        monkeypatch.setattr(os, "open", refuse)
        with pytest.raises(BuildFailed, match="Det går inte att skriva i biblioteket"):
            built(corpus, library)

    def test_only_the_newest_generations_are_kept(self, corpus: Path, library: Path) -> None:
        made = []
        for i in range(KEPT + 2):
            put(corpus, ny=report("Ny", f"Nyhet nummer {i}."))
            made.append(built(corpus, library).generation)
        assert Generations(library).history() == tuple(made[-KEPT:])
        assert Generations(library).current() == made[-1]


def test_the_texts_of_the_corpus_are_the_ones_that_are_searched(corpus: Path, library: Path) -> None:
    built(corpus, library)
    assert {text for _, text in contents(library)} == {NETWORK, NEWSLETTER, SCHOOL}
