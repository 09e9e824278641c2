"""A build: plan, read, embed what is new, write beside, check, publish."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from index.embedder import Model
from index.errors import BuildFailed
from index.generations import Generations
from index.manifest import DocumentRecord, Manifest, file_digests
from index.plan import DEFAULT_RECIPE, Plan, Recipe, is_settled, plan_build, served_manifest
from index.reading import Reading
from index.report import Failure, Progress, Report, Stopwatch
from index.store import Entry
from index.writing import Pairs, Writing
from ingest.passage import split


def build(
    paths: Iterable[Path],
    folder: Path,
    model: Model,
    *,
    recipe: Recipe = DEFAULT_RECIPE,
    progress: Progress = lambda stage, done, total: None,
) -> Report:
    """Builds a library from `paths` alone and publishes it; on any error what is served stays as it was.

    Raises:
        ReaderFacingError: a path is wrong, nothing could be read, another build runs, or the check failed.
    """
    library = Generations(folder)
    with library.lock():
        plan = plan_build(paths, library, model.name, recipe)
        served = served_manifest(library)
        if plan.settled and served:
            return _nothing_to_do(plan, served, ())
        with library.writing():
            return _Build(library, plan, served, model, progress).run()


def _nothing_to_do(plan: Plan, manifest: Manifest, failures: tuple[Failure, ...]) -> Report:
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
        self._model = model
        self._progress = progress
        self._watch = Stopwatch()

    def run(self) -> Report:
        reading = Reading(self._library, self._plan, self._served, self._progress)
        entries = list(reading.entries())
        failures = tuple(reading.failures)
        if not entries:
            reasons = "".join(f" {failure.reason}" for failure in failures[:1])
            raise BuildFailed(f"Inget dokument kunde läsas, så biblioteket är som förut.{reasons}")
        if self._served and is_settled(self._library, self._served, self._corpus(entries)):
            return _nothing_to_do(self._plan, self._served, failures)
        pairs = [(entry, split(entry.document, self._plan.recipe.split)) for entry in entries]
        self._watch.lap("läsning")
        with self._library.new() as folder:
            writing = Writing(folder, self._library.embeddings, self._model, self._progress, self._watch)
            writing.write(pairs, self._plan.recipe.synonyms)
            manifest = self._manifest(pairs)
            replace(manifest, files=file_digests(folder)).write(folder)
            self._library.publish(folder, manifest.id)
        self._library.prune()
        self._watch.lap("publicering")
        return self._report(manifest, pairs, failures)

    def _manifest(self, pairs: Pairs) -> Manifest:
        built = datetime.now(UTC)
        corpus = self._corpus([entry for entry, _ in pairs])
        return Manifest(
            id=f"{built:%Y%m%dT%H%M%S%f}-{corpus[:8]}",
            built=built.isoformat(timespec="seconds"),
            model=self._model.name,
            dim=self._model.dim,
            split=asdict(self._plan.recipe.split),
            documents=tuple(_record(entry, len(passages)) for entry, passages in pairs),
            passages=sum(len(passages) for _, passages in pairs),
            sentences=sum(len(p.sentences) for _, passages in pairs for p in passages),
            corpus=corpus,
        )

    def _corpus(self, entries: Sequence[Entry]) -> str:
        digests = {entry.document.id: entry.digest for entry in entries}
        return self._plan.recipe.digest(digests, self._model.name)

    def _report(self, manifest: Manifest, pairs: Pairs, failures: tuple[Failure, ...]) -> Report:
        return Report(
            self._plan,
            manifest.id,
            True,
            failures,
            manifest.documents,
            manifest.passages,
            manifest.sentences,
            sum(len(entry.document.unverified) for entry, _ in pairs),
            self._watch.seconds,
        )


def _record(entry: Entry, passages: int) -> DocumentRecord:
    document = entry.document
    told = document.metadata
    return DocumentRecord(
        document.id,
        told.title,
        told.kind,
        told.year,
        entry.source,
        entry.digest,
        document.page_count,
        passages,
        document.warnings,
    )
