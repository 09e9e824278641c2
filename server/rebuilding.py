"""What editors may do over HTTP: build the library again in a process of its own, one at a time, and go back."""

import logging
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from index.build_apart import ENTRY, BuildApart, Ended, Outcome, Stage
from index.building import Order
from index.editors_report import EditorsReport
from index.errors import LibraryMissing
from index.generations import Generations
from server.errors import AlreadyBuilding, InvalidPath, NotFound

logger = logging.getLogger(__name__)

_REMEMBERED = 20  # builds that can still be asked about


@dataclass(frozen=True, slots=True)
class Job:
    """A build, as it is told: under way while `outcome` is None. Times are UTC."""

    id: str
    started: datetime
    stage: Stage = Stage("", 0, 0)  # noqa: RUF009 - frozen
    finished: datetime | None = None
    outcome: Outcome | None = None
    message: str = ""
    generation: str | None = None
    report: EditorsReport | None = None

    def ended(self, end: Ended) -> "Job":
        """The same build, when it is over."""
        return replace(
            self,
            finished=datetime.now(UTC),
            outcome=end.outcome,
            message=end.message,
            generation=end.generation,
            report=end.report,
        )


class Rebuilding:
    """Builds and roll-backs of one library. Safe to use from several threads."""

    def __init__(self, order: Order, entry: str = ENTRY) -> None:
        """Takes the order for a build of the whole corpus: its one path is the corpus folder."""
        (self.corpus,) = order.paths
        self._order = order
        self._entry = entry
        self._generations = Generations(order.library)
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._running: tuple[str, BuildApart] | None = None

    def start(self, paths: Sequence[str]) -> Job:
        """Begins to build a library of just these paths under the corpus folder; of all of it where none is named.

        Raises:
            InvalidPath: a path leads elsewhere, or nowhere.
            AlreadyBuilding: a build is under way.
        """
        order = replace(self._order, paths=self._under_corpus(paths))
        with self._lock:
            if self._running:
                raise AlreadyBuilding(self._running[0])
            job = Job(secrets.token_hex(6), datetime.now(UTC))
            build = BuildApart(order, self._entry)
            self._running = job.id, build
            self._jobs[job.id] = job
            for old in list(self._jobs)[:-_REMEMBERED]:
                del self._jobs[old]
        logger.info("build %s begins", job.id)
        threading.Thread(target=self._follow, args=(job.id, build), name="belagg-build", daemon=True).start()
        return job

    def _under_corpus(self, paths: Sequence[str]) -> tuple[Path, ...]:
        return tuple(_within(self.corpus, path) for path in paths) or (self.corpus,)

    def _follow(self, job: str, build: BuildApart) -> None:
        for told in build.told():
            with self._lock:
                held = self._jobs[job]
                self._jobs[job] = held.ended(told) if isinstance(told, Ended) else replace(held, stage=told)
        with self._lock:
            self._running = None
        logger.info("build %s ended: %s", job, self._jobs[job].outcome)

    def job(self, job: str) -> Job:
        """How far a build has come.

        Raises:
            NotFound: there is no such build, or it is forgotten.
        """
        with self._lock:
            found = self._jobs.get(job)
        if found is None:
            raise NotFound(f"Det finns inget bygge {job}. Servern kan ha startats om sedan det började.")
        return found

    def roll_back(self, generation: str | None) -> tuple[str, str]:
        """Serves an earlier generation, and gives its id and that of the one served until now.

        Raises:
            NotFound: there is no such generation, or none before the served one.
            LibraryMismatch: it is damaged.
            LibraryBusy: a build is under way.
        """
        with self._generations.lock():
            before = self._generations.served().name
            try:
                return self._generations.roll_back(generation), before
            except LibraryMissing as error:
                wanted = f"någon version {generation}" if generation else "någon tidigare version"
                raise NotFound(f"Det finns inte {wanted}. Se /api/library/generations för dem som finns.") from error

    def close(self) -> None:
        """Ends the build that is under way, if there is one; what is served stays as it is."""
        with self._lock:
            if self._running:
                self._running[1].end()


def _within(corpus: Path, path: str) -> Path:
    """A path under the corpus folder, as the command would name it."""
    named = corpus / path
    try:
        inside = named.resolve().is_relative_to(corpus.resolve())
        if inside and named.exists():
            return named
    except (OSError, ValueError, RuntimeError) as error:  # too long, half a character, or links in a ring
        raise InvalidPath(f"”{path}” går inte att använda som sökväg.") from error
    if not inside:
        raise InvalidPath(f"”{path}” ligger utanför {corpus.name}/. Ange filer och mappar i den, utan .. i sökvägen.")
    raise InvalidPath(f"”{path}” finns inte i {corpus.name}/. Kontrollera stavningen, eller lägg dit filen först.")
