"""What a question begins with when it asks: "när", "hur många", "vilka"; and one such word put for another."""

import re
from dataclasses import dataclass
from enum import StrEnum

PREPOSITIONS = "i|för|hos|från|på|inom|enligt|under|vid|med|om|till|av|mot|bland|mellan|ur"
"""Those that a follow-up may begin with, as alternatives of a pattern."""


class Asks(StrEnum):
    """How a question word stands to what follows it."""

    HOW = "how"  # a verb follows: "när öppnade …"
    WHICH = "which"  # a noun follows: "hur många kommuner …"
    WHAT = "what"  # stands for the subject or the object itself: "vem leder …", "vad gör …"


_ASKING = re.compile(
    r"^(?:"
    r"(?P<which>hur (?:många|mycket|stor(?:a|t)? (?:andel|del)|stora?)(?: av)?|vilk(?:a|en|et)(?: av)?"
    r"|how (?:many|much)|which)"
    r"|(?P<how>(?:på|av|med|i|för|från|under|till|sedan) (?:vilk\w+ (?:sätt|anledning|skäl|syfte|grund)|vad|när)"
    r"|när|varför|var(?:ifrån|t)?|hur (?:ofta|länge|lång\w*|gammal|gick det till|kommer det sig att)"
    r"|hur|when|where|why|how)"
    r"|(?P<what>vems?|vad|who|what)"
    r")\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"^(?:\w{2,}(?:ade|ades|dde|ddes|tte|ttes)|är|var|har|hade|ska|skulle|kan|kunde|får|fick|finns|fanns|blir|blev|går|gick"
    r"|kom|kommer|tog|tar|gav|ger|höll|hölls|gör|gjorde|vill|ville|bör|måste|deltog|deltar|ingick|ingår|omfattar|gäller"
    r"|står|stod|säger|sade|sa|låg|ligger|såg|ser|drog|skrev|skriver|växte|sjönk|steg|föll|valde|väljer)$",
    re.IGNORECASE,
)
_BEFORE_VERB = 4  # words that may stand between the question word and the verb


@dataclass(frozen=True, slots=True)
class Asking:
    """The question word or words that a question begins with, and the rest of it."""

    asks: Asks
    words: str
    body: str


def is_verb(word: str) -> bool:
    """Whether a word is a finite verb, as far as its form tells."""
    return _VERB.match(word) is not None


def asking(question: str) -> Asking | None:
    """What a question begins with; None where it is no such question."""
    found = _ASKING.match(question)
    if found is None:
        return None
    return Asking(Asks(str(found.lastgroup)), found.group(), question[found.end() :].strip())


def asked_with(before: str, new: Asking) -> str:
    """The earlier question, with the new question word in place of its own where that reads as Swedish."""
    old = asking(before)
    if old is None:
        between = " " if new.asks is Asks.HOW and _VERB.match(before.split(" ", maxsplit=1)[0]) else " – "
        return new.words + between + lower_first(before)
    if new.asks is Asks.HOW:
        return f"{new.words} {_verb_first(old.body) if old.asks is Asks.WHICH else old.body}"
    if new.asks is old.asks or (new.asks is Asks.WHAT and old.asks is Asks.HOW):
        return f"{new.words} {old.body}"
    return f"{new.words} – {lower_first(before)}"


def _verb_first(body: str) -> str:
    """With the verb first: "deltog kommuner i nätverket"; as it is where the verb cannot be told."""
    words = body.split(" ")
    at = next((i for i, word in enumerate(words[:_BEFORE_VERB]) if _VERB.match(word.strip("?.,"))), 0)
    return " ".join([words[at], *words[:at], *words[at + 1 :]]) if at else body


def lower_first(text: str) -> str:
    """The text with a small first letter, unless it begins with an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
