"""Swedish documents without end for `bench.scale`: sentences of real sources, taken apart and put together anew.

Each sentence is the beginning of one, a word that joins, and the end of another, with places, authorities, years and
figures changed: words are as common as they are in the sources, and hardly any sentence stands twice. What they say
means nothing. Same seed, same text; document k is the same however many are made.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

PER_DOCUMENT = 200
"""Passages in a document: one a section."""

_KINDS = {"årsrapport": 50, "övrigt": 25, "lag": 12, "metodstöd": 8, "konvention": 5}
"""Kinds as they lie in a library of reports, in per cent."""

_YEARS = range(1998, 2026)
_WORDS = (45.0, 16.0)
"""Mean and deviation of a passage's words."""

_JOINTS = frozenset((
    "att", "som", "när", "om", "där", "vilket", "samt", "inom", "vid", "genom", "mellan", "mot", "efter", "och",
    "eller", "för", "till", "med", "av", "på", "i",
))  # fmt: skip
"""Words at which sentences are cut, and joined to others."""

_PLACES = (
    ("Björk", "Ek", "Gran", "Hag", "Kvarn", "Lind", "Malm", "Norr", "Sand", "Sjö", "Sol", "Sten", "Strand", "Ting",
     "Väster", "Öst", "Älv", "Ås", "Falk", "Hammar", "Kil", "Lax", "Mörk", "Rå", "Skog", "Sund", "Torn", "Ull", "Vall",
     "Vin"),
    ("berga", "borg", "by", "dal", "fors", "hamn", "holm", "hult", "köping", "lunda", "mark", "näs", "rud", "stad",
     "sala", "torp", "tuna", "vik", "ås", "ö"),
)  # fmt: skip
_AUTHORITIES = (
    "Länsstyrelsen i {}s län", "{}s kommun", "Region {}", "Socialnämnden i {}", "Polisområde {}", "{}s tingsrätt",
    "Utbildningsnämnden i {}", "Stiftelsen {}", "Vårdförbundet i {}", "Överförmyndaren i {}",
)  # fmt: skip
_NAMED = re.compile(
    r"\b(?:[Ll]änsstyrelsen|[Rr]egeringen|[Ss]ocialnämnden|[Kk]ommunen|[Mm]yndigheten|[Rr]egionen|Socialstyrelsen|Skolverket|"
    r"Sverige|Migrationsverket|Domstolen|Nämnden|Barnombudsmannen)\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FIGURE = re.compile(r"\b\d{1,3}(?: \d{3})*\b")
_AFTERWARDS = (
    (
        " enligt {authority}",
        " i {place}",
        " under {year}",
        ", {figure} av {more} tillfrågade",
        " (dnr {number}-{year})",
    ),
    (30, 25, 20, 15, 10),
)
"""What sentences end in, and how often."""

_LONG = 11
"""Words after which a sentence is brought to its end."""

_HEAD = re.compile(r"\A---\n.*?^---\n", re.DOTALL | re.MULTILINE)
_NO_TEXT = re.compile(r"^(?:#+ .*|\||<!--|\s*$|Titel:|Författare:)")
_MARKS = re.compile(r"<!--.*?-->|\[\^?\d+\]|\*\*|\]\([^)]*\)|^\s*(?:[*\-•]|\d+[.)]|[a-z]\))\s+|[\[\]*_`]", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[a-zåäöé)”\d]{2}[.!?])\s+(?=[A-ZÅÄÖ])")
_HEADING = re.compile(r"^#{2,4} +(?:[\d.]+ +)?([^\n§{}<]{12,70})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Stock:
    """What sentences are made of. A piece ends in the word that joins it to the next, unless it ends the sentence."""

    first: tuple[str, ...]
    after: Mapping[str, tuple[str, ...]]
    """Pieces that have stood after a joint."""
    last: Mapping[str, tuple[str, ...]]
    """Those that have ended a sentence there."""
    headings: tuple[str, ...]


def read_stock(sources: Iterable[Path]) -> Stock:
    """Takes Markdown files apart; those in another language are left out.

    Raises:
        ValueError: there are none.
    """
    texts = [path.read_text(encoding="utf-8") for path in sorted(sources)]
    texts = [text for text in texts if "language: en" not in text[:600]]
    headings = dict.fromkeys(each.strip() for text in texts for each in _HEADING.findall(text))
    first, after, last = dict[str, None](), defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for sentence in dict.fromkeys(each for text in texts for each in _sentences(_HEAD.sub("", text))):
        pieces = list(_pieces(sentence))
        first[pieces[0]] = None
        for before, piece in pairwise(pieces):
            after[_joint(before)].append(piece)
        if len(pieces) > 1:
            last[_joint(pieces[-2])].append(pieces[-1])
    if not first or not headings:
        raise ValueError("det finns ingen svensk text att göra meningar av")
    return Stock(tuple(first), _fixed(after), _fixed(last), tuple(headings))


def _fixed(pieces: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {joint: tuple(dict.fromkeys(each)) for joint, each in pieces.items()}


def _joint(piece: str) -> str:
    return piece.rpartition(" ")[2]


def _sentences(text: str) -> Iterator[str]:
    paragraphs = re.split(r"\n\s*\n", "\n".join("" if _NO_TEXT.match(line) else line for line in text.split("\n")))
    for paragraph in paragraphs:
        flat = " ".join(_MARKS.sub("", paragraph).split())
        for sentence in _SENTENCE_END.split(flat):
            if 8 <= len(sentence.split()) <= 60 and sentence[0].isupper() and sentence[-1] == ".":
                yield sentence[:-1]


def _pieces(sentence: str) -> Iterator[str]:
    """The sentence cut after each joint that some words stand before."""
    piece = list[str]()
    for word in sentence.split():
        piece.append(word)
        if len(piece) > 3 and word in _JOINTS:
            yield " ".join(piece)
            piece = []
    if piece:
        yield " ".join(piece)


def names(passages: int) -> Iterator[str]:
    """Names of as many Markdown files as hold about so many passages."""
    return (f"prov-{number:05d}.md" for number in range(-(-passages // PER_DOCUMENT)))


def document(stock: Stock, name: str, seed: int = 9) -> str:
    """The text of the file of this name."""
    return _Document(stock, random.Random(f"{seed}-{int(name[5:10])}")).text()


def write_documents(folder: Path, sources: Iterable[Path], passages: int, seed: int = 9) -> None:
    """Writes the files that are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    stock = read_stock(sources)
    for name in names(passages):
        if not (folder / name).exists():
            (folder / name).write_text(document(stock, name, seed), encoding="utf-8")


class _Document:
    """One document while it is made; `chance` decides everything."""

    def __init__(self, stock: Stock, chance: random.Random) -> None:
        self._stock, self._chance = stock, chance
        self._year = chance.choice(_YEARS)

    def text(self) -> str:
        kind = self._chance.choices(list(_KINDS), list(_KINDS.values()))[0]
        title = f"{self._heading()} {self._chance.randint(1, 9999)}"
        head = f'---\ntitle: "{title}"\nyear: {self._year}\ntype: {kind}\nlanguage: sv\n---\n\n# {title}\n'
        return head + "".join(self._section(number) for number in range(PER_DOCUMENT))

    def _section(self, number: int) -> str:
        chapter, at = number // 10 + 1, number % 10 + 1
        opened = f"\n## {chapter} {self._heading()}\n" if at == 1 else ""
        return f"{opened}\n### {chapter}.{at} {self._heading()}\n\n{self._paragraph()}\n"

    def _heading(self) -> str:
        return f"{self._chance.choice(self._stock.headings)} i {self._place()}"

    def _paragraph(self) -> str:
        wanted = min(150.0, max(20.0, self._chance.gauss(*_WORDS)))
        said, words = list[str](), 0
        while words < wanted - 9:  # half a sentence: else passages would be that much too long
            said.append(self._sentence())
            words += said[-1].count(" ") + 1
        return " ".join(said)

    def _sentence(self) -> str:
        said = self._varied(self._joined())
        form = self._chance.choices(*_AFTERWARDS)[0]
        said += self._filled(form)
        return f"{said[0].upper()}{said[1:]}."

    def _joined(self) -> str:
        """Pieces that each have followed such a word, until one that has ended a sentence."""
        pieces = [self._chance.choice(self._stock.first)]
        words = pieces[0].count(" ") + 1
        while (joint := _joint(pieces[-1])) in self._stock.last:
            among = self._stock.last if words > _LONG else self._stock.after
            pieces.append(self._chance.choice(among[joint]))
            words += pieces[-1].count(" ") + 1
        return " ".join(pieces)

    def _varied(self, sentence: str) -> str:
        sentence = _NAMED.sub(lambda found: self._authority() if self._chance.random() < 0.7 else found[0], sentence)
        sentence = _FIGURE.sub(
            lambda found: self._figure(len(found[0])) if not _YEAR.match(found[0]) else found[0], sentence
        )
        return _YEAR.sub(lambda found: str(self._chance.choice(_YEARS)), sentence)

    def _filled(self, form: str) -> str:
        return form.format(
            authority=self._authority(),
            place=self._place(),
            year=self._chance.choice(_YEARS),
            figure=self._figure(2),
            more=self._figure(3),
            number=self._chance.randint(1, 19999),
        )

    def _place(self) -> str:
        return "".join(map(self._chance.choice, _PLACES))

    def _authority(self) -> str:
        return self._chance.choice(_AUTHORITIES).format(self._place())

    def _figure(self, digits: int) -> str:
        return str(self._chance.randint(10 ** (min(digits, 5) - 1), 10 ** min(digits, 5) - 1))
