"""The served generation, held open; a new one is moved to between two borrowings, and none is closed while in use."""

import logging
import math
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.embedder import QueryEmbedder
from index.engine import Shelf
from index.errors import LibraryDamaged, LibraryMismatch, LibraryMissing
from index.files import FileShelf
from index.library import Library

logger = logging.getLogger(__name__)

_LOOK_EVERY_S = 1.0
"""How often the files of what is held are looked at."""


class ServedLibrary:
    """Lends the served generation. Safe to use from several threads."""

    def __init__(self, folder: Path, embedder: QueryEmbedder, shelf: Shelf | None = None) -> None:
        """Opens what `shelf` serves, otherwise `folder`; where that is damaged the last generation that is whole.

        Raises:
            LibraryMissing: nothing is published.
            LibraryMismatch: all are damaged, or the served one is built with another model or format.
        """
        self.folder = folder
        """The library's folder, where its sources lie."""
        self.shelf = shelf or FileShelf(folder)
        self._embedder = embedder
        self._lock = threading.Lock()
        self._moving = threading.Lock()
        self._lent = Counter[Library]()
        self._named = self.shelf.current()
        self._library = Library.served_by(self.shelf, embedder)
        self._looked = time.monotonic()
        _tell(self._library)

    @contextmanager
    def borrow(self) -> Iterator[Library]:
        """The library that is served now; it stays open until it is given back."""
        if self._moving.acquire(blocking=False):  # while one opens the new one, others are lent the old
            try:
                self._move()
            finally:
                self._moving.release()
        with self._lock:
            library = self._library
            self._lent[library] += 1
        try:
            yield library
        finally:
            self._give_back(library)

    def catch_up(self) -> None:
        """Waits until what is served is what is lent; without this one is lent the old while another opens the new."""
        with self._moving:
            self._move()

    def _give_back(self, library: Library) -> None:
        with self._lock:
            self._lent[library] -= 1
            if not self._lent[library]:
                del self._lent[library]
                if library is not self._library:
                    library.close()

    def _move(self) -> None:
        """Opens what is to be served, if that is another generation; one that cannot be opened is not moved to."""
        named = self.shelf.current()
        try:
            if named is not None and named != self._named:
                self._named = named
                if named != self._library.id:
                    self._replace(Library(self.shelf.open(named, self._embedder.name), self._embedder))
            elif self._is_damaged():
                self._looked = math.inf  # where no other is whole there is no use in looking again
                self._replace(Library.served_by(self.shelf, self._embedder))
        except (LibraryMissing, LibraryMismatch) as error:
            logger.warning("generation %s is served on, for %s cannot be: %s", self._library.id, named, error)

    def _is_damaged(self) -> bool:
        """Whether what is held has been spoilt since it was opened; looked at once in a while."""
        if time.monotonic() - self._looked < _LOOK_EVERY_S:
            return False
        self._looked = time.monotonic()
        try:
            self._library.require_whole()
        except LibraryDamaged as error:
            logger.warning("generation %s is damaged: %s", self._library.id, error)
            return True
        return False

    def _replace(self, new: Library) -> None:
        self._looked = time.monotonic()
        with self._lock:
            old, self._library = self._library, new
            if not self._lent[old]:
                del self._lent[old]
                old.close()
        logger.info("moved from generation %s to %s", old.id, new.id)
        _tell(new)

    def close(self) -> None:
        """Closes the library; nothing may be borrowed any more."""
        with self._lock:
            self._library.close()


def _tell(library: Library) -> None:
    if library.notice:
        logger.warning("%s", library.notice)
