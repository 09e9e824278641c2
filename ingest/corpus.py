"""The corpus: a catalogue and files in folders, in an order that repeats."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.catalogue import CATALOGUE, Entry, composed, entry_id, is_excluded, missing_files, read_catalogue
from ingest.errors import CorpusError
from ingest.ordinary import refusal
from ingest.source_digest import source_digest

READER_VERSION = 6
"""Raised whenever a reader would read an unchanged file otherwise."""

READABLE = (".pdf", ".md", ".markdown", ".docx", ".html", ".htm", ".txt")
"""Endings of files that can be read; of two files with one id, the one whose ending comes first is."""

_NO_SOURCE = {"readme", "läsmig", "licence", "license"}


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its id, and what the catalogue says of it."""

    path: Path
    id: str
    entry: Entry
    refused: str = ""
    """Why it is not to be opened, where it is not."""

    def digest(self) -> str:
        """Digest of reader, file and entry, so that the change of any is seen (`ingest.source_digest`)."""
        return source_digest(None if self.refused else self.path, self.entry, READER_VERSION)


def find_sources(paths: Iterable[Path]) -> tuple[Source, ...]:
    """The files to read, sorted by id; folders are searched in depth.

    Raises:
        CorpusError: a path does not exist, holds nothing to read, its catalogue cannot be read, or two files of one
            sort have the same id.
    """
    by_id: dict[str, Source] = {}
    for path in paths:
        for source in _sources(path):
            held = by_id.setdefault(source.id, source)
            if _rank(source) < _rank(held):
                by_id[source.id] = source
            elif _rank(source) == _rank(held) and source.path.resolve() != held.path.resolve():
                raise CorpusError(
                    f"{held.path} och {source.path} har samma id, ”{source.id}”. "
                    f"Ge dem olika namn, eller olika id i katalogen {CATALOGUE}."
                )
    return tuple(by_id[key] for key in sorted(by_id))


@dataclass(frozen=True, slots=True)
class Missing:
    """An entry of a catalogue whose file is not there; `url` says where it can be fetched, or is empty."""

    path: Path
    id: str
    url: str


def find_missing(paths: Iterable[Path]) -> tuple[Missing, ...]:
    """What the catalogues of the folders in `paths` name and is not there.

    Raises:
        CorpusError: a catalogue cannot be read.
    """
    return tuple(
        Missing(folder / file, entry_id(file, entry), str(entry.get("url") or ""))
        for folder in paths
        if folder.is_dir()
        for file, entry in missing_files(folder).items()
    )


def find_excluded(paths: Iterable[Path]) -> frozenset[str]:
    """Ids of the documents that the catalogues of the folders in `paths` exclude.

    Raises:
        CorpusError: a catalogue cannot be read.
    """
    catalogues = [read_catalogue(folder) for folder in paths if folder.is_dir()]
    return frozenset(entry_id(file, entry) for each in catalogues for file, entry in each.items() if is_excluded(entry))


def files_of(folder: Path, doc: str) -> tuple[Path, ...]:
    """The files below a folder that have this id, those that the catalogue excludes among them.

    Raises:
        CorpusError: the catalogue cannot be read.
    """
    catalogue = read_catalogue(folder)
    names = [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file()]
    return tuple(
        folder / name
        for name in names
        if is_source(name) and entry_id(name.name, catalogue.get(composed(name.as_posix()), {})) == doc
    )


def _rank(source: Source) -> int:
    return READABLE.index(source.path.suffix.lower())


def _sources(path: Path) -> Iterator[Source]:
    if path.is_dir():
        catalogue = read_catalogue(path)
        files = [file for file in sorted(path.rglob("*")) if not file.is_dir() and is_source(file.relative_to(path))]
        entries = [(file, catalogue.get(composed(file.relative_to(path).as_posix()), {})) for file in files]
        sources = [_source(file, entry, path) for file, entry in entries if not is_excluded(entry)]
        if not sources:
            raise CorpusError(
                f"Mappen {path} har inga dokument att läsa. Lägg dit PDF, Word (docx), HTML, Markdown eller text."
            )
        yield from sources
    elif not path.exists():
        raise CorpusError(f"{path} finns inte. Kontrollera sökvägen.")
    elif path.suffix.lower() not in READABLE:
        kinds = ", ".join(READABLE)
        raise CorpusError(f"{path.name} är av ett slag som inte kan läsas. Det som kan läsas är {kinds}.")
    else:
        entry = read_catalogue(path.parent).get(composed(path.name), {})
        if is_excluded(entry):
            raise CorpusError(
                f"{path.name} är undantagen i katalogen (excluded = true). Ta in den igen med belagg add {path}."
            )
        yield _source(path, entry)


def is_source(name: Path) -> bool:
    """Whether a file with this name, relative to the corpus, is read as a document."""
    hidden = any(part.startswith(".") for part in name.parts)
    return not hidden and name.suffix.lower() in READABLE and name.stem.casefold() not in _NO_SOURCE


def _source(file: Path, entry: Entry, folder: Path | None = None) -> Source:
    return Source(file, entry_id(file.name, entry), entry, refusal(file, folder))
