"""Markdown: its blocks, with pages, headings and notes in place."""

import re
from collections.abc import Sequence
from pathlib import Path

from ingest.contents import mark_contents
from ingest.document import BlockKind
from ingest.errors import EmptyDocument
from ingest.front_matter import read_head
from ingest.headlines import Headlines
from ingest.markdown_blocks import RawBlock, raw_blocks
from ingest.marks import Marked, Read, mark, read_marks
from ingest.parsed import Parsed
from ingest.parts import Part, join, notes_to_section_ends, write
from ingest.statutes import open_units
from ingest.text_file import read_text_file

_CAPTION = re.compile(r"(?:figur|tabell|diagram|bild)\s+\d+[.:]?\s+[A-ZÅÄÖ]", re.IGNORECASE)
_BULLET = re.compile(r"[•·▪●‣]\s*|[–—]\s+(?=[a-zåäö])")
_ORIGIN = re.compile(r"Sammanfattar .{1,120}, s\. \d+(?:–\d+)?\.")
_ENDED = re.compile(r"[.!?:;…][\"”’»)\]]*$")
_FLOWING = {BlockKind.PARAGRAPH, BlockKind.ITEM}


def read_markdown(path: Path) -> Parsed:
    """Reads a Markdown file; comments such as `<!-- page 7 -->` say where a printed page begins.

    Raises:
        UnreadableDocument: the file cannot be opened, or is no text.
        EmptyDocument: there is no text beneath its head.
    """
    file = read_text_file(path)
    head = read_head(path.name, file.text)
    parts = _read_parts(head.body)
    if not any(part.text for part in parts):
        raise EmptyDocument(f"{path.name} har ingen text under sitt huvud. Kontrollera att rätt fil är inlagd.")
    title = next((part.text for part in parts if part.kind is BlockKind.TITLE), "")
    found = {"title": title, **head.found} if title else head.found
    return write(parts, found, (*file.warnings, *head.warnings))


def _read_parts(source: str) -> list[Part]:
    marked = mark(source)
    blocks = raw_blocks(marked.text)
    reading = _Reading(marked, Headlines((b.depth, b.text) for b in blocks if b.kind is BlockKind.HEADING))
    for block in blocks:
        reading.add(block)
    return notes_to_section_ends(open_units(mark_contents(_mended(reading.parts()))))


class _Reading:
    """Blocks of one file as they become parts, in order."""

    def __init__(self, marked: Marked, headlines: Headlines) -> None:
        self._marked = marked
        self._headlines = headlines
        self._parts: list[Part] = []
        self._opened: list[str] = []  # pages that have begun since the last part ended

    def add(self, block: RawBlock) -> None:
        """Reads the next block; one without text only opens pages."""
        read = read_marks(block.text, self._marked)
        if read.text:
            part = self._part(block, read)
            self._parts += [self._headlines.read(part, block.depth) if block.depth else part]
            self._opened.clear()
        self._opened += read.after

    def parts(self) -> list[Part]:
        """All parts; pages that begin after the last word stand in a part without text."""
        rest = Part(BlockKind.PARAGRAPH, "", breaks=tuple((0, label) for label in self._opened))
        return [*self._parts, rest] if self._opened else self._parts

    def _part(self, block: RawBlock, read: Read) -> Part:
        return Part(
            BlockKind.NOTE if read.note else _kind(block.kind, read.text),
            _BULLET.sub("", read.text, count=1) if _BULLET.match(read.text) and not read.breaks else read.text,
            page=self._parts[-1].last_page if self._parts else None,
            breaks=(*((0, label) for label in self._opened), *read.breaks),
            refers=read.refers,
            note=read.note,
        )


def _kind(kind: BlockKind, text: str) -> BlockKind:
    if kind is not BlockKind.PARAGRAPH:
        return kind
    if _BULLET.match(text):
        return BlockKind.ITEM
    if _ORIGIN.fullmatch(text):
        return BlockKind.ORIGIN
    return BlockKind.CAPTION if _CAPTION.match(text) else kind


def _mended(parts: Sequence[Part]) -> list[Part]:
    """The parts, with what a page break or a note has torn apart put together again."""
    done: list[Part] = []
    running: int | None = None  # where in `done` the last part that is no note stands
    for part in parts:
        if running is not None and _goes_on(done[running], part, noted=running < len(done) - 1):
            done[running] = join(done[running], part)
            continue
        running = running if part.kind is BlockKind.NOTE else len(done)
        done.append(part)
    return done


def _goes_on(before: Part, part: Part, *, noted: bool) -> bool:
    torn = noted or part.starts_page
    flowing = before.kind in _FLOWING and part.kind is BlockKind.PARAGRAPH
    return torn and flowing and part.text[:1].islower() and not _ENDED.search(before.text)
