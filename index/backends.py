"""What runs the default model fastest on this computer: tried once, and remembered beside the model."""

import json
import logging
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from index.bundled_model import PreparedModel
from index.embedder import Matrix, unit_rows
from index.onnx_session import OnnxSession
from index.processor import knows_bfloat16, processor_name
from index.query_model import QueryModel
from index.session import Session

logger = logging.getLogger(__name__)

LEAST_COSINE = 0.995
"""To float32: what strays further is not used, however fast it is."""

_LIBRARIES = ("onnxruntime", "openvino")
_ROUNDS = 2
_TEXTS = 16
_TEXT = """
Länsstyrelserna ska inom sina verksamhetsområden beakta barnets rättigheter när beslut och andra åtgärder kan
röra barn. I årets rapport beskrivs hur arbetet har bedrivits i länen, vilka kommuner som har fått stöd, hur
många som har deltagit i utbildningar och konferenser, och vad som återstår att göra. Uppföljningen visar att
kunskapen har ökat i 14 av 21 län, medan barns delaktighet fortfarande är ojämn och ofta beror på enskilda
handläggare.
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """How a backend did: passages of some 130 tokens a second, and its least cosine to float32."""

    backend: str
    passages_per_second: float
    cosine: float


Opened = Callable[[PreparedModel], Session]


def sessions() -> Mapping[str, Opened]:
    """What there may be to choose from, by backend; the first one is what the others are held against."""
    bfloat16 = knows_bfloat16()
    return {
        OnnxSession.backend: lambda prepared: OnnxSession(prepared.graph),
        f"openvino {'bfloat16' if bfloat16 else 'float32'}": lambda prepared: _openvino(prepared, bfloat16=bfloat16),
    }


def _openvino(prepared: PreparedModel, *, bfloat16: bool) -> Session:
    from index.openvino_session import OpenvinoSession  # noqa: PLC0415 - late: half a second

    return OpenvinoSession(prepared.half_graph, bfloat16=bfloat16)


def remembered(prepared: PreparedModel) -> Measured | None:
    """What was found to be the fastest here; None before it was tried on this computer with these libraries."""
    try:
        told = json.loads(_record(prepared).read_text("utf-8"))
        return Measured(**told["measured"]) if told["computer"] == _computer() else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def fastest(prepared: PreparedModel, among: Mapping[str, Opened] | None = None) -> tuple[Session, Measured]:
    """The fastest session of those that are near enough to float32, opened, and how it did when it was tried."""
    choice = among or sessions()
    before = remembered(prepared)
    if before and before.backend in choice:
        with suppress(ImportError, RuntimeError):
            return choice[before.backend](prepared), before
    found = _tried(prepared, choice)
    session, measured = max(found, key=lambda each: each[1].passages_per_second)
    logger.info("embedding with %s: %s", measured.backend, [each for _, each in found])
    with suppress(OSError):  # what cannot be remembered is tried again
        _remember(prepared, measured)
    return session, measured


def _tried(prepared: PreparedModel, choice: Mapping[str, Opened]) -> list[tuple[Session, Measured]]:
    """Every session that is near enough to the first one, and how it did; turn by turn, as machines have moods."""
    opened = [session for each in choice.values() if (session := _opened(each, prepared)) is not None]
    models = [QueryModel(prepared, session) for session in opened]
    words = _TEXT.split()
    texts = [" ".join((*words[i:], *words[:i])) for i in range(_TEXTS)]
    rows = [unit_rows(model.embed_passages(texts[:8])) for model in models]  # the first call is slow
    rounds = [[_seconds(model, texts) for model in models] for _ in range(_ROUNDS)]
    found = [
        (session, Measured(session.backend, round(_TEXTS / min(seconds), 1), round(_least_cosine(own, rows[0]), 5)))
        for session, seconds, own in zip(opened, zip(*rounds, strict=True), rows, strict=True)
    ]
    return [each for each in found if each[1].cosine >= LEAST_COSINE]


def _opened(open_: Opened, prepared: PreparedModel) -> Session | None:
    try:
        return open_(prepared)
    except (ImportError, RuntimeError) as error:
        logger.info("a backend is left out: %s", error)
        return None


def _seconds(model: QueryModel, texts: Sequence[str]) -> float:
    begun = time.perf_counter()
    model.embed_passages(texts)
    return time.perf_counter() - begun


def _least_cosine(left: Matrix, right: Matrix) -> float:
    return float((left * right).sum(axis=1).min())


def _record(prepared: PreparedModel) -> Path:
    return prepared.folder.with_name(f"{prepared.folder.name}.backend.json")


def _remember(prepared: PreparedModel, measured: Measured) -> None:
    path = _record(prepared)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        json.dump({"computer": _computer(), "measured": asdict(measured)}, file)
    os.replace(file.name, path)


def _computer() -> str:
    """What decides which one is fastest: the processor, how many of it, and the libraries."""
    told = [processor_name(), str(os.cpu_count()), *map(_version, _LIBRARIES)]
    return sha256("\n".join(told).encode()).hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
