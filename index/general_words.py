"""Ordinary Swedish words that the library may not hold, so that they are not taken for slips of those it does."""

import hashlib
import shutil
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from index import spelling
from index.spelling import without_marks

_LANGUAGE = "sv"
_LEAST = 1e-7  # share of all words: what is rarer than once in ten million is as often a slip as a word
_SHORTEST = 4
_COMMONER = 50  # how much commoner a word with å, ä and ö is than what is a slip of it: "manga" is "många"


def write_general_words(path: Path, before: Path | None = None) -> None:
    """Writes the words, sorted, one a line, after one that tells how they were chosen.

    `before` is such a file written earlier and known to be whole: it is copied where it would be the same.
    """
    head = _head()
    if before is not None and _first_line(before) == head:
        shutil.copyfile(before, path)
    else:
        path.write_text("\n".join([head, *sorted(_chosen())]), encoding="utf-8")


def _head() -> str:
    """A line that is another where the list of words is, or what chooses among them."""
    rules = b"".join(Path(module).read_bytes() for module in (__file__, spelling.__file__))
    return f"# wordfreq {version('wordfreq')} {hashlib.sha256(rules).hexdigest()}"


def _first_line(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            return file.readline().rstrip("\n")
    except (OSError, UnicodeDecodeError):
        return ""


def _chosen() -> Iterator[str]:
    from wordfreq import get_frequency_dict  # noqa: PLC0415 - late: only a build needs it

    shares = get_frequency_dict(_LANGUAGE)
    words = {word: share for word, share in shares.items() if share >= _LEAST and word.isalpha()}
    marked: dict[str, float] = {}
    for word, share in words.items():
        if (plain := without_marks(word)) != word:
            marked[plain] = max(share, marked.get(plain, 0.0))
    for word, share in words.items():
        if len(word) >= _SHORTEST and _COMMONER * share > marked.get(word, 0.0):
            yield word


def parse_general_words(written: bytes) -> frozenset[str]:
    """What `write_general_words` wrote."""
    return frozenset(written.decode().split("\n")[1:])
