"""Broken and hostile files through the process that reads: each ends in text or one clear sentence, in time."""

import csv
import os
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ingest.corpus import Source, find_sources
from ingest.document import Document
from ingest.errors import ReaderFacingError, UnreadableDocument
from ingest.isolation import IsolatedReader
from ingest.limits import Limits
from ingest.readers import read_document
from tests.ingest.hostile import page, write_all
from tests.ingest.test_bad_pdf import is_clear

LIMITS = Limits(seconds=6, seconds_per_mb=0, memory_mb=700)
IMPATIENT = replace(LIMITS, seconds=2)
ENDLESS = {"miljon-rubriker.md", "ritat-i-oändlighet.pdf"}
"""Files that take all the time that they are given."""
GRACE_S = 3.0


@dataclass(frozen=True)
class Ending:
    """How the reading of a file ended, and what it cost."""

    found: Document | ReaderFacingError
    seconds: float
    peak_mb: float

    def is_in_order(self, name: str) -> bool:
        clear = bool(self.found.text.strip()) if isinstance(self.found, Document) else is_clear(str(self.found), name)
        return clear and self.seconds < LIMITS.seconds + GRACE_S and self.peak_mb < LIMITS.memory_mb * 1.2


def endings(paths: list[Path], limits: Limits = LIMITS) -> dict[str, Ending]:
    told = {}
    with IsolatedReader(limits) as reader:
        for path in paths:
            begun = time.perf_counter()
            try:
                found: Document | ReaderFacingError = reader.read(Source(path, path.stem, {}))
            except ReaderFacingError as error:
                found = error
            told[path.name] = Ending(found, time.perf_counter() - begun, reader.peak_mb)
    return told


def test_hostile_files_end_in_text_or_a_clear_sentence_within_the_limits(tmp_path: Path) -> None:
    paths = write_all(tmp_path)
    told = endings([path for path in paths if path.name not in ENDLESS])
    told |= endings([path for path in paths if path.name in ENDLESS], IMPATIENT)
    assert len(told) >= 40
    assert {name: ending for name, ending in told.items() if not ending.is_in_order(name)} == {}
    assert isinstance(told["disposition-i-ring.pdf"].found, Document)
    assert isinstance(told["utf16.txt"].found, Document)
    assert isinstance(told["latin1.txt"].found, Document)
    assert "tar längre tid än 2 sekunder" in str(told["ritat-i-oändlighet.pdf"].found)
    assert "det ritas orimligt mycket på filens sida 1" in str(told["ritat-på-en-sida.pdf"].found)
    assert "kräver mer minne än 700 MB" in str(told["hundra-megabyte-en-rad.txt"].found)


@pytest.mark.shared
def test_the_shared_broken_files_do_so_too(shared: Path) -> None:
    with (shared / "bad-pdf" / "index.tsv").open(encoding="utf-8", newline="") as table:
        told = endings([shared / "bad-pdf" / row["file"] for row in csv.DictReader(table, delimiter="\t")])
    assert len(told) >= 23
    assert {name: ending for name, ending in told.items() if not ending.is_in_order(name)} == {}


class TestWhatIsNoOrdinaryFile:
    @pytest.fixture
    def corpus(self, tmp_path: Path) -> Path:
        corpus = tmp_path / "corpus"
        corpus.mkdir()
        (corpus / "blad.md").write_text("En mening.\n", encoding="utf-8")
        return corpus

    def refused(self, corpus: Path, doc: str) -> str:
        source = next(each for each in find_sources([corpus]) if each.id == doc)
        source.digest()  # opens nothing that never ends
        with pytest.raises(UnreadableDocument) as caught:
            read_document(source)
        return str(caught.value)

    def test_a_pipe_is_not_waited_for(self, corpus: Path) -> None:
        os.mkfifo(corpus / "rör.pdf")
        assert self.refused(corpus, "rör") == "rör.pdf är ingen vanlig fil, och läses inte. Ta bort den ur mappen."
        assert [source.id for source in find_sources([corpus / "rör.pdf"])] == ["rör"]

    def test_a_device_without_end_is_not_read(self, corpus: Path) -> None:
        os.symlink("/dev/zero", corpus / "noll.pdf")
        assert "noll.pdf är ingen vanlig fil" in self.refused(corpus, "noll")

    def test_a_link_out_of_the_folder_is_not_followed(self, corpus: Path, tmp_path: Path) -> None:
        (tmp_path / "hemligt.md").write_text("Hemligt.\n", encoding="utf-8")
        os.symlink(tmp_path / "hemligt.md", corpus / "lank.md")
        assert "lank.md är en länk ut ur mappen" in self.refused(corpus, "lank")

    def test_a_link_within_the_folder_is_read(self, corpus: Path) -> None:
        os.symlink("blad.md", corpus / "samma.md")
        source = next(each for each in find_sources([corpus]) if each.id == "samma")
        assert read_document(source).text == "En mening."

    def test_a_link_to_nothing_is_told_of(self, corpus: Path) -> None:
        os.symlink(corpus / "borta.md", corpus / "lank.md")
        assert "lank.md är en länk till något som inte finns" in self.refused(corpus, "lank")

    def test_a_folder_named_as_a_file_is_none(self, corpus: Path) -> None:
        (corpus / "mapp.pdf").mkdir()
        assert [source.id for source in find_sources([corpus])] == ["blad"]

    def test_a_name_that_cannot_be_written_is_told_of_in_one_that_can(self, corpus: Path) -> None:
        (corpus / "rad\nbrytning.md").write_text("Text.\n", encoding="utf-8")
        with open(os.fsencode(corpus) + b"/latin\xe5.md", "wb") as file:
            file.write(b"Text.\n")
        for doc in ("rad\ufffdbrytning", "latin\ufffd"):
            told = self.refused(corpus, doc)
            assert told == f"{doc}.md har tecken i sitt namn som inte kan skrivas. Byt namn på filen."
            assert told.encode()

    @pytest.mark.parametrize("name", ["a b", "å#?%&", "'\";--", "$(ls)", "-rf", "日本", "a" * 200, "[bold]"])
    def test_a_strange_name_is_as_good_as_any(self, tmp_path: Path, name: str) -> None:
        (tmp_path / f"{name}.pdf").write_bytes(page())
        (source,) = find_sources([tmp_path])
        with IsolatedReader(LIMITS) as reader:
            assert "Hej barn." in reader.read(source).text
