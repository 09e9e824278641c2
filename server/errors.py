"""What can go wrong with a question; the whole tree is drawn in `ingest.errors`."""

from ingest.errors import ReaderFacingError


class InvalidQuestion(ReaderFacingError):
    """The question is empty or too long."""


class NotFound(ReaderFacingError):
    """There is no such document, page or passage."""
