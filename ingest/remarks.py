"""What a reader noticed in a file and its editor should know, as data: the editor's report sorts and counts it."""

from dataclasses import dataclass
from enum import StrEnum


class Subject(StrEnum):
    """What a remark is about."""

    BLANK_PAGE = "blank_page"  # pages without any text
    SCANNED_PAGE = "scanned_page"  # pages that are pictures of text, and could not be read
    OCR_PAGE = "ocr_page"  # pages read by OCR
    HIDDEN_TEXT = "hidden_text"  # text that a person cannot see, and that was left out
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing noticed. `pages` are printed labels; `text` is what was seen, in the document's own words.

    `confidence` is that of OCR, from 0 to 1; None for all else.
    """

    subject: Subject
    pages: tuple[str, ...] = ()
    text: str = ""
    confidence: float | None = None


_MOST_SHOWN = 200  # characters of a text that was left out


def hidden_text(pages: tuple[str, ...], text: str) -> Remark:
    """The remark on text that a person cannot see; of a long one the beginning is told."""
    shown = text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1].rstrip() + "…"
    return Remark(Subject.HIDDEN_TEXT, pages, shown)
