"""What a heading is called when it is cited: "4.2.1", "Bilaga 1", "Artikel 28", "3 kap. 5 §", "Förord"."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.document import Block, BlockKind

_MAX_LABEL = 80  # characters

_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,3}){1,5}(?=\.?(?:\s|$))|\d{1,2}(?=\.?(?:$|\s+[^\sa-zåäö§])))\.?")
_ARTICLE = re.compile(r"(?:artikel|article)\s+(\d+(?:\s?[a-z](?=\s|$))?|[IVX]+|premier)\b(?![.,]\d)", re.IGNORECASE)
_APPENDIX = re.compile(r"(bilaga|appendix)\s+(\d+(?:\.\d+)*|[A-ZÅÄÖ])\b", re.IGNORECASE)
_CHAPTER = re.compile(r"(\d+)(?:\s([a-z]))?\s*kap\.(?=\s|$)", re.IGNORECASE)
_PART = re.compile(r"(avdelning)\s+([IVX]+|\d+)\b", re.IGNORECASE)
_NUMBER = r"\d+(?:\s[a-z])?(?:\s?[-–]\s?\d+(?:\s[a-z])?)?"
_PARAGRAPH = re.compile(rf"(?:(\d+(?:\s[a-z])?\skap\.)\s)?(?:({_NUMBER})\s§§?|§\s?({_NUMBER}))(?=\s|$)")
_ARTICLE_LABEL = "Artikel "
_DIGITS = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True, slots=True)
class HeadingParts:
    """How a heading is cited, how deep it stands (1 is outermost), and whether it opens a unit."""

    section: str
    level: int
    unit: bool = False


@dataclass(frozen=True, slots=True)
class ParagraphSign:
    """The sign with which a section of a law begins: its label, and the length of the sign in the text."""

    section: str
    length: int


def classify_heading(text: str, *, depth: int | None) -> HeadingParts:
    """Reads a heading's number or name.

    Args:
        text: the heading, on one line.
        depth: how deep the source sets it, from 1; None where it does not say. A decimal number tells better.
    """
    text = " ".join(text.split())
    readings = (_article, _paragraph, _chapter, _part, _appendix, _numbered)
    found = next((parts for read in readings if (parts := read(text, depth)) is not None), None)
    return found or HeadingParts(_cut(text), depth or 1)


def _article(text: str, depth: int | None) -> HeadingParts | None:
    match = _ARTICLE.match(text)
    return HeadingParts(f"{_ARTICLE_LABEL}{_arabic(match[1])}", depth or 2, unit=True) if match else None


def _chapter(text: str, depth: int | None) -> HeadingParts | None:
    match = _CHAPTER.match(text)
    return HeadingParts(_chapter_label(match), depth or 2) if match else None


def _part(text: str, depth: int | None) -> HeadingParts | None:
    """The parts of a law or convention stand outermost, however deep the source sets them."""
    match = _PART.match(text)
    return HeadingParts(f"{match[1].capitalize()} {match[2].upper()}", 1) if match else None


def _appendix(text: str, depth: int | None) -> HeadingParts | None:
    match = _APPENDIX.match(text)
    return HeadingParts(f"{match[1].capitalize()} {match[2]}", depth or 1) if match else None


def _paragraph(text: str, depth: int | None) -> HeadingParts | None:
    sign = paragraph_sign(text)
    return HeadingParts(sign.section, depth or 3, unit=True) if sign else None


def _numbered(text: str, depth: int | None) -> HeadingParts | None:
    match = _NUMBERED.match(text)
    if match is None or (depth is None and len(match[0]) == len(text)):
        return None
    return HeadingParts(match[1], match[1].count(".") + 1)


def decimal_level(heading: str) -> int | None:
    """How many parts a heading's decimal number has; None for a heading without one."""
    match = _NUMBERED.match(heading)
    return match[1].count(".") + 1 if match else None


def paragraph_sign(text: str, chapter: str = "") -> ParagraphSign | None:
    """The sign at the start of a section of a law: "5 §", "5 a §", "§ 5", "10–12 §§", "3 kap. 5 §".

    Args:
        text: what may be the first paragraph of the section.
        chapter: the label of the chapter around it, "3 kap.", or "".
    """
    match = _PARAGRAPH.match(text)
    if match is None:
        return None
    number = " ".join((match[2] or match[3]).split())
    sign = "§§" if re.search(r"[-–]", number) else "§"
    within = match[1] or chapter
    return ParagraphSign(f"{within} {number} {sign}".strip(), match.end())


def chapter_of(section: str) -> str:
    """The chapter that a label names, or "": "3 kap." of "3 kap."."""
    match = _CHAPTER.fullmatch(section)
    return _chapter_label(match) if match else ""


def _chapter_label(match: re.Match[str]) -> str:
    return f"{match[1]} {match[2]} kap." if match[2] else f"{match[1]} kap."


def _arabic(number: str) -> str:
    """An article's number in Arabic figures: "I" is 1, and so is "premier"."""
    if number.lower() == "premier":
        return "1"
    values = [_DIGITS.get(letter) for letter in number.upper()]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return number
    return str(sum(-a if a < b else a for a, b in zip(known, [*known[1:], 0], strict=True)))


def _cut(text: str) -> str:
    if len(text) <= _MAX_LABEL:
        return text
    return text[: _MAX_LABEL - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


def unique_sections(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks of `text`, each label once: what repeats gets its parent's heading first, and then a number.

    "Artikel 2" in each of several protocols becomes "Protokoll nr 4, artikel 2".
    """
    return _numbered_apart(_named_apart(text, blocks))


def _named_apart(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Puts the parent's heading before a label that stands under more than one of them.

    Where the numbering of articles begins anew, every article gets it. A section of a law never does: it is known by
    its chapter.
    """
    parents: dict[str, set[str]] = {}
    named = [(block, _name(text, parent) if parent else "") for block, parent in _with_parents(blocks)]
    for block, name in named:
        parents.setdefault(block.section, set()).add(name)
    anew = any(len(names) > 1 and section.startswith(_ARTICLE_LABEL) for section, names in parents.items())
    return [
        replace(block, section=_under(name, block.section))
        if name and _is_shared(block, parents[block.section], anew=anew)
        else block
        for block, name in named
    ]


def _is_shared(block: Block, parents: set[str], *, anew: bool) -> bool:
    if block.unit:
        return anew and block.section.startswith(_ARTICLE_LABEL)
    return len(parents) > 1


def _with_parents(blocks: Sequence[Block]) -> Iterator[tuple[Block, Block | None]]:
    """Each block with the heading above it; None for what is no heading, or is outermost."""
    path: list[Block] = []
    for block in blocks:
        if block.kind is not BlockKind.HEADING:
            yield block, None
            continue
        path = [above for above in path if above.level < block.level]
        yield block, path[-1] if path else None
        path.append(block)


def _name(text: str, heading: Block) -> str:
    return heading.section if heading.unit else _cut(" ".join(heading.span.of(text).split()))


def _under(parent: str, section: str) -> str:
    lowered = section[:1].lower() + section[1:] if not section[1:2].isupper() else section
    return f"{parent}, {lowered}"


def _numbered_apart(blocks: Sequence[Block]) -> tuple[Block, ...]:
    seen: Counter[str] = Counter()
    taken = {block.section for block in blocks if block.kind is BlockKind.HEADING}
    done = []
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            seen[block.section] += 1
        done.append(_apart(block, seen, taken) if seen[block.section] > 1 else block)
    return tuple(done)


def _apart(block: Block, seen: Counter[str], taken: set[str]) -> Block:
    while (label := f"{block.section} ({seen[block.section]})") in taken:
        seen[block.section] += 1
    taken.add(label)
    return replace(block, section=label)
