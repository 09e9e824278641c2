"""What a source was when it was read: reader, bytes and entry, each apart, so that a change can be named."""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

_NO_CONTENT = {"file", "url", "sha256"}  # what an entry says of the file and not of the document


class SourceChange(StrEnum):
    """What differs between two readings of a source."""

    READER = "reader"
    FILE = "file"
    ENTRY = "entry"


def source_digest(path: Path | None, entry: Mapping[str, object], reader: int) -> str:
    """Three digests in one: of the reader's version, the file, and what the catalogue says of the document.

    A file that cannot be opened, or is not to be (`None`), has a digest of its own: why is told when it is read.
    """
    content = _content_digest(path) if path else ""
    told = repr(sorted((key, value) for key, value in entry.items() if key not in _NO_CONTENT))
    return f"{reader}.{content}.{hashlib.sha256(told.encode()).hexdigest()}"


def _content_digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"{error.errno}"


def is_of(digest: str, content: str) -> bool:
    """Whether a source's digest is that of a file with this sha256."""
    return digest.split(".")[1] == content


def source_changes(before: str, now: str) -> tuple[SourceChange, ...]:
    """What differs between two such digests."""
    parts = zip(SourceChange, before.split("."), now.split("."), strict=True)
    return tuple(change for change, one, other in parts if one != other)
