"""`make soak`: a server under steady questions while its library is swapped; bounded in time and rate.

Counts questions that failed and answers from no known generation, and how much memory grew. All in a temporary folder,
against this computer alone.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
import platformdirs

from bench.command import ROOT, Command, read_questions, served
from bench.memory import memory_mb

BELAGG = Path(sys.executable).with_name("belagg")
QUESTIONS = ROOT / "corpus" / "kontrollfragor.jsonl"
SWAP_EVERY_S = 5.0


@dataclass
class Tally:
    """What came of the questions."""

    asked: int = 0
    failed: int = 0
    strange: int = 0
    swaps: int = 0
    memory_before_mb: float = 0.0
    memory_after_mb: float = 0.0


class Soak:
    """A library of two generations under questions."""

    def __init__(self, command: Command, library: Path) -> None:
        self.command = command
        self.library = library
        self.tally = Tally()
        corpus = ROOT / "corpus"
        self.known = [self._built([corpus / "barnkonventionen-sammanfattning.md"]), self._built([corpus])]

    def _built(self, sources: Sequence[Path]) -> str:
        self.command.build(self.library, sources)
        return (self.library / "current").read_text(encoding="utf-8").strip()

    def run(self, client: httpx.Client, seconds: float, rate: float) -> None:
        """Asks at a steady rate until the time is out, and swaps between the generations."""
        questions = read_questions(QUESTIONS)
        end = time.monotonic() + seconds
        swap = time.monotonic() + SWAP_EVERY_S
        while time.monotonic() < end:
            begun = time.monotonic()
            self._ask(client, questions[self.tally.asked % len(questions)])
            if time.monotonic() > swap:
                self._swap()
                swap = time.monotonic() + SWAP_EVERY_S
            time.sleep(max(0.0, 1 / rate - (time.monotonic() - begun)))

    def _ask(self, client: httpx.Client, question: str) -> None:
        self.tally.asked += 1
        try:
            reply = client.post("/api/ask", json={"question": question})
        except httpx.TransportError:
            self.tally.failed += 1
            return
        self.tally.failed += not reply.is_success
        self.tally.strange += reply.is_success and reply.json()["library"] not in self.known

    def _swap(self) -> None:
        self.known.reverse()
        self.command.run("rollback", self.known[-1], "--library", str(self.library))
        self.tally.swaps += 1


def main() -> int:
    """Runs, prints one line of JSON, and fails where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--rate", type=float, default=15, help="questions a second at most")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="belagg-soak-") as folder:
        soak = Soak(Command(BELAGG, platformdirs.user_cache_path("belagg")), Path(folder) / "library")
        with served(soak.command, soak.library) as (client, pid, _):
            soak.run(client, min(10.0, options.seconds / 4), options.rate)
            soak.tally.memory_before_mb = memory_mb(pid)
            soak.run(client, options.seconds, options.rate)
            soak.tally.memory_after_mb = memory_mb(pid)
    print(json.dumps(asdict(soak.tally)))
    return 1 if soak.tally.failed or soak.tally.strange else 0


if __name__ == "__main__":
    sys.exit(main())
