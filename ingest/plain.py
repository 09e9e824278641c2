"""Plain text: paragraphs parted by blank lines, with headings only where they are beyond doubt."""

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise
from pathlib import Path

from ingest.clean import seam
from ingest.contents import mark_contents
from ingest.document import BlockKind
from ingest.parsed import Parsed
from ingest.parts import Part, write
from ingest.statutes import open_units
from ingest.structure import classify_heading, paragraph_sign
from ingest.text_file import read_text_file

_MAX_HEADING = 120  # characters
_HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
_EMPHASIS = re.compile(r"\*\*(.+?)\*\*|__(.+?)__")
_LABELLED = re.compile(r"[A-ZÅÄÖ][\w åäöÅÄÖ/-]{1,30}:\s+\S.*")
_RULE = re.compile(r"[-=_*–—\s]+")
_MARKER = re.compile(r"(?:\d{1,2}[.)]|[a-zåäö]\)|[•·▪●‣*-])\s+(?=\S)")
_BULLET = re.compile(r"[•·▪●‣*-]\s+")
_BEFORE_ITEM = re.compile(r"(?:[.;:,]|\boch|\beller|\bsamt|\band|\bor)$")
_HEADING = re.compile(
    r"(?:artikel|article)\s+(?:\d+|[IVX]+|premier)(?:\s*[–-]\s*\S.*)?|\d+(?: [a-z])? kap\.(?: .+)?|"
    r"(?:del|part|avdelning|kapitel|chapter)\s+(?:[IVX]+|\d+)(?:[.:]?\s.*)?|bilaga(?: \d+)?(?: [A-ZÅÄÖ].*)?|"
    r"(?:première|deuxième|troisième) partie|"
    r"förord|inledning|sammanfattning|innehåll|innehållsförteckning|preamble|préambule|källor|referenser",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2})\s+[A-ZÅÄÖ].*|\d{1,2}\.\s+[A-ZÅÄÖ][^a-zåäö]+$")
_BARE_ARTICLE = re.compile(r"(?:artikel|article)\s+(?:\d+|premier)", re.IGNORECASE)
_SENTENCE_END = (".", ",", ";", ":", "?", "!")


def read_plain(path: Path) -> Parsed:
    """Reads a text file whose paragraphs are parted by blank lines; lines within one are joined.

    Raises:
        UnreadableDocument: the file cannot be opened, or is no text.
        EmptyDocument: there is nothing but white space.
    """
    file = read_text_file(path)
    parts = open_units(mark_contents(list(_parts(file.text))))
    title = next((part.text for part in parts if part.kind is BlockKind.TITLE), "")
    return write(parts, {"title": title} if title else {}, file.warnings)


def _parts(text: str) -> Iterator[Part]:
    for at, lines in enumerate(_paragraphs(text)):
        head = (_title(lines) if at == 0 else None) or _heading(lines)
        yield from [head] if head else map(_running, _pieces(lines))


def _paragraphs(text: str) -> Iterator[list[str]]:
    """Lines that stand together, without rules and emphasis; hash signs and a bare "Artikel 5" stand alone."""
    lines: list[str] = []
    for line in [*text.split("\n"), ""]:
        bare = _EMPHASIS.sub(r"\1\2", line).strip()
        ended = not lines or lines[-1].endswith(_SENTENCE_END)
        alone = bool(_HASHES.match(bare)) or (ended and _BARE_ARTICLE.fullmatch(bare) is not None)
        if lines and (alone or not bare):
            yield lines
            lines = []
        if alone:
            yield [bare]
        elif bare and not _RULE.fullmatch(bare):
            lines.append(bare)


def _title(lines: Sequence[str]) -> Part | None:
    """The first line, if it stands alone, ends no sentence and is no numbered heading."""
    text = _without_hashes(lines)
    if text is None or text.endswith(_SENTENCE_END) or _is_heading(text) or _MARKER.match(text):
        return None
    return Part(BlockKind.TITLE, text) if paragraph_sign(text) is None else None


def _heading(lines: Sequence[str]) -> Part | None:
    text = _without_hashes(lines)
    hashes = _HASHES.match(lines[0])
    if text is None or not (hashes or _is_heading(text)):
        return None
    heading = classify_heading(text, depth=len(hashes[1]) if hashes else None)
    return Part(BlockKind.HEADING, text, heading.level, heading.section, heading.unit)


def _without_hashes(lines: Sequence[str]) -> str | None:
    """The text of a line that stands alone and is short enough to be a heading."""
    return _HASHES.sub("", lines[0], count=1) if len(lines) == 1 and len(lines[0]) <= _MAX_HEADING else None


def _is_heading(text: str) -> bool:
    return _HEADING.fullmatch(text) is not None or (
        _NUMBERED.match(text) is not None and not text.endswith(_SENTENCE_END)
    )


def _pieces(lines: Sequence[str]) -> Iterator[list[str]]:
    """Lines that belong to one block: entries of a list and lines of the sort "Etikett: värde" stand alone."""
    if len(lines) > 1 and all(_LABELLED.fullmatch(line) for line in lines):
        yield from ([line] for line in lines)
        return
    starts = [i for i in range(1, len(lines)) if _MARKER.match(lines[i]) and _BEFORE_ITEM.search(lines[i - 1])]
    yield from (list(lines[a:b]) for a, b in pairwise([0, *starts, len(lines)]))


def _running(lines: Sequence[str]) -> Part:
    text = " ".join(reduce(_joined, lines).split())
    kind = BlockKind.ITEM if _MARKER.match(text) else BlockKind.PARAGRAPH
    return Part(kind, _BULLET.sub("", text, count=1) if _BULLET.match(text) else text)


def _joined(text: str, line: str) -> str:
    left, between = seam(text, line)
    return f"{left}{between}{line}"
