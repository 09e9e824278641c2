"""A follow-up made into a question that stands alone, by rules: the topic is carried over, the changed part swapped."""

import re
from collections.abc import Sequence

from index.compounds import Vocabulary
from index.swedish import content_words, stem, tokens

_OPENING = re.compile(r"^(?:och|men|samt|eller)\b[ ,]*(?:då\b)?\s*", re.IGNORECASE)
_ELLIPSIS = re.compile(
    r"^(?:vilka|vilken|vilket|vem|vad|när|var|hur|varför|hur många|hur mycket)(?: då| så)?\s*\?*$", re.IGNORECASE
)
_POINTS_BACK = re.compile(
    r"\b(?:det|den|de|dem|dit|där|då|han|hon|hans|hennes|deras|detta|denna|dessa|dess|motsvarande|sådan\w*|därpå|samma)\b",
    re.IGNORECASE,
)
_PHRASE = re.compile(r"\b(i|för|hos|från|på|inom|enligt|under|vid|med|om|till|av)\s+([^?.,;]+)", re.IGNORECASE)
_FEW = 3  # content words up to which a question may lean on the one before
_FEWEST = 2  # content words up to which a question that begins with "och" leans on the one before
_COMMON = 15  # occurrences in the library from which on a word names no topic of its own


def stand_alone(question: str, earlier: Sequence[str], vocabulary: Vocabulary) -> str:
    """The question with what it leaves unsaid; itself where it leans on nothing.

    Args:
        question: as typed.
        earlier: the questions before it, oldest first.
        vocabulary: tells which words are common in the library, and so name no topic.
    """
    for before in reversed(earlier):
        if not _leans(question, vocabulary):
            return question
        question = _joined(before, question)
    return question


def _leans(question: str, vocabulary: Vocabulary) -> bool:
    words = content_words(question)
    if _ELLIPSIS.match(question.strip()) or (_OPENING.match(question) and len(words) <= _FEWEST):
        return True
    if len(words) > _FEW:
        return False
    return all(vocabulary.counts.get(word, 0) >= _COMMON for word in words) or bool(_POINTS_BACK.search(question))


def _joined(before: str, question: str) -> str:
    rest = _OPENING.sub("", question).strip()
    swapped = _swapped(before, rest)
    if swapped:
        return swapped
    if _ELLIPSIS.match(rest):
        return f"{rest.rstrip('?').strip()} {_lower_first(before)}"
    return f"{rest.rstrip('?')} – {_lower_first(before)}"


def _swapped(before: str, rest: str) -> str | None:
    """The earlier question with its like phrase replaced: "i nod Nord" by "i nod Syd"."""
    new = _PHRASE.fullmatch(rest.rstrip("?. "))
    if new is None:
        return None
    heads = {stem(word) for word in tokens(new.group(2))[:1]}
    for old in _PHRASE.finditer(before):
        if old.group(1).casefold() == new.group(1).casefold() and heads & {stem(w) for w in tokens(old.group(2))[:1]}:
            return before[: old.start()] + new.group() + before[old.end() :]
    return None


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
