"""What is remembered of documents while they pass by on their way into the store: texts to index, and a record each."""

from collections.abc import Iterable, Iterator, Sequence

from index.manifest import DocumentRecord
from index.store import Entry
from index.terms import WordEntry
from index.texts import headings, passage_text, sentence_texts
from ingest.passage import Passage, SplitRule, split

_MOST = 10_000
"""Characters of a text that are embedded: no model reads as many, and to count the tokens of millions takes minutes."""


class Gathered:
    """The documents of one build, without blocks and marks: of two hundred these would fill the memory.

    Lists run by the numbers of passages and sentences.
    """

    def __init__(self) -> None:
        self.records: list[DocumentRecord] = []
        self.digests: dict[str, str] = {}
        self.texts: list[str] = []
        """What is embedded for each passage."""
        self.sentences: list[str] = []
        """What is embedded for each sentence."""
        self.words: list[WordEntry] = []
        self.unverified = 0

    def passing(self, entries: Iterable[Entry], rule: SplitRule) -> Iterator[tuple[Entry, Sequence[Passage]]]:
        """Hands the documents on one by one, each with its passages."""
        for entry in entries:
            passages = split(entry.document, rule)
            self._remember(entry, passages)
            yield entry, passages

    def _remember(self, entry: Entry, passages: Sequence[Passage]) -> None:
        document, told = entry.document, entry.document.metadata
        for passage in passages:
            heading = " ".join(headings(document, passage))
            text = passage.span.of(document.text)
            self.words.append(WordEntry(len(self.texts), text, heading, document.id, told.kind, told.year))
            self.texts.append(passage_text(document, passage)[:_MOST])
            self.sentences += [text[:_MOST] for text in sentence_texts(document, passage)]
        self.digests[document.id] = entry.digest
        self.unverified += len(document.unverified)
        self.records.append(_record(entry, len(passages)))


def _record(entry: Entry, passages: int) -> DocumentRecord:
    document, told = entry.document, entry.document.metadata
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
