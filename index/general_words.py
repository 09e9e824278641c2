"""Ordinary Swedish words that the library may not hold, so that they are not taken for slips of those it does."""

from pathlib import Path

from index.spelling import without_marks

_LANGUAGE = "sv"
_LEAST = 1e-7  # share of all words: what is rarer than once in ten million is as often a slip as a word
_SHORTEST = 4
_COMMONER = 50  # how much commoner a word with å, ä and ö is than what is a slip of it: "manga" is "många"


def write_general_words(path: Path) -> None:
    """Writes the words, sorted, one a line."""
    from wordfreq import get_frequency_dict  # noqa: PLC0415 - late: only a build needs it

    shares = get_frequency_dict(_LANGUAGE)
    words = {word: share for word, share in shares.items() if share >= _LEAST and word.isalpha()}
    marked: dict[str, float] = {}
    for word, share in words.items():
        if (plain := without_marks(word)) != word:
            marked[plain] = max(share, marked.get(plain, 0.0))
    kept = (
        word for word, share in words.items() if len(word) >= _SHORTEST and _COMMONER * share > marked.get(word, 0.0)
    )
    path.write_text("\n".join(sorted(kept)), encoding="utf-8")


def parse_general_words(written: bytes) -> frozenset[str]:
    """What `write_general_words` wrote."""
    return frozenset(written.decode().split("\n"))
