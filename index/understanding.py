"""A question as it is searched: slips mended, abbreviations written out, its language and its scope told."""

import re
from dataclasses import dataclass
from functools import cached_property

from index.compounds import Vocabulary
from index.general_words import parse_general_words
from index.language import is_english
from index.scope import Holdings, Scope, Scoping
from index.spelling import Speller, same_sound, without_marks
from index.swedish import token_spans
from index.synonyms import Synonyms
from index.word_lists import STOP_WORDS, SWEDISH_FUNCTION_WORDS, SWEDISH_QUESTION_WORDS


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is searched.

    `text` is what was typed with slips mended, `searched` that with abbreviations written out as well;
    `corrections` are pairs of what was typed and what was read.
    """

    text: str
    searched: str
    corrections: tuple[tuple[str, str], ...] = ()
    scope: Scope = Scope()  # noqa: RUF009 - frozen
    english: bool = False

    @property
    def topic(self) -> str:
        """What is asked about, without the names of what it is asked out of."""
        return self.scope.topic or self.text


class Understanding:
    """Reads questions to one library. Safe to use from several threads."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        synonyms: Synonyms,
        general_words: bytes,
        holdings: Holdings,
    ) -> None:
        self._vocabulary = vocabulary
        self._synonyms = synonyms
        self._general_words = general_words
        self._speller = Speller(vocabulary)
        self.scoping = Scoping(holdings, vocabulary, synonyms)

    @cached_property
    def _general(self) -> frozenset[str]:
        return parse_general_words(self._general_words)

    def read(self, question: str) -> Understood:
        """The question as it is searched."""
        english = is_english(question)
        text, corrections = (question, ()) if english else self._mended(question)
        scope = self.scoping.read(text, english=english)
        forms = self._synonyms.full_forms(scope.topic)
        searched = f"{scope.topic} ({', '.join(forms)})" if forms else scope.topic
        return Understood(text, searched, corrections, scope, english)

    def _mended(self, question: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        text, at, corrections = "", 0, []
        plain = {} if _MARKED.search(question) else _PLAIN_STOP_WORDS
        for word, start, end in token_spans(question):
            meant = (plain.get(word) if self._is_strange(word) else None) or self._meant(
                word, question[start:end], inside=start > 0
            )
            if meant is not None:
                written = _cased(question[start:end], meant)
                text += question[at:start] + written
                corrections.append((question[start:end], written))
                at = end
        return text + question[at:], tuple(corrections)

    def _is_strange(self, word: str) -> bool:
        return word not in self._vocabulary.counts and word not in self._general

    def _meant(self, word: str, typed: str, *, inside: bool) -> str | None:
        """The word that was meant; None where nothing is wrong with the one that was typed, or nothing is near.

        A name inside a sentence is mended where its sounds are those of another word, or it is long.
        """
        if word in STOP_WORDS or _ACRONYM.match(typed) or word in self._general:
            return None
        if restored := self._speller.restored(word):
            return restored
        near = self._speller.candidates(word, 1)
        if not near or (inside and typed[0].isupper() and len(word) <= _NAME and not same_sound(word, near[0])):
            return None
        return near[0]


_ACRONYM = re.compile(r"^[A-ZÅÄÖ]{2,}|^.{1,3}$")
_MARKED = re.compile(r"[åäöÅÄÖ]")
_NAME = 8  # letters up to which what looks like a name is one
_SHORT = 3
_SHORT_WORDS = frozenset({"när", "är", "på", "gör", "där", "två", "går"})
"""Those of three letters that make no other word without their marks, as "val" and "far" do."""
_PLAIN_STOP_WORDS = {
    plain: word
    for word in sorted(SWEDISH_FUNCTION_WORDS | SWEDISH_QUESTION_WORDS)
    if (plain := without_marks(word)) not in STOP_WORDS and (len(word) > _SHORT or word in _SHORT_WORDS)
}
"""Function words as they are typed without å, ä and ö: "manga" is "många"."""


def _cased(typed: str, meant: str) -> str:
    return meant.capitalize() if typed[:1].isupper() else meant
