"""Generations of a library: each is written beside, then published by one atomic rename; none is ever changed.

library/current                 names the served generation
library/generations/<id>/       one generation
library/sources/<sha256>        source files, kept as they were
library/embeddings.sqlite       cache
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import LibraryBusy, LibraryMissing
from index.manifest import MANIFEST

_CURRENT = "current"
_UNFINISHED = ".ny-"
KEPT = 5
"""Published generations that are kept for roll-back."""


class Generations:
    """The folder of a library."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sources = folder / "sources"
        self.embeddings = folder / "embeddings.sqlite"
        self._generations = folder / "generations"

    def current(self) -> str | None:
        """Id of the served generation; None where nothing is published."""
        try:
            name = (self.folder / _CURRENT).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        return name if name and (self._generations / name / MANIFEST).exists() else None

    def path(self, generation: str) -> Path:
        """The folder of a generation."""
        return self._generations / generation

    def served(self) -> Path:
        """The folder of the served generation.

        Raises:
            LibraryMissing: nothing is published.
        """
        name = self.current()
        if name is None:
            raise LibraryMissing(f"Det finns inget bibliotek i {self.folder}. Bygg ett med belagg build.")
        return self.path(name)

    def history(self) -> tuple[str, ...]:
        """Ids of all complete generations, oldest first."""
        if not self._generations.is_dir():
            return ()
        return tuple(sorted(p.name for p in self._generations.iterdir() if (p / MANIFEST).exists()))

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Holds the library for one build; the lock goes with the process that holds it.

        Raises:
            LibraryBusy: another build holds it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.folder / "build.lock", timeout=0):
                yield
        except Timeout as error:
            raise LibraryBusy(
                f"Ett annat bygge pågår i {self.folder}. Vänta tills det är klart och försök igen."
            ) from error

    @contextmanager
    def new(self) -> Iterator[Path]:
        """A folder to write a generation in; gone afterwards unless it was published."""
        self._generations.mkdir(parents=True, exist_ok=True)
        self._sweep()
        folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=self._generations))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _sweep(self) -> None:
        """Removes what a build that died left behind; called under the lock."""
        for left in self._generations.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)

    def publish(self, written: Path, generation: str) -> None:
        """Makes a written folder the served generation, in one step."""
        for path in written.rglob("*"):
            _sync(path)
        written.chmod(0o755)
        written.rename(self.path(generation))
        _sync(self._generations)
        self.serve(generation)

    def serve(self, generation: str) -> None:
        """Names the served generation, in one step."""
        handle, name = tempfile.mkstemp(prefix=".current-", dir=self.folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(generation + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(self.folder / _CURRENT)
        _sync(self.folder)

    def roll_back(self, generation: str | None = None) -> str:
        """Serves an earlier generation, the one before the served one where none is named, and returns its id.

        Raises:
            LibraryMissing: there is no such generation.
        """
        served = self.served().name
        earlier = [name for name in self.history() if name < served]
        wanted = generation or (earlier[-1] if earlier else None)
        if wanted is None or wanted not in self.history():
            named = f"någon version {wanted}" if wanted else "någon tidigare version"
            raise LibraryMissing(f"Det finns inte {named} i {self.folder}. Se belagg history.")
        self.serve(wanted)
        return wanted

    def prune(self) -> None:
        """Removes all but the newest generations; never the served one."""
        for old in self.history()[:-KEPT]:
            if old != self.current():
                shutil.rmtree(self.path(old), ignore_errors=True)

    def keep_source(self, path: Path, digest: str) -> None:
        """Keeps a source file under its sha256: a hard link where the file system allows it, else a copy."""
        self.sources.mkdir(parents=True, exist_ok=True)
        kept = self.sources / digest
        if kept.exists():
            return
        beside = kept.with_name(f".{digest}.part")
        shutil.copyfile(path, beside)
        beside.replace(kept)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
