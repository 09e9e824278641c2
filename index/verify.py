"""What was written, held against what was meant, before it is published."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from index.compounds import Vocabulary
from index.embedder import unit_rows
from index.embedding_cache import EmbeddingCache
from index.files import PASSAGE_VECTORS, SENTENCE_VECTORS, STORE, VOCABULARY, WORDS_FOLDER
from index.gathering import Gathered
from index.passages import StoredPassage
from index.store import Store
from index.swedish import content_words
from index.token_vectors import FOLDER as TOKENS
from index.token_vectors import TokenVectors
from index.vectors import Vectors, counted
from index.words import Words
from ingest.document import Document, Quality

_TRIED = 40  # passages that are looked for, spread over the library
_AS_NEAR = 1e-4
_LONGEST = 100  # letters of a word; the engine leaves out what no one would write
_AMONG = 10  # the first so many, among which the words of a passage find it


def objections(folder: Path, gathered: Gathered, cache: EmbeddingCache) -> tuple[str, ...]:
    """One Swedish sentence for each thing that speaks against serving what was written in `folder`."""
    with closing(Store(folder / STORE)) as store:
        found = [*_miscounted(folder, store, gathered), *_unmarked(store)]
        return tuple(found or [*_not_near(folder, gathered, cache), *_not_found(folder, gathered)])


def _miscounted(folder: Path, store: Store, gathered: Gathered) -> Iterator[str]:
    passages, sentences = len(gathered.texts), len(gathered.sentences)
    counts = {
        "passager i databasen": (store.count("passages"), passages),
        "meningar i databasen": (store.count("sentences"), sentences),
        "vektorer för passager": (_vectors(folder / PASSAGE_VECTORS, passages), passages),
        "vektorer för meningar": (_vectors(folder / SENTENCE_VECTORS, sentences), sentences),
        "passager i ordindexet": (len(_words(folder)), passages),
        "passager med ordvektorer": (len(TokenVectors(folder / TOKENS)), passages)
        if (folder / TOKENS).is_dir()
        else (passages, passages),
    }
    for name, (written, meant) in counts.items():
        if written != meant:
            yield f"Bygget stämmer inte: {name} är {written} men skulle vara {meant}."


def _vectors(path: Path, meant: int) -> int:
    """How many vectors were written, of those for candidates as well: the first number that is not as meant."""
    return next((written for written in counted(path) if written != meant), meant)


def _unmarked(store: Store) -> Iterator[str]:
    """Sentences that the second extraction does not hold, and that are not marked so."""
    for doc in store.document_ids():
        document = store.document(doc)
        missed = sum(_missed(document, passage) for passage in store.passages_of(doc))
        if missed:
            yield f"Bygget stämmer inte: {missed} av meningarna i {doc} är varken återfunna eller märkta."


def _missed(document: Document, stored: StoredPassage) -> int:
    if stored.text != stored.passage.span.of(document.text):
        return len(stored.passage.sentences)
    doubted = set(document.unverified)
    return sum(s.span in doubted and s.quality is not Quality.UNVERIFIED for s in stored.passage.sentences)


def _tried(gathered: Gathered) -> list[int]:
    count = len(gathered.texts)
    return list(range(0, count, max(1, count // _TRIED)))


def _not_near(folder: Path, gathered: Gathered, cache: EmbeddingCache) -> Iterator[str]:
    """Passages whose own vector is not the nearest to itself."""
    written = Vectors.read(folder / PASSAGE_VECTORS)
    numbers = _tried(gathered)
    rows = unit_rows(cache.vectors([gathered.texts[number] for number in numbers]))
    for number, row in zip(numbers, rows, strict=True):
        itself, length = float(written.products(row, [number])[0]), float(row @ row)
        if abs(itself - length) > _AS_NEAR or abs(written.nearest(row, 1)[0][1] - length) > _AS_NEAR:
            yield f"Bygget stämmer inte: en passage i {gathered.words[number].doc} hittar inte sig själv."
            return


def _not_found(folder: Path, gathered: Gathered) -> Iterator[str]:
    """Passages that their own words do not find."""
    with closing(_words(folder)) as words:
        for number in _tried(gathered):
            entry = gathered.words[number]
            found = [gathered.words[other].text for other, _ in words.search(entry.text, _AMONG)]
            if entry.text not in found and any(len(word) <= _LONGEST for word in content_words(entry.text)):
                yield f"Bygget stämmer inte: en passage i {entry.doc} hittas inte med sina egna ord."
                return


def _words(folder: Path) -> Words:
    vocabulary = Vocabulary.from_json(json.loads((folder / VOCABULARY).read_text(encoding="utf-8")))
    return Words.open(folder / WORDS_FOLDER, vocabulary)
