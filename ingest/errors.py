"""What can go wrong, and is said to a person in Swedish.

* ReaderFacingError            str(exc) is one sentence: what happened, in which file, what to do
  x UnreadableDocument (ingest)   the file cannot be read as what it claims to be
  x EmptyDocument (ingest)        the file can be read, and has no text
  x CorpusError (ingest)          a path or the catalogue is wrong
  x FetchFailed (ingest)          a file cannot be fetched, or is not what it should be
  x LibraryMissing (index)        there is no library to open
    x UnknownGeneration (index)   the library has no such generation
  x LibraryMismatch (index)       built with another model, or by another format
    x LibraryDamaged (index)      not as it was written
  x LibraryBusy (index)           another build holds the lock
  x UnknownDocument (index)       the library holds no such document, or no other
  x NotAgreed (index)             what cannot be undone was not confirmed
  x UnknownFilter (index)         a filter names what the library does not hold
  x ModelMissing (index)          the embedding model's weights cannot be found
  x BadQuestions (index)          a file of questions to check with cannot be read
  x BadAddress (index)            what is given as the address of a store is none
  x StoreUnreachable (index)      nobody answers where the store is said to be
  x StoreRefused (index)          the store does not accept who asks
  x ExportFailed (index)          what lies in the store is not what was sent there
  x InvalidQuestion (server)      empty, or too long
  x NotFound (server)             no such document, section, page, passage or build
  x InvalidPath (server)          not a path under the corpus folder
  x AlreadyBuilding (server)      a build is under way
  x CannotDraw (server)           a page cannot be drawn, or not now
  x KeyNeeded (server)            no key where one is needed, or one that is not valid
  x NotAllowed (server)           the key does not allow this, or nobody may do it here
  x KeyTrouble (server)           a key cannot be made or revoked, or the file of keys cannot be read
  x OpenToAll (server)            open to a network without keys, and nobody said that it should be
"""


class ReaderFacingError(Exception):
    """An error whose text is one clear Swedish sentence, fit to be read aloud."""


class UnreadableDocument(ReaderFacingError):
    """The file cannot be read as what it claims to be."""


class EmptyDocument(ReaderFacingError):
    """The file can be read and holds no text."""


class CorpusError(ReaderFacingError):
    """A path, or the catalogue, does not say what it should."""


class FetchFailed(ReaderFacingError):
    """A file cannot be fetched, or is not what it should be; what lay in its place lies there still."""
