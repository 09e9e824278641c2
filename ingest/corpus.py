"""The corpus: a catalogue and files in folders, read into documents in an order that repeats."""

import hashlib
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.document import Document
from ingest.errors import CorpusError, EmptyDocument
from ingest.markdown import read_markdown
from ingest.metadata import describe
from ingest.parsed import Parsed
from ingest.pdf import read_pdf
from ingest.plain import read_plain

READER_VERSION = 2
"""Raised whenever a reader would read an unchanged file otherwise."""

CATALOGUE = "catalogue.toml"
_READERS: Mapping[str, Callable[[Path], Parsed]] = {
    ".pdf": read_pdf,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_plain,
}
_PREFERENCE = tuple(_READERS)  # of two files with one id, the one whose ending comes first is read
_NO_SOURCE = {"readme", "läsmig", "licence", "license"}


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its id, and what the catalogue says of it."""

    path: Path
    id: str
    entry: Mapping[str, object]

    def digest(self) -> str:
        """Sha256 of the file and of what the catalogue says of it, so that either's change is seen.

        A file that cannot be opened has a digest of its own: why it cannot is told when it is read.
        """
        try:
            with self.path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            content = f"{error.errno}"
        told = repr(sorted((key, value) for key, value in self.entry.items() if key != "file"))
        return hashlib.sha256(f"{READER_VERSION}\n{content}\n{told}".encode()).hexdigest()


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


def _rank(source: Source) -> int:
    return _PREFERENCE.index(source.path.suffix.lower())


def _sources(path: Path) -> Iterator[Source]:
    if path.is_dir():
        catalogue = read_catalogue(path)
        files = [file for file in sorted(path.rglob("*")) if _readable(file, path)]
        if not files:
            raise CorpusError(f"Mappen {path} har inga dokument att läsa. Lägg dit PDF-, Markdown- eller textfiler.")
        yield from (_source(file, catalogue.get(_composed(file.relative_to(path).as_posix()), {})) for file in files)
    elif not path.exists():
        raise CorpusError(f"{path} finns inte. Kontrollera sökvägen.")
    elif path.suffix.lower() not in _READERS:
        kinds = ", ".join(_READERS)
        raise CorpusError(f"{path.name} är av ett slag som inte kan läsas. Det som kan läsas är {kinds}.")
    else:
        yield _source(path, read_catalogue(path.parent).get(_composed(path.name), {}))


def _readable(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return file.is_file() and not hidden and file.suffix.lower() in _READERS and file.stem.casefold() not in _NO_SOURCE


def _source(file: Path, entry: Mapping[str, object]) -> Source:
    return Source(file, _composed(str(entry.get("id") or file.stem)), entry)


def _composed(name: str) -> str:
    """A name as it is typed: file systems may keep "å" as two characters."""
    return unicodedata.normalize("NFC", name)


def read_catalogue(folder: Path) -> dict[str, Mapping[str, object]]:
    """The folder's catalogue by file name; empty where there is none.

    Raises:
        CorpusError: the catalogue cannot be read, or an entry names no file.
    """
    path = folder / CATALOGUE
    if not path.exists():
        return {}
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("document", [])
    except OSError as error:
        raise CorpusError(f"Katalogen {path} kan inte öppnas. Kontrollera att du får läsa filen.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"Katalogen {path} kan inte läsas: den är inte giltig TOML. Rätta filen: {error}.") from error
    if not isinstance(entries, list) or not all(isinstance(e, dict) and e.get("file") for e in entries):
        raise CorpusError(f"I katalogen {path} saknar ett dokument raden file. Varje [[document]] ska namnge sin fil.")
    return {_composed(str(entry["file"])): entry for entry in entries}


def read_document(source: Source) -> Document:
    """Reads one file into a document.

    Raises:
        ReaderFacingError: the file cannot be read, or has no text.
    """
    parsed = _READERS[source.path.suffix.lower()](source.path)
    if not parsed.text.strip():
        raise EmptyDocument(f"{source.path.name} har ingen text. Kontrollera filen och lägg in den på nytt.")
    opening = parsed.text[:2_000]
    metadata, warnings = describe(parsed.found, source.entry, source.path.stem, opening)
    return Document(
        id=source.id,
        metadata=metadata,
        text=parsed.text,
        blocks=parsed.blocks,
        pages=parsed.pages,
        unverified=parsed.unverified,
        page_count=parsed.page_count or len({mark.label for mark in parsed.pages}),
        warnings=(*parsed.warnings, *warnings),
    )
