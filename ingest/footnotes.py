"""Footnotes: found at the foot of a page, their marks lifted out of the sentences that they interrupt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clean import Piece, clean_line
from ingest.layout import Line

_NUMBER = re.compile(r"^\d{1,3}$")
_SMALLER = 0.92  # a note is set at most at this share of the body's size
_RAISED = 0.75  # digits at most this share of the line's size are a mark, whether or not a note is found for them


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its number, and its lines on one page."""

    number: str
    lines: tuple[Line, ...]


def split_notes(page: Sequence[Line], body: float) -> tuple[tuple[Line, ...], tuple[Note, ...]]:
    """The lines of a page that are running text, and its footnotes."""
    running: list[Line] = []
    notes: list[Note] = []
    for line in page:
        small = line.main.size <= _SMALLER * body
        if small and (number := _opening_number(line)):
            notes.append(Note(number, (line,)))
        elif small and notes and _follows(notes[-1].lines[-1], line):
            notes[-1] = Note(notes[-1].number, (*notes[-1].lines, line))
        else:
            running.append(line)
    return tuple(running), tuple(notes)


def _follows(before: Line, line: Line) -> bool:
    return 0 < before.main.y - line.main.y <= 2 * line.main.size and line.main.size == before.main.size


def _opening_number(line: Line) -> str | None:
    drawn = [run for run in line.runs if run.text.strip()]
    first = drawn[0].text.strip() if len(drawn) > 1 else ""
    return first if _NUMBER.match(first) else None


def note_pieces(note: Note) -> list[Piece]:
    """The note's text without its number."""
    first, *rest = note.lines
    text = first.text.removeprefix(note.number).strip()
    return [Piece(clean_line(text), first.page), *(Piece(clean_line(line.text), line.page) for line in rest)]


@dataclass(frozen=True, slots=True)
class Lifted:
    """A line without its marks, in pieces, and the numbers of the notes it referred to."""

    pieces: tuple[Piece, ...]
    numbers: tuple[str, ...]


def lift_marks(line: Line, known: frozenset[str]) -> Lifted:
    """Takes the marks of footnotes out of a line; `known` are the numbers of the notes on its page."""
    parts: list[str] = [""]
    numbers: list[str] = []
    for run in line.runs:
        if _is_mark(run.text.strip(), run.size / (line.main.size or 1), parts[-1], known):
            numbers.append(run.text.strip())
            parts.append(" " if run.text.endswith(" ") else "")
        else:
            parts[-1] += run.text
    pieces = tuple(Piece(clean_line(part), line.page, glued=i > 0) for i, part in enumerate(parts) if part or not i)
    return Lifted(pieces, tuple(numbers))


def _is_mark(text: str, share: float, before: str, known: frozenset[str]) -> bool:
    if not _NUMBER.match(text) or not before.strip() or before.endswith(" "):
        return False
    return text in known or share <= _RAISED
