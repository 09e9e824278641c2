"""A build: plan, read, embed what is new, write beside, check, publish."""

import json
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from index.compounds import Vocabulary
from index.embedder import Embedder, Matrix, Model, TokenEmbedder, unit_rows
from index.embedding_cache import EmbeddingCache
from index.errors import BuildFailed, LibraryMismatch
from index.general_words import write_general_words
from index.generations import Generations
from index.library import (
    GENERAL_WORDS,
    PASSAGE_VECTORS,
    SENTENCE_VECTORS,
    STORE,
    SYNONYMS,
    VOCABULARY,
    WORDS_FOLDER,
)
from index.manifest import DocumentRecord, Manifest, corpus_digest, file_digests
from index.store import Entry, Store, write_store
from index.synonyms import Synonyms
from index.token_vectors import FOLDER as TOKENS
from index.token_vectors import pack, write_token_vectors
from index.vectors import Vectors
from index.words import WordEntry, write_words
from ingest.corpus import Source, find_sources, read_document
from ingest.document import Document
from ingest.errors import ReaderFacingError, UnreadableDocument
from ingest.passage import Passage, SplitRule, split

logger = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Told a stage in Swedish, what is done of it and how much there is."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read; `kept`: the version read earlier is still in the library."""

    path: Path
    reason: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Recipe:
    """What besides the documents decides what a library becomes."""

    split: SplitRule = SplitRule()  # noqa: RUF009 - frozen
    synonyms: Synonyms = Synonyms()  # noqa: RUF009 - frozen

    def digest(self, digests: Mapping[str, str], model: str) -> str:
        """One digest over all that decides what a build makes of sources with these digests."""
        return corpus_digest(digests, model, asdict(self.split), self.synonyms.to_json())


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build would do, by document id."""

    sources: Mapping[str, Source]
    digests: Mapping[str, str]
    recipe: Recipe
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


def plan_build(paths: Iterable[Path], library: Generations, model: str, recipe: Recipe = Recipe()) -> Plan:
    """Compares what lies in `paths` with what is served.

    Raises:
        CorpusError: a path or a catalogue is wrong.
    """
    sources = {source.id: source for source in find_sources(paths)}
    digests = {doc: source.digest() for doc, source in sources.items()}
    manifest = _served(library)
    held = {record.id: record.digest for record in manifest.documents} if manifest else {}
    settled = manifest is not None and _is_settled(library, manifest, recipe.digest(digests, model))
    return Plan(
        sources,
        digests,
        recipe,
        added=tuple(sorted(digests.keys() - held.keys())),
        changed=tuple(sorted(doc for doc in digests.keys() & held.keys() if digests[doc] != held[doc])),
        removed=tuple(sorted(held.keys() - digests.keys())),
        unchanged=tuple(sorted(doc for doc in digests.keys() & held.keys() if digests[doc] == held[doc])),
        settled=settled,
    )


def _is_settled(library: Generations, manifest: Manifest, corpus: str) -> bool:
    """Whether the served generation is made of just this corpus, and is whole."""
    return manifest.corpus == corpus and not manifest.damaged(library.path(manifest.id))


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
    recipe: Recipe = Recipe(),
    progress: Progress = lambda stage, done, total: None,
) -> Report:
    """Builds a library from `paths` alone and publishes it; on any error what is served stays as it was.

    Raises:
        ReaderFacingError: a path is wrong, nothing could be read, another build runs, or the check failed.
    """
    library = Generations(folder)
    with library.lock():
        plan = plan_build(paths, library, model.name, recipe)
        served = _served(library)
        if plan.settled and served:
            return _nothing_to_do(plan, served, ())
        with library.writing():
            return _Build(library, plan, model, progress).run()


def _nothing_to_do(plan: Plan, manifest: Manifest, failures: tuple[Failure, ...]) -> Report:
    counts = (manifest.passages, manifest.sentences)
    return Report(plan, manifest.id, False, failures, manifest.documents, *counts, 0, {})


class _Build:
    """One build under way."""

    def __init__(self, library: Generations, plan: Plan, model: Model, progress: Progress) -> None:
        self._library = library
        self._plan = plan
        self._served = _served(library)
        self._model = model
        self._progress = progress
        self._failures: list[Failure] = []
        self._seconds: dict[str, float] = {}
        self._begun = time.perf_counter()

    def run(self) -> Report:
        entries = self._read()
        if not entries:
            reasons = "".join(f" {failure.reason}" for failure in self._failures[:1])
            raise BuildFailed(f"Inget dokument kunde läsas, så biblioteket är som förut.{reasons}")
        if self._served and _is_settled(self._library, self._served, self._corpus(entries)):
            return _nothing_to_do(self._plan, self._served, tuple(self._failures))
        pairs = [(entry, split(entry.document, self._plan.recipe.split)) for entry in entries]
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
            digest = self._keep(source)
        except ReaderFacingError as error:
            self._failures.append(Failure(source.path, str(error), kept=held is not None))
            return held
        logger.info("read %s: %d characters", document.id, len(document.text))
        return Entry(document, self._plan.digests[document.id], digest, source.path.suffix.lower())

    def _keep(self, source: Source) -> str:
        try:
            return self._library.keep_source(source.path)
        except OSError as error:
            if os.access(source.path, os.R_OK):
                raise  # the library cannot be written
            raise UnreadableDocument(f"{source.path.name} försvann medan den lästes. Lägg tillbaka filen.") from error

    def _held(self) -> dict[str, Entry]:
        """The served documents, as they were read."""
        if self._served is None or STORE in self._served.damaged(self._library.path(self._served.id)):
            return {}
        store = Store(self._library.path(self._served.id) / STORE)
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
        texts = [passage_text(doc, p) for doc, p in passages]
        sentences = [text for doc, p in passages for text in sentence_texts(doc, p)]
        with EmbeddingCache.open(self._library.embeddings, self._model.name, self._model.dim) as cache:
            self._embed(cache, texts, sentences)
            self._lap("vektorer")
            vectors = unit_rows(cache.vectors(texts))
            Vectors.of(vectors).write(folder / PASSAGE_VECTORS)
            Vectors.of(unit_rows(cache.vectors(sentences))).write(folder / SENTENCE_VECTORS)
            if self._model.tokens:
                write_token_vectors(folder / TOKENS, cache.tokens(texts))
        self._write_words(folder, passages)
        _check(folder, vectors, len(sentences))
        self._lap("skrivning")

    def _embed(self, cache: EmbeddingCache, texts: Sequence[str], sentences: Sequence[str]) -> None:
        """Embeds what is not kept: passages with their tokens where the model gives them, sentences without."""
        new_texts = cache.missing(texts, tokens=self._model.tokens)
        new_sentences = cache.missing(sentences, tokens=False)
        total = len(new_texts) + len(new_sentences)
        if not total:
            return
        model = self._loaded(sum(map(len, (*new_texts, *new_sentences))))
        done = 0
        for at, batch in _batches(new_texts):
            rows, tokens = self._rows_and_tokens(model, batch)
            cache.keep(batch, self._sound(rows, len(batch)), [pack(each) for each in tokens])
            self._progress(_EMBEDDING, done := at + len(batch), total)
        for at, batch in _batches(new_sentences):
            cache.keep(batch, self._sound(model.embed_passages(batch), len(batch)))
            self._progress(_EMBEDDING, len(new_texts) + at + len(batch), total)
        logger.info("embedded %d texts", max(done, total))

    def _rows_and_tokens(self, model: Embedder, batch: Sequence[str]) -> tuple[Matrix, list[Matrix]]:
        if self._model.tokens and isinstance(model, TokenEmbedder):
            return model.embed_passage_tokens(batch)
        return model.embed_passages(batch), []

    def _loaded(self, characters: int) -> Embedder:
        self._progress(_EMBEDDING, 0, 0)
        try:
            return self._model.load(characters)
        except OSError as error:
            raise BuildFailed(
                f"Modellen {self._model.name} kan inte läsas in, så biblioteket är som förut: {error}."
            ) from error

    def _sound(self, rows: Matrix, count: int) -> Matrix:
        if rows.shape != (count, self._model.dim) or not np.isfinite(rows).all():
            name = self._model.name
            raise BuildFailed(f"Modellen {name} ger vektorer som inte kan användas, så biblioteket är som förut.")
        return rows

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
        write_general_words(folder / GENERAL_WORDS)
        (folder / SYNONYMS).write_text(self._plan.recipe.synonyms.to_json(), encoding="utf-8")
        self._progress("Skriver ordindex", 1, 1)

    def _manifest(self, pairs: Sequence[tuple[Entry, Sequence[Passage]]]) -> Manifest:
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

    def _corpus(self, entries: Iterable[Entry]) -> str:
        digests = {entry.document.id: entry.digest for entry in entries}
        return self._plan.recipe.digest(digests, self._model.name)

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


_EMBEDDING = "Räknar vektorer"
_AT_ONCE = 64  # texts embedded between two steps of the progress bar, and kept from then on


def _batches(texts: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Where each batch begins, and its texts; texts of like length come together."""
    by_length = sorted(texts, key=len)
    for at in range(0, len(by_length), _AT_ONCE):
        yield at, by_length[at : at + _AT_ONCE]


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
        if abs(written.nearest(vectors[number], 1)[0][1] - float(vectors[number] @ vectors[number])) > 1e-4:
            raise BuildFailed("Bygget stämmer inte: en passage hittar inte sig själv. Biblioteket är som förut.")
