"""What the documents of a library are called in a question: by id, by title, by abbreviation, by kind."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.compounds import Vocabulary
from index.manifest import DocumentRecord
from index.swedish import Token, content_words, stem, token_spans, tokens
from index.synonyms import Synonyms
from ingest.document import Kind, Span

_AS_GOOD = 0.6  # share of the best match from which on another title is named as well
BRACKETED = re.compile(r"\(([^()]+)\)")
_SHORT = 2  # letters up to which an abbreviation counts in capitals alone: "m.fl." names no law
_KIND_WORDS: Mapping[str, Kind] = {
    form: kind
    for kind, nouns in {
        Kind.REPORT: "rapport:en/er/erna årsrapport:en/er/erna uppdrag:et redovisning:en skrift:en report:s",
        Kind.CONVENTION: "konvention:en/er/erna förklaring:en protokoll:et convention:s",
        Kind.LAW: "lag:en/ar/arna förordning:en/ar/arna lagtext:en",
        Kind.METHOD: "metodstöd:et metodguide:n metodhandledning:en metodbok:en",
        Kind.SUMMARY: "sammanfattning:en",
    }.items()
    for noun, _, endings in (word.partition(":") for word in nouns.split())
    for ending in ("", *endings.split("/"))
    for form in (noun + ending, noun + ending + "s")
}
_ENDINGS = tuple(word for word in _KIND_WORDS if word.startswith(("rapport", "konvention", "förordning", "metodstöd")))
_KIND_STEMS = {stem(word) for word in _KIND_WORDS}
_COLLECTIVE = frozenset({"rapport", "årsrapport", "lag", "förordning", "lagtext", "konvention"})
"""Stems of the words that may speak of a whole kind; "uppdrag" and "skrift" are as often about something else."""

_PLAIN = str.maketrans("åäöé", "aaoe")

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """Documents that go by what stands at `span` of a question."""

    docs: frozenset[str]
    span: Span


@dataclass(frozen=True, slots=True)
class KindNamed:
    """A word for a kind of document; `collective` where it may mean all of the kind, `compound` for "MR-rapporten"."""

    kind: Kind
    span: Span
    collective: bool
    compound: bool


class DocumentNames:
    """The names of one library's documents."""

    def __init__(self, records: Sequence[DocumentRecord], vocabulary: Vocabulary, synonyms: Synonyms) -> None:
        self._records = records
        self._vocabulary = vocabulary
        self._phrases = _with_synonyms(_own_names(records), synonyms)
        self._longest = max(map(len, self._phrases), default=0)
        self._distinguishing = _distinguishing(records, self.keys)

    def find(self, text: str) -> tuple[Named, ...]:
        """The names of single documents in `text`, in order; of two that overlap the longer."""
        words = _pieces(text)
        found, at = [], 0
        while at < len(words):
            named = self._at(text, words, at)
            if named is None:
                at += 1
                continue
            found.append(Named(named[0], Span(words[at].start, words[at + named[1] - 1].end)))
            at += named[1]
        return tuple(found)

    def _at(self, text: str, words: Sequence[Token], at: int) -> tuple[frozenset[str], int] | None:
        for length in range(min(self._longest, len(words) - at), 0, -1):
            phrase = tuple(stem(word.word) for word in words[at : at + length])
            docs = self._phrases.get(phrase) or self._phrases.get(
                tuple(stem(_folded(w.word)) for w in words[at : at + length])
            )
            typed = text[words[at].start : words[at + length - 1].end]
            if docs and (len(typed) > _SHORT or typed.isupper()):
                return docs, length
        return None

    def kinds(self, text: str) -> tuple[KindNamed, ...]:
        """The words for kinds of documents in `text`: "rapporten", "barnrättsrapporten", "MR-rapporten", "lagen"."""
        return tuple(self._kinds(text))

    def _kinds(self, text: str) -> Iterator[KindNamed]:
        for word, start, end in token_spans(text):
            head = self._head(word)
            if kind := _KIND_WORDS.get(head):
                yield KindNamed(kind, Span(start, end), stem(word) in _COLLECTIVE, head != word)

    def _head(self, word: str) -> str:
        """The word, or the last part of a compound; of one that the library cannot split, by its ending."""
        if word in _KIND_WORDS:
            return word
        parts = self._vocabulary.parts(word)
        return parts[-1] if parts else next((end for end in _ENDINGS if word.endswith(end)), word)

    def title_keys(self, doc: str) -> set[str]:
        """Stems of a document's title."""
        return self.keys(next(record.title for record in self._records if record.id == doc))

    def parts(self, word: str) -> tuple[str, ...]:
        """The words that one is put together of, at hyphens or without them; the word itself where it is none."""
        cut = word.casefold().split("-")
        return tuple(cut) if len(cut) > 1 else tuple(self._vocabulary.parts(word.casefold())) or (word.casefold(),)

    def meant(self, named: KindNamed, word: str, keys: set[str]) -> set[str]:
        """What a word for a kind means: the one document of it, those whose titles match best, or hold the word.

        Args:
            named: the word, of which `word` is how it is typed.
            word: the word.
            keys: stems of the question, by which titles match.
        """
        records = [record for record in self._records if record.kind == named.kind]
        if len(records) == 1 and not named.compound:
            return {records[0].id}
        own = stem(word.casefold())
        titled = {r.id for r in self._records if named.compound and own in {stem(each) for each in tokens(r.title)}}
        return self._best_titles(records, keys) or titled

    def _best_titles(self, records: Sequence[DocumentRecord], keys: set[str]) -> set[str]:
        held = Counter(key for series in {self.series(record) for record in records} for key in series)
        scores = {r.id: sum(1 / held[key] for key in self._distinguishing[r.id] & keys) for r in records}
        best = max(scores.values(), default=0.0)
        return {doc for doc, score in scores.items() if best and score >= _AS_GOOD * best}

    def series(self, record: DocumentRecord) -> frozenset[str]:
        """What tells a document's title from those of its kind, whatever its year."""
        return frozenset(self._distinguishing[record.id])

    def keys(self, text: str) -> set[str]:
        """Stems of the words, of their parts and of the parts of these."""
        words = {part for word in content_words(text) for part in (word, *self._vocabulary.parts(word))}
        return {key for word in words for key in self._vocabulary.keys(word)}


def _own_names(records: Sequence[DocumentRecord]) -> dict[Phrase, frozenset[str]]:
    """Phrases of stems that name one document each."""
    docs: dict[Phrase, set[str]] = defaultdict(set)
    for record in records:
        for name in _names(record):
            docs[_stems(name)].add(record.id)
    return {phrase: frozenset(ids) for phrase, ids in docs.items() if phrase and len(ids) == 1}


def _names(record: DocumentRecord) -> Iterator[str]:
    """Id, title, what stands in brackets in it, what stands before that, and the one word that a law begins with."""
    bare = BRACKETED.sub("", record.title).strip()
    yield from (record.id, record.title, bare, *BRACKETED.findall(record.title))
    first = bare.partition(" ")[0]
    if record.kind == Kind.LAW and stem(first.casefold()) not in _KIND_STEMS | {"kungör"}:
        yield first


def _with_synonyms(names: Mapping[Phrase, frozenset[str]], synonyms: Synonyms) -> dict[Phrase, frozenset[str]]:
    """The names, and whatever means the same as one of them."""
    all_names = dict(names)
    for group in synonyms.groups:
        phrases = [_stems(phrase) for phrase in group]
        docs = next((names[phrase] for phrase in phrases if phrase in names), None)
        for phrase in phrases if docs else ():
            all_names.setdefault(phrase, docs or frozenset())
    return all_names


def _distinguishing(records: Sequence[DocumentRecord], keys_of: Callable[[str], set[str]]) -> dict[str, set[str]]:
    """Stems of each title that do not stand in the titles of most others of its kind; a series of reports is one."""
    titles = {record.id: frozenset(_telling(keys_of(BRACKETED.sub("", record.title)))) for record in records}
    series = {kind: {titles[r.id] for r in records if r.kind == kind} for kind in {r.kind for r in records}}
    common = {kind: Counter(key for keys in all_keys for key in keys) for kind, all_keys in series.items()}
    return {
        record.id: {
            key for key in titles[record.id] if common[record.kind][key] <= max(1, len(series[record.kind]) / 2)
        }
        for record in records
    }


def _telling(keys: set[str]) -> set[str]:
    return {key for key in keys if key not in _KIND_STEMS and not key.isdigit()}


def _pieces(text: str) -> list[Token]:
    """The words with their places; no name is cut at a hyphen, but "BK-artikeln" is."""
    found = []
    for word, start, end in token_spans(text):
        head, hyphen, _ = word.partition("-")
        if hyphen and text[start : start + len(head)].isupper():
            found.append(Token(head, start, start + len(head)))
        else:
            found.append(Token(word, start, end))
    return found


def _folded(word: str) -> str:
    """The word as ids are written: "länsstyrelseinstruktionen" goes by "lansstyrelseinstruktionen"."""
    return word.translate(_PLAIN)


def _stems(phrase: str) -> Phrase:
    return tuple(stem(word) for word in tokens(phrase))
