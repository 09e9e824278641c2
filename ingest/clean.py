"""Cleaning of text before offsets exist: Unicode, spaces, and what a line break did to a word.

A hyphen at a line's end is dropped only where the break made it. It stays before `och`, `eller`, `samt`, after a
digit, two capitals or a single letter ("24-nyckeln", "LVU-ärenden", "e-post"), before a capital
("Jonuzi-Hillerström"), and in an address.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

SOFT_HYPHEN = "\u00ad"
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\ufffe\x02"))
_HALVES = re.compile("[\ud800-\udfff]")  # of characters that a broken font maps to: they can be written nowhere
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_CONTROL = {code: " " for code in range(32) if chr(code) not in "\n\t"}
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011"), "-")  # typesetters' own, as some programs draw them
_SPACES = re.compile(r"[^\S\n]+")
_COORDINATED = re.compile(r"(?:och|eller|samt|respektive|resp|som|till)\b")
_KEPT_HYPHEN = re.compile(r"(?:\d|[A-ZÅÄÖ]{2}|\b[^\W\d_]|(?:https?://|www\.)\S*)-$")
_RANGE = re.compile(r"\d–$")


def clean_line(text: str) -> str:
    """One line, composed (NFC), with plain hyphens, without ligatures, invisible characters and doubled spaces.

    A soft hyphen inside a line stands for a real one; at its end it is kept, for `seam` to decide.
    """
    text = _HALVES.sub("\ufffd", text)
    text = unicodedata.normalize(
        "NFC", text.translate(_INVISIBLE).translate(_LIGATURES).translate(_CONTROL).translate(_HYPHENS)
    )
    text = _SPACES.sub(" ", text)
    body, end = (text[:-1], SOFT_HYPHEN) if text.endswith(SOFT_HYPHEN) else (text, "")
    return body.replace(SOFT_HYPHEN, "-") + end


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a line. `glued`: it follows the piece before it without a break (a lifted mark stood between)."""

    text: str
    page: int
    glued: bool = False


def seam(left: str, right: str) -> tuple[str, str]:
    """`left` as it ends when `right` follows on the next line, and what goes between the two."""
    if left.endswith(SOFT_HYPHEN):
        return left[:-1], ""
    if left.endswith("-") and not left.endswith(" -"):
        return _hyphenated(left, right)
    closed = left.endswith("/") or (_RANGE.search(left) and right[:1].isdigit())
    return left, "" if closed else " "


def _hyphenated(left: str, right: str) -> tuple[str, str]:
    if right[:1].islower() and _COORDINATED.match(right):
        return left, " "
    kept = not right[:1].islower() or _KEPT_HYPHEN.search(left)
    return (left if kept else left[:-1]), ""


def join_pieces(pieces: Sequence[Piece]) -> tuple[str, list[int]]:
    """The pieces as running text, and the offset in it at which each of them begins."""
    text, starts = "", []
    for piece in pieces:
        if not piece.glued:
            text = text.rstrip(" ")
        part = piece.text if piece.glued else piece.text.lstrip(" ")
        if text and not piece.glued:
            text, between = seam(text, part)
            text += between
        starts.append(len(text))
        text += part
    return text.rstrip(" " + SOFT_HYPHEN), starts
