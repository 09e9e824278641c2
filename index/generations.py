"""Generations of a library: each is written beside, then published by one atomic rename; none is ever changed.

library/current                 names the served generation
library/generations/<id>/       one generation
library/sources/<sha256>        source files, kept as they were
library/embeddings.sqlite       cache
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import BuildFailed, LibraryBusy, LibraryMismatch, LibraryMissing
from index.manifest import MANIFEST, Manifest, file_digest

_CURRENT = "current"
_UNFINISHED = ".ny-"
_PART = ".part"
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
        except (FileNotFoundError, UnicodeDecodeError):
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
            BuildFailed: nothing can be written in the folder.
        """
        lock = FileLock(self.folder / "build.lock", timeout=0)
        with self.writing():
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire()
            except Timeout as error:
                raise LibraryBusy(
                    f"Ett annat bygge pågår i {self.folder}. Vänta tills det är klart och försök igen."
                ) from error
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Says in one sentence what stands in the way of writing.

        Raises:
            BuildFailed: the disk is full, the folder may not be written in, or the like.
        """
        try:
            yield
        except (OSError, sqlite3.OperationalError) as error:
            told = getattr(error, "strerror", None) or str(error)
            raise BuildFailed(
                f"Det går inte att skriva i biblioteket {self.folder} ({told}), så det är som förut. "
                "Kontrollera att du får skriva där och att disken inte är full."
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
        for left in (*self.folder.glob(f".{_CURRENT}-*"), *self.sources.glob(f".*{_PART}")):
            left.unlink(missing_ok=True)

    def publish(self, written: Path, generation: str) -> None:
        """Makes a written folder the served generation, in one step; if it cannot be served it is gone afterwards."""
        for path in written.rglob("*"):
            _sync(path)
        written.chmod(0o755)
        published = written.rename(self.path(generation))
        try:
            _sync(self._generations)
            self.serve(generation)
        except BaseException:
            if self.current() != generation:
                shutil.rmtree(published, ignore_errors=True)
            raise

    def serve(self, generation: str) -> None:
        """Names the served generation, in one step."""
        handle, name = tempfile.mkstemp(prefix=f".{_CURRENT}-", dir=self.folder)
        beside = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(generation + "\n")
                file.flush()
                os.fsync(file.fileno())
            beside.chmod(0o644)
            beside.replace(self.folder / _CURRENT)
        finally:
            beside.unlink(missing_ok=True)
        _sync(self.folder)

    def roll_back(self, generation: str | None = None) -> str:
        """Serves an earlier generation, the one before the served one where none is named, and returns its id.

        Raises:
            LibraryMissing: there is no such generation.
            LibraryMismatch: it is damaged; what is served stays.
            BuildFailed: nothing can be written in the folder.
        """
        served = self.served().name
        earlier = [name for name in self.history() if name < served]
        wanted = generation or (earlier[-1] if earlier else None)
        if wanted is None or wanted not in self.history():
            named = f"någon version {wanted}" if wanted else "någon tidigare version"
            raise LibraryMissing(f"Det finns inte {named} i {self.folder}. Se belagg history.")
        damaged = Manifest.read(self.path(wanted)).damaged(self.path(wanted))
        if damaged:
            raise LibraryMismatch(
                f"Versionen {wanted} i {self.folder} är skadad: {damaged[0]} är inte som den skrevs. Välj en annan."
            )
        with self.writing():
            self.serve(wanted)
        return wanted

    def prune(self) -> None:
        """Removes all but the newest generations; never the served one."""
        for old in self.history()[:-KEPT]:
            if old != self.current():
                shutil.rmtree(self.path(old), ignore_errors=True)

    def keep_source(self, path: Path) -> str:
        """Keeps a copy of a source file, named by the sha256 of what was copied, and returns that."""
        self.sources.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=_PART, dir=self.sources)
        os.close(handle)
        beside = Path(name)
        try:
            shutil.copyfile(path, beside)
            digest = file_digest(beside)
            beside.chmod(0o644)
            beside.replace(self.sources / digest)
        finally:
            beside.unlink(missing_ok=True)
        return digest


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
