"""What a build tells of itself: how far it has come, and afterwards what it did."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.manifest import DocumentRecord
from index.plan import Plan

Progress = Callable[[str, int, int], None]
"""Told a stage in Swedish, what is done of it and how much there is."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read; `kept`: the version read earlier is still in the library."""

    path: Path
    reason: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. `generation` is the served one afterwards, empty where none is; `seconds` by stage."""

    plan: Plan
    generation: str
    published: bool
    failures: tuple[Failure, ...]
    documents: tuple[DocumentRecord, ...]
    passages: int
    sentences: int
    unverified: int
    seconds: Mapping[str, float]
    objections: tuple[str, ...] = ()
    """What spoke against publishing, a Swedish sentence each; it was published nevertheless where it was forced."""
    aside: Path | None = None
    """Where what was not published lies."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a trial found: Swedish sentences against serving the generation, and figures for its manifest."""

    objections: tuple[str, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)


class Stopwatch:
    """Seconds by stage, in the order of the stages."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._begun = time.perf_counter()

    def lap(self, stage: str) -> None:
        """Ends a stage; the next one begins."""
        now = time.perf_counter()
        self.seconds[stage] = now - self._begun
        self._begun = now
