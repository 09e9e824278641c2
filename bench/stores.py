"""`python -m bench.stores`: the same library in its folder and in Milvus, asked the same questions.

How many questions have the same first five hits in both, and how long a search takes in Milvus as a multiple of the
folder's, asked in turns. Without --store it is the embedded engine, in a temporary file.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import platformdirs

from bench.command import ROOT, BenchFailed, Command, default_sources, read_questions, served
from bench.figures import Figure, percentiles, show, write

RESULTS = ROOT / "bench" / "results" / "stores.json"
QUESTIONS = (
    ROOT / "corpus" / "kontrollfragor.jsonl",
    ROOT / "training" / "questions-authority.jsonl",
    ROOT / "training" / "questions-law.jsonl",
)
FIRST = 5
WANTED = 0.98
_WARMING = "barnets rättigheter"


def searched(client: httpx.Client, question: str) -> tuple[list[str], float]:
    """Ids of the first hits, and the milliseconds that they took."""
    started = time.perf_counter()
    reply = client.post("/api/search", json={"query": question, "limit": FIRST}).raise_for_status()
    took = 1000 * (time.perf_counter() - started)
    return [hit["passage_id"] for hit in reply.json()["hits"]], took


def compare(folder: httpx.Client, store: httpx.Client, questions: Sequence[str]) -> list[Figure]:
    """Asks both in turns."""
    alike, times = 0, {"mappen": list[float](), "Milvus": list[float]()}
    for client in (folder, store):
        searched(client, _WARMING)
    for at, question in enumerate(questions):
        here, in_folder = searched(folder, question)
        there, in_store = searched(store, question)
        times["mappen"].append(in_folder)
        times["Milvus"].append(in_store)
        alike += here == there
        if here != there:
            print(f"olika: {question}", file=sys.stderr)
        if (at + 1) % 100 == 0:
            print(f"{at + 1} av {len(questions)}", file=sys.stderr)
    note = f"{len(questions)} frågor, i tur och ordning"
    (here50, here95), (there50, there95) = percentiles(times["mappen"]), percentiles(times["Milvus"])
    return [
        Figure("samma fem första träffar", alike / len(questions), "", f"{alike} av {len(questions)} frågor"),
        Figure("sökning i mappen p50", here50, "ms", note),
        Figure("sökning i mappen p95", here95, "ms", note),
        Figure("sökning i Milvus p50", there50, "ms", f"{there50 / here50:.1f} gånger mappens"),
        Figure("sökning i Milvus p95", there95, "ms", f"{there95 / here95:.1f} gånger mappens"),
    ]


def measure(options: argparse.Namespace, folder: Path) -> list[Figure]:
    """All figures."""
    command = Command(options.command, options.cache)
    library = options.library or folder / "library"
    store = options.store or str(folder / "store.db")
    if not options.library:
        command.build(library, default_sources())
    sent, _ = command.run("export", "--to", store, "--library", str(library))
    figures = [Figure("export, med prövning", sent, "s")]
    questions = [question for path in options.questions for question in read_questions(path)][: options.limit]
    with (
        served(command, library) as (here, _, _),
        served(command, library, "--store", store) as (there, _, _),
    ):
        return figures + compare(here, there, questions)


def main() -> int:
    """Measures, shows and writes; fails where too few questions are alike."""
    parser = argparse.ArgumentParser(prog="bench/stores.py", description=__doc__)
    parser.add_argument("--library", type=Path, help="ett färdigt bibliotek (annars byggs ett)")
    parser.add_argument("--store", help="milvus://VÄRD:PORT (annars den inbäddade motorn, i en tillfällig fil)")
    parser.add_argument("--questions", type=Path, nargs="+", default=QUESTIONS, help="jsonl")
    parser.add_argument("--limit", type=int, default=1000, help="högst så många frågor (1000)")
    parser.add_argument(
        "--cache", type=Path, default=platformdirs.user_cache_path("belagg"), help="förberedda modeller"
    )
    parser.add_argument("--output", type=Path, default=RESULTS, help="var tabellen skrivs som JSON")
    parser.add_argument("--command", type=Path, default=Path(sys.executable).with_name("belagg"), help="belagg")
    options = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="belagg-stores-") as folder:
            figures = measure(options, Path(folder))
    except (BenchFailed, httpx.HTTPError, OSError) as error:
        print(f"Mätningen avbröts: {error}", file=sys.stderr)
        return 1
    for figure in figures:
        show(figure)
    write(figures, options.output)
    alike = next(figure.value for figure in figures if figure.name == "samma fem första träffar")
    return 0 if alike >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
