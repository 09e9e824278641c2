"""Files are read in a process of their own: one that hangs, crashes or grows costs itself and nothing else.

One process reads many files. It is ended, and another begun, when a file is too much for it. It knows nothing of the
library, and what readers print is nobody's. Where the program itself is killed the process ends of its own accord.
"""

import logging
import os
import pickle
import select
import signal
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest import child
from ingest.corpus import Source
from ingest.document import Document
from ingest.errors import ReaderFacingError, UnreadableDocument
from ingest.limits import Fault, Limits, Outcome, crashed, too_much_memory, too_slow, unforeseen

logger = logging.getLogger(__name__)

_START_S = 60.0
_LOOK_S = 0.02  # how often time and memory are looked at while a file is read
_AT_ONCE = 1 << 20
_HEAD = 8  # bytes that tell how long the answer after them is
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_NO_ANSWER = (pickle.UnpicklingError, EOFError, ValueError, TypeError, LookupError, AttributeError, ImportError)


class IsolatedReader:
    """Reads files one after the other in a process of their own."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: _Process | None = None
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
        process = self._process = self._process or _Process(self._limits)
        try:
            outcome = process.read(source)
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

    def end(self) -> None:
        """Ends the process, if there is one."""
        if self._process is not None:
            self._process.end()
            self._process = None


class _Process:
    """The process that reads, from this side."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.peak_mb = 0.0
        self._process = child.begin("ingest.isolated")
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        os.set_blocking(self._out.fileno(), False)
        self._send(limits)
        try:
            self._answer(Path(), _START_S)
        except UnreadableDocument as error:
            self.end()
            raise ReaderFacingError(
                "Det går inte att starta den process som läser filer. Installera om programmet."
            ) from error

    def read(self, source: Source) -> Outcome:
        """What came of one file.

        Raises:
            UnreadableDocument: it is too much to read; the process is of no more use.
        """
        self.peak_mb = 0.0
        seconds = self._limits.seconds_for(source.path)
        self._send((source, seconds))
        answer = self._answer(source.path, seconds)
        try:
            outcome: Outcome = pickle.loads(answer)
        except _NO_ANSWER as error:
            raise crashed(source.path) from error
        return outcome

    def end(self) -> None:
        """Ends it, and all that it has started."""
        child.end(self._process)

    def memory_mb(self) -> float:
        """Memory that it holds now; 0 where the system does not tell."""
        try:
            resident = Path(f"/proc/{self._process.pid}/statm").read_text(encoding="ascii").split()[1]
        except (OSError, IndexError):
            return 0.0
        return int(resident) * _PAGE / 1_048_576

    def _send(self, told: object) -> None:
        try:
            pickle.dump(told, self._in)
            self._in.flush()
        except BrokenPipeError:
            pass  # that it has ended is seen when its answer is waited for

    def _answer(self, path: Path, seconds: float) -> bytes:
        """The next answer, as it was sent."""
        data = bytearray()
        begun = time.monotonic()
        while len(data) < _HEAD or len(data) < _announced(data):
            ready, _, _ = select.select([self._out], [], [], _LOOK_S)
            part = self._out.read(_AT_ONCE) if ready else None
            if part == b"":
                raise self._ended(path, seconds)
            data += part or b""
            if time.monotonic() - begun > seconds:
                raise too_slow(path, seconds)
            self._require_memory(path, max(len(data), _announced(data)))
        if len(data) > _announced(data):
            raise crashed(path)  # it speaks out of turn
        return bytes(data[_HEAD:])

    def _require_memory(self, path: Path, received: int) -> None:
        self.peak_mb = max(self.peak_mb, self.memory_mb())
        if max(self.peak_mb, received / 1_048_576) > self._limits.memory_mb:
            raise too_much_memory(path, self._limits)

    def _ended(self, path: Path, seconds: float) -> UnreadableDocument:
        code = self._process.wait()
        logger.info("the process that read %s ended with %d", path.name, code)
        if hasattr(signal, "SIGALRM") and code == -signal.SIGALRM:
            return too_slow(path, seconds)
        near = self.peak_mb > self._limits.memory_mb * 0.8
        return too_much_memory(path, self._limits) if near else crashed(path)


def _announced(data: bytearray) -> int:
    """How long the answer is, with its head."""
    return _HEAD + int.from_bytes(data[:_HEAD], "big") if len(data) >= _HEAD else 0
