"""Several rankings of the same passages made into one; free functions over plain data."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Scores = Mapping[int, float]
"""Score by passage number."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each ranking counts in the fusion, after scaling to its own spread; coverage is added to the best as it is.

    Fitted by training/fit.py; docs/experiments.md says on what, and what was gained.
    """

    dense: float = 1.0
    sentence: float = 0.6
    words: float = 0.1
    ngrams: float = 0.0
    tokens: float = 1.0
    coverage: float = 3.9


HYBRID = Weights()
ENGLISH = Weights(words=0.0, ngrams=0.05, coverage=0.0)
"""English words find little in Swedish sources but names and figures."""
DENSE = Weights(words=0.0, ngrams=0.0, coverage=0.0)
WORDS = Weights(dense=0.0, sentence=0.0, words=1.0, ngrams=0.15, tokens=0.0, coverage=0.0)


def fuse(rankings: Mapping[str, Scores], weights: Mapping[str, float]) -> list[tuple[int, float]]:
    """Passage numbers with fused scores, best first; ties go to the lower number.

    Every ranking is scaled to mean 0 and deviation 1 over all candidates, so that its weight says what it counts;
    what a ranking did not find has its lowest score there.
    """
    numbers = sorted({number for scores in rankings.values() for number in scores})
    total = np.zeros(len(numbers))
    for name, scores in rankings.items():
        if scores and weights[name]:
            total += weights[name] * scaled(scores, numbers)
    order = np.lexsort((np.array(numbers), -total))
    return [(numbers[i], float(total[i])) for i in order]


def scaled(scores: Scores, numbers: Sequence[int]) -> NDArray[np.float64]:
    """The candidates' scores in deviations from their mean, `(n,)`; what is not scored has the lowest score."""
    lowest = min(scores.values())
    values = np.array([scores.get(number, lowest) for number in numbers])
    spread = values.std()
    scaled: NDArray[np.float64] = (values - values.mean()) / spread if spread > 0 else np.zeros(len(values))
    return scaled


_SAME = 0.9  # share of word trigrams, both ways, from which on two passages hold the same text
_GRAM = 3

Grams = frozenset[tuple[str, ...]]


@lru_cache(maxsize=1 << 10)
def grams(text: str) -> Grams:
    """The word trigrams of a text, casefolded."""
    words = _WORD.findall(text.casefold())
    return frozenset(tuple(words[i : i + _GRAM]) for i in range(max(1, len(words) - _GRAM + 1)))


def same_text(one: Grams, other: Grams) -> bool:
    """Whether two passages hold the same text, nearly word for word."""
    shorter, longer = sorted((len(one), len(other)))
    return shorter >= _SAME * longer and len(one & other) >= _SAME * longer


_WORD = re.compile(r"\w+")
