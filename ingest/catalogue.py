"""The catalogue of a folder: what is known of its files besides what they say themselves."""

import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from ingest.errors import CorpusError
from ingest.ordinary import printable

CATALOGUE = "catalogue.toml"

Entry = Mapping[str, object]
"""One `[[document]]`: its `file`, and what is told of it."""


def composed(name: str) -> str:
    """A name as it is typed: file systems may keep "å" as two characters, and others that cannot be written."""
    return printable(unicodedata.normalize("NFC", name))


def read_catalogue(folder: Path) -> dict[str, Entry]:
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
    return {composed(str(entry["file"])): entry for entry in entries}


def is_excluded(entry: Entry) -> bool:
    """Whether an editor has taken the document out of the library while its file and entry stay."""
    return entry.get("excluded") is True


def entry_id(file: str, entry: Entry) -> str:
    """The document's id: the entry's, else the file's stem."""
    return composed(str(entry.get("id") or Path(file).stem))


def missing_files(folder: Path) -> dict[str, Entry]:
    """The entries whose file is not in the folder, by file name.

    Raises:
        CorpusError: the catalogue cannot be read.
    """
    named = {file: entry for file, entry in read_catalogue(folder).items() if not is_excluded(entry)}
    there = {composed(path.relative_to(folder).as_posix()) for path in folder.rglob("*")} if named else set()
    return {file: entry for file, entry in named.items() if file not in there}
