"""Ordinary Swedish words that the library may not hold, so that they are not taken for slips of those it does."""

from pathlib import Path

_LANGUAGE = "sv"
_LEAST = 1e-7  # share of all words: what is rarer than once in ten million is as often a slip as a word
_SHORTEST = 4


def write_general_words(path: Path) -> None:
    """Writes the words, sorted, one a line."""
    from wordfreq import get_frequency_dict  # noqa: PLC0415 - late: only a build needs it

    words = (word for word, share in get_frequency_dict(_LANGUAGE).items() if share >= _LEAST)
    kept = (word for word in words if len(word) >= _SHORTEST and word.isalpha())
    path.write_text("\n".join(sorted(kept)), encoding="utf-8")


def parse_general_words(written: bytes) -> frozenset[str]:
    """What `write_general_words` wrote."""
    return frozenset(written.decode().split("\n"))
