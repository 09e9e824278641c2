"""What runs the default model: chosen by trial, near to float32, and silent on the network."""

import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import sleep

import numpy as np
import pytest

from index import backends
from index.backends import LEAST_COSINE, Opened, fastest, remembered
from index.bundled_model import PreparedModel
from index.models import prepared_model
from index.onnx_session import OnnxSession
from index.options import cache_folder
from index.processor import knows_bfloat16, processor_name
from index.query_model import QueryModel
from index.session import Hidden, Mask, Session

TEXTS = Path(__file__).with_name("swedish_texts.txt").read_text("utf-8").splitlines()[:6]


@pytest.fixture(scope="module")
def prepared() -> PreparedModel:
    return prepared_model(cache_folder(None), print)


@pytest.fixture
def copy(prepared: PreparedModel, tmp_path: Path) -> PreparedModel:
    """The same model where nothing is remembered beside it."""
    (tmp_path / "model").symlink_to(prepared.folder)
    return replace(prepared, folder=tmp_path / "model")


class Shallow:
    """No layer at all: the word vectors themselves, late or bent."""

    def __init__(self, backend: str, *, wait: float = 0, bend: float = 0) -> None:
        self.backend = backend
        self._wait, self._bend = wait, bend

    def hidden(self, words: Hidden, mask: Mask, /) -> Hidden:
        sleep(self._wait)
        return words + self._bend * np.roll(words, 1, axis=2)


def among(**given: Mapping[str, float]) -> Mapping[str, Opened]:
    return {name: partial(lambda session, _: session, Shallow(name, **how)) for name, how in given.items()}


@pytest.mark.slow
def test_the_fastest_is_chosen_and_remembered(copy: PreparedModel) -> None:
    choice = among(first={"wait": 0.05}, second={"wait": 0})
    session, measured = fastest(copy, choice)
    assert session.backend == measured.backend == "second"
    assert measured.cosine >= LEAST_COSINE
    assert remembered(copy) == measured
    assert fastest(copy, among(first={}, second={"wait": 9}))[1] == measured  # not tried again


@pytest.mark.slow
def test_what_strays_from_float32_is_not_used_however_fast(copy: PreparedModel) -> None:
    assert fastest(copy, among(first={"wait": 0.05}, second={"bend": 0.9}))[1].backend == "first"


@pytest.mark.slow
def test_what_cannot_be_opened_is_left_out(copy: PreparedModel) -> None:
    def broken(_: PreparedModel) -> Session:
        raise RuntimeError("no such processor")

    assert fastest(copy, {**among(first={}), "second": broken})[1].backend == "first"


@pytest.mark.slow
@pytest.mark.parametrize("told", ["processor_name", "_version"])
def test_another_computer_or_library_is_tried_again(
    copy: PreparedModel, monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    fastest(copy, among(first={}))
    assert remembered(copy)
    monkeypatch.setattr(backends, told, lambda *_: "another")
    assert remembered(copy) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"computer": 1}', b"\xff"])
def test_a_record_that_cannot_be_read_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.backend.json").write_bytes(content)
    assert remembered(PreparedModel(tmp_path / "model", "model", "m", 3)) is None


@pytest.mark.slow
def test_openvino_gives_what_onnxruntime_gives_in_many_threads_too(prepared: PreparedModel) -> None:
    pytest.importorskip("openvino", reason="openvino saknas: det finns inte för den här datorn")
    from index.openvino_session import OpenvinoSession  # noqa: PLC0415 - only where it is installed

    expected = QueryModel(prepared, OnnxSession(prepared.graph)).embed_passages(TEXTS)
    model = QueryModel(prepared, OpenvinoSession(prepared.half_graph, bfloat16=knows_bfloat16()))
    alone = [model.embed_query(text) for text in TEXTS]
    assert (model.embed_passages(TEXTS) * expected).sum(axis=1).min() >= LEAST_COSINE
    with ThreadPoolExecutor(12) as threads:  # more than there are requests
        for own, found in zip(alone * 4, threads.map(model.embed_query, TEXTS * 4), strict=True):
            np.testing.assert_array_equal(own, found)


@pytest.mark.slow
def test_openvino_tells_nobody_and_leaves_nothing_in_the_home(prepared: PreparedModel, tmp_path: Path) -> None:
    pytest.importorskip("openvino", reason="openvino saknas: det finns inte för den här datorn")
    script = (
        "import sys, socket; from pathlib import Path; told = []\n"
        "sys.addaudithook(lambda event, _: told.append(event) if event.startswith('socket.') else None)\n"
        "from index.openvino_session import OpenvinoSession\n"
        "OpenvinoSession(Path(sys.argv[1]), bfloat16=False)\n"
        "sys.exit(', '.join([*told, *(name for name in sys.modules if 'telemetry' in name)]) or 0)"
    )
    command = [sys.executable, "-c", script, str(prepared.half_graph)]
    done = subprocess.run(
        command, env={"HOME": str(tmp_path)}, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("flags", "expected"), [("fpu amx_bf16", True), ("fpu avx512_bf16", True), ("fpu avx512f", False)]
)
def test_a_processor_with_any_instructions_for_bfloat16_knows_it(tmp_path: Path, flags: str, *, expected: bool) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(f"model name\t: A fine one\nflags\t\t: {flags}\n")
    assert knows_bfloat16(cpuinfo) is expected
    assert processor_name(cpuinfo) == f"A fine one {flags}"
    assert processor_name(tmp_path / "none") == ""
