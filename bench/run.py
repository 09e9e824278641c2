"""`make bench`: what a build, a question and the server cost, and what the machine must do for them.

All builds go to a temporary folder with a model cache of its own: your library and your cache are not touched.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx

from bench.chat import ChatFailed
from bench.command import ROOT, BenchFailed, Command, default_sources, read_questions
from bench.figures import Figure, put_in_guide, show, table, write
from bench.outside import measure_builds, measure_chat, measure_cold_ask, measure_model, measure_server

RESULTS = ROOT / "bench" / "results" / "latest.json"

Stage = Callable[[], list[Figure]]


def stages(options: argparse.Namespace, folder: Path) -> list[Stage]:
    """What is measured, in the order in which it is shown."""
    command, library = Command(options.command, folder / "cache"), folder / "library"
    questions = read_questions(options.questions)[: options.limit]
    outside: list[Stage] = [
        lambda: [measure_model(command, folder)],
        lambda: measure_builds(command, library, options.sources or default_sources()),
        lambda: [measure_cold_ask(command, library, questions[0], options.runs)],
        lambda: measure_chat(command, library, questions[0], options.runs),
        lambda: measure_server(command, library, questions, options.seconds),
    ]
    return outside if options.outside else [*outside, *_inside(library, command.cache, questions)]


def _inside(library: Path, cache: Path, questions: Sequence[str]) -> list[Stage]:
    """What is measured in this process, since nothing outside tells it."""
    from bench.embedding import measure_embedding  # noqa: PLC0415 - torch
    from bench.floor import measure_floor  # noqa: PLC0415 - what is measured from outside needs none of ours

    return [lambda: measure_floor(library, cache, questions), lambda: measure_embedding(library, cache)]


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench/run.py", description="Mäter byggen, frågor och servern.")
    parser.add_argument("sources", nargs="*", type=Path, help="filer eller mappar (annars ../shared, annars corpus/)")
    parser.add_argument("--questions", type=Path, default=ROOT / "corpus" / "kontrollfragor.jsonl", help="jsonl")
    parser.add_argument("--limit", type=int, default=100, help="så många frågor (100)")
    parser.add_argument("--runs", type=int, default=5, help="kallstarter (5)")
    parser.add_argument("--seconds", type=float, default=8.0, help="så länge frågar flera samtidigt (8)")
    parser.add_argument("--outside", action="store_true", help="bara det som syns utifrån")
    parser.add_argument("--output", type=Path, default=RESULTS, help="var tabellen skrivs som JSON")
    parser.add_argument("--write", action="store_true", help="skriv tabellen i docs/skala.md också")
    parser.add_argument("--command", type=Path, default=Path(sys.executable).with_name("belagg"), help="belagg")
    return parser.parse_args(arguments)


def main() -> int:
    """Measure, show and write."""
    options = parse()
    figures: list[Figure] = []
    try:
        with tempfile.TemporaryDirectory(prefix="belagg-bench-") as folder:
            for stage in stages(options, Path(folder)):
                new = stage()
                figures += new
                for figure in new:
                    show(figure)
        write(figures, options.output)
        if options.write:
            put_in_guide("bench", table(figures))
    except (BenchFailed, ChatFailed, httpx.HTTPError, OSError) as error:
        print(f"Mätningen avbröts: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
