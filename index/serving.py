"""The served generation, held open; a new one is moved to between two borrowings, and none is closed while in use."""

import logging
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.embedder import QueryEmbedder
from index.errors import LibraryMismatch, LibraryMissing
from index.generations import Generations
from index.library import Library

logger = logging.getLogger(__name__)


class ServedLibrary:
    """Lends the served generation. Safe to use from several threads."""

    def __init__(self, folder: Path, embedder: QueryEmbedder) -> None:
        """Opens the served generation.

        Raises:
            LibraryMissing: nothing is published.
            LibraryMismatch: damaged, or built with another model or format.
        """
        self._generations = Generations(folder)
        self._embedder = embedder
        self._lock = threading.Lock()
        self._lent = Counter[Library]()
        self._library = Library.open(folder, embedder)
        self._refused: str | None = None

    @property
    def folder(self) -> Path:
        """The library's folder."""
        return self._generations.folder

    @contextmanager
    def borrow(self) -> Iterator[Library]:
        """The library that is served now; it stays open until it is given back."""
        with self._lock:
            self._move()
            library = self._library
            self._lent[library] += 1
        try:
            yield library
        finally:
            self._give_back(library)

    def _give_back(self, library: Library) -> None:
        with self._lock:
            self._lent[library] -= 1
            if not self._lent[library]:
                del self._lent[library]
                if library is not self._library:
                    library.close()

    def _move(self) -> None:
        """Opens what `current` names, if it is another generation; one that cannot be opened is not moved to."""
        named = self._generations.current()
        if named in {None, self._library.id, self._refused}:
            return
        try:
            new = Library.open(self.folder, self._embedder)
        except (LibraryMissing, LibraryMismatch) as error:
            logger.warning("generation %s is not served: %s", named, error)
            self._refused = named
            return
        old, self._library = self._library, new
        logger.info("moved from generation %s to %s", old.id, new.id)
        if not self._lent[old]:
            del self._lent[old]
            old.close()

    def close(self) -> None:
        """Closes the library; nothing may be borrowed any more."""
        with self._lock:
            self._library.close()
