"""How much of a question's wording a text holds."""

import math
import re
from collections.abc import Set as AbstractSet

from index.compounds import Vocabulary
from index.swedish import content_words, tokens

_IN_QUOTES = re.compile(r"[”“\"»«]([^”“\"»«]{3,}?)[”“\"»«]")


class Coverage:
    """The content words of a question, each weighted by how rare it is in the library, and what it puts in quotes."""

    def __init__(self, question: str, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._phrases = [tokens(phrase) for phrase in _IN_QUOTES.findall(question)]
        words = dict.fromkeys(content_words(question))
        self.keys = {word: vocabulary.keys(word) for word in words}
        self.weights = {word: 1 / (1 + math.log1p(vocabulary.counts.get(word, 0))) for word in words}

    def of_text(self, text: str) -> float:
        """Share, 0 to 1, of the words that stand in `text` in some inflection or as part of a compound."""
        return self.of(self._vocabulary.text_keys(text))

    def quoted(self, text: str) -> bool:
        """Whether all that the question puts in quotes stands in `text` word for word, and there is something."""
        words = f" {' '.join(tokens(text))} " if self._phrases else ""
        return bool(self._phrases) and all(f" {' '.join(phrase)} " in words for phrase in self._phrases)

    def of(self, keys: AbstractSet[str]) -> float:
        """The same for a text whose keys these are."""
        total = sum(self.weights.values())
        found = sum(weight for word, weight in self.weights.items() if self.keys[word] & keys)
        return found / total if total else 0.0
