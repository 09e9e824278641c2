"""What the reading of one file may cost, what may come of it, and what is said of a file that is too much."""

from dataclasses import dataclass, replace
from pathlib import Path

from ingest.document import Document
from ingest.errors import ReaderFacingError, UnreadableDocument
from ingest.parsed import MOST_PAGES


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reading of one file may cost. A large file may take longer: scanned pages are large and slow."""

    seconds: float = 120.0
    seconds_per_mb: float = 20.0
    most_seconds: float = 600.0
    memory_mb: int = 1_000
    characters: int = 10_000_000
    """Of text; the longest reports have a million."""
    pages: int = MOST_PAGES

    @classmethod
    def of(cls, minutes: float | None, memory_mb: int | None, pages: int | None) -> "Limits":
        """What is ordinary, but for what is given."""
        own = cls()
        if minutes is not None:
            own = replace(own, seconds=minutes * 60, most_seconds=minutes * 60)
        if memory_mb is not None:
            own = replace(own, memory_mb=memory_mb)
        return own if pages is None else replace(own, pages=pages)

    def seconds_for(self, path: Path) -> float:
        """How long this file may take."""
        try:
            size = path.stat().st_size
        except OSError:
            size = 0  # that it is gone is told when it is read
        return min(self.most_seconds, self.seconds + size / 1_000_000 * self.seconds_per_mb)


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Fault:
    """What a reader did not foresee: the kind of error, the line where it arose, and all that led there."""

    kind: str
    place: str = ""
    trace: str = ""
    memory: bool = False


Outcome = Document | ReaderFacingError | Fault


def too_slow(path: Path, seconds: float) -> UnreadableDocument:
    """Refuses a file that takes longer than it may."""
    return UnreadableDocument(
        f"{path.name} tar längre tid än {_spoken(seconds)} att läsa. "
        "Spara om filen eller dela upp den, eller ge den längre tid med --minutes-per-file."
    )


def _spoken(seconds: float) -> str:
    return f"{seconds / 60:.0f} minuter" if seconds >= 120 else f"{seconds:.0f} sekunder"


def too_much_memory(path: Path, limits: Limits) -> UnreadableDocument:
    """Refuses a file that needs more memory than it may."""
    return UnreadableDocument(
        f"{path.name} kräver mer minne än {limits.memory_mb} MB att läsa. Spara om filen, eller dela upp den i flera."
    )


def crashed(path: Path) -> UnreadableDocument:
    """Refuses a file that ends the process that reads it."""
    return UnreadableDocument(
        f"{path.name} är så skadad att läsaren kraschar. Hämta filen på nytt, eller spara om den i ett annat format."
    )


def unforeseen(path: Path, fault: Fault) -> UnreadableDocument:
    """Refuses a file at which a reader failed in a way of its own."""
    return UnreadableDocument(
        f"{path.name} kan inte läsas: läsaren stötte på något oväntat ({fault.kind} i {fault.place}). "
        "Spara om filen i ett annat format, och säg till den som sköter programmet."
    )
