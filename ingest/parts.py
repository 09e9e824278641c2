"""Parts: the blocks of a text file before they have offsets, and how they are written out as one text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from ingest.document import Block, BlockKind, PageMark, Span
from ingest.parsed import Parsed
from ingest.structure import unique_sections

_BY_LINE = {BlockKind.ITEM, BlockKind.ROW, BlockKind.CONTENTS}


@dataclass(frozen=True, slots=True)
class Part:
    """A block's text with the places in it.

    `page` is the label of the page on which the text before the part ends; `breaks` are the offsets in `text` at
    which further pages begin. `refers` names the notes that the text refers to, `note` the note that it is.
    """

    kind: BlockKind
    text: str
    level: int = 0
    section: str = ""
    unit: bool = False
    page: str | None = None
    breaks: tuple[tuple[int, str], ...] = ()
    refers: tuple[str, ...] = ()
    note: str = ""

    @property
    def last_page(self) -> str | None:
        """The label of the page on which the part ends."""
        return self.breaks[-1][1] if self.breaks else self.page

    @property
    def starts_page(self) -> bool:
        """Whether a page begins where the part begins."""
        return bool(self.breaks) and self.breaks[0][0] == 0


def join(left: Part, right: Part) -> Part:
    """Two halves of one sentence as one part."""
    shift = len(left.text) + 1
    breaks = (*left.breaks, *((at + shift, label) for at, label in right.breaks))
    return replace(left, text=f"{left.text} {right.text}", breaks=breaks, refers=left.refers + right.refers)


def cut(part: Part, at: int) -> tuple[Part, Part]:
    """The part in two: what stands before `at`, and what stands after it and the space that follows."""
    rest = part.text[at:].lstrip()
    start = len(part.text) - len(rest)
    before = tuple(found for found in part.breaks if found[0] < start)
    after = tuple((offset - start, label) for offset, label in part.breaks if offset >= start)
    head = replace(part, text=part.text[:at].rstrip(), breaks=before, refers=())
    return head, replace(part, text=rest, page=head.last_page, breaks=after)


def notes_to_section_ends(parts: Sequence[Part]) -> list[Part]:
    """Parts in text order, with each note at the end of the section that first refers to it."""
    first = {part.note: part for part in reversed(parts) if part.kind is BlockKind.NOTE}
    lifted = [first[name] for name in {name for part in parts for name in part.refers} if name in first]
    placed: list[Part] = []
    waiting: list[Part] = []
    for part in parts:
        if part.kind is BlockKind.HEADING:
            placed += waiting
            waiting.clear()
        if part.kind is not BlockKind.NOTE:
            placed.append(part)
        elif not any(part is note for note in lifted):
            waiting.append(part)
        waiting += [first.pop(name) for name in part.refers if name in first]
    return [*placed, *waiting]


def write(parts: Iterable[Part], found: Mapping[str, str], warnings: Sequence[str]) -> Parsed:
    """Writes parts out as one text. A part without text only opens pages."""
    writing = _Writing()
    for part in parts:
        writing.add(part)
    text = "".join(writing.pieces)
    return Parsed(
        text,
        unique_sections(text, writing.blocks),
        tuple(writing.pages),
        MappingProxyType(dict(found)),
        tuple(warnings),
    )


class _Writing:
    """Text, blocks and page marks, as far as they have been written."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.blocks: list[Block] = []
        self.pages: list[PageMark] = []
        self._end = 0

    def add(self, part: Part) -> None:
        """Writes the next part; a lifted note brings its page with it, and what follows returns to its own."""
        if part.text and self.blocks:
            self._write(_between(self.blocks[-1].kind, part.kind))
        start = self._end
        if part.page is not None and not part.starts_page and part.text:
            self._open(start, part.page)
        for at, label in part.breaks:
            self._open(start + at, label)
        if part.text:
            self._write(part.text)
            self.blocks.append(Block(part.kind, Span(start, self._end), part.level, part.section, part.unit))

    def _write(self, piece: str) -> None:
        self.pieces.append(piece)
        self._end += len(piece)

    def _open(self, start: int, label: str) -> None:
        if not self.pages or self.pages[-1].label != label:
            self.pages.append(PageMark(start, label))


def _between(before: BlockKind, kind: BlockKind) -> str:
    listed = before is kind and kind in _BY_LINE
    return "\n" if listed or (before is BlockKind.CAPTION and kind is BlockKind.ROW) else "\n\n"
