"""A process that builds, with a model that is at hand at once."""

from index import build_process
from tests.fakes import WORD_MODEL


def serve() -> None:
    build_process.serve(lambda *_: WORD_MODEL)
