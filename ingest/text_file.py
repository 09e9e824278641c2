"""A text file's characters, whatever it is encoded in, composed and without what cannot be seen."""

import codecs
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import EmptyDocument, UnreadableDocument

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\x00"))
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f\t"), " ")
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011"), "-")
_MOJIBAKE = re.compile("Ã[¥¤¶…„–]")
_LOST = "\ufffd"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MEANT = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "utf-8": "",
    "utf8": "",
}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_MAX_CONTROLS = 0.01  # share of characters above which a file is no text


@dataclass(frozen=True, slots=True)
class TextFile:
    """The text of a file, lines ended by a line feed, and Swedish sentences on how it had to be read."""

    text: str
    warnings: tuple[str, ...] = ()


def read_text_file(path: Path, charset: Callable[[bytes], str | None] = lambda _: None) -> TextFile:
    """Reads UTF-8, or Windows-1252 where that is what it is.

    Args:
        path: the file.
        charset: finds the encoding that the file itself declares; what is no UTF-8 is read as that.

    Raises:
        UnreadableDocument: the file cannot be opened, or is no text.
        EmptyDocument: there is nothing but white space.
    """
    data = _bytes(path)
    text, warnings = _decoded(path, data, charset(data) or "")
    if len(_CONTROLS.findall(text)) > _MAX_CONTROLS * len(text):
        raise UnreadableDocument(f"{path.name} är ingen textfil. Spara dokumentet som text i UTF-8 och försök igen.")
    tidy = "\n".join(visible(text).replace("\f", "\n\n").splitlines())
    if not tidy.strip():
        raise EmptyDocument(f"{path.name} är tom. Kontrollera att rätt fil är inlagd.")
    return TextFile(tidy, warnings)


def visible(text: str) -> str:
    """`text` composed (NFC), with ordinary spaces and hyphens, and without what cannot be seen (soft hyphens too)."""
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE).translate(_SPACES).translate(_HYPHENS))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableDocument(f"{path} finns inte. Kontrollera sökvägen.") from error
    except OSError as error:
        raise UnreadableDocument(f"{path.name} kan inte öppnas. Kontrollera att du får läsa filen.") from error


def _decoded(path: Path, data: bytes, declared: str) -> tuple[str, tuple[str, ...]]:
    if data.startswith(_UTF_16):
        return data.decode("utf-16", errors="replace"), ()
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        told = _as_declared(data, declared)
        return (told, ()) if told is not None else _not_utf_8(path, data)


def _as_declared(data: bytes, declared: str) -> str | None:
    """The text in the encoding that the file declares, unless there is none such or it cannot be right."""
    name = _MEANT.get(declared.lower(), declared)
    try:
        text = data.decode(name) if name else None
    except (LookupError, ValueError):
        return None
    return None if text is None or _MOJIBAKE.search(text) else text


def _not_utf_8(path: Path, data: bytes) -> tuple[str, tuple[str, ...]]:
    """Windows-1252; or UTF-8 after all, with some bytes spoilt, which Windows-1252 would turn into "Ã¤"."""
    text = data.decode("cp1252", errors="replace")
    if _MOJIBAKE.search(text):
        mended = data.decode("utf-8-sig", errors="replace")
        return mended, (f"{path.name} innehåller {mended.count(_LOST)} tecken som inte kan läsas.",)
    if _LOST in text:
        raise UnreadableDocument(
            f"{path.name} är varken UTF-8 eller Windows-1252. Spara dokumentet som text i UTF-8 och försök igen."
        )
    return text, (f"{path.name} är inte UTF-8 och lästes som Windows-1252.",)
