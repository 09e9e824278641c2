"""Run as a script: builds that are killed, or run out of disk, each in a process of its own that is forked off here.

    python -m tests.index.killing FOLDER

FOLDER holds `corpus`, `library` and `general_words.txt`. For every point a copy of the library is made beside them and
a build of the corpus into it is ended there. How each ended is written as JSON.
"""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType

import pytest

from index import reading, writing
from index.build import build
from ingest.errors import ReaderFacingError
from tests.fakes import WORD_MODEL, ReaderHere


@dataclass(frozen=True)
class Point:
    """The moment at which a build is killed: when a function is entered, or left, for the n-th time."""

    function: str
    event: str = "call"
    time: int = 1

    @property
    def name(self) -> str:
        return f"{self.function}-{self.event}-{self.time}".replace(".", "_")


BEFORE = (
    Point("plan_build"),
    Point("plan_build", "return"),
    Point("Generations.new", "call", 1),
    Point("Reading.__enter__", "return"),
    Point("Sources.keep"),
    Point("Sources.keep", "return", 2),
    Point("_write_document", "return"),
    Point("_write_passage", "return", 2),
    Point("write_store", "return"),
    Point("embed_missing"),
    Point("EmbeddingCache.keep"),
    Point("EmbeddingCache._insert", "return"),
    Point("write_vectors", "return"),
    Point("write_vectors", "return", 2),
    Point("write_words"),
    Point("write_words", "return"),
    Point("objections", "return"),
    Point("Manifest.write", "return"),
    Point("Manifest.sealed", "return"),
    Point("Manifest.write", "return", 2),
    Point("Generations.publish"),
    Point("_sync", "call", 5),
    Point("Generations.serve"),
    Point("_sync", "return", 12),
)
"""Where a kill leaves the old generation served."""

AFTER = (
    Point("Generations.serve", "return"),
    Point("Generations.prune"),
    Point("Sources.prune"),
    Point("Generations.prune", "return"),
)
"""Where the new one is served already."""

FULL = (0, 500, 4_000, 20_000, 60_000, 120_000, 300_000)
"""Bytes beyond which no file can grow."""

SMALL = (60, 300, 600, 900)
"""Kilobytes left on a small disk."""


def killed_at(point: Point) -> None:
    left = point.time

    def watch(frame: FrameType, event: str, _: object) -> None:
        nonlocal left
        if event == point.event and frame.f_code.co_qualname == point.function:
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(watch)


def in_a_process(act: Callable[[], str]) -> dict[str, object]:
    """How it ended: the signal, and what it said."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        try:
            os.write(write, act().encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as file:
        said = file.read().decode()
    _, status = os.waitpid(child, 0)
    return {"signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, "said": said}


def said_of_building(corpus: Path, library: Path) -> str:
    """The generation that was built, or what was said instead."""
    try:
        return build([corpus], library, WORD_MODEL).generation
    except ReaderFacingError as error:
        return f"{type(error).__name__}: {error}"
    except Exception as error:  # noqa: BLE001 - what nobody foresaw is what is looked for
        return f"OVÄNTAT {type(error).__name__}: {error}"


class Faults:
    """Copies of one library, each built into while something goes wrong."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._corpus = folder / "corpus"
        self.ends: dict[str, dict[str, object]] = {}

    def build(self, name: str, arrange: Callable[[], None]) -> None:
        """Builds in a process that is arranged first."""
        library = self._copy(self._folder / name)

        def act() -> str:
            arrange()
            return said_of_building(self._corpus, library)

        self.ends[name] = in_a_process(act)

    def build_on_a_small_disk(self, name: str, kilobytes: int) -> None:
        """Builds on a disk with so much left, where one can be mounted; the library is copied from it afterwards."""
        disk = self._folder / "disk"
        disk.mkdir(exist_ok=True)
        used = sum(path.stat().st_size // 4096 + 1 for path in (self._folder / "library").rglob("*")) * 4
        mounted = ["mount", "-t", "tmpfs", "-o", f"size={used + kilobytes}k", "tmpfs", str(disk)]
        if subprocess.run(mounted, capture_output=True, check=False).returncode:
            return
        try:
            library = self._copy(disk)
            self.ends[name] = in_a_process(lambda: said_of_building(self._corpus, library))
            shutil.copytree(library, self._folder / name / "library")
        finally:
            subprocess.run(["umount", str(disk)], check=True)

    def _copy(self, into: Path) -> Path:
        return Path(shutil.copytree(self._folder / "library", into / "library"))


def main() -> None:
    folder = Path(sys.argv[1])
    words = (folder / "general_words.txt").read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "write_general_words", lambda path, _: path.write_bytes(words))
        patch.setattr(reading, "IsolatedReader", ReaderHere)
        faults = Faults(folder)
        for point in (*BEFORE, *AFTER):
            faults.build(point.name, partial(killed_at, point))
        for size in FULL:
            faults.build(f"full-{size}", partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size)))
        for size in SMALL:
            faults.build_on_a_small_disk(f"small-{size}", size)
    sys.stdout.write(json.dumps(faults.ends))


if __name__ == "__main__":
    main()
