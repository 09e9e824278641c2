"""Whatever goes wrong during a build, the library answers as before, and the next build succeeds."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index import build as building
from index import serving
from index.build import build
from index.errors import LibraryBusy, LibraryDamaged
from index.generations import KEPT, Generations
from index.library import Library
from index.manifest import DocumentRecord, Manifest
from index.serving import ServedLibrary
from ingest.corpus import Source
from ingest.document import Document
from tests.fakes import WORD_MODEL, ReaderHere, WordEmbedder
from tests.index.killing import AFTER, BEFORE, FULL, SMALL, Point, in_a_process, said_of_building
from tests.index.libraries import NETWORK, built, first_found, found, put, put_three, report

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processer delas och dödas så bara på Unix")

OLD, NEW = "nätverket träffades fem gånger", "samordnaren besökte Söderö"


def change(corpus: Path) -> None:
    put(corpus, granland=report("Rapport om nätverket", "Samordnaren besökte Söderö."))
    put(corpus, ny=report("Ny", "Något nytt hände."))
    (corpus / "skolan.md").unlink()


def best(folder: Path, query: str) -> str:
    """The text of the best passage in the served library."""
    library = Library.open(folder, WordEmbedder())
    hit = library.search(library.understand(query))[0]
    library.close()
    return hit.stored.text


def answers_as_before(folder: Path) -> bool:
    return best(folder, OLD) == NETWORK and first_found(folder, "obligatorisk grundutbildning") == "skolan"


def check_that_the_next_build_succeeds(corpus: Path, folder: Path) -> None:
    """It publishes what the corpus holds, and nothing of the one that failed is left."""
    generation = built(corpus, folder).generation
    assert Generations(folder).named() == generation
    assert best(folder, NEW) == "Samordnaren besökte Söderö."
    manifest = Manifest.read(Generations(folder).path(generation))
    assert [record.id for record in manifest.documents] == ["almark", "granland", "ny"]
    assert manifest.damaged(Generations(folder).path(generation)) == ()
    assert not [path for path in folder.rglob(".*") if path.name != ".managed.json"], "the full-text engine's own"
    kept = {record.source for name in Generations(folder).history() for record in _records(folder, name)}
    assert {path.name for path in (folder / "sources").iterdir()} == kept


def _records(folder: Path, name: str) -> tuple[DocumentRecord, ...]:
    try:
        return Manifest.read(Generations(folder).path(name)).documents
    except LibraryDamaged:
        return ()


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory, general_words: bytes) -> tuple[Path, dict[str, dict[str, object]]]:
    """Builds that were ended at every point, each in a copy of one library; and how each ended."""
    folder = tmp_path_factory.mktemp("fel")
    (folder / "general_words.txt").write_bytes(general_words)
    built(put_three(folder / "corpus"), folder / "library")
    change(folder / "corpus")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.run(
        [sys.executable, "-m", "tests.index.killing", str(folder)],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return folder, json.loads(run.stdout)


Ends = tuple[Path, dict[str, dict[str, object]]]


class TestKilled:
    def test_at_a_dozen_points_and_more(self, ends: Ends) -> None:
        assert len(BEFORE) >= 12
        assert {point.name: ends[1][point.name]["signal"] for point in (*BEFORE, *AFTER)} == {
            point.name: signal.SIGKILL for point in (*BEFORE, *AFTER)
        }

    @pytest.mark.parametrize("point", BEFORE, ids=lambda point: point.name)
    def test_before_it_is_published_the_old_one_answers(self, ends: Ends, point: Point) -> None:
        library = ends[0] / point.name / "library"
        assert answers_as_before(library)
        check_that_the_next_build_succeeds(ends[0] / "corpus", library)

    @pytest.mark.parametrize("point", AFTER, ids=lambda point: point.name)
    def test_once_it_is_published_the_new_one_answers(self, ends: Ends, point: Point) -> None:
        library = ends[0] / point.name / "library"
        assert best(library, NEW) == "Samordnaren besökte Söderö."
        check_that_the_next_build_succeeds(ends[0] / "corpus", library)


@pytest.mark.parametrize("name", [*(f"full-{size}" for size in FULL), *(f"small-{size}" for size in SMALL)])
def test_a_full_disk(ends: Ends, name: str) -> None:
    if name not in ends[1]:
        assert name.startswith("small"), "only a small disk may be missing, where none can be mounted"
        return
    said = str(ends[1][name]["said"])
    assert said.startswith("BuildFailed: Det går inte att skriva i biblioteket")
    assert said.endswith("Kontrollera att du får skriva där och att disken inte är full.")
    library = ends[0] / name / "library"
    assert answers_as_before(library)
    check_that_the_next_build_succeeds(ends[0] / "corpus", library)


@pytest.fixture
def library(tmp_path: Path, corpus: Path) -> Path:
    built(corpus, tmp_path / "library")
    return tmp_path / "library"


@pytest.fixture
def seen_by_all(corpus: Path, library: Path) -> Iterator[Path]:
    """A copy of corpus and library that other users may read."""
    with tempfile.TemporaryDirectory(prefix="belagg-") as folder:
        Path(folder).chmod(0o755)
        shutil.copytree(library, Path(folder) / "library")
        shutil.copytree(corpus, Path(folder) / "corpus")
        yield Path(folder)
        for path in (Path(folder), *Path(folder).rglob("*")):
            path.chmod(0o755)


def test_a_library_that_may_only_be_read(seen_by_all: Path) -> None:
    folder = seen_by_all / "library"
    change(seen_by_all / "corpus")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)

    def build_and_search() -> str:
        if os.geteuid() == 0:
            os.setuid(65_534)
        return f"{said_of_building(seen_by_all / 'corpus', folder)}\n{first_found(folder, OLD)}"

    said = str(in_a_process(build_and_search)["said"])
    assert said.startswith("BuildFailed: Det går inte att skriva i biblioteket")
    assert said.endswith("\ngranland")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    check_that_the_next_build_succeeds(seen_by_all / "corpus", folder)


@pytest.mark.parametrize("how", ["changed", "removed"])
def test_a_source_that_is_touched_while_it_is_read(
    corpus: Path, library: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(corpus)
    real = ReaderHere.read

    def read_and_touch(reader: ReaderHere, source: Source) -> Document:
        document = real(reader, source)
        if source.id == "granland" and how == "changed":
            put(corpus, granland=report("Rapport om nätverket", "Halvskriven."))
        elif source.id == "granland":
            source.path.unlink()
        return document

    with monkeypatch.context() as patch:
        patch.setattr(ReaderHere, "read", read_and_touch)
        done = built(corpus, library)
    assert [(failure.path.name, failure.kept) for failure in done.failures] == [("granland.md", True)]
    assert "granland.md ändrades" in done.failures[0].reason or "granland.md försvann" in done.failures[0].reason
    assert best(library, OLD) == NETWORK
    put(corpus, granland=report("Rapport om nätverket", "Samordnaren besökte Söderö."))
    check_that_the_next_build_succeeds(corpus, library)


HOLDER = """
import sys, time
from pathlib import Path
from index.generations import Generations
with Generations(Path(sys.argv[1])).lock():
    print("hållet", flush=True)
    time.sleep(60)
"""


def test_two_builds_at_once_and_the_lock_of_one_that_is_killed(corpus: Path, library: Path) -> None:
    change(corpus)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(library)], stdout=subprocess.PIPE, env=environment)
    with holder, contextlib.ExitStack() as stack:
        stack.callback(holder.kill)
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "hållet".encode()
        with pytest.raises(LibraryBusy, match="Ett annat bygge pågår"):
            built(corpus, library)
        assert answers_as_before(library)
    assert holder.returncode == -signal.SIGKILL
    check_that_the_next_build_succeeds(corpus, library)


def test_a_clock_that_is_set_back(corpus: Path, library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2030, 1, 1, tzinfo=UTC)

    class Backwards(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # as it is called
            nonlocal now
            now -= timedelta(days=400)
            return now

    monkeypatch.setattr(building, "datetime", Backwards)
    made = []
    for number in range(KEPT + 2):
        put(corpus, ny=report("Ny", f"Nyhet nummer {number}."))
        made.append(built(corpus, library).generation)
        assert Generations(library).current() == made[-1]
        assert best(library, f"nyhet nummer {number}") == f"Nyhet nummer {number}."
    assert Generations(library).history() == tuple(made[-KEPT:])
    assert Generations(library).roll_back() == made[-2]
    change(corpus)
    check_that_the_next_build_succeeds(corpus, library)


@pytest.mark.parametrize("content", [b"", b"0000", b"\xff\x00\xfe", b"000001-2026\n000002", b"../../etc", None])
def test_a_current_that_is_half_written(corpus: Path, library: Path, content: bytes | None) -> None:
    path = library / "current"
    path.unlink() if content is None else path.write_bytes(content)
    assert answers_as_before(library)
    opened = ServedLibrary(library, WordEmbedder())
    with opened.borrow() as held:
        assert found(held, OLD)[0] == "granland"
        assert "Det framgår inte vilken version som ska visas" in held.notice
    opened.close()
    change(corpus)
    check_that_the_next_build_succeeds(corpus, library)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of two generations."""
    folder = tmp_path_factory.mktemp("två")
    corpus = put_three(folder / "corpus")
    built(corpus, folder / "library")
    change(corpus)
    built(corpus, folder / "library")
    return folder


FILES = [
    "manifest.json", "passages.sqlite", "vectors.faiss", "sentences.faiss", "vocabulary.json", "synonyms.json",
    "general_words.txt", "words/meta.json", "words/*.idx", "words/*.term", "words/*.store",
]  # fmt: skip


def flip(generation: Path, pattern: str) -> None:
    """Turns one bit in the middle of a file."""
    path = next(generation.glob(pattern))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


class TestAFlippedBit:
    @pytest.fixture
    def folder(self, two: Path, tmp_path: Path) -> Path:
        return Path(shutil.copytree(two, tmp_path / "två"))

    def test_every_file_of_a_generation_is_tried(self, two: Path) -> None:
        generation = Generations(two / "library").served()
        tried = {path for pattern in FILES for path in generation.glob(pattern)}
        kinds = {path.suffix or path.name for path in generation.rglob("*") if path.is_file()}
        assert kinds - {path.suffix or path.name for path in tried} <= {".pos", ".fast", ".fieldnorm", ".managed.json"}

    @pytest.mark.parametrize("pattern", FILES)
    def test_the_last_whole_generation_is_opened_and_the_next_build_mends_it(self, folder: Path, pattern: str) -> None:
        library = folder / "library"
        damaged = Generations(library).served()
        flip(damaged, pattern)
        opened = Library.open(library, WordEmbedder())
        assert opened.id != damaged.name
        expected = f"Version {damaged.name} av biblioteket är skadad, så version {opened.id} visas i stället."
        assert opened.notice == expected
        assert found(opened, OLD)[0] == "granland"
        opened.close()
        check_that_the_next_build_succeeds(folder / "corpus", library)

    @pytest.mark.parametrize("pattern", ["vectors.faiss", "passages.sqlite", "words/*.term"])
    def test_a_running_server_falls_back_and_then_moves_on(
        self, folder: Path, pattern: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(serving, "_LOOK_EVERY_S", 0.0)
        library = folder / "library"
        served = ServedLibrary(library, WordEmbedder())
        with served.borrow() as held:
            assert held.id == Generations(library).current()
        flip(Generations(library).served(), pattern)
        with served.borrow() as held:
            assert held.id == Generations(library).history()[0]
            assert found(held, OLD)[0] == "granland"
        put(folder / "corpus", ny=report("Ny", "Något helt annat hände."))
        third = built(folder / "corpus", library).generation
        with served.borrow() as held:
            assert held.id == third
        served.close()

    def test_a_running_server_whose_every_generation_is_damaged_answers_on(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(serving, "_LOOK_EVERY_S", 0.0)
        library = folder / "library"
        served = ServedLibrary(library, WordEmbedder())
        for name in Generations(library).history():
            flip(Generations(library).path(name), "synonyms.json")
        for _ in range(3):
            with served.borrow() as held:
                assert found(held, NEW)[0] == "granland"
        assert len([each for each in caplog.records if "served on" in each.message]) == 1
        new = built(folder / "corpus", library).generation
        with served.borrow() as held:
            assert held.id == new
        served.close()

    def test_where_all_are_damaged_it_says_so(self, folder: Path) -> None:
        for name in Generations(folder / "library").history():
            flip(Generations(folder / "library").path(name), "vectors.faiss")
        with pytest.raises(LibraryDamaged, match=r"vectors\.faiss är inte som den skrevs\. Gå tillbaka"):
            Library.open(folder / "library", WordEmbedder())
        check_that_the_next_build_succeeds(folder / "corpus", folder / "library")

    def test_one_that_looks_untouched_is_found_by_the_next_build(self, folder: Path) -> None:
        path = Generations(folder / "library").served() / "vectors.faiss"
        before = path.stat()
        flip(path.parent, path.name)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert not build([folder / "corpus"], folder / "library", WORD_MODEL).plan.settled
        check_that_the_next_build_succeeds(folder / "corpus", folder / "library")
