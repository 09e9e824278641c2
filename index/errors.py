"""What can go wrong with a library, its model or its build; the whole tree is drawn in `ingest.errors`."""

from pathlib import Path

from ingest.errors import ReaderFacingError


class LibraryMissing(ReaderFacingError):
    """There is no library to open."""


class UnknownGeneration(LibraryMissing):
    """The library has no such generation."""


class LibraryMismatch(ReaderFacingError):
    """The library was built with another model, or by another format."""


class LibraryDamaged(LibraryMismatch):
    """The library is not as it was written."""


def unreadable(path: Path) -> LibraryDamaged:
    """What is said of a file of a library that is missing, or is not what it should be."""
    return LibraryDamaged(
        f"Biblioteket är skadat: {path} kan inte läsas. Gå tillbaka med belagg rollback eller bygg om."
    )


class LibraryBusy(ReaderFacingError):
    """Another build holds the lock."""


class UnknownDocument(ReaderFacingError):
    """The library holds no such document, or no other."""


class NotAgreed(ReaderFacingError):
    """What cannot be undone was not confirmed."""


class UnknownFilter(ReaderFacingError):
    """A filter names what the library does not hold."""


class ModelMissing(ReaderFacingError):
    """The embedding model's weights cannot be found, or are not the ones we know."""


class BuildFailed(ReaderFacingError):
    """The new library could not be made or did not pass its check; the served one is as it was."""


class BadQuestions(ReaderFacingError):
    """A file of questions to check with cannot be read."""


class BadAddress(ReaderFacingError):
    """What is given as the address of a store is none."""


class StoreUnreachable(ReaderFacingError):
    """Nobody answers where the store is said to be."""


class StoreRefused(ReaderFacingError):
    """The store does not accept who asks."""


class ExportFailed(ReaderFacingError):
    """What lies in the store is not what was sent there; what is served there is as it was."""
