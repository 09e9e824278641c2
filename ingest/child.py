"""A process of our own, from the inside and as it is begun and ended: it runs `serve()` of one of our modules."""

import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

HEAD = 8
"""Bytes that tell how long the answer after them is."""

_CODE = "import importlib,json,sys; sys.path[:]=json.loads(sys.argv[1]); importlib.import_module(sys.argv[2]).serve()"
_GRACE_S = 5.0  # after which it ends by itself, if whoever was to end it is gone


def begin(module: str) -> "subprocess.Popen[bytes]":
    """Begins a process that runs `serve()` of a module; what it says besides its answers goes nowhere."""
    return subprocess.Popen(
        [sys.executable, "-c", _CODE, json.dumps(sys.path), module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # what it starts in turn ends with it, and Ctrl-C is for us alone
    )


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kills it, and all that it has started, unless it has been let go of."""
    if process.returncode is not None:
        return  # its number may be another's by now
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except ProcessLookupError:
        pass  # it has ended already


def end(process: "subprocess.Popen[bytes]") -> None:
    """Kills it, and lets go of it."""
    kill(process)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):  # what it was never told is written out when its pipe is closed
                pipe.close()


def channels() -> tuple[BinaryIO, BinaryIO]:
    """Within it: what was standard input and output; what is printed from now on goes nowhere."""
    asked, told = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return asked, told


def answer_each(asked: BinaryIO, told: BinaryIO, answer: Callable[[Any], bytes]) -> None:
    """Within it: answers what `Confined` asks, one thing at a time, until nobody asks more."""
    _send(told, b"")
    while True:
        try:
            question, seconds = pickle.load(asked)
        except EOFError:
            return
        _end_after(seconds + _GRACE_S)
        _send(told, answer(question))
        _end_after(0)


def _send(told: BinaryIO, data: bytes) -> None:
    told.write(len(data).to_bytes(HEAD, "big") + data)
    told.flush()


def _end_after(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def limit_memory(most_mb: int) -> None:
    """Within it: memory asked for far beyond the limit is refused at once, however fast it is asked for."""
    if sys.platform != "linux":
        return
    import resource  # noqa: PLC0415 - only Unix has it

    own = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    most = own + 2 * most_mb * 1_048_576  # what is asked for is not all used: threads ask for much
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
