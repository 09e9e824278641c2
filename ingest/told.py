"""Blocks as a format with structure of its own tells them (Word, HTML), made into one text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.contents import mark_contents
from ingest.document import BlockKind
from ingest.headlines import Headlines
from ingest.parsed import Parsed
from ingest.parts import Part, notes_to_section_ends, write
from ingest.remarks import hidden_text
from ingest.statutes import open_units
from ingest.text_file import visible


@dataclass(frozen=True, slots=True)
class ToldBlock:
    """A block with plain words. `depth` is a heading's, from 1; `refers` names notes, `note` the note that it is."""

    kind: BlockKind
    text: str
    depth: int = 0
    refers: tuple[str, ...] = ()
    note: str = ""


def tidy(text: str) -> str:
    """One block's words, composed, with single spaces and without what cannot be seen."""
    return " ".join(visible(text).split())


def write_told(
    blocks: Sequence[ToldBlock], found: Mapping[str, str], warnings: Sequence[str], *, titled: bool, hidden: str = ""
) -> Parsed:
    """Writes blocks out as one text; what the file says of itself goes before its title.

    Args:
        blocks: in text order.
        found: what the file says of itself.
        warnings: Swedish sentences for the editor.
        titled: whether the first heading may be the document's title.
        hidden: words that a reader does not see and that were left out.
    """
    headlines = Headlines(((block.depth, block.text) for block in blocks if block.depth), titled=titled)
    parts = [_part(block, headlines) for block in blocks if block.text]
    title = next((part.text for part in parts if part.kind is BlockKind.TITLE), "")
    known = {"title": title, **found} if title else found
    parsed = write(notes_to_section_ends(open_units(mark_contents(parts))), known, warnings)
    return replace(parsed, remarks=(hidden_text((), hidden),)) if hidden else parsed


def _part(block: ToldBlock, headlines: Headlines) -> Part:
    part = Part(block.kind, block.text, refers=block.refers, note=block.note)
    return headlines.read(part, block.depth) if block.depth else part
