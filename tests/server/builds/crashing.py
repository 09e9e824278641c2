"""A process that ends in the middle of a build, as one does that the system has killed."""

import os
import signal

from index import build_process
from index.embedder import Model


def _killed(*_: object) -> Model:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def serve() -> None:
    build_process.serve(_killed)
