"""Parts of a question that a follow-up may change: a year, a section, a document, a name, a group."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from index.section_names import wanted_sections
from index.swedish import token_spans
from index.word_lists import STOP_WORDS
from ingest.document import Span


class PartKind(StrEnum):
    """What a part of a question is; one takes the place of another of its kind."""

    YEAR = "year"
    SECTION = "section"
    DOCUMENT = "document"
    AUTHORITY = "authority"
    PLACE = "place"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a question, with its place in it."""

    kind: PartKind
    span: Span
    text: str


class Usage(Protocol):
    """How a library uses words."""

    def documents(self, text: str) -> tuple[Span, ...]:
        """Where documents are named in `text`, by name or as "rapporten"."""
        ...

    def as_name(self, word: str) -> str | None:
        """A casefolded word as the library writes it, where it is a name there; else None."""
        ...

    def is_place(self, name: str) -> bool:
        """Whether a name, casefolded, is mostly that of a place."""
        ...

    def beside(self, one: str, other: str) -> int:
        """How often two casefolded words stand beside each other as equals: "kommuner och regioner"."""
        ...

    def common(self, word: str) -> bool:
        """Whether a casefolded word is so common in the library that it names no topic of its own."""
        ...


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_AUTHORITY = re.compile(
    r"(?:ombudsman|verk|styrelse|myndighet|nämnd|råd|inspektion|institut|kansli|kommitté|domstol|polis|byrå|regering"
    r"|riksdag)(?:en|et|n|s|ens|ets|ns)?$",
    re.IGNORECASE,
)
_AREA = re.compile(r"\s+(?:läns?|kommuns?|regions?)\b")
_IN = re.compile(r"\b(?:i|från|in|from)\s+$", re.IGNORECASE)
_INITIALS = re.compile(r"^[A-ZÅÄÖ]{2,5}$")


def parts(text: str, usage: Usage) -> tuple[Part, ...]:
    """The parts of a question or of a part of one, in order; none overlaps another."""
    found: list[Part] = []
    for reader in (_sections, _years, _documents, _names):
        found += [part for part in reader(text, usage) if not any(part.span.overlaps(other.span) for other in found)]
    return tuple(sorted(found, key=lambda part: part.span))


def _sections(text: str, _: Usage) -> Iterator[Part]:
    for span in dict.fromkeys(wanted.span for wanted in wanted_sections(text) if not wanted.named_only):
        yield Part(PartKind.SECTION, span, span.of(text))


def _years(text: str, _: Usage) -> Iterator[Part]:
    for match in _YEAR.finditer(text):
        yield Part(PartKind.YEAR, Span(*match.span()), match.group())


def _documents(text: str, usage: Usage) -> Iterator[Part]:
    for span in usage.documents(text):
        yield Part(PartKind.DOCUMENT, span, span.of(text))


def _names(text: str, usage: Usage) -> Iterator[Part]:
    """Runs of words that are names, with "län" or "kommun" after them: "Siv Dikteby", "Västra Götalands län"."""
    run: list[Span] = []
    written: list[str] = []
    for word, start, end in token_spans(text):
        name = _as_name(text, word, Span(start, end), usage)
        if run and (name is None or text[run[-1].end : start] != " "):
            yield _name(text, run, written, usage)
            run, written = [], []
        if name is not None:
            run.append(Span(start, end))
            written.append(name)
    if run:
        yield _name(text, run, written, usage)


def _as_name(text: str, word: str, span: Span, usage: Usage) -> str | None:
    """The word as a name is written; None where it is none."""
    typed = span.of(text)
    if word in STOP_WORDS or not word[0].isalpha():
        return None
    if typed[0].isupper() and (text[: span.start].strip() or _INITIALS.match(typed)):
        return typed
    known = usage.as_name(word)
    return None if known is None else typed if typed[0].isupper() else known


def _name(text: str, run: list[Span], written: list[str], usage: Usage) -> Part:
    area = _AREA.match(text, run[-1].end)
    span = Span(run[0].start, area.end() if area else run[-1].end)
    said = " ".join(written) + (area.group() if area else "")
    single = len(run) == 1 and area is None
    if single and (_AUTHORITY.search(said) or _INITIALS.match(said)):
        return Part(PartKind.AUTHORITY, span, said)
    inside = _IN.search(text[: run[0].start]) is not None
    place = inside or area is not None or usage.is_place(text[run[0].start : run[-1].end].casefold())
    return Part(PartKind.PLACE if place else PartKind.NAME, span, said)


def left_over(text: str, found: tuple[Part, ...]) -> str:
    """What stands in the text besides the parts."""
    for part in reversed(found):
        text = text[: part.span.start] + " " + text[part.span.end :]
    return text
