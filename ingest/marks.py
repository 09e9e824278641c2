"""Page comments and note references, carried through a Markdown parser as single private-use characters.

A parser knows nothing of offsets in cleaned text; a character that stands for "here page 7 begins" goes through it
with the words around it, and is read back, and removed, in the cleaned block.
"""

import re
from dataclasses import dataclass

from ingest.text_file import visible

_PAGES = 0xF0000  # and one more for every page comment
_DROPPED = "\U000ffffd"
_REFERENCES = 0x100000  # and one more for every note
_NOTES = 0x108000  # likewise, before the text of the note
_CAPACITY = 0x8000  # marks of one sort in one file

_PAGE = f"[\U000f0000-\U000f7fff{_DROPPED}]"
_REFERENCE = "[\U00100000-\U00107fff]"
_NOTE = "[\U00108000-\U0010fffd]"
_PRIVATE = re.compile("[\U000f0000-\U0010ffff]")

_COMMENT = re.compile(r"<!--((?:(?!<!--).)*?)-->", re.DOTALL)
_PAGE_COMMENT = re.compile(r"\s*(?:page|sida)\s*[:=]?\s*(\S+)\s*", re.IGNORECASE)
_MARK_LINE = re.compile(rf"(\A|\n[ ]*\n)([ ]*{_PAGE}+[ ]*)\n(?=[ ]*\S)")
_DEFINITION = re.compile(
    r"^ {0,3}\[\^([^\]\s]+)\]:[ ]*"
    rf"(.*(?:\n(?![ ]*\n|[ ]*{_PAGE}|[ ]{{0,3}}(?:\[\^|\#{{1,6}}\ |[-*+]\ |\||>)).+)*(?:\n[ ]*\n[ ]{{4}}.+)*)",
    re.MULTILINE,
)
_MENTION = re.compile(r"\[\^([^\]\s]+)\]")
_MENTIONS = re.compile(rf" ?{_REFERENCE}+(?=[.,;:!?)])|{_REFERENCE}+")
_PAGE_AND_SPACE = re.compile(rf" ?((?:{_PAGE} ?)+)")


@dataclass(frozen=True, slots=True)
class Marked:
    """A source whose page comments and notes are marks; `labels` and `notes` say what the marks stand for."""

    text: str
    labels: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """One cleaned block: its pages begin at `breaks`; `after` are pages that begin where it has ended."""

    text: str
    breaks: tuple[tuple[int, str], ...]
    after: tuple[str, ...]
    refers: tuple[str, ...]
    note: str


def mark(source: str) -> Marked:
    """Turns comments, note definitions and note references into marks; comments on no page are dropped."""
    labels: list[str] = []
    notes: list[str] = []
    text = _COMMENT.sub(lambda found: _page_mark(found[1], labels), _PRIVATE.sub("", source))
    text = _MARK_LINE.sub(r"\1\2\n\n", text)
    text = _DEFINITION.sub(lambda found: _note_paragraph(found, notes), text)
    text = _MENTION.sub(lambda found: chr(_REFERENCES + _number(found[1], notes)), text)
    return Marked(text, tuple(labels), tuple(notes))


def _page_mark(comment: str, labels: list[str]) -> str:
    page = _PAGE_COMMENT.fullmatch(comment)
    if page is None or len(labels) >= _CAPACITY:
        return _DROPPED
    labels.append(page[1])
    return chr(_PAGES + len(labels) - 1)


def _note_paragraph(found: re.Match[str], notes: list[str]) -> str:
    return f"\n\n{chr(_NOTES + _number(found[1], notes))}{' '.join(found[2].split())}\n\n"


def _number(name: str, notes: list[str]) -> int:
    if name not in notes:
        notes.append(name)
    return min(notes.index(name), _CAPACITY - 1)


def read_marks(raw: str, marked: Marked) -> Read:
    """Cleans one block of the parsed source and reads its marks back."""
    refers = tuple(marked.notes[ord(sign) - _REFERENCES] for sign in re.findall(_REFERENCE, raw))
    note = next((marked.notes[ord(sign) - _NOTES] for sign in re.findall(_NOTE, raw)), "")
    bare = _MENTIONS.sub("", " ".join(re.sub(_NOTE, "", visible(raw)).split()))
    spaced = " ".join(_PAGE_AND_SPACE.sub(_space_first, bare).split())
    text, starts = _lift(spaced.replace(_DROPPED, "").strip())
    breaks = tuple((at, marked.labels[number]) for at, number in starts if at < len(text))
    after = tuple(marked.labels[number] for at, number in starts if at >= len(text))
    return Read(text, breaks, after, refers, note)


def _space_first(found: re.Match[str]) -> str:
    """The marks without the white space among them, which goes before: a page begins with its first word."""
    marks = "".join(found[1].split())
    return marks if marks == found[0] else f" {marks}"


def _lift(spaced: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without page marks, and where each of them stood."""
    pieces: list[str] = []
    starts: list[tuple[int, int]] = []
    at = 0
    for piece in re.split(f"({_PAGE})", spaced):
        if re.fullmatch(_PAGE, piece):
            starts.append((at, ord(piece) - _PAGES))
        else:
            pieces.append(piece)
            at += len(piece)
    return "".join(pieces).rstrip(), starts
