"""What an address names, looked up in the library: a document, one of its pages, its source file."""

from dataclasses import dataclass
from pathlib import Path

from index.generations import Generations
from index.library import Library
from index.manifest import DocumentRecord
from ingest.document import Document
from server.errors import NotFound


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The kept source of a document. `digest` is its sha256, `suffix` the file's ending (".pdf")."""

    path: Path
    digest: str
    suffix: str


def record_of(library: Library, doc: str) -> DocumentRecord:
    """A document as the manifest has it.

    Raises:
        NotFound: there is none.
    """
    for record in library.manifest.documents:
        if record.id == doc:
            return record
    raise NotFound(f"Dokumentet {doc} finns inte i biblioteket. Se /api/documents för dem som finns.")


def document_with_page(library: Library, doc: str, key: str) -> Document:
    """A document that has a page with this key.

    Raises:
        NotFound: no document, or no such page.
    """
    document = library.document(record_of(library, doc).id)
    if key not in document.page_labels:
        raise NotFound(f"{document.metadata.title} har ingen sida {key}.")
    return document


def source_of(library: Library, folder: Path, doc: str) -> SourceFile:
    """The source of a document of the library in `folder`.

    Raises:
        NotFound: no document, or its file is gone.
    """
    record = record_of(library, doc)
    digest, suffix = library.store.source(doc)
    path = Generations(folder).sources.path(digest)
    if not path.exists():
        raise NotFound(f"Källfilen till {record.title} finns inte kvar i biblioteket. Bygg om.")
    return SourceFile(path, digest, suffix)
