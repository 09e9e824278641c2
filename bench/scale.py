"""`make scale`: how Belägg grows. Libraries of ten thousand and a hundred thousand passages, built and searched.

    python -m bench.scale --passages 10000 100000
    python -m bench.scale --passages 1000000 --like 100000

The documents are made by `bench.scale_text`. Vectors are kept in the folder, so that a run that was stopped goes on
where it was; the pace of the model is therefore measured apart, on documents that are new each time. Sizes that are
measured again replace their rows in the results; `bench.scale_report` makes the table and the plot in docs/skala.md.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import platformdirs

from bench.command import ROOT, SHARED, BenchFailed, Command, read_questions
from bench.figures import commit
from bench.scale_build import Built
from bench.scale_search import Recalled, Searched, recall, search
from bench.scale_text import write_documents
from index.generations import Generations
from ingest.errors import ReaderFacingError

RESULTS = ROOT / "bench" / "results" / "scale.json"
FRESH = 400
"""Passages that are embedded anew to tell the pace."""
QUESTIONS = 220


@dataclass(frozen=True, slots=True)
class Size:
    """One library: what was built, its files, and what its searches gave; what adding a document to it took."""

    built: Built
    added: Built | None
    disk_mb: Mapping[str, float]
    searched: Searched
    recalled: Recalled


@dataclass(frozen=True, slots=True)
class Work:
    """The folder that everything is written into, and what documents are made of."""

    folder: Path
    sources: Sequence[Path]
    command: Command

    def documents(self, passages: int) -> Path:
        """A folder of documents with so many passages; those of a smaller one are the first of a larger one."""
        folder = self.folder / f"dokument-{passages}"
        write_documents(folder, self.sources, passages)
        return folder

    def one_more(self) -> Path:
        """A folder with one document that is in none of the others."""
        folder = self.folder / "tillägg"
        write_documents(folder, self.sources, 1, seed=time.time_ns())
        next(folder.glob("prov-*.md")).rename(folder / "tillägg.md")
        return folder

    def library(self, passages: int) -> Path:
        """Where the library of that size is."""
        return self.folder / f"bibliotek-{passages}"

    def begun(self, passages: int, vectors: str) -> Path:
        """The folder of a library that holds nothing but the vectors that are kept in this file for all of them."""
        library = self.library(passages)
        shutil.rmtree(library, ignore_errors=True)
        library.mkdir(parents=True)
        (library / "embeddings.sqlite").symlink_to(self.folder.absolute() / vectors)
        return library

    def build(self, library: Path, sources: Sequence[Path], like: Path | None = None) -> Built:
        """Builds in another process.

        Raises:
            BenchFailed: it did not end well.
        """
        words = [*map(str, sources), "--library", str(library), *(["--like", str(like)] if like else [])]
        arguments = [sys.executable, "-m", "bench.scale_build", *words]
        run = subprocess.run(arguments, stdout=subprocess.PIPE, cwd=ROOT, check=False)
        if run.returncode:
            raise BenchFailed(f"bench.scale_build slutade med {run.returncode}")
        return Built(**json.loads(run.stdout))

    def fresh(self) -> Built:
        """A small library of documents whose vectors no one has kept: how fast the model is."""
        with tempfile.TemporaryDirectory(dir=self.folder) as beside:
            documents = Path(beside) / "dokument"
            write_documents(documents, self.sources, FRESH, seed=time.time_ns())
            return self.build(Path(beside) / "bibliotek", [documents])


def measure(work: Work, passages: int, questions: Sequence[str], like: int | None) -> Size:
    """Builds a library of that size, searches it, and adds a document to it."""
    documents = work.documents(passages)
    library = work.begun(passages, f"vektorer-som-{like}.sqlite" if like else "vektorer.sqlite")
    model = work.library(like) if like else None
    built = work.build(library, [documents], model)
    disk, searched, recalled = found(work, library, questions)
    added = None if like else work.build(library, [documents, work.one_more()])
    return Size(built, added, disk, searched, recalled)


def found(work: Work, library: Path, questions: Sequence[str]) -> tuple[dict[str, float], Searched, Recalled]:
    """What a library takes, and what its searches give."""
    return _disk_mb(Generations(library).served()), search(work.command, library, questions), recall(library, questions)


def _disk_mb(generation: Path) -> dict[str, float]:
    """MB of the generation's files, by file or folder."""
    sizes: dict[str, float] = {}
    for file in generation.rglob("*"):
        if file.is_file():
            part = file.relative_to(generation).parts[0]
            sizes[part] = sizes.get(part, 0.0) + file.stat().st_size / 1e6
    return sizes


def read_sizes(path: Path) -> dict[int, Size]:
    """What was measured before, by number of passages; nothing where nothing was."""
    if not path.exists():
        return {}
    told = json.loads(path.read_text(encoding="utf-8"))
    return {
        int(passages): Size(
            Built(**each["built"]),
            Built(**each["added"]) if each["added"] else None,
            each["disk_mb"],
            Searched(**each["searched"]),
            Recalled(**each["recalled"]),
        )
        for passages, each in told["sizes"].items()
    }


def read_fresh(path: Path) -> Built | None:
    """The build of documents that were new, where one was measured."""
    return Built(**json.loads(path.read_text(encoding="utf-8"))["fresh"]) if path.exists() else None


def write_sizes(path: Path, sizes: Mapping[int, Size], fresh: Built) -> None:
    """Keeps what was measured, by whom."""
    told = {"commit": commit(), "cores": os.cpu_count(), "fresh": asdict(fresh)}
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = {str(passages): asdict(size) for passages, size in sorted(sizes.items())}
    path.write_text(json.dumps(told | {"sizes": rows}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def default_sources() -> list[Path]:
    """The Markdown of the shared corpus beside the checkout, else our own."""
    shared = sorted(SHARED.rglob("*.md"))
    return shared or sorted((ROOT / "corpus").glob("*.md"))


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.scale", description="Mäter hur Belägg växer.")
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000], help="så många (10000 100000)")
    parser.add_argument("--like", type=int, help="flytta vektorerna i biblioteket av den storleken, räkna inga nya")
    parser.add_argument("--again", action="store_true", help="sök bara om i det som är byggt")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "belagg-skala", help="arbetsmapp")
    parser.add_argument("--results", type=Path, default=RESULTS, help="json")
    parser.add_argument("--command", type=Path, default=Path(sys.executable).with_name("belagg"), help="belagg")
    return parser.parse_args(arguments)


def questions() -> list[str]:
    """Our own questions, as many of each file as of any other."""
    files = [ROOT / "corpus" / "kontrollfragor.jsonl", *sorted((ROOT / "training").glob("questions-*.jsonl"))]
    return [each for file in files for each in read_questions(file)[: QUESTIONS // len(files)]]


def main() -> int:
    """Measure, and keep what was found."""
    options = parse()
    work = Work(options.folder, default_sources(), Command(options.command, platformdirs.user_cache_path("belagg")))
    work.folder.mkdir(parents=True, exist_ok=True)
    sizes = read_sizes(options.results)
    try:
        for passages in options.passages:
            if options.again:
                disk, searched, recalled = found(work, work.library(passages), questions())
                sizes[passages] = replace(sizes[passages], disk_mb=disk, searched=searched, recalled=recalled)
            else:
                sizes[passages] = measure(work, passages, questions(), options.like)
            write_sizes(options.results, sizes, work.fresh())
    except (BenchFailed, ReaderFacingError, OSError) as error:
        print(f"Mätningen avbröts: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
