"""What the editor is told of a build, as data: it lies in the generation as `report.json`, shown in three ways."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from index.alike import Alike, alike_documents
from index.control import Control
from index.errors import LibraryMismatch
from index.manifest import DocumentRecord, Manifest
from index.plan import Plan
from index.reasons import Causes
from index.report import Report
from index.store import Store
from ingest.contents_compared import Compared, compare_contents
from ingest.document import Document, Origin
from ingest.labels import printed
from ingest.remarks import Remark

REPORT = "report.json"
_MOST_DOUBTED = 20  # sentences of one document that are told one by one
_FIELDS = ("title", "kind", "year", "author", "diarienummer", "publisher")


class State(StrEnum):
    """What a build did with a document."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # its file could not be read: the version read earlier stays


@dataclass(frozen=True, slots=True)
class Known:
    """A field of the metadata, and where it was found; None is unknown."""

    field: str
    value: str | None
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Doubted:
    """A sentence that the second extraction does not hold."""

    page: str | None
    text: str


@dataclass(frozen=True, slots=True)
class DocumentTold:
    """One document: what was done with it and why, and all that an editor may want to mend."""

    id: str
    title: str
    kind: str
    year: int | None
    pages: int
    passages: int
    state: State
    why: str
    known: tuple[Known, ...]
    contents: Compared
    remarks: tuple[Remark, ...]
    doubted: tuple[Doubted, ...]
    doubted_count: int
    file: str
    """The file it was read from, as the build was told of it; empty where it was not among what was named."""
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that could not be read, or that the catalogue names and is not there; `reason` says what to do."""

    file: str
    reason: str
    kept: bool = False
    """Whether the version read earlier is still in the library."""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Removed:
    """A document that is no longer in the library, and why."""

    id: str
    why: str


@dataclass(frozen=True, slots=True)
class EditorsReport:
    """One build. `generation` is what was built, whether or not it was published; `whole` why all was built anew."""

    generation: str
    built: str
    model: str
    published: bool
    passages: int
    sentences: int
    documents: tuple[DocumentTold, ...] = ()
    removed: tuple[Removed, ...] = ()
    failed: tuple[FailedFile, ...] = ()
    whole: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()
    alike: tuple[Alike, ...] = ()
    control: Control = Control()  # noqa: RUF009 - frozen
    seconds: Mapping[str, float] = field(default_factory=dict)

    def of_state(self, *states: State) -> tuple[DocumentTold, ...]:
        """The documents with which one of these was done."""
        return tuple(document for document in self.documents if document.state in states)

    def to_json(self) -> str:
        """The report as JSON."""
        return _ADAPTER.dump_json(self, indent=1, exclude_defaults=False).decode() + "\n"

    def write(self, generation: Path) -> None:
        """Writes the report into a generation's folder."""
        (generation / REPORT).write_text(self.to_json(), encoding="utf-8")

    @classmethod
    def read(cls, generation: Path) -> "EditorsReport":
        """The report that lies in a generation's folder.

        Raises:
            LibraryMismatch: there is none, or it cannot be read.
        """
        try:
            return _ADAPTER.validate_json((generation / REPORT).read_bytes())
        except (OSError, ValidationError) as error:
            raise LibraryMismatch(
                f"Rapporten i {generation} saknas eller kan inte läsas. En ny skrivs vid nästa belagg build."
            ) from error


_ADAPTER = TypeAdapter(EditorsReport)


def documents_told(store: Store, report: Report, why: Mapping[str, str]) -> Iterator[DocumentTold]:
    """Every document of what was built."""
    plan = report.plan
    kept = {failure.path for failure in report.failures if failure.kept}
    for record in report.documents:
        source = plan.sources.get(record.id)
        state = State.KEPT if source and source.path in kept else _state(record.id, plan)
        yield _told(
            store.document(record.id),
            record,
            state,
            why.get(record.id, ""),
            str(source.path) if source and source.path.name else "",
        )


def _state(doc: str, plan: Plan) -> State:
    return State.ADDED if doc in plan.added else State.CHANGED if doc in plan.changed else State.UNCHANGED


def _told(document: Document, record: DocumentRecord, state: State, why: str, file: str) -> DocumentTold:
    return DocumentTold(
        record.id,
        record.title,
        record.kind,
        record.year,
        record.pages,
        record.passages,
        state,
        why,
        tuple(_known(document)),
        compare_contents(document),
        document.remarks,
        tuple(
            Doubted(printed(document.page_at(span.start)), span.of(document.text))
            for span in document.unverified[:_MOST_DOUBTED]
        ),
        len(document.unverified),
        file,
        document.warnings,
    )


def _known(document: Document) -> Iterator[Known]:
    for name in _FIELDS:
        value = getattr(document.metadata, name)
        origin = document.origins.get(name)
        yield Known(name, None if value is None or origin is None else str(value), origin)


def failed_files(report: Report) -> Iterator[FailedFile]:
    """What could not be read, and what is not there."""
    for failure in report.failures:
        yield FailedFile(str(failure.path), failure.reason, failure.kept)
    yield from missing_files(report.plan)


def missing_files(plan: Plan) -> Iterator[FailedFile]:
    """What a catalogue names and is not there."""
    for missing in plan.missing:
        fetched = f"Hämta den med belagg fetch {missing.id}" if missing.url else "Lägg tillbaka filen"
        reason = (
            f"{missing.path.name} står i katalogen men finns inte i {missing.path.parent}. {fetched}, eller ta bort "
            "posten ur katalogen."
        )
        yield FailedFile(str(missing.path), reason, missing=True)


def editors_report(store: Store, manifest: Manifest, report: Report, causes: Causes, control: Control) -> EditorsReport:
    """All that is told of a build; `store` and `manifest` are those of what was built."""
    why = causes.documents
    return EditorsReport(
        generation=manifest.id,
        built=manifest.built,
        model=manifest.model,
        published=report.published,
        passages=report.passages,
        sentences=report.sentences,
        documents=tuple(documents_told(store, report, why)),
        removed=tuple(Removed(doc, why.get(doc, "")) for doc in report.plan.removed),
        failed=tuple(failed_files(report)),
        whole=causes.whole,
        objections=report.objections,
        alike=alike_documents(store),
        control=control,
        seconds=dict(report.seconds),
    )


def nothing_built(report: Report) -> EditorsReport:
    """What is told of a build that found nothing to do."""
    return EditorsReport(
        generation=report.generation,
        built="",
        model="",
        published=False,
        passages=report.passages,
        sentences=report.sentences,
        failed=tuple(failed_files(report)),
    )
