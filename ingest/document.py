"""Documents: cleaned text, and the offsets at which pages, headings and blocks begin.

Offsets count characters of `Document.text`; every span is half-open. Places are arithmetic: a `Locator` is
computed from a span and the marks, never carried along while text is read.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType

from ingest.remarks import Remark

TITLE_PAGE = "Titelsida"
"""The section of what stands before the first heading, in a document with pages."""


class Kind(StrEnum):
    """What sort of document a source is; the values are what the reader sees and filters by."""

    REPORT = "årsrapport"
    CONVENTION = "konvention"
    LAW = "lag"
    METHOD = "metodstöd"
    SUMMARY = "sammanfattning"
    OTHER = "övrigt"


class Quality(StrEnum):
    """How far a text can be trusted: read as text, by OCR, or not found again in the second extraction."""

    TEXT = "text"
    OCR = "ocr"
    UNVERIFIED = "unverified"


def least_trusted(qualities: Iterable[Quality]) -> Quality:
    """The quality of a text whose parts have these: the worst decides."""
    found = set(qualities)
    return next((quality for quality in (Quality.UNVERIFIED, Quality.OCR) if quality in found), Quality.TEXT)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of characters."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def __or__(self, other: "Span") -> "Span":
        """From the first character of either to the last."""
        return Span(min(self.start, other.start), max(self.end, other.end))

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Whether at least one character lies in both."""
        return self.start < other.end and other.start < self.end


def touches(span: Span, others: Sequence[Span]) -> bool:
    """Whether `span` shares a character with one of `others`, which are in text order and do not overlap."""
    at = bisect_right(others, span.end, key=lambda other: other.start) - 1
    return any(span.overlaps(other) for other in others[max(0, at - 1) : at + 1])


class BlockKind(StrEnum):
    """What a block of a document is."""

    TITLE = "title"  # the document's own title
    HEADING = "heading"  # begins a section
    PARAGRAPH = "paragraph"
    ITEM = "item"  # one entry of a list
    CAPTION = "caption"  # of a figure, or the header row of a table
    ROW = "row"  # one row of a table
    NOTE = "note"  # a footnote, lifted out of the running text
    CONTENTS = "contents"  # the list of contents: shown, never searched or cited
    ORIGIN = "origin"  # in a summary, which part of the original a section is made of: shown, never searched or cited


@dataclass(frozen=True, slots=True)
class PageMark:
    """From `start` on the text stands on the page with this printed label; marks may return to a page."""

    start: int
    label: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, table row or note; `span` excludes the white space around it.

    `level` is 1 for the outermost heading and 0 for all that is no heading. `section` names a heading's
    citable unit: "4.2.1", "Bilaga 1", "Artikel 28", "3 kap. 5 §", "Förord". `unit` is true for articles and the
    sections of a law, which are never merged with their neighbours.
    """

    kind: BlockKind
    span: Span
    level: int = 0
    section: str = ""
    unit: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and all text up to the next one; `path` holds the titles from the outermost heading down."""

    label: str
    heading: str
    path: tuple[str, ...]
    level: int
    span: Span
    blocks: tuple[Block, ...]
    unit: bool = False


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a span lies: document, section, heading, and the printed labels of its first and last page."""

    doc: str
    section: str
    heading: str
    page: str | None
    page_end: str | None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a document besides its text; `None` is unknown. `year`: covered, else of adoption."""

    title: str
    kind: Kind
    year: int | None = None
    author: str | None = None
    diarienummer: str | None = None
    publisher: str | None = None
    language: str = "sv"
    summarises: str | None = None
    """The id of the document that this one summarises, in other words."""
    original: str | None = None
    """The title of that document."""


class Origin(StrEnum):
    """Where something known of a document was found."""

    CATALOGUE = "catalogue"
    FILE = "file"  # what the file says of itself: front matter, properties
    TITLE_PAGE = "title_page"
    GUESSED = "guessed"  # out of the title, the first line or the file's name


@dataclass(frozen=True)
class Document:
    """One source, cleaned. `id` is the catalogue's, else the file's stem; blocks are in text order.

    `unverified` are the spans of sentences that the second extraction does not hold; `scans` are what OCR has read.
    """

    id: str
    metadata: Metadata
    text: str
    blocks: tuple[Block, ...]
    pages: tuple[PageMark, ...] = ()
    unverified: tuple[Span, ...] = ()
    scans: tuple[Span, ...] = ()
    file_pages: tuple[str, ...] = ()
    """The label of every page of the file, in its order; empty where the file has no pages of its own."""
    warnings: tuple[str, ...] = field(default=(), compare=False)
    remarks: tuple[Remark, ...] = field(default=(), compare=False)
    origins: Mapping[str, Origin] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    """Where each field of the metadata was found; what is unknown has no key."""

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Sections in text order; text before the first heading belongs to a section without a label."""
        return tuple(_sections(self))

    @cached_property
    def _page_starts(self) -> list[int]:
        return [mark.start for mark in self.pages]

    @cached_property
    def _section_starts(self) -> list[int]:
        return [section.span.start for section in self.sections]

    @cached_property
    def page_labels(self) -> tuple[str, ...]:
        """Printed labels in the order in which the pages come; those that repeat are told apart."""
        return self.file_pages or tuple(dict.fromkeys(mark.label for mark in self.pages))

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self.page_labels)

    def page_at(self, offset: int) -> str | None:
        """The printed label of the page on which the character at `offset` stands; None without pages."""
        at = bisect_right(self._page_starts, offset) - 1
        return self.pages[at].label if at >= 0 else None

    def section_at(self, offset: int) -> Section:
        """The innermost section that holds the character at `offset`."""
        return self.sections[max(0, bisect_right(self._section_starts, offset) - 1)]

    def locate(self, span: Span) -> Locator:
        """Where `span` lies, in section labels and printed page labels."""
        section = self.section_at(span.start)
        last = max(span.start, span.end - 1)
        return Locator(self.id, section.label, section.heading, self.page_at(span.start), self.page_at(last))

    def page_spans(self, label: str) -> tuple[Span, ...]:
        """The stretches of text that stand on the page with this label, in text order."""
        ends = [*self._page_starts[1:], len(self.text)]
        return tuple(
            Span(mark.start, end)
            for mark, end in zip(self.pages, ends, strict=False)
            if mark.label == label and end > mark.start
        )


def _sections(document: Document) -> Iterator[Section]:
    heads = [i for i, block in enumerate(document.blocks) if block.kind is BlockKind.HEADING]
    bounds = [*heads, len(document.blocks)]
    if document.blocks and (not heads or heads[0] > 0):
        blocks = document.blocks[: bounds[0]]
        label = TITLE_PAGE if document.pages else ""
        yield Section(label, document.metadata.title, (), 0, _cover(blocks), blocks)
    path: list[tuple[int, str]] = []
    for first, after in pairwise(bounds):
        head, *rest = document.blocks[first:after]
        title = head.span.of(document.text)
        path = [(level, name) for level, name in path if level < head.level] + [(head.level, title)]
        names = tuple(name for _, name in path)
        yield Section(head.section, title, names, head.level, _cover([head, *rest]), (head, *rest), head.unit)


def _cover(blocks: tuple[Block, ...] | list[Block]) -> Span:
    return Span(blocks[0].span.start, blocks[-1].span.end)
