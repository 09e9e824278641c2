"""Laws: a paragraph that begins with "5 §" opens a unit of its own, within its chapter."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.document import Block, BlockKind, Span
from ingest.parts import Part, cut
from ingest.structure import ParagraphSign, chapter_of, paragraph_sign

_OPENS = re.compile(r"\s*[A-ZÅÄÖ\"”(/\[]")  # "5 § Den som …", not "5 § förvaltningslagen …"
_RUBRIC = re.compile(r"[A-ZÅÄÖ][^.:;]{3,90} m\.m\.")  # sources take it for a sentence, for its full stop
_END_MATTER = re.compile(r"(?:övergångs|ikraftträd|bilag)", re.IGNORECASE)
_APPENDIX = re.compile(r"bilaga\b", re.IGNORECASE)
_FIRST = re.compile(r"(?:\d+ (?:[a-z] )?kap\. )?1 §")


def open_units(parts: Sequence[Part]) -> list[Part]:
    """The parts of a law with a heading for every section ("3 kap. 5 §"); other texts come back as they are.

    A law is what has a first section, "1 §". A heading inside one of its sections that only leads into a list is
    running text which the source mistook for a heading.
    """
    if not _is_law(parts):
        return list(parts)
    reading = _Reading()
    return [
        read
        for part, following in zip(parts, [*parts[1:], None], strict=True)
        for read in reading.take(part, following)
    ]


def open_blocks(text: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a law, of which `text` is the text, with a heading for every section; others as they are."""
    parts = [Part(block.kind, block.span.of(text), block.level, block.section, block.unit) for block in blocks]
    if not _is_law(parts):
        return list(blocks)
    reading = _Reading()
    return [
        block
        for before, part, following in zip(blocks, parts, [*parts[1:], None], strict=True)
        for block in _spanned(before.span, reading.take(part, following))
    ]


def _spanned(span: Span, parts: Sequence[Part]) -> Iterator[Block]:
    """The parts of one block, each with its stretch of it: the first begins and the last ends where the block does."""
    for i, part in enumerate(parts):
        start = span.start if i == 0 else span.end - len(part.text)
        end = span.end if i == len(parts) - 1 else span.start + len(part.text)
        if part.text:
            yield Block(part.kind, Span(start, end), part.level, part.section, part.unit)


def _is_law(parts: Sequence[Part]) -> bool:
    first = next((sign for part in parts if (sign := _sign(part))), None)
    return first is not None and _FIRST.fullmatch(first.section) is not None


def _sign(part: Part, chapter: str = "") -> ParagraphSign | None:
    sign = paragraph_sign(part.text, chapter) if part.kind is BlockKind.PARAGRAPH else None
    return sign if sign and _OPENS.match(part.text, sign.length) else None


class _Reading:
    """What stands above the place that has been reached in a law."""

    def __init__(self) -> None:
        self._chapter = ""
        self._chapter_level = 0
        self._level = 0
        self._appendix_level = 0
        self._within = False
        self._rows = False

    def take(self, part: Part, following: Part | None) -> tuple[Part, ...]:
        """The part as it is to be written, when `following` comes after it."""
        sign = _sign(part, self._chapter)
        if sign:
            self._within = True
            return self._opened(part, sign)
        if part.kind is BlockKind.HEADING:
            if (self._within and _is_running_text(part, following)) or self._is_row(part, following):
                return (replace(part, kind=BlockKind.PARAGRAPH, level=0, section="", unit=False),)
            self._go_below(part)
        elif following is not None and _sign(following) and _RUBRIC.fullmatch(part.text):
            self._within = False
            return (replace(part, kind=BlockKind.HEADING, level=self._rubric_level, section=part.text),)
        return (part,)

    def _opened(self, part: Part, sign: ParagraphSign) -> tuple[Part, ...]:
        head, body = cut(part, sign.length)
        return (
            replace(head, kind=BlockKind.HEADING, level=self._level + 1, section=sign.section, unit=True),
            body,
        )

    def _is_row(self, heading: Part, following: Part | None) -> bool:
        """Whether a heading is a row of an appendix: one in a run of headings without text of their own."""
        beside = following is not None and following.kind is BlockKind.HEADING and following.level == heading.level
        self._rows = 0 < self._appendix_level < heading.level and not heading.unit and (beside or self._rows)
        return self._rows

    @property
    def _rubric_level(self) -> int:
        return self._level + 1 if self._level == self._chapter_level else self._level

    def _go_below(self, heading: Part) -> None:
        self._within = False
        self._level = heading.level
        if heading.level <= (self._appendix_level or heading.level):
            self._appendix_level = heading.level if _APPENDIX.match(heading.text) else 0
        if chapter := chapter_of(heading.section):
            self._chapter, self._chapter_level = chapter, heading.level
        elif heading.level <= self._chapter_level:
            self._chapter, self._chapter_level = "", 0


def _is_running_text(heading: Part, following: Part | None) -> bool:
    if heading.text[:1].islower():
        return True
    listed = following is not None and following.kind is BlockKind.ITEM
    return listed and not heading.unit and _END_MATTER.match(heading.text) is None
