"""A build: plan, read, embed what is new, write beside, check, publish."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from index.ahead import Ahead
from index.embedder import Model
from index.embedding_cache import EmbeddingCache
from index.errors import BuildFailed
from index.files import STORE
from index.gathering import Gathered
from index.generations import Generations
from index.manifest import Manifest
from index.plan import DEFAULT_RECIPE, Plan, Recipe, is_settled, plan_build, served_manifest
from index.reading import Reading
from index.report import Failure, Progress, Report, Stopwatch, Verdict
from index.store import write_store
from index.verify import objections
from index.writing import Writing
from ingest.limits import DEFAULT_LIMITS, Limits

Trial = Callable[[Path], Verdict]
"""Tries a written generation, by its folder: it can be opened as a library there."""

Annex = Callable[[Path, Report], None]
"""Adds files of its own to a generation's folder, whether it will be published or set aside."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What a written generation goes through besides our own check; `force`: it is published whatever they say."""

    trial: Trial = lambda written: Verdict()
    annex: Annex = lambda written, report: None
    force: bool = False


OPEN_GATE = Gate()


def build(  # noqa: PLR0913 - what may be chosen is named where it is called
    paths: Iterable[Path],
    folder: Path,
    model: Model,
    *,
    recipe: Recipe = DEFAULT_RECIPE,
    progress: Progress = lambda stage, done, total: None,
    limits: Limits = DEFAULT_LIMITS,
    gate: Gate = OPEN_GATE,
) -> Report:
    """Builds a library from `paths` alone and publishes it; on any error what is served stays as it was.

    What does not pass its check is set aside and not published, unless the gate is forced.

    Raises:
        ReaderFacingError: a path is wrong, nothing could be read, another build runs, or nothing can be written.
    """
    library = Generations(folder)
    with library.lock():
        plan = plan_build(paths, library, model.name, recipe)
        with library.writing():
            return carry_out(library, plan, model, progress=progress, limits=limits, gate=gate)


def carry_out(  # noqa: PLR0913 - as above
    library: Generations,
    plan: Plan,
    model: Model,
    *,
    progress: Progress = lambda stage, done, total: None,
    limits: Limits = DEFAULT_LIMITS,
    gate: Gate = OPEN_GATE,
) -> Report:
    """Carries a plan out; who calls it holds the library's lock."""
    served = served_manifest(library)
    if plan.settled and served:
        return _nothing_to_do(library, plan, served, ())
    return _Build(library, plan, served, model, progress).run(limits, gate)


def _nothing_to_do(library: Generations, plan: Plan, manifest: Manifest, failures: tuple[Failure, ...]) -> Report:
    if library.named() != manifest.id:
        library.serve(manifest.id)  # its name was lost
    counts = (manifest.passages, manifest.sentences)
    return Report(plan, manifest.id, False, failures, manifest.documents, *counts, 0, {})


class _Build:
    """One build under way."""

    def __init__(
        self, library: Generations, plan: Plan, served: Manifest | None, model: Model, progress: Progress
    ) -> None:
        self._library = library
        self._plan = plan
        self._served = served
        self._before = _whole(library, served)
        self._model = model
        self._progress = progress
        self._watch = Stopwatch()
        self._gathered = Gathered()

    def run(self, limits: Limits, gate: Gate) -> Report:
        with self._library.new() as folder:
            failures = self._read(folder, limits)
            if self._served and is_settled(self._library, self._served, self._corpus()):
                return _nothing_to_do(self._library, self._plan, self._served, failures)
            against = self._write(folder)
            manifest = self._manifest()
            manifest.write(folder)
            verdict = Verdict(against) if against else gate.trial(folder)
            self._watch.lap("kontroll")
            report = self._report(manifest, failures, verdict.objections, force=gate.force)
            gate.annex(folder, report)
            replace(manifest, check=verdict.figures).sealed(folder).write(folder)
            if report.published:
                self._library.publish(folder, manifest.id)
            else:
                self._library.set_aside(folder, manifest.id)
        if report.published:
            self._library.prune()
        self._watch.lap("publicering")
        return report

    def _read(self, folder: Path, limits: Limits) -> tuple[Failure, ...]:
        with Ahead(self._library.embeddings, self._model, self._gathered) as ahead:
            with Reading(self._library, self._plan, self._before, limits, self._progress) as reading:
                passing = self._gathered.passing(reading.entries(), self._plan.recipe.split)
                write_store(folder / STORE, ahead.following(passing))
            self._watch.lap("läsning")
            ahead.finish(self._progress)
        if not self._gathered.records:
            reasons = "".join(f" {failure.reason}" for failure in reading.failures[:1])
            raise BuildFailed(f"Inget dokument kunde läsas, så biblioteket är som förut.{reasons}")
        return tuple(reading.failures)

    def _write(self, folder: Path) -> tuple[str, ...]:
        """Writes the indexes; gives what speaks against serving them."""
        with EmbeddingCache.open(self._library.embeddings, self._model.name, self._model.dim) as cache:
            writing = Writing(folder, self._before, cache, self._model, self._progress)
            writing.write(self._gathered, self._plan.recipe.synonyms, self._watch)
            return objections(folder, self._gathered, cache)

    def _manifest(self) -> Manifest:
        built, corpus, gathered = datetime.now(UTC), self._corpus(), self._gathered
        return Manifest(
            id=self._library.next_id(f"{built:%Y%m%d}-{corpus[:8]}"),
            built=built.isoformat(timespec="seconds"),
            model=self._model.name,
            dim=self._model.dim,
            split=asdict(self._plan.recipe.split),
            documents=tuple(gathered.records),
            passages=len(gathered.texts),
            sentences=len(gathered.sentences),
            corpus=corpus,
            embedding=self._model.computed(),
        )

    def _corpus(self) -> str:
        return self._plan.recipe.digest(self._gathered.digests, self._model.name)

    def _report(
        self, manifest: Manifest, failures: tuple[Failure, ...], against: tuple[str, ...], *, force: bool
    ) -> Report:
        published = force or not against
        aside = None if published else self._library.aside(manifest.id)
        return Report(
            self._plan,
            manifest.id if published else (self._library.current() or ""),
            published,
            failures,
            manifest.documents,
            manifest.passages,
            manifest.sentences,
            self._gathered.unverified,
            self._watch.seconds,
            against,
            aside,
        )


def _whole(library: Generations, served: Manifest | None) -> Path | None:
    """The folder of the served generation, where it is as it was written."""
    folder = library.path(served.id) if served else None
    return None if served is None or folder is None or served.damaged(folder) else folder
