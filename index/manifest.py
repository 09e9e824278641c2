"""What a generation was built from and with; a library is opened only where it fits and is as it was written."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from index.errors import LibraryDamaged, LibraryMismatch

FORMAT = 9
"""Raised whenever what is on disk changes its meaning."""

MANIFEST = "manifest.json"
_SEAL = "seal"

Stamp = tuple[int, int]
"""Size in bytes, and when the file was last written in nanoseconds."""


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One document of a generation. `source` is the sha256 of its file, `digest` that of file and catalogue entry."""

    id: str
    title: str
    kind: str
    year: int | None
    source: str
    digest: str
    pages: int
    passages: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """A generation's own description. `built` is ISO 8601 in UTC; `files` are sha256 by relative path."""

    id: str
    built: str
    model: str
    dim: int
    split: Mapping[str, int]
    documents: tuple[DocumentRecord, ...]
    passages: int
    sentences: int
    corpus: str
    files: Mapping[str, str] = field(default_factory=dict)
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    """How the files looked when they were written: one that looks so still is not read through again."""
    check: Mapping[str, float] = field(default_factory=dict)
    embedding: Mapping[str, str | float] = field(default_factory=dict)
    """How new texts were embedded, where they were many."""
    format: int = FORMAT

    def sealed(self, folder: Path) -> "Manifest":
        """The manifest, with sha256 and stamp of every file in the folder."""
        names = tuple(_names(folder))
        return replace(
            self,
            files={name: file_digest(folder / name) for name in names},
            stamps={name: stamp_of(folder / name) for name in names},
        )

    def write(self, folder: Path) -> None:
        """Writes the manifest into its generation's folder."""
        (folder / MANIFEST).write_text(self.to_json(), encoding="utf-8")

    def to_json(self) -> str:
        """The manifest with a digest of itself."""
        data = asdict(self)
        return json.dumps(data | {_SEAL: _seal(data)}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Reads a generation's manifest.

        Raises:
            LibraryDamaged: it is missing, or not as it was written.
            LibraryMismatch: of another format.
        """
        try:
            text = (folder / MANIFEST).read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise _damaged(folder) from error
        return cls.parse(text, folder)

    @classmethod
    def parse(cls, text: str, place: Path | str) -> "Manifest":
        """Reads what `to_json` wrote; `place` tells where the library is.

        Raises:
            LibraryDamaged: it is not as it was written.
            LibraryMismatch: of another format.
        """
        try:
            data = json.loads(text)
            written_as = data["format"]
        except (ValueError, LookupError, TypeError) as error:
            raise _damaged(place) from error
        if written_as != FORMAT:
            raise LibraryMismatch(
                f"Biblioteket i {place} är byggt i format {written_as}, men programmet läser format {FORMAT}. "
                "Bygg om med belagg build."
            )
        if data.pop(_SEAL, None) != _seal(data):
            raise _damaged(place)
        try:
            return _read(data)
        except (LookupError, TypeError, AttributeError) as error:
            raise _damaged(place) from error

    def damaged(self, folder: Path) -> tuple[str, ...]:
        """The files of the generation that are missing, or are not as they were written; reads every one through."""
        return tuple(name for name, digest in self.files.items() if not _is(folder / name, digest))

    def require_model(self, name: str) -> None:
        """Refuses a model other than the one that the library was built with.

        Raises:
            LibraryMismatch: the names differ.
        """
        if name != self.model:
            raise LibraryMismatch(
                f"Biblioteket är byggt med modellen {self.model}, men inställd modell är {name}. "
                "Bygg om med belagg build, eller ställ tillbaka modellen."
            )


def _read(data: dict[str, Any]) -> Manifest:
    documents = tuple(DocumentRecord(**{**each, "warnings": tuple(each["warnings"])}) for each in data.pop("documents"))
    stamps = {name: (size, written) for name, (size, written) in data.pop("stamps").items()}
    return Manifest(documents=documents, stamps=stamps, **data)


def _seal(data: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _damaged(place: Path | str) -> LibraryDamaged:
    return LibraryDamaged(f"Biblioteket i {place} är skadat: manifestet kan inte läsas. Bygg om med belagg build.")


def _is(path: Path, digest: str) -> bool:
    try:
        return file_digest(path) == digest
    except OSError:
        return False


def stamp_of(path: Path) -> Stamp:
    """How a file looks now."""
    told = path.stat()
    return told.st_size, told.st_mtime_ns


def corpus_digest(digests: Mapping[str, str], model: str, split: Mapping[str, int], synonyms: str = "") -> str:
    """One digest over all that decides what a build makes: sources by id, model, split rule, synonyms and format."""
    told = json.dumps([FORMAT, model, sorted(split.items()), sorted(digests.items()), synonyms])
    return hashlib.sha256(told.encode()).hexdigest()


def file_digest(path: Path) -> str:
    """Sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _names(folder: Path) -> Iterable[str]:
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in names if name != MANIFEST)
