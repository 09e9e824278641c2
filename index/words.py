"""Full-text search over passages: BM25 over our own stems, compound parts and character n-grams.

No other module imports the full-text engine.
"""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import tantivy

from index.compounds import Vocabulary
from index.engine import Field
from index.filters import NO_FILTER, Filter
from index.swedish import content_words, token_spans
from index.terms import DEFAULT_WEIGHTS, TEXT_PARTS, Term, WordEntry, WordWeights, passage_terms, query_terms
from index.word_lists import STOP_WORDS

_HEAP_BYTES = 256_000_000


def write_words(
    folder: Path, entries: Iterable[WordEntry], vocabulary: Vocabulary, heap_bytes: int = _HEAP_BYTES
) -> None:
    """Writes a complete index into `folder`, which must be empty or absent.

    One thread writes, in the order of the numbers, so that the same entries are always ranked alike. All goes into
    one segment as long as it fits in `heap_bytes`.

    Raises:
        OSError: the disk is full, or the like.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"not empty: {folder}")
    documents = (_document(entry, vocabulary) for entry in sorted(entries, key=lambda each: each.number))
    try:
        _write(folder, documents, heap_bytes)
    except ValueError as error:  # the engine's only one
        raise OSError(str(error)) from error
    _settle(folder)


def _write(folder: Path, documents: Iterable[tantivy.Document], heap_bytes: int) -> None:
    writer = tantivy.Index(_schema(), str(folder)).writer(heap_bytes, num_threads=1)
    for document in documents:
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


class Words:
    """An index open for search. Safe to search from several threads."""

    def __init__(
        self, searcher: tantivy.Searcher, schema: tantivy.Schema, vocabulary: Vocabulary, weights: WordWeights
    ) -> None:
        self._searcher: tantivy.Searcher | None = searcher
        self._schema = schema
        self._vocabulary = vocabulary
        self._weights = weights

    @classmethod
    def open(cls, folder: Path, vocabulary: Vocabulary, weights: WordWeights = DEFAULT_WEIGHTS) -> "Words":
        """Opens what `write_words` wrote. Writes nothing there, and may lie where nothing can be written.

        Raises ValueError where there is no index, or a damaged one.
        """
        # the engine's threads may still write there while it is being removed
        with tempfile.TemporaryDirectory(prefix="belagg-", ignore_cleanup_errors=True) as beside:
            _link(folder, Path(beside))  # the engine locks the folder it opens, and holds its files from then on
            index = tantivy.Index.open(beside)
            index.config_reader("manual")
            return cls(index.searcher(), index.schema, vocabulary, weights)

    def close(self) -> None:
        """Lets go of the files; nothing can be searched any more."""
        self._searcher = None

    def __len__(self) -> int:
        return self._searcher.num_docs if self._searcher else 0

    def search(
        self, text: str, limit: int, *, field: Field = "stems", filters: Filter = NO_FILTER
    ) -> list[tuple[int, float]]:
        """Numbers and scores of the passages that hold words of `text`, best first, equals by number.

        `text` is words and nothing else: no character in it means anything to the engine.
        """
        if self._searcher is None:
            raise ValueError("search in a closed index")
        terms = query_terms(text, field, self._vocabulary, self._weights)
        limit = min(limit, self._searcher.num_docs)
        if not terms or limit < 1:
            return []
        found = self._searcher.search(self._query(terms, filters), limit, count=False).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in found])
        scored = [(int(number or 0), float(score)) for number, (score, _) in zip(numbers, found, strict=True)]
        return sorted(scored, key=lambda each: (-each[1], each[0]))

    def _query(self, terms: Mapping[Term, float], filters: Filter) -> tantivy.Query:
        wanted = tantivy.Query.boolean_query([
            (tantivy.Occur.Should, self._term(field, term, weight)) for (field, term), weight in terms.items()
        ])
        if filters.empty:
            return wanted
        allowed = [(tantivy.Occur.Must, each) for each in self._filters(filters)]
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, wanted), *allowed])

    def _term(self, field: str, term: str, weight: float) -> tantivy.Query:
        return tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, term, "freq"), weight)

    def _filters(self, filters: Filter) -> Iterator[tantivy.Query]:
        """What must hold besides, without a say in the score."""
        for field, values in (("doc", filters.doc), ("kind", filters.kind), ("year", filters.year)):
            if values:
                one_of = tantivy.Query.term_set_query(self._schema, field, sorted(values, key=str))
                yield tantivy.Query.const_score_query(one_of, 0.0)


def highlight_spans(text: str, query: str, vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """Half-open ranges of the words in `text` that share a stem or a compound part with a word of `query`."""
    wanted = {key for word in content_words(query) for key in vocabulary.keys(word)}
    return [
        (token.start, token.end)
        for token in token_spans(text)
        if token.word not in STOP_WORDS and not wanted.isdisjoint(vocabulary.keys(token.word))
    ]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", stored=True, fast=True)
    builder.add_integer_field("year", indexed=True)
    for name in ("doc", "kind"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in TEXT_PARTS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _document(entry: WordEntry, vocabulary: Vocabulary) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("number", entry.number)
    document.add_text("doc", entry.doc)
    document.add_text("kind", entry.kind)
    if entry.year is not None:
        document.add_integer("year", entry.year)
    for part, terms in passage_terms(entry, vocabulary).items():
        document.add_text(part, " ".join(terms))
    return document


def _settle(folder: Path) -> None:
    """Takes the locks away and makes every file as readable as new ones are: the engine keeps two to their owner."""
    ordinary = folder / "ordinary"
    ordinary.touch()
    mode = ordinary.stat().st_mode & 0o777
    ordinary.unlink()
    for file in folder.iterdir():
        if file.suffix == ".lock":
            file.unlink()
        else:
            file.chmod(mode)


def _link(folder: Path, into: Path) -> None:
    """Symbolic links to the files of `folder`, or copies where there are no links."""
    if not folder.is_dir():
        raise ValueError(f"no index in {folder}")
    for file in folder.resolve().iterdir():
        try:
            os.symlink(file, into / file.name)
        except OSError:
            shutil.copyfile(file, into / file.name)
