"""`python -m bench.floor`: a question held to what the machine must do for it: the model's own pass, and memory.

The forward pass alone is measured on the same questions in turns with the searches and answers, in this process, since
no header of the server tells it. Below it lies what the model's products would take at the pace of the matrix product.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
import platformdirs
from threadpoolctl import threadpool_limits
from tokenizers import Tokenizer

from bench.command import ROOT, BenchFailed, read_questions
from bench.figures import Figure, show
from index.bundled_model import PreparedModel
from index.embedder import QueryEmbedder
from index.filters import Filter
from index.library import Library
from index.models import prepared_model
from index.options import DEFAULT_LIBRARY, DEFAULT_MODEL
from index.searching import Mode
from index.tokenizer_file import QUERY_PROMPT
from ingest.errors import ReaderFacingError
from server.opening import open_service
from server.service import AskService

SIDE = 2048  # of the matrices: large enough that the product, not the reading, takes the time
READ_MB = 512  # more than any cache holds
HITS = 5


@dataclass(frozen=True, slots=True)
class Machine:
    """What the processor and the memory bear, in float32, by numpy."""

    products_per_s: float
    bytes_per_s: float


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds for each question, in the same order."""

    bare: Sequence[float]
    search: Sequence[float]
    ask: Sequence[float]


def best_s(work: Callable[[], object], runs: int = 5) -> float:
    """The shortest of some runs, after one that is not counted: what else the machine did only adds."""
    return min([seconds_of(work) for _ in range(runs + 1)][1:])


def seconds_of(work: Callable[[], object]) -> float:
    """What it takes once."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def machine() -> Machine:
    """Multiplications and additions a second in a matrix product, and bytes read a second."""
    with threadpool_limits(limits=os.cpu_count(), user_api="blas"):  # where a model is open numpy has one
        square = np.random.default_rng(0).standard_normal((SIDE, SIDE), np.float32)
        row = np.ones(READ_MB << 18, np.float32)  # four bytes each
        return Machine(2 * SIDE**3 / best_s(lambda: square @ square), row.nbytes / best_s(row.max))


def ask_in_turns(service: AskService, library: Library, embedder: QueryEmbedder, questions: Sequence[str]) -> Times:
    """Each question three ways, one after the other; the first question is asked once before, and not counted."""
    everything = Filter()
    ways: list[Callable[[str], object]] = [
        embedder.embed_query,
        lambda question: service.search(library, question, everything, HITS, Mode.HYBRID),
        lambda question: service.ask(library, question, (), everything, HITS),
    ]
    rows = [[1000 * seconds_of(partial(way, question)) for way in ways] for question in [questions[0], *questions]]
    bare, search, ask = zip(*rows[1:], strict=True)
    return Times(bare, search, ask)


def floor_ms(prepared: PreparedModel, found: Machine, questions: Sequence[str]) -> float:
    """What the median question's products with the model's matrices take at the machine's best pace."""
    tokenizer = Tokenizer.from_file(str(prepared.tokenizer))
    tokens = median(len(tokenizer.encode(QUERY_PROMPT + question).ids) for question in questions)
    return 2000 * tokens * weights_of(prepared) / found.products_per_s


def weights_of(prepared: PreparedModel) -> int:
    """Parameters of the model that every token is multiplied by."""
    told = json.loads((prepared.sentence_folder / "config.json").read_text("utf-8"))
    return weights(told["num_hidden_layers"], told["hidden_size"], told["intermediate_size"])


def weights(layers: int, width: int, inner: int) -> int:
    """Parameters that every token is multiplied by: four square matrices and two that widen and narrow, a layer."""
    return layers * (4 * width**2 + 2 * width * inner)


def figures(times: Times, floor: float, scan: float) -> list[Figure]:
    """The medians, and each as a multiple of the bare forward pass, question by question."""
    alone = median(times.bare)
    whole = "modellen ensam"

    def held(name: str, each: Sequence[float]) -> Figure:
        ratio = median(one / bare for one, bare in zip(each, times.bare, strict=True))
        return Figure(name, median(each), "ms", "", ratio, whole)

    return [
        Figure("en fråga genom modellen ensam", alone, "ms", f"median av {len(times.bare)}"),
        held("– sökning", times.search),
        held("– svar", times.ask),
        Figure("– golv: modellens matrisprodukter, float32", floor, "ms", "", floor / alone, whole),
        Figure("– golv: vektorerna läses en gång", scan, "ms", "", scan / alone, whole),
    ]


def scanned_bytes(library: Path, served: str) -> int:
    """Bytes of the vectors that every search goes through."""
    folder = library / "generations" / served
    return sum((folder / name).stat().st_size for name in ("vectors.faiss", "sentences.faiss"))


def measure_floor(folder: Path, cache: Path, questions: Sequence[str]) -> list[Figure]:
    """Asks the library in `folder`, and holds the questions to the model and to the machine."""
    service = open_service(folder, DEFAULT_MODEL, cache, many=True)
    try:
        with service.served.borrow() as library:
            times = ask_in_turns(service, library, library.embedder, questions)
            scanned = scanned_bytes(folder, library.id)
    finally:
        service.close()
    found = machine()
    floor = floor_ms(prepared_model(cache, lambda _stage: None), found, questions)
    return [
        *figures(times, floor, 1000 * scanned / found.bytes_per_s),
        Figure("matrisprodukter, float32", found.products_per_s / 1e9, "GFLOP/s"),
        Figure("läsning ur minnet", found.bytes_per_s / 1e9, "GB/s"),
    ]


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.floor", description="Mäter frågor mot modellens egen tid.")
    parser.add_argument("--library", type=Path, default=DEFAULT_LIBRARY, help="biblioteket (library)")
    parser.add_argument("--questions", type=Path, default=ROOT / "corpus" / "kontrollfragor.jsonl", help="jsonl")
    return parser.parse_args(arguments)


def main() -> int:
    """Measure and show."""
    options = parse()
    try:
        questions = read_questions(options.questions)
        for figure in measure_floor(options.library, platformdirs.user_cache_path("belagg"), questions):
            show(figure)
    except (BenchFailed, ReaderFacingError, OSError) as error:
        print(f"Mätningen avbröts: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
