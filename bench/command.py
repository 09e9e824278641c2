"""The public command and its server as the benchmarks run them, with what they are given."""

import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "corpus"
"""The shared texts, where they lie beside the checkout."""
NOTE = "# Prov\n\nEn mening att bygga ett litet bibliotek av.\n"
START_TIMEOUT_S = 120.0
REQUEST_TIMEOUT_S = 60.0


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

    def run(self, *arguments: str, accept: Sequence[int] = (0,)) -> tuple[float, str]:
        """Wall time of one run from start to exit, and what it wrote.

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
        return took, run.stdout

    def build(self, library: Path, sources: Sequence[Path]) -> float:
        """Seconds that `belagg build` takes."""
        return self.run("build", *map(str, sources), "--library", str(library))[0]

    def build_told(self, library: Path, sources: Sequence[Path]) -> tuple[float, dict[str, Any]]:
        """The same, and what it tells of it."""
        took, told = self.run("build", *map(str, sources), "--library", str(library), "--json")
        return took, json.loads(told)


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


def default_sources() -> list[Path]:
    """The shared reports beside the checkout, else our own corpus."""
    reports = sorted(SHARED.glob("arsrapport-*.pdf"))
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
