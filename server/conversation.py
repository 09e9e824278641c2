"""A follow-up made into a question that stands alone, by rules: the topic is carried over, the changed part swapped."""

import re
from collections.abc import Sequence

from index.swedish import content_words
from server.follow_up_parts import PartKind, Usage, left_over, parts
from server.joining import MORE, joined, stepped_year
from server.question_words import PREPOSITIONS, Asks, asking, is_verb

_OPENING = re.compile(
    r"^(?:(?:och|men|samt|eller|nej|ja|jo|ok|okej|tack|jag menar|and|but)\b[ ,.]*)+(?:då\b)?[ ,]*", re.IGNORECASE
)
_CARRIER = re.compile(
    r"^(?:hur (?:är|var|ser|såg|blir|blev|gick|går) det(?: ut)?(?: med| för)?|vad (?:sägs om|gäller(?: för)?)"
    r"|gäller (?:det|detta|samma)(?: även| också)?(?: för)?|(?:det|de)?samma(?: sak| fråga)?(?: för)?"
    r"|what about|how about|vad (?:säger|står)(?= (?:i )?[\w-]+(?: \d+)?\W*$))\b(?! till\b)\s*(?=\S)",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"(?:[ ,]+(?:då|också|även|i ?stället|så))?\s*[?.!]*$", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"\b(?:den|det|de|dem|dom|han|hon|honom|henne|hans|hennes|deras|detta|denna|dessa|dess|densamma|där|dit|därifrån"
    r"|därpå|motsvarande|sådan\w*|they|it|them|there)\b",
    re.IGNORECASE,
)
_POINTS_NOWHERE = re.compile(
    r"\b(?:finns|finnes|fanns|funnits|gäller|gick|går|kommer|krävs|behövs|stod|står|händer|hände) det\b"
    r"|\b(?:är|var|blir|blev) det\b"
    r"|\b(?:att|vad är|hur kommer) det\b|\bdet (?:finns|fanns|gäller|är|var|krävs|behövs|står|vill säga|för)\b"
    r"|\b(?:den|det|de)(?: \w+[ae]| \d+\w*)(?= \w)|\b(?:den|det|de)(?: \w+)? som\b|\bgör (?:man )?det\b.*\bmöjlig",
    re.IGNORECASE,
)
"""The "det" of "finns det", the article of "den nationella samordnaren", the "de" of "de kommuner som"."""
_PREPOSITION = re.compile(rf"^(?:{PREPOSITIONS})\b", re.IGNORECASE)
_DEFINES = re.compile(
    r"^(?:vad|vem|what|who) (?:är|innebär|betyder|menas med|is|are) \w*?(?!\w+(?:en|et|na)\b)\w+$", re.IGNORECASE
)
_VERBS = re.compile(
    r"\b(?:är|var|har|hade|ska|skulle|kan|kunde|får|fick|finns|fanns|blir|blev|bör|måste|gör|gjorde)\b", re.IGNORECASE
)
_COMPARES = re.compile(
    r"^(?:är|var|blir|blev|finns|fanns|gäller) det (?:fler|flera|mer|mindre|färre|samma|lika|också|även|bättre|sämre"
    r"|högre|lägre|större)\b",
    re.IGNORECASE,
)
_RELATIONAL = re.compile(
    r"^(?:syfte|skillnad|resultat|orsak|skäl|mål|effekt|följd|kostnad|slutsats|budget|bakgrund|anledning)\w{1,4}$"
)
"""Nouns that are always those of something: "Vad blev resultatet?"."""
_FULL = 3  # content words from which on a question stands alone


def stand_alone(question: str, earlier: Sequence[str], usage: Usage) -> str:
    """The question with what it leaves unsaid; itself where it leans on nothing.

    Args:
        question: as typed.
        earlier: the questions before it, oldest first.
        usage: how the library uses words: what names a topic in it, and what is of one kind with what.
    """
    before = [each for each in earlier if each.strip()]
    if not before or not _leans(question, before[-1], usage):
        return question
    return joined(stand_alone(before[-1], before[:-1], usage), _bare(question), usage)


def _leans(question: str, before: str, usage: Usage) -> bool:
    """Whether a question leaves something unsaid that the one before it said."""
    opened = _OPENING.match(question) is not None
    rest = _bare(question)
    asked = asking(rest)
    words = content_words(rest if asked is None else asked.body)
    if not words or MORE.match(rest) or _COMPARES.match(rest) or (opened and len(words) < _FULL):
        return bool(rest)
    if len(words) <= _FULL and _points_back(rest):
        return True
    if asked is None and not _VERBS.search(rest):
        return _fragment_leans(rest, before, usage, opened=opened or _CARRIER.match(question) is not None)
    found = parts(rest, usage)
    if {part.kind for part in found} == {PartKind.SECTION}:
        return len(words) <= _FULL + 1 and any(part.kind is PartKind.DOCUMENT for part in parts(before, usage))
    return len(words) == 1 and not found and _is_incomplete(rest, words[0], usage)


def _is_incomplete(rest: str, word: str, usage: Usage) -> bool:
    """Whether a question with one word of its own asks of something it does not name: "Hur många deltagare?"."""
    asked = asking(rest)
    if asked is not None and asked.asks is Asks.WHICH and " " not in asked.body:
        return True
    if is_verb(word) or _RELATIONAL.match(word):
        return True
    return usage.common(word) and not _DEFINES.match(rest)


def _fragment_leans(rest: str, before: str, usage: Usage, *, opened: bool) -> bool:
    """Whether what is no whole question changes a part of the one before; keywords of their own do not."""
    words = content_words(rest)
    if stepped_year(rest) or (_PREPOSITION.match(rest) and len(words) <= _FULL):
        return True
    found = parts(rest, usage)
    kinds = {part.kind for part in found}
    if content_words(left_over(rest, found)):
        return len(words) == 1 and (opened or any(usage.beside(words[0], word) for word in content_words(before)))
    if opened or kinds == {PartKind.YEAR}:
        return True
    whole = kinds == {PartKind.NAME} or kinds >= {PartKind.SECTION, PartKind.DOCUMENT}
    return not whole and bool(kinds & {part.kind for part in parts(before, usage)})


def _points_back(rest: str) -> bool:
    return _POINTS_BACK.search(_POINTS_NOWHERE.sub(" ", rest)) is not None


def _bare(question: str) -> str:
    """The question without "och", "hur är det med", "då" and the question mark."""
    opened = _OPENING.sub("", question.strip())
    inner = _CARRIER.sub("", opened)
    return _CLOSING.sub("", inner if content_words(inner) or _PREPOSITION.match(inner) else opened).strip()
