"""Numpy's own threads do not take a core from the model."""

from collections.abc import Callable, Iterator

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from index.models import BUNDLED, build_model, query_model
from index.options import cache_folder


def blas_threads() -> set[int]:
    return {told["num_threads"] for told in threadpool_info() if told["user_api"] == "blas"}


@pytest.fixture(autouse=True)
def several() -> Iterator[None]:
    """Two threads before, whatever tests have opened a model here."""
    with threadpool_limits(limits=2, user_api="blas"):
        yield


@pytest.mark.slow
@pytest.mark.parametrize(
    "opened",
    [
        lambda: query_model(BUNDLED, cache_folder(None), print),
        lambda: build_model(BUNDLED, cache_folder(None), print),
    ],
    ids=["questions", "build"],
)
def test_matrices_are_multiplied_on_one_thread_where_a_model_runs(opened: Callable[[], object]) -> None:
    assert blas_threads() == {2}
    opened()
    assert blas_threads() == {1}
