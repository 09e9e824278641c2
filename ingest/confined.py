"""A process that answers one thing at a time, held to time and memory: what is too much ends it and nothing else."""

import logging
import os
import pickle
import select
import signal
import time
from enum import Enum, auto
from pathlib import Path

from ingest import child

logger = logging.getLogger(__name__)

_START_S = 60.0
_LOOK_S = 0.02  # how often time and memory are looked at while an answer is made
_AT_ONCE = 1 << 20
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class Fate(Enum):
    """How a process ended."""

    SLOW = auto()
    MEMORY = auto()
    CRASHED = auto()
    NOT_BEGUN = auto()


class Overrun(Exception):
    """The process is of no more use."""

    def __init__(self, fate: Fate) -> None:
        super().__init__(fate.name)
        self.fate = fate


class Confined:
    """A process that answers, from the outside. Used by one thread at a time."""

    def __init__(self, module: str, memory_mb: int, first: object) -> None:
        """Begins the process and tells it the first thing.

        Raises:
            Overrun: it cannot be begun.
        """
        self._memory_mb = memory_mb
        self.peak_mb = 0.0
        """The most memory that it was seen to need for the last answer."""
        self._process = child.begin(module)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        os.set_blocking(self._out.fileno(), False)
        self._send(first)
        try:
            self._answer(_START_S)
        except Overrun as error:
            self.end()
            raise Overrun(Fate.NOT_BEGUN) from error

    def ask(self, question: object, seconds: float) -> bytes:
        """The answer to one thing.

        Raises:
            Overrun: it takes too long or too much memory, or ends the process.
        """
        self.peak_mb = 0.0
        self._send((question, seconds))
        return self._answer(seconds)

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

    def _answer(self, seconds: float) -> bytes:
        """The next answer, as it was sent."""
        data = bytearray()
        begun = time.monotonic()
        while len(data) < child.HEAD or len(data) < _announced(data):
            ready, _, _ = select.select([self._out], [], [], _LOOK_S)
            part = self._out.read(_AT_ONCE) if ready else None
            if part == b"":
                raise Overrun(self._fate())
            data += part or b""
            if time.monotonic() - begun > seconds:
                raise Overrun(Fate.SLOW)
            self._require_memory(max(len(data), _announced(data)))
        if len(data) > _announced(data):
            raise Overrun(Fate.CRASHED)  # it speaks out of turn
        return bytes(data[child.HEAD :])

    def _require_memory(self, received: int) -> None:
        self.peak_mb = max(self.peak_mb, self.memory_mb())
        if max(self.peak_mb, received / 1_048_576) > self._memory_mb:
            raise Overrun(Fate.MEMORY)

    def _fate(self) -> Fate:
        code = self._process.wait()
        logger.info("a process of ours ended with %d", code)
        if hasattr(signal, "SIGALRM") and code == -signal.SIGALRM:
            return Fate.SLOW
        return Fate.MEMORY if self.peak_mb > self._memory_mb * 0.8 else Fate.CRASHED


def _announced(data: bytearray) -> int:
    """How long the answer is, with its head."""
    return child.HEAD + int.from_bytes(data[: child.HEAD], "big") if len(data) >= child.HEAD else 0
