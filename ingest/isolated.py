"""The process that reads files, from the inside; `ingest.isolation` begins it and holds it to its limits as well."""

import pickle
import traceback
from pathlib import Path

from ingest.child import answer_each, channels, limit_memory
from ingest.corpus import Source
from ingest.document import Document
from ingest.errors import ReaderFacingError, UnreadableDocument
from ingest.limits import Fault, Limits, Outcome
from ingest.readers import read_document


def serve() -> None:
    """Reads the files it is told to, one by one, until nobody tells it more."""
    asked, told = channels()
    limits: Limits = pickle.load(asked)
    limit_memory(limits.memory_mb)
    answer_each(asked, told, lambda source: pickle.dumps(_outcome(source, limits)))


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
