"""`python -m bench.swap`: no answer is lost or wrong while the library moves, at a steady rate of searches.

First a server over two prebuilt generations that are swapped; then the same while one is really rebuilt. Every reply is
held against what the generation it names answers when nothing moves. All in a temporary folder, on this computer alone.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

import httpx
import platformdirs

from bench.command import ROOT, Command, served
from bench.figures import percentiles
from bench.rebuild import change_one, write_corpus

_MAIN = "from tui.command import main; main()"  # that of this checkout, whichever is installed
QUERIES = (
    "barnets bästa", "rätt till utbildning", "mänskliga rättigheter i fängelse", "nationella minoriteter",
    "diskriminering på grund av kön", "personer med funktionsnedsättning", "tvångsvård av unga", "yttrandefrihet",
)  # fmt: skip
WORKERS = 8

Found = tuple[tuple[str, str], ...]
"""Passage ids and texts, best first."""


@dataclass
class Tally:
    """What came of the searches."""

    asked: int = 0
    lost: int = 0
    wrong: int = 0
    unknown: int = 0
    """Replies from a generation that was never published."""
    swaps: int = 0
    seconds: float = 0.0
    p50_ms: float = 0.0
    p95_ms: float = 0.0
    most_ms: float = 0.0
    by_generation: dict[str, int] = field(default_factory=dict)


class Swapped:
    """A server under searches while its library moves."""

    def __init__(self, client: httpx.Client, command: Command, library: Path) -> None:
        self._client = client
        self._command = command
        self._library = library
        self._expected: dict[tuple[str, str], Found] = {}
        self.replies: list[tuple[str, str, Found, float]] = []
        self.lost = 0

    def search(self, query: str) -> tuple[str, Found]:
        """The generation that answered, and what it found."""
        reply = self._client.post("/api/search", json={"query": query, "limit": 10})
        body = reply.raise_for_status().json()
        return body["library"], tuple((hit["passage_id"], hit["text"]) for hit in body["hits"])

    def learn(self) -> str:
        """Notes what the served generation answers while nothing moves; gives its id."""
        generation = ""
        for query in QUERIES:
            generation, found = self.search(query)
            self._expected[generation, query] = found
        return generation

    def serve(self, generation: str) -> None:
        """Rolls back to a generation, or forth."""
        self._command.run("rollback", generation, "--library", str(self._library))

    def _timed(self, query: str) -> None:
        begun = time.perf_counter()
        try:
            generation, found = self.search(query)
        except (httpx.HTTPError, KeyError, ValueError):
            self.lost += 1
            return
        self.replies.append((generation, query, found, 1000 * (time.perf_counter() - begun)))

    def run(self, rate: float, goes_on: Callable[[], bool]) -> Tally:
        """Searches at this rate, whether or not earlier ones are answered, for as long as it goes on."""
        self.replies, self.lost = [], 0
        begun = time.perf_counter()
        sent: list[Future[None]] = []
        with ThreadPoolExecutor(WORKERS) as pool:
            while goes_on():
                sent.append(pool.submit(self._timed, QUERIES[len(sent) % len(QUERIES)]))
                time.sleep(max(0.0, begun + len(sent) / rate - time.perf_counter()))
        seconds = time.perf_counter() - begun
        times = sorted(took for *_, took in self.replies) or [0.0]
        p50, p95 = percentiles(times)
        return Tally(len(sent), self.lost, seconds=seconds, p50_ms=p50, p95_ms=p95, most_ms=times[-1])

    def judge(self, tally: Tally) -> Tally:
        """Holds every reply against what its generation answers while nothing moves."""
        for generation, query, found, _ in self.replies:
            tally.by_generation[generation] = tally.by_generation.get(generation, 0) + 1
            expected = self._expected.get((generation, query))
            tally.unknown += expected is None
            tally.wrong += expected is not None and expected != found
        return tally


def swap_prebuilt(swapped: Swapped, names: Sequence[str], rate: float, swaps: int, every: float) -> Tally:
    """Searches while two generations are swapped so many times."""
    begun = time.perf_counter()
    done: list[Future[None]] = []

    def goes_on() -> bool:
        if time.perf_counter() - begun > (len(done) + 1) * every and len(done) < swaps:
            done.append(beside.submit(swapped.serve, names[(len(done) + 1) % len(names)]))
        return time.perf_counter() - begun < (swaps + 1) * every

    with ThreadPoolExecutor(1) as beside:
        tally = swapped.run(rate, goes_on)
    for each in done:
        each.result()
    tally.swaps = len(done)
    return swapped.judge(tally)


def rebuild_for_real(swapped: Swapped, build: Sequence[str], rate: float) -> Tally:
    """Searches while a build runs, and for some seconds after it."""
    process = subprocess.Popen(build, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ended = 0.0

    def goes_on() -> bool:
        nonlocal ended
        if process.poll() is not None and not ended:
            ended = time.perf_counter()
        return not ended or time.perf_counter() - ended < 3

    tally = swapped.run(rate, goes_on)
    if process.returncode:
        raise RuntimeError(f"the build ended with {process.returncode}")
    swapped.learn()
    tally.swaps = 1
    return swapped.judge(tally)


def measure(options: argparse.Namespace, folder: Path) -> Mapping[str, Tally]:
    """Both figures."""
    corpus, library = folder / "corpus", folder / "library"
    command = Command(_program(folder), platformdirs.user_cache_path("belagg"))
    write_corpus(corpus, options.documents)
    command.build(library, [corpus])
    first = (library / "current").read_text(encoding="utf-8").strip()
    change_one(corpus)
    command.build(library, [corpus])
    with served(command, library) as (client, _, _):
        swapped = Swapped(client, command, library)
        names = (swapped.learn(), first)
        swapped.serve(first)
        assert swapped.learn() == first
        tallies = {"prebuilt": swap_prebuilt(swapped, names, options.rate, options.swaps, options.every)}
        swapped.serve(names[0])
        swapped.learn()
        write_corpus(folder / "corpus2", options.documents + 5)
        build = [str(command.path), "build", str(folder / "corpus2"), "--library", str(library)]
        tallies["rebuild"] = rebuild_for_real(swapped, build, options.rebuild_rate)
    return tallies


def _program(folder: Path) -> Path:
    """The command of this checkout as a program of its own."""
    path = folder / "belagg"
    path.write_text(f"#!{sys.executable}\nimport sys; sys.path.insert(0, {str(ROOT)!r}); {_MAIN}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def main() -> int:
    """Measures, prints one line of JSON, and fails where anything was lost or wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20)
    parser.add_argument("--rate", type=float, default=15, help="searches a second while prebuilt ones are swapped")
    parser.add_argument("--swaps", type=int, default=20)
    parser.add_argument("--every", type=float, default=2.0, help="seconds between two swaps")
    parser.add_argument("--rebuild-rate", type=float, default=3, help="searches a second during a real rebuild")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="belagg-swap-") as folder:
        tallies = measure(options, Path(folder))
    print(json.dumps({name: asdict(tally) for name, tally in tallies.items()}))
    return 1 if any(tally.lost or tally.wrong or tally.unknown for tally in tallies.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
