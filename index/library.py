"""A library: one generation, open for search."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from index.arrangement import in_turn
from index.embedder import QueryEmbedder
from index.engine import Engine, Shelf
from index.errors import LibraryDamaged, LibraryMismatch
from index.files import Files, FileShelf
from index.filters import NO_FILTER, Filter, require_known
from index.scope import Holdings
from index.searching import Hit, Mode, QueryVectors, Searcher
from index.understanding import Understanding, Understood
from index.usage import LibraryUsage
from ingest.document import Document

_USED = 100  # passages that show how the library uses a word


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with its vectors, and the documents that it is asked of."""

    query: Understood
    vectors: QueryVectors
    docs: frozenset[str]


class Library:
    """One generation. Never changes while it is open; safe to search from several threads."""

    def __init__(self, engine: Engine, embedder: QueryEmbedder) -> None:
        """Takes an open generation over, to be searched with vectors of the model that it was opened for."""
        self._engine = engine
        self.embedder = embedder
        self.manifest = engine.manifest
        self.store = engine.store
        self.vocabulary = engine.lists.vocabulary
        self.require_whole = engine.require_whole
        self.close = engine.close
        self.searcher = Searcher(engine, embedder)
        self.notice = ""
        """A Swedish sentence where this is not the generation that was to be served."""
        documents = self.manifest.documents
        metadata = {record.id: self.store.metadata(record.id) for record in documents}
        languages = {doc: each.language for doc, each in metadata.items()}
        originals = {doc: each.original for doc, each in metadata.items() if each.original}
        summarised = {doc: each.summarises for doc, each in metadata.items() if each.summarises}
        self.understanding = Understanding(
            engine.lists.vocabulary,
            engine.lists.synonyms,
            engine.lists.general_words,
            Holdings(documents, languages, self.store.section_labels(), summarised, originals),
        )

    @classmethod
    def at(cls, folder: Path, embedder: QueryEmbedder) -> "Library":
        """Opens the folder of a generation.

        Raises:
            LibraryMismatch: damaged, or built with another model or format.
        """
        return cls(Files(folder, embedder.name), embedder)

    @classmethod
    def open(cls, folder: Path, embedder: QueryEmbedder) -> "Library":
        """Opens what is served of the library in `folder`, as `served_by` does."""
        return cls.served_by(FileShelf(folder), embedder)

    @classmethod
    def served_by(cls, shelf: Shelf, embedder: QueryEmbedder) -> "Library":
        """Opens the served generation, or where that is damaged the last one that is whole.

        Raises:
            LibraryMissing: nothing is published there.
            LibraryMismatch: all are damaged, or the served one is built with another model or format.
        """
        name = shelf.served()
        try:
            library = cls(shelf.open(name, embedder.name), embedder)
        except LibraryDamaged as error:
            library = cls._last_whole(shelf, embedder, error)
            library.notice = f"Version {name} av biblioteket är skadad, så version {library.id} visas i stället."
        if shelf.named() is None:
            library.notice = f"Det framgår inte vilken version som ska visas, så den nyaste, {library.id}, visas."
        return library

    @classmethod
    def _last_whole(cls, shelf: Shelf, embedder: QueryEmbedder, damage: LibraryDamaged) -> "Library":
        for name in list(shelf.candidates())[1:]:
            try:
                return cls(shelf.open(name, embedder.name), embedder)
            except LibraryMismatch:
                continue  # damaged too, or of another model
        raise damage

    @property
    def id(self) -> str:
        """The generation's id."""
        return self.manifest.id

    def document(self, doc: str) -> Document:
        """A document by id.

        Raises:
            KeyError: no such document.
        """
        return self.store.document(doc)

    def understand(self, question: str) -> Understood:
        """A question as it is searched here."""
        return self.understanding.read(question)

    @cached_property
    def usage(self) -> LibraryUsage:
        """How the library itself uses words."""
        return LibraryUsage(self._texts_with, self.understanding.scoping.names, self.vocabulary)

    def _texts_with(self, words: str) -> list[str]:
        numbers = [number for number, _ in self._engine.with_words(words, _USED, "stems", NO_FILTER)]
        stored = self.store.passages(numbers)
        return [stored[number].text for number in numbers]

    def search(
        self,
        query: Understood,
        filters: Filter = NO_FILTER,
        limit: int = 10,
        mode: Mode = Mode.HYBRID,
    ) -> tuple[Hit, ...]:
        """The passages that answer best, best first; the same text in several places is one hit.

        Raises:
            UnknownFilter: a filter names what the library does not hold.
        """
        require_known(filters, self.manifest.documents)
        return self._out_of(self._asked(query), query, filters, limit, mode)

    def _asked(self, query: Understood) -> list["_Asked"]:
        """What is asked of documents that are named, of each by itself."""
        if query.scope.sides:
            sides = [(self.understand(side.question), side.doc) for side in query.scope.sides]
            return [_Asked(each, self.searcher.embed(each.searched), each.scope.source | {doc}) for each, doc in sides]
        source = query.scope.source
        return [_Asked(query, self.searcher.embed(query.searched), source)] if source else []

    def _out_of(
        self, asked: Sequence["_Asked"], query: Understood, filters: Filter, limit: int, mode: Mode
    ) -> tuple[Hit, ...]:
        """What these documents hold, those of each question in turn; where that is too little, what all hold."""
        own = [
            self.searcher.find(each.query, each.vectors, Filter(allowed), limit, mode)
            for each in asked
            if (allowed := frozenset(doc for doc in each.docs if self._allows(filters, doc)))
        ]
        hits = in_turn(own)[:limit]
        if len(hits) < limit:
            taken = frozenset[str]().union(*(each.docs for each in asked))
            vectors = asked[0].vectors if len(asked) == 1 else self.searcher.embed(query.searched)
            general = self.searcher.find(query, vectors, filters, limit, mode)
            hits += [hit for hit in general if hit.stored.passage.doc not in taken][: limit - len(hits)]
        return tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits, 1))

    def _allows(self, filters: Filter, doc: str) -> bool:
        metadata = self.store.metadata(doc)
        return filters.allows(doc, metadata.kind, metadata.year)
