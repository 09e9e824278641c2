"""The texts of a passage that are embedded and that are searched for words."""

from ingest.document import Document
from ingest.passage import Passage


def headings(document: Document, passage: Passage) -> tuple[str, ...]:
    """The document's title and the headings that the passage stands under, outermost first."""
    return (document.metadata.title, *document.section_at(passage.span.start).path)


def passage_text(document: Document, passage: Passage) -> str:
    """What is embedded for a passage: the document's title, the headings above it, and its text."""
    return "\n".join((*headings(document, passage), passage.span.of(document.text)))


def sentence_texts(document: Document, passage: Passage) -> list[str]:
    """What is embedded for each sentence: what it hangs on, where it is an entry of a list or table, and itself."""
    text = document.text
    return [f"{s.lead.of(text)} {s.span.of(text)}" if s.lead else s.span.of(text) for s in passage.sentences]
