"""What a misspelled word may have been meant to be, out of the library's own words."""

import re
from functools import cached_property
from math import log

import numpy as np
from numpy.typing import NDArray

from index.compounds import Vocabulary
from index.word_lists import STOP_WORDS

_TYPED = str.maketrans("åäöéüwzcq", "aaoeuvskk")
"""What a keyboard without å, ä and ö makes of a word."""
_HEARD = str.maketrans("åäéüwzcq", "oeeuvskk")
"""What an unsure ear makes of it."""
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(?:sch|stj|skj|sj)", "sj"),
        (r"^(?:dj|gj|hj|lj|g(?=[eiyäö]))", "j"),
        (r"c(?=[eiy])", "s"),
        (r"ck", "k"),
        (r"ch", "k"),
        (r"x", "ks"),
        (r"th", "t"),
        (r"ph", "f"),
    )
)
_DOUBLE = re.compile(r"(.)\1")
_LETTERS = "abcdefghijklmnopqrstuvwxyz-"
_SHORTEST = 3
_COMMONER = 10
_MARKS = str.maketrans("åäöé", "aaoe")

Counts = NDArray[np.int8]


class Speller:
    """Suggests words of a vocabulary for words that it does not know. Safe to call from several threads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def candidates(self, word: str, limit: int = 3) -> list[str]:
        """The words that `word`, casefolded, may have been meant to be, likeliest first.

        Empty for a word that the library has in any inflection, and for anything with a digit; for a compound of
        known words only what differs in double letters, å, ä, ö and the like.
        """
        if not _is_spellable(word) or word in STOP_WORDS or self._vocabulary.has(word):
            return []
        key = _sound(word, _TYPED)
        at_most = 0 if self._vocabulary.parts(word) else _tolerance(word)
        near = (self._words[row] for row in self._alike(key, at_most))
        ranked = sorted((self._cost(word, candidate), candidate) for candidate in near)
        return [candidate for _, candidate in ranked[:limit]]

    def restored(self, word: str) -> str | None:
        """The library's word with å, ä and ö that `word`, casefolded, is without them; None where there is none.

        A library may hold both, as in an address; then the one with the letters must be much the commoner.
        """
        whole = self._plain.get(word)
        if whole is None or self._vocabulary.counts[whole] < _COMMONER * self._vocabulary.counts.get(word, 0):
            return None
        return whole

    @cached_property
    def _plain(self) -> dict[str, str]:
        """What words with å, ä and ö are without; of several the commonest."""
        by_count = sorted(self._words, key=lambda word: self._vocabulary.counts[word])
        return {plain: word for word in by_count if (plain := without_marks(word)) != word}

    def _cost(self, word: str, candidate: str) -> float:
        """Edits of sounds count most, then edits of letters, a changed beginning, and how rare the word is."""
        sounds = min(edits(_sound(word, fold), _sound(candidate, fold), 3) for fold in (_TYPED, _HEARD))
        letters = 0.25 * edits(word, candidate, 6)
        beginning = 0.5 * (_sound(word, _TYPED)[0] != _sound(candidate, _TYPED)[0])
        return sounds + letters + beginning - 0.1 * log(self._vocabulary.counts[candidate])

    def _alike(self, key: str, at_most: int) -> list[int]:
        """Rows whose sounds are at most so many edits away; letters are counted first, which is quick."""
        difference = np.abs(self._letters - _letter_counts([key])).sum(axis=1, dtype=np.int16)
        rows: list[int] = np.flatnonzero(difference <= 2 * at_most).tolist()
        return [row for row in rows if edits(key, self._keys[row], at_most) <= at_most]

    @cached_property
    def _words(self) -> list[str]:
        return [word for word in self._vocabulary.counts if _is_spellable(word)]

    @cached_property
    def _keys(self) -> list[str]:
        return [_sound(word, _TYPED) for word in self._words]

    @cached_property
    def _letters(self) -> Counts:
        return _letter_counts(self._keys)


def edits(one: str, other: str, at_most: int) -> int:
    """Letters to add, leave out, change or swap with their neighbour; `at_most` + 1 where that is not enough.

    Optimal string alignment: no letter is touched twice.
    """
    far = at_most + 1
    if abs(len(one) - len(other)) > at_most:
        return far
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [far] * (len(other) + 1)
        row[0] = i
        for j in range(max(1, i - at_most), min(len(other), i + at_most) + 1):
            opposite = other[j - 1]
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != opposite))
            if i > 1 and j > 1 and letter == other[j - 2] and opposite == one[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row[j] = cost
        if min(row) > at_most:
            return far
        before, last = last, row
    return min(last[-1], far)


def without_marks(word: str) -> str:
    """The word without å, ä, ö and é, as it is typed where the keyboard has none."""
    return word.translate(_MARKS)


def same_sound(one: str, other: str) -> bool:
    """Whether two words differ in double letters, å, ä, ö and the like alone."""
    return any(_sound(one, fold) == _sound(other, fold) for fold in (_TYPED, _HEARD))


def _sound(word: str, fold: dict[int, int]) -> str:
    """The word by its sounds, so that "nätverk", "natverk" and "nettverck" are near; never empty."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return _DOUBLE.sub(r"\1", word.translate(fold))


def _tolerance(word: str) -> int:
    """Edits of sounds that a word of this length may be away; none for three letters."""
    return 0 if len(word) <= _SHORTEST else 1 if len(word) <= 8 else 2


def _is_spellable(word: str) -> bool:
    return len(word) >= _SHORTEST and word.replace("-", "").isalpha()


def _letter_counts(keys: list[str]) -> Counts:
    """How often each letter stands in each key, `(len(keys), letters) int8`; other alphabets are left out."""
    counts = np.zeros((len(keys), len(_LETTERS)), dtype=np.int8)
    for row, key in enumerate(keys):
        for letter in key:
            if (column := _LETTERS.find(letter)) >= 0:
                counts[row, column] += 1
    return counts
