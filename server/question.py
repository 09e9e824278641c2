"""What a question asks for: the kind of answer, told by its wording, and where such an answer stands in a text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ingest.document import Span


class Expected(StrEnum):
    """The kind of answer that a question asks for."""

    SHARE = "share"
    AMOUNT = "amount"
    NUMBER = "number"
    TIME = "time"
    PLACE = "place"
    WHO = "who"
    REASON = "reason"
    DEFINITION = "definition"
    LIST = "list"
    MANNER = "manner"
    OTHER = "other"


_ASKS: Mapping[Expected, re.Pattern[str]] = {
    kind: re.compile(pattern, re.IGNORECASE)
    for kind, pattern in (
        (
            Expected.SHARE,
            r"\b(?:hur stor (?:andel|del)|andel(?:en)?|hur många procent|procentandel|what (?:share|percent))",
        ),
        (
            Expected.AMOUNT,
            r"\b(?:hur (?:mycket|mkt)|vad kosta(?:r|de)|kostnad\w*|belopp\w*|hur stort? (?:var|är|blev)|utfall\w*"
            r"|bokslut\w*|anslag\w*|how much)\b",
        ),
        (
            Expected.NUMBER,
            r"\b(?:hur många|hur må\w+ ggr|antal(?:et)?|hur lång\w*|hur ofta|hur gammal|how many|how long)\b",
        ),
        (
            Expected.TIME,
            r"^(?:och |men )?(?:när|since when|when)\b"
            r"|\b(?:vilket (?:år|datum)|vilka år|vilken (?:dag|månad)|sedan när|what year)\b",
        ),
        (
            Expected.REASON,
            r"\b(?:varför|vad beror|av vilk\w+ (?:anledning|skäl)|vad är (?:skälet|orsaken)|hur kommer det sig|why)\b",
        ),
        (
            Expected.PLACE,
            r"^(?:och |men )?(?:var|where)\b"
            r"|\bvilk(?:en|et|a) (?:kommun|län|stad|ort|land|region|plats)(?:er|ar)?\b",
        ),
        (Expected.WHO, r"\b(?:vem|vems|vilken (?:person|myndighet|organisation|aktör|nämnd|domstol)|who)\b"),
        (
            Expected.DEFINITION,
            r"^(?:och |men )?(?:vad (?:är|innebär|betyder|menas|avses|står)|what (?:is|does|are))\b|\bdefinition\w*",
        ),
        (Expected.LIST, r"\b(?:vilka|räkna upp|ange de|lista|which|list)\b"),
        (Expected.MANNER, r"^(?:och |men )?hur\b|\b(?:på vilket sätt|how)\b"),
    )
}

_NUMBER_WORD = (
    r"(?:noll|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton"
    r"|nitton|tjugo\w*|trettio\w*|fyrtio\w*|femtio\w*|sextio\w*|sjuttio\w*|åttio\w*|nittio\w*|hundra|tusen)"
)
_MONTH = r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
_NAME = r"[A-ZÅÄÖ][\wåäöé-]+"

_HOLDS: Mapping[Expected, re.Pattern[str]] = {
    Expected.SHARE: re.compile(
        r"\d+(?:[.,]\d+)?(?:\s?[–-]\s?\d+)?\s?(?:procent\w*|%)|\b\d+ av (?:de )?\d+|\b(?:hälften|merparten)\b"
        rf"|\b(?:{_NUMBER_WORD}|var(?:t|je)?) ?\w*(?:del|delar|delen|delarna)\b|\bvart? \w+(?:te|de|nde)\b"
    ),
    Expected.AMOUNT: re.compile(
        r"\d[\d\s]*(?:[.,]\d+)?\s?(?:kr|kronor|tkr|tsn kr|miljon\w*|miljard\w*|mkr|mnkr)\b|(?<=\s)\d[\d ]*$"
    ),
    Expected.NUMBER: re.compile(
        rf"(?<![\w:/-])(?!(?:19|20)\d\d(?!\d))\d+(?:[ ]\d{{3}})*(?![\w:/-])|\b{_NUMBER_WORD}\b", re.IGNORECASE
    ),
    Expected.TIME: re.compile(
        rf"\b(?:den )?\d{{1,2}} {_MONTH}(?: \d{{4}})?|\b{_MONTH}(?: \d{{4}})?|\b(?:19|20)\d\d(?:\s?[–-]\s?\d{{2,4}})?\b"
        r"|\b(?:vår|höst|sommar|vinter)(?:en|terminen)?\b|\binom \w+ (?:dagar|veckor|månader|år)\b"
    ),
    Expected.PLACE: re.compile(
        rf"(?<=\bi ){_NAME}(?: {_NAME})?(?: (?:län|kommun))?|{_NAME} (?:län|kommun)\b"
        rf"|(?<=\bpå ){_NAME}|(?<=\bvid ){_NAME}"
    ),
    Expected.WHO: re.compile(
        rf"(?<!^)(?<![.!?] )\b{_NAME}(?:(?: för| och| i)? {_NAME})*|\b\w*(?:myndighet|nämnd|råd|rätt)en\b"
    ),
    Expected.REASON: re.compile(
        r"\b(?:eftersom|därför|för att|på grund av|i syfte|syftet|syftar|anledning\w*|orsak\w*|beror på|skäl\w*"
        r"|med anledning av|till följd av|förklaring\w*|då det|vilket gör)\b",
        re.IGNORECASE,
    ),
    Expected.DEFINITION: re.compile(
        r"\b(?:är (?:en|ett|det|den|när|att)|innebär|består av|syftar till|avses|står för|betyder|kallas|utgör"
        r"|som är|menas)\b",
        re.IGNORECASE,
    ),
    Expected.MANNER: re.compile(
        r"\b(?:genom|med hjälp av|via|i form av|utifrån|i stället|bland annat|till exempel|tillsammans med)\b",
        re.IGNORECASE,
    ),
    Expected.LIST: re.compile(r"\w+, \w[^,.]*(?:,| och| samt) |:\s"),
}
FIGURES = frozenset({Expected.SHARE, Expected.AMOUNT, Expected.NUMBER})
TYPED = frozenset({Expected.SHARE, Expected.AMOUNT, Expected.NUMBER, Expected.TIME})
"""Kinds without which there is no answer: a figure, or a time."""
_MARKED = {Expected.SHARE, Expected.AMOUNT, Expected.NUMBER, Expected.TIME, Expected.PLACE, Expected.WHO}
_MOST_MARKS = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the kind of answer it asks for."""

    text: str
    expected: Expected


def read_question(text: str) -> Asked:
    """Tells by the wording what kind of answer is asked for."""
    return Asked(text, next((kind for kind, asks in _ASKS.items() if asks.search(text)), Expected.OTHER))


def holds_kind(text: str, expected: Expected) -> bool:
    """Whether a sentence holds something of the kind."""
    pattern = _HOLDS.get(expected)
    return pattern is not None and pattern.search(text) is not None


def focus(text: str, expected: Expected, question: str) -> tuple[Span, ...]:
    """Where the asked-for fact stands in a quote; nothing where the kind does not tell, or too much is of the kind."""
    if expected not in _MARKED:
        return ()
    said = question.casefold()
    spans = [Span(*m.span()) for m in _HOLDS[expected].finditer(text) if m.group().strip().casefold() not in said]
    return tuple(span for span in spans if len(span)) if len(spans) <= _MOST_MARKS else ()
