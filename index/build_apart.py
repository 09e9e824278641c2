"""A build in a process of its own, from the outside: what happens to it happens to nobody else."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter, ValidationError

from index.building import Order
from index.editors_report import EditorsReport
from ingest import child

ENTRY = "index.build_process"
"""The module that builds."""
_BROKEN = "Bygget avbröts innan det var klart. Försök igen, eller säg till den som sköter servern."


class Outcome(StrEnum):
    """What came of a build."""

    DONE = "done"  # published, or there was nothing to do
    REJECTED = "rejected"  # set aside
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a build has come; `total` is 0 where it is not known."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a build, with a Swedish sentence. `generation` was built, or is served where nothing was to do."""

    outcome: Outcome
    message: str
    generation: str | None = None
    report: EditorsReport | None = None


Told = Stage | Ended


class BuildApart:
    """A build under way."""

    def __init__(self, order: Order, entry: str = ENTRY) -> None:
        self._order = order
        self._process = child.begin(entry)

    def told(self) -> Iterator[Told]:
        """How far it has come, as it comes farther; the last is how it ended, whatever happens."""
        try:
            yield from self._lines()
        finally:
            child.end(self._process)

    def _lines(self) -> Iterator[Told]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(TypeAdapter(Order).dump_json(self._order) + b"\n")
            self._process.stdin.flush()
            for line in self._process.stdout:
                told: Told = _TOLD.validate_json(line)
                yield told
                if isinstance(told, Ended):
                    return
        except (OSError, ValidationError):
            pass  # it ended in the middle of a word
        yield Ended(Outcome.FAILED, _BROKEN)

    def end(self) -> None:
        """Ends it where it is; who listens is told that it broke off."""
        child.kill(self._process)


_TOLD: TypeAdapter[Told] = TypeAdapter(Told)
