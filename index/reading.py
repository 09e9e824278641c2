"""The documents of a build: those unchanged as they were read before, the others read anew."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from index.files import STORE
from index.generations import Generations
from index.plan import Plan
from index.report import Failure, Progress
from index.store import Entry, Store
from ingest.corpus import Source
from ingest.errors import ReaderFacingError, UnreadableDocument
from ingest.isolation import IsolatedReader
from ingest.limits import Limits
from ingest.source_digest import is_of

logger = logging.getLogger(__name__)

_READING = "Läser"


class Reading:
    """Reads the documents of one build; what could not be read is told in `failures`."""

    def __init__(
        self, library: Generations, plan: Plan, before: Path | None, limits: Limits, progress: Progress
    ) -> None:
        """`before` is the folder of a generation known to be whole: what is unchanged is taken from there."""
        self.failures: list[Failure] = []
        self._library = library
        self._plan = plan
        self._progress = progress
        self._reader = IsolatedReader(limits)
        self._before = Store(before / STORE) if before else None
        self._held = self._before.digests() if self._before else {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.end()
        if self._before is not None:
            self._before.close()

    def entries(self) -> Iterator[Entry]:
        """The documents one by one, sorted by id."""
        total = len(self._plan.sources)
        for i, source in enumerate(self._plan.sources.values()):
            self._progress(_READING, i, total)
            entry = self._entry(source)
            if entry is not None:
                yield entry
        self._progress(_READING, total, total)

    def _entry(self, source: Source) -> Entry | None:
        if source.id in self._plan.unchanged and source.id in self._held:
            return self._kept(source.id)
        return self._read(source)

    def _kept(self, doc: str) -> Entry | None:
        """A served document, as it was read."""
        if self._before is None or doc not in self._held:
            return None
        return Entry(self._before.document(doc), self._held[doc], *self._before.source(doc))

    def _read(self, source: Source) -> Entry | None:
        try:
            document = self._reader.read(source)
            kept = self._keep(source)
        except ReaderFacingError as error:
            before = self._kept(source.id)
            self.failures.append(Failure(source.path, str(error), kept=before is not None))
            return before
        logger.info("read %s: %d characters", document.id, len(document.text))
        return Entry(document, self._plan.digests[document.id], kept, source.path.suffix.lower())

    def _keep(self, source: Source) -> str:
        """Keeps the source, if it is still what it was when the build was planned."""
        try:
            kept = self._library.sources.keep(source.path)
        except OSError as error:
            if os.access(source.path, os.R_OK):
                raise  # the library cannot be written
            raise UnreadableDocument(f"{source.path.name} försvann medan den lästes. Lägg tillbaka filen.") from error
        if not is_of(self._plan.digests[source.id], kept):
            raise UnreadableDocument(
                f"{source.path.name} ändrades medan den lästes. Bygg igen när filen är färdigskriven."
            )
        return kept
