"""A process that builds when it is let go: when a file `go` lies in the folder where it runs."""

import time
from pathlib import Path

from index import build_process
from index.embedder import Model
from tests.fakes import WORD_MODEL


def _when_let_go(_: str, cache: Path, __: object) -> Model:
    end = time.monotonic() + 60
    while not (cache / "go").exists() and time.monotonic() < end:
        time.sleep(0.02)
    return WORD_MODEL


def serve() -> None:
    build_process.serve(_when_let_go)
