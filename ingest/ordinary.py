"""What lies in a folder and is no ordinary file of it: it is told of, and never opened."""

import os
import stat
from pathlib import Path


def refusal(file: Path, folder: Path | None) -> str:
    """One Swedish sentence where the file is not to be opened, else nothing.

    A link that leads out of `folder` would let whoever may write there read what they may not.
    """
    if not file.name.isprintable():
        return f"{printable(file.name)} har tecken i sitt namn som inte kan skrivas. Byt namn på filen."
    try:
        mode = file.stat().st_mode
    except FileNotFoundError:
        return f"{file.name} är en länk till något som inte finns. Lägg in filen själv."
    except OSError:
        return f"{file.name} kan inte öppnas. Kontrollera att du får läsa filen."
    if not stat.S_ISREG(mode):
        return f"{file.name} är ingen vanlig fil, och läses inte. Ta bort den ur mappen."
    if folder is not None and not file.resolve().is_relative_to(folder.resolve()):
        return f"{file.name} är en länk ut ur mappen {folder}, och läses inte. Lägg in filen själv."
    return ""


def printable(text: str) -> str:
    """The text with a question mark for every character that cannot be written."""
    readable = os.fsencode(text).decode(errors="replace") if not text.isprintable() else text
    return "".join(each if each.isprintable() else "\ufffd" for each in readable)
