"""What crosses the wire when sources are read: documents, sections, pages, passages.

`page_key` names a page in addresses: as its printed label, but for labels that a document has more than once, which
are told apart (`18`, `18~2`).
"""

from server.schema import SpanPair, Wire


class SectionEntry(Wire):
    """One entry of a document's section tree, in text order; `level` is 1 outermost."""

    section: str
    heading: str
    level: int
    page: str | None
    page_key: str | None = None
    number: int = 0
    """Its place in the list, from 0: its name in addresses."""
    span: SpanPair = (0, 0)
    """Where it stands in the document's text, up to the next entry."""
    passage_id: str | None = None
    """The first passage that begins in it; null where none does."""


class DocumentEntry(Wire):
    """One document of the library."""

    doc: str
    title: str
    kind: str
    year: int | None
    author: str | None
    diarienummer: str | None
    publisher: str | None
    pages: int
    passages: int
    warnings: tuple[str, ...]


class DocumentList(Wire):
    """Answer of `GET /api/documents`."""

    documents: tuple[DocumentEntry, ...]
    total: int = 0
    """How many there are in all."""
    library: str


class DocumentDetail(DocumentEntry):
    """Answer of `GET /api/documents/{doc}`; `page_labels` are those of addresses, in the order of the pages."""

    sections: tuple[SectionEntry, ...]
    page_labels: tuple[str, ...]


class PageEntry(Wire):
    """One page of a document; without characters it is blank, or a picture."""

    page: str
    page_key: str
    characters: int


class PageList(Wire):
    """Answer of `GET /api/documents/{doc}/pages`."""

    doc: str
    title: str
    pages: tuple[PageEntry, ...]
    total: int
    """How many there are in all."""


class PagePassage(Wire):
    """A passage on a page or in a section; `at` is where it stands in the text that it is given with."""

    passage_id: str
    section: str
    at: SpanPair


class PageReply(Wire):
    """Answer of `GET /api/documents/{doc}/pages/{label}`; `previous` and `next` are page keys."""

    doc: str
    title: str
    page: str
    page_key: str | None = None
    text: str
    passages: tuple[PagePassage, ...]
    previous: str | None
    next: str | None


class SectionReply(Wire):
    """Answer of `GET /api/documents/{doc}/sections/{number}`; `previous` and `next` are numbers of sections."""

    doc: str
    title: str
    number: int
    section: str
    heading: str
    level: int
    path: tuple[str, ...]
    """The headings from the outermost down to its own."""
    page: str | None
    page_key: str | None
    text: str
    passages: tuple[PagePassage, ...]
    previous: int | None
    next: int | None


class PassageReply(Wire):
    """Answer of `GET /api/passages/{id}`: a passage with the text before and after it in the document."""

    passage_id: str
    doc: str
    title: str
    kind: str
    year: int | None
    section: str
    heading: str
    path: tuple[str, ...]
    page: str | None
    page_end: str | None
    page_key: str | None = None
    text: str
    before: str
    after: str
    previous: str | None
    """Id of the passage before, in the same document."""
    next: str | None
