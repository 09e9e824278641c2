"""Which language a question is in; the sources are Swedish, and words of another language find nothing in them."""

import re

from index.swedish import tokens
from index.word_lists import ENGLISH_FUNCTION_WORDS, SWEDISH_FUNCTION_WORDS, SWEDISH_QUESTION_WORDS

_SWEDISH_LETTERS = set("åäö")
_NO_NAME = re.compile(r"^\W*\w+|\b[^\W\dA-ZÅÄÖ]\w*")
"""The first word, and those that begin with a small letter: "What happened in Skåne?" is English."""


def is_english(text: str) -> bool:
    """Whether a question is in English, told by its function words."""
    words = tokens(text)
    if any(_SWEDISH_LETTERS & set(word.lower()) for word in _NO_NAME.findall(text)):
        return False
    english = sum(word in ENGLISH_FUNCTION_WORDS for word in words)
    return english > sum(word in SWEDISH_FUNCTION_WORDS or word in SWEDISH_QUESTION_WORDS for word in words)
