"""Generations of a library: each is written beside, then published by one atomic rename; none is ever changed.

library/current                 names the served generation
library/generations/<id>/       one generation; ids begin with a number that grows, whatever the clock says
library/generations/.underkänd-<id>/   the last one that did not pass its check
library/sources/<sha256>        source files, kept as they were
library/embeddings.sqlite       cache
"""

import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import BuildFailed, LibraryBusy, LibraryMismatch, LibraryMissing, UnknownGeneration
from index.manifest import MANIFEST, Manifest
from index.sources import Sources

_CURRENT = "current"
_UNFINISHED = ".ny-"
_ASIDE = ".underkänd-"
_NUMBER = re.compile(r"(\d{6,})-")
KEPT = 5
"""Published generations that are kept for roll-back."""


class Generations:
    """The folder of a library."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sources = Sources(folder / "sources")
        self.embeddings = folder / "embeddings.sqlite"
        self._generations = folder / "generations"

    def named(self) -> str | None:
        """Id of the generation that `current` names; None where it names none that is here."""
        try:
            name = (self.folder / _CURRENT).read_text(encoding="utf-8").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        is_name = bool(name) and name == Path(name).name and not name.startswith(".")
        return name if is_name and (self._generations / name / MANIFEST).exists() else None

    def current(self) -> str | None:
        """Id of the served generation: the one named, else the newest; None where nothing is published."""
        return self.named() or next(self.candidates(), None)

    def candidates(self) -> Iterator[str]:
        """The served generation, and what stands in for it where it is damaged: the one before, at last later ones."""
        return stand_ins(self.history(), self.named())

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

    def named_folder(self, generation: str | None) -> Path:
        """The folder of a generation, also of one that was set aside; of the served one where none is named.

        Raises:
            UnknownGeneration: there is no such generation.
        """
        if generation is None:
            return self.served()
        for folder in (self.path(generation), self.aside(generation)):
            if Path(generation).name == generation and (folder / MANIFEST).exists():
                return folder
        raise UnknownGeneration(f"Det finns inte någon version {generation} i {self.folder}. Se belagg history.")

    def history(self) -> tuple[str, ...]:
        """Ids of all published generations, oldest first."""
        return tuple(sorted(name for name in self._folders() if not name.startswith(".")))

    def _folders(self) -> list[str]:
        """Names of all folders that hold a manifest."""
        if not self._generations.is_dir():
            return []
        return [path.name for path in self._generations.iterdir() if (path / MANIFEST).exists()]

    def next_id(self, told: str) -> str:
        """An id that comes after all others, ending in `told`."""
        numbers = [int(found[1]) for name in os.listdir(self._generations) if (found := _NUMBER.search(name))]
        return f"{max(numbers, default=0) + 1:06d}-{told}"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Holds the library for one build.

        The system gives the lock back when the process that holds it ends, however it ends; the file that is left
        behind locks nothing, and there is never a stale lock to take away.

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
        for left in self.folder.glob(f".{_CURRENT}-*"):
            left.unlink(missing_ok=True)
        self.sources.sweep()

    def publish(self, written: Path, generation: str) -> None:
        """Makes a written folder the served generation, in one step; if it cannot be served it is gone afterwards."""
        for path in (*written.rglob("*"), written):
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

    def set_aside(self, written: Path, generation: str) -> Path:
        """Keeps a written folder to look at; it is not served, and only the last such one is kept."""
        self._sweep_aside()
        return written.rename(self.aside(generation))

    def aside(self, generation: str) -> Path:
        """Where a generation that did not pass its check lies."""
        return self.path(f"{_ASIDE}{generation}")

    def rejected(self) -> str | None:
        """Id of the last generation that did not pass its check, where it is kept."""
        kept = [name.removeprefix(_ASIDE) for name in self._folders() if name.startswith(_ASIDE)]
        return max(kept, default=None)

    def _sweep_aside(self) -> None:
        for old in self._generations.glob(f"{_ASIDE}*"):
            shutil.rmtree(old, ignore_errors=True)

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
            UnknownGeneration: there is no such generation.
            LibraryMismatch: it is damaged; what is served stays.
            BuildFailed: nothing can be written in the folder.
        """
        wanted = chosen(self.history(), self.served().name, generation, self.folder)
        damaged = Manifest.read(self.path(wanted)).damaged(self.path(wanted))
        if damaged:
            raise LibraryMismatch(
                f"Versionen {wanted} i {self.folder} är skadad: {damaged[0]} är inte som den skrevs. Välj en annan."
            )
        with self.writing():
            self.serve(wanted)
        return wanted

    def discard(self, generations: Iterable[str]) -> None:
        """Removes generations for good, and what was set aside; never the served one."""
        served = self.current()
        for name in generations:
            if name != served:
                shutil.rmtree(self.path(name))
        self._sweep()
        self._sweep_aside()

    def prune(self) -> None:
        """Removes all but the newest generations, never the served one, and the sources that none of them has."""
        served = self.current()
        for old in self.history()[:-KEPT]:
            if old != served:
                shutil.rmtree(self.path(old), ignore_errors=True)
        self._sweep_aside()
        with suppress(LibraryMismatch):  # whose sources they are cannot be told
            records = [record for name in self._folders() for record in Manifest.read(self.path(name)).documents]
            self.sources.prune({record.source for record in records})


def stand_ins(history: Sequence[str], named: str | None) -> Iterator[str]:
    """The generation that is named, and what stands in for it: the one before, at last later ones."""
    at = history.index(named) if named is not None else len(history) - 1
    yield from reversed(history[: at + 1])
    yield from history[at + 1 :]


def chosen(history: Sequence[str], served: str, wanted: str | None, place: Path | str) -> str:
    """The generation to go back to: the one wanted, else the one before the served one.

    Raises:
        UnknownGeneration: there is no such generation in `place`.
    """
    earlier = [name for name in history if name < served]
    found = wanted or (earlier[-1] if earlier else None)
    if found is None or found not in history:
        named = f"någon version {found}" if found else "någon tidigare version"
        raise UnknownGeneration(f"Det finns inte {named} i {place}. Se belagg history.")
    return found


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
