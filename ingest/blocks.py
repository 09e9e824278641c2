"""From lines to blocks: paragraphs, headings, list items and table rows, kept whole over page breaks."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.clean import Piece, join_pieces
from ingest.document import BlockKind
from ingest.footnotes import Lifted
from ingest.layout import Line
from ingest.second_extraction import letters

_BULLET = re.compile(r"^[•▪●◦‣∙–-]\s*(?=\S)|^o\s+(?=[A-ZÅÄÖ])")
_SURE_BULLET = re.compile(r"^[•▪●◦‣∙]")
_NUMBERED_ITEM = re.compile(r"^(?:\d{1,2}[.)]|[a-zåäö]\))\s+(?=\S)")
_NUMBERED_HEADING = re.compile(r"^(?:\d+(?:\.\d+)*\.?|Bilaga \d+|Kapitel \d+)\s+\S", re.IGNORECASE)
_CAPTION = re.compile(r"^(?:figur|tabell|diagram|bild)\s+\d+", re.IGNORECASE)
_LABELLED = re.compile(r"^[A-ZÅÄÖ][\wåäöÅÄÖ ]{2,24}:\s+\S")
_FIGURE = re.compile(r"^[\d\s.,%–-]*\d[\d\s.,%–-]*$")
_ENDED = re.compile(r"[.!?:][\"”’»)\]]*$")
_FLOWING = {BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.CAPTION, BlockKind.TITLE}
_SET_APART = {BlockKind.CAPTION, BlockKind.ROW}
_LARGER = 1.12  # share of the body's size from which on a line may be a heading
_WIDER = 1.3  # share of the usual leading from which on a gap parts two paragraphs
_HANGING = 3.0  # points by which the lines of an item stand to the right of its bullet
_MAX_BOLD = 120  # characters of a line that is a heading for its weight alone
_HEADING_LINES = 4  # over which the title of a bookmark may run
_MAX_HEADING = 200  # characters
_COVER_WORDS = 60  # a first page with fewer words is a cover: it has no headings


@dataclass
class Draft:
    """A block under construction."""

    kind: BlockKind
    line: Line
    pieces: list[Piece]
    last: Line
    numbers: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The block's text as it stands."""
        return join_pieces(self.pieces)[0]


@dataclass(frozen=True, slots=True)
class Measure:
    """The usual size and leading of a document's running text, in points."""

    size: float
    leading: float


def measure(lines: Sequence[Line], size: float) -> Measure:
    """Size and leading of running text; the leading is the commonest gap between lines of that size."""
    gaps = Counter(
        round(a.main.y - b.main.y, 1)
        for a, b in pairwise(lines)
        if a.page == b.page and a.main.size == b.main.size == size and 0 < a.main.y - b.main.y < 4 * size
    )
    return Measure(size, gaps.most_common(1)[0][0] if gaps else size * 1.2)


@dataclass(frozen=True, slots=True)
class Outline:
    """The file's bookmarks: letters of their titles, and of those that lead to each page."""

    titles: frozenset[str] = frozenset()
    by_page: Mapping[int, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, bookmarks: Iterable[tuple[str, int | None]]) -> "Outline":
        """The outline of these titles, each with the index of its page, where that is known."""
        told = [(letters(title), page) for title, page in bookmarks if letters(title)]
        pages = {page for _, page in told if page is not None}
        by_page = {at: frozenset(title for title, page in told if page == at) for at in pages}
        return cls(frozenset(title for title, _ in told), by_page)

    def heading_lines(self, lines: Sequence[Line]) -> frozenset[Line]:
        """The lines of a page that are, one or a few together, the title of a bookmark that leads to it."""
        titles = self.by_page.get(lines[0].page, frozenset()) if lines else frozenset()
        found: set[Line] = set()
        for first, line in enumerate(lines) if titles else ():
            text = ""
            for i in range(first, min(first + _HEADING_LINES, len(lines))):
                if lines[i].main.size != line.main.size:
                    break
                text += letters(lines[i].text)
                if text in titles:
                    found.update(lines[first : i + 1])
        return frozenset(found)


class Drafting:
    """Takes lines in reading order and gathers them into drafts.

    Args:
        usual: size and leading of running text.
        outline: the file's bookmarks.
        cover: whether the first page is a cover.
        structured: whether the file itself names headings; where it does not, bold lines that stand alone are some.
    """

    def __init__(self, usual: Measure, *, outline: Outline, cover: bool, structured: bool = True) -> None:
        self.drafts: list[Draft] = []
        self._usual = usual
        self._outline = outline
        self._cover = cover
        self._structured = structured
        self._table: frozenset[Line] = frozenset()
        self._marked: frozenset[Line] = frozenset()

    def page(self, lines: Sequence[tuple[Line, Lifted]]) -> None:
        """Adds the running lines of the next page."""
        self._table = table_lines([line for line, _ in lines])
        self._marked = self._outline.heading_lines([line for line, _ in lines])
        self._cover = self._cover and bool(lines) and lines[0][0].page == 0
        for line, lifted in lines:
            self._add(line, lifted)

    def _add(self, line: Line, lifted: Lifted) -> None:
        kind = self._kind(line)
        if kind is None or not self.drafts:
            self._continue_or_begin(line, lifted, kind)
        elif kind is BlockKind.HEADING and self._continues_heading(line):
            self._extend(self.drafts[-1], line, lifted)
        else:
            self._begin(kind, line, lifted)

    def _continue_or_begin(self, line: Line, lifted: Lifted, kind: BlockKind | None) -> None:
        if kind is None and self.drafts and self._continues(self.drafts[-1], line):
            self._extend(self.drafts[-1], line, lifted)
        elif kind is None and (torn := self._torn(line)):
            self._extend(torn, line, lifted)
        else:
            self._begin(kind or BlockKind.PARAGRAPH, line, lifted)

    def _torn(self, line: Line) -> Draft | None:
        """The paragraph that a figure or table stands in the middle of, if the line goes on with it."""
        before = next((draft for draft in reversed(self.drafts) if draft.kind not in _SET_APART), None)
        near = before is not None and line.page - before.last.page <= 1 and before is not self.drafts[-1]
        if before is None or not near or before.kind not in {BlockKind.PARAGRAPH, BlockKind.ITEM}:
            return None
        same = abs(before.last.main.size - line.main.size) < 1 and line.text[:1].islower()
        return before if same and not _ENDED.search(before.text) else None

    def _begin(self, kind: BlockKind, line: Line, lifted: Lifted) -> None:
        pieces = list(lifted.pieces)
        if kind is BlockKind.ITEM:
            pieces[0] = Piece(_BULLET.sub("", pieces[0].text.lstrip(), count=1), line.page)
        if kind is BlockKind.ROW or (kind is BlockKind.CAPTION and line in self._table):
            pieces = [Piece(" ".join(line.cells), line.page)]
        self.drafts.append(Draft(kind, line, pieces, line, list(lifted.numbers)))

    @staticmethod
    def _extend(draft: Draft, line: Line, lifted: Lifted) -> None:
        draft.pieces += lifted.pieces
        draft.numbers += lifted.numbers
        draft.last = line

    def _kind(self, line: Line) -> BlockKind | None:
        """The kind that the line opens; None where it may continue what came before."""
        text = line.text
        if line in self._table:
            return BlockKind.ROW if _FIGURE.match(line.cells[-1]) else BlockKind.CAPTION
        if self._cover and line.page == 0:
            return self._cover_kind(line)
        if self._is_heading(line):
            return BlockKind.HEADING
        if self._opens_item(line):
            return BlockKind.ITEM
        if _CAPTION.match(text) and line.main.size < self._usual.size:
            return BlockKind.CAPTION
        return BlockKind.PARAGRAPH if line.page <= 2 and _LABELLED.match(text) else None

    def _opens_item(self, line: Line) -> bool:
        """A bullet, or a dash or number that does not just happen to begin a line of a running sentence."""
        if not (_BULLET.match(line.text) or _NUMBERED_ITEM.match(line.text)):
            return False
        before = self.drafts[-1] if self.drafts else None
        if _SURE_BULLET.match(line.text) or before is None or before.kind is not BlockKind.PARAGRAPH:
            return True
        return not (self._continues(before, line) and not _ENDED.search(before.text))

    def _cover_kind(self, line: Line) -> BlockKind | None:
        """On a cover the largest lines are the title, the rest are paragraphs that break where the size changes."""
        before = self.drafts[-1] if self.drafts else None
        if before and before.last.main.size == line.main.size:
            return None
        first = before is None and line.main.size >= _LARGER * self._usual.size
        return BlockKind.TITLE if first else BlockKind.PARAGRAPH

    def _is_heading(self, line: Line) -> bool:
        if self._cover or len(line.text) > _MAX_HEADING or not any(c.isalpha() for c in line.text):
            return False
        if line.depth or line in self._marked or line.main.size >= _LARGER * self._usual.size:
            return True
        told = letters(line.text) in self._outline.titles
        return line.main.bold and (told or bool(_NUMBERED_HEADING.match(line.text)) or self._stands_out(line))

    def _stands_out(self, line: Line) -> bool:
        """Whether a bold line stands alone, in a file that tells nothing of its headings."""
        if self._outline.titles or self._structured or len(line.text) > _MAX_BOLD or _ENDED.search(line.text):
            return False
        before = self.drafts[-1] if self.drafts else None
        if not all(run.bold for run in line.runs if run.text.strip()):
            return False
        if before is not None and before.kind is BlockKind.HEADING and not self._is_apart(before.last, line):
            return before.last.main.bold  # the second line of a heading
        return line.text[:1].isupper() and (before is None or self._is_apart(before.last, line))

    def _is_apart(self, before: Line, line: Line) -> bool:
        gap = before.main.y - line.main.y
        return before.page != line.page or gap < 0 or gap > _WIDER * max(self._usual.leading, line.main.size)

    def _continues_heading(self, line: Line) -> bool:
        before = self.drafts[-1]
        return (
            before.kind is BlockKind.HEADING
            and before.last.page == line.page
            and before.last.main.size == line.main.size
            and 0 < before.last.main.y - line.main.y <= 2 * line.main.size
            and not _NUMBERED_HEADING.match(line.text)
        )

    def _continues(self, before: Draft, line: Line) -> bool:
        if before.kind not in _FLOWING:
            return False
        moved = before.last.page != line.page or line.main.y > before.last.main.y
        indented = before.kind is not BlockKind.ITEM or line.x > before.line.x + _HANGING
        if before.kind is BlockKind.TITLE:
            return before.last.main.size == line.main.size
        if moved:
            indented = indented or line.text[:1].islower()
            return indented and before.kind is not BlockKind.CAPTION and not _ENDED.search(before.text)
        near = before.last.main.y - line.main.y <= _WIDER * max(self._usual.leading, line.main.size)
        return near and indented and abs(line.main.size - before.last.main.size) < 1


def table_lines(lines: Sequence[Line]) -> frozenset[Line]:
    """Lines that belong to a table: two or more in a row with several cells, at least one ending in a figure."""
    found: set[Line] = set()
    run: list[Line] = []
    for line in [*lines, None]:
        if line is not None and len(line.cells) > 1:
            run.append(line)
            continue
        if len(run) > 1 and any(_FIGURE.match(row.cells[-1]) for row in run):
            found.update(run)
        run = []
    return frozenset(found)


def is_cover(lines: Sequence[Line]) -> bool:
    """Whether a first page is a cover."""
    return sum(len(line.text.split()) for line in lines) < _COVER_WORDS
