"""From the domain to the wire: generations, builds and their reports."""

from index.editors_report import EditorsReport
from index.engine import Shelf
from index.errors import LibraryMismatch
from index.library import Library
from server.paging import Part
from server.rebuilding import Job
from server.schema_library import GenerationEntry, GenerationList, RebuildJob
from server.schema_report import BuildReport


def generation_list(shelf: Shelf, library: Library, part: Part) -> GenerationList:
    """The generations that are kept; `library` is the one that is served."""
    kept = shelf.history()
    return GenerationList(
        generations=tuple(_generation(shelf, name, served=name == library.id) for name in part.of(kept)),
        total=len(kept),
        library=library.id,
        rejected=shelf.rejected(),
    )


def _generation(shelf: Shelf, name: str, *, served: bool) -> GenerationEntry:
    try:
        manifest = shelf.manifest(name)
    except LibraryMismatch:  # one that cannot be read must not hide the others
        return GenerationEntry(generation=name, served=served, built=None, documents=None, passages=None)
    return GenerationEntry(
        generation=name,
        served=served,
        built=manifest.built,
        documents=len(manifest.documents),
        passages=manifest.passages,
    )


def build_report(report: EditorsReport) -> BuildReport:
    """The editor's report."""
    return BuildReport.model_validate_json(report.to_json())


def rebuild_job(job: Job) -> RebuildJob:
    """A build, as it stands."""
    return RebuildJob(
        job=job.id,
        state=job.outcome.value if job.outcome else "running",
        stage=job.stage.stage,
        done=job.stage.done,
        total=job.stage.total,
        started=job.started.isoformat(timespec="seconds"),
        finished=job.finished.isoformat(timespec="seconds") if job.finished else None,
        generation=job.generation,
        message=job.message,
        report=build_report(job.report) if job.report else None,
    )
