"""What a reader hands over: text, blocks and pages of one file, and what it says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ingest.document import Block, PageMark, Span
from ingest.remarks import Remark

MOST_PAGES = 2_000
"""Pages of one file, where nothing else is said."""
FOUND = ("title", "author", "year", "kind", "diarienummer", "publisher", "language", "summarises", "original")
"""The keys that `Parsed.found` may hold."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """One file, read and cleaned, before it has an id and metadata.

    `found` holds what the file says of itself, as it is written there, under the keys of `FOUND`; what is not
    said has no key. `warnings` are Swedish sentences for the editor.
    """

    text: str
    blocks: tuple[Block, ...]
    pages: tuple[PageMark, ...] = ()
    found: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    warnings: tuple[str, ...] = ()
    unverified: tuple[Span, ...] = ()
    """Sentences that the second extraction does not hold."""
    file_pages: tuple[str, ...] = ()
    scans: tuple[Span, ...] = ()
    """What OCR has read."""
    remarks: tuple[Remark, ...] = ()
