"""Text to token ids by a unigram vocabulary, ready in a tenth of a second.

The `tokenizers` library gives the same ids (`index.sentence_folder` writes its file, a test compares the two) but
needs two seconds to load a quarter of a million pieces, which a question at the command line cannot wait for.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np

DROPPED = "\x00-\x08\x0b\x0e-\x1f\x7f\x8f\x9f"
"""Control characters that vanish, as a regular expression's class."""
SPACES = "\t\n\x0c\r\xa0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2581\u3000\ufeff\ufffd"
"""What counts as a space, as a regular expression's class."""
WORD_START = "\u2581"
QUERY_PROMPT, PASSAGE_PROMPT = "query: ", "passage: "
"""What the model was trained to see before a question and before a passage."""
UNKNOWN_PENALTY = 10.0
"""How much less likely than the rarest piece an unknown character is, in nats."""

_DROPPED = re.compile(f"[{DROPPED}]")
_SPACES = re.compile(f"[{SPACES}]")


class UnigramTokenizer:
    """Cuts every word into its most probable pieces. Safe to call from several threads."""

    def __init__(self, pieces: Sequence[str], scores: Sequence[float], *, unknown: int) -> None:
        known = {piece: i for i, piece in enumerate(pieces)}
        for special in ("<s>", "<pad>", "</s>", "<unk>", "<mask>"):  # text never becomes one of these
            known.pop(special, None)
        self._known = known
        self._scores = scores
        self._unknown = unknown
        self._longest = max(map(len, pieces))
        self._unknown_score = min(scores) - UNKNOWN_PENALTY

    @classmethod
    def load(cls, pieces: Path, scores: Path, *, unknown: int) -> "UnigramTokenizer":
        """The vocabulary out of two files: one piece a line, and `(n,)` scores."""
        return cls(pieces.read_text("utf-8").split("\n"), np.load(scores).tolist(), unknown=unknown)

    def encode(self, text: str) -> list[int]:
        """Ids of the pieces of `text`, without start and end."""
        return [i for word in normalise(text).split(" ") if word for i in self._cut(WORD_START + word)]

    def _cut(self, word: str) -> list[int]:
        """The most probable way to cut `word`; a run of unknown characters is one unknown piece."""
        best = [0.0] + [-math.inf] * len(word)
        last: list[tuple[int, int]] = [(0, self._unknown)] * (len(word) + 1)
        for start in range(len(word)):
            self._extend(word, start, best, last)
        return self._walk_back(last)

    def _extend(self, word: str, start: int, best: list[float], last: list[tuple[int, int]]) -> None:
        """Tries every piece that begins at `start`; `best` and `last` are by the place where a piece ends."""
        known, scores, so_far = self._known, self._scores, best[start]
        for end in range(start + 1, min(len(word), start + self._longest) + 1):
            piece = known.get(word[start:end])
            if piece is not None and so_far + scores[piece] > best[end]:
                best[end] = so_far + scores[piece]
                last[end] = start, piece
        if word[start] not in known and so_far + self._unknown_score > best[start + 1]:
            best[start + 1] = so_far + self._unknown_score
            last[start + 1] = start, self._unknown

    def _walk_back(self, last: list[tuple[int, int]]) -> list[int]:
        ids: list[int] = []
        end = len(last) - 1
        while end > 0:
            end, piece = last[end]
            if piece != self._unknown or not ids or ids[-1] != piece:
                ids.append(piece)
        return ids[::-1]


def normalise(text: str) -> str:
    """`text` as the model was trained to see it: compatible forms composed, odd spaces plain, controls dropped."""
    return unicodedata.normalize("NFKC", _SPACES.sub(" ", _DROPPED.sub("", text)))
