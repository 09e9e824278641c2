"""The tokens of a question and of a passage that the reader sees, and where each stands in its text."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from index.embedder import Matrix, unit_rows
from index.query_model import MAX_TOKENS
from index.tokenizer_file import PASSAGE_PROMPT, QUERY_PROMPT
from index.weights_file import unpack_rows

MOST_QUESTION = 40
"""Tokens of a question that are read."""
MOST_PASSAGE = 144
"""Tokens of a passage that are read at once."""


@dataclass(frozen=True, slots=True)
class TextTokens:
    """`whole` is what the embedding model sees, prompt, start and end among it.

    `kept` are the places in it of the tokens that are read, `ids` those tokens, `places` where they stand in the text.
    """

    whole: tuple[int, ...]
    kept: tuple[int, ...]
    ids: tuple[int, ...]
    places: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The first and the last token of characters `start` to `end`; None where not all of them are read."""
        inside = [i for i, (first, after) in enumerate(self.places) if first < end and start < after]
        return (inside[0], inside[-1]) if inside and self.places[inside[-1]][1] >= end else None


class ReaderTokenizer:
    """Tokenises as the embedding model does."""

    def __init__(self, file: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(file))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._before_passage, self.before_question = (
            len(self._tokenizer.encode(prompt).ids) - 1 for prompt in (PASSAGE_PROMPT, QUERY_PROMPT)
        )
        """Tokens before a text's own: the start and the prompt."""

    def question(self, before: str, text: str) -> TextTokens:
        """A question, cut at its end where it is very long."""
        return self._read(QUERY_PROMPT + before, text, MOST_QUESTION)

    def passage(self, before: str, text: str) -> TextTokens:
        """A passage after what it is embedded under, cut at its end where it is longer than is read."""
        return self._read(PASSAGE_PROMPT + (f"{before}\n" if before else ""), text, MOST_PASSAGE)

    def own(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """A passage's own tokens, neither prompt, start nor end among them, and where each stands in it."""
        coded = self._tokenizer.encode(PASSAGE_PROMPT + text)
        own = slice(self._before_passage, len(coded.ids) - 1)
        prompt = len(PASSAGE_PROMPT)
        return coded.ids[own], [_place(text, start - prompt, end - prompt) for start, end in coded.offsets[own]]

    def length(self, text: str) -> int:
        """Tokens of a text, all of them."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def _read(self, before: str, text: str, most: int) -> TextTokens:
        coded = self._tokenizer.encode(before + text)
        places = [_place(text, start - len(before), end - len(before)) for start, end in coded.offsets]
        kept = [i for i, (start, end) in enumerate(places) if start < end][:most]
        return TextTokens(
            tuple(coded.ids), tuple(kept), tuple(coded.ids[i] for i in kept), tuple(places[i] for i in kept)
        )


def _place(text: str, start: int, end: int) -> tuple[int, int]:
    """A token's place without the space before it, which the tokenizer counts in; empty where it is not of the text."""
    start, end = max(0, start), max(0, end)
    return start + len(text[start:end]) - len(text[start:end].lstrip()), end


class WordRows:
    """The embedding model's own table of word vectors, mapped into memory; unit rows."""

    def __init__(self, file: Path) -> None:
        self._table = np.load(file, mmap_mode="r")

    def of(self, ids: Sequence[int]) -> Matrix:
        """The vectors of tokens, `(tokens, dim) float32`."""
        return unit_rows(unpack_rows(self._table[list(ids)]))
