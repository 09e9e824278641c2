"""Questions that put one document beside another: what is asked of each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.asked_out_of import Mention
from index.swedish import content_words
from ingest.document import Span

_DIFFERENCE = re.compile(
    r"\b(?:(?:åt)?skilj(?:er|a|de)(?: sig)?(?: åt)?|(?:skillnad|olikhet|likhet)\w*|(?:i )?jämför\w*|liknar"
    r"|överensstämm\w+|differ\w*|compare[ds]?|comparison|similarit\w+)\b",
    re.IGNORECASE,
)
"""What asks for a difference or a likeness: what is to be found is what each says."""
_ASKS_DIFFERENCE = re.compile(
    r"^\W*(?:(?:kan du|går det att|hur|vad|vilka|på vilket sätt|finns|är|det|för|några|de|största|viktigaste) )*"
    r"(?:skiljer|skillnad\w*|olikhet\w*|likhet\w*|jämföra?)\b",
    re.IGNORECASE,
)
_EACH = re.compile(
    r"\b(?:på samma sätt|i samma mån|både|båda|bägge|respektive|samma|lika|var för sig|both|each|same)\b", re.IGNORECASE
)
_FRAME = re.compile(
    r"^(?:\W|\b(?:hur|vad|vilka?|vilken|vilket|kan|du|man|på|sätt|finns|är|det|de|för|några?|någon|stora?|största|viktigaste"
    r"|mellan|och|what|how|do|does|is|are|the|there|any|main|between)\b)+",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^(?:\W|\b(?:om|syn(?:en)? på|inställning(?:en)? till|(?:bestämmelser|regler)(?:na)? om|när det gäller|vad gäller"
    r"|i fråga om|avseende|angående|beträffande|i|on|about|regarding|when it comes to)\b)+",
    re.IGNORECASE,
)
_LEADING = (
    r"(?:\b(?:mellan|från|med|mot|till|i|enligt|av|ur|och|samt|eller|respektive|både|jämfört|som|den|det|de|fn:?s"
    r"|between|from|with|in|under|and|or|as|the)\b\W*)"
)
_BEFORE_NAME = re.compile(rf"{_LEADING}+$", re.IGNORECASE)
_COORDINATED = re.compile(rf"[\s,&/]*{_LEADING}*", re.IGNORECASE)
_JOINS = re.compile(r"[,&/]|\b(?:och|samt|eller|respektive|and|or)\b", re.IGNORECASE)
_LEAST, _MOST = 2, 4  # documents that a question may put beside each other


@dataclass(frozen=True, slots=True)
class Side:
    """One of the documents compared, and the question as it is asked of that one alone."""

    doc: str
    question: str


def read_comparison(question: str, mentions: Sequence[Mention], *, english: bool) -> tuple[Side, ...]:
    """What a question asks of each of the documents that it compares, as they are named; nothing where it does not.

    Documents are compared where a word says so, or where their names stand in a row: "barnkonventionen och
    Europakonventionen". With a name that several documents go by, or none, nothing is compared.
    """
    if any(len(mention.docs) != 1 or not mention.sure for mention in mentions):
        return ()
    in_order = sorted(mentions, key=lambda mention: mention.span)
    spans = [mention.span for mention in in_order]
    named = {min(mention.docs): mention.span for mention in reversed(in_order)}
    if not _LEAST <= len(named) <= _MOST:
        return ()
    rest = _without(question, spans)
    if not content_words(_topic(rest)):
        return ()
    differs = _DIFFERENCE.search(rest) is not None
    if not (differs or _EACH.search(rest) or _in_a_row(question, spans)):
        return ()
    sides = sorted(named.items(), key=lambda side: side[1])
    if differs:
        asked = "What does {} say about {}?" if english else "Vad säger {} om {}?"
        return tuple(Side(doc, asked.format(span.of(question), _topic(rest))) for doc, span in sides)
    return tuple(Side(doc, _asked_of(span.of(question), question, spans)) for doc, span in sides)


def asks_difference(question: str) -> bool:
    """Whether a question begins with asking for a difference or a likeness: "hur skiljer sig", "jämför"."""
    return _ASKS_DIFFERENCE.match(question) is not None


def _in_a_row(question: str, names: Sequence[Span]) -> bool:
    between = [question[one.end : other.start] for one, other in pairwise(names)]
    return all(_COORDINATED.fullmatch(words) and _JOINS.search(words) for words in between)


def _without(question: str, names: Sequence[Span]) -> str:
    """The question without the names and what leads up to them."""
    starts, ends = [*(name.start for name in names), len(question)], [0, *(name.end for name in names)]
    parts = [question[end:start] for end, start in zip(ends, starts, strict=True)]
    return " ".join([*(_BEFORE_NAME.sub("", part) for part in parts[:-1]), parts[-1]])


def _topic(rest: str) -> str:
    """What is compared, of a question without its names: "rätten till liv"."""
    bare = _FRAME.sub("", _EACH.sub(" ", _DIFFERENCE.sub(" ", rest)))
    return " ".join(_ABOUT.sub("", bare).rstrip("?!. ").split())


def _asked_of(name: str, question: str, names: Sequence[Span]) -> str:
    """The question with one name in the place of all."""
    first, after = question[: names[0].start], question[names[-1].end :]
    between = [question[one.end : other.start] for one, other in pairwise(names)]
    kept = [_BEFORE_NAME.sub("", words) for words in between if content_words(_BEFORE_NAME.sub("", words))]
    return " ".join(_EACH.sub(" ", "".join([first, name, *kept, after])).split())
