"""Pages of lines put together to one running text, with its blocks, page marks and lifted notes."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import groupby

from ingest.blocks import Draft, Drafting, Outline, is_cover, measure
from ingest.clean import Piece, clean_line, join_pieces
from ingest.document import Block, BlockKind, PageMark, Span
from ingest.footnotes import Note, lift_marks, note_pieces, split_notes
from ingest.furniture import contents_lines
from ingest.layout import Line, body_size
from ingest.structure import HeadingParts, classify_heading

_MOST_BOLD = 0.15  # share of a document's characters above which bold print tells nothing
_TOLD = 0.9  # share of a document's headings whose depth the file must tell to be believed
_BY_LINE = {BlockKind.ITEM, BlockKind.ROW, BlockKind.CONTENTS}


@dataclass(frozen=True, slots=True)
class Assembled:
    """Running text with its places.

    `cuts` are the offsets at which what follows is not drawn after what stands before: where the mark of a footnote was
    lifted out, and at every line of a page whose lines are drawn in another order.
    """

    text: str
    blocks: tuple[Block, ...]
    pages: tuple[PageMark, ...]
    cuts: tuple[int, ...]
    scans: tuple[Span, ...] = ()
    """What OCR has read."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A block's text in pieces, before it has an offset."""

    kind: BlockKind
    pieces: tuple[Piece, ...]
    size: float = 0.0
    depth: int = 0


def assemble(
    pages: Sequence[Sequence[Line]],
    labels: Sequence[str],
    outline: Outline,
    *,
    moved: Set[int] = frozenset(),
    scanned: Set[int] = frozenset(),
) -> Assembled:
    """Puts pages together.

    Args:
        pages: lines without furniture, in reading order.
        labels: the printed label of each page.
        outline: the file's bookmarks.
        moved: the pages, by index, that are drawn in another order.
        scanned: the pages, by index, that OCR has read.
    """
    every = [line for page in pages for line in page]
    body = body_size(every)
    contents = contents_lines(pages)
    structured = any(line.depth for line in every) or _bold(every) > _MOST_BOLD
    drafting = Drafting(measure(every, body), outline=outline, cover=is_cover(pages[0]), structured=structured)
    notes: list[Note] = []
    listed: dict[int, list[Line]] = {}
    for page in pages:
        running, below = split_notes([line for line in page if line not in contents], body)
        known = frozenset(note.number for note in below)
        entries = [line for line in page if line in contents]
        first = page.index(entries[0]) if entries else len(page)
        drafting.page([(line, lift_marks(line, known)) for line in running if line in page[:first]])
        listed.setdefault(len(drafting.drafts), []).extend(entries)
        drafting.page([(line, lift_marks(line, known)) for line in running if line in page[first:]])
        notes += below
    if drafting.drafts and drafting.drafts[-1].kind is BlockKind.HEADING:
        drafting.drafts[-1].kind = BlockKind.PARAGRAPH  # large print on a back cover: nothing follows it
    return _write(_in_order(drafting.drafts, notes, listed), labels, moved, scanned)


def _bold(lines: Sequence[Line]) -> float:
    """The share of a document's characters that is set bold."""
    every = sum(len(line.text) for line in lines)
    return sum(len(line.text) for line in lines if line.main.bold) / every if every else 0.0


def _in_order(drafts: Sequence[Draft], notes: list[Note], listed: Mapping[int, list[Line]]) -> list[_Placed]:
    """Blocks in text order: each note stands at the end of the section that refers to it."""
    placed: list[_Placed] = []
    waiting: list[Note] = []
    for i, draft in enumerate(drafts):
        placed += [_entry(line) for line in listed.get(i, ())]
        if draft.kind is BlockKind.HEADING:
            placed += _drain(waiting)
        placed.append(_Placed(draft.kind, tuple(draft.pieces), draft.line.main.size, draft.line.depth))
        waiting += _take(notes, draft)
    return [*placed, *map(_entry, listed.get(len(drafts), ())), *_drain(waiting), *_drain(notes)]


def _entry(line: Line) -> _Placed:
    return _Placed(BlockKind.CONTENTS, (Piece(clean_line(line.text), line.page),))


def _take(notes: list[Note], draft: Draft) -> list[Note]:
    """The notes to which the draft refers, on one of its pages; they are taken out of `notes`."""
    pages = {piece.page for piece in draft.pieces}
    taken = [note for note in notes if note.number in draft.numbers and note.lines[0].page in pages]
    notes[:] = [note for note in notes if note not in taken]
    return taken


def _drain(notes: list[Note]) -> list[_Placed]:
    placed = [_Placed(BlockKind.NOTE, tuple(note_pieces(note))) for note in notes]
    notes.clear()
    return placed


def _write(placed: Sequence[_Placed], labels: Sequence[str], moved: Set[int], scanned: Set[int]) -> Assembled:
    classify = _classifier(placed)
    text, blocks, marks, cuts, scans = "", list[Block](), list[PageMark](), list[int](), list[Span]()
    for part in placed:
        body, starts = join_pieces(part.pieces)
        if not body.strip():
            continue
        text += _between(blocks[-1].kind, part.kind) if blocks else ""
        at = len(text)
        text += body
        for piece, start in zip(part.pieces, starts, strict=True):
            _mark(marks, at + start, labels[piece.page])
            cuts += [at + start] if piece.glued or piece.page in moved else []
        scans += _scans(part.pieces, [at + start for start in starts], len(text), scanned)
        blocks.append(_block(part, Span(at, len(text)), classify(body, part)))
    return Assembled(text, tuple(blocks), tuple(marks), tuple(cuts), tuple(scans))


def _scans(pieces: Sequence[Piece], starts: Sequence[int], end: int, scanned: Set[int]) -> Iterator[Span]:
    """The stretches of a block that stand on scanned pages."""
    bounds = zip(pieces, starts, [*starts[1:], end], strict=True)
    for told, held in groupby(bounds, key=lambda bound: bound[0].page in scanned):
        run = list(held)
        if told:
            yield Span(run[0][1], run[-1][2])


def _mark(marks: list[PageMark], start: int, label: str) -> None:
    if not marks or marks[-1].label != label:
        marks.append(PageMark(start, label))


def _between(before: BlockKind, kind: BlockKind) -> str:
    listed = before is kind and kind in _BY_LINE
    return "\n" if listed or (before is BlockKind.CAPTION and kind is BlockKind.ROW) else "\n\n"


def _classifier(placed: Sequence[_Placed]) -> Callable[[str, _Placed], HeadingParts]:
    """Reads a heading; its depth, where no number tells, is what the file tells of it, else the rank of its size.

    A file that leaves out headings is not asked: those it names would stand above the ones that they belong to.
    """
    headings = [part for part in placed if part.kind is BlockKind.HEADING]
    sizes = sorted({part.size for part in headings}, reverse=True)
    told = sum(part.depth > 0 for part in headings) >= _TOLD * len(headings)

    def classify(text: str, part: _Placed) -> HeadingParts:
        rank = sizes.index(part.size) + 1 if part.size in sizes else 1
        return classify_heading(text, depth=part.depth or rank if told else rank)

    return classify


def _block(part: _Placed, span: Span, heading: HeadingParts) -> Block:
    if part.kind is not BlockKind.HEADING:
        return Block(part.kind, span)
    return Block(part.kind, span, heading.level, heading.section, heading.unit)
