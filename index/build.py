"""A build: plan, read, embed what is new, write beside, check, publish."""

import json
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from index.compounds import Vocabulary
from index.embedder import Embedder, Matrix, unit_rows
from index.embedding_cache import EmbeddingCache
from index.errors import BuildFailed, LibraryMismatch
from index.generations import Generations
from index.library import PASSAGE_VECTORS, SENTENCE_VECTORS, STORE, VOCABULARY, WORDS_FOLDER
from index.manifest import DocumentRecord, Manifest, corpus_digest, file_digest, file_digests
from index.store import Entry, Store, write_store
from index.vectors import Vectors
from index.words import WordEntry, write_words
from ingest.corpus import Source, find_sources, read_document
from ingest.document import Document
from ingest.errors import ReaderFacingError
from ingest.passage import Passage, SplitRule, split

logger = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Told a stage in Swedish, what is done of it and how much there is."""


@dataclass(frozen=True, slots=True)
class Model:
    """The model of a build; `load` is called, with the number of new characters, only when there is something new."""

    name: str
    dim: int
    load: Callable[[int], Embedder]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read; `kept`: the version read earlier is still in the library."""

    path: Path
    reason: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build would do, by document id."""

    sources: Mapping[str, Source]
    digests: Mapping[str, str]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    settled: bool
    """Nothing is to be done: the served generation was made of just this."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. `generation` is the served one afterwards; `seconds` by stage."""

    plan: Plan
    generation: str
    published: bool
    failures: tuple[Failure, ...]
    documents: tuple[DocumentRecord, ...]
    passages: int
    sentences: int
    unverified: int
    seconds: Mapping[str, float]


def plan_build(paths: Iterable[Path], library: Generations, model: str, rule: SplitRule) -> Plan:
    """Compares what lies in `paths` with what is served.

    Raises:
        CorpusError: a path or a catalogue is wrong.
    """
    sources = {source.id: source for source in find_sources(paths)}
    digests = {doc: source.digest() for doc, source in sources.items()}
    manifest = _served(library)
    held = {record.id: record.digest for record in manifest.documents} if manifest else {}
    return Plan(
        sources,
        digests,
        added=tuple(sorted(digests.keys() - held.keys())),
        changed=tuple(sorted(doc for doc in digests.keys() & held.keys() if digests[doc] != held[doc])),
        removed=tuple(sorted(held.keys() - digests.keys())),
        unchanged=tuple(sorted(doc for doc in digests.keys() & held.keys() if digests[doc] == held[doc])),
        settled=manifest is not None and manifest.corpus == corpus_digest(digests, model, asdict(rule)),
    )


def _served(library: Generations) -> Manifest | None:
    name = library.current()
    try:
        return Manifest.read(library.path(name)) if name else None
    except LibraryMismatch:
        return None  # what cannot be read is built anew


def build(
    paths: Iterable[Path],
    folder: Path,
    model: Model,
    *,
    rule: SplitRule = SplitRule(),  # noqa: B008 - frozen
    progress: Progress = lambda stage, done, total: None,
) -> Report:
    """Builds a library from `paths` alone and publishes it; on any error what is served stays as it was.

    Raises:
        ReaderFacingError: a path is wrong, nothing could be read, another build runs, or the check failed.
    """
    library = Generations(folder)
    with library.lock():
        plan = plan_build(paths, library, model.name, rule)
        served = library.current()
        if plan.settled and served:
            return _nothing_to_do(plan, Manifest.read(library.path(served)))
        return _Build(library, plan, model, rule, progress).run()


def _nothing_to_do(plan: Plan, manifest: Manifest) -> Report:
    counts = (manifest.passages, manifest.sentences)
    return Report(plan, manifest.id, False, (), manifest.documents, *counts, 0, {})


class _Build:
    """One build under way."""

    def __init__(self, library: Generations, plan: Plan, model: Model, rule: SplitRule, progress: Progress) -> None:
        self._library = library
        self._plan = plan
        self._model = model
        self._rule = rule
        self._progress = progress
        self._failures: list[Failure] = []
        self._seconds: dict[str, float] = {}
        self._begun = time.perf_counter()

    def run(self) -> Report:
        entries = self._read()
        if not entries:
            raise BuildFailed("Inget dokument kunde läsas, så biblioteket är som förut. " + self._failures[0].reason)
        pairs = [(entry, split(entry.document, self._rule)) for entry in entries]
        self._lap("läsning")
        with self._library.new() as folder:
            self._write(folder, pairs)
            manifest = self._manifest(pairs)
            replace(manifest, files=file_digests(folder)).write(folder)
            self._library.publish(folder, manifest.id)
        self._library.prune()
        self._lap("publicering")
        return self._report(manifest, pairs)

    def _read(self) -> list[Entry]:
        held = self._held()
        entries = []
        for i, (doc, source) in enumerate(self._plan.sources.items()):
            self._progress("Läser", i, len(self._plan.sources))
            entry = held.get(doc) if doc in self._plan.unchanged else None
            entries.append(entry or self._read_one(source, held.get(doc)))
        self._progress("Läser", len(entries), len(entries))
        return [entry for entry in entries if entry]

    def _read_one(self, source: Source, held: Entry | None) -> Entry | None:
        try:
            document = read_document(source)
        except ReaderFacingError as error:
            self._failures.append(Failure(source.path, str(error), kept=held is not None))
            return held
        digest = file_digest(source.path)
        self._library.keep_source(source.path, digest)
        logger.info("read %s: %d characters", document.id, len(document.text))
        return Entry(document, self._plan.digests[document.id], digest, source.path.suffix.lower())

    def _held(self) -> dict[str, Entry]:
        """The served documents, as they were read."""
        manifest = _served(self._library)
        if manifest is None:
            return {}
        store = Store(self._library.path(manifest.id) / STORE)
        digests = store.digests()
        held = {
            doc: Entry(store.document(doc), digests[doc], *store.source(doc))
            for doc in self._plan.digests
            if doc in digests
        }
        store.close()
        return held

    def _lap(self, stage: str) -> None:
        now = time.perf_counter()
        self._seconds[stage] = now - self._begun
        self._begun = now

    def _write(self, folder: Path, pairs: Sequence[tuple[Entry, Sequence[Passage]]]) -> None:
        write_store(folder / STORE, pairs)
        passages = [(entry.document, passage) for entry, split_ in pairs for passage in split_]
        vectors = self._embed([passage_text(doc, p) for doc, p in passages], "Räknar vektorer för passager")
        sentences = [text for doc, p in passages for text in sentence_texts(doc, p)]
        sentence_vectors = self._embed(sentences, "Räknar vektorer för meningar")
        self._lap("vektorer")
        Vectors.of(vectors).write(folder / PASSAGE_VECTORS)
        Vectors.of(sentence_vectors).write(folder / SENTENCE_VECTORS)
        self._write_words(folder, passages)
        _check(folder, vectors, len(sentences))
        self._lap("skrivning")

    def _embed(self, texts: Sequence[str], stage: str) -> Matrix:
        def embed(missing: Sequence[str]) -> Matrix:
            self._progress(stage, 0, len(missing))
            model = self._model.load(sum(map(len, missing)))
            return model.embed_passages(missing, lambda done, total: self._progress(stage, done, total))

        with EmbeddingCache.open(self._library.embeddings, self._model.name) as cache:
            return unit_rows(cache.embed(texts, embed, self._model.dim))

    def _write_words(self, folder: Path, passages: Sequence[tuple[Document, Passage]]) -> None:
        self._progress("Skriver ordindex", 0, 1)
        texts = [(" ".join(_headings(doc, p)), p.span.of(doc.text)) for doc, p in passages]
        vocabulary = Vocabulary.of(f"{heading}\n{text}" for heading, text in texts)
        (folder / VOCABULARY).write_text(json.dumps(vocabulary.to_json(), ensure_ascii=False), encoding="utf-8")
        entries = (
            WordEntry(number, text, heading, doc.id, doc.metadata.kind, doc.metadata.year)
            for number, ((doc, _), (heading, text)) in enumerate(zip(passages, texts, strict=True))
        )
        write_words(folder / WORDS_FOLDER, entries, vocabulary)
        self._progress("Skriver ordindex", 1, 1)

    def _manifest(self, pairs: Sequence[tuple[Entry, Sequence[Passage]]]) -> Manifest:
        built = datetime.now(UTC)
        digests = {entry.document.id: entry.digest for entry, _ in pairs}
        corpus = corpus_digest(digests, self._model.name, asdict(self._rule))
        return Manifest(
            id=f"{built:%Y%m%dT%H%M%S%f}-{corpus[:8]}",
            built=built.isoformat(timespec="seconds"),
            model=self._model.name,
            dim=self._model.dim,
            split=asdict(self._rule),
            documents=tuple(_record(entry, len(passages)) for entry, passages in pairs),
            passages=sum(len(passages) for _, passages in pairs),
            sentences=sum(len(p.sentences) for _, passages in pairs for p in passages),
            corpus=corpus,
        )

    def _report(self, manifest: Manifest, pairs: Sequence[tuple[Entry, Sequence[Passage]]]) -> Report:
        return Report(
            self._plan,
            manifest.id,
            True,
            tuple(self._failures),
            manifest.documents,
            manifest.passages,
            manifest.sentences,
            sum(len(entry.document.unverified) for entry, _ in pairs),
            self._seconds,
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


def _headings(document: Document, passage: Passage) -> tuple[str, ...]:
    return (document.metadata.title, *document.section_at(passage.span.start).path)


def passage_text(document: Document, passage: Passage) -> str:
    """What is embedded for a passage: its section's heading and its text."""
    heading = document.section_at(passage.span.start).heading
    return f"{heading}\n{passage.span.of(document.text)}"


def sentence_texts(document: Document, passage: Passage) -> list[str]:
    """What is embedded for each sentence: what it hangs on, where it is an entry of a list or table, and itself."""
    text = document.text
    return [f"{s.lead.of(text)} {s.span.of(text)}" if s.lead else s.span.of(text) for s in passage.sentences]


def _check(folder: Path, vectors: Matrix, sentences: int) -> None:
    """Holds what was written against what was meant.

    Raises:
        BuildFailed: counts differ, or a stored passage does not find itself.
    """
    store = Store(folder / STORE)
    counted = (len(Vectors.read(folder / PASSAGE_VECTORS)), len(store.sentence_owners()))
    store.close()
    if counted != (len(vectors), sentences):
        raise BuildFailed(f"Bygget stämmer inte: {counted} skrevs i stället för {(len(vectors), sentences)}.")
    written = Vectors.read(folder / PASSAGE_VECTORS)
    for number in range(0, len(vectors), max(1, len(vectors) // 20)):
        best = written.nearest(vectors[number], 1)[0][1]
        if abs(best - 1.0) > 1e-4:
            raise BuildFailed("Bygget stämmer inte: en passage hittar inte sig själv. Biblioteket är som förut.")
