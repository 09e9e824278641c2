"""Sources that do harm while they are read: what a reader with a bug would do, done where the reader runs."""

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.corpus import Source


@dataclass
class Mischief:
    """A source whose file is read as any other, and which then acts."""

    path: Path
    act: Callable[[], object]
    id: str = "ofog"
    refused: str = field(default="", init=False)

    @property
    def entry(self) -> dict[str, object]:
        """The catalogue's entry: asked for once the file is read."""
        self.act()
        return {}

    def source(self) -> Source:
        """As a source; to the reader it is one."""
        told: Any = self
        return told  # type: ignore[no-any-return]  # on purpose


def sleep() -> None:
    time.sleep(600)


def hold_the_interpreter() -> None:
    re.match(r"(a+)+$", "a" * 60 + "b")


def ignore_signals_and_spin() -> None:
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    while True:
        pass


def fault() -> None:
    ctypes.string_at(8)


def abort() -> None:
    os.abort()


def leave() -> None:
    os._exit(0)


def stop() -> None:
    sys.exit(3)


def take_memory_at_once() -> None:
    bytearray(8_000_000_000)


def take_memory_by_and_by() -> None:
    held = []
    while True:
        held.append(bytearray(os.urandom(1000) * 5_000))


def talk() -> None:
    while True:
        os.write(1, b"x" * 100_000)
        os.write(2, b"x" * 100_000)


def _answer(data: bytes) -> None:
    for number in range(3, 30):  # whatever it answers through
        try:
            os.write(number, data)
        except OSError:
            continue


def answer_falsely() -> None:
    _answer(b"\xff" * 50_000)


def answer_shortly() -> None:
    _answer((5).to_bytes(8, "big") + b"inget")


def answer_twice() -> None:
    _answer((3).to_bytes(8, "big") + b"N.." + b"och mer")


def leave_a_child(told: Path) -> None:
    told.write_text(str(subprocess.Popen(["sleep", "600"]).pid), encoding="utf-8")
    time.sleep(600)


def blunder() -> None:
    raise ZeroDivisionError("ett fel i läsaren")


def sink() -> None:
    def deeper(depth: int) -> int:
        return deeper(depth + 1) + 1

    deeper(0)
