"""Ordinary Swedish words that the library may not hold, so that they are not taken for slips of those it does."""

from pathlib import Path

_LANGUAGE = "sv"
_LEAST_ZIPF = 2.0  # words rarer than once in ten million are as often slips as words
_SHORTEST = 4


def write_general_words(path: Path) -> None:
    """Writes the words, sorted, one a line."""
    from wordfreq import get_frequency_dict, zipf_frequency  # noqa: PLC0415 - late: only a build needs it

    words = (word for word in get_frequency_dict(_LANGUAGE) if len(word) >= _SHORTEST and word.isalpha())
    kept = sorted(word for word in words if zipf_frequency(word, _LANGUAGE) >= _LEAST_ZIPF)
    path.write_text("\n".join(kept), encoding="utf-8")


def read_general_words(path: Path) -> frozenset[str]:
    """What `write_general_words` wrote."""
    return frozenset(path.read_text(encoding="utf-8").split("\n"))
