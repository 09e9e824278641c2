"""A process of our own: begun with one of our modules, spoken to over its pipes, ended with all that it has started."""

import json
import os
import signal
import subprocess
import sys
from typing import BinaryIO

_CODE = "import importlib,json,sys; sys.path[:]=json.loads(sys.argv[1]); importlib.import_module(sys.argv[2]).serve()"


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
            pipe.close()


def channels() -> tuple[BinaryIO, BinaryIO]:
    """Within such a process: what was standard input and output; what is printed from now on goes nowhere."""
    asked, told = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return asked, told
