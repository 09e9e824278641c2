"""A document taken out of the library: out of what is served, and where it is to be purged out of everything kept."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.build import OPEN_GATE, Gate, carry_out
from index.embedder import Model
from index.embedding_cache import EmbeddingCache
from index.errors import BuildFailed, LibraryDamaged, LibraryMismatch, UnknownDocument
from index.files import STORE, SYNONYMS
from index.generations import Generations
from index.manifest import Manifest
from index.plan import Plan, Recipe, served_manifest
from index.report import Report
from index.store import Store
from index.synonyms import Synonyms
from index.texts import passage_text, sentence_texts
from ingest.catalogue_file import drop_entry, put_entry
from ingest.corpus import Source, files_of
from ingest.errors import CorpusError
from ingest.passage import SplitRule


@dataclass(frozen=True, slots=True)
class Removal:
    """What was done: the build that left the document out, None where it was not served; the versions that are gone.

    `files` are those of the document in the corpus: kept there and excluded in the catalogue, or `deleted`.
    """

    report: Report | None
    purged: tuple[str, ...]
    files: tuple[Path, ...]
    deleted: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to go: from the library alone, from all that is kept, and the file in the corpus."""

    doc: str
    purge: bool = False
    delete_file: bool = False


def remove(
    wish: Wish,
    library: Generations,
    corpus: Path,
    model: Model,
    gate: Gate = OPEN_GATE,
) -> Removal:
    """Publishes the library without a document, and sees to it that the next build does not take it in again.

    Raises:
        UnknownDocument: there is no such document, or nothing would be left.
        BuildFailed: what would be left does not pass its check.
        LibraryMismatch: the served library is damaged, or built with another model.
        ReaderFacingError: another build runs, or nothing can be written.
    """
    with library.lock(), library.writing():
        served = _served(library, model)
        held = _holders(library, wish.doc)
        _require_known(wish, library, served, held)
        files = files_of(corpus, wish.doc)
        _keep_out(files, corpus)
        report = None
        if wish.doc in {record.id for record in served.documents}:
            report = carry_out(library, _plan_without(wish.doc, library, served), model, gate=gate)
            _require_published(report)
        if wish.purge:
            _purge(library, held, model)
        if wish.delete_file:
            _delete(files, corpus)
    return Removal(report, tuple(held) if wish.purge else (), files, wish.delete_file)


def _served(library: Generations, model: Model) -> Manifest:
    """The served generation, if it is whole and of this model: otherwise all would have to be read anew."""
    folder = library.served()
    manifest = Manifest.read(folder)
    manifest.require_model(model.name)
    if manifest.damaged(folder):
        raise LibraryDamaged(f"Biblioteket i {folder} är skadat. Bygg om med belagg build innan du tar bort något.")
    return manifest


def _holders(library: Generations, doc: str) -> list[str]:
    """The kept generations that hold the document, and those of which that cannot be told."""
    return [name for name in library.history() if doc in _documents(library.path(name), otherwise=doc)]


def _documents(generation: Path, otherwise: str) -> set[str]:
    try:
        return {record.id for record in Manifest.read(generation).documents}
    except LibraryMismatch:
        return {otherwise}


def _require_known(wish: Wish, library: Generations, served: Manifest, held: list[str]) -> None:
    ids = {record.id for record in served.documents}
    if wish.doc not in ids and not (wish.purge and held):
        raise UnknownDocument(f"Det finns inget dokument ”{wish.doc}” i biblioteket. Se belagg documents.")
    if ids == {wish.doc}:
        raise UnknownDocument(
            f"”{wish.doc}” är det enda dokumentet, och ett bibliotek kan inte vara tomt. Bygg först ett med andra "
            f"dokument, eller ta bort hela mappen {library.folder}."
        )


def _require_published(report: Report) -> None:
    if not report.published:
        told = " ".join(report.objections)
        raise BuildFailed(
            f"Biblioteket utan dokumentet klarade inte kontrollen, så dokumentet ligger kvar där. {told} "
            f"Det underkända ligger i {report.aside}."
        )


def _keep_out(files: tuple[Path, ...], corpus: Path) -> None:
    for file in files:
        put_entry(corpus, file.relative_to(corpus).as_posix(), {"excluded": True})


def _delete(files: tuple[Path, ...], corpus: Path) -> None:
    for file in files:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise CorpusError(
                f"Dokumentet är borta ur biblioteket, men filen {file} kan inte tas bort ({error.strerror}). Ta bort "
                "den själv."
            ) from error
        drop_entry(corpus, file.relative_to(corpus).as_posix())


def _plan_without(doc: str, library: Generations, served: Manifest) -> Plan:
    """A plan by which all other documents stay as they were read: no file is opened."""
    digests = {record.id: record.digest for record in served.documents if record.id != doc}
    sources = {kept: Source(Path(), kept, {}) for kept in digests}
    synonyms = Synonyms.from_json((library.path(served.id) / SYNONYMS).read_text(encoding="utf-8"))
    return Plan(
        sources,
        digests,
        Recipe(SplitRule(**served.split), synonyms),
        added=(),
        changed=(),
        removed=(doc,),
        unchanged=tuple(digests),
        settled=False,
        excluded=frozenset({doc}),
    )


def _purge(library: Generations, held: list[str], model: Model) -> None:
    """Takes away the generations that hold the document, what was set aside, their sources and cached vectors."""
    library.discard(held)
    library.prune()
    served = served_manifest(library)
    if served is None or not library.embeddings.exists():
        return
    with (
        EmbeddingCache.open(library.embeddings, model.name, model.dim) as cache,
        closing(Store(library.path(served.id) / STORE)) as store,
    ):
        cache.keep_only(_texts(store))


def _texts(store: Store) -> Iterator[str]:
    """All that is embedded of what is served."""
    for doc in store.document_ids():
        document = store.document(doc)
        for stored in store.passages_of(doc):
            yield passage_text(document, stored.passage)
            yield from sentence_texts(document, stored.passage)
