"""The catalogue written: one entry at a time, with comments and layout left as they are."""

from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from ingest.catalogue import CATALOGUE, composed
from ingest.errors import CorpusError
from ingest.one_step import in_one_step

_HEAD = "# Katalog över dokumenten i den här mappen. Vad som kan stå i en post visas i docs/redaktor.md.\n"

Told = Mapping[str, str | int | bool | None]
"""What an entry is to say; None takes the line away."""


def put_entry(folder: Path, file: str, told: Told) -> None:
    """Writes what is told into the entry of a file, and makes one at the end where there is none.

    Raises:
        CorpusError: the catalogue cannot be read or written.
    """
    document = _parsed(folder)
    entries = _entries(document, folder)
    entry = next((each for each in entries if _names(each, file)), None)
    if entry is None:
        entry = tomlkit.table()
        entry["file"] = file
        entries.append(entry)
    for key, value in told.items():
        if value is not None:
            entry[key] = value
        elif key in entry:
            entry.remove(key)
    _write(folder / CATALOGUE, _spaced(document))


def drop_entry(folder: Path, file: str) -> None:
    """Takes the entry of a file away, where there is one.

    Raises:
        CorpusError: the catalogue cannot be read or written.
    """
    document = _parsed(folder)
    entries = _entries(document, folder)
    number = next((i for i, each in enumerate(entries) if _names(each, file)), None)
    if number is not None:
        del entries[number]
        _write(folder / CATALOGUE, tomlkit.dumps(document))


def _names(entry: Table, file: str) -> bool:
    return composed(str(entry.get("file", ""))) == composed(file)


def _parsed(folder: Path) -> tomlkit.TOMLDocument:
    path = folder / CATALOGUE
    try:
        return tomlkit.parse(path.read_bytes().decode("utf-8-sig") if path.exists() else _HEAD)
    except OSError as error:
        raise CorpusError(f"Katalogen {path} kan inte öppnas. Kontrollera att du får läsa filen.") from error
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise CorpusError(f"Katalogen {path} kan inte läsas: den är inte giltig TOML. Rätta filen: {error}.") from error


def _entries(document: tomlkit.TOMLDocument, folder: Path) -> AoT:
    if "document" not in document:
        document.append("document", tomlkit.aot())
    entries = document["document"]
    if not isinstance(entries, AoT):
        raise CorpusError(f"I katalogen {folder / CATALOGUE} är document ingen lista. Skriv [[document]] före en post.")
    return entries


def _spaced(document: tomlkit.TOMLDocument) -> str:
    """The catalogue as text, with an empty line before each entry."""
    text = tomlkit.dumps(document)
    line = "\r\n" if "\r\n" in text else "\n"
    done: list[str] = []
    for each in text.splitlines():
        if each.strip() == "[[document]]" and done and done[-1].strip() and not done[-1].lstrip().startswith("#"):
            done.append("")
        done.append(each)
    return line.join(done) + line


def _write(path: Path, text: str) -> None:
    """Replaces the catalogue in one step, so that it is never half there."""
    try:
        with in_one_step(path, path.stat().st_mode & 0o777 if path.exists() else 0o644) as beside:
            beside.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        told = error.strerror or str(error)
        raise CorpusError(
            f"Katalogen {path} kan inte skrivas ({told}), så den är som förut. Kontrollera att du får skriva i mappen."
        ) from error
