"""Texts to tokens of the default model: by the pieces of common characters, or by all where a text needs them.

A quarter of a million pieces take most of a second to read, and most of them hold a character that no Swedish or
English text has. Where there is no such character the others give the same tokens; where there is one, they leave a
token unknown.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from tokenizers import Encoding, Tokenizer

from index.bundled_model import PreparedModel
from index.tokenizer_file import UNKNOWN


@dataclass(frozen=True, slots=True)
class Tokenised:
    """A text's token ids, with start and end, and the half-open range of characters that each was read from."""

    ids: list[int]
    offsets: list[tuple[int, int]]


class TextTokenizer:
    """Safe to use from several threads."""

    def __init__(self, prepared: PreparedModel, most: int) -> None:
        """Opens the tokenizer of common pieces; that of all when it is needed. So many tokens are kept of a text."""
        self._whole_file, self._most = prepared.tokenizer, most
        self._common = self._opened(prepared.common_tokenizer)
        self._ids: list[int] = np.load(prepared.common_ids).tolist()
        self._unknown = self._common.token_to_id(UNKNOWN)

    def read(self, text: str) -> Tokenised:
        """The tokens of a text."""
        found: Encoding = self._common.encode(text)
        if self._unknown in found.ids:
            whole: Encoding = self._whole.encode(text)
            return Tokenised(whole.ids, whole.offsets)
        return Tokenised([self._ids[i] for i in found.ids], found.offsets)

    @cached_property
    def _whole(self) -> Tokenizer:
        return self._opened(self._whole_file)

    def _opened(self, file: Path) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(file))
        tokenizer.enable_truncation(self._most)
        return tokenizer
