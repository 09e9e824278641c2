"""Word documents through python-docx: the body in order, with headings, lists, tables and notes."""

import zipfile
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from lxml import etree

from ingest.docx_blocks import read_body
from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.parsed import Parsed
from ingest.told import tidy, write_told

_COMPOUND = b"\xd0\xcf\x11\xe0"  # a file of older Word, or the shell of an encrypted one
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_BYTES = 400_000_000  # unpacked, pictures and all
_MOST_TEXT = 100_000_000  # unpacked, of one part with text
_BROKEN = (OpcError, KeyError, ValueError, AttributeError, TypeError, IndexError, etree.LxmlError, zipfile.BadZipFile)


def read_docx(path: Path) -> Parsed:
    """Reads a Word document; it has no pages, since those are made where it is printed.

    Raises:
        UnreadableDocument: no Word document, broken, too large, or locked with a password.
        EmptyDocument: there is no text in it.
    """
    _refuse_bad(path)
    try:
        document = docx.Document(str(path))
        body = read_body(document)
        found = _found(document)
    except RecursionError as error:
        raise UnreadableDocument(f"{path.name} är för djupt nästlad för att läsas. Spara om den i Word.") from error
    except (*_BROKEN, OSError, NotImplementedError) as error:
        raise _damaged(path) from error
    if not any(block.text for block in body.blocks):
        raise EmptyDocument(f"{path.name} har ingen text. Kontrollera att rätt fil är inlagd.")
    return write_told(body.blocks, found, (), titled=False, hidden=body.hidden)


def _damaged(path: Path) -> UnreadableDocument:
    return UnreadableDocument(
        f"{path.name} är skadad och kan inte läsas som Word-dokument. Hämta filen på nytt, eller spara om den i Word."
    )


def _refuse_bad(path: Path) -> None:
    """Refuses what python-docx should never be handed: no package at all, or one that unpacks without end."""
    try:
        with path.open("rb") as file:
            start = file.read(1_000_000)
        if start.startswith(_COMPOUND):
            raise _compound(path, start)
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except FileNotFoundError as error:
        raise UnreadableDocument(f"{path} finns inte. Kontrollera sökvägen.") from error
    except OSError as error:
        raise UnreadableDocument(f"{path.name} kan inte öppnas. Kontrollera att du får läsa filen.") from error
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        if start.startswith(b"PK"):
            raise _damaged(path) from error
        raise UnreadableDocument(
            f"{path.name} är inte ett Word-dokument. Spara dokumentet som docx och försök igen."
        ) from error
    text = max((part.file_size for part in parts if part.filename.endswith((".xml", ".rels"))), default=0)
    if sum(part.file_size for part in parts) > _MOST_BYTES or text > _MOST_TEXT:
        raise UnreadableDocument(f"{path.name} är för stor för att läsas när den packas upp. Dela upp den i flera.")


def _compound(path: Path, start: bytes) -> UnreadableDocument:
    if _ENCRYPTED in start or _ENCRYPTED in path.read_bytes():
        return UnreadableDocument(f"{path.name} är låst med lösenord. Ta bort lösenordet och försök igen.")
    return UnreadableDocument(f"{path.name} är sparad i en äldre version av Word. Spara om den som docx.")


def _found(document: WordDocument) -> dict[str, str]:
    """What the document says of itself; when the file was made says nothing of which year it covers."""
    core = document.core_properties
    said = {"title": core.title, "author": core.author, "language": core.language}
    found = {key: tidy(value) for key, value in said.items() if tidy(value)}
    if found.get("author") == "python-docx":  # what the library's own template says
        del found["author"]
    return found
