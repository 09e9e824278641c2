"""The generations of a library in Milvus; an alias says which is served, and is moved in one step."""

import time
from collections.abc import Iterator

from index.errors import LibraryDamaged, LibraryMissing
from index.generations import chosen, stand_ins
from index.manifest import Manifest
from index.milvus import Milvus
from index.milvus_engine import MilvusEngine, read_manifest
from index.milvus_layout import ALIAS, MANIFEST, collections_of, generation_of, one_of

_LOOK_EVERY_S = 1.0


class MilvusShelf:
    """The `Shelf` of an address. Safe to use from several threads."""

    def __init__(self, milvus: Milvus, look_every_s: float = _LOOK_EVERY_S) -> None:
        """What is served is looked up no oftener than told: every question asks for it."""
        self.milvus = milvus
        self.place = milvus.address.given
        self._look_every_s = look_every_s
        self._looked = float("-inf")
        self._current: str | None = None

    def close(self) -> None:
        """Lets go of the connection."""
        self.milvus.close()

    def named(self) -> str | None:
        """The generation that the alias names; None where there is none."""
        aliased = self.milvus.aliased(ALIAS)
        return generation_of(aliased) if aliased else None

    def current(self) -> str | None:
        """The one named, else the newest; None where there is none."""
        if time.monotonic() - self._looked >= self._look_every_s:
            self._current = self._found()
            self._looked = time.monotonic()
        return self._current

    def served(self) -> str:
        """The same.

        Raises:
            LibraryMissing: there is none.
        """
        name = self._found()
        if name is None:
            raise LibraryMissing(f"Det finns inget bibliotek på {self.place}. Lägg dit ett med belagg export.")
        return name

    def _found(self) -> str | None:
        return self.named() or next(self.candidates(), None)

    def history(self) -> tuple[str, ...]:
        """The generations that are there whole, oldest first."""
        return tuple(name for name in self.begun() if self._is_finished(name))

    def begun(self) -> tuple[str, ...]:
        """The generations that are there, also those whose export was cut short, oldest first."""
        return tuple(sorted(name for each in self.milvus.names() if (name := generation_of(each))))

    def manifest(self, generation: str) -> Manifest:
        """What a generation was built from and with.

        Raises:
            LibraryMismatch: it cannot be read.
        """
        return read_manifest(self.milvus, collections_of(generation))

    def rejected(self) -> None:
        """None: what does not pass its check is not sent here."""

    def _is_finished(self, generation: str) -> bool:
        texts = collections_of(generation).texts
        try:
            return self.milvus.count(texts, one_of("name", [MANIFEST])) > 0
        except LibraryMissing:  # the export was cut short before that collection was made
            return False

    def candidates(self) -> Iterator[str]:
        """The served one, and what stands in for it where it is damaged: the one before, at last later ones."""
        history, named = self.history(), self.named()
        return stand_ins(history, named if named in history else None)

    def open(self, generation: str, model: str) -> MilvusEngine:
        """A generation, for questions that `model` embeds.

        Raises:
            LibraryMismatch: not whole, or built with another model or format.
        """
        try:
            return MilvusEngine(self.milvus, collections_of(generation), model)
        except LibraryMissing as error:
            raise LibraryDamaged(
                f"Version {generation} på {self.place} är inte hel: delar av den saknas. Kör belagg export igen."
            ) from error

    def serve(self, generation: str) -> None:
        """Names the served generation, in one step."""
        self.milvus.point(ALIAS, collections_of(generation).passages)
        self._looked = float("-inf")

    def roll_back(self, generation: str | None = None) -> str:
        """Serves an earlier generation, the one before the served one where none is named, and returns its id.

        Raises:
            UnknownGeneration: there is no such generation.
        """
        wanted = chosen(self.history(), self.served(), generation, self.place)
        self.serve(wanted)
        return wanted

    def prune(self, kept: int) -> None:
        """Removes all but the newest generations, never the served one."""
        served = self.named()
        for old in self.begun()[:-kept]:
            if old != served:
                self.drop(old)

    def drop(self, generation: str) -> None:
        """Removes a generation for good."""
        there = set(self.milvus.names())
        for name in collections_of(generation).all:
            if name in there:
                self.milvus.drop(name)
