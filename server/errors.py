"""What can go wrong with a question; the whole tree is drawn in `ingest.errors`."""

from ingest.errors import ReaderFacingError


class InvalidQuestion(ReaderFacingError):
    """The question is empty or too long."""


class NotFound(ReaderFacingError):
    """There is no such document, page or passage."""


class KeyNeeded(ReaderFacingError):
    """No key was sent where one is needed, or one that is not valid."""


class NotAllowed(ReaderFacingError):
    """The key that was sent does not allow this, or nobody may do it here."""


class KeyTrouble(ReaderFacingError):
    """A key cannot be made or revoked, or the file of keys cannot be read."""


class OpenToAll(ReaderFacingError):
    """The server would be open to a network without keys, and nobody said that it should."""
