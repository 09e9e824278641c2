"""Files of questions with gold: one JSON object a line."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from index.errors import BadQuestions

Line = tuple[int, Mapping[str, object]]
"""A line's number, from 1, and its object."""


def read_lines(path: Path) -> tuple[Line, ...]:
    """The questions of a file, each with something in `question`.

    Raises:
        BadQuestions: it cannot be read, a line is no question, or there is none.
    """
    found = tuple((number, _object(line, f"{path}, rad {number}:")) for number, line in _lines(path))
    if not found:
        raise BadQuestions(f"{path} innehåller inga frågor. Skriv en fråga på varje rad, som JSON.")
    return found


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbers and texts of the lines that are not blank; nothing but a line feed ends a line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise BadQuestions(f"Frågefilen {path} finns inte. Kontrollera namnet.") from error
    except OSError as error:
        raise BadQuestions(
            f"Frågefilen {path} kan inte läsas ({error.strerror}). Ange en fil som går att läsa."
        ) from error
    except UnicodeDecodeError as error:
        raise BadQuestions(f"Frågefilen {path} är inte text i UTF-8. Spara om den som UTF-8.") from error
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _object(line: str, where: str) -> Mapping[str, object]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadQuestions(f"{where} raden är inte JSON. Varje rad ska vara ett JSON-objekt med en fråga.") from error
    if not isinstance(value, dict):
        raise BadQuestions(f"{where} raden är inget JSON-objekt. Varje rad ska vara ett JSON-objekt med en fråga.")
    if not str(value.get("question") or "").strip():
        raise BadQuestions(f"{where} raden saknar fråga. Skriv den i fältet question.")
    return value
