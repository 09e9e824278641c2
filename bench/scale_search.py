"""What a library of any size bears: searches over HTTP with and without filters, memory, what approximation misses."""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np
import platformdirs

from bench.command import Command, served
from bench.figures import percentiles
from bench.memory import shared_memory
from index.embedder import Matrix, unit_rows
from index.files import Files
from index.filters import NO_FILTER
from index.generations import Generations
from index.models import query_model
from index.options import DEFAULT_MODEL
from index.ranges import Numbers

NEAREST = 10
_BLOCK = 50_000  # rows that are compared at once
_WARM = 20  # questions that are asked before, and not counted


@dataclass(frozen=True, slots=True)
class Searched:
    """What one server on the library gave. `times` are p50 and p95 in milliseconds, by what was filtered."""

    started_s: float
    times: Mapping[str, tuple[float, float]]
    anonymous_mb: float
    mapped_mb: float


@dataclass(frozen=True, slots=True)
class Recalled:
    """Of the ten nearest by exact comparison, the part that a search finds: of passages, and of sentences' passages."""

    passages: float
    sentences: float


def search(command: Command, library: Path, questions: Sequence[str]) -> Searched:
    """Asks one server every question without and with filters, one at a time."""
    with served(command, library, "--per-minute", "0") as (client, pid, started):
        filters = _filters(client)
        for question in questions[:_WARM]:
            for each in filters.values():
                _milliseconds(client, question, each)
        times = {
            name: percentiles([_milliseconds(client, question, each) for question in questions[_WARM:]])
            for name, each in filters.items()
        }
        memory = shared_memory(pid)
    return Searched(started, times, memory.anonymous_mb, memory.rss_mb - memory.anonymous_mb)


def _filters(client: httpx.Client) -> dict[str, dict[str, list[object]]]:
    documents = client.get("/api/documents").raise_for_status().json()["documents"]
    years = sorted({each["year"] for each in documents if each["year"]})
    return {
        "utan filter": {},
        "ett slag": {"kind": ["årsrapport"]},
        "ett år": {"year": [years[len(years) // 2]]},
        "ett dokument": {"doc": [documents[len(documents) // 2]["doc"]]},
    }


def _milliseconds(client: httpx.Client, question: str, filters: Mapping[str, list[object]]) -> float:
    begun = time.perf_counter()
    client.post("/api/search", json={"query": question, "filters": filters}).raise_for_status()
    return 1000 * (time.perf_counter() - begun)


def recall(library: Path, questions: Sequence[str]) -> Recalled:
    """Compares each question with every vector, and holds what a search finds against that."""
    model = query_model(DEFAULT_MODEL, platformdirs.user_cache_path("belagg"), lambda _stage: None)
    vectors = unit_rows(np.stack([model.embed_query(question) for question in questions]))
    files = Files(Generations(library).served(), model.name)
    try:
        found = [files.nearest(vector, NEAREST, NO_FILTER) for vector in vectors]
        exact = nearest(vectors, _blocks(files, files.manifest.passages, sentences=False))
        by_sentence = [files.nearest_by_sentence(vector, NEAREST, NO_FILTER) for vector in vectors]
        best = nearest(vectors, _blocks(files, files.manifest.sentences, sentences=True))
        owners = np.repeat(np.arange(files.manifest.passages), np.diff(files.first_sentences()))
    finally:
        files.close()
    return Recalled(share(found, exact), share(by_sentence, owners[best]))


def share(found: Iterable[Collection[int]], exact: Numbers) -> float:
    """Of each row of `exact`, each number once, the part that was found; the mean over the rows."""
    wanted = [set(row) for row in exact.tolist()]
    return float(np.mean([len(row.intersection(own)) / len(row) for own, row in zip(found, wanted, strict=True)]))


def _blocks(files: Files, count: int, *, sentences: bool) -> Iterator[Matrix]:
    rows = files.sentence_rows if sentences else files.passage_rows
    for at in range(0, count, _BLOCK):
        yield rows(range(at, min(at + _BLOCK, count)))


def nearest(queries: Matrix, blocks: Iterable[Matrix], count: int = NEAREST) -> Numbers:
    """Numbers of the rows nearest to each query, nearest first, `(queries, count)`, from one look at every row."""
    scores, numbers = np.zeros((len(queries), 0), np.float32), np.zeros((len(queries), 0), np.int64)
    begun = 0
    for block in blocks:
        products = queries @ block.T
        own = np.argpartition(-products, min(count, len(block)) - 1, axis=1)[:, :count]
        scores = np.hstack([scores, np.take_along_axis(products, own, 1)])
        numbers = np.hstack([numbers, own + begun])
        begun += len(block)
    order = np.argsort(-scores, axis=1, kind="stable")[:, :count]
    return np.take_along_axis(numbers, order, 1)
