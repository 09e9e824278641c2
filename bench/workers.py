"""`python -m bench.workers`: servers beside one another on one library, each a process with a port of its own.

What memory each holds alone and what they share, how many answers a second they give together as a multiple of one,
and how long it takes until all of them serve what another process has published.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.command import NOTE, ROOT, BenchFailed, Command, read_questions, served
from bench.figures import number, put_in_guide
from bench.memory import Shared, shared_memory, total

NOTICE_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Row:
    """What a number of servers gave; memory is that of them all."""

    servers: int
    per_s: float
    memory: Shared
    noticed_s: float


def table(rows: Sequence[Row]) -> str:
    """The rows in Markdown, pace and memory also as multiples of the first row's."""
    first = rows[0]
    lines = [
        "| servrar | svar i sekunden | mot en | eget minne | ur filer | ur filer, om inget delades | minne mot en |",
        "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for row in rows:
        memory = row.memory
        told = [
            str(row.servers),
            number(row.per_s),
            f"{number(row.per_s / first.per_s)} ×",
            *(f"{mb:.0f} MB" for mb in (memory.anonymous_mb, memory.pss_mb - memory.anonymous_mb)),
            f"{memory.rss_mb - memory.anonymous_mb:.0f} MB",
            f"{number(memory.pss_mb / first.memory.pss_mb)} ×",
        ]
        lines.append(f"| {' | '.join(told)} |")
    return "\n".join(lines)


def measure(
    command: Command, library: Path, publish: Callable[[], object], questions: Sequence[str], servers: int
) -> Row:
    """Starts the servers, asks each question at all of them at the same time, then publishes a new generation."""
    with ExitStack() as stack:
        started = [stack.enter_context(served(command, library, "--per-minute", "0")) for _ in range(servers)]
        clients = [client for client, _, _ in started]
        _ask_all(clients, questions[:3])  # not counted
        begun = time.perf_counter()
        _ask_all(clients, questions[3:])
        took = time.perf_counter() - begun
        memory = [shared_memory(pid) for _, pid, _ in started]
        return Row(servers, servers * len(questions[3:]) / took, total(memory), _noticed_after(clients, publish))


def _ask_all(clients: Sequence[httpx.Client], questions: Sequence[str]) -> None:
    def ask(client: httpx.Client) -> None:
        for question in questions:
            client.post("/api/ask", json={"question": question}).raise_for_status()

    with ThreadPoolExecutor(len(clients)) as pool:
        list(pool.map(ask, clients))


def _noticed_after(clients: Sequence[httpx.Client], publish: Callable[[], object]) -> float:
    """Seconds from when another process has published until every server serves that.

    Raises:
        BenchFailed: one of them still serves the old one.
    """
    before = _generation(clients[0])
    publish()
    begun = time.monotonic()
    while any(_generation(client) == before for client in clients):
        if time.monotonic() - begun > NOTICE_TIMEOUT_S:
            raise BenchFailed(f"a server still serves {before}")
        time.sleep(0.05)
    return time.monotonic() - begun


def _generation(client: httpx.Client) -> str:
    name: str = client.get("/api/status").raise_for_status().json()["library"]
    return name


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.workers", description="Mäter flera servrar på ett bibliotek.")
    parser.add_argument("sources", nargs="*", type=Path, help="filer eller mappar (annars corpus/)")
    parser.add_argument("--servers", type=int, nargs="+", default=[1, 2, 4], help="så många åt gången (1 2 4)")
    parser.add_argument("--questions", type=Path, default=ROOT / "corpus" / "kontrollfragor.jsonl", help="jsonl")
    parser.add_argument("--write", action="store_true", help="skriv tabellen i docs/skala.md också")
    parser.add_argument("--command", type=Path, default=Path(sys.executable).with_name("belagg"), help="belagg")
    return parser.parse_args(arguments)


def _rows(options: argparse.Namespace, folder: Path) -> list[Row]:
    command, library, note = Command(options.command, folder / "cache"), folder / "library", folder / "prov.md"
    questions = read_questions(options.questions)

    def publish() -> None:
        note.write_text(f"{NOTE}\n{time.time_ns()}.\n", encoding="utf-8")
        command.build(library, [*(options.sources or [ROOT / "corpus"]), note])

    publish()
    return [measure(command, library, publish, questions, servers) for servers in options.servers]


def main() -> int:
    """Measure and show."""
    options = parse()
    try:
        with tempfile.TemporaryDirectory(prefix="belagg-workers-") as folder:
            rows = _rows(options, Path(folder))
    except (BenchFailed, httpx.HTTPError, OSError) as error:
        print(f"Mätningen avbröts: {error}", file=sys.stderr)
        return 1
    print(table(rows))
    if options.write:
        put_in_guide("workers", table(rows))
    print(f"Ett nytt bibliotek märktes av alla inom {max(row.noticed_s for row in rows):.1f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
