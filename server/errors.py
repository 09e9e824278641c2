"""What can go wrong with a request; the whole tree is drawn in `ingest.errors`."""

from ingest.errors import ReaderFacingError


class InvalidQuestion(ReaderFacingError):
    """The question is empty or too long."""


class NotFound(ReaderFacingError):
    """There is no such document, section, page, passage or build."""


class InvalidPath(ReaderFacingError):
    """A path is not one under the corpus folder."""


class AlreadyBuilding(ReaderFacingError):
    """A build is under way; `job` is its id."""

    def __init__(self, job: str) -> None:
        super().__init__(f"Ett bygge pågår redan (jobb {job}). Vänta tills det är klart och försök igen.")
        self.job = job


class KeyNeeded(ReaderFacingError):
    """No key was sent where one is needed, or one that is not valid."""


class NotAllowed(ReaderFacingError):
    """The key that was sent does not allow this, or nobody may do it here."""


class KeyTrouble(ReaderFacingError):
    """A key cannot be made or revoked, or the file of keys cannot be read."""


class OpenToAll(ReaderFacingError):
    """The server would be open to a network without keys, and nobody said that it should."""


class CannotDraw(ReaderFacingError):
    """A page cannot be drawn, or not now."""
