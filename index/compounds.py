"""Compounds split by the words of the library itself: "kunskapskonferens" is kunskap + konferens."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log
from typing import Any, NamedTuple, Self

from index.swedish import content_words, stem, tokens
from index.word_lists import ENDINGS, PREFIXES, STOP_WORDS

_INFLECTIONS = re.compile(
    "(?:a|ar|are|arnas?|ars|as|ats?|ad|ades?|des?|e|en|enas?|ens|er|ernas?|ers|es|ets?|n|nas?"
    "|ns|or|ornas?|ors|r|rna|s|te?|ts)$"
)
_ENDING = re.compile(
    "[ae]n?de|ning|ingar|ingen|ering|s?enlig|lig|domlig|het|samhet|villighet|tion|risk."
    "|[dt]es?t$|ings?$|m?er(?:a[drst]?|ade|ats)$|s?kap|gens?$|ans$|litlig"
)
"""Beginnings of what looks like a last part and is an ending."""


_TEXTS_KEPT = 8192
_WORDS_KEPT = 1 << 15


@dataclass(frozen=True)
class SplitRule:
    """What may be a part of a compound, and what a split costs; the cheapest split wins."""

    shortest: int = 4
    """Letters of a part."""
    short: int = 3
    """Letters of a part that occurs `often` or more."""
    often: int = 20
    longest: int = 60
    """Letters of a word beyond which no split is tried."""
    per_part: float = 3.0
    per_missing_letter: float = 0.35
    """For every letter that a part falls short of seven."""
    per_link: float = 0.5
    """For a linking letter other than s, or a vowel left out."""
    per_frequency: float = 0.1
    """Taken off for every factor e that a part occurs more often."""
    dearest: float = 3.75
    """A split whose parts cost more than this on average is none."""


@dataclass(frozen=True)
class Vocabulary:
    """The words of a library and how often each occurs, and which of them are compounds of what."""

    counts: Mapping[str, int]
    compounds: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """The words of `texts`; what stands on either side of a hyphen counts as a word as well."""
        counts: Counter[str] = Counter()
        for text in texts:
            for word in tokens(text):
                counts[word] += 1
                if "-" in word:
                    counts.update(piece for piece in word.split("-") if piece.isalpha())
        ordered = dict(sorted(counts.items()))
        splitter = _Splitter(ordered)
        return cls(ordered, {word: parts for word in ordered if (parts := splitter.parts(word))})

    @classmethod
    def from_json(cls, plain: Mapping[str, Mapping[str, Any]]) -> Self:
        """What `to_json` wrote."""
        return cls(dict(plain["counts"]), {word: tuple(parts) for word, parts in plain["compounds"].items()})

    def to_json(self) -> dict[str, dict[str, Any]]:
        """Everything, in values that JSON knows."""
        return {
            "counts": dict(self.counts),
            "compounds": {word: list(parts) for word, parts in self.compounds.items()},
        }

    def has(self, word: str) -> bool:
        """Whether the library holds the word or an inflection of it."""
        return word in self.counts or stem(word) in self._stems

    def knows(self, word: str) -> bool:
        """Whether the library holds the word, an inflection of it, or the parts it is made of."""
        return self.has(word) or bool(self.parts(word))

    def parts(self, word: str) -> tuple[str, ...]:
        """The words that a casefolded compound is made of, without linking letters; empty for any other word.

        A hyphen always divides: "mr-dagarna" is mr + dagarna, "24-nyckeln" is 24 + nyckeln.
        """
        return self.compounds.get(word, ()) if word in self.counts else self._splitter.parts(word)

    @cached_property
    def keys(self) -> Callable[[str], frozenset[str]]:
        """Gives the stems by which a word is compared: its own and those of its parts; remembers the last words."""

        def keys(word: str) -> frozenset[str]:
            return frozenset((stem(word), *(stem(part) for part in self.parts(word))))

        return lru_cache(maxsize=_WORDS_KEPT)(keys)

    @cached_property
    def text_keys(self) -> Callable[[str], frozenset[str]]:
        """Gives the keys of all content words of a text; remembers the texts seen last."""

        def text_keys(text: str) -> frozenset[str]:
            return frozenset(key for word in content_words(text) for key in self.keys(word))

        return lru_cache(maxsize=_TEXTS_KEPT)(text_keys)

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self.counts)

    @cached_property
    def _splitter(self) -> "_Splitter":
        return _Splitter(self.counts)


class _Piece(NamedTuple):
    cost: float
    base: str


class _Splitter:
    """Splits words by the words in `counts`."""

    def __init__(self, counts: Mapping[str, int], rule: SplitRule | None = None) -> None:
        self._counts = counts
        self._rule = rule or SplitRule()
        self._stems: Counter[str] = Counter()
        for word, count in counts.items():
            self._stems[stem(word)] += count
        self._heads = self._all_heads()

    def parts(self, word: str) -> tuple[str, ...]:
        if "-" in word:
            return tuple(part for piece in word.split("-") for part in self.parts(piece) or (piece,) if part)
        rule = self._rule
        if not word.isalpha() or not 2 * rule.short < len(word) <= rule.longest or word in STOP_WORDS:
            return ()
        cost, parts = self._cheapest(word)
        return parts if cost <= rule.dearest * len(parts) else ()

    def _cheapest(self, word: str) -> tuple[float, tuple[str, ...]]:
        """The cheapest way to read `word` as two or more parts, found from its end towards its beginning."""
        best: dict[int, tuple[float, tuple[str, ...]]] = {}
        for start in range(len(word) - self._rule.short, -1, -1):
            tail = self._tail(word[start:]) if start else None
            ways: list[tuple[float, tuple[str, ...]]] = [(tail.cost, (tail.base,))] if tail else []
            for middle, (cost, parts) in best.items():
                if head := self._heads.get(word[start:middle]):
                    ways.append((head.cost + cost, (head.base, *parts)))
            if ways:
                best[start] = min(ways)
        return best.get(0, (float("inf"), ()))

    def _tail(self, word: str) -> _Piece | None:
        count = 0 if word in ENDINGS or _ENDING.match(word) else self._stems[stem(word)]
        return _Piece(self._cost(word, count), word) if self._is_part(word, count) else None

    def _all_heads(self) -> dict[str, _Piece]:
        """Every form that a word takes before another: kvinna is there as kvinna, kvinn, kvinno and so on."""
        heads: dict[str, _Piece] = {}
        for word, count in self._counts.items():
            if word in PREFIXES or not self._is_part(word, count):
                continue
            cost = self._cost(word, count)
            for form, liberties in self._combining_forms(word):
                piece = _Piece(cost + liberties * self._rule.per_link, word)
                heads[form] = min(piece, heads.get(form, piece))
        return heads

    def _combining_forms(self, word: str) -> Iterator[tuple[str, int]]:
        """What `word` may look like before another word, and how many liberties that takes."""
        if word.endswith("an"):
            yield word + "s", 0  # samverkans-, ansökans-; but never skolan-
        if stem(word).endswith(("ing", "ion")) and stem(word) not in self._counts:
            yield stem(word) + "s", 0  # the library may hold ansökningar alone, and ansökningstid
        if self._is_inflected(word):
            return
        yield word, 0
        yield word + "s", 0
        if len(word) > self._rule.shortest and word.endswith(("a", "e")):
            yield from ((word[:-1] + link, 1) for link in ("", "e", "o", "s", "u"))
        elif word.endswith("ar"):
            yield word[:-1], 1  # föräldrabalken
        elif word[-1] not in "ouyiåäö":
            yield from ((word + link, 1) for link in "ea")

    def _is_inflected(self, word: str) -> bool:
        """Whether the library holds a more basic form: flicka for flickor, hälsa for hälso."""
        if word[-1] in "ou" and word[:-1] + "a" in self._counts:
            return True
        return any(
            base in self._counts and stem(base) == stem(word)
            for cut in range(max(3, len(word) - 5), len(word))
            if _INFLECTIONS.match(word, cut)
            for base in _basic_forms(word, cut)
        )

    def _is_part(self, word: str, count: int) -> bool:
        needed = self._rule.short if count >= self._rule.often else self._rule.shortest
        return count > 0 and len(word) >= needed and word.isalpha() and word not in STOP_WORDS

    def _cost(self, word: str, count: int) -> float:
        rule = self._rule
        missing = max(0, 7 - len(word))
        return rule.per_part + missing * rule.per_missing_letter - rule.per_frequency * log(max(count, 1))


def _basic_forms(word: str, cut: int) -> tuple[str, ...]:
    bare = word[:cut]
    return (bare,) if word[cut:] in {"a", "e"} else (bare, bare + "a", bare + "e")
