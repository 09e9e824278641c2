"""Whatever a reader does, it costs its own file: the next one is read, and nothing is left running."""

import functools
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.corpus import Source
from ingest.errors import EmptyDocument, ReaderFacingError, UnreadableDocument
from ingest.isolation import IsolatedReader
from ingest.limits import Limits
from ingest.readers import read_document
from tests.ingest import mischief
from tests.ingest.mischief import Mischief

LIMITS = Limits(seconds=1.5, seconds_per_mb=0.0, memory_mb=250, characters=1_000_000)


@pytest.fixture
def reader() -> Iterator[IsolatedReader]:
    with IsolatedReader(LIMITS) as reader:
        yield reader


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "blad.md"
    path.write_text("# Blad\n\nEn mening om barnets rättigheter.\n", encoding="utf-8")
    return path


def source(path: Path) -> Source:
    return Source(path, path.stem, {})


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


def test_a_file_is_read_as_it_is_in_this_process(reader: IsolatedReader, file: Path) -> None:
    assert reader.read(source(file)) == read_document(source(file))


def test_what_is_wrong_with_a_file_is_said_as_it_is_in_this_process(reader: IsolatedReader, tmp_path: Path) -> None:
    empty = tmp_path / "tom.md"
    empty.write_text("", encoding="utf-8")
    for path, kind in ((empty, EmptyDocument), (tmp_path / "borta.md", UnreadableDocument)):
        with pytest.raises(kind) as here:
            read_document(source(path))
        with pytest.raises(kind, match=f"^{re.escape(str(here.value))}$"):
            reader.read(source(path))


def test_one_process_reads_many_files(reader: IsolatedReader, tmp_path: Path) -> None:
    begun = time.perf_counter()
    for number in range(60):
        path = tmp_path / f"{number}.md"
        path.write_text(f"# Nummer {number}\n\nEn mening.\n", encoding="utf-8")
        assert f"Nummer {number}" in reader.read(source(path)).text
    assert time.perf_counter() - begun < 20


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="minnet mäts bara där /proc finns")
@pytest.mark.parametrize(
    ("act", "said"),
    [
        (mischief.sleep, "tar längre tid än 2 sekunder att läsa"),
        (mischief.hold_the_interpreter, "tar längre tid än 2 sekunder"),
        (mischief.ignore_signals_and_spin, "tar längre tid än 2 sekunder"),
        (mischief.talk, "tar längre tid än 2 sekunder"),
        (mischief.fault, "så skadad att läsaren kraschar"),
        (mischief.abort, "så skadad att läsaren kraschar"),
        (mischief.leave, "så skadad att läsaren kraschar"),
        (mischief.stop, "så skadad att läsaren kraschar"),
        (mischief.take_memory_at_once, "kräver mer minne än 250 MB"),
        (mischief.take_memory_by_and_by, "kräver mer minne än 250 MB"),
        (mischief.answer_shortly, "så skadad att läsaren kraschar"),
        (mischief.answer_twice, "så skadad att läsaren kraschar"),
        (mischief.answer_falsely, "kräver mer minne|kraschar"),
        (mischief.blunder, r"läsaren stötte på något oväntat \(ZeroDivisionError i mischief\.py, rad \d+\)"),
        (mischief.sink, r"läsaren stötte på något oväntat \(RecursionError"),
    ],
    ids=lambda told: told.__name__ if callable(told) else "",
)
def test_harm_costs_its_own_file_alone(
    reader: IsolatedReader, file: Path, act: Callable[[], object], said: str
) -> None:
    reader.read(source(file))
    begun = time.perf_counter()
    with pytest.raises(UnreadableDocument, match=said) as caught:
        reader.read(Mischief(file, act).source())
    assert time.perf_counter() - begun < LIMITS.seconds + 3
    assert str(caught.value).startswith("blad.md ")
    assert str(caught.value).endswith(".")
    assert "barnets rättigheter" in reader.read(source(file)).text


def test_what_a_reader_has_started_ends_with_it(reader: IsolatedReader, file: Path, tmp_path: Path) -> None:
    told = tmp_path / "pid"
    with pytest.raises(UnreadableDocument):
        reader.read(Mischief(file, functools.partial(mischief.leave_a_child, told)).source())
    child = int(told.read_text(encoding="utf-8"))
    end = time.monotonic() + 5
    while is_alive(child) and time.monotonic() < end:
        time.sleep(0.02)
    assert not is_alive(child)


def test_a_text_without_end_is_refused(reader: IsolatedReader, tmp_path: Path) -> None:
    path = tmp_path / "lang.txt"
    path.write_text("ord " * 600_000, encoding="utf-8")
    with pytest.raises(UnreadableDocument, match=r"lang\.txt har 2 miljoner tecken text, och mer än 1 miljoner"):
        reader.read(source(path))


def test_a_large_file_may_take_longer_up_to_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "stor.pdf"
    with path.open("wb") as file:
        file.truncate(3_000_000)
    limits = Limits(seconds=10, seconds_per_mb=5, most_seconds=60)
    assert limits.seconds_for(path) == 25
    os.truncate(path, 300_000_000)
    assert limits.seconds_for(path) == 60
    assert limits.seconds_for(tmp_path / "borta.pdf") == 10


def test_what_an_editor_gives_is_what_counts() -> None:
    given = Limits.of(30, 4_000, 5)
    assert (given.seconds, given.most_seconds, given.memory_mb, given.pages) == (1_800, 1_800, 4_000, 5)
    assert Limits.of(None, None, None) == Limits()


def test_a_file_may_have_as_many_pages_as_the_editor_allows(tmp_path: Path) -> None:
    path = tmp_path / "lång.pdf"
    canvas = Canvas(str(path))
    for number in range(3):
        canvas.drawString(72, 700, f"Sida {number} handlar om barnets rättigheter i länet.")
        canvas.showPage()
    canvas.save()
    source = Source(path, "lång", {})
    with IsolatedReader(Limits(pages=3)) as reader:
        assert reader.read(source).page_count == 3
    with (
        IsolatedReader(Limits(pages=2)) as reader,
        pytest.raises(UnreadableDocument, match=r"har 3 sidor, och mer än 2 läses inte\..*--pages-per-file\.$"),
    ):
        reader.read(source)


def test_what_starts_the_process_that_reads_imports_no_reader() -> None:
    code = "import sys, index.build, index.inspection; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pypdf", "docx", "ingest.readers"} & set(told.stdout.split())


PARENT = """
import sys
from pathlib import Path
from ingest.isolation import IsolatedReader
from ingest.limits import Limits
from tests.ingest.mischief import Mischief, sleep
reader = IsolatedReader(Limits(seconds=1.0))
reader.read(Mischief(Path(sys.argv[1]), int).source())
print(reader._process._process.pid, flush=True)
reader.read(Mischief(Path(sys.argv[1]), sleep).source())
"""


def test_where_the_program_is_killed_the_reader_ends_by_itself(file: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(file)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    end = time.monotonic() + 12
    while is_alive(child) and time.monotonic() < end:
        time.sleep(0.1)
    assert not is_alive(child)


def test_a_reader_that_cannot_be_started_says_so(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(ReaderFacingError, match="Det går inte att starta den process"):
        IsolatedReader(LIMITS).read(source(file))
