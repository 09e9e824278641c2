"""Figures on how far sentences and passages bear out a question; free functions over plain data."""

import math
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.compounds import Vocabulary
from index.coverage import Coverage
from index.searching import Hit
from index.swedish import stem, tokens
from index.understanding import Understood
from ingest.document import TITLE_PAGE, BlockKind
from ingest.passage import Sentence
from server.question import FIGURES, TYPED, Asked, Expected, holds_kind, read_question
from server.reading import Readings

_YEAR = re.compile(r"^(?:18|19|20)\d\d$")
_NUMBER = re.compile(r"^\d[\d.,]*$")
_NAME = re.compile(r"(?<![.?!:”\"] )(?<!^)\b[A-ZÅÄÖ][a-zåäöé][\wåäö-]+")
_ACRONYM = re.compile(r"(?<![\w-])[A-ZÅÄÖ]{3,}(?=:|\b)")
_READ = 5  # hits whose sentences are candidates


class Wording:
    """The words of a question, each weighted by how rare it is in the library."""

    def __init__(self, understood: Understood, vocabulary: Vocabulary) -> None:
        question = understood.topic
        self.english = understood.english
        self.of_source = bool(understood.scope.source)
        self.asked = read_question(understood.text)
        self._vocabulary = vocabulary
        self._tokens = tokens(question)
        self._coverage = Coverage(question, vocabulary)
        self.keys, self.weights = self._coverage.keys, self._coverage.weights
        self.unknown = [w for w in self.keys if not vocabulary.knows(w) and not _NUMBER.match(w)]
        self.years = [w for w in self._tokens if _YEAR.match(w)]
        self.numbers = [w for w in self._tokens if _NUMBER.match(w) and not _YEAR.match(w)]
        self.names = [] if self.english else [name.casefold() for name in _NAME.findall(question)]
        self.acronyms = _unknown_acronyms(understood, self.unknown)
        self.counties = [county for county in COUNTIES if any(word.startswith(county) for word in self._tokens)]

    def keys_of(self, text: str) -> frozenset[str]:
        """Stems of a text's words and of their parts."""
        return self._vocabulary.text_keys(text)

    def stands(self, name: str, words: AbstractSet[str], keys: AbstractSet[str]) -> bool:
        """Whether a name of the question stands among words, in the genitive or not, or in part among their keys."""
        forms = {name, name.removesuffix("s"), name + "s"}
        return bool(forms & words or self._vocabulary.keys(name) & keys) or any(w.startswith(name) for w in words)

    def all_in(self, text: str) -> bool:
        """Whether every content word of the question stands in `text`, inflected or as a part of a compound."""
        keys = self.keys_of(text)
        return bool(self.keys) and all(stem(word) in keys for word in self.keys)

    def any_in(self, text: str) -> bool:
        """Whether some content word of the question does."""
        keys = self.keys_of(text)
        return any(stem(word) in keys for word in self.keys)

    def phrase(self, text: str) -> float:
        """Share, 0 to 1, of the question's words in the longest run of two or more that stands in `text`."""
        longest = _longest_run(self._tokens, tokens(text))
        return longest / len(self._tokens) if longest > 1 else 0.0

    def coverage(self, keys: AbstractSet[str]) -> float:
        """Share, 0 to 1, of the question's words that have a stem or part among `keys`, weighted by rarity."""
        return self._coverage.of(keys)


def _unknown_acronyms(understood: Understood, unknown: Sequence[str]) -> list[str]:
    """Abbreviations that no document holds and no list writes out; none where all is typed in capitals."""
    if understood.text.isupper() or understood.searched != understood.text:
        return []
    return [short for short in _ACRONYM.findall(understood.text) if short.casefold() in unknown]


def _longest_run(one: Sequence[str], other: Sequence[str]) -> int:
    match = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return match.size


@dataclass(frozen=True)
class Candidate:
    """A sentence that may answer, with its figures."""

    hit: Hit
    index: int
    similarity: float
    coverage: float
    holds: float
    """1 where it, or the sentence before it, is about the question, and it holds something of the asked-for kind."""
    beside: float
    """Mean similarity of its neighbours in the passage."""
    passage: float
    """The passage's score, scaled over the hits read."""
    expected: Expected
    context: float
    """Coverage by it and the sentence before it together."""
    phrase: float
    """Share of the question's words in the longest run of them that it holds word for word."""
    words: int
    """Its length in words."""
    read: tuple[float, ...] = ()
    """What a reader says of it, in the order of `reading.FIGURES`; empty where none reads."""

    @property
    def sentence(self) -> Sentence:
        """The sentence itself."""
        return self.hit.stored.passage.sentences[self.index]

    @cached_property
    def features(self) -> NDArray[np.float64]:
        """In the order of `SENTENCE_FEATURES`, then what a reader says."""
        kind = self.sentence.kind
        return np.array([
            self.similarity,
            self.coverage,
            *(self.holds * (self.expected in group) for group in HELD),
            self.beside,
            self.passage,
            self.context,
            self.phrase,
            math.log1p(self.words),
            float(self.sentence.lead is not None and self.expected is Expected.LIST),
            float(kind is BlockKind.NOTE),
            float(kind is BlockKind.TITLE or kind is BlockKind.CAPTION),
            float(len(self.sentence.span) < _SHORT),
            *self.read,
        ])


COUNTIES = (
    "blekinge", "dalarna", "gotland", "gävleborg", "halland", "jämtland", "jönköping", "kalmar", "kronoberg",
    "norrbotten", "skåne", "stockholm", "södermanland", "uppsala", "värmland", "västerbotten", "västernorrland",
    "västmanland", "götaland", "örebro", "östergötland",
)  # fmt: skip
"""How the names of the 21 counties begin, whatever their case."""

_SHORT = 40  # characters below which a sentence says little
HELD: tuple[frozenset[Expected], ...] = (
    TYPED,
    frozenset({Expected.WHO, Expected.PLACE}),
    frozenset({Expected.REASON}),
    frozenset({Expected.DEFINITION, Expected.LIST}),
    frozenset({Expected.MANNER}),
)
"""Kinds of answer that weigh alike when a sentence holds them."""
SENTENCE_FEATURES = (
    "similarity", "coverage", "holds_typed", "holds_name", "holds_reason", "holds_other", "holds_manner", "beside",
    "passage", "context", "phrase", "log_words", "listed", "note", "title", "short",
)  # fmt: skip


def candidates(wording: Wording, hits: Sequence[Hit], readings: Readings | None = None) -> list[Candidate]:
    """The sentences of the first hits, in their order; `readings` is what a reader made of the hits."""
    read = hits[:_READ]
    scores = np.array([hit.score for hit in read])
    scaled = (scores - scores.mean()) / scores.std() if len(read) > 1 and scores.std() > 0 else np.zeros(len(read))
    found = [
        _candidate(wording, hit, i, float(passage), readings)
        for hit, passage in zip(read, scaled, strict=True)
        for i in range(len(hit.sentence_scores))
    ]
    return [candidate for candidate in found if _says_something(candidate, wording.asked)] or found


def _says_something(candidate: Candidate, asked: Asked) -> bool:
    """No: a question, what hands over to what is not there, and the title page where a figure is asked for."""
    passage = candidate.hit.stored.passage
    if sentence_text(candidate.hit, candidate.index).endswith("?"):
        return False
    if passage.locator.section == TITLE_PAGE and asked.expected in FIGURES:
        return False
    is_lead = any(other.lead == candidate.sentence.span for other in passage.sentences)
    return is_lead or not hands_over(candidate.hit, candidate.index)


def _candidate(wording: Wording, hit: Hit, index: int, passage: float, readings: Readings | None) -> Candidate:
    text = sentence_text(hit, index)
    scores = hit.sentence_scores
    beside = [scores[i] for i in (index - 1, index + 1) if 0 <= i < len(scores)]
    before = sentence_text(hit, index - 1) if index else ""
    keys = wording.keys_of(text)
    context = wording.coverage(keys | wording.keys_of(before))
    return Candidate(
        hit,
        index,
        scores[index],
        wording.coverage(keys),
        float(holds_kind(text, wording.asked.expected) and (context > 0 or wording.english)),
        float(np.mean(beside)) if beside else scores[index],
        passage,
        wording.asked.expected,
        context,
        wording.phrase(text),
        len(text.split()),
        readings.figures(hit, index) if readings else (),
    )


def sentence_text(hit: Hit, index: int) -> str:
    """A sentence of a hit, after what it hangs on where that stands in the same passage."""
    passage = hit.stored.passage
    own, lead = hit.stored.text_of(passage.sentences[index].span), passage.sentences[index].lead
    if lead is None or lead.start < passage.span.start:
        return own
    return f"{hit.stored.text_of(lead)} {own}"


def hands_over(hit: Hit, index: int) -> bool:
    """Whether a sentence of a hit ends in the colon that hands over to what comes after it."""
    return sentence_text(hit, index).endswith(":")
