"""`make peers`: Belägg beside LlamaIndex, Haystack and txtai: same model, same files, same questions, one run.

    python -m bench.peers --python .venv-peers/bin/python

What is read are the shared reports and conventions, and documents made by `bench.scale_text` so that it is more. Belägg
is measured from outside, by its command and over HTTP, and is then asked inside a process, as the peers are
(`bench/peer.py`). What a small build takes is taken off Belägg's build, as loading the model is off theirs. A question
is hit where one of the first five texts comes from the right document and holds the passage.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import httpx

from bench.command import NOTE, ROOT, SHARED, BenchFailed, Command, default_sources, served
from bench.figures import number, percentiles, put_in_guide
from bench.memory import memory_mb
from bench.peer import FIRST, OWN, PEERS, Found, Job, Outcome, text_of
from bench.scale import default_sources as texts
from bench.scale_text import write_documents
from index.models import prepared_model
from server.check_matching import contains

RESULTS = ROOT / "bench" / "results" / "peers.json"
TABLE = RESULTS.with_suffix(".md")
_CONVENTIONS = SHARED / "konventioner"
OVER_HTTP, IN_PROCESS = f"{OWN} över HTTP", f"{OWN} i processen"
MADE = 1_800
"""Passages of the documents that are made, nine of them."""
SHARED_QUESTIONS = SHARED.parent / "questions" / "dev.jsonl"
_READ = (".pdf", ".md", ".txt")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and the documents and passages that hold the answer."""

    text: str
    gold: tuple[tuple[str, str], ...]

    def hit(self, found: Sequence[Found]) -> bool:
        """Whether one of the texts is one of the passages."""
        return any(each.file == doc and contains(each.text, snippet) for each in found for doc, snippet in self.gold)


@dataclass(frozen=True, slots=True)
class Row:
    """What one system did."""

    system: str
    build_s: float
    words_s: float
    pieces: int
    p50_ms: float
    p95_ms: float
    questions_s: float
    hit: float
    memory_mb: float


def read_questions(path: Path) -> list[Question]:
    """The questions that have an answer and need no filter or history."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Question(each["question"], tuple((gold["doc"], gold["snippet"]) for gold in each["gold"]))
        for each in lines
        if each["answerable"] and not each.get("filters") and not each.get("history")
    ]


def files(sources: Sequence[Path]) -> list[Path]:
    """The files that every system reads."""
    found = [path for source in sources for path in (sorted(source.rglob("*")) if source.is_dir() else [source])]
    return [path.resolve() for path in found if path.suffix in _READ]


def measure_peer(python: Path, job: Job) -> Outcome:
    """One peer in its own interpreter.

    Raises:
        BenchFailed: it ended badly.
    """
    run = subprocess.run(
        [str(python), "-m", "bench.peer"],
        input=json.dumps(asdict(job)), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if run.returncode:
        raise BenchFailed(f"{job.peer} → {run.returncode}\n{run.stderr[-2000:]}")
    told = json.loads(run.stdout.splitlines()[-1])
    told["found"] = [[Found(**each) for each in texts] for texts in told["found"]]
    return Outcome(**told)


def measure_belagg(command: Command, folder: Path, sources: Sequence[Path], asked: Sequence[Question]) -> Outcome:
    """Belägg over the same files."""
    small = folder / "small"
    small.mkdir()
    (small / "prov.md").write_text(NOTE, encoding="utf-8")
    command.build(folder / "first", [small])  # prepares the model
    start_s = command.build(folder / "second", [small])
    build_s = command.build(folder / "library", sources) - start_s
    with served(command, folder / "library") as (client, pid, _):
        documents = client.get("/api/documents").json()["documents"]
        pieces = sum(document["passages"] for document in documents)
        _search(client, asked[0].text)
        times, found = [], []
        for question in asked:
            started = time.perf_counter()
            hits = _search(client, question.text)
            times.append(1000 * (time.perf_counter() - started))
            found.append([Found(hit["doc"], hit["text"]) for hit in hits])
        return Outcome(build_s, pieces, times, found, memory_mb(pid, "VmHWM"))


def table(rows: Sequence[Row]) -> str:
    """The rows in Markdown, with Belägg's figures in those of each."""
    own = next(row for row in rows if row.system == IN_PROCESS)
    head = "| | bygge s | ord/s | delar | p50 / p95 ms | frågor/s | hit@5 | minne MB | Belägg bygger | Belägg svarar |"
    lines = [
        f"| {row.system} | {number(row.build_s)} | {number(row.words_s)} | {row.pieces} "
        f"| {row.p50_ms:.0f} / {row.p95_ms:.0f} | {number(row.questions_s)} | {number(row.hit, 3)} "
        f"| {number(row.memory_mb)} | {number(own.words_s / row.words_s)} × "
        f"| {number(own.questions_s / row.questions_s)} × |"
        for row in rows
    ]
    return "\n".join([head, "|---" * 10 + "|", *lines])


def row(system: str, outcome: Outcome, asked: Sequence[Question], words: int) -> Row:
    """What is shown of an outcome; `words` of the files are the same for all, however much each reads out of a PDF."""
    times = outcome.times_ms
    hits = sum(question.hit(texts) for question, texts in zip(asked, outcome.found, strict=True))
    return Row(
        system,
        outcome.build_s,
        words / outcome.build_s,
        outcome.pieces,
        *percentiles(times),
        1000 * len(times) / sum(times),
        hits / len(asked),
        outcome.memory_mb,
    )


def _search(client: httpx.Client, question: str) -> list[dict[str, str]]:
    hits: list[dict[str, str]] = (
        client.post("/api/search", json={"query": question, "limit": FIRST}).raise_for_status().json()["hits"]
    )
    return hits


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sources", nargs="*", type=Path)
    parser.add_argument("--python", type=Path, default=ROOT / ".venv-peers" / "bin" / "python")
    parser.add_argument("--questions", type=Path, default=SHARED_QUESTIONS)
    parser.add_argument("--peers", nargs="*", default=list(PEERS), choices=list(PEERS))
    parser.add_argument("--made", type=int, default=MADE, help=f"passager i dokument som görs för mätningen ({MADE})")
    parser.add_argument("--write", action="store_true", help="skriv tabellen i docs/skala.md också")
    parser.add_argument("--command", type=Path, default=Path(sys.executable).with_name("belagg"))
    return parser.parse_args()


def _shared() -> list[Path]:
    return [*default_sources(), *([_CONVENTIONS] if _CONVENTIONS.is_dir() else [])]


def main() -> int:
    """Measures, shows and writes."""
    options = parse()
    asked = read_questions(options.questions)
    outcomes: dict[str, Outcome] = {}
    with tempfile.TemporaryDirectory(prefix="belagg-peers-") as name:
        folder = Path(name)
        write_documents(folder / "made", texts(), options.made)
        sources = files([*(options.sources or _shared()), folder / "made"])
        words = sum(len(text_of(source).split()) for source in sources)
        command = Command(options.command, folder / "cache")
        model = prepared_model(folder / "cache", print).sentence_folder
        for peer in options.peers:
            job = Job(peer, str(model), list(map(str, sources)), [each.text for each in asked])
            outcomes[peer] = measure_peer(options.python, job)
            print(row(peer, outcomes[peer], asked, words), flush=True)
        outcomes[OVER_HTTP] = built = measure_belagg(command, folder, sources, asked)
        job = Job(OWN, str(folder / "cache"), [str(folder / "library")], [each.text for each in asked])
        outcomes[IN_PROCESS] = replace(measure_peer(Path(sys.executable), job), build_s=built.build_s)
    rows = [row(system, outcome, asked, words) for system, outcome in outcomes.items()]
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n", encoding="utf-8")
    TABLE.write_text(f"{table(rows)}\n", encoding="utf-8")
    if options.write:
        put_in_guide("peers", table(rows))
    print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
