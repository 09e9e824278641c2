"""Files are read in a process of their own: one that hangs, crashes or grows costs itself and nothing else.

One process reads many files. It is ended, and another begun, when a file is too much for it. It knows nothing of the
library, and what readers print is nobody's. Where the program itself is killed the process ends of its own accord.
"""

import logging
import pickle
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.confined import Confined, Fate, Overrun
from ingest.corpus import Source
from ingest.document import Document
from ingest.errors import ReaderFacingError, UnreadableDocument
from ingest.limits import Fault, Limits, Outcome, crashed, too_much_memory, too_slow, unforeseen

logger = logging.getLogger(__name__)

_NO_ANSWER = (pickle.UnpicklingError, EOFError, ValueError, TypeError, LookupError, AttributeError, ImportError)


class IsolatedReader:
    """Reads files one after the other in a process of their own."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: Confined | None = None
        self.peak_mb = 0.0
        """The most memory that the last file was seen to need."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def read(self, source: Source) -> Document:
        """Reads one file into a document.

        Raises:
            ReaderFacingError: the file cannot be read, has no text, or is too much to read.
        """
        process = self._process = self._process or self._begun()
        try:
            outcome = self._outcome(process, source)
        except UnreadableDocument:
            self.end()
            raise
        finally:
            self.peak_mb = process.peak_mb
        if isinstance(outcome, Fault) or process.memory_mb() > self._limits.memory_mb / 2:
            self.end()
        if isinstance(outcome, Fault):
            logger.info("reading %s failed:\n%s", source.path.name, outcome.trace)
            raise too_much_memory(source.path, self._limits) if outcome.memory else unforeseen(source.path, outcome)
        if isinstance(outcome, ReaderFacingError):
            raise outcome
        return outcome

    def _begun(self) -> Confined:
        try:
            return Confined("ingest.isolated", self._limits.memory_mb, self._limits)
        except Overrun as error:
            raise ReaderFacingError(
                "Det går inte att starta den process som läser filer. Installera om programmet."
            ) from error

    def _outcome(self, process: Confined, source: Source) -> Outcome:
        """What came of one file.

        Raises:
            UnreadableDocument: it is too much to read; the process is of no more use.
        """
        seconds = self._limits.seconds_for(source.path)
        try:
            outcome: Outcome = pickle.loads(process.ask(source, seconds))
        except Overrun as error:
            raise self._refusal(error.fate, source.path, seconds) from error
        except _NO_ANSWER as error:
            raise crashed(source.path) from error
        return outcome

    def _refusal(self, fate: Fate, path: Path, seconds: float) -> UnreadableDocument:
        if fate is Fate.SLOW:
            return too_slow(path, seconds)
        return too_much_memory(path, self._limits) if fate is Fate.MEMORY else crashed(path)

    def end(self) -> None:
        """Ends the process, if there is one."""
        if self._process is not None:
            self._process.end()
            self._process = None
