"""A reader for each kind of file. Imported only where files are read: what readers are made of is slow to import."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from ingest.corpus import Source
from ingest.document import Document
from ingest.docx import read_docx
from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.html import read_html
from ingest.markdown import read_markdown
from ingest.metadata import describe, origins
from ingest.parsed import MOST_PAGES, Parsed
from ingest.pdf import read_pdf
from ingest.plain import read_plain
from ingest.remarks import Remark, Subject

Reader = Callable[[Path], Parsed]


def readers(most_pages: int = MOST_PAGES) -> Mapping[str, Reader]:
    """The readers by the endings of `ingest.corpus.READABLE`; `most_pages` binds those whose files have pages."""
    return {
        ".pdf": partial(read_pdf, most_pages=most_pages),
        ".md": read_markdown,
        ".markdown": read_markdown,
        ".docx": read_docx,
        ".html": read_html,
        ".htm": read_html,
        ".txt": read_plain,
    }


def read_document(source: Source, most_pages: int = MOST_PAGES) -> Document:
    """Reads one file into a document.

    Raises:
        ReaderFacingError: the file cannot be read, or has no text.
    """
    if source.refused:
        raise UnreadableDocument(source.refused)
    parsed = readers(most_pages)[source.path.suffix.lower()](source.path)
    if not parsed.text.strip():
        raise EmptyDocument(f"{source.path.name} har ingen text. Kontrollera filen och lägg in den på nytt.")
    opening = parsed.text[:2_000]
    metadata, warnings = describe(parsed.found, source.entry, source.path.stem, opening)
    return Document(
        id=source.id,
        metadata=metadata,
        text=parsed.text,
        blocks=parsed.blocks,
        pages=parsed.pages,
        unverified=parsed.unverified,
        scans=parsed.scans,
        file_pages=parsed.file_pages,
        warnings=(*parsed.warnings, *warnings),
        remarks=(*parsed.remarks, *(Remark(Subject.OTHER, text=warning) for warning in parsed.warnings)),
        origins=origins(metadata, parsed.found, source.entry, opening),
    )
