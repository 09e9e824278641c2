"""Pages that are pictures of text, with Tesseract and without."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest import ocr
from ingest.corpus import Source
from ingest.document import Document, Quality
from ingest.errors import EmptyDocument
from ingest.passage import SplitRule, split
from ingest.readers import read_document
from ingest.remarks import Subject
from tests.scans import picture_of, write_scan

SCANNED = [
    "Länsstyrelserna ska bistå kommunerna i arbetet med barnets rättigheter.",
    "Åtgärderna följdes upp i oktober, och nätverket träffades fem gånger.",
    "Över hälften av länen önskade fler utbildningar under nästa år.",
]
WRITTEN = [
    "Den här sidan har text som inte är en bild, och den läses som den är.",
    "Enkäten besvarades av tjugo länsstyrelser under hösten.",
]


@pytest.fixture
def tesseract() -> None:
    if not ocr.can_recognise():
        pytest.skip("tesseract-ocr-swe är inte installerat")


@pytest.fixture
def without_tesseract(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    ocr.can_recognise.cache_clear()
    monkeypatch.setattr("ingest.ocr.shutil.which", lambda _: None)
    yield
    ocr.can_recognise.cache_clear()


def read(path: Path) -> Document:
    return read_document(Source(path, "skannad", {}))


def qualities(document: Document) -> dict[str, Quality]:
    """The quality of each sentence."""
    return {s.span.of(document.text): s.quality for p in split(document, SplitRule()) for s in p.sentences}


@pytest.mark.usefixtures("tesseract")
def test_a_scan_is_read_and_told_to_be_one(tmp_path: Path) -> None:
    document = read(write_scan(tmp_path / "skannad.pdf", [SCANNED]))
    for sentence in SCANNED:
        assert sentence in document.text
    (remark,) = document.remarks
    assert (remark.subject, remark.pages) == (Subject.OCR_PAGE, ("1",))
    assert 0.8 < (remark.confidence or 0) <= 1
    assert set(qualities(document).values()) == {Quality.OCR}
    assert document.unverified == ()


@pytest.mark.usefixtures("tesseract")
def test_only_the_page_that_is_a_picture_is_recognised(tmp_path: Path) -> None:
    document = read(write_scan(tmp_path / "skannad.pdf", [SCANNED], written=[WRITTEN]))
    told = qualities(document)
    assert told[WRITTEN[0]] is Quality.TEXT
    assert told[SCANNED[1]] is Quality.OCR
    assert [(remark.subject, remark.pages) for remark in document.remarks] == [(Subject.OCR_PAGE, ("2",))]


@pytest.mark.usefixtures("tesseract")
def test_a_picture_without_text_leaves_the_page_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "omslag.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    noise = np.random.default_rng(1).integers(0, 255, (420, 300), dtype=np.uint8)
    canvas.drawImage(ImageReader(Image.fromarray(noise)), 0, 0, 595, 842)
    canvas.setFont("Helvetica", 28)
    canvas.setFillColorRGB(1, 0, 0)
    canvas.drawString(60, 600, "Årsrapport 2025")
    canvas.save()
    document = read(path)
    assert document.text == "Årsrapport 2025"
    assert document.remarks == ()


@pytest.mark.usefixtures("without_tesseract")
def test_without_tesseract_a_scan_is_refused_with_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(
        EmptyDocument, match=r"skannad\.pdf är inskannad .* Installera tesseract-ocr .*tesseract-ocr-swe"
    ):
        read(write_scan(tmp_path / "skannad.pdf", [SCANNED]))


@pytest.mark.usefixtures("without_tesseract")
def test_without_tesseract_what_is_written_is_read_and_the_rest_told(tmp_path: Path) -> None:
    document = read(write_scan(tmp_path / "skannad.pdf", [SCANNED], written=[WRITTEN]))
    assert WRITTEN[0] in document.text
    assert [(remark.subject, remark.pages) for remark in document.remarks] == [(Subject.SCANNED_PAGE, ("2",))]


def test_swedish_data_that_is_missing_is_as_good_as_no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    ocr.can_recognise.cache_clear()
    monkeypatch.setattr("ingest.ocr.shutil.which", lambda _: "/usr/bin/tesseract")
    told = subprocess.CompletedProcess([], 0, stdout="List of available languages (1):\neng\n", stderr="")
    monkeypatch.setattr("ingest.ocr.subprocess.run", lambda *_, **__: told)
    assert not ocr.can_recognise()
    ocr.can_recognise.cache_clear()


@pytest.mark.usefixtures("tesseract")
def test_a_page_that_takes_too_long_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object, timeout: float, **__: object) -> None:
        raise subprocess.TimeoutExpired("tesseract", timeout)

    monkeypatch.setattr("ingest.ocr.subprocess.run", slow)
    assert ocr.recognise([0], lambda _: np.asarray(picture_of(SCANNED)), 60) == {}


def test_no_page_is_begun_when_the_time_is_up() -> None:
    begun = time.monotonic()

    def look(index: int) -> np.ndarray:
        raise AssertionError(index)

    assert ocr.recognise(range(500), look, 0) == {}
    assert time.monotonic() - begun < 5
