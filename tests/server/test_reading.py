from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import numpy as np
import pytest

from index.errors import ModelMissing
from index.library import Library
from index.models import BUNDLED, prepared_model, query_model
from index.options import cache_folder
from index.reader_model import ReaderModel
from index.reader_spans import Readable, SpanLogits
from index.reader_weights import read_reader
from server import opening
from server.quoting import QuotingAnswerer
from server.reading import FIGURES, READ_HITS, WEIGHTS, read_hits
from tests.real_builds import RealBuilds

ROOT = Path(__file__).resolve().parents[2]


class NumberReader:
    """Takes every number for an answer, and a passage that holds one for one that answers."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def read(self, question: Readable, passages: Sequence[Readable], /) -> list[SpanLogits]:
        self.seen = [passage.text[passage.start : passage.end] for passage in passages]
        return [self._read(passage) for passage in passages]

    @staticmethod
    def _read(passage: Readable) -> SpanLogits:
        places, at = [], passage.start
        for word in passage.text[passage.start : passage.end].split(" "):
            places.append((at, at + len(word)))
            at += len(word) + 1
        logits = np.array([3.0 if passage.text[a:b].strip(".").isdigit() else -3.0 for a, b in places], np.float32)
        odds = 2.0 if (logits > 0).any() else -2.0
        return SpanLogits(odds, odds, tuple(places), logits, logits)


def test_a_span_is_the_likeliest_within_where_it_is_looked_for() -> None:
    logits = np.array([0.0, 5.0, -1.0, 2.0], np.float32)
    read = SpanLogits(0.0, 0.0, ((0, 3), (4, 7), (8, 11), (12, 15)), logits, logits)
    assert read.best() == (10.0, 4, 7)
    assert read.best(8) == (4.0, 12, 15)
    assert read.best(0, 3) == (0.0, 0, 3)
    assert read.best(16) is None
    assert read.margin == 10.0


def test_a_span_is_no_longer_than_an_answer_may_be() -> None:
    logits = np.full(100, -1.0, np.float32)
    start, end = logits.copy(), logits.copy()
    start[0], end[99] = 5.0, 5.0
    read = SpanLogits(0.0, 0.0, tuple((i, i + 1) for i in range(100)), start, end)
    found = read.best()
    assert found is not None
    assert found[2] - found[1] <= 40


def test_a_spoilt_file_is_told_of_in_one_sentence(tmp_path: Path) -> None:
    spoilt = tmp_path / "reader.safetensors"
    spoilt.write_bytes(b"ingenting")
    with pytest.raises(ModelMissing, match=r"reader\.safetensors går inte att läsa.*utan den"):
        read_reader(spoilt, "base")
    with pytest.raises(ModelMissing, match="går inte att läsa"):
        read_reader(tmp_path / "finns-inte", "base")


@pytest.fixture
def reader() -> NumberReader:
    return NumberReader()


def test_without_token_vectors_nothing_is_read(library: Library, reader: NumberReader) -> None:
    hits = library.search(library.understand("Hur många kommuner?"), limit=5)
    assert read_hits(reader, "Hur många kommuner?", hits, library) is None
    assert len(FIGURES) == 3


@pytest.fixture(scope="module")
def folder(real_builds: RealBuilds) -> Path:
    return real_builds.build("readings", [ROOT / "corpus" / "barnkonventionen-sammanfattning.md"])


@pytest.fixture(scope="module")
def real(folder: Path) -> Iterator[Library]:
    library = Library.open(folder, query_model(BUNDLED, cache_folder(None), print))
    yield library
    library.close()


@pytest.mark.slow
def test_the_first_hits_are_read_and_the_number_that_is_asked_for_is_marked(
    real: Library, reader: NumberReader
) -> None:
    question = "Upp till vilken ålder är man barn?"
    hits = real.search(real.understand(question), limit=8)
    readings = read_hits(reader, question, hits, real)
    assert readings is not None
    assert len(reader.seen) == READ_HITS
    assert reader.seen == [hit.stored.text for hit in hits[:READ_HITS]]
    passages = [(hit, i) for hit in hits[:READ_HITS] for i in range(len(hit.stored.passage.sentences))]
    for hit, i in passages:
        text = hit.stored.text_of(hit.stored.passage.sentences[i].span)
        assert (readings.figures(hit, i)[0] > 0) == any(word.strip(".").isdigit() for word in text.split(" "))
        marked = readings.focus(hit, hit.stored.passage.sentences[i].span)
        assert marked is None or marked.of(text).strip(".").isdigit()
    assert any(readings.focus(hit, hit.stored.passage.span) for hit in hits[:READ_HITS])
    assert readings.figures(hits[-1], 0)[0] < readings.figures(hits[0], 0)[2]  # what is not read is told unlikely


@pytest.mark.slow
@pytest.mark.parametrize("chosen", [True, False])
def test_the_chats_own_server_reads_where_it_is_asked_to(
    folder: Path, reader: NumberReader, monkeypatch: pytest.MonkeyPatch, *, chosen: bool
) -> None:
    monkeypatch.setattr(opening, "reader_of", lambda *_: reader)
    with (
        opening.embedded(folder, BUNDLED, None, reader=chosen) as (url, socket),
        httpx.Client(base_url=url, transport=httpx.HTTPTransport(uds=str(socket)) if socket else None) as client,
    ):
        client.post("/api/ask", json={"question": "Upp till vilken ålder är man barn?"}).raise_for_status()
    assert bool(reader.seen) == chosen


@pytest.mark.slow
def test_the_reader_that_comes_with_the_program_finds_an_age(real: Library) -> None:
    prepared = prepared_model(cache_folder(None), print)
    reader = ReaderModel(prepared, read_reader(WEIGHTS, prepared.fingerprint))
    answerer = QuotingAnswerer(reader=reader)
    question = real.understand("Upp till vilken ålder är man barn?")
    answer = answerer.answer(question, real.search(question, limit=8), real)
    assert answer.answered
    assert "18" in answer.text


def test_a_reader_of_another_embedding_model_is_refused() -> None:
    with pytest.raises(ModelMissing, match="tränad på en annan språkmodell"):
        read_reader(WEIGHTS, "000000000000")
    assert WEIGHTS.stat().st_size < 8_000_000
    assert (WEIGHTS.parent / "README.md").exists()
