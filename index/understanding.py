"""A question as it is searched: slips mended, abbreviations written out, its language and its scope told."""

import re
from dataclasses import dataclass
from functools import cached_property

from index.compounds import Vocabulary
from index.general_words import parse_general_words
from index.language import is_english
from index.scope import Holdings, Scope, Scoping
from index.spelling import Speller
from index.swedish import token_spans
from index.synonyms import Synonyms
from index.word_lists import STOP_WORDS


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
        forms = self._synonyms.full_forms(text)
        searched = f"{text} ({', '.join(forms)})" if forms else text
        return Understood(text, searched, corrections, self.scoping.read(text, english=english), english)

    def _mended(self, question: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        text, at, corrections = "", 0, []
        for word, start, end in token_spans(question):
            meant = self._meant(word, question[start:end])
            if meant is not None:
                text += question[at:start] + _cased(question[start:end], meant)
                corrections.append((question[start:end], meant))
                at = end
        return text + question[at:], tuple(corrections)

    def _meant(self, word: str, typed: str) -> str | None:
        """The word that was meant; None where nothing is wrong with the one that was typed, or nothing is near."""
        if word in STOP_WORDS or _ACRONYM.match(typed) or self._vocabulary.knows(word):
            return None
        near = self._speller.candidates(word, 1)
        return near[0] if near and word not in self._general else None


_ACRONYM = re.compile(r"^[A-ZÅÄÖ]{2,}|^.{1,3}$")


def _cased(typed: str, meant: str) -> str:
    return meant.capitalize() if typed[:1].isupper() else meant
