"""`make bench`: what a build, a question and the server cost, through the public command and HTTP alone.

All builds go to a temporary folder with a model cache of its own: your library and your cache are not touched.
"""

import argparse
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

import httpx

from bench.chat import ChatFailed, chat_times
from bench.memory import memory_mb

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results" / "latest.json"
NOTE = "# Prov\n\nEn mening att bygga ett litet bibliotek av.\n"
ANSWERED, NOT_IN_SOURCES = 0, 3
START_TIMEOUT_S = 120.0
REQUEST_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value and how it came about."""

    name: str
    value: float
    unit: str
    note: str = ""


class BenchFailed(Exception):
    """The command or the server did not do what was measured."""


@dataclass(frozen=True, slots=True)
class Command:
    """The public command, run with a model cache of its own."""

    path: Path
    cache: Path

    def environment(self) -> dict[str, str]:
        """The process's environment with the cache in place and no library of the user's."""
        kept = {name: value for name, value in os.environ.items() if name != "BELAGG_LIBRARY"}
        return kept | {"BELAGG_CACHE": str(self.cache)}

    def seconds(self, *arguments: str, accept: Sequence[int] = (0,)) -> float:
        """Wall time of one run from start to exit.

        Raises:
            BenchFailed: the exit code is not one of `accept`.
        """
        started = time.perf_counter()
        run = subprocess.run(
            [str(self.path), *arguments],
            env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        took = time.perf_counter() - started
        if run.returncode not in accept:
            raise BenchFailed(f"belagg {' '.join(arguments)} → {run.returncode}\n{run.stderr[-2000:]}")
        return took

    def build(self, library: Path, sources: Sequence[Path]) -> float:
        """Seconds that `belagg build` takes."""
        return self.seconds("build", *map(str, sources), "--library", str(library))


def measure_model(command: Command, folder: Path) -> Figure:
    """The model's preparation: the first build with an empty cache, less the same build with a warm one."""
    sources = folder / "small"
    sources.mkdir()
    (sources / "prov.md").write_text(NOTE, encoding="utf-8")
    cold = command.build(folder / "first", [sources])
    warm = command.build(folder / "second", [sources])
    return Figure("modellen förbereds (en gång)", cold - warm, "s", f"kallt {cold:.1f} s, varmt {warm:.1f} s")


def measure_builds(command: Command, library: Path, sources: Sequence[Path]) -> list[Figure]:
    """A build into nothing, and the same build again."""
    note = f"{len(sources)} källor"
    return [
        Figure("bygg nytt bibliotek", command.build(library, sources), "s", note),
        Figure("bygg om, inget ändrat", command.build(library, sources), "s", note),
    ]


def measure_cold_ask(command: Command, library: Path, question: str, runs: int) -> Figure:
    """`belagg ask` from the shell's point of view: start, read the library and the model, answer, exit."""
    arguments = ("ask", question, "--library", str(library))
    times = [command.seconds(*arguments, accept=(ANSWERED, NOT_IN_SOURCES)) for _ in range(runs)]
    return Figure("belagg ask, kallstart", median(times), "s", f"median av {runs}")


def measure_chat(command: Command, library: Path, question: str, runs: int) -> list[Figure]:
    """The chat in a terminal of its own; medians over the runs."""
    arguments = [str(command.path), "--library", str(library)]
    times = [chat_times(arguments, command.environment(), question) for _ in range(runs)]
    note = f"median av {runs}"
    keys = [median(each.keys) for each in times]
    slowest = [max(each.keys) for each in times]
    return [
        Figure("chatten, första bilden", median(each.painted for each in times), "s", note),
        Figure("chatten, till klar", median(each.ready for each in times), "s", note),
        Figure("chatten, tangent under svar", 1000 * median(keys), "ms", note),
        Figure("chatten, långsammaste tangent", 1000 * median(slowest), "ms", note),
    ]


def free_port() -> int:
    """A port on the loopback address that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_until_ready(client: httpx.Client, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when `/health/ready` says so.

    Raises:
        BenchFailed: the server ended, or was not ready in time.
    """
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = log.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise BenchFailed(f"belagg serve ended with {process.returncode}\n{said}")
        try:
            if client.get("/health/ready").is_success:
                return
        except httpx.TransportError:
            pass  # not listening yet
        time.sleep(0.05)
    raise BenchFailed(f"belagg serve was not ready within {START_TIMEOUT_S:.0f} s")


@contextmanager
def served(command: Command, library: Path, *options: str) -> Iterator[tuple[httpx.Client, int, float]]:
    """A server on `library` while the block runs: its client, its process id, the seconds until it was ready."""
    port = free_port()
    arguments = [str(command.path), "serve", "--library", str(library), "--port", str(port), *options]
    started = time.perf_counter()
    with tempfile.NamedTemporaryFile(prefix="belagg-serve-", suffix=".log") as sink:
        process = subprocess.Popen(arguments, env=command.environment(), stdout=sink, stderr=sink)
        with (
            ending(process),
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=REQUEST_TIMEOUT_S, trust_env=False) as client,
        ):
            wait_until_ready(client, process, Path(sink.name))
            yield client, process.pid, time.perf_counter() - started


@contextmanager
def ending(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Ends the process afterwards."""
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def percentiles(times_ms: Sequence[float]) -> tuple[float, float]:
    """The 50th and the 95th percentile."""
    if len(times_ms) < 2:
        return times_ms[0], times_ms[0]
    cuts = quantiles(times_ms, n=100, method="inclusive")
    return cuts[49], cuts[94]


def time_requests(client: httpx.Client, url: str, bodies: Sequence[dict[str, str]]) -> list[Figure]:
    """p50 and p95 over the bodies, one request at a time, after one that is not counted."""
    times_ms = []
    for body in [bodies[0], *bodies]:
        started = time.perf_counter()
        client.post(url, json=body).raise_for_status()
        times_ms.append(1000 * (time.perf_counter() - started))
    name = f"POST {url}"
    note = f"{len(bodies)} frågor, en i taget"
    p50, p95 = percentiles(times_ms[1:])
    return [Figure(f"{name} p50", p50, "ms", note), Figure(f"{name} p95", p95, "ms", note)]


def peak_memory(pid: int) -> list[Figure]:
    """The server's peak resident memory; nothing where the system does not tell."""
    most = memory_mb(pid, "VmHWM")
    return [Figure("serverns minne, högst", most, "MB", "VmHWM")] if most else []


def measure_server(command: Command, library: Path, questions: Sequence[str]) -> list[Figure]:
    """Start, answers, searches and memory of one server."""
    with served(command, library) as (client, pid, ready_s):
        return [
            Figure("belagg serve, till klar", ready_s, "s"),
            *time_requests(client, "/api/ask", [{"question": question} for question in questions]),
            *time_requests(client, "/api/search", [{"query": question} for question in questions]),
            *peak_memory(pid),
        ]


def default_sources() -> list[Path]:
    """The shared reports beside the checkout, else our own corpus."""
    reports = sorted((ROOT.parent / "shared" / "corpus").glob("arsrapport-*.pdf"))
    return reports or [ROOT / "corpus"]


def read_questions(path: Path) -> list[str]:
    """The `question` of each line; histories and filters are left out, as only time is measured.

    Raises:
        BenchFailed: there are none.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines if line.strip()]
    if not questions:
        raise BenchFailed(f"{path} holds no questions")
    return questions


def commit() -> str:
    """The checkout's commit, with a plus sign where it has been changed since."""
    run = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return run.stdout.strip()


def show(figure: Figure) -> None:
    """One row of the table, as soon as it is known."""
    print(f"{figure.name:<32}{figure.value:>10.2f} {figure.unit:<3} {figure.note}", flush=True)


def write(figures: Sequence[Figure], path: Path) -> None:
    """The table as JSON, with the machine that it holds for."""
    machine = {"system": platform.platform(), "python": platform.python_version(), "cores": os.cpu_count()}
    when = datetime.now(UTC).isoformat(timespec="seconds")
    content = {
        "when": when,
        "commit": commit(),
        "machine": machine,
        "figures": [asdict(figure) for figure in figures],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def measure(options: argparse.Namespace, folder: Path) -> list[Figure]:
    """All figures, in the order in which they are shown."""
    command = Command(options.command, folder / "cache")
    library = folder / "library"
    questions = read_questions(options.questions)[: options.limit]
    stages: list[Callable[[], list[Figure]]] = [
        lambda: [measure_model(command, folder)],
        lambda: measure_builds(command, library, options.sources or default_sources()),
        lambda: [measure_cold_ask(command, library, questions[0], options.runs)],
        lambda: measure_chat(command, library, questions[0], options.runs),
        lambda: measure_server(command, library, questions),
    ]
    figures: list[Figure] = []
    for stage in stages:
        new = stage()
        figures += new
        for figure in new:
            show(figure)
    return figures


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench/run.py", description="Mäter byggen, frågor och servern.")
    parser.add_argument("sources", nargs="*", type=Path, help="filer eller mappar (annars ../shared, annars corpus/)")
    parser.add_argument("--questions", type=Path, default=ROOT / "corpus" / "kontrollfragor.jsonl", help="jsonl")
    parser.add_argument("--limit", type=int, default=100, help="så många frågor (100)")
    parser.add_argument("--runs", type=int, default=5, help="kallstarter (5)")
    parser.add_argument("--output", type=Path, default=RESULTS, help="var tabellen skrivs som JSON")
    parser.add_argument("--command", type=Path, default=Path(sys.executable).with_name("belagg"), help="belagg")
    return parser.parse_args(arguments)


def main() -> int:
    """Measure, show and write."""
    options = parse()
    try:
        with tempfile.TemporaryDirectory(prefix="belagg-bench-") as folder:
            write(measure(options, Path(folder)), options.output)
    except (BenchFailed, ChatFailed, httpx.HTTPError, OSError) as error:
        print(f"Mätningen avbröts: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
