"""A passage as it is kept in a library, and as it is read again, whichever store holds it."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

from ingest.document import BlockKind, Document, Locator, Metadata, Quality, Span, least_trusted
from ingest.passage import Passage, Sentence

_REMEMBERED = 4_000  # passages kept in memory


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its text, and its number in the generation's indexes.

    `first_sentence` is the number of its first sentence; the others follow.
    """

    number: int
    first_sentence: int
    passage: Passage
    text: str
    path: tuple[str, ...]
    metadata: Metadata

    def text_of(self, span: Span) -> str:
        """The characters of a span of the document that lies in the passage."""
        start = self.passage.span.start
        return self.text[span.start - start : span.end - start]

    @property
    def sentence_numbers(self) -> range:
        """The numbers of its sentences."""
        return range(self.first_sentence, self.first_sentence + len(self.passage.sentences))

    @property
    def titled_text(self) -> str:
        """Its text under the document's title and the headings above it."""
        return "\n".join((self.metadata.title, *self.path, self.text))

    @property
    def quality(self) -> Quality:
        """The least trusted of its sentences decides."""
        return least_trusted(sentence.quality for sentence in self.passage.sentences)


def passage_json(document: Document, passage: Passage) -> str:
    """What is kept of a passage beside its id and its numbers."""
    return json.dumps(
        {
            "text": passage.span.of(document.text),
            "span": [passage.span.start, passage.span.end],
            "locator": asdict(passage.locator),
            "path": document.section_at(passage.span.start).path,
            "unit": passage.unit,
            "sentences": [
                [s.span.start, s.span.end, s.kind, [s.lead.start, s.lead.end] if s.lead else None, s.quality]
                for s in passage.sentences
            ],
        },
        ensure_ascii=False,
    )


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage as it is kept; `body` is what `passage_json` made."""

    number: int
    id: str
    doc: str
    first_sentence: int
    body: str

    def read(self, metadata: Metadata) -> StoredPassage:
        """The passage, of a document of which this is known."""
        data = json.loads(self.body)
        sentences = tuple(_read_sentence(each) for each in data["sentences"])
        passage = Passage(self.id, self.doc, Span(*data["span"]), sentences, Locator(**data["locator"]), data["unit"])
        return StoredPassage(self.number, self.first_sentence, passage, data["text"], tuple(data["path"]), metadata)


class Remembered:
    """The passages read last. Safe to use from several threads."""

    def __init__(self) -> None:
        self._read: dict[int, StoredPassage] = {}

    def passages(
        self, numbers: Sequence[int], read: Callable[[Sequence[int]], Iterable[StoredPassage]]
    ) -> dict[int, StoredPassage]:
        """Passages by number; those that are not remembered are read."""
        known = self._read
        held = {number: known[number] for number in numbers if number in known}
        wanted = [number for number in numbers if number not in held]
        new = {passage.number: passage for passage in read(wanted)} if wanted else {}
        if len(known) > _REMEMBERED:
            self._read = {}
        self._read |= new
        return held | new


def _read_sentence(row: Sequence[object]) -> Sentence:
    start, end, kind, lead, quality = row
    hangs_on = Span(*lead) if isinstance(lead, list) else None
    return Sentence(Span(int(str(start)), int(str(end))), BlockKind(str(kind)), hangs_on, Quality(str(quality)))
