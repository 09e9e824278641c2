"""The process that reads files, from the inside; `ingest.isolation` starts it and holds it to its limits as well."""

import pickle
import signal
import sys
import traceback
from pathlib import Path
from typing import BinaryIO

from ingest.child import channels
from ingest.corpus import Source
from ingest.document import Document
from ingest.errors import ReaderFacingError, UnreadableDocument
from ingest.limits import Fault, Limits, Outcome
from ingest.readers import read_document

_GRACE_S = 5.0  # after which it ends by itself, if whoever was to end it is gone


def serve() -> None:
    """Reads the files it is told to, one by one, until nobody tells it more."""
    asked, told = channels()
    limits: Limits = pickle.load(asked)
    _limit_memory(limits)
    _send(told, b"")
    while True:
        try:
            source, seconds = pickle.load(asked)
        except EOFError:
            return
        _end_after(seconds + _GRACE_S)
        _send(told, pickle.dumps(_outcome(source, limits)))
        _end_after(0)


def _send(told: BinaryIO, data: bytes) -> None:
    told.write(len(data).to_bytes(8, "big") + data)
    told.flush()


def _limit_memory(limits: Limits) -> None:
    """Memory asked for far beyond the limit is refused at once, however fast it is asked for."""
    if sys.platform != "linux":
        return
    import resource  # noqa: PLC0415 - only Unix has it

    own = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    most = own + 2 * limits.memory_mb * 1_048_576  # what is asked for is not all used: threads ask for much
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_after(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _outcome(source: Source, limits: Limits) -> Outcome:
    try:
        document = read_document(source, limits.pages)
        _refuse_too_long(source.path, document, limits)
    except ReaderFacingError as error:
        return type(error)(str(error))  # without what it was raised from, which may not be sent
    except MemoryError:
        return Fault("MemoryError", memory=True)
    except Exception as error:  # noqa: BLE001 - whatever a reader did not foresee costs this file alone
        return _fault(error)
    return document


def _fault(error: Exception) -> Fault:
    at = traceback.extract_tb(error.__traceback__, limit=-1)[0]
    trace = "".join(traceback.format_exception(error, limit=-20))
    return Fault(type(error).__name__, f"{Path(at.filename).name}, rad {at.lineno}", trace)


def _refuse_too_long(path: Path, document: Document, limits: Limits) -> None:
    if len(document.text) > limits.characters:
        raise UnreadableDocument(
            f"{path.name} har {len(document.text) // 1_000_000} miljoner tecken text, "
            f"och mer än {limits.characters // 1_000_000} miljoner kan inte läsas. Dela upp filen i flera."
        )
