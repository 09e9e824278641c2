"""How a generation lies in Milvus: four collections, of which one by its name and its alias stands for all.

belagg_<generation>             a passage: its vector, what its terms weigh, what is read of it
belagg_<generation>_sentences   a sentence: its vector, the number of its passage
belagg_<generation>_tokens      the tokens of a passage, in pieces
belagg_<generation>_texts       documents, word lists and the manifest, in pieces; the manifest is written last
"""

import json
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from index.filters import Filter
from index.milvus import Milvus, Row
from index.milvus_columns import LONGEST_TEXT, Column

ALIAS = "belagg"
MANIFEST, VOCABULARY, SYNONYMS, GENERAL_WORDS = "manifest", "vocabulary", "synonyms", "general_words"
STATISTICS, DOCUMENTS, FIRST_SENTENCES = "statistics", "documents", "first_sentences"

_PREFIX = f"{ALIAS}_"
_MAIN = re.compile(rf"{_PREFIX}(\d{{6,}}_\d{{8}}_[0-9a-f]{{8}})")
_PIECE = LONGEST_TEXT // 4 * 4 - 4  # characters of a piece: whole groups of base64
PIECES_OF_ONE = 64
"""Keys that are set aside for the pieces of one passage's tokens."""

_FILTERED = (Column("doc", "name", indexed=True), Column("kind", "name", indexed=True), Column("year", "year", True))
_NO_VECTOR = Column("nothing", "dense", dim=2)
NO_VECTOR = (0.0, 1.0)
"""A collection must have a vector, also one that is never searched by it."""


@dataclass(frozen=True, slots=True)
class Collections:
    """The names of the collections of one generation."""

    passages: str
    sentences: str
    tokens: str
    texts: str

    @property
    def all(self) -> tuple[str, ...]:
        """All of them, the one that stands for all last."""
        return self.sentences, self.tokens, self.texts, self.passages


def collections_of(generation: str) -> Collections:
    """The names for a generation."""
    main = _PREFIX + generation.replace("-", "_")
    return Collections(main, f"{main}_sentences", f"{main}_tokens", f"{main}_texts")


def generation_of(collection: str) -> str | None:
    """The generation that a collection stands for; None where it is another's, or stands for none."""
    found = _MAIN.fullmatch(collection)
    return found[1].replace("_", "-") if found else None


def passage_columns(dim: int) -> tuple[Column, ...]:
    """What is kept of a passage."""
    return (
        Column("number", "number"),
        Column("id", "name", indexed=True),
        *_FILTERED,
        Column("place", "text", indexed=True),
        Column("first_sentence", "number"),
        Column("body", "text"),
        Column("dense", "dense", dim=dim),
        Column("stems", "sparse"),
        Column("ngrams", "sparse"),
    )


def sentence_columns(dim: int) -> tuple[Column, ...]:
    """What is kept of a sentence."""
    return Column("number", "number"), Column("passage", "number"), *_FILTERED, Column("dense", "dense", dim=dim)


TOKEN_COLUMNS = (
    Column("piece", "number"),
    Column("passage", "number", indexed=True),
    Column("doc", "name", indexed=True),
    Column("body", "text"),
    _NO_VECTOR,
)
TEXT_COLUMNS = (
    Column("key", "name"),
    Column("name", "name", indexed=True),
    Column("piece", "number"),
    Column("body", "text"),
    _NO_VECTOR,
)


def place(doc: str, section: str) -> str:
    """A section of a document as one value; `section` is a casefolded label."""
    return f"{doc}\n{section}"


def document_name(doc: str) -> str:
    """The name of a document's text."""
    return f"document/{doc}"


def one_of(field: str, values: Collection[str] | Collection[int]) -> str:
    """The condition that a field has one of these values."""
    return f"{field} in {json.dumps(sorted(values), ensure_ascii=False)}"


def condition(filters: Filter) -> str:
    """The condition that the filters make; empty where they let everything through."""
    wanted: Iterable[tuple[str, Collection[str] | Collection[int]]] = (
        ("doc", filters.doc),
        ("kind", filters.kind),
        ("year", filters.year),
    )
    return " and ".join(one_of(field, values) for field, values in wanted if values)


def packed(data: bytes) -> str:
    """Bytes as text, pressed together."""
    return b64encode(zlib.compress(data)).decode()


def unpacked(text: str) -> bytes:
    """What `packed` was given."""
    return zlib.decompress(b64decode(text))


def pieces(text: str) -> Iterator[str]:
    """A text in pieces that a field holds."""
    for at in range(0, len(text), _PIECE):
        yield text[at : at + _PIECE]


def text_rows(name: str, data: bytes) -> list[Row]:
    """Bytes under a name, as rows of the texts."""
    return [
        {"key": f"{name}/{piece}", "name": name, "piece": piece, "body": body, "nothing": NO_VECTOR}
        for piece, body in enumerate(pieces(packed(data)))
    ]


def read_texts(milvus: Milvus, names: Collections, wanted: Collection[str]) -> Mapping[object, bytes]:
    """What `text_rows` were written of, by name; those that are not there are left out."""
    return joined(milvus.rows(names.texts, one_of("name", wanted), ("name", "piece", "body")))


def joined(rows: Iterable[Row], name: str = "name", read: Callable[[str], bytes] = unpacked) -> Mapping[object, bytes]:
    """What lies in pieces, by what `name` says; rows come in no order."""
    bodies: dict[object, list[str]] = {}
    for row in sorted(rows, key=lambda row: int(row["piece"])):
        bodies.setdefault(row[name], []).append(row["body"])
    return {key: read("".join(each)) for key, each in bodies.items()}
