"""Swedish text to words and stems. å, ä and ö are letters of their own and are never folded to a and o."""

import re
import threading
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from index.word_lists import IRREGULAR_STEMS, NOT_DEFINITE, STOP_WORDS

_THIN = " \u00a0\u2007\u2009\u202f"
_TOKEN = re.compile(
    rf"""
    (?P<number>(?<![\d.,:/-])\d{{1,3}}(?:[{_THIN}]\d{{3}}(?!\d))+(?:,\d+)?)
    | (?P<word>[^\W_]+(?:-[^\W_]+|(?<=\d)[.,:/](?=\d)[^\W_]+)*)
      (?: :[^\W\d_]{{1,4}}\b | ['’]s\b )?
    | (?P<sign>[%§])
    """,
    re.VERBOSE,
)
_SIGNS = {"%": "procent", "§": "paragraf"}
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-"})
_CLUSTER = re.compile(r".[\u0300-\u036f\u00ad]*", re.DOTALL)
_ARTICLE_ET = re.compile(r"(?<=..)(?<!it)(?<!lt)(?<!h)ets?$")
_ARTICLE_AN = re.compile(r"(?<=...[^\Waeiouyåäö])ans?$")
_ARTICLE_N = re.compile(r"(?<=[^\Waeiouyåäö]el)ns?$|(?<=(?:at|eg|om|og|af|or)i)ns?$|(?<=...e)nas?$")
_SYNCOPE = (re.compile(r"(?<=[^\Waeiouyåäö])el$"), re.compile(r"(?<=[^\Waeiouyåäö][dtgb])r$"))
_VOWEL = re.compile(r"[aeiouyåäö]")
_SHORTEST_RESTEM = 4
_stemmers = threading.local()


class Token(NamedTuple):
    """A word as it is compared, and the half-open range of characters it was read from."""

    word: str
    start: int
    end: int


def tokens(text: str) -> list[str]:
    """The words of `text`, casefolded: "380 000" is `380000`, "%" is `procent`, "EU:s" is `eu`."""
    return list(_tokens(text))


@lru_cache(maxsize=1 << 11)
def _tokens(text: str) -> tuple[str, ...]:
    """The same; the sentences that answers are chosen among come again and again."""
    plain, _ = _plain(text.translate(_HYPHENS))
    return tuple(_word(match) for match in _TOKEN.finditer(plain))


def token_spans(text: str) -> list[Token]:
    """The words of `text` with their places in it, whatever its Unicode form."""
    return list(_token_spans(text))


@lru_cache(maxsize=1 << 9)
def _token_spans(text: str) -> tuple[Token, ...]:
    """The same; a question is asked for them by several, and the passages that are shown come again."""
    plain, origin = _plain(text.translate(_HYPHENS))
    found = tuple(Token(_word(match), *match.span()) for match in _TOKEN.finditer(plain))
    if origin is None:
        return found
    return tuple(Token(word, origin[start][0], origin[end - 1][1]) for word, start, end in found)


def content_words(text: str) -> list[str]:
    """The words of `text` that are about something: function and question words left out, Swedish and English."""
    return [word for word in tokens(text) if word not in STOP_WORDS]


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """What the inflections of a casefolded word share.

    Snowball, and what it leaves: "barnet" joins "barn", "insatser" joins "insats", "artiklar" joins "artikel".
    """
    word = IRREGULAR_STEMS.get(word, word)
    if not word[-1:].isalpha():
        return word
    return _without_syncope(_snowball(_without_article(word)))


def _word(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "word":
        return match["word"].casefold()
    return _SIGNS[match["sign"]] if kind == "sign" else re.sub(rf"[{_THIN}]", "", match["number"])


def _plain(text: str) -> tuple[str, list[tuple[int, int]] | None]:
    """Composed text without soft hyphens, and each character's range in `text`; None where nothing moved."""
    if "\u00ad" not in text and unicodedata.is_normalized("NFC", text):
        return text, None
    plain: list[str] = []
    origin: list[tuple[int, int]] = []
    for cluster in _CLUSTER.finditer(text):
        composed = unicodedata.normalize("NFC", cluster[0].replace("\u00ad", ""))
        plain.append(composed)
        origin += [cluster.span()] * len(composed)
    return "".join(plain), origin


def _without_article(word: str) -> str:
    """The word without the definite -et, -an, -n or -na, with or without -s, that Snowball leaves on."""
    if _ARTICLE_N.search(word):
        return _ARTICLE_N.sub("", word)
    bare = _ARTICLE_AN.sub("", _ARTICLE_ET.sub("", word))
    if word.removesuffix("s") in NOT_DEFINITE or not _VOWEL.search(bare):
        return word
    return bare


def _snowball(word: str) -> str:
    """Stemmed until nothing changes, as long as enough is left to tell words apart."""
    stemmed = _stemmer().stemWord(word)
    while len(again := _stemmer().stemWord(stemmed)) >= _SHORTEST_RESTEM and again != stemmed:
        stemmed = again
    return str(stemmed)


def _without_syncope(stemmed: str) -> str:
    """One stem for artikel and artikl(ar), register and registr(et), program and programm(et)."""
    for ending, letter in zip(_SYNCOPE, ("l", ""), strict=True):
        bare = ending.sub(letter, stemmed)
        if bare != stemmed and len(bare) >= _SHORTEST_RESTEM and _VOWEL.search(bare):
            return bare
    return stemmed[:-1] if stemmed.endswith(("mm", "nn")) else stemmed


def _stemmer() -> Stemmer.Stemmer:
    """This thread's own stemmer: they are not safe to share."""
    if not hasattr(_stemmers, "swedish"):
        _stemmers.swedish = Stemmer.Stemmer("swedish")
    stemmer: Stemmer.Stemmer = _stemmers.swedish
    return stemmer
