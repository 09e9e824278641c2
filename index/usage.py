"""How a library itself uses words: which are names in it, and which stand side by side as equals."""

import re
from collections.abc import Callable
from functools import lru_cache

from index.compounds import Vocabulary
from index.document_names import DocumentNames
from index.swedish import stem
from ingest.document import Span

_COMMON = 15  # occurrences in the library from which on a word names no topic of its own
_MOSTLY = 0.9  # share of a word's occurrences inside sentences that begin with a capital, for it to be a name
_OFTEN = 0.4  # share of a name's occurrences as a place, for it to be one
_READ = 30  # passages in which words are looked for side by side
_LINK = r"(?:,| och| eller| samt| respektive| and| or)(?: \w+)? "

Texts = Callable[[str], list[str]]
"""Texts of the passages that hold words, those that hold them best first."""


class LibraryUsage:
    """Answers out of the passages that hold a word. Safe to use from several threads."""

    def __init__(self, texts: Texts, names: DocumentNames, vocabulary: Vocabulary) -> None:
        self._texts = texts
        self._names = names
        self._vocabulary = vocabulary
        self.as_name = lru_cache(maxsize=1024)(self._as_name)
        self.is_place = lru_cache(maxsize=1024)(self._is_place)
        self.beside = lru_cache(maxsize=1024)(self._beside)

    def documents(self, text: str) -> tuple[Span, ...]:
        """Where documents are named in `text`, by name or as "rapporten"; of two that overlap the first."""
        spans = [each.span for each in self._names.find(text)]
        kinds = [each.span for each in self._names.kinds(text) if each.collective or each.compound]
        return tuple(spans + [span for span in kinds if not any(span.overlaps(other) for other in spans)])

    def common(self, word: str) -> bool:
        """Whether a casefolded word is so common in the library that it names no topic of its own."""
        return self._vocabulary.counts.get(word, 0) >= _COMMON

    def _as_name(self, word: str) -> str | None:
        """A casefolded word as the library writes it inside sentences, where that is with a capital; else None."""
        inside = re.compile(rf"(?<=[\w,;)] )({re.escape(word)})s?\b", re.IGNORECASE)
        forms = [match[1] for text in self._texts(word) + self._texts(word + "s") for match in inside.finditer(text)]
        capitals = [form for form in forms if form[0].isupper()]
        return capitals[0] if capitals and len(capitals) >= _MOSTLY * len(forms) else None

    def _is_place(self, name: str) -> bool:
        """Whether a name, casefolded, is mostly that of a place: one is in it, or it is a county."""
        bare = re.escape(name.removesuffix("s"))
        inside = re.compile(rf"(?<=[\w,;)] ){bare}s?\b", re.IGNORECASE)
        place = re.compile(rf"\b(?:i|från) {bare}s?\b|\b{bare}s? (?:län|läns|kommun)\b", re.IGNORECASE)
        texts = self._texts(name) + self._texts(name + "s")
        held = sum(len(inside.findall(text)) for text in texts)
        return held > 0 and sum(len(place.findall(text)) for text in texts) >= _OFTEN * held

    def _beside(self, one: str, other: str) -> int:
        """How often two casefolded words stand beside each other as equals: "kommuner och regioner"."""
        first, second = (re.escape(stem(word)) + r"\w{0,5}" for word in (one, other))
        pattern = re.compile(rf"\b(?:{first}{_LINK}{second}|{second}{_LINK}{first})\b", re.IGNORECASE)
        return sum(len(pattern.findall(text)) for text in self._texts(f"{one} {other}")[:_READ])
