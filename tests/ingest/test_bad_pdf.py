"""Broken, locked, endless and scanned PDFs: each gives text, or one clear sentence that names it."""

import csv
import re
import time
from pathlib import Path

import pytest

from ingest.corpus import Source
from ingest.document import Document, Quality
from ingest.errors import EmptyDocument, ReaderFacingError, UnreadableDocument
from ingest.ocr import can_recognise
from ingest.passage import SplitRule, split
from ingest.readers import read_document
from ingest.remarks import Subject
from ingest.sentences import sentence_spans

pytestmark = pytest.mark.shared

MOST_SECONDS = 20
LOCKED = {"pypdf-encryption_r3-user-password.pdf", "samplefiles-libreoffice-writer-password.pdf"}
WITHOUT_TEXT = {
    "pdfjs-empty_protected.pdf",
    "pypdf-encrypted_doc_no_id.pdf",
    "samplefiles-grayscale-image.pdf",
    "egen-noll-sidor.pdf",
}
NO_PDF = {"egen-0-byte.pdf", "egen-html-som-pdf.pdf", "qpdf-bad1.pdf"}
TOO_LARGE = {"egen-3000-sidor.pdf", "egen-flate-bomb-64mb.pdf"}
READ = {
    "pdfjs-helloworld-bad.pdf": "Hello, world!",
    "pdfjs-scan-bad.pdf": "pdf.js",
    "pdfjs-hello_world_rotated.pdf": "Hello world",
    "qpdf-append-xref-loop.pdf": "Potato 7",
    "qpdf-page-no-content.pdf": "Potato",
    "pdfminer-zen_of_python_corrupted.pdf": "Simple is better than complex.",
    "pdfminer-issue-449-vertical.pdf": "Vertical",
    "samplefiles-habibi.pdf": "habibi",
    "qpdf-eof-in-inline-image.pdf": "Potato",  # this and the next two only pdfium reads
    "qpdf-pages-loop.pdf": "Potato",
    "pdfminer-simple3.pdf": "Hello",
}


def files(shared: Path) -> list[Path]:
    with (shared / "bad-pdf" / "index.tsv").open(encoding="utf-8", newline="") as table:
        return [shared / "bad-pdf" / row["file"] for row in csv.DictReader(table, delimiter="\t")]


def read(path: Path) -> Document:
    return read_document(Source(path, path.stem, {}))


def outcome(path: Path) -> Document | ReaderFacingError:
    try:
        return read(path)
    except ReaderFacingError as error:
        return error


def is_clear(said: str, name: str) -> bool:
    """Whether it is one to three short sentences that name the file and hold no word of the library's."""
    foreign = re.search(r"Error|Exception|pypdf|pdfium|Traceback|stream|xref", said.replace(name, ""))
    return said.startswith(name) and said.endswith(".") and len(sentence_spans(said)) <= 3 and foreign is None


@pytest.fixture(scope="module")
def outcomes(shared: Path) -> dict[str, tuple[Document | ReaderFacingError, float]]:
    told = {}
    for path in files(shared):
        begun = time.perf_counter()
        told[path.name] = (outcome(path), time.perf_counter() - begun)
    return told


def test_every_file_gives_text_or_one_clear_sentence(
    outcomes: dict[str, tuple[Document | ReaderFacingError, float]],
) -> None:
    unclear = {
        name: str(found)
        for name, (found, _) in outcomes.items()
        if (isinstance(found, Document) and not found.text.strip())
        or (isinstance(found, ReaderFacingError) and not is_clear(str(found), name))
    }
    assert len(outcomes) >= 23
    assert unclear == {}


def test_none_takes_long(outcomes: dict[str, tuple[Document | ReaderFacingError, float]]) -> None:
    assert {name: seconds for name, (_, seconds) in outcomes.items() if seconds > MOST_SECONDS} == {}


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (LOCKED, "är låst med lösenord"),
        (NO_PDF, "är inte en PDF"),
        (TOO_LARGE, "för stor för att läsas|mer än 2000 läses inte"),
    ],
)
def test_what_is_wrong_is_said(
    outcomes: dict[str, tuple[Document | ReaderFacingError, float]], names: set[str], said: str
) -> None:
    for name in names:
        found = outcomes[name][0]
        assert isinstance(found, UnreadableDocument)
        assert re.search(said, str(found)), name


def test_a_file_without_text_is_empty_and_not_broken(
    outcomes: dict[str, tuple[Document | ReaderFacingError, float]],
) -> None:
    read = {"pypdf-encrypted_doc_no_id.pdf"} if can_recognise() else set()
    assert {name for name, (found, _) in outcomes.items() if isinstance(found, EmptyDocument)} == WITHOUT_TEXT - read


def test_what_can_be_read_of_a_damaged_file_is_read(
    outcomes: dict[str, tuple[Document | ReaderFacingError, float]],
) -> None:
    for name, words in READ.items():
        found = outcomes[name][0]
        assert isinstance(found, Document), found
        assert words in found.text, name


def test_real_pdfs_are_read_with_nearly_every_sentence_verified(shared: Path) -> None:
    paths = [path for path in sorted((shared / "corpus" / "pdf-samples").glob("*.pdf")) if "skannad" not in path.name]
    assert len(paths) == 3
    for path in paths:
        document = read(path)
        sentences = sum(len(sentence_spans(document.text, block.span)) for block in document.blocks)
        assert sentences >= 50
        assert len(document.unverified) < 0.05 * sentences, path.name
        assert len(document.page_labels) == document.page_count


def test_a_scan_is_read_by_ocr_and_said_to_be(shared: Path) -> None:
    if not can_recognise():
        pytest.skip("tesseract-ocr-swe är inte installerat")
    document = read(shared / "corpus" / "pdf-samples" / "skannad-tva-sidor.pdf")
    assert "Regeringen föreslår riksdagen att anta de förslag som har tagits" in document.text
    assert "De nya reglerna avses träda i kraft den 1 januari 1992" in document.text
    (remark,) = document.remarks
    assert (remark.subject, remark.pages) == (Subject.OCR_PAGE, document.page_labels)
    assert (remark.confidence or 0) > 0.8
    passages = split(document, SplitRule())
    assert {sentence.quality for passage in passages for sentence in passage.sentences} == {Quality.OCR}
