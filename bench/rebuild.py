"""What a rebuild costs: all documents, none changed, one changed; seconds and the most memory, through the command.

The documents are the shared ones, and where these do not suffice further editions of them with other wording. Any cache
of prepared models is used as it is; the library goes to a temporary folder.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import count, islice
from pathlib import Path

from bench.command import ROOT, SHARED, BenchFailed

_COMMAND = "from tui.command import main; main()"  # that of this checkout, whichever is installed
FOLDERS = ("myndighetstext", "lagar", "konventioner")


@dataclass(frozen=True, slots=True)
class Cost:
    """One build. `peak_mb`: of the process that builds, or of the one that reads where that is more."""

    what: str
    seconds: float
    peak_mb: float


def texts() -> Iterator[tuple[str, str]]:
    """Names and texts without end; after the first round every paragraph says which edition it belongs to."""
    files = [file for folder in FOLDERS for file in sorted((SHARED / folder).glob("*.md"))]
    if not files:
        raise BenchFailed(f"{SHARED} has no texts")
    for edition in count():
        for file in files:
            text = file.read_text(encoding="utf-8")
            yield f"{file.stem}-{edition}", _edition(text, edition) if edition else text


def _edition(text: str, number: int) -> str:
    head, fence, body = text.partition("\n---\n") if text.startswith("---") else ("", "", text)
    paragraphs = (
        part if part.lstrip().startswith(("#", "<!--")) else f"I utgåva {number} sägs detta. {part}"
        for part in body.split("\n\n")
    )
    return head + fence + "\n\n".join(paragraphs)


def write_corpus(folder: Path, documents: int) -> None:
    """Writes so many documents: of a round the short and the long alike, as they come by size."""
    folder.mkdir()
    rounds = -(-documents // _round())
    pool = sorted(islice(texts(), rounds * _round()), key=lambda each: len(each[1]))
    for at in range(documents):
        name, text = pool[at * len(pool) // documents]
        (folder / f"{name}.md").write_text(text, encoding="utf-8")


def _round() -> int:
    return sum(len(list((SHARED / folder).glob("*.md"))) for folder in FOLDERS)


def change_one(folder: Path) -> None:
    """Adds a sentence to the document of middling size."""
    by_size = sorted(folder.iterdir(), key=lambda path: path.stat().st_size)
    path = by_size[len(by_size) // 2]
    path.write_text(path.read_text(encoding="utf-8") + "\n\nHär har en mening lagts till.\n", encoding="utf-8")


def build(what: str, corpus: Path, library: Path) -> Cost:
    """Builds through the command.

    Raises:
        BenchFailed: it did not end well.
    """
    command = [sys.executable, "-c", _COMMAND, "build", str(corpus), "--library", str(library)]
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=ROOT)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - begun
        said.seek(0)
        if process.returncode:
            raise BenchFailed(f"build → {process.returncode}\n{said.read()[-2000:].decode(errors='replace')}")
    return Cost(what, seconds, used.ru_maxrss / 1024)


def measure(documents: int, folder: Path) -> list[Cost]:
    """The builds, one after the other."""
    corpus, library = folder / "corpus", folder / "library"
    write_corpus(corpus, documents)
    costs = [build(f"alla {documents} dokument", corpus, library), build("inget ändrat", corpus, library)]
    change_one(corpus)
    return [*costs, build("ett ändrat", corpus, library)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, and prints one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20)
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="belagg-rebuild-") as folder:
            costs = measure(options.documents, Path(folder))
    except (BenchFailed, OSError) as error:
        print(f"Mätningen avbröts: {error}", file=sys.stderr)
        return 1
    share = costs[-1].seconds / costs[0].seconds
    print(json.dumps({"builds": [asdict(cost) for cost in costs], "one_changed_share": round(share, 3)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
